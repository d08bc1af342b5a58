"""What stands behind the controls: the agency's security requirements and capabilities."""

import hashlib
from collections.abc import Iterable

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.models import Reference
from apps.core.errors import Invalid, Stale
from apps.core.fingerprint import fingerprint
from apps.systems.actions.turns import one_at_a_time
from apps.systems.models import SecurityCapability, SecurityRequirement
from apps.systems.permissions import check_user_can_edit_behind, check_user_can_edit_systems

REQUIREMENT_FIELDS = ("kind", "citation", "text")


@transaction.atomic
def define_requirement(*, by: Actor, kind: str, text: str, citation: str = "") -> SecurityRequirement:
    """Record a security requirement of the organization; raise Invalid when it is recorded already."""
    check_user_can_edit_systems(by)
    one_at_a_time(by)
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
    one_at_a_time(by)
    if SecurityCapability.objects.filter(organization=by.organization, name=name).exists():
        raise Invalid(f"A capability named {name} exists already. Choose another name.")
    capability = SecurityCapability.objects.create(organization=by.own_organization, name=name, purpose=purpose)
    capability.controls.set(controls)
    capability.satisfies.set(satisfies)
    chain.record("security_capability.defined", by=by, target=capability, after={"name": name})
    return capability


@transaction.atomic
def edit_requirement(
    requirement: SecurityRequirement, *, by: Actor, kind: str, text: str, citation: str = "", read: str | None = None
) -> None:
    """Change a security requirement; raise Stale when a colleague has changed it since, Invalid when it is double."""
    check_user_can_edit_behind(by, requirement)
    locked = SecurityRequirement.objects.select_for_update().get(pk=requirement.pk)
    _check_read(read, requirement_read(locked))
    others = SecurityRequirement.objects.filter(organization=locked.organization, kind=kind, text=text)
    if others.exclude(pk=locked.pk).exists():
        raise Invalid("This requirement is recorded already.")
    before = {field: getattr(locked, field) for field in REQUIREMENT_FIELDS}
    after = {"kind": kind, "citation": citation, "text": text}
    SecurityRequirement.objects.filter(pk=locked.pk).update(**after)
    chain.record("security_requirement.edited", by=by, target=locked, before=before, after=after)


@transaction.atomic
def edit_capability(
    capability: SecurityCapability,
    *,
    by: Actor,
    name: str,
    purpose: str,
    controls: Iterable[Reference],
    satisfies: Iterable[SecurityRequirement],
    read: str | None = None,
) -> None:
    """Change a capability and its links; raise Stale when a colleague was faster, Invalid when the name is taken.

    Reviews compute their chain from the links as they are now; frozen records keep those of their day.
    """
    check_user_can_edit_behind(by, capability)
    locked = SecurityCapability.objects.select_for_update().get(pk=capability.pk)
    _check_read(read, capability_read(locked))
    if SecurityCapability.objects.filter(organization=locked.organization, name=name).exclude(pk=locked.pk).exists():
        raise Invalid(f"A capability named {name} exists already. Choose another name.")
    before = _links(locked)
    SecurityCapability.objects.filter(pk=locked.pk).update(name=name, purpose=purpose)
    locked.refresh_from_db()
    locked.controls.set(controls)
    locked.satisfies.set(satisfies)
    chain.record("security_capability.edited", by=by, target=locked, before=before, after=_links(locked))


def requirement_read(requirement: SecurityRequirement) -> str:
    """Return what a form carries to tell whether the requirement has changed since it was read."""
    return fingerprint(requirement, REQUIREMENT_FIELDS)


def capability_read(capability: SecurityCapability) -> str:
    """Return what a form carries to tell whether the capability or its links have changed; two statements."""
    said = "\x1f".join(f"{name}={value}" for name, value in _links(capability).items())
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _links(capability: SecurityCapability) -> dict[str, object]:
    return {
        "name": capability.name,
        "purpose": capability.purpose,
        "controls": list(capability.controls.order_by("position").values_list("identifier", flat=True)),
        "satisfies": [str(one) for one in capability.satisfies.order_by("kind", "citation", "pk")],
    }


def _check_read(read: str | None, now: str) -> None:
    if read is not None and read != now:
        raise Stale("A colleague has changed this since you opened it. Both are shown; nothing is lost.")
