"""The one canonical form of a record, and its digest."""

import hashlib
import json
from typing import Any


def canonical(record: dict[str, Any]) -> bytes:
    """Return the record as UTF-8 JSON with sorted keys and without blanks (as in RFC 8785)."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(record: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(record)).hexdigest()


def content_digest(record: dict[str, Any]) -> str:
    """Return the digest of the record without the part that names one report, to see whether anything changed."""
    return digest({key: value for key, value in record.items() if key != "report"})
