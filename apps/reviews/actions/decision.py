"""The decision and what follows: concurrence, determination, waiver, award, conditions, closure, addenda."""

from dataclasses import dataclass
from datetime import date, datetime

from apps.accounts.actors import Actor
from apps.accounts.roles import Role
from apps.core.errors import Invalid
from apps.reviews import permissions, policies
from apps.reviews.actions.acting import acting
from apps.reviews.models import (
    Addendum,
    Award,
    Concurrence,
    Condition,
    Determination,
    Review,
    SupplyChainCheck,
    Waiver,
    WaiverMethod,
)
from apps.reviews.workflow import ConditionState, ReviewState, Verb


def concur(review: Review, *, by: Actor, at: datetime, text: str = "") -> Concurrence:
    """Concur with the recommendation, as the CISO."""
    with acting(review, Verb.CONCUR, by=by, at=at, reason=text) as work:
        recommendation = policies.check_concur(work.review)
        concurrence = Concurrence.objects.create(
            review=work.review, recommendation=recommendation, text=text, by=by.user, at=at
        )
        work.after = {"outcome": recommendation.outcome}
    return concurrence


def return_case(review: Review, *, by: Actor, at: datetime, to: ReviewState, reason: str) -> None:
    """Return the case to assessment or treatment with a reason, as the CISO; a new recommendation must follow."""
    if not reason.strip():
        raise Invalid("Say what has to be done before the case comes back.")
    with acting(review, Verb.RETURN, by=by, at=at, reason=reason, to=to):
        pass


def determine(review: Review, *, by: Actor, at: datetime, outcome: str, statement: str) -> Determination:
    """Determine, as the CIO or delegate, in the words of the Act; from now on the record is frozen."""
    if not statement.strip():
        raise Invalid("Write the statement of the determination.")
    with acting(review, Verb.DETERMINE, by=by, at=at, reason=statement) as work:
        policies.check_determine(work.review, outcome)
        determination = Determination.objects.create(
            review=work.review,
            outcome=outcome,
            statement=statement,
            by=by.user,
            at=at,
            delegation=by.delegations.get(Role.CIO),
        )
        work.after = {"outcome": outcome}
    return determination


def request_waiver(
    review: Review, *, by: Actor, at: datetime, ground: str, facts: str, devices: str, ends_on: date, methods: list[str]
) -> Waiver:
    """Ask for a waiver on one of the three grounds (sec. 7(b)), for named devices and until a day."""
    kept = [method.strip() for method in methods if method.strip()]
    if not (facts.strip() and devices.strip()):
        raise Invalid("State the facts behind the ground, and list the devices.")
    with acting(review, Verb.REQUEST_WAIVER, by=by, at=at, reason=facts) as work:
        policies.check_request_waiver(work.review, ground, kept, ends_on, at.date())
        waiver = Waiver.objects.create(
            review=work.review,
            ground=ground,
            facts=facts,
            devices=devices,
            ends_on=ends_on,
            requested_by=by.user,
            requested_at=at,
        )
        for method in kept:
            WaiverMethod.objects.create(review=work.review, waiver=waiver, text=method)
        work.target, work.after = waiver, {"ground": ground, "ends_on": ends_on, "devices": devices, "methods": kept}
    return waiver


def verify_method(method: WaiverMethod, *, by: Actor, at: datetime, result: str) -> None:
    """Record that an alternative method works."""
    if not result.strip():
        raise Invalid("Say what was checked and what came out.")
    with acting(method.review, Verb.VERIFY_METHOD, by=by, at=at) as work:
        locked = WaiverMethod.objects.select_for_update().get(pk=method.pk)
        if locked.verified_at is not None:
            raise Invalid("This method is verified already.")
        WaiverMethod.objects.filter(pk=locked.pk).update(verified_by=by.user, verified_at=at, result=result)
        work.target, work.after = locked, {"method": locked.text, "result": result}
    method.refresh_from_db()


def decide_waiver_support(waiver: Waiver, *, by: Actor, at: datetime, supported: bool, reason: str) -> None:
    """Determine, as the CIO, whether the ground holds; the first of the two acts."""
    if not reason.strip():
        raise Invalid("Say why the ground holds, or why not.")
    verb = Verb.SUPPORT_WAIVER if supported else Verb.REFUSE_WAIVER_SUPPORT
    with acting(waiver.review, verb, by=by, at=at, reason=reason) as work:
        locked = Waiver.objects.select_for_update().get(pk=waiver.pk)
        policies.check_support_waiver(locked, supported=supported)
        Waiver.objects.filter(pk=locked.pk).update(supported=supported, cio_reason=reason, cio_by=by.user, cio_at=at)
        work.target, work.after = locked, {"supported": supported, "ground": locked.ground}
    waiver.refresh_from_db()


