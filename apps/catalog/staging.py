"""What a catalog source says, checked but not yet in the database; no ORM. Loaders and importers share it."""

from dataclasses import dataclass, field

from apps.catalog.kinds import Branch, ItemState, MappingState, NodeKind, ProfileBasis, RestsOn, Wording
from apps.core.sheets.faults import BadSource, Fault

__all__ = [
    "BadSource",
    "Fault",
    "Remark",
    "StagedEdition",
    "StagedFramework",
    "StagedGuidance",
    "StagedItem",
    "StagedNode",
    "StagedProfile",
    "StagedReference",
]


@dataclass(frozen=True)
class Remark:
    """Something odd in an official file that does not stop its import: where it is, what stands there, what was done.

    `level` is "note" for what was repaired or is only told, "warning" for what a person should look at.
    """

    level: str
    sheet: str
    row: int
    raw: str
    done: str

    @property
    def place(self) -> str:
        """Return sheet and row in words; pages have lines."""
        return f"{self.sheet}, {'line' if self.sheet.endswith('.md') else 'row'} {self.row}"

    def __str__(self) -> str:
        return f"{self.place}: {self.done} [{self.raw}]"


@dataclass(frozen=True)
class StagedReference:
    """A control, enhancement, category or subcategory."""

    identifier: str
    title: str
    group: str
    group_title: str
    parent: str = ""
    withdrawn: bool = False
    baselines: frozenset[str] = frozenset()
    successors: tuple[str, ...] = ()


@dataclass(frozen=True)
class StagedFramework:
    """One version of a published list of references, in its own order."""

    name: str
    title: str
    source: str
    references: dict[str, StagedReference]


@dataclass(frozen=True)
class StagedGuidance:
    """Our help on a sub-capability."""

    why: str
    evidence: str
    examine: str
    interview: str
    test: str


@dataclass(frozen=True)
class StagedNode:
    """One entry with its place in the tree; `path` and `depth` follow from the order in the source."""

    identifier: str
    parent: str
    kind: NodeKind
    branch: Branch
    capability_code: str
    position: int
    depth: int
    path: str
    code_213a: str
    title: str
    theme: str
    statement: str
    answerable: bool
    in_draft: bool
    controls: tuple[str, ...]
    printed_low: frozenset[str]
    control_state: MappingState
    csf: tuple[str, ...]
    csf_state: MappingState
    source: str
    guidance: StagedGuidance | None
    lead_in: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class StagedItem:
    """What a profile says of one entry, and why."""

    node: str
    reason: str
    state: ItemState = ItemState.REQUIRED


@dataclass(frozen=True)
class StagedProfile:
    """A profile: every entry that supports a baseline, the whole capabilities listed, or items one by one."""

    slug: str
    title: str
    description: str
    source: str
    basis: ProfileBasis = ProfileBasis.DERIVED
    rests_on: RestsOn = RestsOn.DERIVED
    baseline: str = ""
    nodes: tuple[str, ...] = ()
    items: tuple[StagedItem, ...] = ()


@dataclass(frozen=True)
class StagedEdition:
    """A whole edition, ready to be written."""

    catalog: str
    catalog_title: str
    label: str
    source: str
    digest: str
    nodes: dict[str, StagedNode]
    frameworks: dict[str, StagedFramework]
    profiles: tuple[StagedProfile, ...] = ()
    warnings: tuple[Fault, ...] = field(default=())
    wording: Wording = Wording.OWN
    remarks: tuple[Remark, ...] = ()
