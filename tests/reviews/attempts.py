"""Every act on a review as something that anybody can try: the real action with arguments drawn at random.

An attempt whose object does not exist (no gap to treat, no waiver to grant) does nothing and returns False.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.actors import Actor
from apps.devices.models import Declaration
from apps.reviews import actions
from apps.reviews.models import Review
from apps.reviews.use_case import QUESTIONS, SCOPE_CRITERIA
from apps.reviews.workflow import Outcome, ReviewState, Selection, TreatmentKind, Verb, VerdictValue
from tests.factories.reviews import KEY, PLAIN, make_declaration_for
from tests.reviews.test_newer_declaration import attest_successor

V = Verb
type Draw = Callable[[list[Any]], Any]
type Attempt = Callable[[Review, Actor, Draw], Any]
DRAFTING, TAILORING = "edit the draft", "tailor the set"
"""What is done without an act: it leaves an event and no signature."""


def _one(rows: Any, draw: Draw) -> Any:
    found = list(rows.order_by("pk")[:6])
    return draw(found) if found else None


def _on(rows: Callable[[Review], Any], perform: Callable[[Any, Actor, Draw], Any]) -> Attempt:
    """Return an attempt on one of the review's parts, if there is one."""

    def attempt(review: Review, by: Actor, draw: Draw) -> Any:
        chosen = _one(rows(review), draw)
        return False if chosen is None else perform(chosen, by, draw)

    return attempt


def _on_the_waiver(perform: Callable[[Any, Actor, Draw], Any]) -> Attempt:
    return lambda review, by, draw: perform(review.waiver, by, draw) if hasattr(review, "waiver") else False


def _now() -> dict[str, Any]:
    return {"at": timezone.now()}


def _soon(days: int = 30) -> Any:
    return timezone.localdate() + timedelta(days=days)


def _edit_draft(review: Review, by: Actor, draw: Draw) -> None:
    answered = {question.slug: draw(["As planned.", "As planned.", ""]) for question in QUESTIONS}
    actions.edit_draft(review, by=by, system=review.system, quantity=2, use_case=answered)


def _tailor(review: Review, by: Actor, draw: Draw) -> Any:
    others = list(review.requirements.exclude(identifier__in=[KEY, PLAIN]).values_list("identifier", flat=True))
    if not others:
        return False
    actions.decide_candidates(
        review, by=by, identifiers=others, selection=Selection.DECLINED, decline_reason=draw(["The gateway.", ""])
    )
    for row in review.requirements.filter(identifier__in=[KEY, PLAIN]).select_related("review"):
        actions.tailor_requirement(row, by=by, key=row.identifier == KEY, key_reason="Needed for this use.")
    return True


def _receive(review: Review, by: Actor, draw: Draw) -> None:
    shared = Declaration.objects.filter(product=review.product, grants__agency=review.organization).first()
    declaration = shared or (make_declaration_for(review) if review.request_id else None)
    if declaration is not None:
        actions.receive(review, by=by, declaration=declaration, **_now())


def _newer(review: Review) -> Declaration | None:
    """Return the newest declaration; make one when the pinned one is the newest."""
    if review.declaration is None:
        return None
    newest = review.product.declarations.order_by("-number").first()
    return newest if newest != review.declaration else attest_successor(review)


def _judge(row: Any, by: Actor, draw: Draw) -> None:
    stored = getattr(row, "verdict", None)
    entry = actions.VerdictInput(draw(VerdictValue.values), True, False, False, draw([3, 4, 4, 1]), "Seen.")
    version = (stored.version if stored else 0) + draw([0, 0, 0, 1])
    actions.give_verdict(row, by=by, entry=entry, version=version, **_now())


def _confirm(row: Any, by: Actor, draw: Draw) -> None:
    actions.confirm_verdict(row, by=by, version=row.verdict.version, **_now())


def _treat(gap: Any, by: Actor, draw: Draw) -> None:
    kind = draw([kind.value for kind in TreatmentKind])
    words = {"description": draw(["A gateway.", "A list."]), "owner": "Network team", "verification": "Look at it."}
    actions.treat(gap, by=by, kind=kind, due_on=_soon(), **words, **_now())


