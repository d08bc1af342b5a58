"""When something may be done, given the state of the review and its parts (domain.md section 5)."""

import re
from datetime import date

from apps.core.errors import Invalid, NotNow, Stale
from apps.core.fingerprint import fingerprint
from apps.core.words import capitalized, counted
from apps.reviews import readiness
from apps.reviews.models import (
    Clarification,
    Condition,
    Gap,
    Recommendation,
    Review,
    ReviewRequirement,
    Waiver,
)
from apps.reviews.workflow import ConditionState, Outcome, ReviewState, Selection, Verb, WaiverGround, next_state
from apps.systems.models import System

AFTER_DETERMINATION = {
    Verb.REQUEST_WAIVER,
    Verb.VERIFY_METHOD,
    Verb.SUPPORT_WAIVER,
    Verb.REFUSE_WAIVER_SUPPORT,
    Verb.GRANT_WAIVER,
    Verb.REFUSE_WAIVER,
    Verb.RECORD_AWARD,
    Verb.CLOSE_WITHOUT_AWARD,
    Verb.ADD_ADDENDUM,
}
BEFORE_DETERMINATION = {Verb.CONCUR, Verb.RETURN, Verb.DETERMINE}


def check_verb(review: Review, verb: Verb, target: ReviewState | None = None) -> ReviewState:
    """Return the state that follows; raise NotNow when the act does not exist in this state."""
    following = next_state(review.state, verb, target)
    if following is None:
        raise NotNow(
            f"“{verb.label}” is not possible while the review is in the state “{ReviewState(review.state).label}”."
        )
    if verb in BEFORE_DETERMINATION and is_determined(review):
        raise NotNow(
            "The determination has been made and the record is frozen. Add an addendum, or open a linked review."
        )
    if verb in AFTER_DETERMINATION and not is_determined(review):
        raise NotNow("The CIO has not determined this case yet.")
    return following


def is_determined(review: Review) -> bool:
    """Tell whether the CIO's determination exists; after it the record is frozen."""
    return hasattr(review, "determination")


def _require(findings: list[readiness.Finding], lead: str) -> None:
    if findings:
        shown = " ".join(finding.message for finding in findings[:5])
        more = f" And {len(findings) - 5} more." if len(findings) > 5 else ""
        raise NotNow(f"{lead} {shown}{more}")


def check_submit(review: Review) -> None:
    """Refuse an incomplete draft."""
    _require(readiness.for_submission(review), "The draft is not complete.")


def check_in_state(review: Review, *states: ReviewState) -> None:
    """Refuse unless the review is in one of the states."""
    if review.state not in states:
        raise NotNow(f"This cannot be changed while the review is in the state “{ReviewState(review.state).label}”.")


LINKABLE = (ReviewState.DECISION, ReviewState.MONITORING, ReviewState.CLOSED)
"""States from which a linked review can follow."""


def check_not_followed(review: Review | None) -> None:
    """Refuse a second linked review while the one that follows is open."""
    follower = review.successors.open().first() if review is not None else None
    if follower is not None:
        raise NotNow(
            f"A linked review follows this one already; it is in the state "
            f"“{ReviewState(follower.state).label}”. Go on there."
        )


def check_categorise(review: Review) -> System:
    """Return the review's system; refuse categorisation without its three FIPS 199 values."""
    system = review.system
    if system is None or system.impact is None:
        raise NotNow("Enter the three FIPS 199 values of the system first.")
    return system


def check_set_open(review: Review) -> None:
    """Refuse changes of a requirement set that is proposed or approved."""
    check_in_state(review, ReviewState.REQUIREMENTS)
    last = readiness.last_set_act(review)
    if last is not None and last.verb != Verb.SEND_BACK:
        raise NotNow("The set has been proposed. To change it, the ISSO sends it back first.")


def check_propose(review: Review) -> None:
    """Refuse a set with undecided candidates, without requirements, or proposed already."""
    check_set_open(review)
    _require(readiness.for_proposal(review), "The requirement set is not complete.")


