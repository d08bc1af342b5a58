"""What the database itself refuses about systems."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.systems.kinds import ControlOrigin
from apps.systems.models import ControlAllocation, SecurityCapability, SecurityRequirement, System
from tests.factories.systems import a_capability, a_control, a_requirement, a_system, make_isso

pytestmark = pytest.mark.django_db


def refused(write: Any) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    return str(error.value)


def test_a_name_is_given_once_in_an_agency() -> None:
    system = a_system()
    refused(lambda: System.objects.create(organization=system.organization, name=system.name))


@pytest.mark.parametrize("field", ["confidentiality", "integrity", "availability"])
def test_a_value_is_low_moderate_or_high(field: str) -> None:
    system = a_system()
    refused(lambda: System.objects.filter(pk=system.pk).update(**{field: 4}))


def test_a_control_is_allocated_once() -> None:
    system = a_system(controls=("IA-3",))
    refused(
        lambda: ControlAllocation.objects.create(
            system=system, control=a_control("IA-3"), origin=ControlOrigin.BASELINE
        )
    )


@pytest.mark.parametrize(
    "values",
    [{"origin": "invented"}, {"responsibility": "nobody"}, {"reason": ""}],
    ids=lambda values: next(iter(values)),
)
def test_an_allocation_keeps_to_the_known_words_and_tailoring_to_a_reason(values: dict[str, str]) -> None:
    system = a_system(controls=("IA-3",))
    refused(lambda: system.allocations.update(**values))


def test_a_requirement_has_a_known_source() -> None:
    requirement = a_requirement(by=make_isso())
    refused(lambda: SecurityRequirement.objects.filter(pk=requirement.pk).update(kind="rumor"))


def test_a_capability_is_named_once_in_an_agency() -> None:
    isso = make_isso()
    capability = a_capability(by=isso)
    refused(lambda: SecurityCapability.objects.create(organization=isso.organization, name=capability.name))
