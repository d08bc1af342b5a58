"""What an import would do to the controls of a system: worked out for the preview, and again when it is applied."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.systems.exchange.content import ControlContent, ControlRow, Known
from apps.systems.kinds import ControlOrigin, Impact, Responsibility
from apps.systems.models import ControlAllocation, System

LISTED = "Listed in the imported file"


@dataclass(frozen=True)
class Change:
    """One control that the import changes: its origin, reason and who implements it afterwards."""

    identifier: str
    title: str
    origin: ControlOrigin
    reason: str
    responsibility: str
    before: ControlAllocation | None = None

    @property
    def words(self) -> str:
        """Say what changes."""
        if self.origin == ControlOrigin.REMOVED:
            return "removed by tailoring"
        who = f"implemented: {Responsibility(self.responsibility).label.lower()}"
        if self.before is not None and self.before.origin != ControlOrigin.REMOVED:
            return who
        start = "new" if self.before is None else "back in force"
        also = "" if self.responsibility == Responsibility.SYSTEM else f"; {who}"
        return f"{start}: {self.origin.label.lower()}{also}"


@dataclass
class Plan:
    """The changes of one import, and what it leaves as it is."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    missing: list[ControlAllocation] = field(default_factory=list)
    """Controls in force that the file does not name."""
    not_listed: list[str] = field(default_factory=list)
    """Controls of the system's baseline that neither the file nor the system has."""

    def count(self, *origins: ControlOrigin) -> int:
        """Return how many controls come into force, or go, with one of these origins."""
        return sum(1 for one in self.changes if one.origin in origins and self._moves(one))

    @property
    def added(self) -> int:
        """Return how many come into force."""
        return self.count(ControlOrigin.BASELINE, ControlOrigin.PRIVACY, ControlOrigin.ADDED)

    @property
    def removed(self) -> int:
        """Return how many are removed by tailoring."""
        return self.count(ControlOrigin.REMOVED)

    @property
    def changed(self) -> int:
        """Return how many stay in force and are implemented by somebody else."""
        return len(self.changes) - self.added - self.removed

    @staticmethod
    def _moves(one: Change) -> bool:
        gone = one.before is None or one.before.origin == ControlOrigin.REMOVED
        return gone or one.origin == ControlOrigin.REMOVED


def allocations_read(allocations: Iterable[ControlAllocation]) -> str:
    """Return what a preview carries to tell whether the controls of the system have changed since."""
    rows = sorted(f"{one.control_id}={one.origin},{one.responsibility},{one.reason}" for one in allocations)
    return hashlib.sha256("\x1f".join(rows).encode()).hexdigest()[:32]


def plan_of(system: System, content: ControlContent, known: Known, allocations: Iterable[ControlAllocation]) -> Plan:
    """Return what the content changes in these allocations of the system; no statement of its own.

    A control of the system's own baseline keeps that origin; any other one counts as added by tailoring.
    """
    present = {one.control.identifier: one for one in allocations}
    plan = Plan()
    for row in content.rows.values():
        change = _change(system, row, known, present.get(row.identifier))
        if change is None:
            plan.same += 1
        else:
            plan.changes.append(change)
    plan.changes.sort(key=lambda one: known.controls[one.identifier].position)
    in_force = (one for one in present.values() if one.origin != ControlOrigin.REMOVED)
    plan.missing = [one for one in in_force if one.control.identifier not in content.rows]
    wanted = _baseline(system, known) - content.rows.keys() - present.keys()
    plan.not_listed = sorted(wanted, key=lambda name: known.controls[name].position)
    return plan


def _change(system: System, row: ControlRow, known: Known, before: ControlAllocation | None) -> Change | None:
    title = known.controls[row.identifier].title
    responsibility = row.responsibility or (before.responsibility if before else Responsibility.SYSTEM.value)
    if row.removed:
        if before is not None and before.origin == ControlOrigin.REMOVED:
            return None
        return Change(row.identifier, title, ControlOrigin.REMOVED, row.reason, responsibility, before)
    if before is not None and before.origin != ControlOrigin.REMOVED:
        if responsibility == before.responsibility:
            return None
        return Change(row.identifier, title, ControlOrigin(before.origin), before.reason, responsibility, before)
    origin = origin_of(system, row.identifier, known)
    reason = row.reason or (LISTED if origin == ControlOrigin.ADDED else "")
    return Change(row.identifier, title, origin, reason, responsibility, before)


def origin_of(system: System, identifier: str, known: Known) -> ControlOrigin:
    """Return where a control in force comes from in this system: its baseline, the privacy baseline, or tailoring."""
    if system.impact is not None and identifier in known.baselines[Impact(system.impact).name.lower()]:
        return ControlOrigin.BASELINE
    if system.handles_personal_data and identifier in known.baselines["privacy"]:
        return ControlOrigin.PRIVACY
    return ControlOrigin.ADDED


def _baseline(system: System, known: Known) -> set[str]:
    found = set(known.baselines[Impact(system.impact).name.lower()]) if system.impact is not None else set()
    return found | (set(known.baselines["privacy"]) if system.handles_personal_data else set())
