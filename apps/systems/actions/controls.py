"""The controls of a system: its baseline, tailoring, and who implements each."""

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Reference, ReferenceSet
from apps.core.errors import Invalid
from apps.systems.kinds import ControlOrigin, Impact, Responsibility
from apps.systems.models import ControlAllocation, System
from apps.systems.permissions import check_user_can_edit_system


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
    wanted = dict.fromkeys(controls_of(Impact(impact).name.lower()), ControlOrigin.BASELINE)
    if system.handles_personal_data:
        wanted |= {control: ControlOrigin.PRIVACY for control in controls_of("privacy") if control not in wanted}
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


def controls_of(baseline: str) -> list[int]:
    """Return the ids of the controls of a baseline of SP 800-53B, in their order."""
    reference_set = ReferenceSet.objects.get(framework__name=SP_800_53, name=baseline)
    return list(reference_set.references.order_by("position").values_list("pk", flat=True))
