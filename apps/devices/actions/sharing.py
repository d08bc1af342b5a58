"""Agencies ask, manufacturers share and take back; access is a row, never derived from a review."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.audit import chain
from apps.catalog.models import Entry
from apps.core.errors import Invalid
from apps.devices import notices, permissions, policies
from apps.devices.actions.transitions import locked
from apps.devices.models import AnswerRequest, Declaration, DeclarationGrant, Product
from apps.evidence import actions as evidence
from apps.evidence.kinds import Marking
from apps.evidence.models import EvidenceGrant, EvidenceItem


def request_answers(
    product: Product,
    *,
    by: Actor,
    purpose: str,
    due_on: date,
    message: str,
    entries: Iterable[Entry],
    at: datetime,
) -> AnswerRequest:
    """Ask the manufacturer for a declaration that answers these entries, inside the agency's act of releasing.

    The act records it, so this must run in its transaction; members who can answer are told.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("devices.request_answers() is a part of an act of an agency.")
    permissions.check_user_can_request_answers(by)
    request = AnswerRequest(
        product=product,
        agency=_organization(by),
        purpose=purpose,
        message=message,
        due_on=due_on,
        sent_by=by.user,
        sent_at=at,
    )
    request.save(force_insert=True)
    request.entries.set(entries)
    notices.request_received(request, by=by, at=at)
    return request


def share(
    declaration: Declaration,
    *,
    by: Actor,
    at: datetime,
    agency: Organization,
    until: date | None = None,
    include_proprietary: bool = True,
    request: AnswerRequest | None = None,
) -> DeclarationGrant:
    """Let an agency read the declaration with its evidence until a date; answers `request` when one is given.

    Sharing again changes the terms of the grant in force. Without proprietary evidence only public items are granted.
    """
    with transaction.atomic():
        declaration = locked(declaration)
        permissions.check_user_can_share_declaration(by, declaration)
        policies.check_can_be_shared(declaration)
        policies.check_until(until, today=timezone.localdate(at))
        _check_agency(agency, request, declaration)
        grant, before = _grant(
            declaration, by=by, at=at, agency=agency, until=until, include_proprietary=include_proprietary
        )
        if request is not None:
            AnswerRequest.objects.filter(pk=request.pk, closed_at__isnull=True).update(
                answered_with=grant, closed_at=at
            )
        _align_evidence(agency, declaration.product.organization, by=by, at=at)
        chain.record(
            "devices.declaration_shared",
            by=by,
            target=declaration,
            subject=declaration.product,
            before=before,
            after={"agency": agency.name, "request": request, **_terms(grant)},
        )
        notices.declaration_shared(grant, by=by, at=at)
    return grant


def withdraw_share(grant: DeclarationGrant, *, by: Actor, at: datetime) -> DeclarationGrant:
    """End an agency's access to a declaration and to the evidence that only this grant opened."""
    with transaction.atomic():
        declaration = locked(Declaration(pk=grant.declaration_id))
        permissions.check_user_can_share_declaration(by, declaration)
        grant = DeclarationGrant.objects.select_for_update(of=("self",)).select_related("agency").get(pk=grant.pk)
        if grant.withdrawn_at is None:
            DeclarationGrant.objects.filter(pk=grant.pk).update(withdrawn_at=at, withdrawn_by=by.user)
            grant.withdrawn_at, grant.withdrawn_by = at, by.user
            _align_evidence(grant.agency, declaration.product.organization, by=by, at=at)
            chain.record(
                "devices.share_withdrawn",
                by=by,
                target=declaration,
                subject=declaration.product,
                before={"agency": grant.agency.name, **_terms(grant)},
            )
            notices.share_withdrawn(grant, by=by, at=at)
    return grant


def _grant(
    declaration: Declaration,
    *,
    by: Actor,
    at: datetime,
    agency: Organization,
    until: date | None,
    include_proprietary: bool,
) -> tuple[DeclarationGrant, dict[str, Any]]:
    """Write the grant, or change the terms of the one in force; return it with the terms before."""
    grant = DeclarationGrant.objects.filter(declaration=declaration, agency=agency, withdrawn_at__isnull=True).first()
    if grant is None:
        grant = DeclarationGrant(
            declaration=declaration,
            agency=agency,
            include_proprietary=include_proprietary,
            granted_by=by.user,
            granted_at=at,
            until=until,
        )
        grant.save(force_insert=True)
        return grant, {}
    before = _terms(grant)
    grant.until, grant.include_proprietary = until, include_proprietary
    grant.save(update_fields=["until", "include_proprietary"])
    return grant, before


def _align_evidence(agency: Organization, owner: Organization, *, by: Actor, at: datetime) -> None:
    """Make the agency's evidence grants from this owner equal to what its declaration grants in force open."""
    wanted: dict[Any, tuple[EvidenceItem, date | None]] = {}
    grants = DeclarationGrant.objects.in_force().filter(agency=agency, declaration__product__organization=owner)
    for grant in grants:
        items = EvidenceItem.objects.filter(answer_uses__answer__declaration=grant.declaration_id).distinct()
        if not grant.include_proprietary:
            items = items.filter(marking=Marking.PUBLIC)
        for item in items:
            known = wanted.get(item.pk)
            wanted[item.pk] = (item, grant.until if known is None else _later(known[1], grant.until))
    for until in {until for _, until in wanted.values()}:
        evidence.grant([item for item, last in wanted.values() if last == until], to=agency, by=by, until=until, at=at)
    held = EvidenceGrant.objects.filter(grantee=agency, item__organization=owner, withdrawn_at__isnull=True)
    ended = EvidenceItem.objects.filter(grants__in=held.exclude(item__in=list(wanted))).distinct()
    evidence.withdraw_grants(ended, from_=agency, by=by, at=at)


def _later(first: date | None, second: date | None) -> date | None:
    """Return the later last day; None means without end."""
    return None if first is None or second is None else max(first, second)


def _terms(grant: DeclarationGrant) -> dict[str, Any]:
    return {"until": grant.until, "include_proprietary": grant.include_proprietary}


def _check_agency(agency: Organization, request: AnswerRequest | None, declaration: Declaration) -> None:
    if not agency.is_agency:
        raise Invalid("A declaration is shared with an agency. Choose one from the list.")
    if request is not None and (request.agency_id != agency.pk or request.product_id != declaration.product_id):
        raise Invalid("This request came from another agency or asks about another product.")


def _organization(by: Actor) -> Organization:
    if by.organization is None:
        raise TypeError("The actor acts for no organization.")
    return by.organization
