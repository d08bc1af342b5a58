"""One edition held in memory: what every public page of the catalog reads from.

An edition is small (some 600 nodes, 1,000 mappings), so four statements bring all of it, and searching, filtering,
counting and walking the tree cost no further one. `shelf.py` keeps published ones between requests.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import F

from apps.catalog.addresses import Addresses
from apps.catalog.kinds import BASELINES, CSF_1_1, CSF_2_0, SP_800_53, MappingState, NodeKind
from apps.catalog.models import Edition, Mapping, Node, Reference, ReferenceSet

if TYPE_CHECKING:
    from apps.catalog.search import Searcher


@dataclass(frozen=True, slots=True)
class Supported:
    """A reference that an entry supports, as lists show it; without `title` it is a subcategory or a raw token."""

    identifier: str
    title: str
    resolved: bool
    baselines: tuple[str, ...] = ()
    addresses: Addresses = field(default=Addresses(), repr=False, compare=False)

    @property
    def url(self) -> str:
        """Return the page of the reference, or nothing when the token resolves to none."""
        name = "control" if self.title else "subcategory"
        return self.addresses.of(name, self.identifier) if self.resolved else ""


@dataclass(frozen=True, slots=True)
class Support:
    """What an entry supports in one framework; `inherited_from` is the entry that it is stated for, if another."""

    state: MappingState
    references: tuple[Supported, ...] = ()
    inherited_from: str = ""


@dataclass(slots=True)
class Item:
    """A node with its place in the tree."""

    pk: int
    parent_id: int | None
    identifier: str
    kind: str
    branch: str
    capability_code: str
    code_213a: str
    depth: int
    path: str
    title: str
    theme: str
    statement: str
    answerable: bool
    in_draft: bool
    control_state: str
    csf_state: str
    addresses: Addresses
    parent: "Item | None" = None
    children: list["Item"] = field(default_factory=list)

    @property
    def is_element(self) -> bool:
        """Tell whether it is an entry that can become a requirement."""
        return self.kind == NodeKind.ELEMENT

    @property
    def kind_label(self) -> str:
        """Return the word for its level."""
        return NodeKind(self.kind).label

    @property
    def repeats(self) -> bool:
        """Tell whether the title is only the beginning of the statement, as in editions that give entries no titles."""
        return self.statement.startswith(self.title.rstrip("…. "))

    @property
    def url(self) -> str:
        """Return its public page."""
        return self.addresses.entry(self.identifier)

    @property
    def ancestors(self) -> list["Item"]:
        """Return the entries above it, the capability first."""
        return [*self.parent.ancestors, self.parent] if self.parent else []

    @property
    def elements(self) -> list["Item"]:
        """Return the elements below it, in order."""
        below = []
        for child in self.children:
            below += [child] if child.is_element else []
            below += child.elements
        return below

    @property
    def level(self) -> int:
        """Return how deep it stands among the elements of its sub-capability or topic, from 0."""
        return self.parent.level + 1 if self.parent and self.parent.is_element else 0


_COLUMNS = [name for name in Item.__dataclass_fields__ if name not in ("addresses", "parent", "children")]
_STATES = {SP_800_53: "control_state", CSF_1_1: "csf_state"}


class EditionIndex:
    """The nodes of an edition in order, with what they support."""

    def __init__(self, edition: Edition, addresses: Addresses = Addresses()) -> None:  # noqa: B008 - immutable
        """Read the edition: nodes, mappings, baselines, successors; links are built by `addresses`."""
        self.edition = edition
        self.addresses = addresses
        self.items = self._read_nodes()
        self._by_identifier = {item.identifier: item for item in self.items}
        self._stated = self._read_mappings()
        self._successors = successors_by_subcategory()
        self._place = {item.identifier: number for number, item in enumerate(self.items)}
        # Which entry's mapping speaks for an item: its own, or that of the nearest one above that has one.
        self._bearers: dict[tuple[str, int], Item] = {}
        for framework, column in _STATES.items():
            self._find_bearers(framework, column)

    def _read_nodes(self) -> list[Item]:
        rows: Any = Node.objects.filter(edition=self.edition).order_by("path").values_list(*_COLUMNS)
        columns: Any = ((*row, self.addresses) for row in rows)
        items = {values[0]: Item(*values) for values in columns}
        for item in items.values():
            if item.parent_id is not None:
                item.parent = items[item.parent_id]
                item.parent.children.append(item)
        return list(items.values())

    def _read_mappings(self) -> dict[str, dict[int, list[Supported]]]:
        baselines = baselines_by_control()
        stated: dict[str, dict[int, list[Supported]]] = {name: defaultdict(list) for name in _STATES}
        rows: Any = (
            Mapping.objects.filter(node__edition=self.edition)
            .order_by("node_id", "position")
            .values_list("node_id", F("framework__name"), "reference_id", "reference__title", "raw")
        )
        for node_id, framework, reference_id, title, raw in rows:
            found = baselines.get(raw, ()) if framework == SP_800_53 else ()
            stated[framework][node_id].append(
                Supported(raw, title or "", reference_id is not None, found, self.addresses)
            )
        return stated

    def _find_bearers(self, framework: str, column: str) -> None:
        for item in self.items:
            if getattr(item, column) != MappingState.NOT_STATED:
                self._bearers[framework, item.pk] = item
            elif item.parent_id is not None and (framework, item.parent_id) in self._bearers:
                self._bearers[framework, item.pk] = self._bearers[framework, item.parent_id]

    def get(self, identifier: str) -> Item | None:
        """Return the entry with this identifier, or None."""
        return self._by_identifier.get(identifier)

    def of_kind(self, kind: NodeKind) -> list[Item]:
        """Return the items of one level."""
        return [item for item in self.items if item.kind == kind]

    def __getitem__(self, identifier: str) -> Item:
        """Return the entry with this identifier; raise KeyError when the edition has none."""
        return self._by_identifier[identifier]

    @property
    def elements(self) -> list[Item]:
        """Return all elements in order."""
        return self.of_kind(NodeKind.ELEMENT)

    def support(self, item: Item, framework: str = SP_800_53) -> Support:
        """Return what `item` supports, its own mapping or the one it inherits."""
        bearer = self._bearers.get((framework, item.pk))
        if bearer is None:
            return Support(MappingState.NOT_STATED)
        return Support(
            MappingState(getattr(bearer, _STATES[framework])),
            tuple(self._stated[framework].get(bearer.pk, ())),
            "" if bearer is item else bearer.identifier,
        )

    def support_below(self, item: Item, framework: str = SP_800_53) -> tuple[Supported, ...]:
        """Return what the entries below `item` support taken together, each reference once: computed, not stated."""
        found: dict[str, Supported] = {}
        for element in item.elements:
            for reference in self._stated[framework].get(element.pk, ()):
                found.setdefault(reference.identifier, reference)
        return tuple(sorted(found.values(), key=lambda reference: natural(reference.identifier)))

    def supporting(self, framework: str, accepts: Callable[[Supported], bool]) -> list[Item]:
        """Return the elements that support a reference which `accepts` agrees to."""
        return [item for item in self.elements if any(map(accepts, self.support(item, framework).references))]

    def referenced(self, framework: str) -> dict[str, Supported]:
        """Return every reference that some entry supports, by identifier, in its natural order."""
        found = {one.identifier: one for listed in self._stated[framework].values() for one in listed if one.resolved}
        return dict(sorted(found.items(), key=lambda pair: natural(pair[0])))

    def counts(self, framework: str = SP_800_53) -> dict[str, int]:
        """Return how many elements support each reference."""
        found: dict[str, int] = defaultdict(int)
        for item in self.elements:
            for reference in self.support(item, framework).references:
                found[reference.identifier] += 1
        return found

    def succeeding(self, identifier: str) -> tuple[str, ...]:
        """Return what CSF 2.0 has in the place of a subcategory of version 1.1."""
        return self._successors.get(identifier, ())

    def preceding(self, identifier: str) -> tuple[str, ...]:
        """Return the subcategories of CSF 1.1 that one of version 2.0 follows."""
        return tuple(old for old, new in self._successors.items() if identifier in new)

    @cached_property
    def searcher(self) -> "Searcher":
        """Return the search over this edition; made at the first search, with one statement."""
        from apps.catalog.search import Searcher

        return Searcher(self)

    def place(self, item: Item) -> int:
        """Return the number of the entry in the order of the catalog."""
        return self._place[item.identifier]

    def neighbors(self, item: Item) -> tuple[Item | None, Item | None]:
        """Return the entries before and after `item` in the catalog."""
        place = self.place(item)
        before = self.items[place - 1] if place else None
        after = self.items[place + 1] if place + 1 < len(self.items) else None
        return before, after


def baselines_by_control() -> dict[str, tuple[str, ...]]:
    """Return the baselines of each control in the order low, moderate, high, privacy; one statement."""
    found: dict[str, set[str]] = defaultdict(set)
    rows: Any = ReferenceSet.objects.filter(framework__name=SP_800_53).values_list("references__identifier", "name")
    for identifier, name in rows:
        found[identifier].add(name)
    return {identifier: tuple(name for name in BASELINES if name in names) for identifier, names in found.items()}


def successors_by_subcategory() -> dict[str, tuple[str, ...]]:
    """Return what CSF 2.0 has in the place of each subcategory of version 1.1; one statement."""
    found: dict[str, list[str]] = defaultdict(list)
    rows: Any = (
        Reference.objects.filter(framework__name=CSF_1_1, successors__framework__name=CSF_2_0)
        .order_by("position", "successors__position")
        .values_list("identifier", "successors__identifier")
    )
    for identifier, successor in rows:
        found[identifier].append(successor)
    return {identifier: tuple(successors) for identifier, successors in found.items()}


def natural(identifier: str) -> tuple[str | int, ...]:
    """Return a sort key by which AC-2 comes before AC-10, and AC-2(3) between them."""
    return tuple(int(part) if at % 2 else part for at, part in enumerate(re.split(r"(\d+)", identifier)))
