"""Home: what needs me, in sentences; what is under way; what is counted; and what the page costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.devices.models import AnswerRequest
from apps.reviews import actions, permissions
from apps.reviews.board import figures, phrases
from apps.reviews.board.tasks import tasks_of
from apps.reviews.board.waiting import KINDS
from apps.reviews.models import Clarification, Condition, Review
from apps.reviews.use_case import SCOPE_CRITERIA
from apps.reviews.workflow import Outcome, ReviewState, VerdictValue
from tests.factories.accounts import make_member, sign_in
from tests.factories.reviews import (
    KEY,
    PATH,
    PLAIN,
    Team,
    determine,
    give,
    make_declaration_for,
    make_determined_review,
    make_review,
    make_team,
    make_waiver,
    requirement,
)

pytestmark = pytest.mark.django_db
S = ReviewState


def home(client: Client, actor: Any) -> str:
    sign_in(client, actor)
    response = client.get(reverse("reviews:home"))
    assert response.status_code == 200
    return response.content.decode()


def slugs(actor: Any) -> set[str]:
    return {task.kind.slug for task in tasks_of(actor, today=timezone.localdate())}


def titles(client: Client, actor: Any) -> list[str]:
    sign_in(client, actor)
    return [task.title for task in client.get(reverse("reviews:home")).context["tasks"]]


def test_everybody_is_led_to_their_own_home(client: Client) -> None:
    for actor, place in (
        (make_member("manufacturer", Role.DRAFTER), "devices:home"),
        (make_member("manufacturer", Role.ADMINISTRATOR), "accounts:members"),
        (make_member("agency", Role.ADMINISTRATOR), "accounts:members"),
        (make_member("agency"), "accounts:profile"),
    ):
        sign_in(client, actor)
        assert client.get(reverse("reviews:home"))["Location"] == reverse(place)


def test_a_new_agency_sees_what_to_do_first_each_step_with_its_office(client: Client) -> None:
    team = make_team()
    for actor, address in ((team.isso, "systems:create"), (team.requester, "reviews:procurement_create")):
        shown = home(client, actor)
        assert "An ISSO describes the system" in shown
        assert reverse(address) in shown
        assert "Where the reviews are" not in shown
    assert "Nothing needs you now" in home(client, team.auditor)


@pytest.mark.parametrize(
    ("state", "waiting"),
    [
        (S.DRAFT, {"requester": {"draft"}}),
        (S.INTAKE, {"isso": {"categorise"}, "second_isso": {"categorise"}}),
        (S.REQUIREMENTS, {"reviewer": {"propose"}, "second_reviewer": {"propose"}}),
        (S.WITH_MANUFACTURER, {}),
        (S.ASSESSMENT, {"reviewer": {"verdicts"}, "second_reviewer": {"verdicts"}}),
        (S.TREATMENT, {"reviewer": {"recommend"}, "second_reviewer": {"recommend"}}),
        (S.DECISION, {"ciso": {"concur"}}),
        (S.MONITORING, {}),
        (S.CLOSED, {}),
    ],
)
def test_each_state_waits_for_its_office_and_for_nobody_else(state: str, waiting: dict[str, set[str]]) -> None:
    team = make_team()
    make_review(state, team=team)
    assert {name: slugs(actor) for name, actor in team.everybody().items() if slugs(actor)} == waiting


def _proposed(team: Team) -> Review:
    review = make_review(S.REQUIREMENTS, team=team)
    actions.decide_candidates(
        review,
        by=team.reviewer,
        identifiers=list(review.requirements.values_list("identifier", flat=True)),
        selection="selected",
    )
    actions.propose(review, by=team.reviewer, at=timezone.now())
    return review


def test_a_proposed_set_waits_for_an_isso_then_for_the_contracting_officer(client: Client) -> None:
    team = make_team()
    review = _proposed(team)
    assert (slugs(team.reviewer), slugs(team.isso)) == (set(), {"approve"})
    shown = home(client, team.isso)
    assert "Approve the requirement set" in shown
    assert f"{review.requirements.count()} selected, 0 declined, 0 key" in shown
    actions.approve(review, by=team.isso, at=timezone.now())
    assert (slugs(team.isso), slugs(team.contracting_officer)) == (set(), {"release"})


def test_the_proposer_does_not_find_the_approval_among_their_tasks() -> None:
    team = make_team()
    both = make_member(team.organization, Role.REVIEWER, Role.ISSO)
    review = make_review(S.REQUIREMENTS, team=team)
    identifiers = list(review.requirements.values_list("identifier", flat=True))
    actions.decide_candidates(review, by=both, identifiers=identifiers, selection="selected")
    assert "propose" in slugs(both)
    actions.propose(review, by=both, at=timezone.now())
    assert slugs(both) == set()
    assert slugs(team.isso) == {"approve"}


def test_a_scope_out_waits_for_another_person_than_its_author() -> None:
    team = make_team()
    both = make_member(team.organization, Role.REVIEWER, Role.ISSO)
    review = make_review(S.INTAKE, team=team)
    reasons = {criterion.slug: "It is a plate." for criterion in SCOPE_CRITERIA}
    actions.scope_out(review, by=both, at=timezone.now(), reasons=reasons)
    assert (slugs(both), slugs(team.isso)) == (set(), {"confirm_scope_out"})


def test_a_shared_declaration_waits_to_be_received_and_a_late_one_to_be_recorded(client: Client) -> None:
    team = make_team()
    review = make_review(S.WITH_MANUFACTURER, team=team)
    AnswerRequest.objects.filter(pk=review.request_id).update(due_on=timezone.localdate() - timedelta(days=2))
    assert slugs(team.contracting_officer) == {"no_answer"}
    shown = home(client, team.contracting_officer)
    assert "2 days late" in shown
    assert "One is late." in shown
    make_declaration_for(review)
    assert (slugs(team.contracting_officer), slugs(team.reviewer)) == (set(), {"receive"})


def test_a_second_look_waits_for_the_other_reviewer_and_names_the_requirement(client: Client) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    give(review, team.reviewer, KEY)
    assert slugs(team.reviewer) == {"verdicts"}
    assert slugs(team.second_reviewer) == {"verdicts", "second_looks"}
    assert "Second look at a key requirement" in titles(client, team.second_reviewer)
    assert KEY in home(client, team.second_reviewer)
    give(review, team.reviewer, PLAIN)
    assert slugs(team.reviewer) == set()
    actions.confirm_verdict(requirement(review), by=team.second_reviewer, at=timezone.now(), version=1)
    assert slugs(team.reviewer) == slugs(team.second_reviewer) == {"conclude"}


def test_questions_wait_to_be_released_and_late_ones_to_lapse(client: Client) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    question = actions.ask(requirement(review), by=team.reviewer, at=timezone.now(), question="Is it signed?")
    assert titles(client, team.contracting_officer) == ["Release a question to the manufacturer"]
    due = timezone.localdate() + timedelta(days=3)
    actions.release_question(question, by=team.contracting_officer, at=timezone.now(), due_on=due)
    assert slugs(team.contracting_officer) == set()
    Clarification.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert titles(client, team.contracting_officer) == ["A question was not answered in time"]


def test_a_change_of_a_key_flag_waits_for_somebody_else() -> None:
    team = make_team()
    both = make_member(team.organization, Role.REVIEWER, Role.ISSO)
    review = make_review(S.ASSESSMENT, team=team)
    actions.request_change(requirement(review), by=both, at=timezone.now(), key=False, reason="The gateway does it.")
    assert "decide_changes" not in slugs(both)
    assert "decide_changes" in slugs(team.isso)


def test_gaps_wait_for_the_isso_and_the_authorizing_official_until_they_are_treated(client: Client) -> None:
    team = make_team()
    review = make_review(S.TREATMENT, team=team, verdicts={KEY: VerdictValue.NOT_MET})
    assert slugs(team.isso) == {"treat"}
    assert slugs(team.ao) == {"accept_risk"}
    assert slugs(team.reviewer) == set()
    treatment = actions.treat(
        review.gaps.get(),
        by=team.isso,
        at=timezone.now(),
        kind="compensating",
        description="The gateway keeps a list.",
        owner="Network team",
        due_on=timezone.localdate() + timedelta(days=30),
        verification="Look at the list.",
    )
    assert slugs(team.isso) == {"state_gaps"}
    assert slugs(team.second_isso) == {"state_gaps", "verify_treatments"}
    assert "State the position on an open key gap" in titles(client, team.isso)
    actions.verify_treatment(treatment, by=team.second_isso, at=timezone.now(), result="The list is there.")
    assert slugs(team.isso) == set()
    assert slugs(team.reviewer) == {"recommend"}


def test_the_decision_goes_from_the_ciso_to_the_cio_to_the_contracting_officer() -> None:
    team = make_team()
    review = make_review(S.DECISION, team=team)
    actions.concur(review, by=team.ciso, at=timezone.now())
    assert (slugs(team.ciso), slugs(team.cio)) == (set(), {"determine"})
    actions.determine(
        review, by=team.cio, at=timezone.now(), outcome=Outcome.DOES_NOT_PREVENT, statement="It does not prevent."
    )
    assert (slugs(team.cio), slugs(team.contracting_officer)) == (set(), {"award"})


def test_a_waiver_takes_its_way_through_five_offices() -> None:
    team = make_team()
    review = make_review(S.DECISION, team=team, outcome=Outcome.PREVENTS, verdicts={KEY: VerdictValue.NOT_MET})
    determine(review, team, Outcome.PREVENTS)
    assert (slugs(team.requester), slugs(team.contracting_officer)) == ({"request_waiver"}, set())
    waiver = make_waiver(review, team, verified=False)
    assert (slugs(team.requester), slugs(team.isso), slugs(team.cio)) == (set(), {"verify_methods"}, set())
    actions.verify_method(waiver.methods.get(), by=team.isso, at=timezone.now(), result="Seen.")
    assert slugs(team.cio) == {"support_waiver"}
    actions.decide_waiver_support(waiver, by=team.cio, at=timezone.now(), supported=True, reason="It holds.")
    assert slugs(team.agency_head) == {"decide_waiver"}
    actions.decide_waiver(waiver, by=team.agency_head, at=timezone.now(), granted=True, reason="Until replaced.")
    assert slugs(team.contracting_officer) == {"award"}


def test_a_refused_waiver_leaves_the_closing_to_the_contracting_officer() -> None:
    team = make_team()
    review = make_review(S.DECISION, team=team, outcome=Outcome.PREVENTS, verdicts={KEY: VerdictValue.NOT_MET})
    determine(review, team, Outcome.PREVENTS)
    waiver = make_waiver(review, team)
    actions.decide_waiver_support(waiver, by=team.cio, at=timezone.now(), supported=False, reason="It does not hold.")
    assert slugs(team.contracting_officer) == {"close_without_award"}


def test_conditions_appear_when_they_are_due_soon_late_ones_first(client: Client) -> None:
    team = make_team()
    make_review(S.MONITORING, team=team, outcome=Outcome.WITH_CONDITIONS)
    assert slugs(team.isso) == set()
    condition = Condition.objects.get()
    Condition.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    make_review(S.INTAKE, team=team)
    assert titles(client, team.isso) == [
        "Show that a condition is kept: Firmware 4 is installed.",
        "Categorize: boundary, placement and privacy",
    ]
    actions.propose_condition_met(condition, by=team.isso, at=timezone.now(), finding="Seen on every unit.")
    assert slugs(team.isso) == {"categorise"}
    assert "verify_condition" in slugs(team.reviewer)


def test_the_end_of_a_certificate_or_of_support_asks_for_a_new_look() -> None:
    team = make_team()
    review = make_review(S.MONITORING, team=team)
    assert slugs(team.requester) == set()
    review.product.components.first().fips_certificates.create(
        module="Crypto", standard="140-3", status="active", sunset_on=timezone.localdate() + timedelta(days=80)
    )
    assert slugs(team.requester) == {"certificate_ends"}
    type(review.product).objects.update(support_until=timezone.localdate() + timedelta(days=10))
    assert slugs(team.isso) == {"certificate_ends", "support_ends"}
    actions.open_linked_review(review, by=team.requester, at=timezone.now())
    assert slugs(team.isso) == set()


def test_a_declaration_that_is_no_longer_current_asks_for_a_new_look() -> None:
    team = make_team()
    review = make_review(S.MONITORING, team=team)
    type(review.declaration).objects.filter(pk=review.declaration_id).update(state="superseded")
    assert slugs(team.isso) == {"declaration_changed"}


def test_who_stepped_back_has_no_task_on_that_review() -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    actions.recuse(review, by=team.reviewer, at=timezone.now(), reason="I know the maker.")
    assert (slugs(team.reviewer), slugs(team.second_reviewer)) == (set(), {"verdicts"})


def test_another_agency_sees_nothing_of_it(client: Client) -> None:
    make_review(S.ASSESSMENT)
    other = make_team()
    shown = home(client, other.reviewer)
    assert slugs(other.reviewer) == set()
    assert "An ISSO describes the system" in shown


@pytest.mark.parametrize("state", PATH[:-1])
def test_every_task_leads_to_a_page_that_opens_and_to_an_act_that_is_permitted(client: Client, state: str) -> None:
    team = make_team()
    everything = [role for role in Role if role not in (Role.DRAFTER, Role.SIGNER, Role.VIEWER, Role.ADMINISTRATOR)]
    person = make_member(team.organization, *everything)
    review = make_review(
        state, team=team, verdicts={KEY: VerdictValue.PARTLY}, condition=True, outcome=Outcome.WITH_CONDITIONS
    )
    Condition.objects.update(due_on=timezone.localdate())
    Review.objects.update(requested_by=team.requester.user)
    for actor in (person, *team.everybody().values()):
        sign_in(client, actor)
        for task in tasks_of(actor, today=timezone.localdate()):
            assert client.get(task.url.partition("#")[0], follow=True).status_code == 200, task.title
            if task.kind.verb:
                permissions.check_user_can(actor, task.kind.verb, review)


def test_kinds_are_named_once_and_speak_in_sentences() -> None:
    assert len({kind.slug for kind in KINDS}) == len(KINDS)
    assert all(kind.one[0].isupper() and not kind.one.endswith(".") and kind.offices for kind in KINDS)
    assert all("{n}" in kind.many for kind in KINDS if kind.many)


def test_the_heading_counts_in_words() -> None:
    assert [phrases.heading(count) for count in (0, 1, 4, 13)] == [
        "Nothing needs you now",
        "One thing needs you",
        "Four things need you",
        "13 things need you",
    ]


def test_the_table_shows_days_verdicts_and_open_key_gaps(client: Client) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    give(review, team.reviewer, KEY, VerdictValue.NOT_MET)
    Review.objects.update(state_since=timezone.now() - timedelta(days=6))
    sign_in(client, team.auditor)
    [row] = client.get(reverse("reviews:home")).context["rows"]
    assert (row.days, row.judged, row.selected, row.key_gaps) == (6, 1, 2, 1)
    assert "One review is under way; it has been in assessment for six days." in home(client, team.auditor)


def test_a_key_gap_closes_by_a_verified_treatment_and_counts_by_capability(client: Client) -> None:
    team = make_team()
    review = make_review(S.TREATMENT, team=team, verdicts={KEY: VerdictValue.NOT_MET})
    sign_in(client, team.auditor)
    counted = client.get(reverse("reviews:home")).context["figures"]
    assert [(bar.label, bar.count) for bar in counted.key_gaps] == [("Device Identification", 1)]
    actions.accept_risk(review.gaps.get(), by=team.ao, at=timezone.now(), statement="Within tolerance.")
    assert client.get(reverse("reviews:home")).context["figures"].key_gaps == []


def test_figures_follow_every_event_of_the_agency(client: Client) -> None:
    team = make_team()
    assert "No determination in the last 12 months." not in home(client, team.auditor)
    make_determined_review(team=team)
    make_determined_review(Outcome.WITH_CONDITIONS, team=team)
    sign_in(client, team.auditor)
    counted = client.get(reverse("reviews:home")).context["figures"]
    assert counted.determinations == "2 do not prevent compliance, 1 of them with conditions"
    assert counted.median_days == 0
    review = make_review(S.DECISION, team=team, outcome=Outcome.PREVENTS, verdicts={KEY: VerdictValue.NOT_MET})
    determine(review, team, Outcome.PREVENTS)
    waiver = make_waiver(review, team)
    actions.decide_waiver_support(waiver, by=team.cio, at=timezone.now(), supported=True, reason="It holds.")
    actions.decide_waiver(waiver, by=team.agency_head, at=timezone.now(), granted=True, reason="Until replaced.")
    assert client.get(reverse("reviews:home")).context["figures"].determinations == (
        "2 do not prevent compliance, 1 of them with conditions · 1 prevents it · 1 waiver, ground C, 2 devices"
    )


def test_conditions_are_counted_by_their_day(client: Client) -> None:
    team = make_team()
    for days in (-1, 20, 40):
        make_review(S.MONITORING, team=team, outcome=Outcome.WITH_CONDITIONS)
        newest = Condition.objects.order_by("-set_at", "-pk").first()
        Condition.objects.filter(pk=newest.pk).update(due_on=timezone.localdate() + timedelta(days=days))
    counted = figures.figures(team.auditor, now=timezone.now())
    assert [bar.count for bar in counted.conditions] == [1, 1, 1]


def test_home_takes_at_most_twenty_statements_and_no_more_with_more_reviews(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    team = make_team()
    roles = [role for role in Role if role not in (Role.DRAFTER, Role.SIGNER, Role.VIEWER, Role.ADMINISTRATOR)]
    person = make_member(team.organization, *roles)
    sign_in(client, person)
    numbers = []
    for _ in range(2):
        for state in (S.DRAFT, S.INTAKE, S.REQUIREMENTS, S.ASSESSMENT, S.DECISION):
            make_review(state, team=team)
        _proposed(team)
        make_review(S.TREATMENT, team=team, verdicts={KEY: VerdictValue.PARTLY})
        make_review(S.MONITORING, team=team, outcome=Outcome.WITH_CONDITIONS)
        Condition.objects.update(due_on=timezone.localdate())
        with django_assert_max_num_queries(20) as counted:
            client.get(reverse("reviews:home"))
        numbers.append(len(counted))
    assert numbers[1] <= numbers[0]
