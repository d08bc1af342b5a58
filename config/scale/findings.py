"""The middle of a case: verdicts with their second looks, questions, gaps and what is done about them."""

from datetime import timedelta
from random import Random

from apps.reviews.models import Clarification, Gap, ReviewRequirement, RiskAcceptance, Treatment, Verdict
from apps.reviews.workflow import GAP_VERDICTS, Verb, VerdictValue
from apps.reviews.workflow import ReviewState as S
from config.scale import words
from config.scale.case import Case
from config.scale.opening import selected

_VALUES = (
    VerdictValue.MET,
    VerdictValue.MET_BY_OTHER,
    VerdictValue.NOT_APPLICABLE,
    VerdictValue.PARTLY,
    VerdictValue.NOT_MET,
    VerdictValue.NO_EVIDENCE,
)
_WEIGHTS = (78, 5, 7, 6, 3, 1)


def judge(case: Case, *, hours: float, whole: bool) -> None:
    """Give the verdicts within so many hours: all of them, or as many as an assessment under way has."""
    random, rows = case.plan.random, selected(case)
    if not whole:
        rows = rows[: int(len(rows) * random.uniform(0.3, 0.9))]
    values = random.choices(_VALUES, _WEIGHTS, k=len(rows))
    first, second = case.by("reviewer"), case.by("reviewer", 3)
    for row, value in zip(rows, values, strict=True):
        case.later(hours / (len(rows) + 1))
        verdict = _verdict(row, value, random)
        verdict.given_by, verdict.given_at = first.user, case.at
        case.verdicts.append(case.book.add(verdict))
        shown = {"value": str(value), "methods": verdict.methods, "strength": verdict.strength, "version": 1}
        case.act(Verb.GIVE_VERDICT, first, requirement=row, reason=verdict.reason, after=shown)
        if row.key and (whole or random.random() < 0.6):
            verdict.confirmed_by, verdict.confirmed_at = second.user, case.at
            case.act(Verb.CONFIRM_VERDICT, second, requirement=row, after=shown)


def _verdict(row: ReviewRequirement, value: VerdictValue, random: Random) -> Verdict:
    gap = value in GAP_VERDICTS
    return Verdict(
        review=row.review,
        requirement=row,
        value=value,
        examined=True,
        interviewed=random.random() < 0.2,
        tested=random.random() < 0.4,
        strength=random.randrange(0, 4) if gap else random.randrange(row.minimum_strength, 5),
        reason=random.choice(words.GAP_REASONS if gap else words.REASONS),
    )


def ask(case: Case, *, whole: bool) -> None:
    """Draft, release and answer two questions; in an assessment under way some are still open."""
    random, officer = case.plan.random, case.by("co")
    for number, row in enumerate(random.sample(selected(case), 2), start=1):
        question = case.book.add(
            Clarification(
                review=case.review,
                requirement=row,
                number=number,
                question="Which setting of the delivered unit does this, and since which version?",
                drafted_by=case.by("reviewer").user,
                drafted_at=case.at,
            )
        )
        case.act(Verb.ASK, case.by("reviewer"), requirement=row, target=question)
        if not whole and random.random() < 0.2:
            continue
        question.released_by, question.released_at = officer.user, case.at
        question.due_on = case.at.date() + timedelta(days=10)
        case.act(Verb.RELEASE_QUESTION, officer, requirement=row, target=question, after={"due_on": question.due_on})
        if whole or random.random() < 0.6:
            question.lapsed_by, question.lapsed_at = officer.user, case.at
            question.lapse_reason = "No answer came within the time given."
            case.act(Verb.LAPSE_QUESTION, officer, requirement=row, target=question, reason=question.lapse_reason)


def conclude(case: Case) -> None:
    """End the assessment: every gap becomes a record."""
    for verdict in case.verdicts:
        if verdict.value in GAP_VERDICTS:
            case.gaps.append(case.book.add(Gap(review=case.review, requirement=verdict.requirement)))
    case.act(Verb.CONCLUDE, case.by("reviewer"), to=S.TREATMENT, after={"gaps": len(case.gaps)})


def treat(case: Case, *, whole: bool) -> None:
    """Treat the gaps, verify the treatments, accept what is left; under way only a part of it is done."""
    random, author, verifier, official = case.plan.random, case.by("isso"), case.by("isso", 1), case.by("ao")
    for gap in case.gaps:
        case.later(1)
        if not whole and random.random() < 0.4:
            continue
        _take_position(case, gap)
        kind, description, verification = random.choice(words.TREATMENTS)
        treatment = case.book.add(
            Treatment(
                review=case.review,
                gap=gap,
                kind=kind,
                description=description,
                owner="Network team",
                due_on=case.at.date() + timedelta(days=random.randrange(10, 60)),
                verification=verification,
                author=author.user,
                created_at=case.at,
            )
        )
        case.act(Verb.TREAT, author, requirement=gap.requirement, after={"kind": kind, "description": description})
        if random.random() < (0.85 if whole else 0.5):
            treatment.verified_by, treatment.verified_at = verifier.user, case.at
            treatment.result = "Seen in place."
            case.act(Verb.VERIFY_TREATMENT, verifier, requirement=gap.requirement, after={"result": "Seen in place."})
        elif whole:
            statement = "The rest is within the tolerance of this system."
            case.book.add(
                RiskAcceptance(
                    review=case.review,
                    gap=gap,
                    statement=statement,
                    accepted_by=official.user,
                    accepted_at=case.at,
                )
            )
            case.act(Verb.ACCEPT_RISK, official, requirement=gap.requirement, reason=statement)


def _take_position(case: Case, gap: Gap) -> None:
    if gap.requirement.key:
        by = case.by("isso")
        gap.statement, gap.stated_by, gap.stated_at = "Guarded by the segment until it is treated.", by.user, case.at
        case.act(Verb.STATE_GAP, by, requirement=gap.requirement, after={"statement": gap.statement})
