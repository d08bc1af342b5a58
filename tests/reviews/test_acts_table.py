"""Which act exists in which state, and whose it is: a table written from the process, not from the code."""

import pytest

from apps.accounts.actors import Actor
from apps.core.errors import NotNow, NotPermitted
from apps.reviews import permissions, policies
from apps.reviews.models import Review
from apps.reviews.workflow import ReviewState, Verb
from tests.factories.accounts import make_member
from tests.factories.reviews import make_determined_review, make_review, make_team

pytestmark = pytest.mark.django_db
S, V = ReviewState, Verb

# act: (the states in which it exists, the state that follows or None for "stays", the places of those who may)
REVIEWERS = {"reviewer", "second_reviewer"}
ISSOS = {"isso", "second_isso"}
CO = {"contracting_officer"}
EVERYBODY = {
    "requester",
    *REVIEWERS,
    *ISSOS,
    "ciso",
    "ao",
    "cio",
    "agency_head",
    "contracting_officer",
    "auditor",
}
OPEN = {S.DRAFT, S.INTAKE, S.REQUIREMENTS, S.WITH_MANUFACTURER, S.ASSESSMENT, S.TREATMENT, S.DECISION, S.MONITORING}
CHANGES = {S.WITH_MANUFACTURER, S.ASSESSMENT, S.TREATMENT}
TABLE = {
    V.SUBMIT: ({S.DRAFT}, S.INTAKE, {"requester"}),
    V.SCOPE_OUT: ({S.INTAKE}, None, REVIEWERS),
    V.CONFIRM_SCOPE_OUT: ({S.INTAKE}, S.NOT_COVERED, ISSOS),
    V.CATEGORISE: ({S.INTAKE}, S.REQUIREMENTS, ISSOS),
    V.PROPOSE: ({S.REQUIREMENTS}, None, REVIEWERS),
    V.APPROVE: ({S.REQUIREMENTS}, None, ISSOS),
    V.SEND_BACK: ({S.REQUIREMENTS}, None, ISSOS),
    V.RELEASE: ({S.REQUIREMENTS}, S.WITH_MANUFACTURER, CO),
    V.RECEIVE: ({S.WITH_MANUFACTURER}, S.ASSESSMENT, REVIEWERS),
    V.RECORD_NO_ANSWER: ({S.WITH_MANUFACTURER}, S.ASSESSMENT, CO),
    V.SWITCH_DECLARATION: ({S.ASSESSMENT}, None, REVIEWERS),
    V.KEEP_DECLARATION: ({S.ASSESSMENT}, None, REVIEWERS),
    V.ASK: ({S.ASSESSMENT}, None, REVIEWERS),
    V.RELEASE_QUESTION: ({S.ASSESSMENT}, None, CO),
    V.ANSWER: ({S.ASSESSMENT}, None, set()),
    V.LAPSE_QUESTION: ({S.ASSESSMENT}, None, CO),
    V.GIVE_VERDICT: ({S.ASSESSMENT}, None, REVIEWERS),
    V.CONFIRM_VERDICT: ({S.ASSESSMENT}, None, REVIEWERS),
    V.CONCLUDE: ({S.ASSESSMENT}, S.TREATMENT, REVIEWERS),
    V.TREAT: ({S.TREATMENT}, None, ISSOS),
    V.VERIFY_TREATMENT: ({S.TREATMENT}, None, ISSOS),
    V.DROP_TREATMENT: ({S.TREATMENT}, None, ISSOS),
    V.ACCEPT_RISK: ({S.TREATMENT}, None, {"ao"}),
    V.STATE_GAP: ({S.TREATMENT}, None, ISSOS),
    V.SET_CONDITION: ({S.TREATMENT}, None, ISSOS),
    V.DROP_CONDITION: ({S.TREATMENT}, None, ISSOS),
    V.REQUEST_CHANGE: (CHANGES, None, REVIEWERS),
    V.DECIDE_CHANGE: (CHANGES, None, ISSOS),
    V.RECOMMEND: ({S.TREATMENT}, S.DECISION, REVIEWERS),
    V.CONCUR: ({S.DECISION}, None, {"ciso"}),
    V.DETERMINE: ({S.DECISION}, None, {"cio"}),
    V.REQUEST_WAIVER: ({S.DECISION}, None, {"requester"}),
    V.VERIFY_METHOD: ({S.DECISION}, None, ISSOS),
    V.SUPPORT_WAIVER: ({S.DECISION}, None, {"cio"}),
    V.REFUSE_WAIVER_SUPPORT: ({S.DECISION}, None, {"cio"}),
    V.GRANT_WAIVER: ({S.DECISION}, None, {"agency_head"}),
    V.REFUSE_WAIVER: ({S.DECISION}, None, {"agency_head"}),
    V.RECORD_AWARD: ({S.DECISION}, S.MONITORING, CO),
    V.CLOSE_WITHOUT_AWARD: ({S.DECISION}, S.CLOSED, CO),
    V.PROPOSE_CONDITION_MET: ({S.MONITORING}, None, ISSOS),
    V.VERIFY_CONDITION: ({S.MONITORING}, None, REVIEWERS),
    V.ADD_ADDENDUM: ({S.DECISION, S.MONITORING}, None, ISSOS),
    V.CLOSE: ({S.MONITORING}, S.CLOSED, REVIEWERS),
    V.WITHDRAW: (OPEN, S.WITHDRAWN, {"requester", *CO}),
    V.RECUSE: (OPEN, None, EVERYBODY),
}
NEEDS_DETERMINATION = {
    V.REQUEST_WAIVER,
    V.VERIFY_METHOD,
    V.SUPPORT_WAIVER,
    V.REFUSE_WAIVER_SUPPORT,
    V.GRANT_WAIVER,
    V.REFUSE_WAIVER,
    V.RECORD_AWARD,
    V.CLOSE_WITHOUT_AWARD,
    V.ADD_ADDENDUM,
}
ENDS_WITH_DETERMINATION = {V.CONCUR, V.RETURN, V.DETERMINE}
RETURNS_TO = {S.ASSESSMENT, S.TREATMENT}


