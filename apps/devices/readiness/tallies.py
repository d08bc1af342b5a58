"""Counting the answers of one declaration: by entry, by section, by capability. Two statements, whatever its size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from apps.accounts.models import Organization
from apps.catalog.kinds import Branch, NodeKind
from apps.catalog.models import Edition, Node
from apps.devices.models import AnswerRequest, Declaration


@dataclass(frozen=True)
class Tally:
    """How many answers one entry, section or capability takes, has, has proven and has yet to confirm."""

    total: int = 0
    answered: int = 0
    proven: int = 0
    to_confirm: int = 0
    unproven: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.total + other.total,
            self.answered + other.answered,
            self.proven + other.proven,
            self.to_confirm + other.to_confirm,
            self.unproven + other.unproven,
        )

    @property
    def open(self) -> int:
        """Return how many answers are missing."""
        return self.total - self.answered

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing or to be confirmed."""
        return self.total > 0 and self.open <= 0 and not self.to_confirm


@dataclass(frozen=True)
class Place:
    """A node of the edition as lists need it."""

    id: int
    identifier: str
    kind: str
    code: str
    branch: str
    path: str
    title: str


@dataclass(frozen=True)
class Standing:
    """The whole declaration: its places in the catalog's order, and the tally of each entry."""

    places: list[Place]
    entries: dict[int, Tally]
    requested: frozenset[str] = field(default_factory=frozenset)

    def of(self, path: str = "") -> Tally:
        """Return the sum over the entries below `path`."""
        below = (
            self.entries[place.id] for place in self.places if place.id in self.entries and place.path.startswith(path)
        )
        return sum(below, Tally())

    def count(self, show: str, path: str = "") -> int:
        """Return how many entries below `path` the filter `show` leaves."""
        return len(self.shown(show, path))

    def shown(self, show: str, path: str = "") -> list[Place]:
        """Return the entries below `path` that the filter `show` leaves."""
        fits = _FILTERS[show]
        return [
            place
            for place in self.places
            if place.id in self.entries
            and place.path.startswith(path)
            and fits(self.entries[place.id], place.identifier in self.requested)
        ]

    def capabilities(self) -> list[Place]:
        """Return the capabilities in order."""
        return [place for place in self.places if place.kind == NodeKind.CAPABILITY]

    def sections(self, capability: Place) -> list[Place]:
        """Return the sub-capabilities of a capability in order."""
        return [
            place for place in self.places if place.kind == NodeKind.SUBCAPABILITY and place.code == capability.code
        ]

    def section_of(self, identifier: str) -> Place | None:
        """Return the sub-capability that the entry belongs to."""
        entry = next((place for place in self.places if place.identifier == identifier), None)
        if entry is None:
            return None
        sections = (place for place in self.places if place.kind == NodeKind.SUBCAPABILITY)
        return next((place for place in sections if entry.path.startswith(place.path)), None)

    def next_open(self, identifier: str, *, show: str) -> Place | None:
        """Return the next entry that lacks an answer; of those that agencies ask for, one that has none at all."""
        if show == "requested":
            lacking = [place for place in self.shown("requested") if not self.entries[place.id].answered]
        else:
            lacking = self.shown("unanswered")
        lacking = [place for place in lacking if place.identifier != identifier]
        here = next((place.path for place in self.places if place.identifier == identifier), "")
        return next((place for place in lacking if place.path > here), lacking[0] if lacking else None)

    def requested_entries(self) -> Tally:
        """Return how many entries agencies ask for, and how many of them are answered for some component."""
        asked = [self.entries[place.id] for place in self.shown("requested")]
        return Tally(len(asked), sum(1 for tally in asked if tally.answered))


_FILTERS: dict[str, Callable[[Tally, bool], bool]] = {
    "all": lambda tally, requested: True,
    "answered": lambda tally, requested: tally.answered > 0,
    "requested": lambda tally, requested: requested,
    "unanswered": lambda tally, requested: tally.open > 0,
    "no-evidence": lambda tally, requested: tally.unproven > 0,
    "to-confirm": lambda tally, requested: tally.to_confirm > 0,
}
FILTERS = {
    "all": "All",
    "answered": "Answered",
    "requested": "Requested",
    "unanswered": "Unanswered",
    "no-evidence": "No evidence",
    "to-confirm": "To confirm",
}


_SHOWN = (NodeKind.CAPABILITY, NodeKind.SUBCAPABILITY, NodeKind.TOPIC)
_COLUMNS = ("pk", "identifier", "kind", "capability_code", "branch", "path", "title")


def standing(declaration: Declaration, *, components: int, requested: Iterable[str] = ()) -> Standing:
    """Count the answers of a declaration on `components` components.

    Entries on the device's capabilities take an answer for each component; those on the manufacturer's own
    capabilities take one for the whole product.
    """
    nodes = Node.objects.filter(edition_id=declaration.edition_id).filter(Q(kind__in=_SHOWN) | Q(answerable=True))
    places = [Place(*row) for row in nodes.in_order().values_list(*_COLUMNS)]
    given = {
        row["node_id"]: row
        for row in declaration.answers.values("node_id").annotate(
            answered=Count("pk", distinct=True),
            proven=Count("pk", distinct=True, filter=Q(evidence__isnull=False)),
            unproven=Count("pk", distinct=True, filter=Q(evidence__isnull=True, value__in=("yes", "partly"))),
            to_confirm=Count("pk", distinct=True, filter=Q(carried_over=True)),
        )
    }
    entries = {}
    for place in places:
        if place.kind == NodeKind.ELEMENT:
            row: Any = given.get(place.id, {})
            answered = row.get("answered", 0)
            needed = components if place.branch == Branch.TECHNICAL else 1
            entries[place.id] = Tally(
                max(needed, answered),
                answered,
                row.get("proven", 0),
                row.get("to_confirm", 0),
                row.get("unproven", 0),
            )
    return Standing(places, entries, frozenset(requested))


def common_standing(edition: Edition, given: Any, *, branch: Branch) -> Standing:
    """Count the common answers `given` on the entries of a branch that can be answered; each is asked once."""
    nodes = Node.objects.filter(edition=edition, branch=branch).filter(Q(kind__in=_SHOWN) | Q(answerable=True))
    listed = list(nodes.in_order().values_list(*_COLUMNS, "entry"))
    places = [Place(*row) for *row, _ in listed]
    proven = dict(given.values_list("entry").annotate(count=Count("evidence")))
    values = dict(given.values_list("entry", "value"))
    entries = {}
    for place, (*_, entry) in zip(places, listed, strict=True):
        if place.kind == NodeKind.ELEMENT:
            answered, has = entry in values, bool(proven.get(entry))
            unproven = answered and not has and values[entry] in ("yes", "partly")
            entries[place.id] = Tally(1, int(answered), int(has), unproven=int(unproven))
    return Standing(places, entries)


def requested_identifiers(declaration: Declaration, *, agency: Organization | None = None) -> set[str]:
    """Return the entries that agencies (or one) ask for on the product, as long as the request is open."""
    requests = AnswerRequest.objects.filter(product_id=declaration.product_id)
    requests = requests.filter(agency=agency) if agency is not None else requests.filter(closed_at__isnull=True)
    return set(requests.exclude(entries__isnull=True).values_list("entries__identifier", flat=True))
