"""The treatment page: gaps, treatments, acceptance, conditions, recommendation; and what is refused there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Reference
from apps.reviews import actions
from apps.reviews.models import Act, Condition, Gap, Recommendation, Review, ReviewRequirement, Treatment, Verdict
from apps.reviews.workflow import Outcome, ReviewState, Selection, TreatmentKind, VerdictValue
from tests.factories.accounts import PASSWORD, make_member, sign_in
from tests.factories.reviews import KEY, PLAIN, Team, make_review

pytestmark = pytest.mark.django_db

GAPS = {KEY: VerdictValue.NOT_MET, PLAIN: VerdictValue.PARTLY}


def soon(days: int = 30) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def treatment_data(**changes: Any) -> dict[str, Any]:
    return {
        "kind": TreatmentKind.COMPENSATING,
        "description": "A gateway encrypts from the closet on.",
        "control": "SC-7",
        "owner": "Network team",
        "due_on": soon(),
        "verification": "Capture behind the gateway.",
        **changes,
    }


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_review(ReviewState.TREATMENT, team=kept_team, verdicts=GAPS)


def gap_of(review: Review, identifier: str = KEY) -> Gap:
    return Gap.objects.get(review=review, requirement__identifier=identifier)


def page_of(review: Review) -> str:
    return reverse("reviews:treatment", args=[review.pk])


def url_of(name: str, review: Review, **parts: Any) -> str:
    return reverse(f"reviews:{name}", kwargs={"pk": review.pk, **parts})


def events(review: Review) -> int:
    return Event.objects.filter(subject_id=str(review.pk)).count()


def make_treatment(review: Review, team: Team, identifier: str = KEY) -> Treatment:
    return actions.treat(
        gap_of(review, identifier),
        by=team.isso,
        at=timezone.now(),
        kind=TreatmentKind.COMPENSATING,
        description="A gateway encrypts.",
        owner="Network team",
        due_on=timezone.localdate() + timedelta(days=30),
        verification="Capture.",
    )


def test_the_page_shows_open_key_gaps_first_with_what_is_missing(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.isso)
    content = client.get(page_of(review)).content.decode()

    assert content.index("Open key gaps") < content.index(f">{KEY}") < content.index("Other open gaps")
    assert "Two gaps to decide about" in content
    assert f"The gap on {KEY} is neither treated nor accepted." in content
    assert "We saw it on a delivered unit." in content
    assert "IA-3" in content
    assert "Add a treatment" in content


def test_controls_that_lose_support_name_the_capabilities_and_requirements_behind_them(
    client: Client, review: Review, team: Team
) -> None:
    from apps.systems.models import SecurityCapability, SecurityRequirement

    requirement = SecurityRequirement.objects.create(
        organization=team.organization, kind="law", citation="FISMA, 44 USC 3554", text="Protect information."
    )
    capability = SecurityCapability.objects.create(organization=team.organization, name="Know every device")
    capability.controls.add(Reference.objects.get(framework__name=SP_800_53, identifier="IA-3"))
    capability.satisfies.add(requirement)
    sign_in(client, team.auditor)

    content = client.get(page_of(review)).content.decode()

    assert "carries Know every device, which satisfies FISMA, 44 USC 3554" in content


def test_the_orders_of_treatments_are_guidance_and_acceptance_is_not_among_the_kinds(
    client: Client, review: Review, team: Team
) -> None:
    sign_in(client, team.isso)
    response = client.get(page_of(review))
    assert [guidance.kind for guidance in response.context["order"]] == list(TreatmentKind)
    assert 'value="accept"' not in response.content.decode()


def test_somebody_without_an_office_here_reads_and_gets_no_form(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.auditor)
    content = client.get(page_of(review)).content.decode()
    assert 'method="post" action="/reviews/' not in content
    assert "Next: an ISSO treats the gaps" in content


def test_a_treatment_is_recorded_with_its_control(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.isso)
    answer = client.post(url_of("treat", review, gap=gap_of(review).pk), treatment_data())

    assert answer.status_code == 302
    assert answer.url == f"{page_of(review)}?gap={KEY}#gap-{KEY.lower().replace('.', '-')}"
    treatment = Treatment.objects.get()
    assert (treatment.control.identifier, treatment.author) == ("SC-7", team.isso.user)
    assert "The treatment is recorded." in client.get(answer.url).content.decode()


def test_a_treatment_sent_twice_is_recorded_once(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.isso)
    address = url_of("treat", review, gap=gap_of(review).pk)
    client.post(address, treatment_data())
    before = events(review)

    again = client.post(address, treatment_data())

    assert again.status_code == 422
    assert "This treatment of the gap is recorded already; nothing was added." in again.content.decode()
    assert (Treatment.objects.count(), events(review)) == (1, before)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": ""}, "Choose how the gap is treated."),
        ({"kind": "accept"}, "accept is not one of the available choices"),
        ({"description": "  "}, "Describe what is done."),
        ({"due_on": "soon"}, "Enter a valid date."),
        ({"control": "XX-99"}, "XX-99 is not a control"),
        ({"owner": "x" * 161}, "at most 160 characters"),
    ],
)
def test_a_mistake_in_a_treatment_comes_back_with_what_was_typed(
    client: Client, review: Review, team: Team, changes: dict[str, str], sentence: str
) -> None:
    sign_in(client, team.isso)
    data = treatment_data(**changes)
    answer = client.post(url_of("treat", review, gap=gap_of(review).pk), data)

    content = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in content
    assert "Capture behind the gateway." in content
    assert '<details class="a-fold" open>' in content
    assert not Treatment.objects.exists()


def test_another_person_verifies_a_treatment(client: Client, review: Review, team: Team) -> None:
    treatment = make_treatment(review, team)
    sign_in(client, team.second_isso)
    client.post(url_of("verify_treatment", review, treatment=treatment.pk), {"result": "Capture shows TLS 1.3."})

    treatment.refresh_from_db()
    assert (treatment.verified_by, treatment.result) == (team.second_isso.user, "Capture shows TLS 1.3.")


def test_the_author_of_a_treatment_sees_why_somebody_else_verifies_it(
    client: Client, review: Review, team: Team
) -> None:
    treatment = make_treatment(review, team)
    sign_in(client, team.isso)
    sentence = "You wrote this treatment: somebody else must verify it."

    assert sentence in client.get(page_of(review)).content.decode()
    answer = client.post(url_of("verify_treatment", review, treatment=treatment.pk), {"result": "Fine."})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Treatment.objects.filter(verified_at__isnull=False).exists()


def test_a_treatment_is_verified_once(client: Client, review: Review, team: Team) -> None:
    treatment = make_treatment(review, team)
    sign_in(client, team.second_isso)
    address = url_of("verify_treatment", review, treatment=treatment.pk)
    client.post(address, {"result": "First."})
    again = client.post(address, {"result": "Second."})

    assert again.status_code == 422
    assert "This treatment is verified already." in again.content.decode()
    assert Treatment.objects.get().result == "First."


def test_the_authorizing_official_accepts_residual_risk_as_a_record_of_its_own(
    client: Client, review: Review, team: Team
) -> None:
    sign_in(client, team.ao)
    answer = client.post(
        url_of("accept_risk", review, gap=gap_of(review).pk), {"statement": "Within tolerance.", "until": soon(365)}
    )

    content = client.get(answer.url).content.decode()
    assert gap_of(review).acceptance.accepted_by == team.ao.user
    assert "Residual risk accepted" in content
    assert "the gap stays a gap" in content
    assert not Treatment.objects.exists()


def test_an_acceptance_waits_for_a_fresh_confirmation_and_keeps_what_was_typed(
    client: Client, review: Review, team: Team
) -> None:
    sign_in(client, team.ao, fresh=False)
    address = url_of("accept_risk", review, gap=gap_of(review).pk)

    asked = client.post(address, {"statement": "Within tolerance."})
    assert not hasattr(gap_of(review), "acceptance")
    signed = client.post(asked.url, {"password": PASSWORD, "next": address})

    assert signed.status_code == 302
    assert gap_of(review).acceptance.statement == "Within tolerance."


@pytest.mark.parametrize("name", ["isso", "reviewer", "cio", "auditor"])
def test_only_the_authorizing_official_reaches_the_acceptance(
    client: Client, review: Review, team: Team, name: str
) -> None:
    sign_in(client, getattr(team, name))
    answer = client.post(url_of("accept_risk", review, gap=gap_of(review).pk), {"statement": "I accept."})
    assert answer.status_code == 403
    assert not hasattr(gap_of(review), "acceptance")


def test_risk_is_accepted_once(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.ao)
    address = url_of("accept_risk", review, gap=gap_of(review).pk)
    client.post(address, {"statement": "First."})
    again = client.post(address, {"statement": "Second."})
    assert again.status_code == 422
    assert "The risk of this gap is accepted already." in again.content.decode()
    assert gap_of(review).acceptance.statement == "First."


def test_a_position_written_meanwhile_is_shown_beside_the_typed_one(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.isso)
    read = client.get(page_of(review)).context["groups"][0][2][0].state.initial["read"]
    actions.state_gap(gap_of(review), by=team.second_isso, at=timezone.now(), statement="The gateway covers it.")

    answer = client.post(
        url_of("state_gap", review, gap=gap_of(review).pk), {"statement": "My own words.", "read": read}
    )

    content = answer.content.decode()
    assert answer.status_code == 409
    assert "A colleague has written a position here since you opened it." in content
    assert ">\nMy own words.</textarea>" in content
    assert "The gateway covers it." in content
    assert gap_of(review).statement == "The gateway covers it."


def test_after_a_conflict_the_typed_position_can_be_saved(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.isso)
    address = url_of("state_gap", review, gap=gap_of(review).pk)
    conflict = client.post(address, {"statement": "My own words.", "read": "old"})
    sent = conflict.context["form"].data
    client.post(address, {"statement": sent["statement"], "read": sent["read"]})
    assert gap_of(review).statement == "My own words."


def test_a_condition_is_set_for_one_gap_and_only_once(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.isso)
    data = {"text": "Firmware 4 is installed.", "owner": "Maker", "due_on": soon(), "gap": str(gap_of(review).pk)}
    client.post(url_of("set_condition", review), data)
    again = client.post(url_of("set_condition", review), data)

    assert again.status_code == 422
    assert "This condition is set already for that day; nothing was added." in again.content.decode()
    assert Condition.objects.get().gap == gap_of(review)


def test_a_condition_in_the_past_or_on_a_foreign_gap_is_refused(client: Client, review: Review, team: Team) -> None:
    other = make_review(ReviewState.TREATMENT, verdicts=GAPS)
    sign_in(client, team.isso)
    data = {"text": "Firmware 4 is installed.", "owner": "Maker", "due_on": soon(), "gap": ""}

    past = client.post(url_of("set_condition", review), data | {"due_on": soon(0)})
    foreign = client.post(url_of("set_condition", review), data | {"gap": str(gap_of(other).pk)})

    assert "A condition is due on a day after today." in past.content.decode()
    assert (past.status_code, foreign.status_code) == (422, 422)
    assert not Condition.objects.exists()


def test_a_recommendation_waits_for_every_gap(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.reviewer)
    page = client.get(page_of(review)).content.decode()
    answer = client.post(
        url_of("recommend", review), {"outcome": Outcome.DOES_NOT_PREVENT, "text": "The record supports this."}
    )

    assert "Something is still missing; see “Before the recommendation”." in page
    assert answer.status_code == 422
    assert "The treatment is not complete." in answer.content.decode()
    assert "The record supports this." in answer.content.decode()
    assert not Recommendation.objects.exists()


def test_a_complete_treatment_is_recommended_once(client: Client, review: Review, team: Team) -> None:
    for identifier in (KEY, PLAIN):
        treatment = make_treatment(review, team, identifier)
        actions.verify_treatment(treatment, by=team.second_isso, at=timezone.now(), result="Seen.")
    sign_in(client, team.reviewer)
    data = {"outcome": Outcome.DOES_NOT_PREVENT, "text": "The record supports this."}

    client.post(url_of("recommend", review), data)
    again = client.post(url_of("recommend", review), data)

    review.refresh_from_db()
    assert (review.state, Recommendation.objects.count()) == (ReviewState.DECISION, 1)
    assert again.status_code == 422
    assert "is not possible while the review is in the state “Decision”" in again.content.decode()


def test_an_outcome_with_conditions_needs_one(client: Client, team: Team) -> None:
    review = make_review(ReviewState.TREATMENT, team=team)
    sign_in(client, team.reviewer)
    answer = client.post(url_of("recommend", review), {"outcome": Outcome.WITH_CONDITIONS, "text": "With conditions."})
    assert answer.status_code == 422
    assert "Set at least one condition with a date" in answer.content.decode()


def test_the_requester_does_not_recommend(client: Client, review: Review, team: Team) -> None:
    from apps.accounts.roles import Role
    from tests.factories.accounts import reload_actor

    actions_before = Act.objects.count()
    both = make_member(team.organization, Role.REVIEWER, Role.REQUESTER)
    Review.objects.filter(pk=review.pk).update(requested_by=both.user)
    sign_in(client, reload_actor(both.user, team.organization))
    sentence = "You requested this review: the requester and the reviewer must be different people."

    assert sentence in client.get(page_of(review)).content.decode()
    answer = client.post(url_of("recommend", review), {"outcome": Outcome.PREVENTS, "text": "No."})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Act.objects.count() == actions_before


def test_nothing_is_treated_before_the_assessment_is_concluded(client: Client, team: Team) -> None:
    review = make_review(ReviewState.ASSESSMENT, team=team)
    sign_in(client, team.isso)
    data = {"text": "Firmware 4 is installed.", "owner": "Maker", "due_on": soon(), "gap": ""}

    page = client.get(page_of(review)).content.decode()
    answer = client.post(url_of("set_condition", review), data)

    assert "Gaps appear when the assessment is concluded" in page
    assert "Set a condition" not in page
    assert answer.status_code == 422
    assert "is not possible while the review is in the state “Assessment”" in answer.content.decode()


def test_a_review_of_another_agency_and_a_foreign_gap_look_like_missing_ones(
    client: Client, review: Review, team: Team
) -> None:
    other = make_review(ReviewState.TREATMENT, verdicts=GAPS)
    sign_in(client, team.isso)

    assert client.get(page_of(other)).status_code == 404
    assert client.post(url_of("treat", other, gap=gap_of(other).pk), treatment_data()).status_code == 404
    assert client.post(url_of("treat", review, gap=gap_of(other).pk), treatment_data()).status_code == 404
    assert not Treatment.objects.exists()


def test_reading_the_address_of_an_act_leads_to_the_page(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.ao, fresh=False)
    answer = client.get(url_of("accept_risk", review, gap=gap_of(review).pk))
    assert answer.url.startswith(page_of(review))


def add_gaps(review: Review, number: int) -> None:
    """Give the review more gaps: rows like those of the assessment, without its long way."""
    like = ReviewRequirement.objects.get(review=review, identifier=PLAIN)
    verdict = like.verdict
    for position in range(number):
        requirement = ReviewRequirement.objects.create(
            review=review,
            identifier=f"AG.{position}",
            capability_code="DI",
            title="Another requirement",
            statement="The device does more.",
            position=f"99.{position:03}",
            selection=Selection.SELECTED,
            controls=["IA-3", "IA-4"],
        )
        Verdict.objects.create(
            review=review,
            requirement=requirement,
            value=VerdictValue.NOT_MET,
            tested=True,
            strength=2,
            reason="It does not.",
            given_by=verdict.given_by,
            given_at=verdict.given_at,
        )
        gap = Gap.objects.create(review=review, requirement=requirement)
        Treatment.objects.create(
            review=review,
            gap=gap,
            kind=TreatmentKind.COMPENSATING,
            description="A gateway.",
            owner="Network team",
            due_on=timezone.localdate(),
            verification="Look.",
            author=verdict.given_by,
            created_at=verdict.given_at,
        )
        Condition.objects.create(
            review=review,
            gap=gap,
            text=f"Condition {position}",
            due_on=timezone.localdate(),
            owner="Maker",
            set_by=verdict.given_by,
            set_at=verdict.given_at,
        )


@pytest.mark.parametrize("name", ["isso", "reviewer", "ao"])
def test_the_page_costs_the_same_with_one_gap_and_with_sixty(
    client: Client, review: Review, team: Team, name: str, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, getattr(team, name))
    client.get(page_of(review))
    with django_assert_max_num_queries(20) as few:
        client.get(page_of(review))
    add_gaps(review, 60)
    with django_assert_max_num_queries(20) as many:
        response = client.get(page_of(review))
    assert len(many) == len(few)
    assert len(response.content) < 400_000
