"""Systems for tests, made through the real actions."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.roles import Role
from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Reference
from apps.systems import actions
from apps.systems.exchange import incoming
from apps.systems.exchange.content import Known
from apps.systems.import_plan import allocations_read
from apps.systems.kinds import Impact, RequirementKind
from apps.systems.models import ControlImport, SecurityCapability, SecurityRequirement, System
from tests.factories.accounts import make_member
from tests.factories.numbers import NUMBERS


def make_isso(organization: Any = "agency") -> Actor:
    """Return an ISSO of an agency (a new one by default)."""
    return make_member(organization, Role.ISSO)


def a_control(identifier: str = "IA-3") -> Reference:
    """Return a control of SP 800-53."""
    return Reference.objects.get(framework__name=SP_800_53, identifier=identifier)


def a_system(
    *, by: Actor | None = None, impact: Impact | None = Impact.LOW, controls: tuple[str, ...] = (), **fields: Any
) -> System:
    """Return a system whose three values are `impact`, with these controls added by tailoring."""
    by = by or make_isso()
    fields = {
        "name": f"Building video {next(NUMBERS)}",
        "purpose": "Watch the entrances.",
        "boundary": "The camera network up to the recorder.",
        "confidentiality": impact,
        "integrity": impact,
        "availability": impact,
        **fields,
    }
    system = actions.create_system(by=by, **fields)
    for identifier in controls:
        actions.add_control(system, by=by, control=a_control(identifier), reason="The cameras must be known.")
    return system


def a_requirement(*, by: Actor, **fields: Any) -> SecurityRequirement:
    """Return a security requirement of the agency."""
    fields = {
        "kind": RequirementKind.LAW,
        "citation": "44 USC 3554(b)",
        "text": f"Know what is connected, number {next(NUMBERS)}.",
        **fields,
    }
    return actions.define_requirement(by=by, **fields)


def a_capability(*, by: Actor, controls: tuple[str, ...] = ("IA-3",), **fields: Any) -> SecurityCapability:
    """Return a capability made of these controls."""
    fields = {"name": f"Only known devices take part {next(NUMBERS)}", "purpose": "", "satisfies": [], **fields}
    return actions.define_capability(by=by, controls=[a_control(each) for each in controls], **fields)


def an_import(system: System, *, by: Actor, controls: tuple[str, ...] = ("AC-2",)) -> ControlImport:
    """Return the record of an import of these controls from a table."""
    known = Known.now()
    upload = incoming.read("controls.csv", "\n".join(["control", *controls]).encode(), known)
    read = allocations_read(system.allocations.all())
    return actions.import_controls(system, replace(upload, read=read), by=by, at=timezone.now())
