"""Refused access of signed-in people is an event; nothing else is."""

from django.test import Client
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.audit.models import Event
from tests.factories.accounts import sign_in


def test_a_refusal_is_one_event_that_says_who_wanted_what(client: Client, reviewer: Actor) -> None:
    sign_in(client, reviewer)
    assert client.get(reverse("accounts:members")).status_code == 403
    event = Event.objects.get(verb="accounts.access_refused")
    assert (event.actor_id, event.target_label) == (str(reviewer.user.pk), "accounts:members")
    assert event.after == {"method": "GET"}


def test_anonymous_people_and_missing_pages_leave_no_event(client: Client, reviewer: Actor) -> None:
    client.get(reverse("accounts:members"))
    sign_in(client, reviewer)
    client.get("/no/such/page/")
    assert not Event.objects.filter(verb="accounts.access_refused").exists()


def test_the_refusal_is_visible_to_the_organization_only(client: Client, reviewer: Actor, stranger: Actor) -> None:
    sign_in(client, reviewer)
    client.get(reverse("accounts:members"))
    assert Event.objects.visible_to(reviewer).filter(verb="accounts.access_refused").exists()
    assert not Event.objects.visible_to(stranger).filter(verb="accounts.access_refused").exists()