def _set_condition(review: Review, by: Actor, draw: Draw) -> None:
    text = draw(["Firmware 4 is installed.", "The list is complete."])
    actions.set_condition(review, by=by, text=text, due_on=_soon(), owner="Program office", **_now())


def _request_waiver(review: Review, by: Actor, draw: Draw) -> None:
    terms = {"facts": "One hub only.", "devices": "SN-1", "ends_on": _soon(200)}
    methods = draw([["Own segment"], ["Own segment"], []])
    actions.request_waiver(review, by=by, ground=draw(["A", "B", "C"]), methods=methods, **terms, **_now())


def _award(review: Review, by: Actor, draw: Draw) -> None:
    checks = [actions.Check("Section 889 representation", timezone.localdate(), "None.")]
    terms = {"contract_number": "47QX-1", "clauses": "52.239-1", "awarded_on": timezone.localdate(), "checks": checks}
    actions.record_award(review, by=by, delivered_version=draw(["", "0.0.1"]), **terms, **_now())


def _said(action: Callable[..., Any], **words: str) -> Attempt:
    """Return an attempt on the whole review that takes nothing but these words."""
    return lambda review, by, draw: action(review, by=by, **words, **_now())


def _selected(review: Review) -> Any:
    return review.requirements.filter(selection=Selection.SELECTED).select_related("review", "verdict")


def _gaps(review: Review) -> Any:
    return review.gaps.select_related("review", "requirement")


def _part(name: str) -> Callable[[Review], Any]:
    return lambda review: getattr(review, name).select_related("review")


