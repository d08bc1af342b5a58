"""Evidence as the record names it; what was never shared with the agency stays unnamed."""

from typing import Any
from uuid import UUID

from apps.evidence.kinds import EvidenceKind, Marking, ScanState
from apps.evidence.models import EvidenceGrant, EvidenceItem
from apps.reports.record.values import choice, day, moment
from apps.reviews.models import Review


def shared_items(review: Review) -> set[UUID]:
    """Return the keys of all items that were ever shared with the agency; a later withdrawal rewrites no history."""
    grants = EvidenceGrant.objects.filter(grantee=review.organization_id)
    return set(grants.values_list("item_id", flat=True))


def evidence_part(item: EvidenceItem, locator: str, review: Review, shared: set[UUID]) -> dict[str, Any]:
    """Return one use of an item. An item that the agency was never given shows its marking only."""
    marking = choice(Marking, item.marking)
    if item.organization_id != review.organization_id and item.pk not in shared:
        return {"withheld": True, "marking": marking}
    return {
        "withheld": False,
        "id": str(item.pk),
        "kind": choice(EvidenceKind, item.kind),
        "title": item.title,
        "issuer": item.issuer,
        "issued_on": day(item.issued_on),
        "valid_until": day(item.valid_until),
        "component": item.subject_component,
        "version": item.subject_version,
        "marking": marking,
        "url": item.url,
        "file_name": item.original_name,
        "media_type": item.media_type,
        "size": item.size,
        "sha256": item.sha256,
        "scan": choice(ScanState, item.scan_state) if item.is_file else None,
        "added_at": moment(item.created_at),
        "locator": locator,
    }
