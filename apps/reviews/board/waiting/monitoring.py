"""What waits after the award: conditions, and what may call for a linked review."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from apps.core.permissions import Permission as P
from apps.devices.models import FipsCertificate
from apps.devices.workflow import DeclarationState
from apps.reviews.board.waiting.kinds import HORIZON, WATCH, Found, Scope, waiting
from apps.reviews.models import Condition, Review
from apps.reviews.workflow import ConditionState
from apps.reviews.workflow import ReviewState as S
from apps.reviews.workflow import Verb as V

FOLLOWERS = (P.REVIEW_REQUEST, P.REVIEW_SECURE)
"""Whose task it is to see that a decided case needs a new look."""


@waiting(
    V.PROPOSE_CONDITION_MET,
    S.MONITORING,
    one="Show that a condition is kept",
    button="Open",
    address="reviews:conditions",
)
def show_condition(scope: Scope) -> Found:
    """Find the open conditions that are due soon or late."""
    conditions = Condition.objects.filter(
        review__in=scope.free(V.PROPOSE_CONDITION_MET, S.MONITORING),
        state=ConditionState.OPEN,
        due_on__lte=scope.today + HORIZON,
    )
    return Found(conditions, due=F("due_on"), parts=True)


@waiting(
    V.VERIFY_CONDITION,
    S.MONITORING,
    one="Verify a condition",
    button="Verify",
    address="reviews:conditions",
    own_work="You proposed this condition as met: somebody else must verify it.",
)
def verify_condition(scope: Scope) -> Found:
    """Find the conditions that somebody else proposed as met."""
    conditions = Condition.objects.filter(
        scope.others("proposed_by"),
        review__in=scope.free(V.VERIFY_CONDITION, S.MONITORING),
        state=ConditionState.PROPOSED,
    )
    return Found(conditions, due=F("due_on"), since=F("proposed_at"), parts=True)


def _not_followed(scope: Scope) -> QuerySet[Review]:
    return scope.reviews.filter(state=S.MONITORING, successors__isnull=True)


@waiting(
    None,
    S.MONITORING,
    one="FIPS certificate of a decided product ends",
    button="Open",
    address="reviews:linked",
    offices=FOLLOWERS,
)
def certificate_ends(scope: Scope) -> Found:
    """Find the monitored products with a module certificate that ends soon (CMVP sunset)."""
    ending = FipsCertificate.objects.filter(
        Q(component__product=OuterRef("product")) | Q(component__also_in__product=OuterRef("product")),
        status=FipsCertificate.Status.ACTIVE,
        sunset_on__lte=scope.today + WATCH,
    ).order_by("sunset_on")
    return Found(_not_followed(scope).filter(Exists(ending)), due=Subquery(ending.values("sunset_on")[:1]))


@waiting(
    None,
    S.MONITORING,
    one="Support of a decided product ends",
    button="Open",
    address="reviews:linked",
    offices=FOLLOWERS,
)
def support_ends(scope: Scope) -> Found:
    """Find the monitored products whose support period ends soon."""
    ending = _not_followed(scope).filter(product__support_until__lte=scope.today + WATCH)
    return Found(ending, due=F("product__support_until"))


@waiting(None, S.MONITORING, one="A waiver ends", button="Open", address="reviews:linked", offices=FOLLOWERS)
def waiver_ends(scope: Scope) -> Found:
    """Find the granted waivers that end soon."""
    ending = _not_followed(scope).filter(waiver__granted=True, waiver__ends_on__lte=scope.today + WATCH)
    return Found(ending, due=F("waiver__ends_on"))


@waiting(
    None,
    S.MONITORING,
    one="The declaration behind a decision is no longer the current one",
    button="Open",
    address="reviews:linked",
    offices=FOLLOWERS,
)
def declaration_changed(scope: Scope) -> Found:
    """Find the decided cases whose pinned declaration was superseded, withdrawn, disputed or has expired."""
    pinned = _not_followed(scope).filter(declaration__isnull=False)
    return Found(pinned.exclude(declaration__state=DeclarationState.ATTESTED))
