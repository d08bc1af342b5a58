"""Freezing and granting are parts of an act of a layer above, which records it; a download is an event of its own."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.audit import chain
from apps.evidence import permissions
from apps.evidence.models import EvidenceGrant, EvidenceItem


def freeze(items: Iterable[EvidenceItem], *, by: Actor, at: datetime) -> int:
    """Freeze the items inside the act that refers to them (the act records it); return how many were frozen anew."""
    _check_in_transaction("freeze")
    keys = [item.pk for item in items]
    return EvidenceItem.objects.filter(pk__in=keys, frozen_at__isnull=True).update(frozen_at=at)


def grant(
    items: Iterable[EvidenceItem], *, to: Organization, by: Actor, until: date | None, at: datetime
) -> list[EvidenceGrant]:
    """Let an organization read the items until a date, inside the act of sharing (the act records it).

    A grant in force is moved to the new date instead of doubled. Raises NotPermitted for items of other owners.
    """
    _check_in_transaction("grant")
    wanted = {item.pk: item for item in items}
    for item in wanted.values():
        permissions.check_user_can_grant_evidence(by, item)
    standing = EvidenceGrant.objects.select_for_update().filter(item__in=wanted, grantee=to, withdrawn_at__isnull=True)
    held = {row.item_id for row in standing}
    EvidenceGrant.objects.filter(item__in=held, grantee=to, withdrawn_at__isnull=True).update(until=until)
    return EvidenceGrant.objects.bulk_create(
        [
            EvidenceGrant(item=item, grantee=to, granted_by=by.user, granted_at=at, until=until)
            for key, item in wanted.items()
            if key not in held
        ]
    )


def withdraw_grants(items: Iterable[EvidenceItem], *, from_: Organization, by: Actor, at: datetime) -> int:
    """End the organization's access to the items, inside the act of withdrawing (the act records it)."""
    _check_in_transaction("withdraw_grants")
    wanted = list(items)
    for item in wanted:
        permissions.check_user_can_grant_evidence(by, item)
    return EvidenceGrant.objects.filter(
        item__in=[item.pk for item in wanted], grantee=from_, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)


def record_download(item: EvidenceItem, *, by: Actor, inline: bool) -> None:
    """Put into the chain that the person was handed the file; reading evidence is an event (security.md)."""
    with transaction.atomic():
        chain.record("evidence.viewed" if inline else "evidence.downloaded", by=by, target=item)


def _check_in_transaction(what: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"evidence.{what}() is a part of an act with its own transaction.")
