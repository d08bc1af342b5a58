"""Which entries of a draft say something else than the edition on which the last declaration was answered."""

from apps.catalog.comparison import compare
from apps.catalog.differences import Piece
from apps.catalog.kinds import Change
from apps.devices.models import Declaration


def reworded_since(declaration: Declaration) -> dict[int, tuple[Piece, ...]]:
    """Return the reworded nodes of a draft's edition with what differs, or without it where wordings differ anyway.

    Costs nothing while the last declaration is on the same edition.
    """
    last = declaration.based_on
    if last is None or declaration.is_sealed or last.edition_id == declaration.edition_id:
        return {}
    comparison = compare(last.edition, declaration.edition)
    return {
        row.after.pk: row.difference if comparison.texts_compared else ()
        for row in comparison.rows
        if row.after is not None and row.change == Change.REWORDED and not row.proposed
    }
