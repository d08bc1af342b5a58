"""Dates that come near or have passed: evidence, support, FIPS certificates, the access of agencies."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from apps.core.components import Task
from apps.core.permissions import Permission
from apps.core.templatetags.assay import day, distance
from apps.devices.models import DeclarationGrant, FipsCertificate, Product
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceItem

SUPPORT_NOTICE = timedelta(days=180)
GRANT_NOTICE = timedelta(days=30)


def dates(actor: Any, today: date, most: int) -> list[tuple[date, Task]]:
    """Return at most so many of each, with the place where it is mended; four statements."""
    found = (_evidence, _support, _certificates, _grants)
    return [one for of in found for one in of(actor, today, most)]


def due(day_due: date, today: date) -> dict[str, Any]:
    """Return how a date is shown in the list of tasks."""
    late = day_due < today
    days = (today - day_due).days
    if late:
        return {"due": f"{days} {'day' if days == 1 else 'days'} late", "late": True}
    return {"due": day(day_due), "due_note": distance(day_due)}


def _evidence(actor: Any, today: date, most: int) -> list[tuple[date, Task]]:
    ending = EvidenceItem.objects.owned_by(actor.organization).expiring(today).order_by("valid_until", "pk")
    return [
        (
            item.valid_until,
            Task(
                f"Evidence {'ended' if item.valid_until < today else 'ends'}: {item}",
                item.get_absolute_url(),
                "Look",
                meta=item.get_kind_display(),
                **due(item.valid_until, today),
            ),
        )
        for item in ending[:most]
    ]


def _support(actor: Any, today: date, most: int) -> list[tuple[date, Task]]:
    ending = Product.objects.visible_to(actor).filter(support_until__range=(today, today + SUPPORT_NOTICE))
    return [
        (
            one.support_until,
            Task(
                f"Support of {one} ends",
                one.get_absolute_url(),
                "Look",
                meta="Agencies plan their replacement by this date",
                **due(one.support_until, today),
            ),
        )
        for one in ending.order_by("support_until", "pk")[:most]
    ]


def _certificates(actor: Any, today: date, most: int) -> list[tuple[date, Task]]:
    """Return the FIPS certificates that end, or ended lately: an agency cannot count on them for a new purchase."""
    own = FipsCertificate.objects.filter(component__product__in=Product.objects.visible_to(actor))
    near = own.filter(
        status=FipsCertificate.Status.ACTIVE, sunset_on__range=(today - SUPPORT_NOTICE, today + SUPPORT_NOTICE)
    ).select_related("component__product")
    return [
        (
            one.sunset_on,
            Task(
                f"{one} {'ended' if one.sunset_on < today else 'ends'}",
                _certificate_url(one, edits=actor.has_permission(Permission.PRODUCT_EDIT)),
                "Look",
                meta=f"{one.component} of {one.component.product} · {one.module}",
                **due(one.sunset_on, today),
            ),
        )
        for one in near.order_by("sunset_on", "pk")[:most]
        if one.sunset_on is not None
    ]


def _grants(actor: Any, today: date, most: int) -> list[tuple[date, Task]]:
    """Return the agencies whose access to an attested declaration ends soon; the signer can give them longer."""
    if not actor.has_permission(Permission.DECLARATION_SHARE):
        return []
    ending = (
        DeclarationGrant.objects.visible_to(actor)
        .in_force()
        .filter(until__range=(today, today + GRANT_NOTICE), declaration__state=DeclarationState.ATTESTED)
        .select_related("declaration__product", "agency")
    )
    return [
        (
            one.until,
            Task(
                f"Access of {one.agency} ends",
                reverse("devices:sharing", args=[one.declaration_id]),
                "Look",
                meta=str(one.declaration),
                **due(one.until, today),
            ),
        )
        for one in ending.order_by("until", "pk")[:most]
    ]


def _certificate_url(certificate: FipsCertificate, *, edits: bool) -> str:
    """Return where it is corrected, or for those who only read where it stands on the product's page."""
    if edits:
        return reverse("devices:certificate_edit", args=[certificate.pk])
    return f"{certificate.component.product.get_absolute_url()}#component-{certificate.component_id}"
