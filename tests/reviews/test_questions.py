"""Questions: drafted at the desk, released or lapsed by the contracting officer, answered by the signer."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from apps.accounts.actors import Actor
from apps.accounts.roles import Role
from apps.reviews import actions
from apps.reviews.models import Clarification, Review
from apps.reviews.workflow import QuestionState, ReviewState
from tests.factories.accounts import make_member, sign_in
from tests.factories.reviews import KEY, Team, make_review, requirement

pytestmark = pytest.mark.django_db

QUESTION = "Can units be delivered with the profile applied?"


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_review(ReviewState.ASSESSMENT, team=kept_team)


@pytest.fixture
def signer(review: Review) -> Actor:
    return make_member(review.product.organization, Role.SIGNER)


def drafted(review: Review, team: Team, text: str = QUESTION) -> Clarification:
    return actions.ask(requirement(review), by=team.reviewer, at=timezone.now(), question=text)


def released(review: Review, team: Team, text: str = QUESTION) -> Clarification:
    question = drafted(review, team, text)
    due = timezone.localdate() + timedelta(days=7)
    actions.release_question(question, by=team.contracting_officer, at=timezone.now(), due_on=due)
    return question


def act(name: str, question: Clarification) -> str:
    return reverse(f"reviews:{name}", args=[question.review_id, question.pk])


def soon(days: int = 7) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


class TestAsk:
    def test_a_reviewer_drafts_a_question(
        self,
        client: Client,
        review: Review,
        team: Team,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        sign_in(client, team.reviewer)
        address = reverse("reviews:ask", args=[review.pk, KEY])
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(address, {"question": QUESTION})
        assertRedirects(response, reverse("reviews:desk", args=[review.pk, KEY]))
        question = Clarification.objects.get()
        assert (question.question, question.shown) == (QUESTION, QuestionState.DRAFTED)
        assert [message.to for message in mail.outbox] == [[team.contracting_officer.user.email]]

    def test_asking_in_place_answers_with_the_thread(self, client: Client, review: Review, team: Team) -> None:
        sign_in(client, team.reviewer)
        address = reverse("reviews:ask", args=[review.pk, KEY])
        response = client.post(address, {"question": QUESTION}, headers={"HX-Request": "true"})
        assertContains(response, QUESTION)
        assertContains(response, 'id="questions"')
        assertNotContains(response, "<html")
        empty = client.post(address, {"question": " "}, headers={"HX-Request": "true"})
        assertContains(empty, "Write the question.", status_code=422)

    def test_the_same_question_twice_is_drafted_once(self, client: Client, review: Review, team: Team) -> None:
        sign_in(client, team.reviewer)
        address = reverse("reviews:ask", args=[review.pk, KEY])
        client.post(address, {"question": QUESTION})
        response = client.post(address, {"question": QUESTION})
        assertContains(response, "This question has been drafted already", status_code=422)
        assert Clarification.objects.count() == 1

    def test_nobody_but_a_reviewer_asks(self, client: Client, review: Review, team: Team) -> None:
        sign_in(client, team.auditor)
        assert client.post(reverse("reviews:ask", args=[review.pk, KEY]), {"question": "?"}).status_code == 403


class TestRelease:
    def test_the_contracting_officer_releases_with_a_due_date(
        self,
        client: Client,
        review: Review,
        team: Team,
        signer: Actor,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        question = drafted(review, team)
        sign_in(client, team.contracting_officer)
        assertContains(client.get(act("release_question", question)), "What the manufacturer reads")

        with django_capture_on_commit_callbacks(execute=True):
            client.post(act("release_question", question), {"due_on": soon()})

        question.refresh_from_db()
        assert question.shown is QuestionState.RELEASED
        sent = {message.to[0]: message for message in mail.outbox}
        assert signer.user.email in sent
        written = sent[signer.user.email].subject + sent[signer.user.email].body
        assert "An agency has a question for you." in written
        assert not [word for word in (QUESTION, str(review), str(review.product)) if word in written]
        link = re.search(r"http://[^/]+(/notifications/\S+)", written)
        sign_in(client, signer)
        assertRedirects(client.get(link.group(1)), reverse("reviews:answer", args=[question.pk]))

    @pytest.mark.parametrize("due", ["", "2020-01-01", "soon"])
    def test_a_wrong_due_date_comes_back(self, client: Client, review: Review, team: Team, due: str) -> None:
        question = drafted(review, team)
        sign_in(client, team.contracting_officer)
        assert client.post(act("release_question", question), {"due_on": due}).status_code == 422
        question.refresh_from_db()
        assert question.released_at is None

    def test_a_second_release_is_refused(self, client: Client, review: Review, team: Team) -> None:
        question = released(review, team)
        sign_in(client, team.contracting_officer)
        response = client.post(act("release_question", question), {"due_on": soon(9)})
        assertContains(response, "This question has been released already.", status_code=422)

    def test_a_reviewer_cannot_release(self, client: Client, review: Review, team: Team) -> None:
        question = drafted(review, team)
        sign_in(client, team.reviewer)
        assert client.post(act("release_question", question), {"due_on": soon()}).status_code == 403

    def test_a_question_of_another_review_is_not_found(self, client: Client, review: Review, team: Team) -> None:
        question = drafted(review, team)
        other = make_review(ReviewState.ASSESSMENT, team=team)
        sign_in(client, team.contracting_officer)
        for name in ("release_question", "lapse_question"):
            assert client.get(reverse(f"reviews:{name}", args=[other.pk, question.pk])).status_code == 404

    def test_a_question_lapses_with_a_reason(self, client: Client, review: Review, team: Team) -> None:
        question = released(review, team)
        sign_in(client, team.contracting_officer)
        assert client.post(act("lapse_question", question), {"reason": ""}).status_code == 422
        client.post(act("lapse_question", question), {"reason": "The manufacturer left the competition."})
        question.refresh_from_db()
        assert question.shown is QuestionState.LAPSED

    def test_the_questions_of_a_review_show_who_acts(self, client: Client, review: Review, team: Team) -> None:
        question = drafted(review, team)
        page = reverse("reviews:review_questions", args=[review.pk])
        sign_in(client, team.contracting_officer)
        assertContains(client.get(page), act("release_question", question))
        sign_in(client, team.auditor)
        assertNotContains(client.get(page), act("release_question", question))
        assertContains(client.get(page), QUESTION)


class TestManufacturer:
    def test_it_reads_the_question_and_its_requirement_and_nothing_of_the_review(
        self, client: Client, review: Review, team: Team, signer: Actor
    ) -> None:
        question = released(review, team)
        drafted(review, team, "An internal thought.")
        sign_in(client, signer)
        for page in (reverse("reviews:questions"), reverse("reviews:answer", args=[question.pk])):
            response = client.get(page)
            assertContains(response, QUESTION)
            assertContains(response, requirement(review).statement)
            assertContains(response, "(in 7 days)")
            for hidden in (
                "An internal thought.",
                review.procurement.title,
                str(team.reviewer.user),
                "key requirement",
            ):
                assertNotContains(response, hidden)

    def test_the_signer_answers_once(
        self,
        client: Client,
        review: Review,
        team: Team,
        signer: Actor,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        question = released(review, team)
        page = reverse("reviews:answer", args=[question.pk])
        sign_in(client, signer)
        assert client.post(page, {"answer": " "}).status_code == 422

        with django_capture_on_commit_callbacks(execute=True):
            assertRedirects(client.post(page, {"answer": "From lot 26-48 on."}), reverse("reviews:questions"))

        question.refresh_from_db()
        assert (question.answer, question.answered_by) == ("From lot 26-48 on.", signer.user)
        told = {message.to[0] for message in mail.outbox if "answered a question" in message.subject}
        assert told == {team.reviewer.user.email, team.contracting_officer.user.email}
        again = client.post(page, {"answer": "Something else."})
        assertContains(again, "This question is closed already.", status_code=422)
        assertContains(again, "Something else.", status_code=422)

    def test_answering_asks_who_it_is_and_reading_does_not(
        self, client: Client, review: Review, team: Team, signer: Actor
    ) -> None:
        page = reverse("reviews:answer", args=[released(review, team).pk])
        sign_in(client, signer, fresh=False)
        assert client.get(page).status_code == 200
        response = client.post(page, {"answer": "Yes."})
        assert "reauthenticate" in response.headers["Location"]
        assert not Clarification.objects.exclude(answer="").exists()

    def test_drafts_and_questions_to_others_are_not_found(
        self, client: Client, review: Review, team: Team, signer: Actor
    ) -> None:
        draft, asked = drafted(review, team), released(review, team, "Which port?")
        sign_in(client, signer)
        assert client.get(reverse("reviews:answer", args=[draft.pk])).status_code == 404
        sign_in(client, make_member("manufacturer", Role.SIGNER))
        assert client.get(reverse("reviews:answer", args=[asked.pk])).status_code == 404
        assert client.post(reverse("reviews:answer", args=[asked.pk]), {"answer": "Ours."}).status_code == 404
        assertContains(client.get(reverse("reviews:questions")), "No agency has asked anything")

    def test_it_waits_at_home_until_it_is_answered(self, client: Client, review: Review, team: Team) -> None:
        question = released(review, team)
        drafted(review, team, "Not released yet.")
        signer, drafter, viewer = (
            make_member(review.product.organization, role) for role in (Role.SIGNER, Role.DRAFTER, Role.VIEWER)
        )
        home = reverse("devices:home")

        sign_in(client, signer)
        assertContains(client.get(home), reverse("reviews:answer", args=[question.pk]), count=1)
        sign_in(client, drafter)
        assertContains(client.get(home), "a signer answers", count=1)
        sign_in(client, viewer)
        assertNotContains(client.get(home), "has a question")

        actions.answer_question(question, by=signer, at=timezone.now(), answer="From lot 26-48 on.")
        sign_in(client, signer)
        assertNotContains(client.get(home), "has a question")

    def test_a_drafter_reads_and_cannot_answer(self, client: Client, review: Review, team: Team) -> None:
        question = released(review, team)
        sign_in(client, make_member(review.product.organization, Role.DRAFTER))
        assertContains(client.get(reverse("reviews:questions")), "An authorized signer answers.")
        assert client.post(reverse("reviews:answer", args=[question.pk]), {"answer": "Yes."}).status_code == 403

    def test_why_a_question_lapsed_stays_in_the_agency(
        self, client: Client, review: Review, team: Team, signer: Actor
    ) -> None:
        question = released(review, team)
        actions.lapse_question(question, by=team.contracting_officer, at=timezone.now(), reason="They will not say.")
        sign_in(client, signer)
        page = client.get(reverse("reviews:questions"))
        assertContains(page, "Closed without an answer")
        assertNotContains(page, "They will not say.")

    def test_an_agency_is_asked_nothing(self, client: Client, review: Review, team: Team) -> None:
        released(review, team)
        sign_in(client, team.reviewer)
        assert client.get(reverse("reviews:questions")).status_code == 403

    def test_the_list_costs_the_same_for_many_questions(
        self,
        client: Client,
        review: Review,
        team: Team,
        signer: Actor,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        sign_in(client, signer)
        for number in range(6):
            released(review, team, f"Question number {number}?")
        client.get(reverse("reviews:questions"))
        with django_assert_max_num_queries(8):
            client.get(reverse("reviews:questions"))
