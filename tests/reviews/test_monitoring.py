"""Conditions after the award: proposed as met, verified by another person, and the end of the case."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.reviews import actions
from apps.reviews.models import Act, Condition, Review
from apps.reviews.workflow import ConditionState, Outcome, ReviewState
from tests.factories.accounts import reload_actor, sign_in
from tests.factories.reviews import Team, make_determined_review, make_review
from tests.reviews.test_treatment import url_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_review(ReviewState.MONITORING, team=kept_team, outcome=Outcome.WITH_CONDITIONS)


def page_of(review: Review) -> str:
    return reverse("reviews:conditions", args=[review.pk])


def propose(review: Review, team: Team) -> Condition:
    condition = review.conditions.get()
    actions.propose_condition_met(condition, by=team.isso, at=timezone.now(), finding="Scan report of today.")
    return condition


def test_the_page_shows_what_is_open_and_the_award(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.isso)
    content = client.get(page_of(review)).content.decode()
    assert "1 of 1 condition to be verified" in content
    assert "Firmware 4 is installed." in content
    assert "47QX-1180-0001" in content
    assert "Section 889 representation" in content
    assert "Propose as met" in content


def test_a_late_condition_is_called_late(client: Client, review: Review, team: Team) -> None:
    review.conditions.update(due_on=timezone.localdate() - timedelta(days=2))
    sign_in(client, team.auditor)
    content = client.get(page_of(review)).content.decode()
    assert "1 is late." in content
    assert "2 days ago" in content


def test_a_condition_is_proposed_as_met_once(client: Client, review: Review, team: Team) -> None:
    condition = review.conditions.get()
    sign_in(client, team.isso)
    address = url_of("propose_condition", review, condition=condition.pk)
    mistake = client.post(address, {"finding": ""})
    client.post(address, {"finding": "Scan report of today."})
    again = client.post(address, {"finding": "Another report."})

    condition.refresh_from_db()
    assert "Say what shows that the condition is kept." in mistake.content.decode()
    assert (condition.state, condition.finding) == (ConditionState.PROPOSED, "Scan report of today.")
    assert again.status_code == 422
    assert "This condition is not open any more." in again.content.decode()
    assert "Another report." in again.content.decode()


def test_a_reviewer_verifies_what_was_proposed_once(client: Client, review: Review, team: Team) -> None:
    condition = propose(review, team)
    sign_in(client, team.reviewer)
    assert "Verify the condition" in client.get(page_of(review)).content.decode()
    address = url_of("verify_condition", review, condition=condition.pk)
    client.post(address)
    again = client.post(address)

    condition.refresh_from_db()
    assert (condition.state, condition.verified_by) == (ConditionState.VERIFIED, team.reviewer.user)
    assert again.status_code == 422
    assert "Nobody has proposed this condition as met yet." in again.content.decode()


def test_nothing_is_verified_that_nobody_proposed(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.reviewer)
    answer = client.post(url_of("verify_condition", review, condition=review.conditions.get().pk))
    assert answer.status_code == 422
    assert "Nobody has proposed this condition as met yet." in answer.content.decode()


def test_who_proposed_does_not_verify(client: Client, review: Review, team: Team) -> None:
    condition = propose(review, team)
    team.isso.memberships[0].role_assignments.create(role=Role.REVIEWER)
    sign_in(client, reload_actor(team.isso.user, team.organization))
    sentence = "You proposed this condition as met: somebody else must verify it."

    assert sentence in client.get(page_of(review)).content.decode()
    answer = client.post(url_of("verify_condition", review, condition=condition.pk))

    condition.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert condition.state == ConditionState.PROPOSED


def test_the_case_closes_when_every_condition_is_verified(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.reviewer)
    page = client.get(page_of(review)).content.decode()
    early = client.post(url_of("close", review))
    assert "The review cannot be closed." in page
    assert early.status_code == 422
    assert "The review cannot be closed." in early.content.decode()

    condition = propose(review, team)
    actions.verify_condition(condition, by=team.reviewer, at=timezone.now())
    client.post(url_of("close", review))
    again = client.post(url_of("close", review))

    review.refresh_from_db()
    assert review.state == ReviewState.CLOSED
    assert again.status_code == 422
    assert Act.objects.filter(review=review, verb="close").count() == 1


def test_conditions_are_not_followed_before_the_award(client: Client, team: Team) -> None:
    review = make_determined_review(Outcome.WITH_CONDITIONS, team=team)
    sign_in(client, team.isso)
    page = client.get(page_of(review)).content.decode()
    answer = client.post(
        url_of("propose_condition", review, condition=review.conditions.get().pk), {"finding": "Too early."}
    )
    assert "Propose as met" not in page
    assert answer.status_code == 422
    assert "is not possible while the review is in the state “Decision”" in answer.content.decode()
    assert "Too early." in answer.content.decode()
    assert review.conditions.get().state == ConditionState.OPEN


def test_a_case_without_conditions_can_be_closed(client: Client, team: Team) -> None:
    review = make_review(ReviewState.MONITORING, team=team)
    sign_in(client, team.reviewer)
    content = client.get(page_of(review)).content.decode()
    assert "There is nothing to follow up" in content
    client.post(url_of("close", review))
    review.refresh_from_db()
    assert review.state == ReviewState.CLOSED


def test_foreign_conditions_look_like_missing_ones(client: Client, review: Review, team: Team) -> None:
    other = make_review(ReviewState.MONITORING, outcome=Outcome.WITH_CONDITIONS)
    sign_in(client, team.isso)
    theirs = other.conditions.get().pk
    assert client.get(page_of(other)).status_code == 404
    assert client.post(url_of("propose_condition", other, condition=theirs), {"finding": "x"}).status_code == 404
    assert client.post(url_of("propose_condition", review, condition=theirs), {"finding": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["isso", "reviewer", "auditor"])
def test_the_page_costs_the_same_with_one_condition_and_with_forty(
    client: Client, review: Review, team: Team, name: str, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, getattr(team, name))
    client.get(page_of(review))
    with django_assert_max_num_queries(15) as few:
        client.get(page_of(review))
    like = review.conditions.get()
    Condition.objects.bulk_create(
        Condition(
            review=review,
            text=f"Condition {number}",
            due_on=like.due_on,
            owner="Maker",
            set_by=like.set_by,
            set_at=like.set_at,
        )
        for number in range(40)
    )
    with django_assert_max_num_queries(15) as many:
        client.get(page_of(review))
    assert len(many) == len(few)


def test_closing_asks_who_it_is(client: Client, team: Team) -> None:
    review = make_review(ReviewState.MONITORING, team=team)
    response = sign_in(client, team.reviewer, fresh=False).post(reverse("reviews:close", args=[review.pk]))
    assert "reauthenticate" in response.headers["Location"]
    review.refresh_from_db()
    assert review.state == ReviewState.MONITORING
