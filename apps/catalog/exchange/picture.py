"""What the formats write and read: an edition or a profile in memory; no ORM."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from apps.catalog.kinds import Branch, ItemState, MappingState, NodeKind, ProfileBasis, RestsOn, Wording


@dataclass(frozen=True, slots=True)
class PicturedMapping:
    """A reference that an entry supports, as printed; one that resolves to nothing keeps its text."""

    raw: str
    resolved: bool
    title: str = ""
    printed_low: bool = False


@dataclass(frozen=True, slots=True)
class PicturedNode:
    """An entry with everything that is said of it."""

    identifier: str
    parent: str
    kind: NodeKind
    branch: Branch
    path: str
    code_213a: str
    title: str
    theme: str
    lead_in: str
    statement: str
    answerable: bool
    in_draft: bool
    control_state: MappingState
    csf_state: MappingState
    source_place: str
    controls: tuple[PicturedMapping, ...] = ()
    csf: tuple[PicturedMapping, ...] = ()
    examples: tuple[str, ...] = ()
    guidance: tuple[tuple[str, str], ...] = ()

    @property
    def is_element(self) -> bool:
        """Tell whether it is an entry that can become a requirement."""
        return self.kind == NodeKind.ELEMENT


@dataclass(frozen=True)
class PicturedEdition:
    """An edition; `nodes` stand in the catalog's order, `frameworks` are name, title and source of what it maps to."""

    catalog: str
    catalog_title: str
    label: str
    slug: str
    wording: Wording
    source: str
    digest: str
    published_at: datetime
    nodes: tuple[PicturedNode, ...]
    frameworks: tuple[tuple[str, str, str], ...] = ()

    @cached_property
    def by_identifier(self) -> dict[str, PicturedNode]:
        """Return the entries by identifier."""
        return {node.identifier: node for node in self.nodes}

    @cached_property
    def places(self) -> dict[str, int]:
        """Return the place of each entry in the order of the catalog."""
        return {node.identifier: place for place, node in enumerate(self.nodes)}

    @cached_property
    def children(self) -> dict[str, list[PicturedNode]]:
        """Return the entries directly below each, in order; the capabilities are below nothing."""
        below: dict[str, list[PicturedNode]] = {}
        for node in self.nodes:
            below.setdefault(node.parent, []).append(node)
        return below


@dataclass(frozen=True, slots=True)
class PicturedItem:
    """What a profile says of one entry."""

    identifier: str
    state: ItemState
    key: bool = False
    parameter: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProfileContent:
    """What a profile says; this is what an import brings. Items stand in the catalog's order."""

    edition: str
    title: str
    description: str
    source: str
    basis: ProfileBasis
    rests_on: RestsOn
    items: tuple[PicturedItem, ...]


@dataclass(frozen=True, slots=True)
class ProfileIdentity:
    """Which profile it is and where it stands; an import does not take this over."""

    slug: str
    number: int
    status: str
    created_at: datetime
    published_at: datetime | None = None
    owner: str = ""
    owner_uuid: str = ""
    made_from: str = ""
    carried_from: str = ""


@dataclass(frozen=True, slots=True)
class PicturedProfile:
    """A profile on its edition."""

    content: ProfileContent
    identity: ProfileIdentity


@dataclass(slots=True)
class Effect:
    """What a profile comes to for one entry, and the entry that says it: itself, or the nearest one above."""

    state: ItemState
    said_by: PicturedItem = field(repr=False)


def effects(edition: PicturedEdition, items: tuple[PicturedItem, ...]) -> dict[str, Effect]:
    """Return what the items come to for every entry; an entry without one takes its parent's (catalog-data.md 6)."""
    own = {item.identifier: item for item in items}
    found: dict[str, Effect] = {}
    for node in edition.nodes:
        if node.identifier in own:
            found[node.identifier] = Effect(own[node.identifier].state, own[node.identifier])
        elif node.parent in found:
            found[node.identifier] = found[node.parent]
    return found