def check_approve(review: Review) -> None:
    """Refuse approval unless the set is proposed and every key flag has its reason."""
    last = readiness.last_set_act(review)
    if last is None or last.verb != Verb.PROPOSE:
        raise NotNow("There is no proposed requirement set to approve.")
    _require(readiness.for_approval(review), "The set cannot be approved.")


def check_send_back(review: Review) -> None:
    """Refuse to send back a set that was not proposed."""
    last = readiness.last_set_act(review)
    if last is None or last.verb == Verb.SEND_BACK:
        raise NotNow("There is no proposed requirement set to send back.")


def check_release(review: Review) -> None:
    """Refuse release before approval."""
    last = readiness.last_set_act(review)
    if last is None or last.verb != Verb.APPROVE:
        raise NotNow("The requirement set must be approved before it goes to the manufacturer.")


def check_judge(requirement: ReviewRequirement) -> None:
    """Refuse verdicts on requirements that were not selected."""
    if requirement.selection != Selection.SELECTED:
        raise NotNow(f"{requirement.identifier} is not part of the requirement set.")


def check_new_question(requirement: ReviewRequirement, question: str) -> None:
    """Refuse the same question again: the form was sent twice."""
    if requirement.clarifications.filter(question=question).exists():
        raise NotNow("This question has been drafted already; nothing was added.")


def check_question_open(question: Clarification, *, released: bool) -> None:
    """Refuse unless the question is open, and released or not as `released` says."""
    if not question.is_open:
        raise NotNow("This question is closed already.")
    if released and question.released_at is None:
        raise NotNow("This question has not been released yet.")
    if not released and question.released_at is not None:
        raise NotNow("This question has been released already.")


def check_conclude(review: Review) -> None:
    """Refuse while verdicts, second reviewers, answers or decisions on changes are missing."""
    _require(readiness.for_conclusion(review), "The assessment is not complete.")


def check_new_treatment(gap: Gap, kind: str, description: str) -> None:
    """Refuse the same treatment of a gap again: the form was sent twice."""
    if gap.treatments.filter(kind=kind, description=description).exists():
        raise NotNow("This treatment of the gap is recorded already; nothing was added.")


def position_read(gap: Gap) -> str:
    """Return what a form carries to tell whether the position on the gap has changed since it was read."""
    return fingerprint(gap, ("statement", "stated_at"))


def check_position_read(gap: Gap, read: str | None) -> None:
    """Raise Stale when the position is not the one that was read; None asks for no comparison."""
    if read is not None and read != position_read(gap):
        raise Stale("A colleague has written a position here since you opened it. Both are shown; nothing is lost.")


def check_new_condition(review: Review, text: str, due_on: date) -> None:
    """Refuse the same condition again: the form was sent twice."""
    if review.conditions.filter(text=text, due_on=due_on).exists():
        raise NotNow("This condition is set already for that day; nothing was added.")


def check_new_addendum(review: Review, text: str) -> None:
    """Refuse the same addendum again: the form was sent twice."""
    if review.addenda.filter(text=text).exists():
        raise NotNow("This addendum is in the record already; nothing was added.")


def check_recommend(review: Review, outcome: str) -> None:
    """Refuse while a gap is neither treated nor accepted, or the outcome does not fit the conditions."""
    _require(readiness.for_recommendation(review), "The treatment is not complete.")
    _require(readiness.for_outcome(review, outcome), "This outcome does not fit.")


def current_recommendation(review: Review) -> Recommendation | None:
    """Return the recommendation that is before the CISO and the CIO."""
    return review.recommendations.select_related("concurrence").order_by("-at", "-pk").first()


def check_concur(review: Review) -> Recommendation:
    """Return the recommendation to concur with; refuse when there is none or it was concurred with."""
    recommendation = current_recommendation(review)
    if recommendation is None:
        raise NotNow("There is no recommendation yet.")
    if hasattr(recommendation, "concurrence"):
        raise NotNow("The CISO has concurred already.")
    return recommendation


