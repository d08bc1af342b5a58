"""The desk: receiving, the list, claim and evidence, verdicts, second reviewers, conclusion; and what is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.accounts.roles import Role
from apps.audit.models import Event
from apps.catalog.models import Node
from apps.devices import actions as devices
from apps.devices.models import Declaration
from apps.reviews import actions
from apps.reviews.models import Review, ReviewRequirement, Verdict
from apps.reviews.workflow import ReviewState, Selection, VerdictValue
from tests.factories.accounts import make_member, sign_in
from tests.factories.devices import attested, make_drafter, make_signer
from tests.factories.evidence import PDF, make_file, make_upload
from tests.factories.reviews import KEY, PLAIN, Team, give, make_declaration_for, make_review, requirement

pytestmark = pytest.mark.django_db

IN_PLACE = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_review(ReviewState.ASSESSMENT, team=kept_team)


@pytest.fixture
def reviewer(client: Client, team: Team) -> Client:
    return sign_in(client, team.reviewer)


def desk(review: Review, identifier: str = KEY) -> str:
    return reverse("reviews:desk", args=[review.pk, identifier])


def url(name: str, review: Review, identifier: str = KEY) -> str:
    return reverse(f"reviews:{name}", args=[review.pk, identifier])


def verdict_data(**changes: Any) -> dict[str, Any]:
    return {
        "value": VerdictValue.PARTLY,
        "methods": ["examine", "test"],
        "strength": "4",
        "reason": "Our scan shows UDP 1900 open.",
        "version_reason": "",
        "version": "0",
        "evidence_read": "",
        **changes,
    }


def stored(review: Review, identifier: str = KEY) -> Verdict:
    return Verdict.objects.get(requirement__review=review, requirement__identifier=identifier)


def shared_with_evidence(review: Review, *, subject_version: str = "", include_proprietary: bool = True) -> Declaration:
    """A declaration whose answer on KEY is proven by one PDF, shared with the agency."""
    organization = review.product.organization
    drafter, signer = make_drafter(organization), make_signer(organization)
    component = devices.add_component(review.product, by=drafter, kind="device", name="Camera with evidence")
    version = devices.add_version(component, by=drafter, software="3.8.2", hardware="C")
    declaration = devices.start_declaration(
        review.product, by=drafter, versions=[version], edition=review.edition, at=timezone.now()
    )
    answer = devices.save_answer(
        declaration,
        by=drafter,
        at=timezone.now(),
        node=Node.objects.get(edition=review.edition, identifier=KEY),
        component=component,
        value="yes",
        explanation="A certificate from the factory.",
        version=0,
    )
    item = make_file(
        by=drafter,
        upload=make_upload(PDF, name="guide.pdf"),
        title="Hardening guide",
        subject_version=subject_version,
    )
    devices.attach_evidence(answer, by=drafter, at=timezone.now(), item=item, locator="p. 12")
    declaration = attested(declaration, by=drafter, signer=signer)
    devices.share(
        declaration,
        by=signer,
        at=timezone.now(),
        agency=review.organization,
        include_proprietary=include_proprietary,
    )
    return declaration


def with_evidence(team: Team, **options: Any) -> Review:
    review = make_review(ReviewState.WITH_MANUFACTURER, team=team)
    declaration = shared_with_evidence(review, **options)
    actions.receive(review, by=team.reviewer, at=timezone.now(), declaration=declaration)
    return review


class TestReceive:
    def test_the_reviewer_picks_a_shared_declaration(self, reviewer: Client, team: Team) -> None:
        review = make_review(ReviewState.WITH_MANUFACTURER, team=team)
        declaration = make_declaration_for(review)
        page = reverse("reviews:receive", args=[review.pk])
        assertContains(reviewer.get(page), "answers 2 of the 2 requirements")

        response = reviewer.post(page, {"declaration": str(declaration.pk)})

        assertRedirects(response, reverse("reviews:desk", args=[review.pk]), fetch_redirect_response=False)
        review.refresh_from_db()
        assert (review.state, review.declaration) == (ReviewState.ASSESSMENT, declaration)

    def test_an_unshared_declaration_cannot_be_chosen(self, reviewer: Client, team: Team) -> None:
        review = make_review(ReviewState.WITH_MANUFACTURER, team=team)
        other = make_declaration_for(make_review(ReviewState.WITH_MANUFACTURER))

        response = reviewer.post(reverse("reviews:receive", args=[review.pk]), {"declaration": str(other.pk)})

        assert response.status_code == 422
        review.refresh_from_db()
        assert review.state == ReviewState.WITH_MANUFACTURER

    def test_nothing_shared_yet_says_who_acts(self, reviewer: Client, team: Team) -> None:
        review = make_review(ReviewState.WITH_MANUFACTURER, team=team)
        assertContains(reviewer.get(reverse("reviews:receive", args=[review.pk])), "No attested declaration is shared")

    def test_the_contracting_officer_records_that_no_answer_came(self, client: Client, team: Team) -> None:
        review = make_review(ReviewState.WITH_MANUFACTURER, team=team)
        page = reverse("reviews:no_answer", args=[review.pk])
        sign_in(client, team.contracting_officer)
        assert client.post(page, {"reason": " "}).status_code == 422

        client.post(page, {"reason": "Asked twice by mail, until 3 November."})

        review.refresh_from_db()
        assert (review.state, review.declaration) == (ReviewState.ASSESSMENT, None)
        assertContains(client.get(desk(review)), "The manufacturer gave no declaration.")


class TestList:
    def test_the_desk_opens_at_the_first_requirement_without_a_verdict(
        self, reviewer: Client, review: Review, team: Team
    ) -> None:
        give(review, team.reviewer, KEY)
        response = reviewer.get(reverse("reviews:desk", args=[review.pk]))
        assertRedirects(response, desk(review, PLAIN), fetch_redirect_response=False)

    def test_a_review_without_requirements_says_so(self, reviewer: Client, team: Team) -> None:
        review = make_review(ReviewState.REQUIREMENTS, team=team)
        assertContains(reviewer.get(reverse("reviews:desk", args=[review.pk])), "There is nothing to assess yet")

    @pytest.mark.parametrize("show", ["open", "key", "gaps", "second"])
    def test_a_filter_shows_what_fits(self, reviewer: Client, review: Review, team: Team, show: str) -> None:
        give(review, team.reviewer, KEY, VerdictValue.NOT_MET)
        shown, hidden = (PLAIN, KEY) if show == "open" else (KEY, PLAIN)
        page = reviewer.get(desk(review, PLAIN), {"show": show})
        row = 'id="row-{}"'
        assertContains(page, row.format(shown.replace(".", "_")))
        assertNotContains(page, row.format(hidden.replace(".", "_")))

    def test_questions_narrow_the_list(self, reviewer: Client, review: Review, team: Team) -> None:
        actions.ask(requirement(review, PLAIN), by=team.reviewer, at=timezone.now(), question="Which port?")
        page = reviewer.get(desk(review, KEY), {"show": "questions"})
        assertContains(page, f'id="row-{PLAIN.replace(".", "_")}"')
        assertNotContains(page, f'id="row-{KEY.replace(".", "_")}"')

    def test_next_leads_to_the_next_open_one_and_keeps_the_filter(self, reviewer: Client, review: Review) -> None:
        assertContains(reviewer.get(desk(review)), f'rel="next" href="{desk(review, PLAIN)}"')
        page = reviewer.get(desk(review), {"show": "open"})
        assertContains(page, f'rel="next" href="{desk(review, PLAIN)}?show=open"')

    def test_an_unknown_or_declined_requirement_is_not_found(self, reviewer: Client, review: Review) -> None:
        declined = ReviewRequirement.objects.filter(review=review, selection=Selection.DECLINED).first()
        assert declined is not None
        assert reviewer.get(desk(review, declined.identifier)).status_code == 404
        assert reviewer.get(desk(review, "XX-YYY.1")).status_code == 404

    def test_another_agency_finds_nothing(self, client: Client, review: Review) -> None:
        sign_in(client, make_member("agency", Role.REVIEWER))
        assert client.get(desk(review)).status_code == 404
        assert client.post(url("verdict", review), verdict_data()).status_code == 404
        assert client.post(url("confirm", review), {"version": 1}).status_code == 404
        assert client.post(url("ask", review), {"question": "?"}).status_code == 404
        assert not Verdict.objects.exists()


class TestClaim:
    def test_the_answer_and_its_evidence_stand_apart_from_the_verdict(self, reviewer: Client, team: Team) -> None:
        review = with_evidence(team, subject_version="3.8.2")
        page = reviewer.get(desk(review))
        assertContains(page, "Manufacturer: yes · Camera with evidence (device)")
        assertContains(page, "Hardening guide, p. 12")
        assertContains(page, "version matches")
        assertContains(page, "How to check")
        assertContains(page, "supports IA-3")

    def test_evidence_of_another_version_is_marked(self, reviewer: Client, team: Team) -> None:
        page = reviewer.get(desk(with_evidence(team, subject_version="3.7")))
        assertContains(page, "For version 3.7; the declaration covers 3.8.2.")
        assertContains(page, "Why evidence of another version counts")

    def test_evidence_that_is_not_shared_is_counted_and_never_named(self, reviewer: Client, team: Team) -> None:
        page = reviewer.get(desk(with_evidence(team, include_proprietary=False)))
        assertContains(page, "1 piece of evidence is not shared with your agency.")
        assertNotContains(page, "Hardening guide")

    def test_a_requirement_in_own_words_has_no_claim(self, reviewer: Client, team: Team) -> None:
        review = make_review(ReviewState.REQUIREMENTS, team=team)
        actions.add_own_requirement(
            review,
            by=team.reviewer,
            title="No microphone",
            statement="It has none.",
            capability_code="LA",
            reason="Law",
        )
        assertContains(reviewer.get(desk(review, "OWN-1")), "in the agency&#x27;s own words")


class TestVerdict:
    def test_saving_without_scripts_leads_back_to_the_desk(self, reviewer: Client, review: Review, team: Team) -> None:
        response = reviewer.post(url("verdict", review), verdict_data())
        assertRedirects(response, desk(review))
        verdict = stored(review)
        assert (verdict.value, verdict.version, verdict.given_by) == (VerdictValue.PARTLY, 1, team.reviewer.user)
        assert verdict.methods == ["Examine", "Test"]
        assert Event.objects.filter(verb="review.give_verdict").count() == 1

    def test_saving_in_place_answers_with_what_changed(self, reviewer: Client, review: Review) -> None:
        response = reviewer.post(url("verdict", review), verdict_data(), headers=IN_PLACE)
        assertContains(response, "Second reviewer: waiting.")
        assertContains(response, '<input type="hidden" name="version" value="1" id="id_version" hx-swap-oob="true">')
        assertContains(response, f'<li id="row-{KEY.replace(".", "_")}" hx-swap-oob="true">')
        assert "verdict-saved" in response.headers["HX-Trigger-After-Settle"]
        assertContains(reviewer.get(url("desk_counts", review)), "1 of 2 have a verdict")

    def test_save_and_next_goes_on(self, reviewer: Client, review: Review) -> None:
        response = reviewer.post(url("verdict", review) + "?show=open", verdict_data(next=PLAIN))
        assertRedirects(response, desk(review, PLAIN) + "?show=open")

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"value": ""}, "Choose one of the verdicts."),
            ({"methods": []}, "Say how you checked: examine, interview or test."),
            ({"reason": " "}, "Write the reason"),
            ({"strength": ""}, "Say how strong the evidence is."),
            ({"value": "met", "strength": "2"}, "needs evidence of strength 3 here; you entered 2"),
        ],
    )
    def test_an_incomplete_verdict_comes_back_with_what_was_typed(
        self, reviewer: Client, review: Review, change: dict[str, Any], sentence: str
    ) -> None:
        for headers in ({}, IN_PLACE):
            response = reviewer.post(url("verdict", review), verdict_data(**change), headers=headers)
            assertContains(response, sentence, status_code=422)
            assertContains(response, change.get("reason", "Our scan shows UDP 1900 open."), status_code=422)
        assert response.headers["HX-Retarget"] == "#verdict"
        assert not Verdict.objects.exists()

    def test_met_on_evidence_of_another_version_needs_a_reason(self, reviewer: Client, team: Team) -> None:
        review = with_evidence(team, subject_version="3.7")
        data = verdict_data(value="met")
        assertContains(reviewer.post(url("verdict", review), data), "is for version 3.7", status_code=422)
        reviewer.post(url("verdict", review), {**data, "version_reason": "The module did not change."})
        assert stored(review).version_reason == "The module did not change."

    def test_a_colleague_in_between_shows_both_verdicts(self, reviewer: Client, review: Review, team: Team) -> None:
        give(review, team.second_reviewer, KEY, VerdictValue.NOT_MET)

        data = verdict_data(methods=["interview"], version_reason="The chip is the same.")
        response = reviewer.post(url("verdict", review), data)

        assertContains(response, "A colleague has written a verdict here", status_code=409)
        assertContains(response, "Our scan shows UDP 1900 open.", status_code=409)
        assertContains(response, "We saw it on a delivered unit.", status_code=409)
        for words in (
            "Interview · Strength 4 of 4: verified by the agency",
            "The chip is the same.",
            "Examine, Test · Strength 3 of 4: verifiable at an independent source",
        ):
            assertContains(response, words, status_code=409)
        assertContains(response, 'name="version" value="1"', status_code=409)
        assertContains(response, "Replace it with mine", status_code=409)
        assert stored(review).value == VerdictValue.NOT_MET

        reviewer.post(url("verdict", review), verdict_data(version="1"))
        assert (stored(review).value, stored(review).version) == (VerdictValue.PARTLY, 2)

    def test_a_changed_verdict_loses_its_second_reviewer(self, reviewer: Client, review: Review, team: Team) -> None:
        give(review, team.reviewer, KEY)
        actions.confirm_verdict(requirement(review), by=team.second_reviewer, at=timezone.now(), version=1)
        reviewer.post(url("verdict", review), verdict_data(version="1"))
        assert stored(review).confirmed_by is None

    def test_own_evidence_comes_from_the_agencys_library(self, reviewer: Client, review: Review, team: Team) -> None:
        item = make_file(by=team.reviewer, title="Our port scan")
        assertContains(reviewer.get(desk(review)), "Our port scan")
        data = verdict_data(evidence_1=str(item.pk), locator_1="lines 1 to 4")

        reviewer.post(url("verdict", review), data)

        use = stored(review).evidence.get()
        assert (use.item, use.locator) == (item, "lines 1 to 4")
        page = reviewer.get(desk(review))
        read = page.context["verdict_form"].initial["evidence_read"]
        reviewer.post(url("verdict", review), {**data, "version": "1", "evidence_read": read})
        assert stored(review).evidence.get() == use
        reviewer.post(url("verdict", review), verdict_data(version="2", evidence_read=read))
        assert not stored(review).evidence.exists()

    def test_the_library_says_which_verdict_uses_an_item(self, reviewer: Client, review: Review, team: Team) -> None:
        item = make_file(by=team.reviewer, title="Our port scan")
        reviewer.post(url("verdict", review), verdict_data(evidence_1=str(item.pk), locator_1="lines 1 to 4"))
        page = reviewer.get(item.get_absolute_url())
        assertContains(page, f"Verdict on {KEY}")
        assertContains(page, desk(review))

    def test_foreign_evidence_is_refused(self, reviewer: Client, review: Review) -> None:
        foreign = make_file(by=make_member("agency", Role.REVIEWER))
        response = reviewer.post(url("verdict", review), verdict_data(evidence_1=str(foreign.pk)))
        assertContains(response, "Choose evidence from your agency", status_code=422)
        assert not Verdict.objects.exists()

    def test_the_requester_of_the_review_cannot_judge(self, client: Client, team: Team) -> None:
        both = make_member(team.organization, Role.REVIEWER, Role.REQUESTER)
        review = make_review(ReviewState.ASSESSMENT, team=Team(**{**vars(team), "requester": both}))
        sign_in(client, both)
        assertContains(client.get(desk(review)), "the requester and the reviewer must be different people")
        response = client.post(url("verdict", review), verdict_data())
        assertContains(response, "the requester and the reviewer must be different people", status_code=422)

    def test_an_auditor_reads_and_changes_nothing(self, client: Client, review: Review, team: Team) -> None:
        give(review, team.reviewer)
        sign_in(client, team.auditor)
        page = client.get(desk(review))
        assertContains(page, "We saw it on a delivered unit.")
        assertNotContains(page, "Save verdict")
        assert client.post(url("verdict", review), verdict_data(version="1")).status_code == 403

    def test_verdicts_stay_readable_after_the_assessment(self, reviewer: Client, team: Team) -> None:
        review = make_review(ReviewState.TREATMENT, team=team)
        page = reviewer.get(desk(review))
        assertContains(page, "this review is in the state “Treatment”")
        assertNotContains(page, "Save verdict")

    def test_reading_the_address_of_the_act_leads_to_the_desk(self, reviewer: Client, review: Review) -> None:
        assertRedirects(reviewer.get(url("verdict", review)), desk(review))
        assertRedirects(reviewer.get(url("ask", review)), desk(review))


class TestSecondReviewer:
    def test_another_reviewer_confirms(self, client: Client, review: Review, team: Team) -> None:
        give(review, team.reviewer)
        sign_in(client, team.second_reviewer)
        assertContains(client.get(desk(review)), "Confirm as second reviewer")

        client.post(url("confirm", review), {"version": "1"})

        assert stored(review).confirmed_by == team.second_reviewer.user
        assertNotContains(client.get(desk(review)), "Confirm as second reviewer")

    def test_the_author_cannot_confirm(self, reviewer: Client, review: Review, team: Team) -> None:
        give(review, team.reviewer)
        assertNotContains(reviewer.get(desk(review)), "Confirm as second reviewer")
        response = reviewer.post(url("confirm", review), {"version": "1"}, follow=True)
        assertContains(response, "You gave this verdict: a second reviewer must confirm it.")
        assert stored(review).confirmed_by is None

    def test_a_verdict_that_changed_since_is_not_confirmed(self, client: Client, review: Review, team: Team) -> None:
        give(review, team.reviewer)
        give(review, team.reviewer, value=VerdictValue.NOT_MET, version=1)
        sign_in(client, team.second_reviewer)
        for version in ("1", "", "x"):
            response = client.post(url("confirm", review), {"version": version}, follow=True)
            assertContains(response, "The verdict has changed since you read it.")
        assert stored(review).confirmed_by is None


class TestConclusion:
    def test_what_is_missing_is_listed_with_links(self, reviewer: Client, review: Review, team: Team) -> None:
        give(review, team.reviewer)
        actions.ask(requirement(review, PLAIN), by=team.reviewer, at=timezone.now(), question="Which port?")
        page = reviewer.get(reverse("reviews:conclusion", args=[review.pk]))
        assertContains(page, f'href="{desk(review, PLAIN)}">{PLAIN} has no verdict yet.')
        assertContains(page, f"{KEY} is a key requirement and waits for its second reviewer.")
        assertContains(page, f'href="{reverse("reviews:review_questions", args=[review.pk])}">Question 1 is open')
        assertContains(page, "disabled")

    def test_the_reviewer_concludes_when_nothing_is_missing(self, reviewer: Client, review: Review, team: Team) -> None:
        give(review, team.reviewer, KEY, VerdictValue.NOT_MET)
        give(review, team.reviewer, PLAIN)
        actions.confirm_verdict(requirement(review), by=team.second_reviewer, at=timezone.now(), version=1)
        assertContains(reviewer.get(reverse("reviews:conclusion", args=[review.pk])), "Nothing is missing")

        reviewer.post(reverse("reviews:conclude", args=[review.pk]))

        review.refresh_from_db()
        assert review.state == ReviewState.TREATMENT
        assert review.gaps.get().requirement.identifier == KEY

    def test_concluding_too_early_says_why(self, reviewer: Client, review: Review) -> None:
        response = reviewer.post(reverse("reviews:conclude", args=[review.pk]), follow=True)
        assertContains(response, "The assessment is not complete.")
        review.refresh_from_db()
        assert review.state == ReviewState.ASSESSMENT

    def test_concluding_asks_who_it_is(self, client: Client, review: Review, team: Team) -> None:
        sign_in(client, team.reviewer, fresh=False)
        response = client.post(reverse("reviews:conclude", args=[review.pk]))
        assert response.status_code == 302
        assert "reauthenticate" in response.headers["Location"]


class TestCost:
    def test_opening_a_requirement_costs_fifteen_statements_however_long_the_list(
        self, reviewer: Client, team: Team, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        review = with_evidence(team, subject_version="3.7")
        give(review, team.reviewer, value=VerdictValue.PARTLY)
        actions.ask(requirement(review), by=team.reviewer, at=timezone.now(), question="Which port?")
        reviewer.get(desk(review))
        with django_assert_max_num_queries(15):
            reviewer.get(desk(review))
        more = review.requirements.filter(selection=Selection.DECLINED)
        more.update(selection=Selection.SELECTED, decline_reason="")
        with django_assert_max_num_queries(15):
            reviewer.get(desk(review))

    def test_saving_a_verdict_costs_fifteen_statements(
        self, reviewer: Client, review: Review, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        reviewer.get(desk(review))
        for value, version in (("met", 0), ("not_met", 1), ("met", 2)):
            data = verdict_data(value=value, version=version)
            with django_assert_max_num_queries(15):
                response = reviewer.post(url("verdict", review), data, headers=IN_PLACE)
            assert response.status_code == 200


def test_the_page_of_shortcuts_says_every_key_of_the_desk(reviewer: Client, client: Client, team: Team) -> None:
    review = with_evidence(team)
    give(review, team.second_reviewer)
    pages = [reviewer.get(desk(review)), sign_in(Client(), team.second_reviewer).get(desk(review))]
    used = {key for page in pages for key in re.findall(r'data-(?:key|chord)="([^"]+)"', page.content.decode())}
    told = reviewer.get(reverse("reviews:keys")).content.decode()
    said = set(re.findall(r'<kbd class="a-key">([^<]+)</kbd>', told))
    assert used == said - {"Esc", "u"}, "“u” needs an earlier review, “Esc” an opened file"
    assertContains(pages[0], f'href="{reverse("reviews:keys")}"')


def test_the_due_date_of_a_question_shows_in_the_thread(reviewer: Client, review: Review, team: Team) -> None:
    question = actions.ask(requirement(review), by=team.reviewer, at=timezone.now(), question="Which port?")
    due = timezone.localdate() + timedelta(days=3)
    actions.release_question(question, by=team.contracting_officer, at=timezone.now(), due_on=due)
    assertContains(reviewer.get(desk(review)), "(in 3 days)")
