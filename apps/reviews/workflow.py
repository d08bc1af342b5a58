"""States of a review, the acts on it and the one table that joins them (domain.md section 5); no ORM."""

from django.db.models import TextChoices

from apps.core.choices import ShownChoices


class ReviewState(ShownChoices):
    """Where the case is."""

    DRAFT = "draft", "edit", "neutral", "Draft"
    INTAKE = "intake", "folder_open", "info", "Intake"
    REQUIREMENTS = "requirements", "list", "info", "Requirements"
    WITH_MANUFACTURER = "with_manufacturer", "send", "info", "With manufacturer"
    ASSESSMENT = "assessment", "assessment", "info", "Assessment"
    TREATMENT = "treatment", "construction", "info", "Treatment"
    DECISION = "decision", "account_balance", "warning", "Decision"
    MONITORING = "monitoring", "visibility", "success", "Monitoring"
    CLOSED = "closed", "lock", "neutral", "Closed"
    NOT_COVERED = "not_covered", "do_not_disturb", "neutral", "Not covered by the Act"
    WITHDRAWN = "withdrawn", "undo", "neutral", "Withdrawn"


class Verb(TextChoices):
    """Acts: who signed what, when, in which role. Most leave the state where it is."""

    SUBMIT = "submit", "Submitted for intake"
    SCOPE_OUT = "scope_out", "Proposed as not covered"
    CONFIRM_SCOPE_OUT = "confirm_scope_out", "Confirmed as not covered"
    CATEGORISE = "categorise", "Categorized"
    PROPOSE = "propose", "Proposed the requirement set"
    APPROVE = "approve", "Approved the requirement set"
    SEND_BACK = "send_back", "Sent the requirement set back"
    RELEASE = "release", "Released to the manufacturer"
    RECEIVE = "receive", "Received the declaration"
    RECORD_NO_ANSWER = "record_no_answer", "Recorded that no answer came"
    SWITCH_DECLARATION = "switch_declaration", "Took up a newer declaration"
    KEEP_DECLARATION = "keep_declaration", "Stayed with the declaration received"
    ASK = "ask", "Drafted a question"
    RELEASE_QUESTION = "release_question", "Released a question"
    ANSWER = "answer", "Answered a question"
    LAPSE_QUESTION = "lapse_question", "Recorded that a question lapsed"
    GIVE_VERDICT = "give_verdict", "Gave a verdict"
    CONFIRM_VERDICT = "confirm_verdict", "Confirmed a verdict as second reviewer"
    CONCLUDE = "conclude", "Concluded the assessment"
    TREAT = "treat", "Recorded a treatment"
    VERIFY_TREATMENT = "verify_treatment", "Verified a treatment"
    DROP_TREATMENT = "drop_treatment", "Dropped a treatment"
    ACCEPT_RISK = "accept_risk", "Accepted residual risk"
    STATE_GAP = "state_gap", "Stated the position on a gap"
    SET_CONDITION = "set_condition", "Set a condition"
    DROP_CONDITION = "drop_condition", "Dropped a condition"
    REQUEST_CHANGE = "request_change", "Requested a change of a key flag"
    DECIDE_CHANGE = "decide_change", "Decided a change of a key flag"
    RECOMMEND = "recommend", "Recommended"
    CONCUR = "concur", "Concurred"
    RETURN = "return", "Returned the case"
    DETERMINE = "determine", "Determined"
    REQUEST_WAIVER = "request_waiver", "Requested a waiver"
    VERIFY_METHOD = "verify_method", "Verified an alternative method"
    SUPPORT_WAIVER = "support_waiver", "Determined the waiver's ground"
    REFUSE_WAIVER_SUPPORT = "refuse_waiver_support", "Did not support the waiver"
    GRANT_WAIVER = "grant_waiver", "Granted the waiver"
    REFUSE_WAIVER = "refuse_waiver", "Refused the waiver"
    RECORD_AWARD = "record_award", "Recorded the award"
    CLOSE_WITHOUT_AWARD = "close_without_award", "Closed without award"
    PROPOSE_CONDITION_MET = "propose_condition_met", "Proposed a condition as met"
    VERIFY_CONDITION = "verify_condition", "Verified a condition"
    ADD_ADDENDUM = "add_addendum", "Added an addendum"
    CLOSE = "close", "Closed"
    WITHDRAW = "withdraw", "Withdrawn"
    RECUSE = "recuse", "Recused"


