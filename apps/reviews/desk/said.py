"""What a document beside a claim says to the requirement: the manufacturer's file against its own answer."""

from dataclasses import dataclass
from datetime import date

from apps.devices.spoken import stance_of
from apps.devices.workflow import Stance
from apps.evidence import speaking
from apps.evidence.models import EvidenceItem


@dataclass(frozen=True)
class Said:
    """One fact of the document, how it stands to the answer, where it is found, and why it concerns the entry."""

    stance: Stance
    text: str
    place: str
    why: str


def said_to(item: EvidenceItem, identifier: str, value: str, *, today: date) -> tuple[Said, ...]:
    """Return what the document says to one entry and one answer; the item comes with its reading."""
    reading = getattr(item, "reading", None)
    if reading is None:
        return ()
    return tuple(
        Said(stance, one.text, one.place, one.why)
        for one in speaking.findings(reading, today=today)
        if one.entry == identifier and (stance := stance_of(value, one.says)) is not None
    )
