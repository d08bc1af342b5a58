"""What was found in one document: what it is, what is wrong with it, what it holds, and what it says."""

import unicodedata
from dataclasses import asdict, dataclass, field
from typing import Any

MAX_WORDS = 200
MAX_PROBLEMS = 20
MAX_ROWS = 100


class Unreadable(Exception):
    """The document cannot be read; the sentence says why, and where when that is known."""

    def __init__(self, text: str, place: str = "") -> None:
        super().__init__(text)
        self.text, self.place = text, place


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with its place: a JSON pointer (RFC 6901), or a line of a text."""

    place: str
    text: str


@dataclass(frozen=True)
class Fact:
    """One thing that the document says about the product or its manufacturer.

    `says` is "shows" (the thing is there), "opposite" (it is stated not to be) or "silent". After the date `until`
    a fact that shows turns into its opposite, in the words of `after`.
    """

    key: str
    says: str
    text: str
    place: str = ""
    until: str = ""
    after: str = ""


@dataclass
class Table:
    """A part of the summary; at most MAX_ROWS rows are kept, `more` counts the rest."""

    caption: str
    head: list[str]
    rows: list[list[str]] = field(default_factory=list)
    more: int = 0

    def add(self, *cells: Any) -> None:
        """Add a row, or count it when the table is full."""
        if len(self.rows) < MAX_ROWS:
            self.rows.append([words(cell) for cell in cells])
        else:
            self.more += 1


@dataclass
class Document:
    """What the reader of one format found."""

    format: str
    version: str = ""
    subject_name: str = ""
    subject_version: str = ""
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    lines: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def tell(self, label: str, value: Any) -> None:
        """Add one line to the summary, unless there is nothing to say."""
        said = words(value)
        if said:
            self.lines.append((label, said))

    def problem(self, place: str, text: str) -> None:
        """Note what is wrong; beyond MAX_PROBLEMS it is only counted."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(words(place), words(text)))
        else:
            self.more_problems += 1

    def fact(self, key: str, says: str, text: str, place: str = "", **later: str) -> None:
        """Add one fact."""
        self.facts.append(Fact(key, says, words(text, 300), words(place, 110), **later))

    def as_values(self) -> dict[str, Any]:
        """Return plain values, as they go through the pipe and into the database."""
        return asdict(self)


def words(value: Any, limit: int = MAX_WORDS) -> str:
    """Return text from a document as it may be shown and kept: one line, printable, without direction marks, short."""
    if value is None or isinstance(value, dict | list):
        return ""
    flat = " ".join(str(value)[: 4 * limit].split())
    kept = "".join(mark for mark in flat if mark == " " or unicodedata.category(mark)[0] not in "CZ")
    return kept if len(kept) <= limit else f"{kept[: limit - 1].rstrip()}…"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 component", "3 components"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def listed(names: list[str], most: int = 4) -> str:
    """Return some names, and how many there are besides."""
    shown = [words(name, 60) for name in names[:most]]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
