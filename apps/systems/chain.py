"""The agency's half of the chain: requirement, satisfied by capability, made of controls (SP 800-213, figure 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Prefetch

from apps.accounts.actors import Actor
from apps.catalog.models import Reference
from apps.systems.kinds import ControlOrigin
from apps.systems.models import ControlAllocation, SecurityCapability, SecurityRequirement, System


@dataclass(frozen=True)
class Family:
    """The allocated controls of one family."""

    code: str
    title: str
    rows: tuple[ControlAllocation, ...]


@dataclass(frozen=True)
class CapabilityRow:
    """A capability with its controls; those that this system has are marked."""

    capability: SecurityCapability
    controls: tuple[tuple[Reference, bool], ...]
    satisfies: tuple[SecurityRequirement, ...]

    @property
    def allocated(self) -> int:
        """Return how many of its controls the system has."""
        return sum(1 for _, has in self.controls if has)


def families(system: System, origin: str = "") -> list[Family]:
    """Return the controls of a system by family; without `origin`, those in force. One statement."""
    rows: Any = system.allocations.select_related("control").order_by("control__position")
    rows = rows.filter(origin=origin) if origin in ControlOrigin.values else rows.in_force()
    grouped = groupby(rows, key=lambda row: (row.control.group, row.control.group_title))
    return [Family(code, title, tuple(found)) for (code, title), found in grouped]


def capabilities_of(actor: Actor) -> list[SecurityCapability]:
    """Return the agency's capabilities with controls and requirements; three statements."""
    found = SecurityCapability.objects.visible_to(actor).prefetch_related(
        Prefetch("controls", queryset=Reference.objects.order_by("position")), "satisfies"
    )
    return list(found.order_by("name", "pk"))


def capability_rows(capabilities: Iterable[SecurityCapability], allocated: Iterable[int]) -> list[CapabilityRow]:
    """Return the capabilities that rest on one of the controls with these ids."""
    present = set(allocated)
    rows = []
    for capability in capabilities:
        controls = sorted(capability.controls.all(), key=lambda control: control.position)
        marked = tuple((control, control.pk in present) for control in controls)
        if any(has for _, has in marked):
            rows.append(CapabilityRow(capability, marked, tuple(capability.satisfies.all())))
    return rows


def requirements_of(actor: Actor) -> list[SecurityRequirement]:
    """Return the agency's security requirements with the capabilities that satisfy them; two statements."""
    found = SecurityRequirement.objects.visible_to(actor).prefetch_related("capabilities")
    return list(found.order_by("kind", "citation", "pk"))