ATTEMPTS: dict[str, Attempt] = {
    DRAFTING: _edit_draft,
    TAILORING: _tailor,
    V.SUBMIT: _said(actions.submit),
    V.SCOPE_OUT: lambda review, by, draw: actions.scope_out(
        review, by=by, reasons={one.slug: draw(["No sensor.", "No sensor.", ""]) for one in SCOPE_CRITERIA}, **_now()
    ),
    V.CONFIRM_SCOPE_OUT: _said(actions.confirm_scope_out),
    V.CATEGORISE: lambda review, by, draw: actions.categorise(
        review, by=by, boundary="The network.", placement="elements", privacy_trigger=draw([True, False]), **_now()
    ),
    V.PROPOSE: _said(actions.propose),
    V.APPROVE: _said(actions.approve),
    V.SEND_BACK: _said(actions.send_back, reason="One is missing."),
    V.RELEASE: lambda review, by, draw: actions.release(review, by=by, due_on=_soon(14), message="Please.", **_now()),
    V.RECEIVE: _receive,
    V.RECORD_NO_ANSWER: _said(actions.record_no_answer, reason="Asked twice."),
    V.SWITCH_DECLARATION: lambda review, by, draw: actions.switch_declaration(
        review, by=by, declaration=_newer(review), reason="Newer.", **_now()
    ),
    V.KEEP_DECLARATION: lambda review, by, draw: actions.keep_declaration(
        review, by=by, declaration=_newer(review), reason="Same.", **_now()
    ),
    V.ASK: _on(
        _selected,
        lambda row, by, draw: actions.ask(row, by=by, question=draw(["Which port?", "Since when?"]), **_now()),
    ),
    V.RELEASE_QUESTION: _on(
        _part("clarifications"), lambda one, by, draw: actions.release_question(one, by=by, due_on=_soon(), **_now())
    ),
    V.ANSWER: _on(
        _part("clarifications"), lambda one, by, draw: actions.answer_question(one, by=by, answer="443.", **_now())
    ),
    V.LAPSE_QUESTION: _on(
        _part("clarifications"), lambda one, by, draw: actions.lapse_question(one, by=by, reason="Late.", **_now())
    ),
    V.GIVE_VERDICT: _on(_selected, _judge),
    V.CONFIRM_VERDICT: _on(lambda review: _selected(review).filter(verdict__isnull=False), _confirm),
    V.CONCLUDE: _said(actions.conclude),
    V.TREAT: _on(_gaps, _treat),
    V.VERIFY_TREATMENT: _on(
        lambda review: review.treatments.select_related("review", "gap__requirement"),
        lambda row, by, draw: actions.verify_treatment(row, by=by, result="Seen.", **_now()),
    ),
    V.DROP_TREATMENT: _on(
        lambda review: review.treatments.select_related("review", "gap__requirement"),
        lambda row, by, draw: actions.drop_treatment(row, by=by, reason="It does not hold.", **_now()),
    ),
    V.ACCEPT_RISK: _on(_gaps, lambda gap, by, draw: actions.accept_risk(gap, by=by, statement="Low.", **_now())),
    V.STATE_GAP: _on(_gaps, lambda gap, by, draw: actions.state_gap(gap, by=by, statement="Known.", **_now())),
    V.SET_CONDITION: _set_condition,
    V.DROP_CONDITION: _on(
        _part("conditions"), lambda one, by, draw: actions.drop_condition(one, by=by, reason="Moot.", **_now())
    ),
    V.REQUEST_CHANGE: _on(
        _selected,
        lambda row, by, draw: actions.request_change(row, by=by, key=draw([True, False]), reason="Use.", **_now()),
    ),
    V.DECIDE_CHANGE: _on(
        lambda review: review.requirement_changes.select_related("review", "requirement"),
        lambda row, by, draw: actions.decide_change(row, by=by, approved=draw([True, False]), **_now()),
    ),
    V.RECOMMEND: lambda review, by, draw: actions.recommend(
        review, by=by, outcome=draw(Outcome.values), text="So.", **_now()
    ),
    V.CONCUR: _said(actions.concur),
    V.RETURN: lambda review, by, draw: actions.return_case(
        review, by=by, to=draw(list(ReviewState)), reason="Look again.", **_now()
    ),
    V.DETERMINE: lambda review, by, draw: actions.determine(
        review, by=by, outcome=draw(Outcome.values), statement="I determine.", **_now()
    ),
    V.REQUEST_WAIVER: _request_waiver,
    V.VERIFY_METHOD: _on(
        _part("waiver_methods"), lambda one, by, draw: actions.verify_method(one, by=by, result="Seen.", **_now())
    ),
    V.SUPPORT_WAIVER: _on_the_waiver(
        lambda one, by, draw: actions.decide_waiver_support(one, by=by, supported=True, reason="It holds.", **_now())
    ),
    V.REFUSE_WAIVER_SUPPORT: _on_the_waiver(
        lambda one, by, draw: actions.decide_waiver_support(one, by=by, supported=False, reason="No.", **_now())
    ),
    V.GRANT_WAIVER: _on_the_waiver(
        lambda one, by, draw: actions.decide_waiver(one, by=by, granted=True, reason="Granted.", **_now())
    ),
    V.REFUSE_WAIVER: _on_the_waiver(
        lambda one, by, draw: actions.decide_waiver(one, by=by, granted=False, reason="No.", **_now())
    ),
    V.RECORD_AWARD: _award,
    V.CLOSE_WITHOUT_AWARD: _said(actions.close_without_award, reason="Too dear."),
    V.PROPOSE_CONDITION_MET: _on(
        _part("conditions"), lambda one, by, draw: actions.propose_condition_met(one, by=by, finding="Seen.", **_now())
    ),
    V.VERIFY_CONDITION: _on(_part("conditions"), lambda one, by, draw: actions.verify_condition(one, by=by, **_now())),
    V.ADD_ADDENDUM: lambda review, by, draw: actions.add_addendum(
        review, by=by, text=draw(["A correction.", "Another."]), **_now()
    ),
    V.CLOSE: _said(actions.close),
    V.WITHDRAW: _said(actions.withdraw, reason="No budget."),
    V.RECUSE: _said(actions.recuse, reason="A relative works there."),
}
