"""The whole chain of one review, and the link of it that a person has opened."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from apps.reviews.models import Review
from apps.reviews.traceability import (
    WORST_FIRST,
    CapabilitySupport,
    ControlSupport,
    Reason,
    RequirementSupport,
    Support,
    capability_support,
    control_support,
    requirement_support,
)

ORDER = (*WORST_FIRST, Support.NOT_DEVICE_RELEVANT)
"""The order in which statuses are listed: what needs somebody first."""


@dataclass(frozen=True)
class Trace:
    """Everything from the agency's requirements down to the verdicts; nine statements whatever the size."""

    controls: tuple[ControlSupport, ...]
    capabilities: tuple[CapabilitySupport, ...]
    requirements: tuple[RequirementSupport, ...]

    @classmethod
    def of(cls, review: Review) -> Self:
        """Compute it from the record."""
        controls = control_support(review)
        capabilities = capability_support(review, controls)
        return cls(tuple(controls), tuple(capabilities), tuple(requirement_support(capabilities)))

    @property
    def counts(self) -> dict[Support, int]:
        """Return how many controls have each status, worst first, without those that none has."""
        found = Counter(row.support for row in self.controls)
        return {support: found[support] for support in ORDER if found[support]}

    @property
    def ungrouped(self) -> tuple[ControlSupport, ...]:
        """Return the controls with a device side that no security capability groups."""
        grouped = {row.control.pk for capability in self.capabilities for row in capability.controls}
        relevant = (row for row in self.controls if row.support is not Support.NOT_DEVICE_RELEVANT)
        return tuple(row for row in relevant if row.control.pk not in grouped)


@dataclass(frozen=True)
class Focus:
    """The link of the chain that is opened, with everything before and behind it.

    `kind` is requirement, capability, control or entry; `part` narrows the entries to one sub-capability.
    """

    kind: str
    name: str
    title: str
    support: Support | None
    requirements: tuple[RequirementSupport, ...]
    capabilities: tuple[CapabilitySupport, ...]
    controls: tuple[ControlSupport, ...]
    part: str = ""

    @property
    def reasons(self) -> list[tuple[Reason, list[str]]]:
        """Return what each requirement of the set contributes, once, with the controls that it does so for."""
        found: dict[str, tuple[Reason, list[str]]] = {}
        for control in self.controls:
            for reason in control.reasons:
                identifier = reason.requirement.identifier
                if self._has(identifier):
                    found.setdefault(identifier, (reason, []))[1].append(control.identifier)
        return sorted(found.values(), key=lambda one: (ORDER.index(one[0].support), one[0].requirement.position))

    def _has(self, identifier: str) -> bool:
        if self.kind == "entry" and identifier != self.name:
            return False
        return not self.part or part_of(identifier) == self.part

    @property
    def query(self) -> str:
        """Return the focus as an address carries it, with its question mark."""
        return address_of(self.kind, self.name)


def part_of(identifier: str) -> str:
    """Return the sub-capability of an entry's identifier ("LA-ACF" of "LA-ACF.3"); "OWN" for the agency's own."""
    return "OWN" if identifier.startswith("OWN-") else identifier.split(".", maxsplit=1)[0]


def address_of(kind: str, name: object, **more: str) -> str:
    """Return the query that opens a link of the chain."""
    return f"?{urlencode({kind: str(name), **more})}"


def focus_of(trace: Trace, values: Mapping[str, str]) -> Focus | None:
    """Return the link that an address opens; None when it names none of this review."""
    part = values.get("part", "")[:20]
    for kind, find in _FINDERS.items():
        if name := values.get(kind, "")[:60]:
            return find(trace, name, part)
    return None


def _requirement(trace: Trace, name: str, part: str) -> Focus | None:
    row = next((row for row in trace.requirements if str(row.requirement.pk) == name), None)
    if row is None:
        return None
    controls = _controls_of(row.capabilities)
    text = row.requirement.text
    title = f"{row.requirement.citation}: {text}" if row.requirement.citation else text
    return Focus("requirement", name, title, row.support, (row,), row.capabilities, controls, part)


def _capability(trace: Trace, name: str, part: str) -> Focus | None:
    row = next((row for row in trace.capabilities if str(row.capability.pk) == name), None)
    if row is None:
        return None
    above = _above(trace, (row,))
    return Focus("capability", name, row.capability.name, row.support, above, (row,), row.controls, part)


def _control(trace: Trace, name: str, part: str) -> Focus | None:
    row = next((row for row in trace.controls if row.identifier == name), None)
    if row is None:
        return None
    capabilities = _resting(trace, {name})
    title = f"{name} {row.control.title}"
    return Focus("control", name, title, row.support, _above(trace, capabilities), capabilities, (row,), part)


def _entry(trace: Trace, name: str, part: str) -> Focus | None:
    controls = tuple(
        row for row in trace.controls if any(reason.requirement.identifier == name for reason in row.reasons)
    )
    if not controls:
        return None
    reason = next(reason for reason in controls[0].reasons if reason.requirement.identifier == name)
    capabilities = _resting(trace, {row.identifier for row in controls})
    title = f"{name} {reason.requirement.title}"
    return Focus("entry", name, title, reason.support, _above(trace, capabilities), capabilities, controls)


_FINDERS = {"requirement": _requirement, "capability": _capability, "control": _control, "entry": _entry}


def _above(trace: Trace, capabilities: tuple[CapabilitySupport, ...]) -> tuple[RequirementSupport, ...]:
    wanted = {row.capability.pk for row in capabilities}
    return tuple(row for row in trace.requirements if wanted & {each.capability.pk for each in row.capabilities})


def _resting(trace: Trace, controls: set[str]) -> tuple[CapabilitySupport, ...]:
    return tuple(row for row in trace.capabilities if controls & {each.identifier for each in row.controls})


def _controls_of(capabilities: tuple[CapabilitySupport, ...]) -> tuple[ControlSupport, ...]:
    found = {row.control.pk: row for capability in capabilities for row in capability.controls}
    return tuple(sorted(found.values(), key=lambda row: row.control.position))
