"""What becomes of a profile on another edition: what it says there, and what a person has to look at.

An unchanged entry is kept. A moved one is kept with a notice, and so is its state, whatever its new surroundings say. A
reworded one is kept and has to be looked at, a retired one is listed as lost, and a new one is undecided.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from apps.catalog.comparison import Comparison, Row, compare
from apps.catalog.comparison_reading import Seen
from apps.catalog.kinds import Change, ItemState
from apps.catalog.membership import Membership, Said, items_by_path, membership_at
from apps.catalog.models import Edition, Profile

KEPT_OUT = "It was not in the profile before its place changed."


@dataclass(frozen=True, slots=True)
class Found:
    """An entry to be looked at; `node` is its key in the new edition, None when it is lost."""

    entry: int
    node: int | None
    change: Change


@dataclass
class Carried:
    """What the profile says on the other edition, by path, with the keys of the nodes, and what was found."""

    items: dict[str, Said] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    findings: dict[int, Found] = field(default_factory=dict)

    def say(self, seen: Seen, membership: Membership) -> None:
        """Say something of an entry of the new edition itself."""
        self.items[seen.path] = Said(seen.identifier, replace(membership, said_of=""))
        self.nodes[seen.path] = seen.pk

    def note(self, entry: int, node: int | None, change: Change) -> None:
        """List an entry; the first finding about it stays."""
        self.findings.setdefault(entry, Found(entry, node, change))


def carried(profile: Profile, edition: Edition, comparison: Comparison | None = None) -> Carried:
    """Return the profile as it stands on another edition of its catalog; writes nothing.

    `comparison` spares comparing both editions again for each of several profiles.
    """
    rows = (comparison or compare(profile.edition, edition)).rows
    items = items_by_path(profile)
    result = Carried()
    for row in rows:
        _take_over(row, items, result)
    # Parents first, so that each entry is compared with what its surroundings say by then.
    pairs = [row for row in rows if row.before and row.after]
    for row in sorted(pairs, key=lambda row: row.shown.path):
        _keep_state(row, items, result)
    return result


def _take_over(row: Row, items: dict[str, Said], result: Carried) -> None:
    before, after = row.before, row.after
    if before is None:
        if after is not None and after.answerable:
            result.note(after.entry_id, after.pk, Change.NEW)
        return
    own, holds = items.get(before.path), membership_at(before.path, items)
    matters = own is not None or (before.answerable and holds is not None and holds.is_in)
    if after is None:
        if matters:
            result.note(before.entry_id, None, Change.RETIRED)
        return
    if own is not None:
        said = own.membership
        if not after.answerable and (said.key or said.parameter):
            said = replace(said, key=False, parameter="")
            result.note(before.entry_id, after.pk, Change.REWORDED)
        result.say(after, said)
    if matters and row.change in (Change.REWORDED, Change.MOVED):
        result.note(before.entry_id, after.pk, row.change)


def _keep_state(row: Row, items: dict[str, Said], result: Carried) -> None:
    """Say by name what an entry had from its old surroundings and would not have from its new ones, or the reverse."""
    before, after = row.before, row.after
    if before is None or after is None or not (before.answerable and after.answerable):
        return
    held, holds = membership_at(before.path, items), membership_at(after.path, result.items)
    if (held and held.state) == (holds and holds.state):
        return
    result.say(after, held or Membership(ItemState.EXCLUDED, KEPT_OUT))
    result.note(before.entry_id, after.pk, Change.MOVED)


def by_change(findings: Iterable[Found]) -> dict[str, int]:
    """Return how many entries are to be looked at for each kind of change."""
    counts: dict[str, int] = {}
    for one in findings:
        counts[one.change.value] = counts.get(one.change.value, 0) + 1
    return counts
