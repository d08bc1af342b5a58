"""What an earlier review had selected and its linked review does not propose, so that nothing is lost unseen."""

from dataclasses import dataclass

from apps.catalog.models import Node
from apps.reviews.models import Review
from apps.reviews.workflow import Selection


@dataclass(frozen=True)
class LeftBehind:
    """A requirement of the earlier review, and why it is not here."""

    identifier: str
    title: str
    why: str


def left_behind(review: Review) -> list[LeftBehind]:
    """Return what the earlier review had selected and this one does not have; three statements, none without one."""
    if review.predecessor is None:
        return []
    here = set(review.requirements.values_list("identifier", flat=True))
    if not here:
        return []
    selected = review.predecessor.requirements.filter(selection=Selection.SELECTED).order_by("position", "pk")
    missing = [requirement for requirement in selected if requirement.identifier not in here]
    known = Node.objects.filter(edition_id=review.edition_id, answerable=True)
    asked = set(known.filter(identifier__in=[one.identifier for one in missing]).values_list("identifier", flat=True))
    return [
        LeftBehind(one.identifier, one.title, _why(own=one.node_id is None, asked=one.identifier in asked))
        for one in missing
    ]


def _why(*, own: bool, asked: bool) -> str:
    if own:
        return "a requirement that your agency wrote itself"
    return "no longer proposed by a control or the profile" if asked else "no longer asked by the catalog"
