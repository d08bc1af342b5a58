"""Checks a report without the installation that made it: by its seal, the certificate of the key, and its own record.

What can be told: whether the sealed bytes are unchanged, by which key and when they were sealed, whether anything was
added afterwards, whether the attached record is the sealed one, and whether the event log in it hashes as it should.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from apps.audit.models import Event
from apps.core import confined
from apps.reports.attached import attached
from apps.reports.verifying import Finding

SECONDS = 60
_DIGESTS = re.compile(r"Record SHA-256 ([0-9a-f]{64})\. File before sealing SHA-256 ([0-9a-f]{64})\.")


@dataclass(frozen=True)
class Verdict:
    """The finding and why, one sentence each."""

    finding: Finding
    sentences: tuple[str, ...]


def check(content: bytes, certificates: Path) -> Verdict:
    """Check a file by the certificates given. Raises ChildFailed when the check itself could not be made."""
    said = list(confined.run("apps.reports.check_child", [str(certificates.resolve())], content, seconds=SECONDS))
    seals: list[dict[str, Any]] = said[-1].get("seals", []) if said else []
    if not seals:
        return Verdict(Finding.UNKNOWN, ("The file carries no seal that can be read.", *_about(content)))
    ours = [one for one in seals if one["known"]]
    if not ours:
        return Verdict(
            Finding.UNKNOWN, (f"It is sealed by another key than the one given: {_key(seals[-1])}.", *_about(content))
        )
    if len(seals) > 1:
        return Verdict(Finding.ALTERED, (f"It carries {len(seals)} seals; a report carries one.", *_about(content)))
    return _judged(ours[0], content)


def _judged(seal: dict[str, Any], content: bytes) -> Verdict:
    """Return what the one seal by a known key says about the file."""
    sealed = f"Sealed {_moment(seal['at'])} by {_key(seal)}."
    if not seal["intact"]:
        return Verdict(Finding.ALTERED, (_damage(seal, content), sealed, *_about(content)))
    if not seal["whole"]:
        return Verdict(Finding.ALTERED, ("Bytes were added after sealing.", sealed, *_about(content)))
    records = list(attached(content))
    promised = _DIGESTS.search(seal["purpose"])
    if len(records) != 1 or promised is None or _sha256(records[0][0]) != promised[1]:
        return Verdict(Finding.ALTERED, ("The attached record is not the one that the seal names.", sealed))
    if wrong := first_wrong_event(records[0][1]):
        return Verdict(Finding.ALTERED, (f"Entry {wrong} of the event log in it does not match its digest.", sealed))
    late = () if seal["in_time"] else ("The certificate was not valid at that time.",)
    return Verdict(Finding.GENUINE, (sealed, *late, *_about(content)))


def _damage(seal: dict[str, Any], content: bytes) -> str:
    """Return which layer was changed; the digests under the seal tell it when they can still be read."""
    promised = _DIGESTS.search(seal["purpose"])
    if promised is None:
        return "The sealed bytes were changed."
    if any(_sha256(raw) == promised[1] for raw, _ in attached(content)):
        return "The attached record is unchanged; the pages, other parts of the file or the seal were changed."
    return "The attached record was changed."


def first_wrong_event(record: dict[str, Any]) -> int | None:
    """Return the number of the first entry of the log whose digest does not cover its columns, or None."""
    for row in record.get("events", []):
        try:
            computed = Event(**row | {"at": datetime.fromisoformat(row["at"])}).computed_hash()
        except (TypeError, KeyError, ValueError, AttributeError):
            computed = ""
        if computed != row.get("hash"):
            return int(row.get("sequence", 0))
    return None


def _about(content: bytes) -> tuple[str, ...]:
    """Return what the file says of itself, which only a genuine one is to be believed."""
    for _, record in attached(content):
        report, review = record["report"], record.get("review")
        named = f" of review {review['id']}" if isinstance(review, dict) and "id" in review else ""
        return (f"It names itself report {report['number']}{named}.",)
    return ()


def _key(seal: dict[str, Any]) -> str:
    return f"“{seal['name']}” (SHA-256 of the certificate {seal['sha256']})"


def _moment(at: str) -> str:
    found = datetime.fromisoformat(at) if at else None
    return f"{found.day} {found:%b %Y, %H:%M %Z}" if found else "at an unknown time"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
