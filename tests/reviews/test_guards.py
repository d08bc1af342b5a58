"""Guards and separation of duties, each tried by the act itself: refused with its sentence, and nothing is written."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.core.errors import DomainError, Invalid, NotNow, NotPermitted, Stale
from apps.reviews import actions
from apps.reviews.models import Act, Review, Verdict
from apps.reviews.workflow import Outcome, ReviewState, Selection, TreatmentKind, VerdictValue
from apps.systems import actions as systems
from tests.factories.accounts import make_member, reload_actor
from tests.factories.reviews import (
    KEY,
    PLAIN,
    Team,
    determine,
    give,
    make_declaration_for,
    make_determined_review,
    make_review,
    make_waiver,
    requirement,
)

pytestmark = pytest.mark.django_db
S = ReviewState


def refused(act: Callable[[], Any], error: type[DomainError], words: str) -> None:
    """Check that the act is refused with a sentence that has these words, and leaves no row behind."""
    before = (Event.objects.count(), Act.objects.count())
    with pytest.raises(error, match=words):
        act()
    assert (Event.objects.count(), Act.objects.count()) == before


def with_role(team: Team, actor: Actor, role: str) -> Actor:
    """Return the person with one more role, as in a small agency."""
    from apps.accounts.models import Membership, RoleAssignment

    membership = Membership.objects.get(user=actor.user, organization=team.organization)
    RoleAssignment.objects.create(membership=membership, role=role)
    return reload_actor(actor.user, team.organization)


def test_a_missing_impact_value_blocks_submission(team: Team) -> None:
    review = make_review(team=team)
    systems.edit_system(review.system, by=team.isso, integrity=None)
    review = Review.objects.get(pk=review.pk)
    refused(lambda: actions.submit(review, by=team.requester, at=timezone.now()), NotNow, "integrity")


def test_an_unanswered_use_case_question_blocks_submission(team: Team) -> None:
    review = make_review(team=team)
    actions.edit_draft(review, by=team.requester, system=review.system, quantity=1, use_case={"data": " "})
    refused(lambda: actions.submit(review, by=team.requester, at=timezone.now()), NotNow, "Which data")


def test_scoping_out_needs_a_reason_for_each_criterion_and_a_second_person(team: Team) -> None:
    review = make_review(S.INTAKE, team=team)
    now = timezone.now()
    refused(
        lambda: actions.scope_out(review, by=team.reviewer, at=now, reasons={"network": "None."}), Invalid, "sensor"
    )
    refused(lambda: actions.confirm_scope_out(review, by=team.isso, at=now), DomainError, "proposed")
    slugs = ("transducer", "network", "own_function", "not_conventional_it", "not_national_security")
    both = with_role(team, team.reviewer, "isso")
    actions.scope_out(review, by=both, at=now, reasons=dict.fromkeys(slugs, "It has none."))
    refused(lambda: actions.confirm_scope_out(review, by=both, at=now), NotPermitted, "somebody else")
    actions.confirm_scope_out(review, by=team.isso, at=now)
    assert Review.objects.get(pk=review.pk).state == S.NOT_COVERED


def test_a_declined_candidate_without_a_reason_is_refused(team: Team) -> None:
    review = make_review(S.REQUIREMENTS, team=team)
    refused(
        lambda: actions.decide_candidates(
            review, by=team.reviewer, identifiers=[KEY], selection=Selection.DECLINED, decline_reason=" "
        ),
        Invalid,
        "why",
    )


def test_undecided_candidates_block_the_proposal(team: Team) -> None:
    review = make_review(S.REQUIREMENTS, team=team)
    refused(lambda: actions.propose(review, by=team.reviewer, at=timezone.now()), NotNow, "undecided")


def test_the_proposer_cannot_approve_even_as_isso(team: Team) -> None:
    review = make_review(S.REQUIREMENTS, team=team)
    both = with_role(team, team.reviewer, "isso")
    identifiers = review.requirements.values_list("identifier", flat=True)
    actions.decide_candidates(review, by=both, identifiers=identifiers, selection=Selection.SELECTED)
    actions.propose(review, by=both, at=timezone.now())
    refused(lambda: actions.approve(review, by=both, at=timezone.now()), NotPermitted, "proposed this requirement set")


def test_a_proposed_set_is_closed_until_it_is_sent_back(team: Team) -> None:
    review = make_review(S.REQUIREMENTS, team=team)
    identifiers = list(review.requirements.values_list("identifier", flat=True))
    choose = {"by": team.reviewer, "identifiers": identifiers, "selection": Selection.SELECTED}
    actions.decide_candidates(review, **choose)
    actions.propose(review, by=team.reviewer, at=timezone.now())
    refused(lambda: actions.decide_candidates(review, **choose), NotNow, "sends it back")
    due = {"due_on": timezone.localdate() + timedelta(days=9), "message": ""}
    refused(
        lambda: actions.release(review, by=team.contracting_officer, at=timezone.now(), **due),
        NotNow,
        "approved before",
    )
    actions.send_back(review, by=team.isso, at=timezone.now(), reason="Too many.")
    assert actions.decide_candidates(review, **choose) == len(identifiers)


def test_a_declaration_that_is_not_shared_or_changed_cannot_be_received(team: Team) -> None:
    review = make_review(S.WITH_MANUFACTURER, team=team)
    other = make_declaration_for(make_review(S.WITH_MANUFACTURER))
    receive = {"by": team.reviewer, "at": timezone.now()}
    refused(lambda: actions.receive(review, declaration=other, **receive), NotNow, "not shared")
    own = make_declaration_for(review)
    own.answers.update(explanation="Changed behind the back of the product.")
    refused(lambda: actions.receive(review, declaration=own, **receive), NotNow, "attested hash")


def test_a_verdict_needs_method_reason_and_evidence_that_carries_it(team: Team) -> None:
    review = make_review(S.ASSESSMENT, team=team)
    refused(lambda: give(review, team.reviewer, KEY, strength=2), Invalid, "strength 3")
    entry = {"value": "met", "examined": False, "interviewed": False, "tested": False, "strength": 4, "reason": "x"}
    for change, words in (
        ({}, "examine"),
        ({"tested": True, "reason": " "}, "reason"),
        ({"value": "fine"}, "verdicts"),
    ):
        verdict = actions.VerdictInput(**(entry | change))
        refused(
            lambda verdict=verdict: actions.give_verdict(
                requirement(review), by=team.reviewer, at=timezone.now(), entry=verdict, version=0
            ),
            Invalid,
            words,
        )


def test_two_reviewers_at_once_never_overwrite_each_other(team: Team) -> None:
    review = make_review(S.ASSESSMENT, team=team)
    give(review, team.reviewer, PLAIN, VerdictValue.MET)
    refused(lambda: give(review, team.second_reviewer, PLAIN, VerdictValue.NOT_MET), Stale, "colleague")
    assert Verdict.objects.get(requirement__identifier=PLAIN, review=review).value == VerdictValue.MET


def test_the_second_look_is_another_persons_and_is_lost_by_a_new_verdict(team: Team) -> None:
    review = make_review(S.ASSESSMENT, team=team)
    give(review, team.reviewer)
    confirm = {"at": timezone.now(), "version": 1}
    refused(lambda: actions.confirm_verdict(requirement(review), by=team.reviewer, **confirm), NotPermitted, "second")
    actions.confirm_verdict(requirement(review), by=team.second_reviewer, **confirm)
    give(review, team.reviewer, KEY, VerdictValue.PARTLY, version=1)
    assert Verdict.objects.get(requirement__identifier=KEY, review=review).confirmed_by is None


def test_missing_verdicts_second_looks_and_open_questions_block_the_conclusion(team: Team) -> None:
    review = make_review(S.ASSESSMENT, team=team)
    now = timezone.now()
    refused(lambda: actions.conclude(review, by=team.reviewer, at=now), NotNow, f"{KEY} has no verdict")
    give(review, team.reviewer, KEY)
    give(review, team.reviewer, PLAIN)
    refused(lambda: actions.conclude(review, by=team.reviewer, at=now), NotNow, "second reviewer")
    actions.confirm_verdict(requirement(review), by=team.second_reviewer, at=now, version=1)
    question = actions.ask(requirement(review), by=team.reviewer, at=now, question="Since when?")
    refused(lambda: actions.conclude(review, by=team.reviewer, at=now), NotNow, "Question 1 is open")
    actions.lapse_question(question, by=team.contracting_officer, at=now, reason="Settled by the test.")
    actions.conclude(review, by=team.reviewer, at=now)
    assert Review.objects.get(pk=review.pk).state == S.TREATMENT


def test_an_untreated_gap_blocks_the_recommendation(team: Team) -> None:
    review = make_review(S.TREATMENT, team=team, verdicts={KEY: VerdictValue.PARTLY})
    recommend = {"by": team.reviewer, "at": timezone.now(), "outcome": Outcome.DOES_NOT_PREVENT, "text": "Fine."}
    refused(lambda: actions.recommend(review, **recommend), NotNow, f"gap on {KEY} is neither")
    gap = review.gaps.get()
    treatment = {
        "kind": TreatmentKind.COMPENSATING,
        "description": "Gateway.",
        "owner": "Network team",
        "due_on": timezone.localdate(),
        "verification": "Look.",
    }
    written = actions.treat(gap, by=team.isso, at=timezone.now(), **treatment)
    refused(lambda: actions.recommend(review, **recommend), NotNow, "State the position")
    refused(
        lambda: actions.verify_treatment(written, by=team.isso, at=timezone.now(), result="Fine."),
        NotPermitted,
        "You wrote this treatment",
    )
    actions.verify_treatment(written, by=team.second_isso, at=timezone.now(), result="Seen.")
    actions.recommend(review, **recommend)
    assert Review.objects.get(pk=review.pk).state == S.DECISION


def test_accepting_risk_is_no_treatment_and_the_ao_only_accepts(team: Team) -> None:
    review = make_review(S.TREATMENT, team=team, verdicts={PLAIN: VerdictValue.NOT_MET})
    gap = review.gaps.get()
    refused(
        lambda: actions.treat(
            gap,
            by=team.isso,
            at=timezone.now(),
            kind=TreatmentKind.ACCEPT,
            description="x",
            owner="x",
            due_on=timezone.localdate(),
            verification="x",
        ),
        Invalid,
        "authorizing official's own act",
    )
    accept = {"at": timezone.now(), "statement": "Within tolerance."}
    refused(lambda: actions.accept_risk(gap, by=team.isso, **accept), NotPermitted, "authorizing official")
    actions.accept_risk(gap, by=team.ao, **accept)
    assert review.acceptances.count() == 1
    assert not review.treatments.exists()


def test_determination_waits_for_the_verdicts_and_the_concurrence(team: Team) -> None:
    statement = {"outcome": Outcome.DOES_NOT_PREVENT, "statement": "I determine."}
    early = make_review(S.ASSESSMENT, team=team)
    refused(lambda: actions.determine(early, by=team.cio, at=timezone.now(), **statement), NotNow, "Assessment")
    review = make_review(S.DECISION, team=team)
    refused(lambda: actions.determine(review, by=team.cio, at=timezone.now(), **statement), NotNow, "CISO must concur")


def test_who_reviewed_does_not_determine(team: Team) -> None:
    cio = with_role(team, team.reviewer, "cio")
    review = make_review(S.DECISION, team=team)
    actions.concur(review, by=team.ciso, at=timezone.now())
    refused(
        lambda: actions.determine(
            review, by=cio, at=timezone.now(), outcome=Outcome.DOES_NOT_PREVENT, statement="I determine."
        ),
        NotPermitted,
        "three people",
    )


def test_conditions_and_outcome_must_fit(team: Team) -> None:
    review = make_review(S.DECISION, team=team)
    actions.concur(review, by=team.ciso, at=timezone.now())
    refused(
        lambda: actions.determine(
            review, by=team.cio, at=timezone.now(), outcome=Outcome.WITH_CONDITIONS, statement="I determine."
        ),
        NotNow,
        "at least one condition",
    )


def test_a_determined_record_is_frozen(team: Team) -> None:
    review = make_determined_review(team=team)
    now = timezone.now()
    back = {"to": S.ASSESSMENT, "reason": "Once more."}
    refused(lambda: actions.return_case(review, by=team.ciso, at=now, **back), NotNow, "frozen")
    refused(lambda: determine(review, team), NotNow, "frozen")
    refused(lambda: give(review, team.reviewer, version=1), NotNow, "Decision")
    actions.add_addendum(review, by=team.isso, at=now, text="The label was misspelt.")
    assert review.addenda.count() == 1


def test_a_waiver_takes_two_acts_of_two_offices(team: Team) -> None:
    review = make_determined_review(Outcome.PREVENTS, team=team)
    now = timezone.now()
    waiver = make_waiver(review, team, verified=False)
    grant = {"at": now, "granted": True, "reason": "Needed."}
    support = {"at": now, "supported": True, "reason": "It holds."}
    refused(lambda: actions.decide_waiver(waiver, by=team.agency_head, **grant), NotNow, "CIO must determine")
    refused(lambda: actions.decide_waiver_support(waiver, by=team.cio, **support), NotNow, "not verified")
    actions.verify_method(waiver.methods.get(), by=team.isso, at=now, result="Seen.")
    actions.decide_waiver_support(waiver, by=team.cio, **support)
    head_too = with_role(team, team.cio, "agency_head")
    refused(lambda: actions.decide_waiver(waiver, by=head_too, **grant), NotPermitted, "somebody else")
    actions.decide_waiver(waiver, by=team.agency_head, **grant)
    waiver.refresh_from_db()
    assert (waiver.cio_by, waiver.head_by) == (team.cio.user, team.agency_head.user)


def test_no_waiver_where_use_does_not_prevent_compliance(team: Team) -> None:
    review = make_determined_review(team=team)
    refused(lambda: make_waiver(review, team), NotNow, "only after the determination that use prevents")


def test_a_product_that_prevents_compliance_is_not_bought_without_a_waiver(team: Team) -> None:
    review = make_determined_review(Outcome.PREVENTS, team=team)
    award = {
        "contract_number": "1",
        "clauses": "H.4",
        "awarded_on": timezone.localdate(),
        "checks": [actions.Check("Section 889", timezone.localdate(), "None.")],
    }
    refused(
        lambda: actions.record_award(review, by=team.contracting_officer, at=timezone.now(), **award),
        NotNow,
        "may not be bought",
    )


def test_an_open_condition_blocks_the_closure_and_its_proposer_does_not_verify(team: Team) -> None:
    review = make_review(S.MONITORING, team=team, outcome=Outcome.WITH_CONDITIONS)
    now = timezone.now()
    condition = review.conditions.get()
    refused(lambda: actions.close(review, by=team.reviewer, at=now), NotNow, "not verified")
    both = with_role(team, team.isso, "reviewer")
    refused(lambda: actions.verify_condition(condition, by=team.reviewer, at=now), NotNow, "Nobody has proposed")
    actions.propose_condition_met(condition, by=both, at=now, finding="Installed.")
    refused(lambda: actions.verify_condition(condition, by=both, at=now), NotPermitted, "somebody else")
    actions.verify_condition(condition, by=team.reviewer, at=now)
    actions.close(review, by=team.reviewer, at=now)
    assert Review.objects.get(pk=review.pk).state == S.CLOSED


def test_who_recused_acts_no_more(team: Team) -> None:
    review = make_review(S.INTAKE, team=team)
    actions.recuse(review, by=team.isso, at=timezone.now(), reason="Shares in the manufacturer.")
    refused(
        lambda: actions.categorise(
            review, by=team.isso, at=timezone.now(), boundary="x", placement="elements", privacy_trigger=False
        ),
        NotPermitted,
        "recused",
    )


def test_a_delegate_acts_under_the_delegation_record(team: Team) -> None:
    from apps.accounts import actions as accounts
    from apps.accounts.models import Membership

    review = make_review(S.DECISION, team=team)
    actions.concur(review, by=team.ciso, at=timezone.now())
    deputy = make_member(team.organization, "auditor")
    assignment = accounts.delegate(
        membership=Membership.objects.get(user=deputy.user),
        role="cio",
        delegated_by=team.cio.user,
        document="Memo 26-014",
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + timedelta(days=30),
        by=team.administrator,
    )
    deputy = reload_actor(deputy.user, team.organization)
    actions.determine(review, by=deputy, at=timezone.now(), outcome=Outcome.DOES_NOT_PREVENT, statement="I determine.")
    assert review.determination.delegation == assignment
    assert review.acts.get(verb="determine").delegation == assignment


def test_a_linked_review_starts_from_the_decisions_before_and_leaves_the_old_record(team: Team) -> None:
    review = make_determined_review(Outcome.PREVENTS, team=team)
    linked = actions.open_linked_review(review, by=team.requester, at=timezone.now())
    actions.submit(linked, by=team.requester, at=timezone.now())
    actions.categorise(
        linked, by=team.isso, at=timezone.now(), boundary="Same.", placement="elements", privacy_trigger=False
    )
    carried = linked.requirements.get(identifier=KEY)
    assert (carried.selection, carried.key) == (Selection.SELECTED, True)
    assert Review.objects.get(pk=review.pk).state == S.DECISION


def test_every_act_writes_exactly_one_event(team: Team) -> None:
    review = make_review(S.INTAKE, team=team)
    before = Event.objects.count()
    actions.categorise(
        review, by=team.isso, at=timezone.now(), boundary="x", placement="elements", privacy_trigger=False
    )
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("sequence").verb == "review.categorise"
