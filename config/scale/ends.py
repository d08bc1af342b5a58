"""The last stages of a case: recommendation to award, conditions, waiver, closure."""

from datetime import timedelta

from apps.reviews.models import (
    Award,
    Concurrence,
    Condition,
    Determination,
    Recommendation,
    SupplyChainCheck,
    Waiver,
    WaiverMethod,
)
from apps.reviews.workflow import ConditionState, Outcome, Verb, WaiverGround
from apps.reviews.workflow import ReviewState as S
from config.scale import words
from config.scale.case import Case

_METHODS = ("Own network segment without a way out", "One-way export of readings")


def choose_outcome(case: Case) -> Outcome:
    """Return how the case ends: what prevents compliance is closed, or waived before an award."""
    random, state = case.plan.random, case.plan.state
    prevents = {S.MONITORING: 0.04, S.CLOSED: 0.15}.get(state, 0.12)
    if random.random() < prevents:
        return Outcome.PREVENTS
    return Outcome.WITH_CONDITIONS if random.random() < 0.4 else Outcome.DOES_NOT_PREVENT


def recommend(case: Case, outcome: Outcome) -> Recommendation:
    """Set the conditions, and recommend."""
    if outcome is Outcome.WITH_CONDITIONS:
        isso = case.by("isso")
        for text in words.CONDITIONS[: case.plan.random.randrange(1, len(words.CONDITIONS) + 1)]:
            condition = case.book.add(
                Condition(
                    review=case.review,
                    text=text,
                    due_on=case.at.date() + timedelta(days=case.plan.random.randrange(60, 400)),
                    owner="Office of Facilities",
                    set_by=isso.user,
                    set_at=case.at,
                )
            )
            _keep(case, condition)
            case.act(Verb.SET_CONDITION, isso, target=condition, after={"text": text, "due_on": condition.due_on})
    by = case.by("reviewer")
    text = "Every requirement was judged, and every gap is treated or accepted."
    recommendation = case.book.add(
        Recommendation(review=case.review, outcome=outcome, text=text, by=by.user, at=case.at)
    )
    case.act(Verb.RECOMMEND, by, to=S.DECISION, reason=text, after={"outcome": outcome.value})
    return recommendation


def _keep(case: Case, condition: Condition) -> None:
    """Say how far a condition is today: kept in closed cases and mostly when its day has passed."""
    passed = condition.due_on < case.now.date()
    random = case.plan.random
    if case.plan.state is S.CLOSED or (case.plan.state is S.MONITORING and passed and random.random() < 0.9):
        condition.state, condition.finding = ConditionState.VERIFIED, "Seen at the site."
        condition.proposed_by, condition.verified_by = case.by("isso").user, case.by("reviewer").user
        condition.proposed_at = condition.verified_at = min(case.now - timedelta(hours=2), case.at + timedelta(days=40))
    elif case.plan.state is S.MONITORING and random.random() < 0.1:
        condition.state, condition.finding = ConditionState.PROPOSED, "Delivered last week."
        condition.proposed_by, condition.proposed_at = case.by("isso").user, case.now - timedelta(days=1)


def concur(case: Case, recommendation: Recommendation) -> None:
    """Let the CISO concur."""
    by = case.by("ciso")
    case.book.add(
        Concurrence(review=case.review, recommendation=recommendation, text="Agreed.", by=by.user, at=case.at)
    )
    case.act(Verb.CONCUR, by, reason="Agreed.", after={"outcome": str(recommendation.outcome)})


def determine(case: Case, outcome: Outcome) -> None:
    """Let the CIO determine."""
    by = case.by("cio")
    statement = "Having reviewed the record, I determine as stated."
    case.book.add(Determination(review=case.review, outcome=outcome, statement=statement, by=by.user, at=case.at))
    case.act(Verb.DETERMINE, by, reason=statement, after={"outcome": outcome.value})


def waive(case: Case, *, granted: bool) -> None:
    """Ask for a waiver; when `granted`, CIO and agency head act on it."""
    random, by = case.plan.random, case.by("requester")
    ground = random.choice((WaiverGround.RESEARCH, *[WaiverGround.ALTERNATIVE_METHODS] * 3))
    devices = [f"{case.review.product.model}-{case.plan.number:05d}-{at:03d}" for at in range(case.review.quantity)]
    waiver = case.book.add(
        Waiver(
            review=case.review,
            ground=ground,
            facts="The units stand in one room and talk to one gateway of the agency only.",
            devices="\n".join(devices),
            ends_on=case.at.date() + timedelta(days=random.randrange(90, 700)),
            requested_by=by.user,
            requested_at=case.at,
        )
    )
    after = {"ground": ground.value, "ends_on": waiver.ends_on, "devices": devices}
    case.act(Verb.REQUEST_WAIVER, by, target=waiver, reason=waiver.facts, after=after)
    if ground is WaiverGround.ALTERNATIVE_METHODS:
        for text in _METHODS:
            method = case.book.add(WaiverMethod(review=case.review, waiver=waiver, text=text))
            if granted:
                method.verified_by, method.verified_at, method.result = case.by("isso").user, case.at, "Seen in place."
    if not granted:
        return
    cio, head = case.by("cio"), case.by("head")
    waiver.supported, waiver.cio_by, waiver.cio_at, waiver.cio_reason = True, cio.user, case.at, "The ground is given."
    case.act(Verb.SUPPORT_WAIVER, cio, target=waiver, reason=waiver.cio_reason, after={"supported": True})
    waiver.granted, waiver.head_by, waiver.head_at, waiver.head_reason = True, head.user, case.at, "Granted."
    case.act(Verb.GRANT_WAIVER, head, target=waiver, reason=waiver.head_reason, after={"granted": True})


def award(case: Case) -> None:
    """Record the award with the version delivered and the supply-chain checks."""
    by, declaration = case.by("co"), case.review.declaration
    number = f"47QX-{case.plan.number:06d}"
    row = case.book.add(
        Award(
            review=case.review,
            contract_number=number,
            clauses="Delivery of the declared version or a later one; conditions of the determination.",
            awarded_on=case.at.date(),
            by=by.user,
            at=case.at,
            delivered_version="",
        )
    )
    for name in ("Section 889 representation", "FASCSA orders"):
        case.book.add(
            SupplyChainCheck(review=case.review, award=row, name=name, checked_on=case.at.date(), result="No finding.")
        )
    pinned = str(declaration.pk) if declaration is not None else ""
    case.act(Verb.RECORD_AWARD, by, to=S.MONITORING, after={"contract": number, "declaration": pinned})


def close(case: Case, outcome: Outcome) -> None:
    """Close the case: after the award, or without one where use prevents compliance."""
    if outcome is Outcome.PREVENTS:
        reason = "The determination stands against the purchase."
        case.act(Verb.CLOSE_WITHOUT_AWARD, case.by("co"), to=S.CLOSED, reason=reason)
    else:
        case.act(Verb.CLOSE, case.by("reviewer"), to=S.CLOSED)
