"""Which act exists in which state, and whose it is: a table written from the process, not from the code."""

import pytest

from apps.core.errors import NotNow, NotPermitted
from apps.reviews import permissions, policies
from apps.reviews.workflow import ReviewState, Verb
from tests.factories.accounts import make_member
from tests.factories.reviews import make_review, make_team

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


def test_every_act_has_its_row() -> None:
    assert set(TABLE) | {V.RETURN} == set(Verb)


@pytest.mark.parametrize("state", list(ReviewState))
def test_an_act_exists_in_its_states_only_and_leads_where_the_process_says(state: ReviewState) -> None:
    review = make_review()
    review.state = state
    for verb, (states, following, _) in TABLE.items():
        exists = state in states and not (verb in NEEDS_DETERMINATION and state is S.DECISION)
        if verb in NEEDS_DETERMINATION and state is S.MONITORING:
            continue  # reached only through a determination; see the award's own tests
        if exists:
            assert policies.check_verb(review, verb) == (following or state), verb
        else:
            with pytest.raises(NotNow):
                policies.check_verb(review, verb)


def test_return_leads_from_decision_to_assessment_or_treatment_only() -> None:
    review = make_review(S.DECISION)
    allowed = {S.ASSESSMENT, S.TREATMENT}
    for target in ReviewState:
        if target in allowed:
            assert policies.check_verb(review, V.RETURN, target) == target
        else:
            with pytest.raises(NotNow):
                policies.check_verb(review, V.RETURN, target)
    review.state = S.TREATMENT
    with pytest.raises(NotNow):
        policies.check_verb(review, V.RETURN, S.ASSESSMENT)


def test_an_act_is_open_to_its_office_only() -> None:
    team = make_team()
    review = make_review(team=team)
    strangers = make_team().everybody()
    manufacturer = make_member(review.product.organization, "signer", "drafter")
    for verb, (_, _, people) in TABLE.items():
        for place, actor in team.everybody().items():
            assert permissions.user_can(actor, verb, review) == (place in people), f"{verb} by {place}"
        for place, actor in strangers.items():
            assert not permissions.user_can(actor, verb, review), f"{verb} by a foreign {place}"
        assert permissions.user_can(manufacturer, verb, review) == (verb is V.ANSWER), verb


def test_the_requester_can_be_no_reviewer_even_with_the_role() -> None:
    team = make_team()
    review = make_review(team=team)
    both = make_member(team.organization, "reviewer", user=None)
    review.requested_by = both.user
    for verb in permissions.REVIEWING:
        with pytest.raises(NotPermitted, match="requested this review"):
            permissions.check_user_can(both, verb, review)
