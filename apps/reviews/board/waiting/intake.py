"""What waits from the draft until the manufacturer has answered."""

from django.db.models import Exists, F, OuterRef, Q, Subquery

from apps.devices.models import DeclarationGrant
from apps.devices.workflow import DeclarationState
from apps.reviews.board.waiting.kinds import Found, Scope, waiting
from apps.reviews.models import Act
from apps.reviews.workflow import ReviewState as S
from apps.reviews.workflow import Verb as V


@waiting(V.SUBMIT, S.DRAFT, one="Complete the draft and submit it", button="Continue", address="reviews:edit")
def draft(scope: Scope) -> Found:
    """Find the person's own drafts."""
    return Found(scope.reviews.filter(scope.mine("requested_by"), state=S.DRAFT))


def _scoped_out() -> Exists:
    return Exists(Act.objects.filter(review=OuterRef("pk"), verb=V.SCOPE_OUT))


@waiting(
    V.CONFIRM_SCOPE_OUT,
    S.INTAKE,
    one="Confirm that the Act does not cover the product",
    button="Open",
    address="reviews:confirm_scope_out",
)
def confirm_scope_out(scope: Scope) -> Found:
    """Find the reviews that somebody proposed to scope out."""
    return Found(scope.free(V.CONFIRM_SCOPE_OUT, S.INTAKE).filter(_scoped_out()))


@waiting(
    V.CATEGORISE,
    S.INTAKE,
    one="Categorize: boundary, placement and privacy",
    button="Categorize",
    address="reviews:categorise",
)
def categorise(scope: Scope) -> Found:
    """Find the reviews that came in."""
    return Found(scope.free(V.CATEGORISE, S.INTAKE).filter(~_scoped_out()))


def _last_set_act(field: str) -> Subquery:
    acts = Act.objects.filter(review=OuterRef("pk"), verb__in=[V.PROPOSE, V.APPROVE, V.SEND_BACK])
    return Subquery(acts.order_by("-at", "-pk").values(field)[:1])


@waiting(
    V.PROPOSE,
    S.REQUIREMENTS,
    one="Decide the candidates and propose the requirement set",
    button="Open",
    address="reviews:requirements",
)
def propose(scope: Scope) -> Found:
    """Find the sets that are open for editing."""
    reviews = scope.free(V.PROPOSE, S.REQUIREMENTS).annotate(last=_last_set_act("verb"))
    return Found(reviews.filter(Q(last__isnull=True) | Q(last=V.SEND_BACK)))


@waiting(V.APPROVE, S.REQUIREMENTS, one="Approve the requirement set", button="Open", address="reviews:requirements")
def approve(scope: Scope) -> Found:
    """Find the sets that somebody else proposed."""
    reviews = scope.free(V.APPROVE, S.REQUIREMENTS).annotate(last=_last_set_act("verb"))
    return Found(reviews.filter(last=V.PROPOSE), since=_last_set_act("at"))


@waiting(
    V.RELEASE,
    S.REQUIREMENTS,
    one="Release the requirement set to the manufacturer",
    button="Release",
    address="reviews:release",
)
def release(scope: Scope) -> Found:
    """Find the approved sets."""
    reviews = scope.free(V.RELEASE, S.REQUIREMENTS).annotate(last=_last_set_act("verb"))
    return Found(reviews.filter(last=V.APPROVE), since=_last_set_act("at"))


def _shared() -> Exists:
    grants = DeclarationGrant.objects.in_force().filter(
        agency=OuterRef("organization"),
        declaration__product=OuterRef("product"),
        declaration__state=DeclarationState.ATTESTED,
    )
    return Exists(grants)


@waiting(
    V.RECEIVE,
    S.WITH_MANUFACTURER,
    one="Receive the manufacturer's declaration",
    button="Receive",
    address="reviews:receive",
)
def receive(scope: Scope) -> Found:
    """Find the reviews whose product has an attested declaration that is shared with the agency."""
    return Found(scope.free(V.RECEIVE, S.WITH_MANUFACTURER).filter(_shared()), due=F("request__due_on"))


@waiting(
    V.RECORD_NO_ANSWER,
    S.WITH_MANUFACTURER,
    one="The manufacturer has not answered in time",
    button="Open",
    address="reviews:no_answer",
)
def no_answer(scope: Scope) -> Found:
    """Find the requests whose day has passed without a declaration."""
    asked = scope.free(V.RECORD_NO_ANSWER, S.WITH_MANUFACTURER)
    return Found(asked.filter(~_shared(), request__due_on__lt=scope.today), due=F("request__due_on"))
