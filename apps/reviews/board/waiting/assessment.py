"""What waits at the desk and among the gaps."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from apps.devices.models import Declaration, DeclarationGrant
from apps.devices.workflow import DeclarationState
from apps.reviews.board.parts import none, number, some
from apps.reviews.board.waiting.kinds import Found, Scope, waiting
from apps.reviews.models import Act, Clarification, Gap, RequirementChange, ReviewRequirement, Treatment, Verdict
from apps.reviews.workflow import ReviewState as S
from apps.reviews.workflow import Selection
from apps.reviews.workflow import Verb as V

CHANGEABLE = (S.WITH_MANUFACTURER, S.ASSESSMENT, S.TREATMENT)
"""The states in which a change of a key flag can be decided."""


def _selected() -> QuerySet[ReviewRequirement]:
    return ReviewRequirement.objects.filter(review=OuterRef("pk"), selection=Selection.SELECTED)


def _unjudged() -> GreaterThan:
    """Return the condition that requirements lack a verdict; verdicts stand on selected ones only.

    Two counts from indexes: to look for the one that lacks it reads nearly every requirement.
    """
    return GreaterThan(number(_selected()), number(Verdict.objects.filter(review=OuterRef("pk"))))


def _second_looks() -> QuerySet[ReviewRequirement]:
    return _selected().filter(key=True, verdict__isnull=False, verdict__confirmed_at__isnull=True)


def _open_questions() -> QuerySet[Clarification]:
    return Clarification.objects.filter(review=OuterRef("pk"), answered_at__isnull=True, lapsed_at__isnull=True)


def _open_changes() -> QuerySet[RequirementChange]:
    return RequirementChange.objects.filter(review=OuterRef("pk"), decided_at__isnull=True)


@waiting(
    V.GIVE_VERDICT,
    S.ASSESSMENT,
    one="Give the last open verdict",
    many="Give {n} open verdicts",
    button="Open desk",
    address="reviews:desk",
)
def verdicts(scope: Scope) -> Found:
    """Find the reviews with requirements that nobody has judged."""
    return Found(scope.free(V.GIVE_VERDICT, S.ASSESSMENT).filter(_unjudged()))


@waiting(
    V.CONFIRM_VERDICT,
    S.ASSESSMENT,
    one="Second look at a key requirement",
    many="Second look at {n} key requirements",
    button="Open desk",
    address="reviews:desk",
    own_work="You gave these verdicts: a second reviewer must confirm them.",
)
def second_looks(scope: Scope) -> Found:
    """Find the reviews with key requirements that somebody else judged."""
    looks = _second_looks().filter(scope.others("verdict__given_by"))
    return Found(scope.free(V.CONFIRM_VERDICT, S.ASSESSMENT).filter(some(looks)))


@waiting(
    V.SWITCH_DECLARATION,
    S.ASSESSMENT,
    one="Take up the newer declaration, or stay with a reason",
    button="Compare",
    address="reviews:newer_declaration",
)
def newer_declarations(scope: Scope) -> Found:
    """Find the reviews whose product has a newer declaration for the agency, about which nobody has decided."""
    shared = DeclarationGrant.objects.in_force().filter(
        declaration=OuterRef("pk"), agency=OuterRef(OuterRef("organization"))
    )
    decided = Act.objects.filter(
        review=OuterRef(OuterRef("pk")), verb=V.KEEP_DECLARATION, at__gte=OuterRef("attestation__signed_at")
    )
    newer = Declaration.objects.filter(
        Exists(shared),
        ~Exists(decided),
        product=OuterRef("product"),
        state=DeclarationState.ATTESTED,
        number__gt=Coalesce(OuterRef("declaration__number"), 0),
    )
    return Found(scope.free(V.SWITCH_DECLARATION, S.ASSESSMENT).filter(Exists(newer)))


@waiting(
    V.RELEASE_QUESTION,
    S.ASSESSMENT,
    one="Release a question to the manufacturer",
    many="Release {n} questions to the manufacturer",
    button="Open",
    address="reviews:review_questions",
)
def release_questions(scope: Scope) -> Found:
    """Find the reviews with drafted questions."""
    drafted = _open_questions().filter(released_at__isnull=True)
    return Found(scope.free(V.RELEASE_QUESTION, S.ASSESSMENT).filter(some(drafted)))


@waiting(
    V.LAPSE_QUESTION,
    S.ASSESSMENT,
    one="A question was not answered in time",
    many="{n} questions were not answered in time",
    button="Open",
    address="reviews:review_questions",
)
def lapse_questions(scope: Scope) -> Found:
    """Find the reviews with questions whose day has passed."""
    late = _open_questions().filter(due_on__lt=scope.today)
    reviews = scope.free(V.LAPSE_QUESTION, S.ASSESSMENT).filter(some(late))
    return Found(reviews, due=Subquery(late.order_by("due_on").values("due_on")[:1]))


@waiting(
    V.DECIDE_CHANGE,
    *CHANGEABLE,
    one="Decide the change of a key flag",
    many="Decide {n} changes of key flags",
    button="Open",
    address="reviews:requirement_tailor",
    own_work="You asked for this change: somebody else must decide it.",
)
def decide_changes(scope: Scope) -> Found:
    """Find the reviews with changes that somebody else asked for."""
    changes = _open_changes().filter(scope.others("requested_by"))
    return Found(scope.free(V.DECIDE_CHANGE, *CHANGEABLE).filter(some(changes)))


@waiting(V.CONCLUDE, S.ASSESSMENT, one="Conclude the assessment", button="Open", address="reviews:conclusion")
def conclude(scope: Scope) -> Found:
    """Find the complete assessments."""
    missing = (_second_looks(), _open_questions(), _open_changes())
    return Found(scope.free(V.CONCLUDE, S.ASSESSMENT).filter(*(none(part) for part in missing)).exclude(_unjudged()))


def _treatments() -> QuerySet[Treatment]:
    return Treatment.objects.filter(gap=OuterRef("pk"))


def _open_gaps() -> QuerySet[Gap]:
    return Gap.objects.filter(review=OuterRef("pk"), resolved_at__isnull=True, acceptance__isnull=True)


def _untreated() -> QuerySet[Gap]:
    return _open_gaps().filter(~Exists(_treatments()))


def _without_position() -> QuerySet[Gap]:
    return _open_gaps().filter(
        ~Exists(_treatments().filter(verified_at__isnull=False)), requirement__key=True, statement=""
    )


@waiting(V.TREAT, S.TREATMENT, one="Treat a gap", many="Treat {n} gaps", button="Treat", address="reviews:treatment")
def treat(scope: Scope) -> Found:
    """Find the reviews with gaps that are neither treated nor accepted."""
    return Found(scope.free(V.TREAT, S.TREATMENT).filter(some(_untreated())))


@waiting(
    V.ACCEPT_RISK,
    S.TREATMENT,
    one="Decide about the risk of a gap that nobody has treated",
    many="Decide about the risk of {n} gaps that nobody has treated",
    button="Open",
    address="reviews:treatment",
)
def accept_risk(scope: Scope) -> Found:
    """Find the same gaps for the authorizing official."""
    return Found(scope.free(V.ACCEPT_RISK, S.TREATMENT).filter(some(_untreated())))


@waiting(
    V.VERIFY_TREATMENT,
    S.TREATMENT,
    one="Verify a treatment",
    many="Verify {n} treatments",
    button="Verify",
    address="reviews:treatment",
    own_work="You wrote this treatment: somebody else must verify it.",
)
def verify_treatments(scope: Scope) -> Found:
    """Find the reviews with treatments that somebody else wrote."""
    unverified = Treatment.objects.filter(scope.others("author"), review=OuterRef("pk"), verified_at__isnull=True)
    reviews = scope.free(V.VERIFY_TREATMENT, S.TREATMENT).filter(some(unverified))
    return Found(reviews, due=Subquery(unverified.order_by("due_on").values("due_on")[:1]))


@waiting(
    V.STATE_GAP,
    S.TREATMENT,
    one="State the position on an open key gap",
    many="State the position on {n} open key gaps",
    button="Open",
    address="reviews:treatment",
)
def state_gaps(scope: Scope) -> Found:
    """Find the reviews with key gaps whose treatment is not verified and that nobody took a position on."""
    gaps = _without_position().filter(Exists(_treatments()))
    return Found(scope.free(V.STATE_GAP, S.TREATMENT).filter(some(gaps)))


@waiting(
    V.RECOMMEND, S.TREATMENT, one="Recommend an outcome", button="Recommend", address="reviews:treatment#recommend"
)
def recommend(scope: Scope) -> Found:
    """Find the reviews in which nothing stands against a recommendation."""
    missing = (_untreated(), _without_position(), _open_changes())
    return Found(scope.free(V.RECOMMEND, S.TREATMENT).filter(*(none(part) for part in missing)))