class VerdictValue(ShownChoices):
    """The agency's judgement on one requirement; a record of its own, never the claim."""

    MET = "met", "check_circle", "success", "Met"
    MET_BY_OTHER = "met_by_other_component", "check_circle", "success", "Met by another component"
    PARTLY = "partly", "remove_circle", "warning", "Partly met"
    NOT_MET = "not_met", "cancel", "error", "Not met"
    NOT_APPLICABLE = "not_applicable", "do_not_disturb", "neutral", "Not applicable (agreed)"
    NO_EVIDENCE = "no_evidence", "help", "error", "No evidence"


GAP_VERDICTS = (VerdictValue.PARTLY, VerdictValue.NOT_MET, VerdictValue.NO_EVIDENCE)


class Occasion(TextChoices):
    """Why the review is made; no value threshold switches it off."""

    NEW_PROCUREMENT = "new_procurement", "New procurement"
    RENEWAL_OR_OPTION = "renewal_or_option", "Renewal or option"
    CONTINUED_USE = "continued_use", "Continued use"


class Placement(TextChoices):
    """Where the product stands towards the authorization boundary (SP 800-213)."""

    OUTSIDE = "outside", "Outside the boundary (other or enabling system)"
    STANDALONE_SUBSYSTEM = "standalone_subsystem", "Stand-alone subsystem"
    ONE_SUBSYSTEM = "one_subsystem", "One of several subsystems"
    ELEMENTS = "elements", "Components as single elements"


class Selection(ShownChoices):
    """What became of a candidate requirement; a candidate without an act stays undecided."""

    CANDIDATE = "candidate", "radio_button_unchecked", "warning", "Undecided"
    SELECTED = "selected", "check_circle", "info", "Selected"
    DECLINED = "declined", "do_not_disturb", "neutral", "Declined"


class SourceKind(TextChoices):
    """Why a candidate is proposed."""

    CONTROL = "control", "Supports an allocated control"
    PROFILE = "profile", "Member of a profile"
    AGENCY = "agency", "Added by the agency"
    EARLIER = "earlier", "Decided in the earlier review"


class Method(TextChoices):
    """SP 800-53A assessment methods."""

    EXAMINE = "examine", "Examine"
    INTERVIEW = "interview", "Interview"
    TEST = "test", "Test"


class TreatmentKind(TextChoices):
    """The order that SP 800-213 gives."""

    OTHER_ELEMENT = "other_element", "Another component or system element provides it"
    COMPENSATING = "compensating", "Compensating control"
    REIMPLEMENT = "reimplement", "An existing control is implemented anew"
    ACCEPT = "accept", "The risk is accepted within tolerance"
    NOT_ACQUIRE = "not_acquire", "The product is not acquired"


class Outcome(ShownChoices):
    """The CIO's determination in the words of the Act (15 USC 278g-3e)."""

    DOES_NOT_PREVENT = "does_not_prevent", "check_circle", "success", "Use does not prevent compliance"
    WITH_CONDITIONS = (
        "does_not_prevent_with_conditions",
        "check_circle",
        "warning",
        "Use does not prevent compliance, with conditions",
    )
    PREVENTS = "prevents_compliance", "cancel", "error", "Use prevents compliance"


class WaiverGround(TextChoices):
    """The three grounds of sec. 7(b); no other exists."""

    NATIONAL_SECURITY = "A", "(A) in the interest of national security"
    RESEARCH = "B", "(B) necessary for research purposes"
    ALTERNATIVE_METHODS = "C", "(C) secured by alternative and effective methods appropriate to its function"


class ConditionState(ShownChoices):
    """Whether a condition has been kept."""

    OPEN = "open", "schedule", "warning", "Open"
    PROPOSED = "proposed", "hourglass_empty", "info", "Proposed as met"
    VERIFIED = "verified", "check_circle", "success", "Verified"


class QuestionState(ShownChoices):
    """Where a question to the manufacturer is; computed from its dates, never stored."""

    DRAFTED = "drafted", "edit", "warning", "Waits for release"
    RELEASED = "released", "send", "info", "Waits for the answer"
    ANSWERED = "answered", "check_circle", "success", "Answered"
    LAPSED = "lapsed", "do_not_disturb", "neutral", "Lapsed without an answer"


