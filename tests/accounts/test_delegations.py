"""The holder of an office delegates it in writing, with what it covers and until when, and ends it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from apps.accounts.actors import Actor
from apps.accounts.models import Membership, RoleAssignment
from apps.accounts.roles import Role
from apps.audit.models import Event
from tests.factories.accounts import make_member, make_organization, reload_actor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> Actor:
    return make_member(make_organization("agency"), Role.AGENCY_HEAD)


@pytest.fixture
def deputy(head: Actor) -> Actor:
    return make_member(head.own_organization, Role.AUDITOR)


def entered(deputy: Actor, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    membership = Membership.objects.get(user=deputy.user)
    return {
        "to": membership.pk,
        "role": "agency_head",
        "scope": "Waivers for sensors",
        "document": "Order 26-009",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
        **changes,
    }


NEW, LIST = "/delegations/new/", "/delegations/"


def test_the_holder_delegates_and_the_delegate_acts_from_the_next_request(
    client: Client, head: Actor, deputy: Actor
) -> None:
    sign_in(client, head)
    assertContains(client.get(LIST), "Nothing is delegated")
    assertRedirects(client.post(NEW, entered(deputy)), LIST)

    found = reload_actor(deputy.user, head.own_organization).delegations[Role.AGENCY_HEAD]
    assert (found.delegated_by, found.covers) == (head.user, "Waivers for sensors")
    event = Event.objects.get(verb="accounts.office_delegated")
    assert (event.actor_id, event.after["scope"]) == (str(head.user.pk), "Waivers for sensors")
    page = client.get(LIST)
    for words in ("Agency head of", "Waivers for sensors", "Order 26-009", str(deputy.user)):
        assertContains(page, words)
    assertContains(sign_in(Client(), reload_actor(deputy.user, head.own_organization)).get(LIST), "Order 26-009")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"scope": " "}, "Say which cases the delegation covers."),
        ({"document": ""}, "Name the document"),
        ({"to": ""}, "Choose who will act in your office."),
        ({"role": "cio"}, "Select a valid choice"),
        ({"ends_on": "2020-01-01"}, "ends before it starts"),
    ],
)
def test_what_is_missing_comes_back_with_what_was_typed(
    client: Client, head: Actor, deputy: Actor, changes: dict[str, Any], sentence: str
) -> None:
    response = sign_in(client, head).post(NEW, entered(deputy, **changes))
    assertContains(response, sentence, status_code=422)
    assert not RoleAssignment.objects.delegations().exists()


def test_identity_is_confirmed_first(client: Client, head: Actor, deputy: Actor) -> None:
    response = sign_in(client, head, fresh=False).post(NEW, entered(deputy))
    assert "reauthenticate" in response.headers["Location"]
    assert not RoleAssignment.objects.delegations().exists()


def test_a_delegate_passes_nothing_on(client: Client, head: Actor, deputy: Actor) -> None:
    sign_in(client, head).post(NEW, entered(deputy))
    delegate = reload_actor(deputy.user, head.own_organization)
    other = make_member(head.own_organization, Role.REVIEWER)
    sign_in(client, delegate)
    assertNotContains(client.get(LIST), "Delegate your office")
    assertContains(client.post(NEW, entered(other)), "Select a valid choice", status_code=422)


def test_a_colleague_of_another_organization_is_no_choice(client: Client, head: Actor) -> None:
    stranger = make_member("agency", Role.REVIEWER)
    response = sign_in(client, head).post(NEW, entered(stranger))
    assert response.status_code == 422


def test_only_the_holder_ends_it_and_what_was_signed_keeps_its_row(client: Client, head: Actor, deputy: Actor) -> None:
    sign_in(client, head).post(NEW, entered(deputy))
    found = RoleAssignment.objects.delegations().get()
    address = reverse("accounts:revoke_delegation", args=[found.pk])

    cio = make_member(head.own_organization, Role.CIO)
    assertContains(sign_in(Client(), cio).post(address), "Only an administrator", status_code=422)
    assertRedirects(client.post(address), LIST)

    assert Role.AGENCY_HEAD not in reload_actor(deputy.user, head.own_organization).roles
    found.refresh_from_db()
    assert found.ended_at is not None
    assertContains(client.get(LIST), "Ended")
