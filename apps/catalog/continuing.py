"""What becomes of something said about an entry when its work goes on another edition: kept, to confirm, or lost.

Answers and decisions follow the lasting entry. What is only alike is another entry: it is asked anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.catalog.comparison import Comparison, Row, compare
from apps.catalog.kinds import Change
from apps.catalog.models import Edition


@dataclass(frozen=True)
class Continuation:
    """The nodes of an earlier edition in a later one; without rows both are the same edition."""

    edition: Edition
    rows: Mapping[int, Row] | None = None
    new: tuple[int, ...] = field(default=())
    """The entries that can be answered in the later edition alone."""

    def node_of(self, node_id: int) -> int | None:
        """Return the node in the later edition, None when it is lost: retired, or not to be answered any more."""
        if self.rows is None:
            return node_id
        row = self.rows.get(node_id)
        same_entry = row is not None and row.after is not None and not row.proposed
        return row.after.pk if same_entry and row.after.answerable else None  # type: ignore[union-attr]

    def reworded(self, node_id: int) -> bool:
        """Tell whether the entry says something else now, so that a person has to look at it."""
        row = self.rows.get(node_id) if self.rows is not None else None
        return row is not None and row.change == Change.REWORDED


def continuation(before: Edition, after: Edition) -> Continuation:
    """Return how what was said on one edition goes on in another; in that of another catalog nothing does."""
    if before.pk == after.pk:
        return Continuation(after)
    if before.catalog_id != after.catalog_id:
        return Continuation(after, {})
    return continued(compare(before, after))


def continued(comparison: Comparison) -> Continuation:
    """Return the same for editions that are compared already."""
    new = tuple(
        row.after.pk
        for row in comparison.rows
        if row.after is not None and row.after.answerable and (row.before is None or row.proposed)
    )
    return Continuation(comparison.after, comparison.by_earlier_node, new)
