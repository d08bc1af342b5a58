"""Who stepped back from a review, and who acted in another's office: as the pages of the record name them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from apps.reviews.dossier import delegation_note
from apps.reviews.models import Act, Review
from apps.reviews.workflow import Verb


@dataclass(frozen=True)
class StandIn:
    """One recusal with its reason, or one act under a delegation with document, scope and dates."""

    who: str
    did: str
    at: datetime
    words: str


def stand_ins(review: Review) -> list[StandIn]:
    """Return recusals and delegated acts in their order; one statement.

    Acts on verdicts stay out: they are named at each requirement, and a large review has hundreds.
    """
    acts = (
        Act.objects.filter(Q(verb=Verb.RECUSE) | Q(delegation__isnull=False), review=review)
        .exclude(verb__in=(Verb.GIVE_VERDICT, Verb.CONFIRM_VERDICT))
        .select_related("by", "delegation__delegated_by")
        .order_by("at", "pk")
    )
    return [
        StandIn(
            str(act.by),
            act.get_verb_display(),
            act.at,
            act.reason if act.verb == Verb.RECUSE else f"{act.get_role_display()}. {delegation_note(act.delegation)}",
        )
        for act in acts[:LIMIT]
    ]


LIMIT = 100
"""How many are listed at most."""
