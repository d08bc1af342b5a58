"""The proposals of a draft edition as the operator decides about them: by sub-capability, each with what differs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.catalog.comparison_reading import text_of
from apps.catalog.differences import Piece, difference
from apps.catalog.kinds import NodeKind, RewordingDecision
from apps.catalog.models import Edition, Node, Rewording

OPEN, DECIDED = "open", "decided"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two entries that are alike, and how their words differ."""

    rewording: Rewording
    pieces: tuple[Piece, ...]

    @property
    def shown(self) -> RewordingDecision:
        """Return the decision as the enumeration member that knows label, icon and tone."""
        return RewordingDecision(self.rewording.decision)

    @property
    def can_change(self) -> bool:
        """Tell whether it can be decided now: what was found to be the same has taken the earlier identifier."""
        return self.rewording.decision != RewordingDecision.SAME


@dataclass(frozen=True, slots=True)
class Group:
    """The proposals below one sub-capability; `open` counts all of them that wait, also those on other pages."""

    identifier: str
    title: str
    open: int
    proposals: tuple[Proposal, ...]


def of_edition(edition: Edition, show: str = OPEN) -> QuerySet[Rewording]:
    """Return the proposals that wait, or those that are decided, in the order of the edition."""
    rows = Rewording.objects.filter(node__edition=edition).select_related("node", "earlier__edition", "decided_by")
    waiting = rows.filter(decision=RewordingDecision.OPEN)
    chosen = waiting if show == OPEN else rows.exclude(decision=RewordingDecision.OPEN)
    return chosen.order_by("node__path", "pk")


def waiting_below(edition: Edition, identifier: str) -> list[int]:
    """Return the proposals that wait below one entry of the edition."""
    above = edition.nodes.filter(identifier=identifier).values_list("path", flat=True).first()
    if above is None:
        return []
    return list(of_edition(edition).filter(node__path__startswith=above).values_list("pk", flat=True))


def grouped(edition: Edition, rewordings: list[Rewording]) -> list[Group]:
    """Return the proposals of one page by sub-capability; two statements."""
    headings: dict[str, tuple[str, str]] = {}
    kinds = (NodeKind.CAPABILITY, NodeKind.SUBCAPABILITY)
    rows: Any = Node.objects.filter(edition=edition, kind__in=kinds).values_list("path", "identifier", "title")
    for path, identifier, title in rows:
        headings[path] = (identifier, title)
    waiting: dict[str, int] = {}
    for path in of_edition(edition).values_list("node__path", flat=True):
        waiting[_home(path, headings)] = waiting.get(_home(path, headings), 0) + 1
    found: dict[str, list[Proposal]] = {}
    for one in rewordings:
        pieces = difference(text_of(one.earlier), text_of(one.node))
        found.setdefault(_home(one.node.path, headings), []).append(Proposal(one, pieces))
    return [
        Group(*headings.get(home, ("", "")), waiting.get(home, 0), tuple(proposals))
        for home, proposals in found.items()
    ]


def _home(path: str, headings: dict[str, tuple[str, str]]) -> str:
    """Return the path of the sub-capability that a path lies in, or of its capability."""
    parts = path.split(".")
    return next((".".join(parts[:n]) for n in (2, 1) if ".".join(parts[:n]) in headings), "")