def test_every_act_has_its_row() -> None:
    assert set(TABLE) | {V.RETURN} == set(Verb)


def exists(verb: Verb, state: ReviewState, *, determined: bool) -> bool:
    """Tell whether the process has this act in this state, before or after the determination."""
    if verb is V.RETURN:
        return state is S.DECISION and not determined
    if (verb in NEEDS_DETERMINATION and not determined) or (verb in ENDS_WITH_DETERMINATION and determined):
        return False
    return state in TABLE[verb][0]


def following(verb: Verb, state: ReviewState) -> set[ReviewState]:
    """Return the states to which the process leads from `state` by this act."""
    return RETURNS_TO if verb is V.RETURN else {TABLE[verb][1] or state}


def people_for(verb: Verb) -> set[str]:
    """Return the places whose office the act is."""
    return {"ciso"} if verb is V.RETURN else TABLE[verb][2]


@pytest.mark.parametrize("determined", [False, True])
def test_every_state_act_and_office_is_as_the_process_says(determined: bool) -> None:
    review = make_determined_review() if determined else make_review()
    # Colleagues who have not acted: here it is the office that decides, not what somebody did before.
    people = make_team(review.organization).everybody() | {
        "signer": make_member(review.product.organization, "signer"),
        "drafter": make_member(review.product.organization, "drafter"),
        **{f"foreign {place}": actor for place, actor in make_team().everybody().items()},
    }
    wrong, seen = [], 0
    for state in ReviewState:
        review.state = state
        for verb in Verb:
            for place, actor in people.items():
                may = place in people_for(verb) or (place == "signer" and verb is V.ANSWER)
                expected = may and exists(verb, state, determined=determined)
                seen += expected
                if possible(actor, verb, review) != expected:
                    wrong.append(f"{verb} in {state} by {place}: {'refused' if expected else 'possible'}")
    assert wrong == []
    assert seen > 40


def possible(actor: Actor, verb: Verb, review: Review) -> bool:
    """Tell whether the product lets this person do this act on the review as it is."""
    target = S.TREATMENT if verb is V.RETURN else None
    try:
        permissions.check_user_can(actor, verb, review)
        leads_to = policies.check_verb(review, verb, target)
    except (NotPermitted, NotNow):
        return False
    assert leads_to in following(verb, S(review.state)), f"{verb} in {review.state} leads to {leads_to}"
    return True


def test_return_leads_to_assessment_or_treatment_only() -> None:
    review = make_review(S.DECISION)
    for target in set(ReviewState) - RETURNS_TO:
        with pytest.raises(NotNow):
            policies.check_verb(review, V.RETURN, target)


def test_the_requester_can_be_no_reviewer_even_with_the_role() -> None:
    team = make_team()
    review = make_review(team=team)
    both = make_member(team.organization, "reviewer", user=None)
    review.requested_by = both.user
    for verb in permissions.REVIEWING:
        with pytest.raises(NotPermitted, match="requested this review"):
            permissions.check_user_can(both, verb, review)
