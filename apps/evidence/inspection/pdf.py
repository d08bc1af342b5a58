"""PDF: begins and ends as one, has no second nature; what acts by itself in it is noted for the reader."""

import re
import zipfile
import zlib
from collections.abc import Iterator

from django.core.files.base import File

from apps.core.errors import Invalid
from apps.evidence.inspection.signatures import holds_active_markup
from apps.evidence.kinds import Finding

_SNIFFED = 2048
_TAIL = 4096
_MAX_INFLATED = 16 * 1024 * 1024
_MAX_OBJECT_STREAMS = 2000
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_NOTED = (
    (Finding.JAVASCRIPT, re.compile(rb"/JavaScript\b|/JS\s*[(<\d]")),
    (Finding.LAUNCH, re.compile(rb"/(?:Launch|GoToR|SubmitForm|ImportData|Rendition|RichMedia)\b")),
    (Finding.EMBEDDED, re.compile(rb"/EmbeddedFiles?\b")),
    (Finding.ENCRYPTED, re.compile(rb"/Encrypt\b")),
)


def inspect(content: File) -> list[Finding]:
    """Return what acts by itself or hides in the PDF; raise Invalid when it is cut off or has a second nature."""
    data = content.read()
    if holds_active_markup(data[:_SNIFFED]):
        raise Invalid("The PDF is a web page at the same time. Print the document to PDF anew and upload that file.")
    if b"%%EOF" not in data[-_TAIL:]:
        raise Invalid("The PDF is cut off before its end. Save it again and upload the complete file.")
    content.seek(0)
    if zipfile.is_zipfile(content):
        raise Invalid("The PDF is an archive at the same time. Print the document to PDF anew and upload that file.")
    found: set[Finding] = set()
    for part in _readable_parts(data):
        plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), part)
        found |= {finding for finding, pattern in _NOTED if pattern.search(plain)}
    return sorted(found)


def _readable_parts(data: bytes) -> Iterator[bytes]:
    """Yield the file itself and its unpacked object streams, within bounds (names may hide in them)."""
    yield data
    left = _MAX_INFLATED
    for count, match in enumerate(_OBJECT_STREAM.finditer(data)):
        if left <= 0 or count >= _MAX_OBJECT_STREAMS:
            return
        try:
            part = zlib.decompressobj().decompress(data[match.end() :], left)
        except zlib.error:
            continue
        left -= len(part)
        yield part
