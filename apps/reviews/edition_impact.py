"""What a change of edition means for open reviews: they stay; what a linked review on the new edition would ask."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, QuerySet

from apps.catalog.comparison import Comparison
from apps.catalog.continuing import Continuation, continued
from apps.catalog.impact import MOST_LISTED, Asked, Part, asked, operates
from apps.core.permissions import Actor, Permission
from apps.reviews.models import Review, ReviewRequirement
from apps.reviews.workflow import OPEN_STATES, Selection

SENTENCE = (
    "An open review stays on its edition to the end. A linked review starts on the edition in use: decisions about "
    "unchanged entries are taken over, reworded and new ones are asked."
)


def on_reviews(comparison: Comparison, actor: Actor) -> Part | None:
    """Return a row for each open review of the actor's agency; for the operator the totals."""
    reviews = Review.objects.filter(edition=comparison.before, state__in=OPEN_STATES)
    going_on = continued(comparison)
    if operates(actor):
        return _part(_total(reviews, going_on))
    if not actor.is_agency or not actor.has_permission(Permission.REVIEW_READ):
        return None
    own = reviews.visible_to(actor).select_related("procurement", "product").order_by("-state_since", "pk")
    return _part(_listed(list(own[: MOST_LISTED + 1]), own, going_on))


def _part(rows: list[Asked]) -> Part | None:
    return Part("Open reviews", SENTENCE, tuple(rows)) if rows else None


def _total(reviews: QuerySet[Any], going_on: Continuation) -> list[Asked]:
    count = reviews.count()
    if not count:
        return []
    counted = _selected().filter(review__in=reviews).values_list("node_id").annotate(n=Count("pk")).order_by("node_id")
    return [asked(f"{count} open reviews" if count > 1 else "1 open review", dict(counted), going_on)]


def _listed(first: list[Any], every: QuerySet[Any], going_on: Continuation) -> list[Asked]:
    if len(first) > MOST_LISTED:
        return _total(every.order_by(), going_on)
    counted: dict[Any, dict[int, int]] = defaultdict(dict)
    for review, node in _selected().filter(review__in=[one.pk for one in first]).values_list("review_id", "node_id"):
        counted[review][node] = 1
    return [asked(str(one), counted[one.pk], going_on, url=one.get_absolute_url()) for one in first]


def _selected() -> QuerySet[Any]:
    return ReviewRequirement.objects.filter(selection=Selection.SELECTED, node__isnull=False)
