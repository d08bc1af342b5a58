"""Gaps, treatments, acceptances and conditions: four lists, since they are four different things."""

from typing import Any

from apps.reports.record.values import choice, day, signed
from apps.reviews.models import Condition, Review, ReviewRequirement, RiskAcceptance, Treatment
from apps.reviews.traceability import CapabilitySupport, Support, standing
from apps.reviews.workflow import GAP_VERDICTS, ConditionState, Selection, TreatmentKind, VerdictValue


def gaps_part(requirements: list[ReviewRequirement], capabilities: list[CapabilitySupport]) -> list[dict[str, Any]]:
    """Return the requirements whose verdict is a gap, how far each is treated, and what loses support by it."""
    return [
        _gap(row, capabilities)
        for row in requirements
        if row.selection == Selection.SELECTED and _verdict_of(row) in GAP_VERDICTS
    ]


def _verdict_of(row: ReviewRequirement) -> str:
    verdict = getattr(row, "verdict", None)
    return verdict.value if verdict is not None else ""


def _gap(row: ReviewRequirement, capabilities: list[CapabilitySupport]) -> dict[str, Any]:
    gap = getattr(row, "gap", None)
    support, words = standing(row)
    touched = [c for c in capabilities if {control.identifier for control in c.controls} & set(row.controls)]
    verified = gap is not None and any(treatment.verified_at for treatment in gap.treatments.all())
    accepted = gap is not None and hasattr(gap, "acceptance")
    return {
        "requirement": row.identifier,
        "title": row.title,
        "key": row.key,
        "verdict": choice(VerdictValue, row.verdict.value),
        "standing": choice(Support, support),
        "standing_words": words,
        "residual": not (verified or accepted),
        "position": gap.statement if gap else "",
        "stated": signed(gap.stated_by, gap.stated_at) if gap else None,
        "loses_support": {
            "controls": list(row.controls),
            "capabilities": [c.capability.name for c in touched],
            "requirements": sorted({str(r) for c in touched for r in c.capability.satisfies.all()}),
        },
    }


def treatments_part(review: Review) -> list[dict[str, Any]]:
    """Return what is done about gaps, by whom, until when, and how it was verified."""
    treatments = (
        Treatment.objects.filter(review=review)
        .select_related("gap__requirement", "control", "author", "verified_by")
        .order_by("gap__requirement__position", "created_at", "pk")
    )
    return [
        {
            "requirement": row.gap.requirement.identifier,
            "kind": choice(TreatmentKind, row.kind),
            "description": row.description,
            "control": row.control.identifier if row.control else None,
            "owner": row.owner,
            "due_on": day(row.due_on),
            "verification": row.verification,
            "written": signed(row.author, row.created_at),
            "verified": signed(row.verified_by, row.verified_at),
            "result": row.result,
        }
        for row in treatments
    ]


def acceptances_part(review: Review) -> list[dict[str, Any]]:
    """Return the risks that the authorizing official accepted."""
    acceptances = (
        RiskAcceptance.objects.filter(review=review)
        .select_related("gap__requirement", "accepted_by")
        .order_by("gap__requirement__position", "pk")
    )
    return [
        {
            "requirement": row.gap.requirement.identifier,
            "statement": row.statement,
            "until": day(row.until),
            "accepted": signed(row.accepted_by, row.accepted_at),
        }
        for row in acceptances
    ]


def conditions_part(review: Review) -> list[dict[str, Any]]:
    """Return the conditions of the determination, each with its date and state."""
    conditions = (
        Condition.objects.filter(review=review)
        .select_related("gap__requirement", "set_by", "proposed_by", "verified_by")
        .order_by("due_on", "set_at", "pk")
    )
    return [
        {
            "number": number,
            "requirement": row.gap.requirement.identifier if row.gap else None,
            "text": row.text,
            "due_on": day(row.due_on),
            "owner": row.owner,
            "state": choice(ConditionState, row.state),
            "set": signed(row.set_by, row.set_at),
            "proposed": signed(row.proposed_by, row.proposed_at),
            "finding": row.finding,
            "verified": signed(row.verified_by, row.verified_at),
        }
        for number, row in enumerate(conditions, 1)
    ]
