"""The decision page: one screen for CISO and CIO, what is signed there, the award, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from apps.accounts import actions as accounts
from apps.accounts.roles import Role
from apps.audit.models import Event
from apps.reviews import actions
from apps.reviews.models import Act, Addendum, Award, Concurrence, Determination, Review, SupplyChainCheck
from apps.reviews.workflow import Outcome, ReviewState, VerdictValue
from tests.factories.accounts import PASSWORD, make_member, reload_actor, sign_in
from tests.factories.reviews import KEY, PLAIN, Team, make_determined_review, make_review, make_team, make_waiver
from tests.reviews.test_treatment import add_gaps, url_of

pytestmark = pytest.mark.django_db

GAPS = {KEY: VerdictValue.NOT_MET, PLAIN: VerdictValue.PARTLY}
DETERMINE = {"outcome": Outcome.DOES_NOT_PREVENT, "statement": "I have read the record."}


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_review(ReviewState.DECISION, team=kept_team, verdicts=GAPS)


def page_of(review: Review) -> str:
    return reverse("reviews:decision", args=[review.pk])


def concurred(review: Review, team: Team) -> Review:
    actions.concur(review, by=team.ciso, at=timezone.now(), text="Agreed.")
    return review


def award_data(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {
        "rows": "3",
        "contract_number": "47QX-1180-0001",
        "awarded_on": today,
        "delivered_version": "",
        "clauses": "52.239-1",
        "check_1": "Section 889 representation",
        "checked_1": today,
        "result_1": "No covered equipment.",
        **changes,
    }


def test_the_page_asks_the_question_of_the_act_in_one_sentence(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.auditor)
    content = client.get(page_of(review)).content.decode()

    assert f"Does buying and using 14 {review.product} in the system “{review.system}” prevent compliance" in content
    assert "15 USC 278g-3e(a)" in content
    assert "14 units, value not stated" in content
    assert "The record supports this." in content
    assert "Next: the CISO concurs, or returns the case." in content
    assert 'method="post" action="/reviews/' not in content


def test_open_key_gaps_come_first_and_open(client: Client, team: Team) -> None:
    review = make_review(ReviewState.TREATMENT, team=team, verdicts=GAPS)
    gap = review.gaps.get(requirement__identifier=KEY)
    for each in review.gaps.all():
        actions.treat(
            each,
            by=team.isso,
            at=timezone.now(),
            kind="compensating",
            description="A gateway.",
            owner="Network team",
            due_on=timezone.localdate() + timedelta(days=3),
            verification="Look.",
        )
    actions.accept_risk(
        review.gaps.get(requirement__identifier=PLAIN), by=team.ao, at=timezone.now(), statement="Within tolerance."
    )
    actions.state_gap(gap, by=team.isso, at=timezone.now(), statement="The gateway is in place first.")
    actions.recommend(
        review, by=team.reviewer, at=timezone.now(), outcome=Outcome.DOES_NOT_PREVENT, text="It can be used."
    )
    sign_in(client, team.cio)

    response = client.get(page_of(review))

    content, groups = response.content.decode(), response.context["gaps"]
    assert [view.requirement.identifier for view in groups.open_key] == [KEY]
    assert [view.requirement.identifier for view in groups.accepted] == [PLAIN]
    assert content.index("Open key gaps") < content.index("Other gaps") < content.index("Risks accepted by")
    assert "The gateway is in place first." in content
    assert "Within tolerance." in content


def test_a_treated_key_gap_says_how_it_is_treated_and_stands_apart_from_the_others(
    client: Client, review: Review, team: Team
) -> None:
    content = sign_in(client, team.cio).get(page_of(review)).content.decode()

    section = content.partition("Key gaps treated or accepted")[2].partition("</section>")[0]
    assert KEY in section
    assert f"Compensating control: verified by {team.second_isso.user}, " in section
    assert PLAIN not in section
    assert "No key gap is open: each one is treated and verified" in content
    others = content.partition("Other gaps")[2].partition("</section>")[0]
    assert PLAIN in others
    assert f">{KEY}<" not in others


def test_without_a_gap_on_a_key_requirement_the_page_says_so(client: Client, team: Team) -> None:
    review = make_review(ReviewState.DECISION, team=team, verdicts={PLAIN: VerdictValue.PARTLY})
    response = sign_in(client, team.cio).get(page_of(review))
    assertContains(response, "No key requirement has a gap.")
    assertNotContains(response, "Key gaps treated or accepted")


def test_the_ciso_concurs_once(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.ciso)
    assert "Concurrence of the CISO" in client.get(page_of(review)).content.decode()

    client.post(url_of("concur", review), {"text": "Agreed."})
    again = client.post(url_of("concur", review), {"text": "Agreed again."})

    assert Concurrence.objects.get().text == "Agreed."
    assert again.status_code == 422
    assert "The CISO has concurred already." in again.content.decode()
    assert "Agreed again." in again.content.decode()


def test_the_ciso_returns_the_case_with_a_target_and_a_reason(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.ciso)
    mistake = client.post(url_of("return", review), {"to": "draft", "reason": ""})
    client.post(url_of("return", review), {"to": "treatment", "reason": "The gateway needs an owner."})

    review.refresh_from_db()
    assert mistake.status_code == 422
    assert "Say what has to be done before the case comes back." in mistake.content.decode()
    assert review.state == ReviewState.TREATMENT
    assert Act.objects.get(review=review, verb="return").reason == "The gateway needs an owner."


def test_a_determination_before_the_concurrence_is_refused_and_the_button_says_why(
    client: Client, review: Review, team: Team
) -> None:
    sign_in(client, team.cio)
    sentence = "The CISO must concur before the CIO determines."

    assert sentence in client.get(page_of(review)).content.decode()
    answer = client.post(url_of("determine", review), DETERMINE)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "I have read the record." in answer.content.decode()
    assert not Determination.objects.exists()


@pytest.mark.parametrize("state", [ReviewState.ASSESSMENT, ReviewState.TREATMENT])
def test_a_determination_before_the_verdicts_is_refused(client: Client, team: Team, state: str) -> None:
    review = make_review(state, team=team)
    events = Event.objects.count()
    sign_in(client, team.cio)

    answer = client.post(url_of("determine", review), DETERMINE)

    assert answer.status_code == 422
    assert f"“Determined” is not possible while the review is in the state “{ReviewState(state).label}”" in (
        answer.content.decode()
    )
    assert "I have read the record." in answer.content.decode()
    assert not Determination.objects.exists()
    assert Event.objects.filter(verb="review.determine").count() == 0
    assert Event.objects.count() - events <= 1  # the sign-in


def test_a_verdict_that_went_missing_stops_the_determination(client: Client, team: Team) -> None:
    review = concurred(make_review(ReviewState.DECISION, team=team, verdicts={KEY: VerdictValue.NOT_MET}), team)
    review.requirements.get(identifier=PLAIN).verdict.delete()
    sign_in(client, team.cio)
    answer = client.post(url_of("determine", review), DETERMINE)
    assert answer.status_code == 422
    assert f"{PLAIN} has no verdict yet." in answer.content.decode()


def test_the_cio_determines_in_the_words_of_the_act_and_the_record_is_frozen(
    client: Client, review: Review, team: Team
) -> None:
    concurred(review, team)
    sign_in(client, team.cio)
    page = client.get(page_of(review)).content.decode()
    for label in Outcome.labels:
        assert label in page

    client.post(url_of("determine", review), DETERMINE)

    content = client.get(page_of(review)).content.decode()
    assert Determination.objects.get().by == team.cio.user
    assert "The record is frozen" in content
    assert "Sign the determination" not in content
    assert "Next: the contracting officer records the award" in content


def test_the_determination_asks_for_a_fresh_confirmation_and_keeps_what_was_typed(
    client: Client, review: Review, team: Team
) -> None:
    concurred(review, team)
    sign_in(client, team.cio, fresh=False)
    address = url_of("determine", review)

    asked = client.post(address, DETERMINE)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not Determination.objects.exists()
    signed = client.post(asked.url, {"password": PASSWORD, "next": address})

    assert signed.url == page_of(review)
    assert Determination.objects.get().statement == "I have read the record."


def test_a_determination_is_signed_once_and_nothing_is_returned_after_it(
    client: Client, review: Review, team: Team
) -> None:
    concurred(review, team)
    sign_in(client, team.cio)
    client.post(url_of("determine", review), DETERMINE)
    again = client.post(url_of("determine", review), DETERMINE | {"outcome": Outcome.PREVENTS})
    sign_in(client, team.ciso)
    returned = client.post(url_of("return", review), {"to": "treatment", "reason": "Again."})

    for answer in (again, returned):
        assert answer.status_code == 422
        assert "The determination has been made and the record is frozen." in answer.content.decode()
    assert Determination.objects.get().outcome == Outcome.DOES_NOT_PREVENT


def test_the_reviewer_of_the_case_does_not_determine_it(client: Client, review: Review, team: Team) -> None:
    concurred(review, team)
    team.reviewer.memberships[0].role_assignments.create(role=Role.CIO)
    sign_in(client, reload_actor(team.reviewer.user, team.organization))
    sentence = "You requested or reviewed this case: requester, reviewer and determiner must be three people."

    assert sentence in client.get(page_of(review)).content.decode()
    answer = client.post(url_of("determine", review), DETERMINE)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Determination.objects.exists()


@pytest.mark.parametrize("name", ["ciso", "reviewer", "agency_head", "auditor", "administrator"])
def test_only_the_cio_reaches_the_determination(client: Client, review: Review, team: Team, name: str) -> None:
    concurred(review, team)
    sign_in(client, getattr(team, name))
    assert client.post(url_of("determine", review), DETERMINE).status_code == 403
    assert not Determination.objects.exists()


def test_an_outcome_that_does_not_fit_the_conditions_is_refused(client: Client, team: Team) -> None:
    review = concurred(make_review(ReviewState.DECISION, team=team, outcome=Outcome.WITH_CONDITIONS), team)
    sign_in(client, team.cio)
    answer = client.post(url_of("determine", review), DETERMINE)
    assert answer.status_code == 422
    assert "There are conditions: choose the outcome with conditions" in answer.content.decode()


def test_a_delegate_signs_with_the_document_shown(client: Client, review: Review, team: Team) -> None:
    concurred(review, team)
    deputy = make_member(team.organization, name="Deputy Doe")
    today = timezone.localdate()
    deputy.memberships[0].role_assignments.create(
        role=Role.CIO,
        delegated_by=team.cio.user,
        document="Memo 7/2026",
        starts_on=today,
        ends_on=today + timedelta(days=30),
    )
    sign_in(client, reload_actor(deputy.user, team.organization))

    client.post(url_of("determine", review), DETERMINE)

    content = client.get(page_of(review)).content.decode()
    assert f"by delegation of {team.cio.user} (Memo 7/2026" in content


def test_recusals_and_delegations_stand_in_the_record(client: Client, review: Review, team: Team) -> None:
    aside = make_member(team.organization, Role.CISO, name="Avery Stone")
    actions.recuse(review, by=aside, at=timezone.now(), reason="A sibling works for the offeror.")
    today = timezone.localdate()
    accounts.delegate(
        membership=team.second_reviewer.memberships[0],
        role=Role.CISO,
        delegated_by=team.ciso.user,
        document="Memo 26-014",
        scope="Cameras until the new CISO is here",
        starts_on=today,
        ends_on=today,
        by=team.ciso,
    )
    # Nobody acted under the first one, so it is no part of this record.
    delegate = make_member(team.organization, Role.AUDITOR)
    accounts.delegate(
        membership=delegate.memberships[0],
        role=Role.CISO,
        delegated_by=team.ciso.user,
        document="Memo 26-015",
        scope="This case",
        starts_on=today,
        ends_on=today,
        by=team.ciso,
    )
    actions.concur(review, by=reload_actor(delegate.user, team.organization), at=timezone.now(), text="Agreed.")

    for page in (page_of(review), review.get_absolute_url()):
        response = sign_in(client, team.auditor).get(page)
        assertContains(response, "A sibling works for the offeror.")
        assertContains(response, f"By delegation of {team.ciso.user}, Memo 26-015: This case")
        assertNotContains(response, "Memo 26-014")
    sign_in(client, aside)
    assert client.post(url_of("concur", review), {"text": ""}).status_code == 422
    assertContains(client.get(page_of(review)), "You recused yourself from this review")


def test_an_addendum_stands_beside_the_record_once(client: Client, team: Team) -> None:
    review = make_determined_review(team=team)
    sign_in(client, team.isso)
    client.post(url_of("addendum", review), {"text": "The serial number was mistyped."})
    again = client.post(url_of("addendum", review), {"text": "The serial number was mistyped."})

    assert Addendum.objects.get().by == team.isso.user
    assert again.status_code == 422
    assert "This addendum is in the record already; nothing was added." in again.content.decode()
    assert "The serial number was mistyped." in client.get(page_of(review)).content.decode()


def test_nothing_is_added_before_the_determination(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.isso)
    answer = client.post(url_of("addendum", review), {"text": "Too early."})
    assert answer.status_code == 422
    assert "The CIO has not determined this case yet." in answer.content.decode()
    assert not Addendum.objects.exists()


def test_the_contracting_officer_records_the_award_with_its_checks(client: Client, team: Team) -> None:
    review = make_determined_review(team=team)
    sign_in(client, team.contracting_officer)
    page = client.get(url_of("award", review)).content.decode()
    assert "Section 889 representation (covered telecommunications equipment)" in page

    answer = client.post(url_of("award", review), award_data())

    review.refresh_from_db()
    assert answer.url == url_of("conditions", review)
    assert review.state == ReviewState.MONITORING
    assert SupplyChainCheck.objects.get().result == "No covered equipment."
    assert "47QX-1180-0001" in client.get(answer.url).content.decode()


def test_an_award_is_recorded_once(client: Client, team: Team) -> None:
    review = make_determined_review(team=team)
    sign_in(client, team.contracting_officer)
    client.post(url_of("award", review), award_data())
    again = client.post(url_of("award", review), award_data(contract_number="Another"))
    assert again.status_code == 422
    assert "is not possible while the review is in the state “Monitoring”" in again.content.decode()
    assert Award.objects.get().contract_number == "47QX-1180-0001"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"result_1": ""}, "Say what came out."),
        ({"checked_1": ""}, "Say when it was checked."),
        ({"check_1": ""}, "Name the check."),
        ({"check_1": "", "checked_1": "", "result_1": ""}, "Record at least one supply-chain check with its date."),
        ({"contract_number": ""}, "Enter the contract number."),
        ({"checked_1": "yesterday"}, "Enter a valid date."),
        ({"delivered_version": "99.9"}, "Version 99.9 was not assessed"),
    ],
)
def test_a_mistake_in_the_award_comes_back_with_what_was_typed(
    client: Client, team: Team, changes: dict[str, str], sentence: str
) -> None:
    review = make_determined_review(team=team)
    sign_in(client, team.contracting_officer)
    answer = client.post(url_of("award", review), award_data(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "52.239-1" in answer.content.decode()
    assert not Award.objects.exists()


def test_an_assessed_version_is_delivered(client: Client, team: Team) -> None:
    review = make_determined_review(team=team)
    version = review.declaration.versions.get().software
    sign_in(client, team.contracting_officer)
    client.post(url_of("award", review), award_data(delivered_version=f"firmware {version}"))
    assert Award.objects.get().delivered_version == f"firmware {version}"


def test_another_row_is_added_without_signing_and_keeps_what_was_typed(client: Client, team: Team) -> None:
    review = make_determined_review(team=team)
    sign_in(client, team.contracting_officer, fresh=False)
    answer = client.post(url_of("award", review), award_data(more="1"))
    content = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="check_4"' in content
    assert 'name="rows" value="4"' in content
    assert "No covered equipment." in content
    assert not Award.objects.exists()


@pytest.mark.parametrize("rows", ["-1", "9" * 30, "٣", "x", "999"])
def test_a_strange_number_of_rows_is_bounded(client: Client, team: Team, rows: str) -> None:
    review = make_determined_review(team=team)
    sign_in(client, team.contracting_officer)
    answer = client.post(url_of("award", review), award_data(rows=rows, more="1"))
    assert answer.status_code == 200
    assert answer.context["form"].rows <= 20


def test_no_award_where_use_prevents_compliance(client: Client, team: Team) -> None:
    review = make_determined_review(Outcome.PREVENTS, team=team)
    sign_in(client, team.contracting_officer)
    sentence = "Use prevents compliance and no waiver is granted"

    assert sentence in client.get(page_of(review)).content.decode()
    assert sentence in client.get(url_of("award", review)).content.decode()
    answer = client.post(url_of("award", review), award_data())

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Award.objects.exists()


def test_a_granted_waiver_opens_the_award(client: Client, team: Team) -> None:
    review = make_determined_review(Outcome.PREVENTS, team=team)
    waiver = make_waiver(review, team)
    actions.decide_waiver_support(waiver, by=team.cio, at=timezone.now(), supported=True, reason="It holds.")
    actions.decide_waiver(waiver, by=team.agency_head, at=timezone.now(), granted=True, reason="For the pilot.")
    sign_in(client, team.contracting_officer)
    client.post(url_of("award", review), award_data())
    assert Award.objects.filter(review=review).exists()


def test_the_case_closes_without_award_with_a_reason(client: Client, team: Team) -> None:
    review = make_determined_review(Outcome.PREVENTS, team=team)
    sign_in(client, team.contracting_officer)
    mistake = client.post(url_of("close_without_award", review), {"reason": " "})
    client.post(url_of("close_without_award", review), {"reason": "No ground for a waiver."})
    again = client.post(url_of("close_without_award", review), {"reason": "Once more."})

    review.refresh_from_db()
    assert "Say why there is no award." in mistake.content.decode()
    assert review.state == ReviewState.CLOSED
    assert again.status_code == 422
    assert Act.objects.filter(review=review, verb="close_without_award").count() == 1


def test_a_review_of_another_agency_looks_like_a_missing_one(client: Client, review: Review) -> None:
    sign_in(client, make_team().cio)
    assert client.get(page_of(review)).status_code == 404
    assert client.post(url_of("determine", review), DETERMINE).status_code == 404


@pytest.mark.parametrize("name", ["ciso", "cio", "contracting_officer", "isso"])
def test_the_page_costs_the_same_with_two_gaps_and_with_sixty(
    client: Client, review: Review, team: Team, name: str, django_assert_max_num_queries: Any
) -> None:
    concurred(review, team)
    sign_in(client, getattr(team, name))
    client.get(page_of(review))
    with django_assert_max_num_queries(20) as few:
        client.get(page_of(review))
    add_gaps(review, 60)
    with django_assert_max_num_queries(20) as many:
        response = client.get(page_of(review))
    assert len(many) == len(few)
    assert len(response.content) < 400_000


@pytest.mark.parametrize("name", ["contracting_officer", "isso"])
def test_the_decided_page_stays_within_twenty_statements(
    client: Client, team: Team, name: str, django_assert_max_num_queries: Any
) -> None:
    review = make_determined_review(Outcome.PREVENTS, team=team, verdicts=GAPS)
    make_waiver(review, team)
    sign_in(client, getattr(team, name))
    client.get(page_of(review))
    with django_assert_max_num_queries(20):
        client.get(page_of(review))
