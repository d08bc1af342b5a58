"""A profile laid over its edition: what holds for every entry, counted by capability, and narrowed for a page."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q, TextChoices

from apps.catalog.kinds import SP_800_53, ItemState, NodeKind, RestsOn
from apps.catalog.membership import Counts, Membership, inherited_at, items_by_path, membership_at
from apps.catalog.models import Node, Profile
from apps.catalog.selection import elements_supporting
from apps.core.components import Choice

PER_PAGE = 100
_CONTROL = re.compile(r"[A-Z]{2}-\d{1,2}(\(\d{1,2}\))?")
_RESTS = {
    RestsOn.SECONDARY: "Which entries belong to it rests on a secondary source, not on the publication itself: check "
    "it before you rely on it.",
    RestsOn.DERIVED: "Which entries belong to it is computed from the mapping to controls; no publication lists them.",
}


def rests_words(profile: Profile) -> str:
    """Return the sentence that stands near the title when membership rests on something else than the publication."""
    return _RESTS.get(RestsOn(profile.rests_on), "")


class Show(TextChoices):
    """What the entries are narrowed to."""

    ALL = "all", "All"
    IN = "in", "In the profile"
    REQUIRED = "required", "Required"
    RECOMMENDED = "recommended", "Recommended"
    EXCLUDED = "excluded", "Excluded"
    KEY = "key", "Key"
    NOTHING = "nothing", "Nothing said"


_FITS: dict[Show, Callable[[Membership | None], bool]] = {
    Show.ALL: lambda _: True,
    Show.IN: lambda one: one is not None and one.is_in,
    Show.REQUIRED: lambda one: one is not None and one.state == ItemState.REQUIRED,
    Show.RECOMMENDED: lambda one: one is not None and one.state == ItemState.RECOMMENDED,
    Show.EXCLUDED: lambda one: one is not None and one.state == ItemState.EXCLUDED,
    Show.KEY: lambda one: one is not None and one.key,
    Show.NOTHING: lambda one: one is None,
}


@dataclass(frozen=True)
class ProfileFilter:
    """The filters as they stand in the address."""

    show: Show = Show.ALL
    capability: str = ""
    search: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Self:
        """Read the filters from an address; what is unknown narrows nothing."""
        show = values.get("show", "")
        return cls(
            Show(show) if show in Show.values else Show.ALL,
            values.get("capability", "")[:4],
            values.get("q", "").strip()[:80],
        )

    @property
    def narrows(self) -> bool:
        """Tell whether entries of a capability are left out."""
        return self.show is not Show.ALL or bool(self.search)

    @property
    def parts(self) -> dict[str, str]:
        """Return what an address carries."""
        show = "" if self.show is Show.ALL else self.show.value
        named = {"capability": self.capability, "show": show, "q": self.search}
        return {name: value for name, value in named.items() if value}

    @property
    def query(self) -> str:
        """Return the filters with their question mark; empty when nothing is narrowed."""
        return f"?{urlencode(self.parts)}" if self.parts else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A node as the profile is laid over it."""

    pk: int
    path: str
    identifier: str
    title: str
    kind: str
    capability_code: str
    answerable: bool


@dataclass(frozen=True)
class Row:
    """One entry on a page: what holds for it, what would hold without an item, and how deep it stands."""

    node: Node
    membership: Membership | None
    inherited: Membership | None

    @property
    def anchor(self) -> str:
        """Return its place on the page."""
        return self.node.identifier.replace(".", "-")

    @property
    def is_own(self) -> bool:
        """Tell whether the profile says something of this very entry."""
        return self.membership is not None and self.membership.is_own

    @property
    def is_group(self) -> bool:
        """Tell whether it groups entries and is not answered itself."""
        return not self.node.answerable

    @property
    def level(self) -> int:
        """Return how far it is set in, below capability and sub-capability."""
        return max(self.node.depth - 2, 0)


