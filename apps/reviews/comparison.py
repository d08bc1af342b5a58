"""Candidates of one purchase side by side: only where their requirement sets are the same, blockers first.

Sets or editions that differ are not compared (domain.md section 8), and nothing is ranked: each cell is a verdict
with the strength of its evidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.reviews.models import Review, ReviewRequirement
from apps.reviews.workflow import GAP_VERDICTS, Selection, VerdictValue


@dataclass(frozen=True)
class Line:
    """One requirement with the verdict of each candidate; None where there is none yet."""

    identifier: str
    title: str
    key: bool
    verdicts: tuple[VerdictValue | None, ...]
    strengths: tuple[int | None, ...] = ()
    needed: int = 0

    @property
    def blocks(self) -> bool:
        """Tell whether it is key and a candidate has a gap on it."""
        return self.key and any(verdict in GAP_VERDICTS for verdict in self.verdicts)

    @property
    def differs(self) -> bool:
        """Tell whether the candidates differ, in the verdict or in the strength of its evidence."""
        return len(set(self.verdicts)) > 1 or len(set(self.strengths)) > 1


@dataclass(frozen=True)
class Comparison:
    """The candidates and their lines; `reason` says why there are none."""

    reviews: tuple[Review, ...] = ()
    lines: tuple[Line, ...] = ()
    same: int = 0
    waiting: int = 0
    reason: str = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[Review, VerdictValue | None, int | None]]]]:
        """Return each line with its verdicts and their strength beside their reviews."""
        return [(line, list(zip(self.reviews, line.verdicts, line.strengths, strict=True))) for line in self.lines]


def of(reviews: Sequence[Review]) -> Comparison | None:
    """Return the comparison of the candidates that have a requirement set, or None when fewer than two do.

    Lines on which all candidates agree, or have no verdict yet, are counted, not listed. One statement.
    """
    sets = _sets(reviews)
    compared = tuple(review for review in reviews if sets.get(review.pk))
    if len(compared) < 2:
        return None
    if len({review.edition_id for review in compared}) > 1:
        return Comparison(reason="Their reviews are on different editions of the catalog.")
    chosen = [frozenset(sets[review.pk]) for review in compared]
    if len(set(chosen)) > 1:
        apart = len(frozenset.union(*chosen) - frozenset.intersection(*chosen))
        return Comparison(reason=f"Their requirement sets differ in {apart} requirement{'' if apart == 1 else 's'}.")
    lines = [_line(identifier, [sets[review.pk] for review in compared]) for identifier in sets[compared[0].pk]]
    shown = [line for line in lines if line.differs or line.blocks]
    shown.sort(key=lambda line: (not line.blocks, not line.key))
    waiting = sum(1 for line in lines if not any(line.verdicts))
    return Comparison(compared, tuple(shown), len(lines) - len(shown) - waiting, waiting)


def _sets(reviews: Iterable[Review]) -> dict[UUID, dict[str, Any]]:
    """Return the selected requirements of each review by identifier, in their order; of linked reviews the latest."""
    listed = list(reviews)
    followed = {review.predecessor_id for review in listed}
    current = [review.pk for review in listed if review.pk not in followed]
    rows = (
        ReviewRequirement.objects.filter(review__in=current, selection=Selection.SELECTED)
        .order_by("position", "pk")
        .values("review", "identifier", "title", "key", "verdict__value", "verdict__strength", "minimum_strength")
    )
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row["review"], {})[row["identifier"]] = row
    return found


def _line(identifier: str, sets: list[dict[str, Any]]) -> Line:
    rows = [each[identifier] for each in sets]
    values = [row["verdict__value"] for row in rows]
    return Line(
        identifier=identifier,
        title=rows[0]["title"],
        key=any(row["key"] for row in rows),
        verdicts=tuple(VerdictValue(value) if value else None for value in values),
        strengths=tuple(row["verdict__strength"] for row in rows),
        needed=max(row["minimum_strength"] for row in rows),
    )
