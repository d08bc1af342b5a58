"""What was decided: recommendation, concurrence, determination in the Act's words, waiver, award, addenda."""

from typing import Any

from apps.reports.record.values import choice, day, delegation, moment, person, signed
from apps.reviews.models import Act, Addendum, Award, Determination, Recommendation, Review, Waiver
from apps.reviews.workflow import Outcome, Verb, WaiverGround

_UNDER = (
    "In the contract review that 40 U.S.C. 11319(b)(1)(C) requires, {office} of the agency ({agency}) determined under "
    "section 7(a) of the Internet of Things Cybersecurity Improvement Act of 2020 (15 U.S.C. 278g-3e) that the use of "
    "this device "
)
_STANDARDS = (
    "compliance with the standards and guidelines developed under section 4, or the guidelines published under "
    "section 5, of the Act with respect to such device (15 U.S.C. 278g-3b and 278g-3c)."
)
_WORDS = {
    Outcome.DOES_NOT_PREVENT: f"does not prevent {_STANDARDS}",
    Outcome.WITH_CONDITIONS: f"does not prevent {_STANDARDS} The determination rests on the conditions listed here.",
    Outcome.PREVENTS: (
        f"prevents {_STANDARDS} The agency may not procure or obtain the device, renew a contract for it, or use it, "
        "unless the head of the agency waives the prohibition under section 7(b)."
    ),
}


def recommendations_part(review: Review) -> list[dict[str, Any]]:
    """Return the recommendations in their order, each with the CISO's concurrence; a returned case has several."""
    rows = (
        Recommendation.objects.filter(review=review)
        .select_related("by", "concurrence", "concurrence__by")
        .order_by("at", "pk")
    )
    return [
        {
            "outcome": choice(Outcome, row.outcome),
            "text": row.text,
            "signed": signed(row.by, row.at),
            "concurrence": {"text": row.concurrence.text, "signed": signed(row.concurrence.by, row.concurrence.at)}
            if hasattr(row, "concurrence")
            else None,
        }
        for row in rows
    ]


def determination_part(review: Review, acts: list[Act]) -> dict[str, Any]:
    """Return the CIO's determination, in the words of the Act, with the delegation it was made under."""
    row: Determination = review.determination
    act = next((act for act in reversed(acts) if act.verb == Verb.DETERMINE), None)
    office = "a delegate of the Chief Information Officer" if row.delegation else "the Chief Information Officer"
    return {
        "outcome": choice(Outcome, row.outcome),
        "words": _UNDER.format(office=office, agency=review.organization.name) + _WORDS[Outcome(row.outcome)],
        "statement": row.statement,
        "signed": signed(row.by, row.at, act.role if act else ""),
        "delegation": delegation(row.delegation),
    }


def waiver_part(review: Review) -> dict[str, Any] | None:
    """Return the waiver with its two acts and, behind ground (C), the alternative methods; None when none was asked."""
    row: Waiver | None = getattr(review, "waiver", None)
    if row is None:
        return None
    methods = row.methods.select_related("verified_by").order_by("pk")
    return {
        "ground": choice(WaiverGround, row.ground),
        "facts": row.facts,
        "devices": [line.strip() for line in row.devices.splitlines() if line.strip()],
        "ends_on": day(row.ends_on),
        "requested": signed(row.requested_by, row.requested_at),
        "cio_act": {"supported": row.supported, "reason": row.cio_reason, "signed": signed(row.cio_by, row.cio_at)}
        if row.cio_by
        else None,
        "head_act": {
            "granted": row.granted,
            "reason": row.head_reason,
            "signed": signed(row.head_by, row.head_at),
            "delegation": delegation(row.head_delegation),
        }
        if row.head_by
        else None,
        "methods": [
            {"text": method.text, "verified": signed(method.verified_by, method.verified_at), "result": method.result}
            for method in methods
        ],
    }


def award_part(review: Review) -> dict[str, Any] | None:
    """Return the contract record with its supply chain checks; None before the award."""
    row: Award | None = getattr(review, "award", None)
    if row is None:
        return None
    return {
        "contract_number": row.contract_number,
        "clauses": row.clauses,
        "awarded_on": day(row.awarded_on),
        "delivered_version": row.delivered_version,
        "signed": signed(row.by, row.at),
        "supply_chain_checks": [
            {"name": check.name, "checked_on": day(check.checked_on), "result": check.result}
            for check in row.checks.order_by("checked_on", "name", "pk")
        ],
    }


def addenda_part(review: Review) -> list[dict[str, Any]]:
    """Return the corrections and additions after the determination."""
    rows = Addendum.objects.filter(review=review).select_related("by").order_by("at", "pk")
    return [{"text": row.text, "by": person(row.by), "at": moment(row.at)} for row in rows]
