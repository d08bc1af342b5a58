"""What a profile says of each entry: its own item, or that of the nearest entry above that has one.

Only the state and its reason come from above (catalog-data.md section 6). The key flag and the parameter are said of
one requirement and hold for that one alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.catalog.inheritance import ancestor_paths
from apps.catalog.kinds import ItemState
from apps.catalog.models import Node, Profile, ProfileItem

IN = (ItemState.REQUIRED, ItemState.RECOMMENDED)
"""The states of entries that a profile has; the third one says that it leaves an entry out."""


@dataclass(frozen=True, slots=True)
class Membership:
    """What holds for one entry; `said_of` names the entry above when the state comes from there."""

    state: ItemState
    reason: str = ""
    key: bool = False
    parameter: str = ""
    said_of: str = ""

    @property
    def is_in(self) -> bool:
        """Tell whether the profile has the entry."""
        return self.state in IN

    @property
    def is_own(self) -> bool:
        """Tell whether it is said of this very entry."""
        return not self.said_of


@dataclass(frozen=True, slots=True)
class Said:
    """One item of a profile with the entry that it is about."""

    identifier: str
    membership: Membership

    @classmethod
    def of(cls, identifier: str, state: str, reason: str, key: bool, parameter: str) -> "Said":
        """Return what a row of the table says."""
        return cls(identifier, Membership(ItemState(state), reason, key, parameter))


def items_by_path(profile: Profile) -> dict[str, Said]:
    """Return the items of a profile by the path of their nodes; one statement."""
    rows: Any = ProfileItem.objects.filter(profile=profile).values_list(
        "node__path", "node__identifier", "state", "reason", "key", "parameter"
    )
    return {path: Said.of(*row) for path, *row in rows}


def membership_at(path: str, items: Mapping[str, Said]) -> Membership | None:
    """Return what holds at a path, or None when neither it nor an entry above it has an item."""
    if own := items.get(path):
        return own.membership
    return inherited_at(path, items)


def inherited_at(path: str, items: Mapping[str, Said]) -> Membership | None:
    """Return what would hold at a path without an item of its own."""
    for above in reversed(ancestor_paths(path)):
        if said := items.get(above):
            return Membership(said.membership.state, said.membership.reason, said_of=said.identifier)
    return None


def memberships(profile: Profile) -> dict[int, Membership]:
    """Return what the profile says of the answerable elements that it speaks of, excluded ones too; two statements.

    Keys are ids of nodes in the order of the catalog.
    """
    items = items_by_path(profile)
    rows: Any = Node.objects.filter(edition_id=profile.edition_id).answerable().order_by("path")
    found = {}
    for node_id, path in rows.values_list("pk", "path"):
        if membership := membership_at(path, items):
            found[node_id] = membership
    return found


@dataclass(frozen=True)
class Counts:
    """How many answerable entries a profile requires, recommends and excludes, and how many required ones are key."""

    required: int = 0
    recommended: int = 0
    excluded: int = 0
    key: int = 0

    @classmethod
    def of(cls, found: Iterable[Membership]) -> "Counts":
        """Count."""
        listed = list(found)
        states = Counter(one.state for one in listed)
        return cls(
            states[ItemState.REQUIRED],
            states[ItemState.RECOMMENDED],
            states[ItemState.EXCLUDED],
            sum(one.key for one in listed),
        )

    @property
    def total(self) -> int:
        """Return how many entries the profile has."""
        return self.required + self.recommended
