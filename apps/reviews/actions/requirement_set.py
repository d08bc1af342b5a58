"""Acts on the whole requirement set: proposal, approval, release, and changes of key flags after approval."""

from collections.abc import Iterable
from datetime import date, datetime

from apps.accounts.actors import Actor
from apps.catalog.models import Entry
from apps.core.errors import Invalid, NotNow
from apps.devices import actions as devices
from apps.evidence.kinds import Marking
from apps.reviews import permissions, policies
from apps.reviews.actions.acting import acting
from apps.reviews.models import RequirementChange, Review, ReviewRequirement, Verdict
from apps.reviews.workflow import Selection, Verb


def propose(review: Review, *, by: Actor, at: datetime) -> None:
    """Propose the set: every candidate is selected, or declined with a reason."""
    with acting(review, Verb.PROPOSE, by=by, at=at) as work:
        policies.check_propose(work.review)
        work.after = _set_summary(work.review)


def approve(review: Review, *, by: Actor, at: datetime) -> None:
    """Approve the proposed set, as a person who did not propose it."""
    with acting(review, Verb.APPROVE, by=by, at=at) as work:
        policies.check_approve(work.review)
        work.after = _set_summary(work.review)


def send_back(review: Review, *, by: Actor, at: datetime, reason: str) -> None:
    """Send the proposed set back with a reason, so that the reviewer can change it."""
    if not reason.strip():
        raise Invalid("Say what has to be changed in the set.")
    with acting(review, Verb.SEND_BACK, by=by, at=at, reason=reason) as work:
        policies.check_send_back(work.review)


def release(
    review: Review, *, by: Actor, at: datetime, due_on: date, message: str, marking: str = Marking.PUBLIC
) -> None:
    """Send the approved set to the manufacturer, with the day by which the answer is due and the set's marking."""
    if due_on <= at.date():
        raise Invalid("The answer must be due on a day after today.")
    if marking not in Marking.values:
        raise Invalid("Choose how the requirement set is marked.")
    with acting(review, Verb.RELEASE, by=by, at=at, reason=message) as work:
        policies.check_release(work.review)
        selected = work.review.requirements.filter(selection=Selection.SELECTED).order_by("position")
        request = devices.request_answers(
            work.review.product,
            by=by,
            at=at,
            purpose=work.review.procurement.title,
            due_on=due_on,
            message=letter(selected, message=message, marking=marking),
            entries=Entry.objects.filter(nodes__in=selected.filter(node__isnull=False).values("node_id")),
        )
        Review.objects.filter(pk=work.review.pk).update(request=request)
        work.after = {"recipient": str(work.review.product.organization), "due_on": due_on, "marking": marking}


def letter(selected: Iterable[ReviewRequirement], *, message: str, marking: str) -> str:
    """Return what the manufacturer reads: marking, message, and what no catalog entry says (parameters, own words)."""
    requirements = list(selected)
    parameters = [f"{row.identifier}: {row.parameter}" for row in requirements if row.parameter]
    own = [f"{row.identifier} {row.title}: {row.statement}" for row in requirements if row.node_id is None]
    parts = [f"Marking: {Marking(marking).label}", message.strip()]
    if parameters:
        parts.append("\n".join(["Parameters set by the agency:", *parameters]))
    if own:
        parts.append("\n".join(["Requirements in the agency's own words:", *own]))
    return "\n\n".join(part for part in parts if part)


def request_change(
    requirement: ReviewRequirement, *, by: Actor, at: datetime, key: bool, reason: str
) -> RequirementChange:
    """Ask for a change of a key flag after approval; it shows in the record whatever is decided."""
    if not reason.strip():
        raise Invalid("Say why the key flag should change.")
    review = requirement.review
    with acting(review, Verb.REQUEST_CHANGE, by=by, at=at, reason=reason, requirement=requirement) as work:
        policies.check_judge(requirement)
        if requirement.key == key:
            raise Invalid(f"{requirement.identifier} is {'already' if key else 'not'} a key requirement.")
        if requirement.changes.filter(decided_at__isnull=True).exists():
            raise NotNow("A change of this key flag is waiting for a decision already.")
        change = RequirementChange.objects.create(
            review=work.review, requirement=requirement, key=key, reason=reason, requested_by=by.user, requested_at=at
        )
        work.target, work.after = requirement, {"key": key}
    return change


def decide_change(change: RequirementChange, *, by: Actor, at: datetime, approved: bool, reason: str = "") -> None:
    """Approve or refuse a change of a key flag, as a person who did not ask for it.

    A requirement that becomes key needs a second reviewer again, so its confirmation is cleared.
    """
    requirement = change.requirement
    with acting(change.review, Verb.DECIDE_CHANGE, by=by, at=at, reason=reason, requirement=requirement) as work:
        locked = RequirementChange.objects.select_for_update().get(pk=change.pk)
        permissions.check_change_decider(by, locked)
        if locked.decided_at is not None:
            raise NotNow("This change has been decided already.")
        RequirementChange.objects.filter(pk=locked.pk).update(approved=approved, decided_by=by.user, decided_at=at)
        if approved:
            values = {"key": locked.key, "key_reason": locked.reason if locked.key else ""}
            ReviewRequirement.objects.filter(pk=requirement.pk).update(**values)
            if locked.key:
                Verdict.objects.filter(requirement=requirement).update(confirmed_by=None, confirmed_at=None)
        work.target = requirement
        work.before, work.after = {"key": requirement.key}, {"key": locked.key, "approved": approved}
    change.refresh_from_db()


def _set_summary(review: Review) -> dict[str, object]:
    rows = review.requirements.order_by("position").values_list("identifier", "selection", "key")
    return {
        "selected": [identifier for identifier, selection, _ in rows if selection == Selection.SELECTED],
        "declined": sum(1 for _, selection, _ in rows if selection == Selection.DECLINED),
        "key": [identifier for identifier, _, key in rows if key],
    }
