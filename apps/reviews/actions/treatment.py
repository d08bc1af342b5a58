"""Treating gaps: treatments and their verification, acceptance by the AO, statements, conditions, recommendation."""

from datetime import date, datetime

from apps.accounts.actors import Actor
from apps.catalog.models import Reference
from apps.core.errors import Invalid, NotNow
from apps.reviews import permissions, policies
from apps.reviews.actions.acting import acting
from apps.reviews.models import Condition, Gap, Recommendation, Review, RiskAcceptance, Treatment
from apps.reviews.workflow import TreatmentKind, Verb


def treat(
    gap: Gap,
    *,
    by: Actor,
    at: datetime,
    kind: str,
    description: str,
    owner: str,
    due_on: date,
    verification: str,
    control: Reference | None = None,
) -> Treatment:
    """Record how a gap is treated: by whom, until when, and how that is verified."""
    if kind not in TreatmentKind.values:
        raise Invalid("Choose one of the kinds of treatment.")
    if not (description.strip() and owner.strip() and verification.strip()):
        raise Invalid("Describe the treatment, name its owner, and say how it will be verified.")
    if kind == TreatmentKind.ACCEPT:
        raise Invalid("Accepting the risk is the authorizing official's own act: use “Accept the risk”.")
    with acting(gap.review, Verb.TREAT, by=by, at=at, requirement=gap.requirement) as work:
        _check_open(gap)
        policies.check_new_treatment(gap, kind, description)
        treatment = Treatment.objects.create(
            review=work.review,
            gap=gap,
            kind=kind,
            description=description,
            control=control,
            owner=owner,
            due_on=due_on,
            verification=verification,
            author=by.user,
            created_at=at,
        )
        work.target, work.after = (
            gap.requirement,
            {"kind": kind, "description": description, "owner": owner, "due_on": due_on},
        )
    return treatment


def verify_treatment(treatment: Treatment, *, by: Actor, at: datetime, result: str) -> None:
    """Record that a treatment works, as a person who did not write it."""
    if not result.strip():
        raise Invalid("Say what was checked and what came out.")
    requirement = treatment.gap.requirement
    with acting(treatment.review, Verb.VERIFY_TREATMENT, by=by, at=at, requirement=requirement) as work:
        locked = Treatment.objects.select_for_update().get(pk=treatment.pk)
        permissions.check_treatment_verifier(by, locked)
        if locked.verified_at is not None:
            raise NotNow("This treatment is verified already.")
        Treatment.objects.filter(pk=locked.pk).update(verified_by=by.user, verified_at=at, result=result)
        work.target, work.after = requirement, {"treatment": locked.description, "result": result}
    treatment.refresh_from_db()


def drop_treatment(treatment: Treatment, *, by: Actor, at: datetime, reason: str) -> None:
    """Take back a treatment that does not hold; its gap is open again, and the event keeps what it said."""
    if not reason.strip():
        raise Invalid("Say why the treatment is dropped.")
    requirement = treatment.gap.requirement
    with acting(treatment.review, Verb.DROP_TREATMENT, by=by, at=at, reason=reason, requirement=requirement) as work:
        locked = Treatment.objects.select_for_update().filter(pk=treatment.pk).first()
        if locked is None:
            raise NotNow("This treatment was dropped already.")
        work.target, work.before = (
            requirement,
            {
                "kind": locked.kind,
                "description": locked.description,
                "owner": locked.owner,
                "due_on": locked.due_on,
                "verified_at": locked.verified_at,
                "result": locked.result,
            },
        )
        locked.delete()


def accept_risk(gap: Gap, *, by: Actor, at: datetime, statement: str, until: date | None = None) -> RiskAcceptance:
    """Accept what is left of a gap, as the authorizing official; accepted is never met."""
    if not statement.strip():
        raise Invalid("Say which risk is accepted and why it is within tolerance.")
    with acting(gap.review, Verb.ACCEPT_RISK, by=by, at=at, reason=statement, requirement=gap.requirement) as work:
        _check_open(gap)
        if hasattr(gap, "acceptance"):
            raise NotNow("The risk of this gap is accepted already.")
        acceptance = RiskAcceptance.objects.create(
            review=work.review, gap=gap, statement=statement, until=until, accepted_by=by.user, accepted_at=at
        )
        work.target, work.after = gap.requirement, {"until": until}
    return acceptance


def state_gap(gap: Gap, *, by: Actor, at: datetime, statement: str, read: str | None = None) -> None:
    """Write the position on an open gap; key gaps need one before the recommendation.

    Raises Stale when `read`, the `position_read` that the form carried, is not that of the position stored now.
    """
    if not statement.strip():
        raise Invalid("Write the position on this gap.")
    with acting(gap.review, Verb.STATE_GAP, by=by, at=at, requirement=gap.requirement) as work:
        locked = Gap.objects.select_for_update().get(pk=gap.pk)
        _check_open(locked)
        policies.check_position_read(locked, read)
        work.before = {"statement": locked.statement}
        Gap.objects.filter(pk=locked.pk).update(statement=statement, stated_by=by.user, stated_at=at)
        work.target, work.after = gap.requirement, {"statement": statement}
    gap.refresh_from_db()


def set_condition(
    review: Review, *, by: Actor, at: datetime, text: str, due_on: date, owner: str, gap: Gap | None = None
) -> Condition:
    """Set a condition with a date for the determination to hold."""
    if not (text.strip() and owner.strip()):
        raise Invalid("Write the condition and name who keeps it.")
    if due_on <= at.date():
        raise Invalid("A condition is due on a day after today.")
    if gap is not None and gap.review_id != review.pk:
        raise Invalid("This gap belongs to another review.")
    with acting(review, Verb.SET_CONDITION, by=by, at=at, requirement=gap.requirement if gap else None) as work:
        policies.check_new_condition(work.review, text, due_on)
        condition = Condition.objects.create(
            review=work.review, gap=gap, text=text, due_on=due_on, owner=owner, set_by=by.user, set_at=at
        )
        work.target, work.after = condition, {"text": text, "due_on": due_on, "owner": owner}
    return condition


def drop_condition(condition: Condition, *, by: Actor, at: datetime, reason: str) -> None:
    """Take back a condition before the recommendation; the event keeps what it said."""
    if not reason.strip():
        raise Invalid("Say why the condition is dropped.")
    requirement = condition.gap.requirement if condition.gap else None
    with acting(condition.review, Verb.DROP_CONDITION, by=by, at=at, reason=reason, requirement=requirement) as work:
        locked = Condition.objects.select_for_update().filter(pk=condition.pk).first()
        if locked is None:
            raise NotNow("This condition was dropped already.")
        work.before = {"text": locked.text, "due_on": locked.due_on, "owner": locked.owner}
        locked.delete()


def recommend(review: Review, *, by: Actor, at: datetime, outcome: str, text: str) -> Recommendation:
    """Recommend an outcome to the CISO and the CIO, once every gap is treated or accepted."""
    if not text.strip():
        raise Invalid("Write the recommendation.")
    with acting(review, Verb.RECOMMEND, by=by, at=at, reason=text) as work:
        policies.check_recommend(work.review, outcome)
        recommendation = Recommendation.objects.create(
            review=work.review, outcome=outcome, text=text, by=by.user, at=at
        )
        work.after = {"outcome": outcome}
    return recommendation


def _check_open(gap: Gap) -> None:
    if gap.resolved_at is not None:
        raise NotNow("This gap is resolved: a new verdict closed it.")
