"""Who signed what: the acts on the review, and the audit events about it with everything their hashes cover."""

from typing import Any

from apps.audit.models import Event
from apps.reports.record.values import choice, delegation, signed
from apps.reviews.models import Act, Review
from apps.reviews.workflow import ReviewState, Verb

OWN_VERBS = "report."
"""Events about reports themselves stay out: a report that lists its own making could never be made twice alike."""


def load_acts(review: Review) -> list[Act]:
    """Return the acts in their order, with the people; one statement."""
    acts = Act.objects.filter(review=review).select_related("by", "requirement", "delegation__delegated_by")
    return list(acts.order_by("at", "pk"))


def acts_part(acts: list[Act]) -> list[dict[str, Any]]:
    """Return who did what, when, in which role, under which delegation, from which state to which."""
    return [
        {
            "verb": choice(Verb, act.verb),
            "signed": signed(act.by, act.at, act.role),
            "delegation": delegation(act.delegation),
            "requirement": act.requirement.identifier if act.requirement else None,
            "reason": act.reason,
            "from": choice(ReviewState, act.from_state),
            "to": choice(ReviewState, act.to_state),
        }
        for act in acts
    ]


def events_part(review: Review) -> list[dict[str, Any]]:
    """Return every column of the audit events about the review, so that a reader can compute each hash anew."""
    events = Event.objects.about(str(review.pk)).exclude(verb__startswith=OWN_VERBS)
    return [
        {field.attname: getattr(event, field.attname) for field in event._meta.concrete_fields}
        | {"at": event.at.isoformat(timespec="microseconds")}
        for event in events
    ]
