"""Evidence for tests, added through the real actions."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.evidence import actions
from apps.evidence.kinds import EvidenceKind, Marking
from apps.evidence.models import EvidenceItem
from tests.factories.numbers import NUMBERS

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def make_upload(content: bytes = b"", *, name: str = "") -> SimpleUploadedFile:
    """Return an uploaded text file, or what is given."""
    number = next(NUMBERS)
    return SimpleUploadedFile(name or f"report-{number}.txt", content or f"Port scan {number}\n443/tcp open\n".encode())


def make_file(*, by: Actor, upload: SimpleUploadedFile | None = None, **metadata: Any) -> EvidenceItem:
    """Return an uploaded item of the actor's library."""
    metadata = {"kind": EvidenceKind.TEST_REPORT, "title": f"Test report {next(NUMBERS)}", **metadata}
    return actions.add_file(by=by, upload=upload or make_upload(), at=timezone.now(), **metadata)


def make_link(*, by: Actor, **metadata: Any) -> EvidenceItem:
    """Return a public link of the actor's library."""
    number = next(NUMBERS)
    metadata = {
        "kind": EvidenceKind.POLICY,
        "title": f"Disclosure policy {number}",
        "url": f"https://example.com/policy/{number}",
        "marking": Marking.PUBLIC,
        **metadata,
    }
    return actions.add_link(by=by, at=timezone.now(), **metadata)
