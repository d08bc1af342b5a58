"""The records that a file carries, found without parsing the PDF around them: the file may come from anybody."""

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

MAX_ATTACHED = 32 * 1024 * 1024
MAX_RECORDS = 3
_ATTACHED = re.compile(rb"/EmbeddedFile\b.{0,1000}?stream\r?\n", re.DOTALL)


def attached(content: bytes) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Yield each attached record as bytes and as object; whatever is no record of ours is passed over."""
    for found in list(_ATTACHED.finditer(content))[:MAX_RECORDS]:
        try:
            unpacked = zlib.decompressobj().decompress(memoryview(content)[found.end() :], MAX_ATTACHED)
            record = json.loads(unpacked)
            record["report"]["number"], record["report"]["id"]
        except (zlib.error, ValueError, KeyError, TypeError, RecursionError):
            continue
        yield unpacked, record
