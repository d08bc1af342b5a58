"""Reminds a manufacturer of dates that come near: evidence, support, FIPS certificates, the access of agencies.

Each date is told once; when somebody moves it, the new one is told again. One run tells at most MOST of each kind, the
next run the others.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind
from apps.core.permissions import Actor
from apps.core.permissions import Permission as P
from apps.core.templatetags.assay import day
from apps.devices.models import DeclarationGrant, FipsCertificate, Product
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceItem
from apps.notifications.actions import notify
from apps.notifications.kinds import Kind, Labels, Topic, register
from apps.notifications.models import Notice
from apps.notifications.workflow import Mail

MOST = 500
SOON, HALF_A_YEAR = timedelta(days=30), timedelta(days=180)
DATES = Topic(
    "dates",
    "Dates that come near",
    "Evidence, support, a FIPS certificate or an agency's access ends soon.",
    OrganizationKind.MANUFACTURER,
    Mail.DAILY,
)


@dataclass(frozen=True)
class Due:
    """One date: what it is about, whose it is, where it is mended."""

    about: models.Model
    on: date
    organization: Organization
    url: str


def _evidence_labels(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    found = EvidenceItem.objects.visible_to(actor).filter(pk__in=ids)
    return {one.pk: f"{one} · until {day(one.valid_until)}" for one in found}


def _product_labels(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    found = Product.objects.visible_to(actor).filter(pk__in=ids)
    return {one.pk: f"{one} · until {day(one.support_until)}" for one in found}


def _certificate_labels(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    own = Product.objects.visible_to(actor)
    found = FipsCertificate.objects.filter(pk__in=ids, component__product__in=own).select_related("component__product")
    return {one.pk: f"{one} of {one.component.product} · sunset {day(one.sunset_on)}" for one in found}


def _grant_labels(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    found = (
        DeclarationGrant.objects.visible_to(actor).filter(pk__in=ids).select_related("agency", "declaration__product")
    )
    return {one.pk: f"{one.agency} reads {one.declaration} · until {day(one.until)}" for one in found}


def _kind(slug: str, sentence: str, labels: Labels, *audience: P) -> Kind:
    return register(Kind(f"devices.{slug}", DATES, sentence, audience, labels))


EVIDENCE = _kind("evidence_ends", "Evidence in your library ends soon.", _evidence_labels, P.EVIDENCE_ADD)
SUPPORT = _kind("support_ends", "The support of one of your products ends soon.", _product_labels, P.PRODUCT_EDIT)
CERTIFICATE = _kind("certificate_ends", "A FIPS certificate ends soon.", _certificate_labels, P.PRODUCT_EDIT)
ACCESS = _kind("access_ends", "An agency's access to a declaration ends soon.", _grant_labels, P.DECLARATION_SHARE)


def remind(now: datetime) -> int:
    """Tell of every date that is near and was not told yet; return how many were told."""
    today = timezone.localdate(now)
    found = ((EVIDENCE, _evidence), (SUPPORT, _support), (CERTIFICATE, _certificates), (ACCESS, _access))
    return sum(_tell(kind, dates(today), now) for kind, dates in found)


def _tell(kind: Kind, dates: Iterable[Due], now: datetime) -> int:
    told = 0
    for due in dates:
        with transaction.atomic():
            once = f"{due.about.pk} {due.on.isoformat()}"
            notice = notify(kind, about=due.about, url=due.url, organization=due.organization, at=now, once=once)
        told += notice is not None
    return told


def _untold(rows: Any, kind: Kind, field: str) -> Any:
    """Leave out what was told with this date already, so that each run goes on where the last one ended."""
    said = Cast(OuterRef(field), models.CharField())
    told = Notice.objects.filter(kind=kind.slug, about=OuterRef("pk"), once__endswith=said)
    return rows.exclude(Exists(told)).order_by(field, "pk")[:MOST]


def _evidence(today: date) -> Iterator[Due]:
    near = EvidenceItem.objects.filter(
        organization__kind=OrganizationKind.MANUFACTURER,
        valid_until__range=(today, today + SOON),
        replaced_by__isnull=True,
    )
    for one in _untold(near.select_related("organization"), EVIDENCE, "valid_until"):
        yield Due(one, one.valid_until, one.organization, one.get_absolute_url())


def _support(today: date) -> Iterator[Due]:
    near = Product.objects.filter(support_until__range=(today, today + HALF_A_YEAR))
    for one in _untold(near.select_related("organization"), SUPPORT, "support_until"):
        yield Due(one, one.support_until, one.organization, one.get_absolute_url())


def _certificates(today: date) -> Iterator[Due]:
    near = FipsCertificate.objects.filter(
        status=FipsCertificate.Status.ACTIVE, sunset_on__range=(today, today + HALF_A_YEAR)
    )
    for one in _untold(near.select_related("component__product__organization"), CERTIFICATE, "sunset_on"):
        url = reverse("devices:certificate_edit", args=[one.pk])
        yield Due(one, one.sunset_on, one.component.product.organization, url)


def _access(today: date) -> Iterator[Due]:
    near = DeclarationGrant.objects.in_force().filter(
        until__range=(today, today + SOON), declaration__state=DeclarationState.ATTESTED
    )
    for one in _untold(near.select_related("declaration__product__organization"), ACCESS, "until"):
        url = reverse("devices:sharing", args=[one.declaration_id])
        yield Due(one, one.until, one.declaration.product.organization, url)
