"""The overview: what waits and for whom, what is missing, facts, requirements, and what it costs."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.catalog.models import Node
from apps.core.ids import uuid7
from apps.reviews import actions
from apps.reviews.models import Review, ReviewRequirement, Verdict
from apps.reviews.use_case import SCOPE_CRITERIA
from apps.reviews.workflow import Outcome, ReviewState, VerdictValue
from tests.factories.accounts import sign_in
from tests.factories.reviews import (
    KEY,
    PATH,
    PLAIN,
    determine,
    give,
    make_determined_review,
    make_review,
    make_team,
    make_waiver,
)

pytestmark = pytest.mark.django_db
S = ReviewState


def overview(client: Client, actor: Any, review: Review) -> Any:
    sign_in(client, actor)
    response = client.get(review.get_absolute_url())
    assert response.status_code == 200
    return response


def text(client: Client, actor: Any, review: Review) -> str:
    shown: str = overview(client, actor, review).content.decode()
    return shown


@pytest.mark.parametrize("state", PATH)
def test_it_opens_in_every_state_for_every_reader_and_no_door_leads_nowhere(client: Client, state: str) -> None:
    team = make_team()
    review = make_review(state, team=team, verdicts={KEY: VerdictValue.PARTLY})
    for place, actor in team.everybody().items():
        sign_in(client, actor)
        response = client.get(review.get_absolute_url())
        assert response.status_code == (403 if place == "administrator" else 200), place
        if place == "administrator":
            continue
        ways = [act.url for act in response.context["next_acts"] if act.url]
        ways += [door.url for door in response.context["doors"] if not door.refusal]
        for way in ways:
            assert client.get(way.partition("#")[0], follow=True).status_code == 200, (place, way)


def test_a_draft_says_what_is_missing_and_only_the_requester_gets_a_button(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    review.use_case.filter(question="data").delete()
    mine = overview(client, team.requester, review)
    assert [act.is_mine for act in mine.context["next_acts"]] == [True]
    assert [finding.message for finding in mine.context["missing"]] == [
        "Answer the use-case question: Which data does it collect or handle?"
    ]
    assert "waits for the requester" in text(client, team.reviewer, review)


def test_separation_of_duties_is_said_beside_the_disabled_button(client: Client) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    give(review, team.reviewer, KEY)
    shown = text(client, team.reviewer, review)
    assert "You gave these verdicts: a second reviewer must confirm them." in shown
    [second] = [
        act for act in overview(client, team.second_reviewer, review).context["next_acts"] if "Second" in act.title
    ]
    assert second.url.endswith(f"/desk/{KEY}/")


def test_an_auditor_reads_everything_and_gets_no_button(client: Client) -> None:
    team = make_team()
    for state in PATH:
        response = overview(client, team.auditor, make_review(state, team=team))
        assert not any(act.is_mine or act.refusal for act in response.context["next_acts"]), state
        assert {door.label for door in response.context["doors"]} <= {"Step back from this review"}


def test_a_proposed_scope_out_waits_for_an_isso(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    assert "Propose as not covered" in text(client, team.reviewer, review)
    reasons = {criterion.slug: "It is a plate." for criterion in SCOPE_CRITERIA}
    actions.scope_out(review, by=team.reviewer, at=timezone.now(), reasons=reasons)
    assert reverse("reviews:confirm_scope_out", args=[review.pk]) in text(client, team.isso, review)


def test_facts_name_the_pinned_declaration_with_its_hash(client: Client) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    shown = text(client, team.auditor, review)
    assert review.declaration_sha256 in shown
    assert f"number {review.declaration.number}, signed by" in shown
    assert "low (C low, I low, A low)" in shown
    assert "Faces of visitors." in shown
    assert review.system.name in shown


def test_a_superseded_declaration_is_noticed_and_the_pinned_one_stays(client: Client) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    type(review.declaration).objects.filter(pk=review.declaration_id).update(state="superseded")
    shown = text(client, team.auditor, review)
    assert "rests on is superseded since" in shown
    assert review.declaration_sha256 in shown


def test_gaps_conditions_and_the_determination_stand_apart(client: Client) -> None:
    team = make_team()
    review = make_determined_review(Outcome.WITH_CONDITIONS, team=team, verdicts={KEY: VerdictValue.PARTLY})
    response = overview(client, team.auditor, review)
    gaps = response.context["gaps"]
    assert (gaps.total, gaps.verified, gaps.accepted, gaps.open) == (1, 1, 0, 0)
    shown = response.content.decode()
    assert "Use does not prevent compliance, with conditions" in shown
    assert "Firmware 4 is installed." in shown
    assert "Having reviewed the record" in shown


def test_an_accepted_risk_is_not_a_treatment(client: Client) -> None:
    team = make_team()
    review = make_review(S.TREATMENT, team=team, verdicts={KEY: VerdictValue.NOT_MET, PLAIN: VerdictValue.PARTLY})
    gap = review.gaps.get(requirement__identifier=KEY)
    actions.accept_risk(gap, by=team.ao, at=timezone.now(), statement="Within tolerance.")
    gaps = overview(client, team.auditor, review).context["gaps"]
    assert (gaps.total, gaps.verified, gaps.waiting, gaps.accepted, gaps.open) == (2, 0, 0, 1, 1)


def test_the_waiver_is_named_as_what_it_is(client: Client) -> None:
    team = make_team()
    review = make_review(S.DECISION, team=team, outcome=Outcome.PREVENTS, verdicts={KEY: VerdictValue.NOT_MET})
    determine(review, team, Outcome.PREVENTS)
    waiver = make_waiver(review, team)
    assert "Waiver, ground C:</strong> before the CIO" in text(client, team.auditor, review)
    actions.decide_waiver_support(waiver, by=team.cio, at=timezone.now(), supported=True, reason="It holds.")
    assert "before the agency head" in text(client, team.auditor, review)
    actions.decide_waiver(waiver, by=team.agency_head, at=timezone.now(), granted=True, reason="Until replaced.")
    assert "granted until" in text(client, team.auditor, review)


def test_linked_reviews_point_to_each_other(client: Client) -> None:
    team = make_team()
    review = make_review(S.MONITORING, team=team)
    linked = actions.open_linked_review(review, by=team.requester, at=timezone.now())
    assert linked.get_absolute_url() in text(client, team.auditor, review)
    assert review.get_absolute_url() in text(client, team.auditor, linked)


def test_acts_of_one_kind_in_a_row_are_one_line(client: Client) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    give(review, team.reviewer, KEY)
    give(review, team.reviewer, PLAIN)
    events = overview(client, team.auditor, review).context["acts"]
    assert events[0].text == "Gave a verdict (2 times)"
    assert sum(event.text.startswith("Gave a verdict") for event in events) == 1


def test_a_foreign_review_looks_like_a_missing_one(client: Client) -> None:
    foreign = make_review()
    sign_in(client, make_team().requester)
    answers = [client.get(reverse("reviews:detail", args=[pk])) for pk in (foreign.pk, uuid7())]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("state", PATH[:-1])
def test_it_takes_at_most_twenty_statements_in_every_state(
    client: Client, django_assert_max_num_queries: Any, state: str
) -> None:
    team = make_team()
    review = make_review(
        state, team=team, verdicts={KEY: VerdictValue.PARTLY}, condition=True, outcome=Outcome.WITH_CONDITIONS
    )
    if state == S.ASSESSMENT:
        give(review, team.reviewer, KEY)
        requirement = review.requirements.get(identifier=KEY)
        actions.ask(requirement, by=team.reviewer, at=timezone.now(), question="Is it signed?")
        actions.request_change(requirement, by=team.reviewer, at=timezone.now(), key=False, reason="The gateway.")
    for actor in (team.reviewer, team.isso, team.auditor):
        sign_in(client, actor)
        with django_assert_max_num_queries(20):
            client.get(review.get_absolute_url())


def test_four_hundred_ninety_requirements_cost_no_more_statements_and_stay_light(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    _fill(review, team.reviewer.user)
    assert review.requirements.filter(selection="selected").count() == 490
    sign_in(client, team.auditor)
    with django_assert_max_num_queries(20):
        response = client.get(review.get_absolute_url())
    assert len(response.content) <= 400_000
    assert response.context["counts"].selected == 490
    best = min(_seconds(client, review) for _ in range(3))
    assert timedelta(seconds=best) <= timedelta(milliseconds=200)


def _seconds(client: Client, review: Review) -> float:
    start = time.process_time()
    client.get(review.get_absolute_url())
    return time.process_time() - start


def _fill(review: Review, reviewer: Any) -> None:
    """Select every entry of the catalog, judged as met; written as rows, since only the reading is measured."""
    review.requirements.update(selection="selected", decline_reason="")
    present = set(review.requirements.values_list("identifier", flat=True))
    nodes = Node.objects.filter(edition=review.edition).answerable().exclude(identifier__in=present).in_order()
    rows = [
        ReviewRequirement(
            review=review,
            node=node,
            identifier=node.identifier,
            capability_code=node.capability_code,
            title=node.title,
            statement=node.statement,
            position=node.path,
            selection="selected",
        )
        for node in nodes
    ]
    missing = 490 - len(present) - len(rows)
    rows += [
        ReviewRequirement(
            review=review,
            identifier=f"OWN-{number}",
            capability_code="OWN",
            title="Requirement of the agency in its own words",
            statement="As the plan says.",
            position=f"~{number:04d}",
            selection="selected",
        )
        for number in range(missing)
    ]
    ReviewRequirement.objects.bulk_create(rows[: 490 - len(present)])
    open_rows = review.requirements.filter(selection="selected", verdict__isnull=True)
    Verdict.objects.bulk_create(
        Verdict(
            review=review,
            requirement=row,
            value="met",
            examined=True,
            strength=3,
            reason="Seen.",
            given_by=reviewer,
            given_at=timezone.now(),
        )
        for row in open_rows
    )
