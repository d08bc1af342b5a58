"""What a comparison of editions reads from the database, and how two mapping cells differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from apps.catalog.kinds import CSF_1_1, SP_800_53, MappingState, NodeKind
from apps.catalog.matching import normalized
from apps.catalog.models import Edition, Example, Node
from apps.catalog.models import Mapping as MappingRow

_COLUMNS = (
    "pk",
    "entry_id",
    "parent_id",
    "identifier",
    "kind",
    "capability_code",
    "path",
    "title",
    "theme",
    "lead_in",
    "statement",
    "answerable",
    "control_state",
    "csf_state",
)
_STATES = {SP_800_53: "control_state", CSF_1_1: "csf_state"}
_FEW_WORDS = 4

type Cells = dict[str, tuple[str, ...]]
"""What one node supports in each framework, as printed; a star marks what is printed as low baseline."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A node as the comparison reads it."""

    pk: int
    entry_id: int
    parent_id: int | None
    identifier: str
    kind: str
    capability_code: str
    path: str
    title: str
    theme: str
    lead_in: str
    statement: str
    answerable: bool
    control_state: str
    csf_state: str

    @property
    def text(self) -> str:
        """Return what is compared."""
        return text_of(self)

    @property
    def is_fragment(self) -> bool:
        """Tell whether the text means nothing without the entry above it."""
        return self.kind == NodeKind.ELEMENT and len(self.statement.split()) < _FEW_WORDS

    @property
    def kind_label(self) -> str:
        """Return the word for its level."""
        return NodeKind(self.kind).label


@dataclass(frozen=True, slots=True)
class MappingChange:
    """How the mapping of one entry to one framework changed; a state is told only when it changed."""

    framework: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    now_low: tuple[str, ...] = ()
    no_longer_low: tuple[str, ...] = ()
    state_before: str = ""
    state_after: str = ""

    @property
    def states(self) -> tuple[str, str] | None:
        """Return the words for both states, or None when the state is the same."""
        if not self.state_before:
            return None
        return MappingState(self.state_before).label, MappingState(self.state_after).label


def text_of(node: Seen | Node) -> str:
    """Return the text of a node: what it asks, below a heading its name.

    The title of an element is a short form of its text and no text of its own; a lead-in explains and asks nothing.
    """
    if node.kind == NodeKind.ELEMENT or normalized(node.title) == normalized(node.statement):
        return node.statement
    return f"{node.title}\n{node.statement}"


def nodes_of(edition: Edition) -> dict[int, Seen]:
    """Return the nodes of an edition by key, in its order; one statement."""
    rows: Any = Node.objects.filter(edition=edition).in_order().values_list(*_COLUMNS)
    return {row[0]: Seen(*row) for row in rows}


def cells_of(*editions: Edition) -> dict[int, Cells]:
    """Return the mapping cells of all nodes of these editions; one statement."""
    found: dict[int, Cells] = defaultdict(dict)
    rows: Any = (
        MappingRow.objects.filter(node__edition__in=editions)
        .order_by("node_id", "position")
        .values_list("node_id", F("framework__name"), "raw", "printed_low")
    )
    for node_id, framework, raw, low in rows:
        cell = found[node_id]
        cell[framework] = (*cell.get(framework, ()), f"{raw}*" if low else raw)
    return found


def examples_of(*editions: Edition) -> dict[int, tuple[str, ...]]:
    """Return the examples below each node as they are compared; one statement."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows: Iterable[tuple[int, str]] = (
        Example.objects.filter(node__edition__in=editions)
        .order_by("node_id", "position")
        .values_list("node_id", "text")
    )
    for node_id, text in rows:
        found[node_id] = (*found[node_id], normalized(text))
    return found


def mapping_changes(before: Seen, after: Seen, cells: Mapping[int, Cells]) -> tuple[MappingChange, ...]:
    """Return how the cells of one entry differ; an order is no difference."""
    found = []
    for framework, column in _STATES.items():
        old, new = (_cell(cells.get(node.pk, {}).get(framework, ())) for node in (before, after))
        states = (getattr(before, column), getattr(after, column))
        change = MappingChange(
            framework,
            gained=tuple(raw for raw in new if raw not in old),
            lost=tuple(raw for raw in old if raw not in new),
            now_low=tuple(raw for raw, low in new.items() if low and old.get(raw) is False),
            no_longer_low=tuple(raw for raw, low in new.items() if not low and old.get(raw) is True),
            state_before=states[0] if states[0] != states[1] else "",
            state_after=states[1] if states[0] != states[1] else "",
        )
        if change != MappingChange(framework):
            found.append(change)
    return tuple(found)


def _cell(printed: Iterable[str]) -> dict[str, bool]:
    return {raw.rstrip("*"): raw.endswith("*") for raw in printed}
