"""Who may do what on a review: the role, the agency, and the separation of duties (domain.md section 4).

Separation is tested against everybody who acted on the record, never against titles.
"""

from apps.accounts.actors import Actor
from apps.core.errors import NotPermitted
from apps.core.permissions import Permission
from apps.reviews.models import Act, Clarification, Condition, RequirementChange, Review, Treatment, Verdict, Waiver
from apps.reviews.workflow import Verb, verbs_in

P, V = Permission, Verb

PERMISSION_OF: dict[Verb, Permission] = {
    V.SUBMIT: P.REVIEW_REQUEST,
    V.SCOPE_OUT: P.REVIEW_ASSESS,
    V.CONFIRM_SCOPE_OUT: P.REVIEW_SECURE,
    V.CATEGORISE: P.REVIEW_SECURE,
    V.PROPOSE: P.REVIEW_ASSESS,
    V.APPROVE: P.REVIEW_SECURE,
    V.SEND_BACK: P.REVIEW_SECURE,
    V.RELEASE: P.REVIEW_CONTRACT,
    V.RECEIVE: P.REVIEW_ASSESS,
    V.RECORD_NO_ANSWER: P.REVIEW_CONTRACT,
    V.SWITCH_DECLARATION: P.REVIEW_ASSESS,
    V.KEEP_DECLARATION: P.REVIEW_ASSESS,
    V.ASK: P.REVIEW_ASSESS,
    V.RELEASE_QUESTION: P.REVIEW_CONTRACT,
    V.ANSWER: P.QUESTION_ANSWER,
    V.LAPSE_QUESTION: P.REVIEW_CONTRACT,
    V.GIVE_VERDICT: P.REVIEW_ASSESS,
    V.CONFIRM_VERDICT: P.REVIEW_ASSESS,
    V.CONCLUDE: P.REVIEW_ASSESS,
    V.TREAT: P.REVIEW_SECURE,
    V.VERIFY_TREATMENT: P.REVIEW_SECURE,
    V.DROP_TREATMENT: P.REVIEW_SECURE,
    V.ACCEPT_RISK: P.REVIEW_ACCEPT_RISK,
    V.STATE_GAP: P.REVIEW_SECURE,
    V.SET_CONDITION: P.REVIEW_SECURE,
    V.DROP_CONDITION: P.REVIEW_SECURE,
    V.REQUEST_CHANGE: P.REVIEW_ASSESS,
    V.DECIDE_CHANGE: P.REVIEW_SECURE,
    V.RECOMMEND: P.REVIEW_ASSESS,
    V.CONCUR: P.REVIEW_CONCUR,
    V.RETURN: P.REVIEW_CONCUR,
    V.DETERMINE: P.REVIEW_DETERMINE,
    V.REQUEST_WAIVER: P.REVIEW_REQUEST,
    V.VERIFY_METHOD: P.REVIEW_SECURE,
    V.SUPPORT_WAIVER: P.REVIEW_DETERMINE,
    V.REFUSE_WAIVER_SUPPORT: P.REVIEW_DETERMINE,
    V.GRANT_WAIVER: P.REVIEW_GRANT_WAIVER,
    V.REFUSE_WAIVER: P.REVIEW_GRANT_WAIVER,
    V.RECORD_AWARD: P.REVIEW_CONTRACT,
    V.CLOSE_WITHOUT_AWARD: P.REVIEW_CONTRACT,
    V.PROPOSE_CONDITION_MET: P.REVIEW_SECURE,
    V.VERIFY_CONDITION: P.REVIEW_ASSESS,
    V.ADD_ADDENDUM: P.REVIEW_SECURE,
    V.CLOSE: P.REVIEW_ASSESS,
    V.WITHDRAW: P.REVIEW_REQUEST,
    V.RECUSE: P.REVIEW_READ,
}
ALSO = {V.WITHDRAW: P.REVIEW_CONTRACT}
"""A second permission that opens the act as well ("requester or CO")."""

