"""Documents that speak: the parent's side of reading them. The reading itself runs in a confined child process."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import File

from apps.core import confined
from apps.evidence.kinds import DocumentFormat, ReadingState
from apps.evidence.reading import formats

SECONDS = 10
STOPPED = "Reading it took more than 10 seconds or 300 MB and was stopped. Export a smaller document."
TOO_LARGE = f"It is larger than {formats.MAX_BYTES // 1024**2} MB, so it is kept and not read."
_AHEAD = "_read_ahead"
_CHILD = "apps.evidence.reading.child"
_TEXTS = ("application/json", "application/xml", "text/plain")


@dataclass(frozen=True)
class Reading:
    """What is kept of a document beside its item; the fields are those of the model EvidenceReading."""

    format: DocumentFormat
    state: ReadingState
    version: str = ""
    subject_name: str = ""
    subject_version: str = ""
    problems: list[dict[str, str]] = field(default_factory=list)
    more_problems: int = 0
    summary: dict[str, Any] = field(default_factory=dict)
    facts: list[dict[str, str]] = field(default_factory=list)


def read(content: File, media_type: str, name: str) -> Reading | None:
    """Return what a document says, or None when it is of no kind that speaks; never raises for what is in it."""
    if media_type not in _TEXTS:
        return None
    if hasattr(content, _AHEAD):
        known: Reading | None = getattr(content, _AHEAD)
        return known
    content.seek(0)
    data = content.read(formats.MAX_BYTES + 1)
    content.seek(0)
    kind = formats.recognise(data, media_type, name)
    if not kind:
        return None
    if len(data) > formats.MAX_BYTES:
        return _refused(DocumentFormat(kind), ReadingState.TOO_LARGE, TOO_LARGE)
    return from_values(DocumentFormat(kind), _ask_child(kind, data))


def read_ahead(content: File, name: str) -> None:
    """Read a document before a transaction begins, so that no lock waits for it; `read` then knows the answer."""
    extension = name.rpartition(".")[2].lower()
    media_type = {"json": "application/json", "xml": "application/xml"}.get(extension, "text/plain")
    setattr(content, _AHEAD, read(content, media_type, name))


def from_values(kind: DocumentFormat, found: dict[str, Any]) -> Reading:
    """Return what the child's answer means; a document with problems proposes nothing."""
    if "unreadable" in found:
        return _refused(kind, ReadingState.UNREADABLE, found["unreadable"], found["place"])
    problems = found["problems"]
    return Reading(
        format=kind,
        state=ReadingState.INVALID if problems else ReadingState.READ,
        version=found["version"],
        subject_name=found["subject_name"],
        subject_version=found["subject_version"],
        problems=problems,
        more_problems=found["more_problems"],
        summary={"lines": found["lines"], "tables": found["tables"]},
        facts=[] if problems else found["facts"],
    )


def _ask_child(kind: str, data: bytes) -> dict[str, Any]:
    try:
        for answer in confined.run(_CHILD, [kind], data, seconds=SECONDS):
            return answer
    except confined.ChildFailed:
        pass
    return {"unreadable": STOPPED, "place": ""}


def _refused(kind: DocumentFormat, state: ReadingState, text: str, place: str = "") -> Reading:
    return Reading(format=kind, state=state, problems=[{"place": place, "text": text}])