def check_ready_to_determine(review: Review) -> None:
    """Refuse before the concurrence and while anything is missing, whatever the outcome will be."""
    recommendation = current_recommendation(review)
    if recommendation is None or not hasattr(recommendation, "concurrence"):
        raise NotNow("The CISO must concur before the CIO determines.")
    _require(readiness.for_conclusion(review), "The case is not complete.")


def check_determine(review: Review, outcome: str) -> None:
    """Refuse before the concurrence, while anything is missing, or with an outcome that does not fit."""
    check_ready_to_determine(review)
    _require(readiness.for_outcome(review, outcome), "This outcome does not fit.")


def check_request_waiver(review: Review, ground: str, methods: list[str], ends_on: date, today: date) -> None:
    """Refuse a waiver where use does not prevent compliance, and ground (C) without methods."""
    if review.determination.outcome != Outcome.PREVENTS:
        raise NotNow("A waiver is possible only after the determination that use prevents compliance.")
    if hasattr(review, "waiver"):
        raise NotNow("A waiver has been requested already.")
    if ground == WaiverGround.ALTERNATIVE_METHODS and not methods:
        raise Invalid("Ground (C) rests on alternative and effective methods: describe at least one.")
    if ends_on <= today:
        raise Invalid("The waiver must end on a day after today.")


def check_support_waiver(waiver: Waiver, *, supported: bool) -> None:
    """Refuse a second determination, and support of ground (C) while a method is not verified."""
    if waiver.supported is not None:
        raise NotNow("The CIO has determined the ground of this waiver already.")
    if supported and waiver.ground == WaiverGround.ALTERNATIVE_METHODS:
        open_methods = waiver.methods.filter(verified_at__isnull=True).count()
        if open_methods:
            verb = "is" if open_methods == 1 else "are"
            raise NotNow(f"{capitalized(counted(open_methods, 'alternative method'))} {verb} not verified yet.")


def check_decide_waiver(waiver: Waiver) -> None:
    """Refuse a decision before the CIO supported the ground, and a second one."""
    if waiver.granted is not None:
        raise NotNow("This waiver has been decided already.")
    if waiver.supported is not True:
        raise NotNow("The CIO must determine one of the three grounds before the agency head decides.")


def waiver_granted(review: Review) -> bool:
    """Tell whether the agency head granted a waiver in this case."""
    return hasattr(review, "waiver") and review.waiver.granted is True


def check_award(review: Review) -> None:
    """Refuse an award where use prevents compliance and no waiver is granted."""
    if review.determination.outcome == Outcome.PREVENTS and not waiver_granted(review):
        raise NotNow(
            "Use prevents compliance and no waiver is granted: the product may not be bought, renewed or used."
        )


def check_delivered(review: Review, delivered: str) -> None:
    """Refuse a delivered version that the pinned declaration does not cover: it was not assessed."""
    if not delivered.strip() or review.declaration is None:
        return
    assessed = list(
        review.declaration.versions.order_by("component__position", "pk").values_list("software", flat=True)
    )
    if assessed and not any(re.search(rf"(?<![\w.]){re.escape(version)}(?![\w.])", delivered) for version in assessed):
        raise NotNow(
            f"Version {delivered.strip()} was not assessed; the declaration of this review covers "
            f"{', '.join(assessed)}. Accept only what was assessed, or open a linked review for the new version."
        )


def check_propose_condition(condition: Condition) -> None:
    """Refuse to propose a condition twice."""
    if condition.state != ConditionState.OPEN:
        raise NotNow("This condition is not open any more.")


def check_verify_condition(condition: Condition) -> None:
    """Refuse to verify a condition that nobody proposed as met."""
    if condition.state != ConditionState.PROPOSED:
        raise NotNow("Nobody has proposed this condition as met yet.")


def check_close(review: Review) -> None:
    """Refuse closure while a condition is open."""
    waiting = len(readiness.for_closure(review))
    if waiting:
        what = f"{capitalized(counted(waiting, 'condition'))} {'is' if waiting == 1 else 'are'}"
        raise NotNow(f"The review cannot be closed. {what} not verified yet.")
