"""Which files are taken in: our own table of types, signatures and bounds (security.md, files)."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import File

from apps.core.errors import Invalid

MAX_NAME = 150


@dataclass(frozen=True)
class FileType:
    """A type that is taken in: its extension, the type it is sent out with, and how its content begins."""

    extension: str
    media_type: str
    signatures: tuple[bytes, ...] = ()


TYPES = {
    kind.extension: kind
    for kind in (
        FileType("pdf", "application/pdf", (b"%PDF-",)),
        FileType("png", "image/png", (b"\x89PNG\r\n\x1a\n",)),
        FileType("jpg", "image/jpeg", (b"\xff\xd8\xff",)),
        FileType("jpeg", "image/jpeg", (b"\xff\xd8\xff",)),
        FileType("txt", "text/plain"),
        FileType("log", "text/plain"),
        FileType("csv", "text/csv"),
        FileType("json", "application/json"),
        FileType("xml", "application/xml"),
        FileType(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            (b"PK\x03\x04",),
        ),
        FileType("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
        FileType("zip", "application/zip", (b"PK\x03\x04",)),
    )
}


def accepted_type(content: File, name: str) -> FileType:
    """Return the type of an uploaded file; raise Invalid with the reason when it cannot be taken in."""
    kind = TYPES.get(PurePosixPath(name).suffix.lower().lstrip("."))
    if kind is None:
        raise Invalid("This type of file is not accepted.")
    if not content.size:
        raise Invalid("The file is empty. Choose the file again.")
    if content.size > settings.MAX_UPLOAD_BYTES:
        raise Invalid(f"The file is larger than {settings.MAX_UPLOAD_BYTES // 1024 // 1024} MB.")
    content.seek(0)
    head = content.read(1024)
    content.seek(0)
    if kind.signatures and not head.startswith(kind.signatures):
        raise Invalid(f"The content is not a {kind.extension.upper()} file, although its name says so.")
    return kind


def clean_name(name: str) -> str:
    """Return the name as we keep it: last part of a path, NFC, no control or direction marks, 150 characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C").strip().lstrip(".")
    stem, dot, extension = shown.rpartition(".")
    return f"{stem[: MAX_NAME - len(extension) - 1]}{dot}{extension}" if dot else shown[:MAX_NAME]
