"""What the decision rests on, as the pages of decision and waiver read it: question, facts, signatures, next act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.core.components import Fact
from apps.reviews.models import Recommendation, Review, Waiver
from apps.reviews.permissions import OFFICE, PERMISSION_OF
from apps.reviews.workflow import Occasion, Outcome, ReviewState, Verb

LAW = "15 USC 278g-3e(a); 40 USC 11319(b)(1)(C)"
OCCASION = {
    Occasion.NEW_PROCUREMENT: "buying and using",
    Occasion.RENEWAL_OR_OPTION: "renewing the contract for, and using,",
    Occasion.CONTINUED_USE: "the further use of",
}


@dataclass(frozen=True)
class Signature:
    """One act of one office: signed, next in turn, or still to come."""

    office: str
    act: str
    standing: str
    person: str = ""
    at: datetime | None = None
    shown: Any = None
    text: str = ""
    note: str = ""
    words: str = ""


def question(review: Review) -> str:
    """Return the question of the Act about this product in this system, as one sentence."""
    doing = OCCASION[Occasion(review.procurement.occasion)]
    units = "" if review.quantity == 1 else f"{review.quantity:,} "
    return (
        f"Does {doing} {units}{review.product} in the system “{review.system}” prevent compliance with NIST's "
        "standards and guidelines for IoT devices?"
    )


def facts(review: Review) -> list[Fact]:
    """Return what is bought, for what, and for how much; the header names the versions."""
    procurement = review.procurement
    amount = f"{procurement.amount:,.2f} USD" if procurement.amount is not None else "value not stated"
    listed = [
        Fact("Product", f"{review.product}, {review.product.kind.lower()}"),
        Fact("System", str(review.system)),
        Fact("Purchase", f"{review.quantity:,} unit{'' if review.quantity == 1 else 's'}, {amount}"),
        Fact("Occasion", procurement.get_occasion_display(), note=procurement.reference),
    ]
    return [*listed, Fact("Offeror", procurement.offeror)] if procurement.offeror else listed


def current_recommendation(review: Review) -> Recommendation | None:
    """Return the recommendation before the CISO and the CIO, with who signed it and who concurred; one statement."""
    recommendations = review.recommendations.select_related("by", "concurrence__by")
    return recommendations.order_by("-at", "-pk").first()


def signatures(review: Review, recommendation: Recommendation | None) -> list[Signature]:
    """Return the acts that lead to the determination, in their order; no statement of its own."""
    found = [*_signed(review, recommendation)]
    missing = [
        (verb, act)
        for verb, act in (
            (Verb.RECOMMEND, "Recommendation"),
            (Verb.CONCUR, "Concurrence"),
            (Verb.DETERMINE, "Determination"),
        )
        if act not in {signature.act for signature in found}
    ]
    deciding = review.state == ReviewState.DECISION
    for place, (verb, act) in enumerate(missing):
        found.append(Signature(office(verb), act, "next" if deciding and place == 0 else "later"))
    return found


def _signed(review: Review, recommendation: Recommendation | None) -> Iterator[Signature]:
    if recommendation is not None:
        yield Signature(
            office(Verb.RECOMMEND),
            "Recommendation",
            "done",
            str(recommendation.by),
            recommendation.at,
            Outcome(recommendation.outcome),
            recommendation.text,
        )
        concurrence = getattr(recommendation, "concurrence", None)
        if concurrence is not None:
            yield Signature(
                office(Verb.CONCUR), "Concurrence", "done", str(concurrence.by), concurrence.at, None, concurrence.text
            )
    determination = getattr(review, "determination", None)
    if determination is not None:
        yield Signature(
            office(Verb.DETERMINE),
            "Determination",
            "done",
            str(determination.by),
            determination.at,
            determination.shown,
            note=delegation_note(determination.delegation),
        )


def office(verb: Verb) -> str:
    """Return whose act it is, as a heading: "CISO", "Reviewer"."""
    words = OFFICE[PERMISSION_OF[verb]].removeprefix("the ").removeprefix("a ").removeprefix("an ")
    return words[:1].upper() + words[1:]


def delegation_note(delegation: Any) -> str:
    """Return the document behind a delegated signature, with its dates; empty for the office's own holder."""
    if delegation is None:
        return ""
    return (
        f"By delegation of {delegation.delegated_by}, {delegation.document}: {delegation.covers} "
        f"({delegation.starts_on:%d %b %Y} to {delegation.ends_on:%d %b %Y})"
    )


def next_act(review: Review, recommendation: Recommendation | None) -> str:
    """Return who acts next on the decision, as a sentence."""
    state = ReviewState(review.state)
    if state is not ReviewState.DECISION:
        return _outside_decision(state)
    determination = getattr(review, "determination", None)
    if determination is None:
        if getattr(recommendation, "concurrence", None) is None:
            return f"Next: {OFFICE[PERMISSION_OF[Verb.CONCUR]]} concurs, or returns the case."
        return f"Next: {OFFICE[PERMISSION_OF[Verb.DETERMINE]]} determines."
    if determination.outcome != Outcome.PREVENTS:
        return "Next: the contracting officer records the award, or closes the case without one."
    return _after_prevents(getattr(review, "waiver", None))


def _outside_decision(state: ReviewState) -> str:
    if state is ReviewState.MONITORING:
        return "The award is recorded; the conditions are followed until the last one is verified."
    if state in (ReviewState.CLOSED, ReviewState.NOT_COVERED, ReviewState.WITHDRAWN):
        return f"The case has ended: {state.label.lower()}."
    return f"The case is in the state “{state.label}”; it is decided after the recommendation."


def _after_prevents(waiver: Waiver | None) -> str:
    if waiver is None:
        return (
            "The product may not be bought, renewed or used. Next: the requester asks for a waiver, or the contracting "
            "officer closes the case without award."
        )
    if waiver.supported is None:
        return f"A waiver is requested. Next: {OFFICE[PERMISSION_OF[Verb.SUPPORT_WAIVER]]} determines the ground."
    if waiver.supported and waiver.granted is None:
        return (
            f"The ground is determined. Next: {OFFICE[PERMISSION_OF[Verb.GRANT_WAIVER]]} grants or refuses the waiver."
        )
    if waiver.granted:
        return "The waiver is granted. Next: the contracting officer records the award, or closes without one."
    return (
        "No waiver is granted: the product may not be bought, renewed or used. The contracting officer closes the case."
    )
