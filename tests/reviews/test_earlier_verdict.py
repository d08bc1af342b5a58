"""The verdict on the same declaration in an earlier review: suggested, never taken over by itself."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.audit.models import Event
from apps.reviews import actions
from apps.reviews.models import Review, Verdict, VerdictEvidence
from apps.reviews.workflow import ReviewState, VerdictValue
from tests.factories.accounts import sign_in
from tests.factories.evidence import make_file
from tests.factories.reviews import KEY, PLAIN, Team, give, make_review, make_team, requirement
from tests.reviews.test_desk import desk, stored, url, verdict_data

pytestmark = pytest.mark.django_db
TITLE = "Suggestion from an earlier review"


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    """Return a review on the declaration that a concluded review of the same agency has judged."""
    earlier = make_review(
        ReviewState.TREATMENT, team=kept_team, verdicts={KEY: VerdictValue.PARTLY, PLAIN: VerdictValue.MET}
    )
    item = make_file(by=kept_team.reviewer, title="Our own scan")
    VerdictEvidence.objects.create(verdict=earlier.verdicts.get(requirement__identifier=KEY), item=item, locator="p. 3")
    return follower(earlier, kept_team)


def follower(earlier: Review, team: Team) -> Review:
    review = make_review(ReviewState.WITH_MANUFACTURER, team=team, product=earlier.product)
    actions.receive(review, by=team.reviewer, at=timezone.now(), declaration=earlier.declaration)
    return review


def earlier_of(review: Review) -> Review:
    return Review.objects.get(declaration=review.declaration, state=ReviewState.TREATMENT)


def test_it_is_marked_as_a_suggestion_and_gives_no_verdict(client: Client, review: Review, team: Team) -> None:
    response = sign_in(client, team.reviewer).get(desk(review))
    assertContains(response, TITLE)
    assertContains(response, "We saw it on a delivered unit.")
    assertContains(response, "It was made for another system")
    assertContains(response, '<input type="hidden" name="version" value="0" id="id_version">')
    assertNotContains(response, "The form is filled with it.")
    assert not review.verdicts.exists()
    assertContains(client.get(reverse("reviews:desk_counts", args=[review.pk, KEY])), "0 of 2 have a verdict")


def test_a_person_fills_the_form_with_it_checks_and_saves(client: Client, review: Review, team: Team) -> None:
    page = sign_in(client, team.reviewer).get(f"{desk(review)}?show=open&take=1")
    form = page.context["verdict_form"]
    assertContains(page, "nothing is saved yet")
    assert (form.initial["value"], form.initial["strength"], form.initial["version"]) == ("partly", 3, 0)
    assert not review.verdicts.exists()

    earlier = earlier_of(review)
    sent = verdict_data(
        value="partly",
        reason=form.initial["reason"],
        taken_from=form.initial["taken_from"],
        evidence_read=form.initial["evidence_read"],
        evidence_1=form.initial["evidence_1"],
        locator_1=form.initial["locator_1"],
    )
    client.post(url("verdict", review), sent)

    verdict = stored(review)
    assert (verdict.taken_from, verdict.given_by) == (earlier, team.reviewer.user)
    assert list(verdict.evidence.values_list("item__title", "locator")) == [("Our own scan", "p. 3")]
    event = Event.objects.filter(verb="review.give_verdict").latest("sequence")
    assert event.after["taken_over_from_review"] == str(earlier.pk)
    page = client.get(desk(review))
    assertContains(page, "Taken over from")
    assertNotContains(page, TITLE)
    assert stored(earlier).version == 1, "the earlier record stays as it was"


def test_another_value_is_ones_own_verdict(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.reviewer)
    client.post(url("verdict", review), verdict_data(value="not_met", taken_from=earlier_of(review).pk))
    assert stored(review).taken_from is None


def test_nothing_is_taken_over_from_a_review_that_says_nothing_here(client: Client, review: Review, team: Team) -> None:
    stranger = make_review(ReviewState.TREATMENT)
    sign_in(client, team.reviewer)
    for source in (stranger.pk, review.pk):
        response = client.post(url("verdict", review), verdict_data(taken_from=source))
        assertContains(response, "holds no verdict on the same declaration", status_code=422)
    assert not review.verdicts.exists()


def test_it_comes_from_concluded_reviews_of_the_same_agency_and_declaration_only(client: Client, team: Team) -> None:
    other_team = make_team()
    theirs = make_review(ReviewState.TREATMENT, team=other_team)
    running = make_review(ReviewState.ASSESSMENT, team=team)
    give(running, team.reviewer)
    another = make_review(ReviewState.ASSESSMENT, team=team, product=theirs.product)
    sign_in(client, team.reviewer)
    for review in (follower(running, team), another):
        assertNotContains(client.get(desk(review)), TITLE)
    other = make_review(ReviewState.ASSESSMENT, team=other_team, product=theirs.product)
    assertNotContains(sign_in(Client(), other_team.reviewer).get(desk(other)), TITLE)


def test_the_earlier_parameter_and_strength_are_held_against_it(client: Client, review: Review, team: Team) -> None:
    review.requirements.filter(identifier=PLAIN).update(key=True, parameter="TLS 1.3", minimum_strength=4)
    page = sign_in(client, team.reviewer).get(desk(review, PLAIN))
    for sentence in (
        "It had no parameter there.",
        "It was no key requirement there.",
        "Its evidence has strength 3, and 4 is needed here.",
    ):
        assertContains(page, sentence)


def test_who_may_not_judge_reads_it_without_the_button(client: Client, review: Review, team: Team) -> None:
    page = sign_in(client, team.auditor).get(f"{desk(review)}?take=1")
    assertContains(page, TITLE)
    assertNotContains(page, "Fill the form with it")


def test_the_desk_stays_within_fifteen_statements_with_a_suggestion(
    client: Client, review: Review, team: Team, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actions.ask(requirement(review), by=team.reviewer, at=timezone.now(), question="Which port?")
    sign_in(client, team.reviewer).get(desk(review))
    with django_assert_max_num_queries(15):
        client.get(f"{desk(review)}?take=1")
    data = verdict_data(value="partly", taken_from=earlier_of(review).pk)
    with django_assert_max_num_queries(15):
        client.post(url("verdict", review), data, headers={"HX-Request": "true"})
    assert Verdict.objects.filter(review=review).count() == 1
