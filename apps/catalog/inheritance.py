"""Which mapping speaks for an entry: its own, or that of the nearest entry above it that has one.

The source states mappings in cells. An entry without a cell of its own (its state is "not stated") is a part of the
entry above it, and takes that one's mapping; such a mapping is computed and is labelled so wherever it is shown.
"""

from dataclasses import dataclass
from typing import Any

from apps.catalog.kinds import CSF_1_1, SP_800_53, MappingState, NodeKind
from apps.catalog.models import Edition, Node

_STATE_COLUMNS = {SP_800_53: "control_state", CSF_1_1: "csf_state"}


@dataclass(frozen=True)
class Bearers:
    """For each element of an edition, in the order of the catalog, the entry whose mapping speaks for it."""

    of: dict[int, int | None]
    answerable: frozenset[int]


def bearers(edition: Edition, framework: str = SP_800_53) -> Bearers:
    """Return who bears whose mapping to `framework`; one statement for the whole edition."""
    rows: Any = (
        Node.objects.filter(edition=edition)
        .order_by("path")
        .values_list("pk", "parent_id", "kind", "answerable", _STATE_COLUMNS[framework])
    )
    every: dict[int, int | None] = {}
    elements, answerable = [], set()
    for pk, parent_id, kind, is_answerable, state in rows:
        every[pk] = pk if state != MappingState.NOT_STATED else every.get(parent_id)
        if kind == NodeKind.ELEMENT:
            elements.append(pk)
        if is_answerable:
            answerable.add(pk)
    return Bearers({pk: every[pk] for pk in elements}, frozenset(answerable))


def ancestor_paths(path: str) -> list[str]:
    """Return the paths of the entries above, from the capability down to the parent."""
    parts = path.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]
