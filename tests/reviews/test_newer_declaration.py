"""A newer declaration during the assessment: taken up, it costs the verdicts on changed answers; or one stays."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.devices import actions as devices
from apps.devices.models import Answer, AnswerEvidence, Declaration
from apps.reviews.models import Act, Review, Verdict
from apps.reviews.workflow import ReviewState, Verb
from tests.factories.accounts import make_member, sign_in
from tests.factories.devices import make_version
from tests.factories.evidence import make_file
from tests.factories.reviews import KEY, PLAIN, Team, give, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    """Return a review with a verdict on each of two requirements."""
    review = make_review(ReviewState.ASSESSMENT, team=kept_team)
    for identifier in (KEY, PLAIN):
        give(review, kept_team.reviewer, identifier)
    return review


def attest_successor(review: Review, *, share: bool = True, change: str = PLAIN) -> Declaration:
    """Return the next declaration, in which the answer to `change` is another one."""
    organization = review.product.organization
    drafter, signer = make_member(organization, "drafter"), make_member(organization, "signer")
    now = timezone.now()
    old = review.declaration
    version = make_version(old.versions.get().component, by=drafter)
    successor = devices.start_successor(old, by=drafter, versions=[version], at=now)
    devices.confirm_carried_over(successor, by=drafter, at=now)
    answer = Answer.objects.select_related("node", "component").get(declaration=successor, node__identifier=change)
    devices.save_answer(
        successor,
        by=drafter,
        at=now,
        node=answer.node,
        component=answer.component,
        value="partly",
        explanation="Off by default since this version.",
        version=answer.version,
    )
    devices.finish(successor, by=drafter, at=now)
    devices.attest(successor, by=signer, at=now, statement="True to the best of my knowledge.", title="Director")
    successor.refresh_from_db()
    if share:
        devices.share(successor, by=signer, agency=review.organization, at=now)
    return successor


def url_of(name: str, review: Review) -> str:
    return reverse(f"reviews:{name}", args=[review.pk])


def test_the_page_says_what_changed_and_which_verdict_it_costs(client: Client, team: Team, review: Review) -> None:
    newer = attest_successor(review)
    sign_in(client, team.reviewer)
    response = client.get(url_of("newer_declaration", review))
    assert [change.requirement.identifier for change in response.context["changed"]] == [PLAIN]
    shown = response.content.decode()
    assert f"Declaration {newer.number} follows declaration {review.declaration.number}" in shown
    assert "Taking it up costs one verdict" in shown
    sign_in(client, team.auditor)
    assert "Reason for taking it up" not in client.get(url_of("newer_declaration", review)).content.decode()


def test_taking_it_up_pins_the_newer_one_and_loses_the_verdicts_on_changed_answers_only(
    client: Client, team: Team, review: Review
) -> None:
    newer = attest_successor(review)
    sign_in(client, team.reviewer)
    assert client.post(url_of("switch_declaration", review), {"reason": "It is the version bought."}).status_code == 302

    review.refresh_from_db()
    assert (review.declaration, review.declaration_sha256) == (newer, newer.sha256)
    assert set(Verdict.objects.values_list("requirement__identifier", flat=True)) == {KEY}
    event = Event.objects.get(verb="review.switch_declaration")
    assert list(event.before["verdicts"]) == [PLAIN]
    assert event.reason == "It is the version bought."


def test_staying_is_recorded_with_its_reason_and_ends_the_task(client: Client, team: Team, review: Review) -> None:
    attest_successor(review)
    sign_in(client, team.reviewer)
    task = "Take up the newer declaration, or stay with a reason"
    assert task in client.get(reverse("reviews:home")).content.decode()
    assert client.post(url_of("keep_declaration", review), {"reason": "Version 3 is bought."}).status_code == 302

    pinned = review.declaration_sha256
    review.refresh_from_db()
    assert review.declaration_sha256 == pinned
    assert Act.objects.get(verb=Verb.KEEP_DECLARATION).reason == "Version 3 is bought."
    assert Verdict.objects.count() == 2
    assert task not in client.get(reverse("reviews:home")).content.decode()


@pytest.mark.parametrize("act", ["switch_declaration", "keep_declaration"])
def test_without_a_reason_nothing_happens(client: Client, team: Team, review: Review, act: str) -> None:
    attest_successor(review)
    sign_in(client, team.reviewer)
    answer = client.post(url_of(act, review), {"reason": " "})
    assert answer.status_code == 422
    assert not Act.objects.filter(verb=act).exists()
    assert Verdict.objects.count() == 2


@pytest.mark.parametrize("act", ["switch_declaration", "keep_declaration"])
def test_a_declaration_that_is_not_shared_cannot_be_taken_up(
    client: Client, team: Team, review: Review, act: str
) -> None:
    attest_successor(review, share=False)
    sign_in(client, team.reviewer)
    assert "No newer declaration" in client.get(url_of("newer_declaration", review)).content.decode()
    answer = client.post(url_of(act, review), {"reason": "Now."})
    assert answer.status_code == 422
    assert "There is no newer attested declaration" in answer.content.decode()


def test_evidence_of_an_old_version_costs_the_verdict_unless_it_was_accepted(
    client: Client, team: Team, review: Review, django_assert_max_num_queries: Any
) -> None:
    item = make_file(by=make_member(review.product.organization, "drafter"), subject_version="0.9")
    AnswerEvidence.objects.create(answer=review.declaration.answers.get(node__identifier=KEY), item=item)
    attest_successor(review)
    sign_in(client, team.reviewer)
    with django_assert_max_num_queries(20):
        response = client.get(url_of("newer_declaration", review))
    assert {change.requirement.identifier for change in response.context["changed"]} == {KEY, PLAIN}
    Verdict.objects.filter(requirement__identifier=KEY).update(version_reason="The module is the same.")
    response = client.get(url_of("newer_declaration", review))
    assert [change.requirement.identifier for change in response.context["changed"]] == [PLAIN]
