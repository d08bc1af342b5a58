"""Every change of an agency's systems, controls, capabilities and requirements."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.audit import chain
from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Reference, ReferenceSet
from apps.core.errors import Invalid, Stale
from apps.core.fingerprint import fingerprint
from apps.core.ids import uuid7
from apps.systems.kinds import ControlOrigin, Impact, Responsibility
from apps.systems.models import ControlAllocation, SecurityCapability, SecurityRequirement, System
from apps.systems.permissions import check_user_can_edit_system, check_user_can_edit_systems

FIELDS = (
    "name",
    "purpose",
    "boundary",
    "owner",
    "confidentiality",
    "integrity",
    "availability",
    "handles_personal_data",
)


@transaction.atomic
def create_system(
    *, by: Actor, name: str, purpose: str, boundary: str, key: UUID | None = None, **optional: Any
) -> System:
    """Create a system of the actor's agency; raise Invalid when the name is taken.

    The same `key` (a form's one-time key) again returns the first system.
    """
    check_user_can_edit_systems(by)
    _one_at_a_time(by)
    if earlier := System.objects.visible_to(by).filter(pk=key).first() if key else None:
        return earlier
    if System.objects.filter(organization=by.own_organization, name=name).exists():
        raise Invalid(f"A system named {name} exists already. Choose another name, or open that one.")
    system = System.objects.create(
        pk=key or uuid7(),
        organization=by.own_organization,
        name=name,
        purpose=purpose,
        boundary=boundary,
        **optional,
    )
    chain.record("system.created", by=by, target=system, after=_values(system))
    return system


@transaction.atomic
def edit_system(system: System, *, by: Actor, read: str | None = None, **values: Any) -> System:
    """Change the fields given; reviews that were categorized keep the values they copied.

    Raises Stale when `read`, the `system_read` that the form carried, is not that of the stored system.
    """
    check_user_can_edit_system(by, system)
    locked = System.objects.select_for_update().get(pk=system.pk)
    if read is not None and read != system_read(locked):
        raise Stale("A colleague has changed this system since you opened it. Both are shown; nothing is lost.")
    name = values.get("name", locked.name)
    if System.objects.filter(organization=locked.organization, name=name).exclude(pk=locked.pk).exists():
        raise Invalid(f"A system named {name} exists already. Choose another name, or open that one.")
    before = _values(locked)
    for field, value in values.items():
        setattr(locked, field, value)
    locked.save(update_fields=[*values])
    chain.record("system.edited", by=by, target=locked, before=before, after=_values(locked))
    return locked


def system_read(system: System) -> str:
    """Return what a form carries to tell whether the system has changed since it was read."""
    return fingerprint(system, FIELDS)


@transaction.atomic
def allocate_baseline(system: System, *, by: Actor) -> int:
    """Allocate the controls of the SP 800-53B baseline of the system's impact level; return how many are new.

    The privacy baseline is added when the system handles personal data. What tailoring added or removed stays as it
    is. Raises Invalid while a value is missing.
    """
    check_user_can_edit_system(by, system)
    impact = system.impact
    if impact is None:
        raise Invalid("Enter the three FIPS 199 values first: the highest of them selects the baseline.")
    wanted = dict.fromkeys(_controls_of(Impact(impact).name.lower()), ControlOrigin.BASELINE)
    if system.handles_personal_data:
        wanted |= {control: ControlOrigin.PRIVACY for control in _controls_of("privacy") if control not in wanted}
    System.objects.select_for_update().get(pk=system.pk)
    present = set(system.allocations.values_list("control_id", flat=True))
    new = [
        ControlAllocation(system=system, control_id=control, origin=origin)
        for control, origin in wanted.items()
        if control not in present
    ]
    ControlAllocation.objects.bulk_create(new)
    chain.record("system.baseline_allocated", by=by, target=system, after={"impact": impact.label, "new": len(new)})
    return len(new)


@transaction.atomic
def add_control(system: System, *, by: Actor, control: Reference, reason: str) -> ControlAllocation:
    """Allocate one more control by tailoring, or take back its removal; a reason is required."""
    check_user_can_edit_system(by, system)
    if not reason.strip():
        raise Invalid("Say why this control is added.")
    System.objects.select_for_update().get(pk=system.pk)
    if system.allocations.in_force().filter(control=control).exists():
        raise Invalid(f"{control.identifier} is allocated already.")
    allocation, _ = ControlAllocation.objects.update_or_create(
        system=system, control=control, defaults={"origin": ControlOrigin.ADDED, "reason": reason}
    )
    chain.record("system.control_added", by=by, target=system, after={"control": control.identifier}, reason=reason)
    return allocation


@transaction.atomic
def remove_control(system: System, *, by: Actor, control: Reference, reason: str) -> None:
    """Take an allocated control out of force by tailoring; it stays on record with the reason, which is required."""
    check_user_can_edit_system(by, system)
    if not reason.strip():
        raise Invalid("Say why this control is removed.")
    in_force = system.allocations.in_force().filter(control=control)
    if not in_force.update(origin=ControlOrigin.REMOVED, reason=reason):
        raise Invalid(f"{control.identifier} is not allocated.")
    chain.record("system.control_removed", by=by, target=system, before={"control": control.identifier}, reason=reason)


@transaction.atomic
def set_responsibility(system: System, *, by: Actor, control: Reference, responsibility: str) -> None:
    """Say who implements an allocated control: common, hybrid, or the system itself (SP 800-53)."""
    check_user_can_edit_system(by, system)
    if responsibility not in Responsibility.values:
        raise Invalid("Choose common, hybrid or system-specific.")
    allocation = system.allocations.in_force().select_for_update().filter(control=control).first()
    if allocation is None:
        raise Invalid(f"{control.identifier} is not allocated.")
    before = allocation.responsibility
    ControlAllocation.objects.filter(pk=allocation.pk).update(responsibility=responsibility)
    chain.record(
        "system.responsibility_set",
        by=by,
        target=system,
        before={"control": control.identifier, "responsibility": before},
        after={"control": control.identifier, "responsibility": responsibility},
    )


@transaction.atomic
def define_requirement(*, by: Actor, kind: str, text: str, citation: str = "") -> SecurityRequirement:
    """Record a security requirement of the organization; raise Invalid when it is recorded already."""
    check_user_can_edit_systems(by)
    _one_at_a_time(by)
    if SecurityRequirement.objects.filter(organization=by.organization, kind=kind, text=text).exists():
        raise Invalid("This requirement is recorded already.")
    requirement = SecurityRequirement.objects.create(
        organization=by.own_organization, kind=kind, text=text, citation=citation
    )
    chain.record("security_requirement.defined", by=by, target=requirement, after={"text": text, "citation": citation})
    return requirement


@transaction.atomic
def define_capability(
    *, by: Actor, name: str, purpose: str, controls: Iterable[Reference], satisfies: Iterable[SecurityRequirement]
) -> SecurityCapability:
    """Record a security capability: the controls it groups and the requirements it satisfies.

    Raises Invalid when the name is taken.
    """
    check_user_can_edit_systems(by)
    _one_at_a_time(by)
    if SecurityCapability.objects.filter(organization=by.organization, name=name).exists():
        raise Invalid(f"A capability named {name} exists already. Choose another name.")
    capability = SecurityCapability.objects.create(organization=by.own_organization, name=name, purpose=purpose)
    capability.controls.set(controls)
    capability.satisfies.set(satisfies)
    chain.record("security_capability.defined", by=by, target=capability, after={"name": name})
    return capability


def _one_at_a_time(by: Actor) -> None:
    """Let a form that was sent twice find what its first copy made."""
    Organization.objects.select_for_update().get(pk=by.own_organization.pk)


def _controls_of(baseline: str) -> list[int]:
    reference_set = ReferenceSet.objects.get(framework__name=SP_800_53, name=baseline)
    return list(reference_set.references.order_by("position").values_list("pk", flat=True))


def _values(system: System) -> dict[str, Any]:
    return {field: getattr(system, field) for field in FIELDS}
