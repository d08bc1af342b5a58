"""Tells one case from its draft to the state that its plan says, each act by the office whose act it is."""

from collections.abc import Sequence
from datetime import datetime

from apps.devices.models import DeclarationGrant
from apps.reviews.workflow import Outcome
from apps.reviews.workflow import ReviewState as S
from config.scale import ends, findings, opening
from config.scale.case import Case


def tell(case: Case, grant: DeclarationGrant, entered: Sequence[datetime]) -> None:
    """Go through the states of the plan; `entered` says when each began."""
    outcome = ends.choose_outcome(case)
    moments = [*entered, case.now]
    for state, at, until in zip(case.plan.path, moments, moments[1:], strict=False):
        case.at = at
        hours = (until - at).total_seconds() / 3600
        match state:
            case S.DRAFT:
                opening.open_draft(case)
            case S.INTAKE:
                opening.submit(case)
            case S.REQUIREMENTS:
                opening.categorize(case)
            case S.WITH_MANUFACTURER:
                opening.release(case)
            case S.ASSESSMENT:
                opening.receive(case, grant)
                _assess(case, hours)
            case S.TREATMENT:
                findings.conclude(case)
                findings.treat(case, whole=case.plan.state is not S.TREATMENT)
            case S.DECISION:
                _decide(case, outcome, hours)
            case _:
                _end(case, state, outcome)


def _assess(case: Case, hours: float) -> None:
    whole = case.plan.state is not S.ASSESSMENT
    findings.ask(case, whole=whole)
    findings.judge(case, hours=hours * 0.9, whole=whole)


def _decide(case: Case, outcome: Outcome, hours: float) -> None:
    """Recommend, concur and determine; a decision under way has come as far as chance will have it."""
    recommendation = ends.recommend(case, outcome)
    far = 3 if case.plan.state is not S.DECISION else case.plan.random.randrange(3)
    case.later(hours / 3)
    if far > 0:
        ends.concur(case, recommendation)
        case.later(hours / 3)
    if far > 1:
        ends.determine(case, outcome)
        if outcome is Outcome.PREVENTS and case.plan.state is not S.CLOSED:
            ends.waive(case, granted=case.plan.state is S.MONITORING)


def _end(case: Case, state: S, outcome: Outcome) -> None:
    match state:
        case S.NOT_COVERED:
            opening.scope_out(case)
        case S.WITHDRAWN:
            opening.withdraw(case)
        case S.MONITORING if outcome is not Outcome.PREVENTS or case.plan.state is S.MONITORING:
            ends.award(case)
        case S.CLOSED:
            ends.close(case, outcome)
