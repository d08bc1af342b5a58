"""Taking a profile as a source of candidates: nothing is selected or declined by itself."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.catalog.models import Profile
from apps.core.errors import Invalid, NotNow, NotPermitted
from apps.reviews import actions
from apps.reviews.models import Review, ReviewRequirement
from apps.reviews.workflow import ReviewState, Selection
from tests.factories.accounts import make_member, sign_in
from tests.factories.catalog import make_edition
from tests.factories.profiles import WHY, make_profile, say
from tests.factories.reviews import KEY, PLAIN, Team, make_review, make_team, requirement

pytestmark = pytest.mark.django_db
NEW = "DO-DAU.1"
"""An entry that no control of the system proposes."""


@pytest.fixture(scope="module")
def world(kept_world: None) -> Any:
    """One review whose set is prepared, for all tests of this file."""
    team = make_team()
    return team, make_review(ReviewState.REQUIREMENTS, team=team)


@pytest.fixture
def team(world: Any) -> Team:
    return world[0]


@pytest.fixture
def review(world: Any) -> Review:
    return Review.objects.get(pk=world[1].pk)


@pytest.fixture
def profile(team: Team, review: Review) -> Profile:
    return make_profile(
        team.reviewer,
        review.edition,
        say(NEW, "recommended"),
        say(KEY, key=True, parameter="TLS 1.2 or later"),
        say(PLAIN, "excluded"),
    )


def take(team: Team, review: Review, profile: Profile, **values: Any) -> Any:
    return actions.take_from_profile(review, by=team.reviewer, profile=profile, **values)


def test_its_entries_become_candidates_with_key_flag_parameter_and_reason(team, review, profile):
    before = review.requirements.count()

    taken = take(team, review, profile)

    assert taken == actions.Taken(new=1, present=1, declined=0)
    new, known = requirement(review, NEW), requirement(review, KEY)
    assert (new.selection, new.sources) == (
        Selection.CANDIDATE,
        [{"kind": "profile", "detail": f"profile Lobby, version 1 (recommended): {WHY}"}],
    )
    assert (known.selection, known.key, known.key_reason, known.parameter, known.minimum_strength) == (
        Selection.CANDIDATE,
        True,
        WHY,
        "TLS 1.2 or later",
        3,
    )
    assert known.sources[-1] == {"kind": "profile", "detail": f"profile Lobby, version 1: {WHY}"}
    assert known.sources[0]["kind"] == "control"
    assert requirement(review, PLAIN).selection == Selection.CANDIDATE
    assert review.requirements.count() == before + 1
    assert not review.requirements.exclude(selection=Selection.CANDIDATE).exists()
    event = Event.objects.get(verb="review.profile_taken")
    assert event.after == {"profile": "profile Lobby, version 1", "new": [NEW], "already_there": [KEY], "declined": []}


def test_what_is_decided_already_stays_decided_and_names_the_profile(team, review, profile):
    actions.tailor_requirement(requirement(review, KEY), by=team.reviewer, key=False, parameter="TLS 1.3")

    take(team, review, profile)

    decided = requirement(review, KEY)
    assert (decided.selection, decided.key, decided.parameter) == (Selection.SELECTED, False, "TLS 1.3")
    assert decided.sources[-1]["detail"].startswith("profile Lobby, version 1")


def test_what_it_excludes_is_declined_only_when_a_person_says_so(team, review, profile):
    taken = take(team, review, profile, decline_excluded=True)

    excluded = requirement(review, PLAIN)
    assert taken.declined == 1
    assert (excluded.selection, excluded.decline_reason) == (
        Selection.DECLINED,
        f"profile Lobby, version 1: {WHY}",
    )


def test_the_same_profile_is_not_taken_twice(team, review, profile):
    take(team, review, profile)
    before = list(ReviewRequirement.objects.filter(review=review).values_list("identifier", "sources"))

    with pytest.raises(NotNow, match="is in the set already; nothing was changed"):
        take(team, review, profile)
    assert list(ReviewRequirement.objects.filter(review=review).values_list("identifier", "sources")) == before
    assert take(team, review, profile, decline_excluded=True).declined == 1


def test_a_profile_that_is_no_source_is_refused(team, review):
    other = make_edition()
    stranger = make_member("agency", "reviewer")
    for profile in (
        make_profile(team.reviewer, review.edition, NEW, title="Draft", published=False),
        make_profile(team.reviewer, other, "DI", title="Other edition"),
        make_profile(stranger, review.edition, NEW, title="Theirs"),
    ):
        with pytest.raises(Invalid, match="no such published profile"):
            take(team, review, profile)


def test_a_profile_of_the_catalog_is_a_source_too(team, review):
    consumer = review.edition.profiles.get(slug="consumer")

    assert take(team, review, consumer).new > 0
    assert requirement(review, NEW).sources[0]["detail"].startswith("profile Consumer baseline, as far as it maps (rec")


def test_only_who_prepares_the_set_takes_a_profile_and_only_while_it_is_open(team, review, profile):
    with pytest.raises(NotPermitted):
        actions.take_from_profile(review, by=team.isso, profile=profile)

    identifiers = review.requirements.values_list("identifier", flat=True)
    actions.decide_candidates(review, by=team.reviewer, identifiers=list(identifiers), selection=Selection.SELECTED)
    actions.propose(review, by=team.reviewer, at=timezone.now())
    with pytest.raises(NotNow, match="The set has been proposed"):
        take(team, review, profile)


def test_the_page_shows_what_a_profile_would_bring_and_takes_it(team, review, profile, django_assert_max_num_queries):
    client = sign_in(Client(), team.reviewer)
    address = reverse("reviews:requirement_profile", args=[review.pk])
    listed = client.get(address).content.decode()
    assert "Lobby, version 1" in listed
    assert "Consumer baseline" in listed

    chosen = address + "?profile=own/lobby/1"
    with django_assert_max_num_queries(20):
        page = client.get(chosen).content.decode()
    assert "Also decline the one undecided candidate that it excludes" in page
    response = client.post(chosen, {"decline_excluded": "on"})
    assert "Lobby is taken: 1 new candidate, 1 that was there names it as a source, 1 declined." in [
        str(message) for message in get_messages(response.wsgi_request)
    ]

    assert response.url == reverse("reviews:requirements", args=[review.pk])
    assert requirement(review, NEW).selection == Selection.CANDIDATE
    assert requirement(review, PLAIN).selection == Selection.DECLINED
    refused = client.post(chosen, {})
    assert refused.status_code == 422
    assert "is in the set already; nothing was changed" in refused.content.decode()


@pytest.mark.parametrize("asked", ["own/lobby/9", "own/theirs/1", "catalog/federal-low", "x"])
def test_a_profile_that_is_not_offered_is_not_there(team, review, asked):
    client = sign_in(Client(), team.reviewer)
    address = reverse("reviews:requirement_profile", args=[review.pk])

    assert client.get(f"{address}?profile={asked}").status_code == 404
    assert client.post(f"{address}?profile={asked}").status_code == 404
    assert client.post(address).status_code == 422