class Standing:
    """What a profile says of every entry of its edition; two statements."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.items = items_by_path(profile)
        rows: Any = Node.objects.filter(edition_id=profile.edition_id).order_by("path")
        self.places = [
            Place(*row)
            for row in rows.values_list("pk", "path", "identifier", "title", "kind", "capability_code", "answerable")
        ]

    def reread(self) -> None:
        """Read again what the profile says, after something else may have changed it."""
        self.items = items_by_path(self.profile)

    @cached_property
    def capabilities(self) -> list[Place]:
        """Return the capabilities in the order of the catalog."""
        return [place for place in self.places if place.kind == NodeKind.CAPABILITY]

    @cached_property
    def found(self) -> dict[str, Membership]:
        """Return what holds for each answerable entry that the profile speaks of, by path."""
        holds = ((place.path, membership_at(place.path, self.items)) for place in self.places if place.answerable)
        return {path: one for path, one in holds if one is not None}

    @cached_property
    def counts(self) -> Counts:
        """Return the counts of the whole profile."""
        return Counts.of(self.found.values())

    @cached_property
    def total(self) -> int:
        """Return how many entries the edition has that can be answered."""
        return sum(place.answerable for place in self.places)

    @cached_property
    def shares(self) -> dict[str, tuple[int, int]]:
        """Return of each capability how many entries are in the profile, and how many there are."""
        total = Counter(place.capability_code for place in self.places if place.answerable)
        inside: Counter[str] = Counter()
        for place in self.places:
            if place.answerable and (one := self.found.get(place.path)) and one.is_in:
                inside[place.capability_code] += 1
        return {code: (inside[code], count) for code, count in total.items()}

    def count(self, show: Show, capability: str = "") -> int:
        """Return how many answerable entries a filter shows."""
        fits = _FITS[show]
        return sum(
            fits(self.found.get(place.path))
            for place in self.places
            if place.answerable and capability in ("", place.capability_code)
        )

    def listed(self, narrowed: ProfileFilter) -> list[int]:
        """Return the keys of the nodes that the filters show, in order; groups only where they say something."""
        hits = searched(self.profile, narrowed.search) if narrowed.search else None
        fits = _FITS[narrowed.show]
        found = []
        for place in self.places:
            if narrowed.capability not in ("", place.capability_code) or (hits is not None and place.pk not in hits):
                continue
            if narrowed.narrows and not self._shown(place, fits, everything=hits is not None):
                continue
            found.append(place.pk)
        return found

    def _shown(self, place: Place, fits: Callable[[Membership | None], bool], *, everything: bool) -> bool:
        """Tell whether a state shows an entry; a group is shown where it says something, or was searched for."""
        if place.answerable:
            return fits(self.found.get(place.path))
        own = self.items.get(place.path)
        return fits(own.membership) if own is not None else everything and fits(None)

    def rows(self, keys: Iterable[int]) -> list[Row]:
        """Return the rows of a page; one statement."""
        nodes = Node.objects.filter(pk__in=list(keys)).in_order()
        return [Row(node, membership_at(node.path, self.items), inherited_at(node.path, self.items)) for node in nodes]

    def row(self, node: Node) -> Row:
        """Return one row."""
        return Row(node, membership_at(node.path, self.items), inherited_at(node.path, self.items))


def searched(profile: Profile, words: str) -> set[int]:
    """Return the nodes that have all the words, or that support the control that is named; one or three statements."""
    compact = words.upper().replace(" ", "")
    if _CONTROL.fullmatch(compact):
        found = elements_supporting(profile.edition, [compact], framework=SP_800_53)
        return set(found)
    nodes = Node.objects.filter(edition_id=profile.edition_id)
    for word in words.split()[:6]:
        nodes = nodes.filter(Q(identifier__istartswith=word) | Q(title__icontains=word) | Q(statement__icontains=word))
    return set(nodes.values_list("pk", flat=True))


@dataclass(frozen=True)
class Part:
    """The rows of one sub-capability."""

    code: str
    title: str
    rows: tuple[Row, ...]

    @property
    def needs_heading(self) -> bool:
        """Tell whether the first row is not the sub-capability itself."""
        return self.rows[0].node.identifier != self.code


def parts_of(rows: Iterable[Row], places: Iterable[Place]) -> list[Part]:
    """Return the rows under their sub-capabilities; a capability stands by itself."""
    titles = {place.identifier: place.title for place in places if place.kind != NodeKind.ELEMENT}
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.node.identifier.split(".", maxsplit=1)[0]].append(row)
    return [Part(code, titles.get(code, ""), tuple(listed)) for code, listed in grouped.items()]


@dataclass(frozen=True)
class Navigation:
    """The links that narrow the page of a profile."""

    address: str
    narrowed: ProfileFilter
    standing: Standing

    @property
    def states(self) -> list[Choice]:
        """Return the filters by state, within the capability chosen."""
        capability = self.narrowed.capability
        return [
            Choice(
                show.label,
                self.address + replace(self.narrowed, show=show).query,
                current=show is self.narrowed.show,
                count=self.standing.count(show, capability),
            )
            for show in Show
        ]

    @property
    def capabilities(self) -> list[tuple[Choice, int, int]]:
        """Return the capabilities, each with how many of its entries are in the profile and how many there are."""
        return [
            (
                Choice(
                    place.title,
                    self.address + replace(self.narrowed, capability=place.identifier).query,
                    current=place.identifier == self.narrowed.capability,
                    code=place.identifier,
                ),
                *self.standing.shares.get(place.identifier, (0, 0)),
            )
            for place in self.standing.capabilities
        ]

    @property
    def everywhere(self) -> str:
        """Return the address of the same filters in all capabilities."""
        return self.address + replace(self.narrowed, capability="").query
