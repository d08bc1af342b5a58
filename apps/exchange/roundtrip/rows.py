"""One row of the sheet: the columns, the words for answers, and the mark that tells what a row was when it went out."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from apps.devices.models import Answer
from apps.devices.workflow import AnswerValue

ENTRY, REQUIREMENT, COMPONENT = "Entry", "Requirement", "Component"
ANSWER, WORKS, CONFIGURE = "Answer", "How it works", "How to configure it"
VERSION, ON, CARRIED, EVIDENCE = "Comes with version", "Comes on", "Carried over", "Evidence"
KEY, MARK = "Key", "Mark"
HEADER = (ENTRY, REQUIREMENT, COMPONENT, ANSWER, WORKS, CONFIGURE, VERSION, ON, CARRIED, EVIDENCE, KEY, MARK)
NEEDED = (ENTRY, ANSWER, WORKS, CONFIGURE, VERSION, ON, KEY, MARK)
FILLED_IN = (ANSWER, WORKS, CONFIGURE, VERSION, ON, CARRIED)
"""The columns that people write in; all others are locked."""
TO_CONFIRM, CONFIRMED = "to confirm", "confirmed"
HERE_ONLY = "here-only"
"""The mark of a row whose texts a spreadsheet would change (control characters, too long); it is not read."""
LONGEST = 8_000
LONGEST_VERSION = 60
_VALUES = {key: value for value in AnswerValue for key in (value.value, str(value.label).casefold())} | {
    "n/a": AnswerValue.NOT_APPLICABLE,
    "na": AnswerValue.NOT_APPLICABLE,
}
_MARK = re.compile(r"(\d{1,9})-([0-9a-f]{16})")
_BREAKS = re.compile("\r\n?")
MOST_CHARACTERS = 32_767
"""What one cell of a workbook holds."""
_CHANGED_BY_SHEETS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


@dataclass(frozen=True)
class Values:
    """What an answer says, in the one form in which file and database are compared."""

    value: str = ""
    explanation: str = ""
    configuration: str = ""
    planned_version: str = ""
    planned_on: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing at all is said."""
        return self == Values()

    @property
    def digest(self) -> str:
        """Return what tells these values from others."""
        joined = "\x1f".join(asdict(self).values())
        return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def as_answer(self) -> dict[str, Any]:
        """Return the values as the answer's fields."""
        plan = date.fromisoformat(self.planned_on) if self.planned_on else None
        return asdict(self) | {"planned_on": plan}


@dataclass(frozen=True)
class Filled:
    """One row that came in: where it stands, what it is about, what it says, and what of it cannot be read.

    `mark` is empty for rows of foreign forms, which never were rows of ours.
    """

    place: str
    identifier: str
    component: str
    values: Values
    confirmed: bool = False
    mark: str = ""
    faults: tuple[tuple[str, str], ...] = field(default=())

    def kept(self) -> dict[str, Any]:
        """Return the row in JSON's own types."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Filled":
        """Return the row that `kept` came from."""
        faults = tuple((rule, cure) for rule, cure in kept["faults"])
        return cls(**{**kept, "values": Values(**kept["values"]), "faults": faults})


def stored_values(answer: Answer | None) -> Values:
    """Return what stands in the database, a blank for no answer."""
    if answer is None:
        return Values()
    return Values(
        answer.value,
        tidy(answer.explanation),
        tidy(answer.configuration),
        tidy(answer.planned_version),
        answer.planned_on.isoformat() if answer.planned_on else "",
    )


def mark_of(answer: Answer | None) -> str:
    """Return the edit count and the digest of what goes out, so that a later change can be told from an old row."""
    return f"{answer.version if answer else 0}-{stored_values(answer).digest}"


def read_mark(text: str) -> tuple[int, str] | None:
    """Return edit count and digest, or None when the mark is not one of ours."""
    found = _MARK.fullmatch(text.strip())
    return (int(found[1]), found[2]) if found else None


def value_of(text: str) -> str | None:
    """Return the answer that a cell names, an empty text for none, None for something unknown."""
    plain = " ".join(text.split()).casefold()
    return _VALUES.get(plain) if plain else ""


def tidy(text: str) -> str:
    """Return the text with one kind of line break and without blanks around it: spreadsheets change both."""
    return _BREAKS.sub("\n", text).strip()


def survives(text: str) -> bool:
    """Tell whether a spreadsheet gives the text back as it was given."""
    return len(text) <= MOST_CHARACTERS and not _CHANGED_BY_SHEETS.search(text)
