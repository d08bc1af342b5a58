"""The requirement set: deciding, tailoring, adding, proposing, approving, releasing, changing key flags."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from apps.accounts.roles import Role
from apps.audit.models import Event
from apps.reviews import actions, candidates
from apps.reviews.models import RequirementChange, Review, ReviewRequirement
from apps.reviews.workflow import ReviewState, Selection
from tests.factories.accounts import make_member, sign_in
from tests.factories.reviews import KEY, PLAIN, Team, give, make_review, requirement

pytestmark = pytest.mark.django_db

REASON = "The gateway does this."


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_review(ReviewState.REQUIREMENTS, team=kept_team)


@pytest.fixture
def reviewer(client: Client, team: Team) -> Client:
    return sign_in(client, team.reviewer)


def url(name: str, review: Review, *parts: Any) -> str:
    return reverse(f"reviews:{name}", args=[review.pk, *parts])


def decide_all_but(review: Review, team: Team, *selected: str) -> None:
    others = review.requirements.exclude(identifier__in=selected).values_list("identifier", flat=True)
    actions.decide_candidates(
        review, by=team.reviewer, identifiers=others, selection=Selection.DECLINED, decline_reason=REASON
    )
    actions.decide_candidates(review, by=team.reviewer, identifiers=selected, selection=Selection.SELECTED)


def proposed(team: Team) -> Review:
    review = make_review(ReviewState.REQUIREMENTS, team=team)
    decide_all_but(review, team, KEY, PLAIN)
    actions.tailor_requirement(
        requirement(review),
        by=team.reviewer,
        key=True,
        key_reason="No unit can be told apart.",
        parameter="IEEE 802.1AR",
    )
    actions.propose(review, by=team.reviewer, at=timezone.now())
    return review


def tailoring(review: Review, identifier: str = KEY, **changes: Any) -> dict[str, Any]:
    return {
        "selection": Selection.SELECTED,
        "decline_reason": "",
        "key_reason": "",
        "parameter": "",
        "minimum_strength": "",
        "read": actions.decision_read(requirement(review, identifier)),
        **changes,
    }


def bulk(selection: Selection, *chosen: str, **changes: Any) -> dict[str, Any]:
    return {"scope": "ticked", "selection": selection, "chosen": list(chosen), "reason": "", **changes}


class TestWorkList:
    def test_a_candidate_shows_why_it_is_proposed(self, reviewer: Client, review: Review) -> None:
        page = reviewer.get(url("requirements", review))
        assertContains(page, "supports IA-3")
        assertContains(page, "IA-3 Device Identification and Authentication")
        assertContains(page, requirement(review).statement)
        assertContains(page, "candidates are undecided")

    def test_several_are_selected_at_once(self, reviewer: Client, review: Review) -> None:
        address = url("requirements_decide", review) + "?capability=DI"
        response = reviewer.post(address, bulk(Selection.SELECTED, KEY, PLAIN))
        assertRedirects(response, url("requirements", review) + "?capability=DI")
        selected = review.requirements.filter(selection=Selection.SELECTED)
        assert set(selected.values_list("identifier", flat=True)) == {KEY, PLAIN}
        event = Event.objects.get(verb="review.candidates_decided")
        assert set(event.after["identifiers"]) == {KEY, PLAIN}

    def test_declining_without_a_reason_is_refused_and_keeps_the_ticks(self, reviewer: Client, review: Review) -> None:
        response = reviewer.post(url("requirements_decide", review), bulk(Selection.DECLINED, KEY))
        assertContains(response, "Say why these candidates are declined", status_code=422)
        assertContains(response, f'value="{KEY}" id="tick-{KEY}" form="bulk" checked', status_code=422)
        assert requirement(review).selection == Selection.CANDIDATE

    def test_everything_that_the_filter_shows_is_declined_with_one_reason(
        self, reviewer: Client, review: Review
    ) -> None:
        actions_before = review.requirements.count()
        address = url("requirements_decide", review) + "?show=undecided"
        reviewer.post(address, bulk(Selection.DECLINED, scope="shown", reason=REASON))
        declined = review.requirements.filter(selection=Selection.DECLINED, decline_reason=REASON)
        assert declined.count() == actions_before

    def test_nothing_ticked_says_so(self, reviewer: Client, review: Review) -> None:
        response = reviewer.post(url("requirements_decide", review), bulk(Selection.SELECTED))
        assertContains(response, "Tick at least one requirement first.", status_code=422)

    @pytest.mark.parametrize("data", [{"selection": "all"}, {"scope": "everything"}, {}])
    def test_a_forged_form_is_refused(self, reviewer: Client, review: Review, data: dict[str, str]) -> None:
        response = reviewer.post(url("requirements_decide", review), {"chosen": [KEY], "reason": "", **data})
        assert response.status_code == 422
        assert requirement(review).selection == Selection.CANDIDATE

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?show=selected", True),
            ("?show=undecided", False),
            ("?show=declined", False),
            ("?show=key", False),
            ("?capability=DI", True),
            ("?capability=LA", False),
            (f"?q={KEY}", True),
            ("?q=no+such+words", False),
        ],
    )
    def test_filters_narrow_the_list(
        self, reviewer: Client, review: Review, team: Team, query: str, *, found: bool
    ) -> None:
        actions.decide_candidates(review, by=team.reviewer, identifiers=[KEY], selection=Selection.SELECTED)
        page = reviewer.get(url("requirements", review) + query)
        assert (f'id="tick-{KEY}"' in page.content.decode()) is found

    def test_another_agency_finds_nothing(self, client: Client, review: Review) -> None:
        sign_in(client, make_member("agency", Role.REVIEWER))
        assert client.get(url("requirements", review)).status_code == 404
        assert client.post(url("requirements_decide", review), bulk(Selection.SELECTED, KEY)).status_code == 404
        assert client.post(url("requirement_save", review, KEY), tailoring(review)).status_code == 404
        assert client.post(url("propose", review)).status_code == 404

    def test_the_page_costs_the_same_for_few_and_many(
        self,
        reviewer: Client,
        review: Review,
        team: Team,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        reviewer.get(url("requirements", review))
        for query in ("", "?capability=DI", "?q=identifier"):
            with django_assert_max_num_queries(20):
                reviewer.get(url("requirements", review) + query)
        decide_all_but(review, team, KEY)
        actions.propose(review, by=team.reviewer, at=timezone.now())
        with django_assert_max_num_queries(20):
            reviewer.get(url("requirements", review))


class TestTailoring:
    def test_key_parameter_and_strength_are_saved(self, reviewer: Client, review: Review) -> None:
        data = tailoring(review, key="on", key_reason="Nothing else can.", parameter="TLS 1.2 or later")
        response = reviewer.post(url("requirement_save", review, KEY), data)
        assertRedirects(response, url("requirements", review) + "?capability=DI")
        saved = requirement(review)
        assert (saved.selection, saved.key, saved.parameter) == (Selection.SELECTED, True, "TLS 1.2 or later")
        assert (saved.key_reason, saved.minimum_strength) == ("Nothing else can.", 3)

    def test_a_least_strength_of_ones_own_is_kept(self, reviewer: Client, review: Review) -> None:
        reviewer.post(url("requirement_save", review, KEY), tailoring(review, minimum_strength="4"))
        assert requirement(review).minimum_strength == 4

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"selection": "declined"}, "Say why it is declined; the reason stays in the record."),
            ({"key": "on"}, "Say why it is key: without it the product is not securable for this use."),
            ({"minimum_strength": "9"}, "9 is not one of the available choices"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(
        self, reviewer: Client, review: Review, change: dict[str, str], sentence: str
    ) -> None:
        response = reviewer.post(url("requirement_save", review, KEY), tailoring(review, **change))
        assertContains(response, sentence, status_code=422)
        assert requirement(review).selection == Selection.CANDIDATE

    def test_one_is_declined_and_the_next_undecided_opens(self, reviewer: Client, review: Review) -> None:
        data = tailoring(review, selection="declined", decline_reason=REASON, next=PLAIN)
        response = reviewer.post(url("requirement_save", review, KEY), data)
        assertRedirects(response, url("requirement_tailor", review, PLAIN))
        assert requirement(review).decline_reason == REASON

    @pytest.mark.parametrize("selection", ["selected", "declined"])
    def test_a_colleagues_decision_in_between_is_not_overwritten(
        self, reviewer: Client, review: Review, team: Team, selection: str
    ) -> None:
        data = tailoring(review, selection=selection, decline_reason=REASON, parameter="Mine")
        actions.tailor_requirement(requirement(review), by=team.second_reviewer, key=False, parameter="Theirs")
        response = reviewer.post(url("requirement_save", review, KEY), data)
        assertContains(response, "A colleague has decided this requirement", status_code=409)
        assertContains(response, "Theirs", status_code=409)
        assertContains(response, "Mine", status_code=409)
        assert requirement(review).parameter == "Theirs"
        reviewer.post(url("requirement_save", review, KEY), {**data, "read": tailoring(review)["read"]})
        assert requirement(review).selection == selection

    def test_an_unknown_requirement_is_not_found(self, reviewer: Client, review: Review) -> None:
        assert reviewer.get(url("requirement_tailor", review, "XX-YYY.1")).status_code == 404


class TestAdding:
    def test_an_entry_that_no_control_proposes_is_added(self, reviewer: Client, review: Review) -> None:
        entry = candidates.catalog_choices(review, "log")[0].identifier
        address = url("requirement_add", review) + f"?q={entry}"
        assertContains(reviewer.get(address), entry)
        reviewer.post(address, {"identifier": entry, "reason": "The log policy of the agency."})
        added = requirement(review, entry)
        assert added.selection == Selection.SELECTED
        assert added.sources == [{"kind": "agency", "detail": "The log policy of the agency."}]
        assertContains(reviewer.get(url("requirement_tailor", review, entry)), "The log policy of the agency.")

    def test_an_entry_of_the_set_is_not_offered_and_not_added_twice(self, reviewer: Client, review: Review) -> None:
        address = url("requirement_add", review) + f"?q={KEY}"
        assertNotContains(reviewer.get(address), f'value="{KEY}"><label', html=False)
        response = reviewer.post(address, {"identifier": KEY, "reason": "Again."})
        assert response.status_code == 422

    def test_an_own_requirement_is_added_once(self, reviewer: Client, review: Review) -> None:
        data = {"title": "No microphone", "statement": "It has none.", "capability_code": "LA", "reason": "Policy 7"}
        reviewer.post(url("requirement_add_own", review), data)
        own = requirement(review, "OWN-1")
        assert (own.statement, own.selection) == ("It has none.", Selection.SELECTED)
        response = reviewer.post(url("requirement_add_own", review), data)
        assertContains(response, "This requirement is in the set already", status_code=422)
        assertContains(reviewer.get(url("requirements", review) + "?capability=OWN"), "No microphone")

    @pytest.mark.parametrize("missing", ["title", "statement", "capability_code", "reason"])
    def test_an_own_requirement_needs_every_part(self, reviewer: Client, review: Review, missing: str) -> None:
        data = {"title": "No microphone", "statement": "It has none.", "capability_code": "LA", "reason": "Policy 7"}
        response = reviewer.post(url("requirement_add_own", review), {**data, missing: " "})
        assert response.status_code == 422
        assert not review.requirements.filter(node__isnull=True).exists()


class TestProposeAndApprove:
    def test_an_undecided_candidate_stops_the_proposal(self, reviewer: Client, review: Review) -> None:
        response = reviewer.post(url("propose", review), follow=True)
        assertContains(response, "The requirement set is not complete.")
        assert not review.acts.filter(verb="propose").exists()

    def test_the_complete_set_is_proposed_and_the_issos_are_told(
        self,
        reviewer: Client,
        review: Review,
        team: Team,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        decide_all_but(review, team, KEY)
        with django_capture_on_commit_callbacks(execute=True):
            page = reviewer.post(url("propose", review), follow=True)
        assertContains(page, "Next: an ISSO approves it.")
        assertNotContains(page, 'id="bulk"')
        told = {message.to[0] for message in mail.outbox}
        assert told == {team.isso.user.email, team.second_isso.user.email}

    def test_the_approver_reads_reasons_at_once_and_approves(self, client: Client, team: Team) -> None:
        review = proposed(team)
        sign_in(client, team.isso)
        page = client.get(url("requirements", review))
        assertContains(page, "No unit can be told apart.")
        assertContains(page, "IEEE 802.1AR")
        assertContains(page, f"<strong>{REASON}</strong>", count=1)
        assertContains(page, "Approve the set")

        assertContains(client.post(url("approve", review), follow=True), "Approved by")
        assert review.acts.filter(verb="approve", by=team.isso.user).exists()

    def test_the_proposer_cannot_approve(self, client: Client, team: Team) -> None:
        both = make_member(team.organization, Role.REVIEWER, Role.ISSO)
        review = proposed(Team(**{**vars(team), "reviewer": both}))
        sign_in(client, both)
        assertContains(client.get(url("requirements", review)), "You proposed this requirement set")
        response = client.post(url("approve", review), follow=True)
        assertContains(response, "You proposed this requirement set: somebody else must approve it.")
        assert not review.acts.filter(verb="approve").exists()

    def test_approving_asks_who_it_is(self, client: Client, team: Team) -> None:
        review = proposed(team)
        sign_in(client, team.isso, fresh=False)
        assert "reauthenticate" in client.post(url("approve", review)).headers["Location"]
        assert not review.acts.filter(verb="approve").exists()

    def test_a_set_that_was_sent_back_shows_why_and_can_be_changed(self, client: Client, team: Team) -> None:
        review = proposed(team)
        sign_in(client, team.isso)
        assert client.post(url("send_back", review), {"reason": " "}).status_code == 422
        client.post(url("send_back", review), {"reason": "Updates are missing."})
        sign_in(client, team.reviewer)
        page = client.get(url("requirements", review))
        assertContains(page, "Updates are missing.")
        assertContains(page, 'id="bulk"')

    def test_a_proposed_set_cannot_be_changed(self, reviewer: Client, team: Team) -> None:
        review = proposed(team)
        sentence = "The set has been proposed. To change it, the ISSO sends it back first."
        response = reviewer.post(url("requirements_decide", review), bulk(Selection.SELECTED, KEY))
        assertContains(response, sentence, status_code=422)
        response = reviewer.post(url("requirement_save", review, KEY), tailoring(review))
        assertContains(response, sentence, status_code=422)
        assertContains(reviewer.get(url("requirement_add", review)), sentence)


class TestRelease:
    def data(self, **changes: str) -> dict[str, str]:
        due = (timezone.localdate() + timedelta(days=14)).isoformat()
        return {"due_on": due, "marking": "source_selection", "message": "Please answer the key ones first.", **changes}

    def approved(self, team: Team) -> Review:
        review = proposed(team)
        actions.approve(review, by=team.isso, at=timezone.now())
        return review

    def test_the_contracting_officer_releases_with_due_date_message_and_marking(
        self, client: Client, team: Team
    ) -> None:
        review = self.approved(team)
        sign_in(client, team.contracting_officer)
        assertContains(client.get(url("requirements", review)), url("release", review))
        assertContains(client.get(url("release", review)), "IEEE 802.1AR")

        client.post(url("release", review), self.data())

        review.refresh_from_db()
        assert review.state == ReviewState.WITH_MANUFACTURER
        assert review.request.message.startswith("Marking: Source selection\n\nPlease answer the key ones first.")
        assert f"{KEY}: IEEE 802.1AR" in review.request.message
        assert "No unit can be told apart." not in review.request.message
        assert set(review.request.entries.values_list("identifier", flat=True)) == {KEY, PLAIN}
        assert Event.objects.get(verb="review.release").after["marking"] == "source_selection"

    @pytest.mark.parametrize("change", [{"due_on": ""}, {"due_on": "2020-01-01"}, {"marking": "secret"}])
    def test_a_wrong_release_comes_back(self, client: Client, team: Team, change: dict[str, str]) -> None:
        review = self.approved(team)
        sign_in(client, team.contracting_officer)
        response = client.post(url("release", review), self.data(**change))
        assertContains(response, "Please answer the key ones first.", status_code=422)
        review.refresh_from_db()
        assert review.state == ReviewState.REQUIREMENTS

    def test_a_set_that_is_not_approved_cannot_be_released(self, client: Client, team: Team) -> None:
        review = proposed(team)
        sign_in(client, team.contracting_officer)
        sentence = "The requirement set must be approved before it goes to the manufacturer."
        assertContains(client.get(url("release", review)), sentence)
        assertContains(client.post(url("release", review), self.data()), sentence, status_code=422)

    def test_a_reviewer_cannot_release(self, reviewer: Client, team: Team) -> None:
        assert reviewer.post(url("release", self.approved(team)), self.data()).status_code == 403


class TestChangesOfKeyFlags:
    def test_a_reviewer_asks_and_an_isso_decides(self, client: Client, team: Team) -> None:
        review = make_review(ReviewState.ASSESSMENT, team=team)
        page = url("requirement_tailor", review, KEY)
        sign_in(client, team.reviewer)
        assertContains(client.get(page), "Ask to take the key flag away")
        client.post(url("request_change", review, KEY), {"key": "", "reason": "The gateway encrypts."})
        change = RequirementChange.objects.get()
        assert (change.key, change.approved) == (False, None)
        assertContains(client.get(url("requirements", review)), "waits for a decision")

        sign_in(client, team.isso)
        assertContains(client.get(page), "Approve the change")
        client.post(url("decide_change", review, KEY, change.pk), {"approved": "yes", "reason": ""})

        change.refresh_from_db()
        assert (change.approved, change.decided_by) == (True, team.isso.user)
        assert not requirement(review).key
        assertContains(client.get(url("requirements", review)), "approved by")

    def test_a_requirement_that_becomes_key_needs_a_second_look(self, client: Client, team: Team) -> None:
        review = make_review(ReviewState.ASSESSMENT, team=team)
        give(review, team.reviewer, PLAIN)
        sign_in(client, team.reviewer)
        client.post(url("request_change", review, PLAIN), {"key": "True", "reason": "A new advisory."})
        sign_in(client, team.isso)
        change = RequirementChange.objects.get()
        client.post(url("decide_change", review, PLAIN, change.pk), {"approved": "yes", "reason": ""})
        assert requirement(review, PLAIN).key
        sign_in(client, team.second_reviewer)
        assertContains(client.get(reverse("reviews:desk", args=[review.pk, PLAIN])), "Confirm as second reviewer")

    def test_whoever_asked_does_not_decide(self, client: Client, team: Team) -> None:
        both = make_member(team.organization, Role.REVIEWER, Role.ISSO)
        review = make_review(ReviewState.ASSESSMENT, team=team)
        change = actions.request_change(
            requirement(review), by=both, at=timezone.now(), key=False, reason="The gateway encrypts."
        )
        sign_in(client, both)
        sentence = "You asked for this change: somebody else must decide it."
        assertContains(client.get(url("requirement_tailor", review, KEY)), sentence)
        data = {"approved": "yes", "reason": ""}
        response = client.post(url("decide_change", review, KEY, change.pk), data)
        assertContains(response, sentence, status_code=422)
        assert requirement(review).key

    def test_a_refused_change_leaves_the_flag(self, client: Client, team: Team) -> None:
        review = make_review(ReviewState.ASSESSMENT, team=team)
        change = actions.request_change(
            requirement(review), by=team.reviewer, at=timezone.now(), key=False, reason="The gateway encrypts."
        )
        sign_in(client, team.isso)
        client.post(url("decide_change", review, KEY, change.pk), {"approved": "no", "reason": "Not yet."})
        change.refresh_from_db()
        assert change.approved is False
        assert requirement(review).key

    def test_a_change_of_another_requirement_is_not_found(self, client: Client, team: Team) -> None:
        review = make_review(ReviewState.ASSESSMENT, team=team)
        change = actions.request_change(
            requirement(review), by=team.reviewer, at=timezone.now(), key=False, reason="The gateway encrypts."
        )
        sign_in(client, team.isso)
        response = client.post(url("decide_change", review, PLAIN, change.pk), {"approved": "yes", "reason": ""})
        assert response.status_code == 404

    def test_key_flags_do_not_change_by_request_before_the_release(self, reviewer: Client, team: Team) -> None:
        review = proposed(team)
        response = reviewer.post(url("request_change", review, KEY), {"key": "", "reason": "Too strict."})
        assert response.status_code == 422
        assert not RequirementChange.objects.exists()
        assert ReviewRequirement.objects.get(review=review, identifier=KEY).key