S, V = ReviewState, Verb


def _stays(*verbs: Verb, state: ReviewState) -> dict[tuple[ReviewState, Verb], ReviewState]:
    return {(state, verb): state for verb in verbs}


OPEN_STATES = (
    S.DRAFT,
    S.INTAKE,
    S.REQUIREMENTS,
    S.WITH_MANUFACTURER,
    S.ASSESSMENT,
    S.TREATMENT,
    S.DECISION,
    S.MONITORING,
)
_CHANGES = (V.REQUEST_CHANGE, V.DECIDE_CHANGE)

TRANSITIONS: dict[tuple[ReviewState, Verb], ReviewState] = {
    (S.DRAFT, V.SUBMIT): S.INTAKE,
    **_stays(V.SCOPE_OUT, state=S.INTAKE),
    (S.INTAKE, V.CONFIRM_SCOPE_OUT): S.NOT_COVERED,
    (S.INTAKE, V.CATEGORISE): S.REQUIREMENTS,
    **_stays(V.PROPOSE, V.APPROVE, V.SEND_BACK, state=S.REQUIREMENTS),
    (S.REQUIREMENTS, V.RELEASE): S.WITH_MANUFACTURER,
    (S.WITH_MANUFACTURER, V.RECEIVE): S.ASSESSMENT,
    (S.WITH_MANUFACTURER, V.RECORD_NO_ANSWER): S.ASSESSMENT,
    **_stays(*_CHANGES, state=S.WITH_MANUFACTURER),
    **_stays(
        V.SWITCH_DECLARATION,
        V.KEEP_DECLARATION,
        V.ASK,
        V.RELEASE_QUESTION,
        V.ANSWER,
        V.LAPSE_QUESTION,
        V.GIVE_VERDICT,
        V.CONFIRM_VERDICT,
        *_CHANGES,
        state=S.ASSESSMENT,
    ),
    (S.ASSESSMENT, V.CONCLUDE): S.TREATMENT,
    **_stays(
        V.TREAT,
        V.VERIFY_TREATMENT,
        V.DROP_TREATMENT,
        V.ACCEPT_RISK,
        V.STATE_GAP,
        V.SET_CONDITION,
        V.DROP_CONDITION,
        *_CHANGES,
        state=S.TREATMENT,
    ),
    (S.TREATMENT, V.RECOMMEND): S.DECISION,
    **_stays(
        V.CONCUR,
        V.DETERMINE,
        V.REQUEST_WAIVER,
        V.VERIFY_METHOD,
        V.SUPPORT_WAIVER,
        V.REFUSE_WAIVER_SUPPORT,
        V.GRANT_WAIVER,
        V.REFUSE_WAIVER,
        V.ADD_ADDENDUM,
        state=S.DECISION,
    ),
    (S.DECISION, V.RECORD_AWARD): S.MONITORING,
    (S.DECISION, V.CLOSE_WITHOUT_AWARD): S.CLOSED,
    **_stays(V.PROPOSE_CONDITION_MET, V.VERIFY_CONDITION, V.ADD_ADDENDUM, state=S.MONITORING),
    (S.MONITORING, V.CLOSE): S.CLOSED,
    **{(state, V.WITHDRAW): S.WITHDRAWN for state in OPEN_STATES},
    **{(state, V.RECUSE): state for state in OPEN_STATES},
}
RETURN_TARGETS = (S.ASSESSMENT, S.TREATMENT)
"""`return` is the one act whose next state the acting CISO chooses."""
STEPS = (S.INTAKE, S.REQUIREMENTS, S.WITH_MANUFACTURER, S.ASSESSMENT, S.TREATMENT, S.DECISION)
"""The states that a step indicator shows, in their order."""


def next_state(state: str, verb: Verb, target: ReviewState | None = None) -> ReviewState | None:
    """Return the state that `verb` leads to from `state`, or None when the act does not exist there."""
    if verb is V.RETURN:
        return target if state == S.DECISION and target in RETURN_TARGETS else None
    return TRANSITIONS.get((S(state), verb))


def verbs_in(state: str) -> tuple[Verb, ...]:
    """Return the acts that exist in `state`."""
    found = tuple(verb for (source, verb) in TRANSITIONS if source == state)
    return (*found, V.RETURN) if state == S.DECISION else found
