"""What a change of edition means for declarations: how many answers stay, are to be confirmed, are lost."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, QuerySet

from apps.catalog.comparison import Comparison
from apps.catalog.continuing import Continuation, continuation, continued
from apps.catalog.impact import MOST_LISTED, Asked, Part, asked, operates
from apps.catalog.models import Edition
from apps.core.permissions import Actor, Permission
from apps.devices.models import Answer, Declaration
from apps.devices.workflow import DeclarationState

LIVING = (DeclarationState.DRAFT, DeclarationState.READY, DeclarationState.ATTESTED, DeclarationState.DISPUTED)
SENTENCE = (
    "A declaration stays on its edition. Its successor starts on the edition in use: answers follow their entries, "
    "reworded ones are to be confirmed, and answers to what is no longer asked stay behind."
)


def on_declarations(comparison: Comparison, actor: Actor) -> Part | None:
    """Return a row for each living declaration of the actor's own organization; for the operator the totals."""
    living = Declaration.objects.filter(edition=comparison.before, state__in=LIVING)
    going_on = continued(comparison)
    if operates(actor):
        return _part(_total(living, going_on))
    if actor.is_agency or not actor.has_permission(Permission.DECLARATION_READ):
        return None
    own = living.visible_to(actor).select_related("product").order_by("product__name", "-number", "pk")
    return _part(_listed(list(own[: MOST_LISTED + 1]), own, going_on))


def of_successor(declaration: Declaration) -> Asked | None:
    """Return what a successor would ask on the edition in use, None while that is the declaration's own."""
    edition = Edition.objects.in_use(declaration.edition.catalog_id)
    if edition is None or edition.pk == declaration.edition_id:
        return None
    answers: Any = declaration.answers.order_by("node_id").values_list("node_id").annotate(n=Count("pk"))
    return asked(str(edition), dict(answers), continuation(declaration.edition, edition))


def _part(rows: list[Asked]) -> Part | None:
    return Part("Declarations", SENTENCE, tuple(rows)) if rows else None


def _total(declarations: QuerySet[Any], going_on: Continuation) -> list[Asked]:
    count = declarations.count()
    if not count:
        return []
    answers: Any = Answer.objects.filter(declaration__in=declarations)
    counted = answers.values_list("node_id").annotate(n=Count("pk")).order_by("node_id")
    return [asked(f"{count} declarations" if count > 1 else "1 declaration", dict(counted), going_on)]


def _listed(first: list[Any], every: QuerySet[Any], going_on: Continuation) -> list[Asked]:
    if len(first) > MOST_LISTED:
        return _total(every.order_by(), going_on)
    counted: dict[Any, dict[int, int]] = defaultdict(dict)
    answers: Any = Answer.objects.filter(declaration__in=[one.pk for one in first])
    for declaration, node, count in answers.values_list("declaration_id", "node_id").annotate(n=Count("pk")):
        counted[declaration][node] = count
    return [
        asked(f"{one.product}, declaration {one.number}", counted[one.pk], going_on, url=one.get_absolute_url())
        for one in first
    ]
