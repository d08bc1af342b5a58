"""Is a file a report of this installation: genuine, altered, or unknown? Nothing of its content is told.

No PDF is parsed here: a file from anybody is hashed, and searched for the names that our reports carry in three places
(metadata, file identifier, attached record), so that a changed file can be told from a strange one.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from apps.core.choices import ShownChoices
from apps.reports.identifiers import PATTERN, normalized
from apps.reports.models import Report

MAX_NAMES = 20
MAX_ATTACHED = 32 * 1024 * 1024
_FILE_ID = re.compile(rb"/ID\s*\[\s*\(([0-9a-f]{32})\)")
_ATTACHED = re.compile(rb"/EmbeddedFile\b.{0,1000}?stream\r?\n", re.DOTALL)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Finding(ShownChoices):
    """What the check says."""

    GENUINE = "genuine", "verified", "success", "Genuine"
    KNOWN = "known", "info", "info", "Known number"
    ALTERED = "altered", "error", "error", "Altered"
    UNKNOWN = "unknown", "help", "warning", "Unknown"


@dataclass(frozen=True)
class Check:
    """The finding, and the report that it is about when there is one."""

    finding: Finding
    report: Report | None = None

    @property
    def sentence(self) -> str:
        """Return what the finding means, and what to do."""
        number = self.report.identifier if self.report else ""
        match self.finding:
            case Finding.GENUINE:
                return f"This is report {number}, byte for byte as it was made here."
            case Finding.KNOWN:
                return f"Report {number} was made here. Compare the SHA-256 below with your file's."
            case Finding.ALTERED:
                return (
                    f"The file names report {number}, but it is not the file that was made here. Do not rely on it; "
                    "ask the agency for the original."
                )
            case _:
                return (
                    "No report of this installation matches. It may come from another installation, or be damaged "
                    "beyond recognition."
                )


def check_file(content: bytes) -> Check:
    """Compare a file with the reports that were made here."""
    known = Report.objects.ready().defer("record")
    report = known.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    if report is not None:
        return Check(Finding.GENUINE, report)
    numbers, keys = _names(content)
    if numbers or keys:
        report = known.filter(Q(identifier__in=numbers) | Q(pk__in=keys)).order_by("-pk").first()
    return Check(Finding.ALTERED, report) if report else Check(Finding.UNKNOWN)


def check_typed(text: str) -> Check:
    """Look up what a person typed: the number of a report, or the SHA-256 of a file."""
    known = Report.objects.ready().defer("record")
    digest = re.sub(r"\s", "", text).lower()
    if _SHA256.fullmatch(digest):
        report = known.filter(sha256=digest).first()
        return Check(Finding.GENUINE, report) if report else Check(Finding.UNKNOWN)
    report = known.filter(identifier=normalized(text)).first()
    return Check(Finding.KNOWN, report) if report else Check(Finding.UNKNOWN)


def _names(content: bytes) -> tuple[list[str], list[UUID]]:
    """Return the numbers and keys of reports that the file names."""
    numbers = {match.decode() for match in PATTERN.findall(content)[:MAX_NAMES]}
    keys = {UUID(match.decode()) for match in _FILE_ID.findall(content)[:MAX_NAMES]}
    for number, key in _attached_names(content):
        numbers.add(number)
        keys.add(key)
    return sorted(numbers), sorted(keys)


def _attached_names(content: bytes) -> Iterator[tuple[str, UUID]]:
    """Yield what attached records say about themselves; whatever is no record of ours is passed over."""
    for found in list(_ATTACHED.finditer(content))[:3]:
        try:
            unpacked = zlib.decompressobj().decompress(content[found.end() :], MAX_ATTACHED)
            report = json.loads(unpacked)["report"]
            yield str(report["number"]), UUID(str(report["id"]))
        except (zlib.error, ValueError, KeyError, TypeError, RecursionError):
            continue
