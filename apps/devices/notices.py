"""Who is told what about declarations, requests and sharing; each call is a part of the act that it tells of."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind
from apps.core.permissions import Actor as AnyActor
from apps.core.permissions import Permission as P
from apps.core.templatetags.assay import day
from apps.devices.models import AnswerRequest, Declaration, DeclarationGrant
from apps.notifications.actions import notify
from apps.notifications.kinds import Kind, Topic, register

MAKER, AGENCY = OrganizationKind.MANUFACTURER, OrganizationKind.AGENCY
REQUESTS = Topic("requests", "Requests of agencies", "An agency asks for a declaration, or its request ends.", MAKER)
SIGNING = Topic("signing", "Drafting and signing", "A draft waits for its signer, comes back, or is attested.", MAKER)
DISPUTES = Topic("disputes", "Disputes", "An agency says that something in a declaration is not so.", MAKER)
SHARING = Topic(
    "sharing",
    "What manufacturers share",
    "A declaration is shared, superseded or withdrawn, access ends, a request is taken on or declined.",
    AGENCY,
)


def _declarations(actor: AnyActor, ids: Collection[UUID]) -> dict[UUID, str]:
    found = Declaration.objects.visible_to(actor).filter(pk__in=ids).select_related("product__organization")
    return {one.pk: f"{one} · {one.product.organization}" if actor.is_agency else str(one) for one in found}


def _requests(actor: AnyActor, ids: Collection[UUID]) -> dict[UUID, str]:
    found = AnswerRequest.objects.visible_to(actor).filter(pk__in=ids).select_related("agency", "product")
    return {one.pk: f"{one} · {one.purpose} · due {day(one.due_on)}" for one in found}


def _kind(slug: str, topic: Topic, sentence: str, *audience: P, of: str = "declaration") -> Kind:
    labels = _requests if of == "request" else _declarations
    return register(Kind(f"devices.{slug}", topic, sentence, audience, labels))


REQUEST_RECEIVED = _kind(
    "request_received",
    REQUESTS,
    "An agency asks for a declaration on one of your products.",
    P.DECLARATION_EDIT,
    P.DECLARATION_SHARE,
    of="request",
)
READY = _kind("declaration_ready", SIGNING, "A declaration waits for its signer.", P.DECLARATION_ATTEST)
REOPENED = _kind("declaration_reopened", SIGNING, "A declaration came back to its drafters.", P.DECLARATION_EDIT)
ATTESTED = _kind("declaration_attested", SIGNING, "A declaration was attested.", P.DECLARATION_EDIT)
DISPUTED = _kind(
    "declaration_disputed", DISPUTES, "An agency disputes a declaration.", P.DECLARATION_EDIT, P.DECLARATION_ATTEST
)
SHARED = _kind("declaration_shared", SHARING, "A manufacturer shared a declaration with your agency.", P.REVIEW_ASSESS)
SHARE_ENDED = _kind(
    "share_withdrawn", SHARING, "A manufacturer ended your agency's access to a declaration.", P.REVIEW_ASSESS
)
WITHDRAWN = _kind(
    "declaration_withdrawn", SHARING, "A manufacturer withdrew a declaration that your agency reads.", P.REVIEW_ASSESS
)
SUPERSEDED = _kind(
    "declaration_superseded", SHARING, "A declaration that your agency reads was superseded.", P.REVIEW_ASSESS
)

REQUEST_ACCEPTED = _kind(
    "request_accepted",
    SHARING,
    "A manufacturer takes on a request of your agency.",
    P.REVIEW_ASSESS,
    P.REVIEW_CONTRACT,
    of="request",
)
REQUEST_DECLINED = _kind(
    "request_declined",
    SHARING,
    "A manufacturer declined a request of your agency.",
    P.REVIEW_ASSESS,
    P.REVIEW_CONTRACT,
    of="request",
)


def request_received(request: AnswerRequest, *, by: Actor, at: datetime) -> None:
    """Tell the manufacturer's drafters and signers that an agency asks."""
    url = reverse("devices:request", args=[request.pk])
    notify(REQUEST_RECEIVED, about=request, url=url, organization=request.product.organization, by=by, at=at)


