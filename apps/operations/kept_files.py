"""The files that rows speak of: what must be in a backup, and what must be there after a restore."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from apps.evidence import storage as evidence
from apps.evidence.models import EvidenceItem
from apps.reports import storage as reports
from apps.reports.models import Report


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file: its place below the folder of files, its length in bytes and its SHA-256, as its row says."""

    name: str
    size: int
    sha256: str


def kept_files() -> Iterator[KeptFile]:
    """Yield every file of evidence and every report, in a lasting order."""
    items = EvidenceItem.objects.exclude(stored_name="").order_by("pk")
    for name, organization, size, sha256 in items.values_list("stored_name", "organization_id", "size", "sha256"):
        yield KeptFile(_below_root(evidence.path_of(name, organization)), size or 0, sha256)
    made = Report.objects.exclude(stored_name="").order_by("pk")
    for name, size, sha256 in made.values_list("stored_name", "size", "sha256"):
        yield KeptFile(_below_root(reports.path_of(name)), size or 0, sha256)


def _below_root(path: Path) -> str:
    return path.relative_to(settings.MEDIA_ROOT).as_posix()
