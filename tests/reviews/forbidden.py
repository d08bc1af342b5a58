"""What no review may ever be, whatever people try: written from domain.md sections 4 and 5, not from the code."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q

from apps.reviews.models import Act, Review
from apps.reviews.workflow import Outcome, ReviewState, Verb

S, V = ReviewState, Verb
REVIEWED = {V.PROPOSE, V.RECEIVE, V.GIVE_VERDICT, V.CONFIRM_VERDICT, V.CONCLUDE, V.RECOMMEND}
GAPS = ("partly", "not_met", "no_evidence")
AFTER_RELEASE = {S.WITH_MANUFACTURER, S.ASSESSMENT, S.TREATMENT, S.DECISION, S.MONITORING, S.CLOSED}
JUDGED = {S.TREATMENT, S.DECISION, S.MONITORING, S.CLOSED}
FROZEN = (
    "requirements",
    "verdicts",
    "gaps",
    "treatments",
    "acceptances",
    "clarifications",
    "requirement_changes",
    "recommendations",
    "concurrences",
)
"""What the determination freezes; of conditions their text, date and owner (they are proposed and verified later)."""


def forbidden(review: Review) -> list[str]:
    """Return every rule that the review breaks as it is now."""
    acts = list(Act.objects.filter(review=review).order_by("pk"))
    return [*_signatures(review, acts), *_chain(review, acts), *_records(review), *_stage(review, acts)]


def frozen(review: Review) -> Any:
    """Return what may not change after the determination; None before it."""
    if not hasattr(review, "determination"):
        return None
    rows = {name: list(getattr(review, name).order_by("pk").values()) for name in FROZEN}
    rows["conditions"] = list(review.conditions.order_by("pk").values("text", "due_on", "owner", "gap_id"))
    determination = review.determination
    return rows | {"determination": (determination.outcome, determination.statement, determination.by_id)}


def _signatures(review: Review, acts: list[Act]) -> Iterator[str]:
    """Separation of duties over everybody who acted, in the order in which they did."""
    earlier: dict[str, set[Any]] = defaultdict(set)
    proposer = None
    for act in acts:
        who, reviewers = act.by_id, set().union(*(earlier[verb] for verb in REVIEWED))
        requesters = earlier[V.SUBMIT] | {review.requested_by_id}
        if act.verb in REVIEWED and who in requesters:
            yield f"the requester did {act.verb}"
        if act.verb in {V.CONCUR, V.DETERMINE} and who in reviewers:
            yield f"a reviewer did {act.verb}"
        if act.verb == V.DETERMINE and who in requesters:
            yield "the requester determined"
        if act.verb == V.APPROVE and who == proposer:
            yield "the proposer approved"
        if act.verb == V.CONFIRM_SCOPE_OUT and who in earlier[V.SCOPE_OUT]:
            yield "who scoped it out confirmed it"
        if act.verb in {V.GRANT_WAIVER, V.REFUSE_WAIVER} and who in earlier[V.SUPPORT_WAIVER] | earlier[V.DETERMINE]:
            yield "the CIO decided the waiver"
        if who in earlier[V.RECUSE]:
            yield f"{act.verb} by somebody who had recused"
        proposer = who if act.verb == V.PROPOSE else proposer
        earlier[act.verb].add(who)


def _chain(review: Review, acts: list[Act]) -> Iterator[str]:
    """Each act starts where the one before ended, and the last one where the review is."""
    state = S.DRAFT.value
    for act in acts:
        if act.from_state != state:
            yield f"{act.verb} starts from {act.from_state}, the act before led to {state}"
        state = act.to_state
    if review.state != state:
        yield f"the review is in {review.state}, its acts lead to {state}"


def _records(review: Review) -> Iterator[str]:
    """Two people for each pair of acts on one record."""
    pairs = (
        ("verdicts", "given_by", "confirmed_by"),
        ("treatments", "author", "verified_by"),
        ("requirement_changes", "requested_by", "decided_by"),
        ("conditions", "proposed_by", "verified_by"),
    )
    for name, first, second in pairs:
        if getattr(review, name).filter(**{second: F(first)}).exists():
            yield f"one person did both acts on a row of {name}"
    waiver = getattr(review, "waiver", None)
    if waiver is None:
        return
    if review.determination.outcome != Outcome.PREVENTS:
        yield "a waiver where use does not prevent compliance"
    if waiver.granted is not None and (waiver.supported is not True or waiver.head_by_id == waiver.cio_by_id):
        yield "a waiver decided without the CIO's support, or by the same person"
    if waiver.supported and waiver.ground == "C" and waiver.methods.filter(verified_at=None).exists():
        yield "ground (C) supported with a method that nobody verified"
    if waiver.ground == "C" and not waiver.methods.exists():
        yield "ground (C) without a method"


def _stage(review: Review, acts: list[Act]) -> Iterator[str]:
    """What must be there before a review can be where it is."""
    done = [act.verb for act in acts]
    state, selected = S(review.state), review.requirements.filter(selection="selected")
    if state in AFTER_RELEASE:
        before = done[: done.index(V.RELEASE)]
        if [verb for verb in before if verb in {V.PROPOSE, V.APPROVE, V.SEND_BACK}][-2:] != [V.PROPOSE, V.APPROVE]:
            yield "released without an approved set"
        if review.requirements.filter(Q(selection="candidate") | Q(selection="declined", decline_reason="")).exists():
            yield "released with an undecided candidate, or one declined without a reason"
    if state in JUDGED and selected.filter(verdict=None).exists():
        yield f"{state} with a requirement without a verdict"
    if state == S.NOT_COVERED and done[-1] != V.CONFIRM_SCOPE_OUT:
        yield "not covered without a confirmation"
    if state == S.DECISION:
        yield from _open_gaps(review)
    yield from _decided(review, selected)


def _open_gaps(review: Review) -> Iterator[str]:
    gaps = review.gaps.filter(requirement__verdict__value__in=GAPS)
    if gaps.filter(treatments=None, acceptance=None).exists():
        yield "before the CISO with a gap neither treated nor accepted"
    verified = gaps.filter(treatments__verified_at__isnull=False).values("pk")
    if gaps.filter(requirement__key=True, acceptance=None, statement="").exclude(pk__in=verified).exists():
        yield "before the CISO with an open key gap and no statement"


def _decided(review: Review, selected: Any) -> Iterator[str]:
    determination, award = getattr(review, "determination", None), getattr(review, "award", None)
    if determination is None:
        if review.state in {S.MONITORING, S.CLOSED} or award is not None or review.addenda.exists():
            yield f"{review.state} without a determination"
        return
    last = review.recommendations.order_by("-at", "-pk").first()
    if last is None or not hasattr(last, "concurrence"):
        yield "determined without the CISO's concurrence"
    if selected.filter(Q(verdict=None) | Q(key=True, verdict__confirmed_by=None)).exists():
        yield "determined without every verdict, or without a second reviewer on a key requirement"
    if review.clarifications.filter(answered_at=None, lapsed_at=None).exists():
        yield "determined with an open question"
    conditions = review.conditions.exists()
    if conditions != (determination.outcome == Outcome.WITH_CONDITIONS) and determination.outcome != Outcome.PREVENTS:
        yield "the outcome does not fit the conditions"
    granted = hasattr(review, "waiver") and review.waiver.granted
    if determination.outcome == Outcome.PREVENTS and not granted and (award or review.state == S.MONITORING):
        yield "awarded although use prevents compliance and no waiver is granted"
    if review.state == S.CLOSED and award is not None and review.conditions.exclude(state="verified").exists():
        yield "closed with an open condition"