OFFICE = {
    P.QUESTION_ANSWER: "the manufacturer's authorized signer",
    P.REVIEW_ACCEPT_RISK: "the authorizing official",
    P.REVIEW_ASSESS: "a reviewer",
    P.REVIEW_CONCUR: "the CISO",
    P.REVIEW_CONTRACT: "the contracting officer",
    P.REVIEW_DETERMINE: "the CIO or the CIO's delegate",
    P.REVIEW_GRANT_WAIVER: "the agency head or a delegate",
    P.REVIEW_READ: "somebody who works on the review",
    P.REVIEW_REQUEST: "the requester",
    P.REVIEW_SECURE: "an ISSO",
}
REVIEWING = (
    V.PROPOSE,
    V.RECEIVE,
    V.SWITCH_DECLARATION,
    V.KEEP_DECLARATION,
    V.GIVE_VERDICT,
    V.CONFIRM_VERDICT,
    V.CONCLUDE,
    V.RECOMMEND,
)
"""The reviewer's own acts; who did one of them has reviewed (rule 1)."""

# For each act: whoever did one of these acts on the same review may not do it.
NOT_AFTER: dict[Verb, tuple[tuple[Verb, ...], str]] = {
    **dict.fromkeys(
        (*REVIEWING, V.SCOPE_OUT),
        ((V.SUBMIT,), "You requested this review: the requester and the reviewer must be different people."),
    ),
    V.SUBMIT: (REVIEWING, "You reviewed this case: the requester and the reviewer must be different people."),
    V.APPROVE: (
        (V.PROPOSE,),
        "You proposed this requirement set: somebody else must approve it. Ask another ISSO of your agency.",
    ),
    V.CONFIRM_SCOPE_OUT: ((V.SCOPE_OUT,), "You proposed to scope this out: somebody else must confirm it."),
    V.CONCUR: (REVIEWING, "You reviewed this case: concurrence must come from somebody else."),
    V.DETERMINE: (
        (V.SUBMIT, *REVIEWING),
        "You requested or reviewed this case: requester, reviewer and determiner must be three people.",
    ),
    V.GRANT_WAIVER: (
        (V.DETERMINE, V.SUPPORT_WAIVER),
        "You made the CIO's determination: somebody else, in the agency head's office, must grant it: two acts.",
    ),
    V.REFUSE_WAIVER: (
        (V.DETERMINE, V.SUPPORT_WAIVER),
        "You made the CIO's determination: somebody else decides the waiver.",
    ),
    V.SUPPORT_WAIVER: (
        (V.SUBMIT, V.REQUEST_WAIVER),
        "You requested this waiver: the ground must be determined by somebody else.",
    ),
    V.VERIFY_METHOD: (
        (V.REQUEST_WAIVER,),
        "You described the alternative methods: somebody else must verify them.",
    ),
}


def check_user_can(actor: Actor, verb: Verb, review: Review) -> Permission:
    """Refuse unless the actor's role, agency and earlier acts allow `verb`; return the permission that opened it.

    Two statements at most. Raises NotPermitted with a sentence for the person.
    """
    permission = _held_permission(actor, verb)
    if verb is Verb.ANSWER:
        if not actor.acts_for(review.product.organization_id):
            raise NotPermitted("This question was asked to another manufacturer.")
        return permission
    if not actor.is_agency or not actor.acts_for(review.organization_id):
        raise NotPermitted("This review belongs to another agency.")
    _check_separation(actor, verb, review)
    return permission


def _held_permission(actor: Actor, verb: Verb) -> Permission:
    for permission in (PERMISSION_OF[verb], ALSO.get(verb, PERMISSION_OF[verb])):
        if actor.has_permission(permission):
            return permission
    raise NotPermitted(f"Only {OFFICE[PERMISSION_OF[verb]]} can do this.")


def _own_acts(actor: Actor, review: Review) -> set[str]:
    return set(Act.objects.filter(review=review, by=actor.user).values_list("verb", flat=True))


def _check_separation(actor: Actor, verb: Verb, review: Review, own: set[str] | None = None) -> None:
    own = _own_acts(actor, review) if own is None else own
    if V.RECUSE in own:
        raise NotPermitted("You recused yourself from this review, so you cannot act on it any more.")
    if verb in (*REVIEWING, V.SCOPE_OUT) and review.requested_by_id == actor.user.pk:
        raise NotPermitted("You requested this review: the requester and the reviewer must be different people.")
    earlier, sentence = NOT_AFTER.get(verb, ((), ""))
    if own & set(earlier):
        raise NotPermitted(sentence)


