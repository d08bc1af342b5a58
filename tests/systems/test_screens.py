"""Systems: what the pages show, what they refuse, what they cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.roles import Role
from apps.core.ids import uuid7
from apps.systems import actions
from apps.systems.kinds import ControlOrigin, Impact, Responsibility
from apps.systems.models import SecurityCapability, SecurityRequirement, System
from tests.factories.accounts import make_member, sign_in
from tests.factories.systems import a_capability, a_control, a_requirement, a_system, make_isso

pytestmark = pytest.mark.django_db

FIELDS = {
    "name": "Building video",
    "purpose": "Watch the entrances.",
    "boundary": "The camera network.",
    "owner": "Facilities",
    "confidentiality": "2",
    "integrity": "2",
    "availability": "1",
}


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"systems:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_an_isso_describes_a_system_and_its_mark_is_computed_from_the_highest_value(client: Client) -> None:
    isso = make_isso()
    sign_in(client, isso)
    response = client.post(reverse("systems:create"), FIELDS)
    system = System.objects.get(name="Building video")
    assert response["Location"] == system.get_absolute_url()
    assert (system.organization, system.impact) == (isso.organization, Impact.MODERATE)
    assert "Impact level <strong>moderate</strong>" in page(client, "detail", system.pk)


def test_a_form_sent_twice_describes_one_system(client: Client) -> None:
    sign_in(client, make_isso())
    data = FIELDS | {"key": str(uuid7())}
    first, second = (client.post(reverse("systems:create"), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert System.objects.filter(name="Building video").count() == 1


def test_a_second_system_of_the_same_name_is_refused_and_the_typed_text_stays(client: Client) -> None:
    isso = make_isso()
    a_system(by=isso, name="Building video")
    sign_in(client, isso)
    response = client.post(reverse("systems:create"), FIELDS)
    assert response.status_code == 422
    assert "exists already" in response.content.decode()
    assert "Watch the entrances." in response.content.decode()


def test_a_missing_value_leaves_the_mark_open_and_says_what_that_stops(client: Client) -> None:
    isso = make_isso()
    system = a_system(by=isso, availability=None)
    sign_in(client, isso)
    shown = page(client, "detail", system.pk)
    assert "Not decided" in shown
    assert "no review of this system can be submitted" in shown
    assert "Incomplete" in page(client, "list")


def test_an_edit_after_a_colleagues_shows_both_texts_and_can_then_be_saved(client: Client) -> None:
    isso = make_isso()
    system = a_system(by=isso, name="Building video")
    sign_in(client, isso)
    address = reverse("systems:edit", args=[system.pk])
    read = client.get(address).context["form"]["read"].value()
    actions.edit_system(system, by=isso, purpose="Watch the loading dock.", integrity=Impact.HIGH)
    refused = client.post(address, FIELDS | {"purpose": "Watch the garage.", "read": read})
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "Watch the loading dock." in shown
    assert "Watch the garage." in shown
    assert "High (severe or catastrophic effect)" in shown
    system.refresh_from_db()
    assert system.purpose == "Watch the loading dock."
    now = refused.context["form"]["read"].value()
    assert client.post(address, FIELDS | {"purpose": "Watch the garage.", "read": now}).status_code == 302
    system.refresh_from_db()
    assert system.purpose == "Watch the garage."


def test_the_baseline_is_allocated_once_and_keeps_what_was_tailored(client: Client) -> None:
    isso = make_isso()
    system = a_system(by=isso)
    sign_in(client, isso)
    address = reverse("systems:allocate", args=[system.pk])
    client.post(address)
    assert system.allocations.in_force().count() == 149
    actions.remove_control(system, by=isso, control=a_control("AC-18"), reason="There is no radio.")
    client.post(address)
    assert system.allocations.in_force().count() == 148
    assert "There is no radio." in page(client, "detail", system.pk, origin="removed")
    assert "AC-18" not in page(client, "detail", system.pk)


def test_the_baseline_waits_for_the_three_values(client: Client) -> None:
    isso = make_isso()
    system = a_system(by=isso, impact=None)
    sign_in(client, isso)
    response = client.post(reverse("systems:allocate", args=[system.pk]), follow=True)
    assert "Enter the three FIPS 199 values first" in response.content.decode()
    assert not system.allocations.exists()


@pytest.mark.parametrize(("typed", "expected"), [("IA-3", "IA-3"), ("ia-03", "IA-3"), ("ac-2 (4)", "AC-2(4)")])
def test_a_control_is_added_by_its_identifier_however_it_is_typed(client: Client, typed: str, expected: str) -> None:
    isso = make_isso()
    system = a_system(by=isso)
    sign_in(client, isso)
    address = reverse("systems:control_add", args=[system.pk])
    assert client.post(address, {"control": typed, "reason": "Devices must be known."}).status_code == 302
    allocation = system.allocations.get(control__identifier=expected)
    assert (allocation.origin, allocation.reason) == (ControlOrigin.ADDED, "Devices must be known.")


@pytest.mark.parametrize(
    ("typed", "reason", "sentence"),
    [
        ("ZZ-9", "Because.", "has no control ZZ-9"),
        ("AC-13", "Because.", "AC-13 is withdrawn"),
        ("IA-3", "", "required"),
        ("IA-4", "Again.", "IA-4 is allocated already"),
    ],
)
def test_what_cannot_be_added_is_refused_with_the_reason(
    client: Client, typed: str, reason: str, sentence: str
) -> None:
    isso = make_isso()
    system = a_system(by=isso, controls=("IA-4",))
    sign_in(client, isso)
    response = client.post(reverse("systems:control_add", args=[system.pk]), {"control": typed, "reason": reason})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert system.allocations.count() == 1


def test_a_removed_control_stays_on_record_and_can_come_back(client: Client) -> None:
    isso = make_isso()
    system = a_system(by=isso, controls=("IA-3",))
    sign_in(client, isso)
    address = reverse("systems:control_remove", args=[system.pk, "IA-3"])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "The gateway does it."}).status_code == 302
    assert system.allocations.get().origin == ControlOrigin.REMOVED
    assert "not in force" in page(client, "control", system.pk, "IA-3")
    assert client.post(address, {"reason": "Once more."}).status_code == 422
    client.post(reverse("systems:control_add", args=[system.pk]), {"control": "IA-3", "reason": "It does not."})
    assert system.allocations.get().origin == ControlOrigin.ADDED


def test_a_control_says_who_implements_it_and_what_supports_it(client: Client) -> None:
    isso = make_isso()
    system = a_system(by=isso, controls=("IA-3",))
    requirement = a_requirement(by=isso)
    a_capability(by=isso, name="Only known devices", satisfies=[requirement])
    sign_in(client, isso)
    address = reverse("systems:control_responsibility", args=[system.pk, "IA-3"])
    assert client.post(address, {"responsibility": "nobody"}).status_code == 422
    assert client.post(address, {"responsibility": Responsibility.HYBRID}).status_code == 302
    shown = page(client, "control", system.pk, "IA-3")
    assert "Hybrid" in shown
    assert "Only known devices" in shown
    assert requirement.text in shown
    assert "DI-IMS" in shown


def test_capabilities_join_controls_and_requirements_of_the_own_agency_only(client: Client) -> None:
    isso = make_isso()
    own, foreign = a_requirement(by=isso), a_requirement(by=make_isso())
    sign_in(client, isso)
    address = reverse("systems:capability_create")
    data: dict[str, Any] = {"name": "Known devices", "purpose": "", "controls": "IA-3, cm-8"}
    assert client.post(address, data | {"satisfies": [str(foreign.pk)]}).status_code == 422
    assert client.post(address, data | {"controls": "IA-3, ZZ-1"}).status_code == 422
    assert not SecurityCapability.objects.exists()
    assert client.post(address, data | {"satisfies": [str(own.pk)]}).status_code == 302
    capability = SecurityCapability.objects.get()
    assert {control.identifier for control in capability.controls.all()} == {"IA-3", "CM-8"}
    shown = page(client, "capabilities")
    assert own.text in shown
    assert foreign.text not in shown
    assert client.post(address, data).status_code == 422


def test_a_requirement_sent_twice_is_recorded_once(client: Client) -> None:
    sign_in(client, make_isso())
    data = {"kind": "law", "citation": "44 USC 3554(b)", "text": "Know what is connected."}
    statuses = [client.post(reverse("systems:requirement_create"), data).status_code for _ in range(2)]
    assert statuses == [302, 422]
    assert SecurityRequirement.objects.count() == 1


def test_an_auditor_reads_everything_and_changes_nothing(client: Client) -> None:
    isso = make_isso()
    system = a_system(by=isso, controls=("IA-3",))
    sign_in(client, make_member(isso.organization, Role.AUDITOR))
    assert "Only an ISSO of the agency can change its systems" in page(client, "detail", system.pk)
    assert "Only an ISSO of the agency can change its systems" in page(client, "control", system.pk, "IA-3")
    page(client, "list")
    page(client, "capabilities")
    for name, args in (("create", ()), ("edit", (system.pk,)), ("control_remove", (system.pk, "IA-3"))):
        assert client.post(reverse(f"systems:{name}", args=args), FIELDS | {"reason": "x"}).status_code == 403


def test_a_foreign_system_looks_like_a_missing_one(client: Client) -> None:
    foreign = a_system(controls=("IA-3",))
    sign_in(client, make_isso())
    for name, rest in (("detail", ()), ("edit", ()), ("control_add", ()), ("control", ("IA-3",))):
        answers = [client.get(reverse(f"systems:{name}", args=[pk, *rest])) for pk in (foreign.pk, uuid7())]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert foreign.name not in page(client, "list")


def test_pages_cost_the_same_with_a_whole_baseline(client: Client, django_assert_max_num_queries: Any) -> None:
    isso = make_isso()
    system = a_system(by=isso, impact=Impact.HIGH)
    for number in range(3):
        a_capability(by=isso, controls=("IA-3", "CM-8"), satisfies=[a_requirement(by=isso, text=f"Text {number}")])
    sign_in(client, isso)
    actions.allocate_baseline(system, by=isso)
    for name, args, limit in (
        ("list", (), 6),
        ("detail", (system.pk,), 12),
        ("control", (system.pk, "IA-3"), 15),
        ("capabilities", (), 9),
    ):
        with django_assert_max_num_queries(limit):
            page(client, name, *args)


def test_the_chain_is_edited_without_losing_a_colleagues_change(client: Client) -> None:
    isso = make_isso()
    law, policy = a_requirement(by=isso, citation="A law"), a_requirement(by=isso, citation="A policy")
    capability = a_capability(by=isso, name="Known devices", satisfies=[law])
    sign_in(client, isso)
    address = reverse("systems:capability_edit", args=[capability.pk])
    form = client.get(address).context["form"]
    data = {"name": "Known devices", "purpose": "", "controls": "IA-3, CM-8", "read": form["read"].value()}
    actions.edit_capability(
        capability, by=isso, name="Known things", purpose="", controls=[a_control()], satisfies=[law]
    )
    refused = client.post(address, data | {"satisfies": [str(policy.pk)]})
    assert refused.status_code == 409
    found = {(each.field, each.yours, each.theirs) for each in refused.context["conflicts"]}
    assert ("Name", "Known devices", "Known things") in found
    assert ("Security requirements that it satisfies", "A policy", "A law") in found
    now = refused.context["form"]["read"].value()
    assert client.post(address, data | {"satisfies": [str(policy.pk)], "read": now}).status_code == 302
    capability.refresh_from_db()
    assert [one.identifier for one in capability.controls.order_by("position")] == ["CM-8", "IA-3"]
    assert list(capability.satisfies.all()) == [policy]


def test_a_requirement_is_edited_once_and_never_doubled(client: Client) -> None:
    isso = make_isso()
    first, second = a_requirement(by=isso), a_requirement(by=isso)
    sign_in(client, isso)
    address = reverse("systems:requirement_edit", args=[first.pk])
    data = {"kind": first.kind, "citation": "OMB M-24-04", "text": second.text}
    data["read"] = client.get(address).context["form"]["read"].value()
    assert client.post(address, data).status_code == 422
    assert client.post(address, data | {"text": "Keep an inventory."}).status_code == 302
    first.refresh_from_db()
    assert (first.citation, first.text) == ("OMB M-24-04", "Keep an inventory.")
    assert client.post(address, data | {"text": "Another text."}).status_code == 409
    foreign = a_requirement(by=make_isso())
    assert client.get(reverse("systems:requirement_edit", args=[foreign.pk])).status_code == 404
