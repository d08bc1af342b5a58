"""Describing and changing a system."""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.core.errors import Invalid, Stale
from apps.core.fingerprint import fingerprint
from apps.core.ids import uuid7
from apps.systems.actions.turns import one_at_a_time
from apps.systems.models import System
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
    one_at_a_time(by)
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


def _values(system: System) -> dict[str, Any]:
    return {field: getattr(system, field) for field in FIELDS}