def user_can(actor: Actor | None, verb: Verb, review: Review) -> bool:
    """Tell whether `check_user_can` would let the actor pass."""
    if actor is None or actor.organization is None:
        return False
    try:
        check_user_can(actor, verb, review)
    except NotPermitted:
        return False
    return True


def refusal(actor: Actor, verb: Verb, review: Review) -> str:
    """Return the sentence that a disabled button shows, or an empty one."""
    try:
        check_user_can(actor, verb, review)
    except NotPermitted as error:
        return error.message
    return ""


def refusals(actor: Actor, review: Review) -> dict[str, str]:
    """Return the acts of the actor's own offices that exist in the review's state, each with its refusal.

    The refusal is empty where nothing speaks against the act; acts of other offices are left out. One statement.
    """
    if not actor.is_agency or not actor.acts_for(review.organization_id):
        return {}
    own, found = _own_acts(actor, review), {}
    for verb in verbs_in(review.state):
        try:
            _held_permission(actor, verb)
        except NotPermitted:
            continue
        try:
            _check_separation(actor, verb, review, own)
            found[verb.value] = ""
        except NotPermitted as error:
            found[verb.value] = error.message
    return found


def check_user_can_open_review(actor: Actor) -> None:
    """Refuse unless the actor is a requester of an agency."""
    if not actor.is_agency or not actor.has_permission(P.REVIEW_REQUEST):
        raise NotPermitted("Only a requester of an agency can open a procurement or a review.")


def check_user_can_edit_draft(actor: Actor, review: Review) -> None:
    """Refuse unless the actor is a requester of the agency that owns the review."""
    check_user_can_open_review(actor)
    if not actor.acts_for(review.organization_id):
        raise NotPermitted("This review belongs to another agency.")


def check_user_can_edit_set(actor: Actor, review: Review) -> None:
    """Refuse unless the actor may propose the requirement set."""
    check_user_can(actor, V.PROPOSE, review)


def check_user_can_keep_template(actor: Actor, review: Review) -> None:
    """Refuse unless the actor is a reviewer of the agency that owns the review; the review itself is not touched."""
    _held_permission(actor, V.PROPOSE)
    if not actor.is_agency or not actor.acts_for(review.organization_id):
        raise NotPermitted("This review belongs to another agency.")


def check_second_reviewer(actor: Actor, verdict: Verdict) -> None:
    """Refuse the confirmation by the person who gave the verdict (rule 4)."""
    if verdict.given_by_id == actor.user.pk:
        raise NotPermitted("You gave this verdict: a second reviewer must confirm it.")


def second_reviewer_refusal(actor: Actor, verdict: Verdict) -> str:
    """Return the sentence that the disabled button of the second reviewer shows, or an empty one."""
    try:
        check_second_reviewer(actor, verdict)
    except NotPermitted as error:
        return error.message
    return ""


def check_treatment_verifier(actor: Actor, treatment: Treatment) -> None:
    """Refuse the verification by the author of the treatment (rule 3)."""
    if treatment.author_id == actor.user.pk:
        raise NotPermitted("You wrote this treatment: somebody else must verify it.")


def check_change_decider(actor: Actor, change: RequirementChange) -> None:
    """Refuse the decision by the person who asked for the change."""
    if change.requested_by_id == actor.user.pk:
        raise NotPermitted("You asked for this change: somebody else must decide it.")


def check_condition_verifier(actor: Actor, condition: Condition) -> None:
    """Refuse the verification by the person who proposed the condition as met."""
    if condition.proposed_by_id == actor.user.pk:
        raise NotPermitted("You proposed this condition as met: somebody else must verify it.")


def check_waiver_decider(actor: Actor, waiver: Waiver) -> None:
    """Refuse the grant by the person who made the CIO's determination on the ground (rule 6)."""
    if waiver.cio_by_id == actor.user.pk:
        raise NotPermitted(NOT_AFTER[V.GRANT_WAIVER][1])


def check_question_visible(actor: Actor, question: Clarification) -> None:
    """Refuse an answer to a question that was not released."""
    if question.released_at is None:
        raise NotPermitted("This question has not been released yet.")
