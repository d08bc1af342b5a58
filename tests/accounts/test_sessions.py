"""Sessions lock when idle, end after twelve hours, and lose nothing that was posted."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.accounts.middleware import SESSION_IDLE, SESSION_LIFETIME
from apps.accounts.models import User
from tests.factories.accounts import PASSWORD, sign_in

PROFILE = "/profile/"


@pytest.fixture
def idle(client: Client, reviewer: Actor) -> Client:
    """Return the reviewer's browser after more than thirty idle minutes."""
    sign_in(client, reviewer, fresh=False)
    session = client.session
    session["seen_at"] = time.time() - SESSION_IDLE - 5
    session.save()
    return client


def test_an_idle_session_asks_who_is_there(idle: Client) -> None:
    assert idle.get(PROFILE).url == f"{reverse('account_reauthenticate')}?next=%2Fprofile%2F"


def test_what_was_posted_from_an_idle_session_goes_on_after_the_confirmation(idle: Client, reviewer: Actor) -> None:
    asked = idle.post(PROFILE, {"name": "Rhea Vance-Holt", "title": "", "time_zone": "US/Eastern"})
    idle.post(asked.url, {"password": PASSWORD, "next": PROFILE})
    assert User.objects.get(pk=reviewer.user.pk).name == "Rhea Vance-Holt"


def test_after_the_confirmation_the_session_is_open_again(idle: Client) -> None:
    idle.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert idle.get(PROFILE).status_code == 200


def test_a_wrong_password_leaves_the_session_locked(idle: Client) -> None:
    idle.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert idle.get(PROFILE).status_code == 302


def test_public_pages_and_the_way_out_stay_open(idle: Client) -> None:
    assert idle.get(reverse("catalog:introduction")).status_code == 200
    assert idle.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in idle.session


def test_htmx_leaves_a_locked_page_as_a_whole(idle: Client) -> None:
    answer = idle.get(PROFILE, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(reverse("account_reauthenticate"))


def test_twelve_hours_after_sign_in_the_session_ends(client: Client, reviewer: Actor) -> None:
    sign_in(client, reviewer)
    session = client.session
    session["started_at"] = time.time() - SESSION_LIFETIME - 5
    session.save()
    assert client.get(PROFILE).url.startswith(reverse("account_login"))


def test_an_active_session_writes_at_most_once_a_minute(
    client: Client, reviewer: Actor, django_assert_num_queries
) -> None:
    sign_in(client, reviewer)
    client.get(reverse("accounts:no_membership"))
    # Session, person, memberships, roles: nothing is written.
    with django_assert_num_queries(4) as queries:
        client.get(reverse("accounts:no_membership"))
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_times_are_shown_in_the_zone_of_the_person(client: Client, reviewer: Actor) -> None:
    User.objects.filter(pk=reviewer.user.pk).update(time_zone="Pacific/Kiritimati")
    sign_in(client, reviewer)
    assert client.get(PROFILE).content.decode().count("selected") == 1
    assert (
        '<option value="Pacific/Kiritimati" selected>Pacific/Kiritimati (UTC+14:00)'
        in client.get(PROFILE).content.decode()
    )
