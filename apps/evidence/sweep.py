"""Files and rows that lost each other: a crash between the two may leave a file without a row, never the reverse."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from apps.evidence import storage
from apps.evidence.models import EvidenceItem

GRACE = timedelta(hours=24)
"""A younger file may belong to an upload that is still under way."""


@dataclass(frozen=True)
class Swept:
    """How many files without a row were removed, and the ids of items whose file is missing."""

    removed: int
    missing: list[UUID]


def sweep(*, now: datetime, remove: bool) -> Swept:
    """Find what lost its partner; delete files without a row when `remove` is set (items are only reported)."""
    known = set(EvidenceItem.objects.exclude(stored_name="").values_list("organization_id", "stored_name"))
    found = {(UUID(organization), name) for organization, name in storage.stored_names()}
    oldest = (now - GRACE).timestamp()
    orphans = [pair for pair in found - known if storage.path_of(pair[1], pair[0]).stat().st_mtime < oldest]
    if remove:
        for organization, name in orphans:
            storage.remove(name, organization)
    lost = EvidenceItem.objects.exclude(stored_name="").order_by("pk")
    missing = [item.pk for item in lost if (item.organization_id, item.stored_name) not in found]
    return Swept(len(orphans), missing)
