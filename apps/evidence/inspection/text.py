"""Plain text, tables and JSON: really text, and not markup or a script behind another name."""

import json
import re

from django.core.files.base import File

from apps.core.errors import Invalid
from apps.evidence.inspection.signatures import begins_as_markup, foreign_nature
from apps.evidence.kinds import Finding

# Tabs, line ends, form feeds and the escape of colored logs are text; other control characters are not.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
MAX_PARSED = 10 * 1024 * 1024


def inspect(content: File) -> list[Finding]:
    """Raise Invalid unless the content is text that nothing would run."""
    head = content.read(2048)
    nature = foreign_nature(head)
    if nature:
        raise Invalid(f"The name says text, but the content is {nature}. Upload it under its own type, or as PDF.")
    if begins_as_markup(head):
        raise Invalid("The content is markup (HTML, XML or SVG), not plain text. Save the page as PDF and upload that.")
    content.seek(0)
    for chunk in content.chunks():
        if _BINARY.search(chunk):
            raise Invalid("The file holds characters that plain text does not have. Save it as UTF-8 text.")
    return []


def inspect_json(content: File) -> list[Finding]:
    """Raise Invalid unless the content is JSON; above 10 MB only its beginning is looked at."""
    inspect(content)
    content.seek(0)
    if content.size > MAX_PARSED:
        if content.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            raise Invalid(_NOT_JSON)
        return []
    try:
        json.loads(content.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Invalid(_NOT_JSON) from error
    return []


_NOT_JSON = "The content is not valid JSON in UTF-8. Export it anew, or upload it as a text file."
