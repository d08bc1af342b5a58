"""What waits for a decision: concurrence, determination, waiver, award."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from apps.reviews.board.waiting.kinds import Found, Scope, waiting
from apps.reviews.models import Recommendation, Review, WaiverMethod
from apps.reviews.workflow import Outcome
from apps.reviews.workflow import ReviewState as S
from apps.reviews.workflow import Verb as V


def _undetermined(scope: Scope, verb: V, *, concurred: bool) -> QuerySet[Review]:
    last = Recommendation.objects.filter(review=OuterRef("pk")).order_by("-at", "-pk")
    undetermined = scope.free(verb, S.DECISION).filter(determination__isnull=True)
    return undetermined.annotate(
        last=Subquery(last.values("pk")[:1]), concurrence=Subquery(last.values("concurrence__pk")[:1])
    ).filter(last__isnull=False, concurrence__isnull=not concurred)


@waiting(
    V.CONCUR,
    S.DECISION,
    one="Concur with the recommendation, or return the case",
    button="Open",
    address="reviews:decision",
)
def concur(scope: Scope) -> Found:
    """Find the recommendations before the CISO."""
    return Found(_undetermined(scope, V.CONCUR, concurred=False))


@waiting(
    V.DETERMINE,
    S.DECISION,
    one="Determine whether use prevents compliance",
    button="Open",
    address="reviews:decision",
)
def determine(scope: Scope) -> Found:
    """Find the cases before the CIO."""
    return Found(_undetermined(scope, V.DETERMINE, concurred=True))


def _prevented(scope: Scope, verb: V) -> QuerySet[Review]:
    return scope.free(verb, S.DECISION).filter(determination__outcome=Outcome.PREVENTS)


@waiting(
    V.REQUEST_WAIVER,
    S.DECISION,
    one="Use prevents compliance: ask for a waiver, or let it rest",
    button="Open",
    address="reviews:waiver",
)
def request_waiver(scope: Scope) -> Found:
    """Find the person's own cases in which use prevents compliance."""
    without = _prevented(scope, V.REQUEST_WAIVER).filter(scope.mine("requested_by"), waiver__isnull=True)
    return Found(without, since=F("determination__at"))


def _unverified() -> Exists:
    return Exists(WaiverMethod.objects.filter(review=OuterRef("pk"), verified_at__isnull=True))


def _before_cio(scope: Scope, verb: V) -> QuerySet[Review]:
    return _prevented(scope, verb).filter(waiver__isnull=False, waiver__supported__isnull=True)


@waiting(
    V.VERIFY_METHOD,
    S.DECISION,
    one="Verify an alternative method behind a waiver",
    many="Verify {n} alternative methods behind a waiver",
    button="Verify",
    address="reviews:waiver",
)
def verify_methods(scope: Scope) -> Found:
    """Find the waivers on ground (C) whose methods nobody has checked."""
    return Found(_before_cio(scope, V.VERIFY_METHOD).filter(_unverified()), since=F("waiver__requested_at"))


@waiting(V.SUPPORT_WAIVER, S.DECISION, one="Determine the ground of a waiver", button="Open", address="reviews:waiver")
def support_waiver(scope: Scope) -> Found:
    """Find the waivers before the CIO."""
    return Found(_before_cio(scope, V.SUPPORT_WAIVER).filter(~_unverified()), since=F("waiver__requested_at"))


@waiting(V.GRANT_WAIVER, S.DECISION, one="Grant or refuse a waiver", button="Open", address="reviews:waiver")
def decide_waiver(scope: Scope) -> Found:
    """Find the waivers before the agency head, who is another person than the CIO."""
    supported = Q(waiver__supported=True, waiver__granted__isnull=True)
    return Found(
        _prevented(scope, V.GRANT_WAIVER).filter(supported, scope.others("waiver__cio_by")), since=F("waiver__cio_at")
    )


@waiting(
    V.RECORD_AWARD,
    S.DECISION,
    one="Record the award, or close without one",
    button="Open",
    address="reviews:award",
)
def award(scope: Scope) -> Found:
    """Find the cases that may be bought."""
    allowed = ~Q(determination__outcome=Outcome.PREVENTS) | Q(waiver__granted=True)
    reviews = scope.free(V.RECORD_AWARD, S.DECISION).filter(allowed, determination__isnull=False)
    return Found(reviews, since=F("determination__at"))


@waiting(
    V.CLOSE_WITHOUT_AWARD,
    S.DECISION,
    one="The waiver was refused: close the case without an award",
    button="Open",
    address="reviews:decision",
)
def close_without_award(scope: Scope) -> Found:
    """Find the cases whose waiver was refused."""
    refused = Q(waiver__granted=False) | Q(waiver__supported=False)
    return Found(_prevented(scope, V.CLOSE_WITHOUT_AWARD).filter(refused), since=F("determination__at"))
