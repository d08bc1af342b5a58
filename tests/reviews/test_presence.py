"""Who has a requirement open at the desk now: shown to colleagues, gone after a minute, and no part of the record."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.accounts.actors import Actor
from apps.accounts.middleware import SESSION_IDLE
from apps.accounts.roles import Role
from apps.audit.models import Event
from apps.reviews import actions
from apps.reviews.models import Presence, Review
from apps.reviews.workflow import ReviewState
from tests.factories.accounts import make_member, sign_in
from tests.factories.reviews import KEY, PLAIN, Team, give, make_review, requirement

pytestmark = pytest.mark.django_db
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_review(ReviewState.ASSESSMENT, team=kept_team)


def address(review: Review, identifier: str = KEY) -> str:
    return reverse("reviews:presence", args=[review.pk, identifier])


def is_here(review: Review, actor: Actor, identifier: str = KEY, *, seconds_ago: int = 0) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    actions.note_presence(review.pk, requirement(review, identifier).pk, by=actor, at=at)


def ask(client: Client, review: Review, identifier: str = KEY, **sent: str):
    return client.post(address(review, identifier), sent, headers=IN_PLACE)


def test_the_desk_asks_for_it_and_two_reviewers_see_each_other(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.reviewer)
    assertContains(client.get(reverse("reviews:desk", args=[review.pk, KEY])), f'hx-post="{address(review)}"')
    assert ask(client, review).status_code == 204

    other = sign_in(Client(), team.second_reviewer)
    assertContains(ask(other, review), f"{team.reviewer.user} has this requirement open too.")
    assertContains(ask(client, review), f"{team.second_reviewer.user} has this requirement open too.")
    assert ask(client, review, PLAIN).status_code == 204, "at another requirement nobody is met"
    assert Presence.objects.filter(user=team.reviewer.user).count() == 1


def test_it_is_forgotten_after_a_minute_and_said_once(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.reviewer)
    is_here(review, team.second_reviewer, seconds_ago=50)
    words = f"{team.second_reviewer.user} has this requirement open too."
    assertContains(ask(client, review), words)
    assert ask(client, review, shown=words).status_code == 204, "what the page shows already is not read out again"
    is_here(review, team.second_reviewer, seconds_ago=70)
    assertNotContains(ask(client, review, shown=words), "open too")


def test_many_colleagues_are_two_names_and_a_number(client: Client, review: Review, team: Team) -> None:
    for name in ("Ann", "Bo", "Cy", "Di"):
        is_here(review, make_member(team.organization, Role.REVIEWER, name=name))
    assertContains(ask(sign_in(client, team.reviewer), review), "Ann, Bo and 2 more have this requirement open too.")


def test_a_verdict_written_meanwhile_is_announced_before_one_is_lost(
    client: Client, review: Review, team: Team
) -> None:
    sign_in(client, team.reviewer)
    give(review, team.second_reviewer, KEY)
    assertContains(ask(client, review, version="0"), f"{team.second_reviewer.user} wrote a verdict here at")
    assert ask(client, review, version="1").status_code == 204
    assert ask(client, review, version="x").status_code == 204


def test_an_auditor_sees_it_and_is_not_shown_and_nobody_leaves_an_event(
    client: Client, review: Review, team: Team
) -> None:
    is_here(review, team.reviewer)
    events = Event.objects.count()
    assertContains(ask(sign_in(client, team.auditor), review), f"{team.reviewer.user} has this")
    assert not Presence.objects.filter(user=team.auditor.user).exists()
    assert Event.objects.count() == events


def test_it_costs_two_statements_beside_those_of_every_request(
    client: Client, review: Review, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, team.reviewer)
    is_here(review, team.second_reviewer)
    ask(client, review)
    with django_assert_num_queries(4 + 2):  # session, person, memberships, roles
        ask(client, review)


def test_asking_keeps_no_session_awake_and_a_locked_one_stays_on_the_page(
    client: Client, review: Review, team: Team
) -> None:
    sign_in(client, team.reviewer)
    session = client.session
    session["seen_at"] = seen = time.time() - 20 * 60
    session["account_authentication_methods"] = []
    session.save()
    ask(client, review)
    assert client.session["seen_at"] == seen

    session = client.session
    session["seen_at"] = time.time() - SESSION_IDLE - 60
    session.save()
    response = ask(client, review)
    assert response.status_code == 286
    assert "HX-Redirect" not in response.headers