def decide_waiver(waiver: Waiver, *, by: Actor, at: datetime, granted: bool, reason: str) -> None:
    """Grant or refuse, as the agency head or delegate, who is another person than the CIO; the second act."""
    if not reason.strip():
        raise Invalid("Say why the waiver is granted, or why not.")
    verb = Verb.GRANT_WAIVER if granted else Verb.REFUSE_WAIVER
    with acting(waiver.review, verb, by=by, at=at, reason=reason) as work:
        locked = Waiver.objects.select_for_update().get(pk=waiver.pk)
        permissions.check_waiver_decider(by, locked)
        policies.check_decide_waiver(locked)
        Waiver.objects.filter(pk=locked.pk).update(
            granted=granted,
            head_reason=reason,
            head_by=by.user,
            head_at=at,
            head_delegation=by.delegations.get(Role.AGENCY_HEAD),
        )
        work.target, work.after = locked, {"granted": granted}
    waiver.refresh_from_db()


@dataclass(frozen=True)
class Check:
    """A supply-chain check of the contracting officer (section 889, FASCSA)."""

    name: str
    checked_on: date
    result: str


def record_award(
    review: Review,
    *,
    by: Actor,
    at: datetime,
    contract_number: str,
    clauses: str,
    awarded_on: date,
    checks: list[Check],
    delivered_version: str = "",
) -> Award:
    """Record the award with the clauses that carry the conditions and the supply-chain checks with their dates."""
    if not (contract_number.strip() and clauses.strip()):
        raise Invalid("Enter the contract number and the clauses that carry the conditions.")
    if not checks:
        raise Invalid("Record at least one supply-chain check with its date.")
    with acting(review, Verb.RECORD_AWARD, by=by, at=at) as work:
        policies.check_award(work.review)
        policies.check_delivered(work.review, delivered_version)
        award = Award.objects.create(
            review=work.review,
            contract_number=contract_number,
            clauses=clauses,
            awarded_on=awarded_on,
            delivered_version=delivered_version,
            by=by.user,
            at=at,
        )
        for check in checks:
            SupplyChainCheck.objects.create(
                review=work.review, award=award, name=check.name, checked_on=check.checked_on, result=check.result
            )
        work.target, work.after = (
            award,
            {"contract_number": contract_number, "checks": [check.name for check in checks]},
        )
    return award


def close_without_award(review: Review, *, by: Actor, at: datetime, reason: str) -> None:
    """Close the case without a purchase; the record is kept."""
    if not reason.strip():
        raise Invalid("Say why there is no award.")
    with acting(review, Verb.CLOSE_WITHOUT_AWARD, by=by, at=at, reason=reason):
        pass


def propose_condition_met(condition: Condition, *, by: Actor, at: datetime, finding: str) -> None:
    """Propose a condition as met, with what shows it."""
    if not finding.strip():
        raise Invalid("Say what shows that the condition is kept.")
    with acting(condition.review, Verb.PROPOSE_CONDITION_MET, by=by, at=at) as work:
        locked = Condition.objects.select_for_update().get(pk=condition.pk)
        policies.check_propose_condition(locked)
        Condition.objects.filter(pk=locked.pk).update(
            state=ConditionState.PROPOSED, proposed_by=by.user, proposed_at=at, finding=finding
        )
        work.target, work.after = locked, {"finding": finding}
    condition.refresh_from_db()


def verify_condition(condition: Condition, *, by: Actor, at: datetime) -> None:
    """Verify a condition, as a reviewer who did not propose it."""
    with acting(condition.review, Verb.VERIFY_CONDITION, by=by, at=at) as work:
        locked = Condition.objects.select_for_update().get(pk=condition.pk)
        permissions.check_condition_verifier(by, locked)
        policies.check_verify_condition(locked)
        Condition.objects.filter(pk=locked.pk).update(
            state=ConditionState.VERIFIED, verified_by=by.user, verified_at=at
        )
        work.target, work.after = locked, {"condition": locked.text}
    condition.refresh_from_db()


def add_addendum(review: Review, *, by: Actor, at: datetime, text: str) -> Addendum:
    """Add a correction after the determination; what was determined stays as it is."""
    if not text.strip():
        raise Invalid("Write the addendum.")
    with acting(review, Verb.ADD_ADDENDUM, by=by, at=at) as work:
        policies.check_new_addendum(work.review, text)
        addendum = Addendum.objects.create(review=work.review, text=text, by=by.user, at=at)
        work.target, work.after = addendum, {"text": text}
    return addendum


def close(review: Review, *, by: Actor, at: datetime) -> None:
    """Close a monitored case, once every condition is verified."""
    with acting(review, Verb.CLOSE, by=by, at=at) as work:
        policies.check_close(work.review)
