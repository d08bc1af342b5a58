"""Which files are taken in: our own table of types, how each is looked into, and the name we keep."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import File

from apps.core.errors import Invalid
from apps.evidence.inspection import archive, markup, pdf, picture, text
from apps.evidence.inspection.signatures import foreign_nature
from apps.evidence.kinds import Finding

MAX_NAME = 150
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class FileType:
    """A type that is taken in: extension, type it is sent out with, how it begins, and who looks into it."""

    extension: str
    media_type: str
    inspect: Callable[[File], list[Finding]]
    signature: bytes = b""


_TABLE = (
    FileType("pdf", "application/pdf", pdf.inspect, b"%PDF-"),
    FileType("png", "image/png", picture.inspect_png, b"\x89PNG\r\n\x1a\n"),
    FileType("jpg", "image/jpeg", picture.inspect_jpeg, b"\xff\xd8\xff"),
    FileType("jpeg", "image/jpeg", picture.inspect_jpeg, b"\xff\xd8\xff"),
    FileType("txt", "text/plain", text.inspect),
    FileType("log", "text/plain", text.inspect),
    FileType("spdx", "text/plain", text.inspect),
    FileType("csv", "text/csv", text.inspect),
    FileType("json", "application/json", text.inspect_json),
    FileType("xml", "application/xml", markup.inspect),
    FileType("docx", f"{_OFFICE}.wordprocessingml.document", archive.inspect_docx, b"PK\x03\x04"),
    FileType("xlsx", f"{_OFFICE}.spreadsheetml.sheet", archive.inspect_xlsx, b"PK\x03\x04"),
    FileType("zip", "application/zip", archive.inspect_zip, b"PK\x03\x04"),
)
TYPES = {kind.extension: kind for kind in _TABLE}
ACCEPT = ",".join(f".{extension}" for extension in TYPES)
TYPES_IN_WORDS = "PDF, PNG, JPEG, text (TXT, LOG, CSV, SPDX), JSON, XML, DOCX, XLSX or ZIP"


@dataclass(frozen=True)
class Accepted:
    """What the checks found: the type that the file is sent out with, and what a reader should know."""

    media_type: str
    findings: list[Finding]


def accept(content: File, name: str) -> Accepted:
    """Look into an uploaded file; raise Invalid with the reason and the cure when it cannot be taken in."""
    kind = TYPES.get(PurePosixPath(name).suffix.lower().lstrip("."))
    if kind is None:
        raise Invalid(
            f"This type of file is not accepted. Use {TYPES_IN_WORDS}; save web pages and drawings as PDF first."
        )
    if not content.size:
        raise Invalid("The file is empty. Check that it was saved completely, then choose it again.")
    if content.size > settings.MAX_UPLOAD_BYTES:
        raise Invalid(too_large())
    content.seek(0)
    head = content.read(2048)
    if kind.signature and not head.startswith(kind.signature):
        raise Invalid(
            f"The name says {kind.extension.upper()}, but the content is {foreign_nature(head) or 'something else'}. "
            "Export the document anew and upload that file."
        )
    content.seek(0)
    findings = kind.inspect(content)
    content.seek(0)
    return Accepted(kind.media_type, findings)


def too_large() -> str:
    """Return the sentence about files above the limit."""
    limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
    return f"The file is larger than {limit} MB and was not kept. Split it, or add a link to where it is published."


def clean_name(name: str) -> str:
    """Return the name as we keep it: last part of a path, NFC, no control or direction marks, 150 characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C").strip().lstrip(".")
    stem, dot, extension = shown.rpartition(".")
    if not dot or len(extension) > 10:
        return shown[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}"
