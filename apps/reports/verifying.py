"""Is a file a report of this installation: genuine, altered, or unknown? Nothing of its content is told.

No PDF is parsed here: a file from anybody is hashed, and searched for the names that our reports carry in three places
(metadata, file identifier, attached record), so that a changed file can be told from a strange one. The stored digests
say which layer of a changed file is still whole. A file from another installation is checked by `offline.py`.
"""

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, TextChoices

from apps.core.choices import ShownChoices
from apps.reports.attached import attached
from apps.reports.identifiers import PATTERN, normalized
from apps.reports.models import Report

MAX_NAMES = 20
_FILE_ID = re.compile(rb"/ID\s*\[\s*\(([0-9a-f]{32})\)")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Finding(ShownChoices):
    """What the check says."""

    GENUINE = "genuine", "verified", "success", "Genuine"
    KNOWN = "known", "info", "info", "Known number"
    ALTERED = "altered", "error", "error", "Altered"
    UNKNOWN = "unknown", "help", "warning", "Unknown"


class Layer(TextChoices):
    """What of an altered file is still as it was made."""

    APPENDED = "appended", "The file as it was made is inside, but bytes were added after it."
    SEAL = "seal", "Pages and record are as they were made; the seal behind them was changed or removed."
    PAGES = "pages", "The attached record is as it was made; the pages or other parts of the file were changed."
    RECORD = "record", "The attached record is not the one that the report was made from."
    NO_RECORD = "no_record", "The attached record is missing or cannot be read."


@dataclass(frozen=True)
class Check:
    """The finding, the report that it is about when there is one, and which layer of an altered file is whole."""

    finding: Finding
    report: Report | None = None
    layer: Layer | None = None
    from_file: bool = False
    named: str = ""

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
            case _ if self.named:
                return (
                    f"The file names report {self.named}, and no report of that number was made here. It may come from "
                    "another installation; the command verify_report checks its seal with that installation's key."
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
        return Check(Finding.GENUINE, report, from_file=True)
    numbers, keys = _names(content)
    if numbers or keys:
        report = known.filter(Q(identifier__in=numbers) | Q(pk__in=keys)).order_by("-pk").first()
    if report is None:
        return Check(Finding.UNKNOWN, from_file=True, named=numbers[0] if numbers else "")
    return Check(Finding.ALTERED, report, layer=_whole_layer(content, report), from_file=True)


def _whole_layer(content: bytes, report: Report) -> Layer:
    """Compare the file with the digests of each layer, from the outermost inwards."""
    if hashlib.sha256(content[: report.size]).hexdigest() == report.sha256:
        return Layer.APPENDED
    if report.seal_kind and hashlib.sha256(content[: report.unsealed_size]).hexdigest() == report.unsealed_sha256:
        return Layer.SEAL
    records = [raw for raw, _ in attached(content)]
    if any(hashlib.sha256(raw).hexdigest() == report.record_sha256 for raw in records):
        return Layer.PAGES
    return Layer.RECORD if records else Layer.NO_RECORD


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
    for _, record in attached(content):
        numbers.add(str(record["report"]["number"])[:12])
        try:
            keys.add(UUID(str(record["report"]["id"])))
        except ValueError:
            continue
    return sorted(numbers), sorted(keys)