def request_accepted(request: AnswerRequest, *, by: Actor, at: datetime) -> None:
    """Tell the agency that a declaration will come."""
    url = reverse("devices:request", args=[request.pk])
    notify(REQUEST_ACCEPTED, about=request, url=url, organization=request.agency, by=by, at=at)


def request_declined(request: AnswerRequest, *, by: Actor, at: datetime) -> None:
    """Tell the agency that none will come; it reads why on the request's page."""
    url = reverse("devices:request", args=[request.pk])
    notify(REQUEST_DECLINED, about=request, url=url, organization=request.agency, by=by, at=at)


def declaration_shared(grant: DeclarationGrant, *, by: Actor, at: datetime) -> None:
    """Tell the agency's reviewers that they can read the declaration."""
    declaration = grant.declaration
    notify(SHARED, about=declaration, url=declaration.get_absolute_url(), organization=grant.agency, by=by, at=at)


def share_withdrawn(grant: DeclarationGrant, *, by: Actor, at: datetime) -> None:
    """Tell the agency's reviewers that the declaration is closed to them; its page would be missing."""
    url = reverse("devices:products")
    notify(SHARE_ENDED, about=grant.declaration, url=url, organization=grant.agency, by=by, at=at)


def declaration_ready(declaration: Declaration, *, by: Actor, at: datetime) -> None:
    """Tell the manufacturer's signers that a draft is finished."""
    _tell_makers(READY, declaration, "devices:attest", by=by, at=at)


def declaration_reopened(declaration: Declaration, *, by: Actor, at: datetime) -> None:
    """Tell those who drafted it that it is a draft again."""
    drafters = set(declaration.drafted_by.values_list("pk", flat=True))
    _tell_makers(REOPENED, declaration, "devices:finish", by=by, at=at, only=drafters)


def declaration_attested(declaration: Declaration, *, by: Actor, at: datetime) -> None:
    """Tell those who drafted it that it is signed."""
    drafters = set(declaration.drafted_by.values_list("pk", flat=True))
    _tell_makers(ATTESTED, declaration, "devices:declaration", by=by, at=at, only=drafters)


def declaration_disputed(declaration: Declaration, *, by: Actor, at: datetime) -> None:
    """Tell the manufacturer that an agency disputes it."""
    _tell_makers(DISPUTED, declaration, "devices:declaration", by=by, at=at)


def declaration_withdrawn(declaration: Declaration, *, by: Actor, at: datetime) -> None:
    """Tell every agency that reads it that it is withdrawn."""
    _tell_readers(WITHDRAWN, declaration, by=by, at=at)


def declaration_superseded(declaration: Declaration, *, by: Actor, at: datetime) -> None:
    """Tell every agency that reads it that a later one is attested, which is shared with each by itself."""
    _tell_readers(SUPERSEDED, declaration, by=by, at=at)


def _tell_makers(
    kind: Kind, declaration: Declaration, name: str, *, by: Actor, at: datetime, only: Collection[UUID] | None = None
) -> None:
    url = reverse(name, args=[declaration.pk])
    organization = declaration.product.organization
    notify(kind, about=declaration, url=url, organization=organization, by=by, at=at, only=only)


def _tell_readers(kind: Kind, declaration: Declaration, *, by: Actor, at: datetime) -> None:
    for agency in _readers(declaration):
        notify(kind, about=declaration, url=declaration.get_absolute_url(), organization=agency, by=by, at=at)


def _readers(declaration: Declaration) -> list[Organization]:
    held = DeclarationGrant.objects.in_force().filter(declaration=declaration)
    return [grant.agency for grant in held.select_related("agency").order_by("granted_at", "pk")]
