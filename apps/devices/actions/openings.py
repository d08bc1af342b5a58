"""Noting who at which agency opened what. One statement a page: the first of the day adds a row, others move its time.

Only what a grant opened is noted. That an agency looks at a listed product is its own affair, and so is its work at
the desk of a review.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from apps.accounts.actors import Actor
from apps.devices.models import Declaration, DeclarationGrant, Opening
from apps.devices.workflow import OpenedPage
from apps.evidence.models import EvidenceItem

MOST_DECLARATIONS = 10


def note_opening(declaration: Declaration, *, by: Actor, at: datetime, page: OpenedPage, part: str = "") -> None:
    """Note that somebody of an agency opened a page of a declaration shared with it."""
    _note([declaration], by=by, at=at, page=page, part=part)


def note_evidence(item: EvidenceItem, *, by: Actor, at: datetime, as_file: bool) -> None:
    """Note that somebody of an agency opened an item, with each declaration by which the agency reads it."""
    if not by.is_agency or item.organization_id == by.own_organization.pk:
        return
    held = DeclarationGrant.objects.in_force().filter(agency=by.own_organization).values("declaration")
    shared = Declaration.objects.filter(pk__in=held, answers__evidence__item=item).distinct().order_by("pk")
    page = OpenedPage.FILE if as_file else OpenedPage.EVIDENCE
    _note(shared[:MOST_DECLARATIONS], by=by, at=at, page=page, part=str(item.pk))


def _note(declarations: Iterable[Declaration], *, by: Actor, at: datetime, page: OpenedPage, part: str) -> None:
    day = timezone.localdate(at)
    openings = [
        Opening(
            declaration=declaration,
            agency=by.own_organization,
            user=by.user,
            page=page,
            part=part,
            day=day,
            first_at=at,
            last_at=at,
        )
        for declaration in declarations
    ]
    if openings:
        Opening.objects.bulk_create(
            openings,
            update_conflicts=True,
            unique_fields=["declaration", "agency", "user", "page", "part", "day"],
            update_fields=["last_at"],
        )
