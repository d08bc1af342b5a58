"""What the official files say, as a tree, while it is put together; no identifiers yet."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.catalog.kinds import Branch, MappingState, NodeKind

_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_LONGEST_TITLE = 80
_SEPARATORS = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """Return the text with single blanks and none around it."""
    return _BLANKS.sub(" ", text).strip()


def key(text: str) -> str:
    """Return what two printings of one text have in common: letters and digits, in lower case."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).casefold())


def short(text: str, most: int = _LONGEST_TITLE) -> str:
    """Return the beginning of a text as a heading, cut between two words."""
    if len(text) <= most:
        return text.rstrip(".:;, ") or text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(".:;,( ") + "…"


@dataclass(frozen=True)
class Place:
    """Where something stands: the sheet or page, the row or line in it, and for bullets the line in the cell."""

    sheet: str
    row: int = 0
    line: int = 0

    def __str__(self) -> str:
        return f"{self.sheet} R{self.row}" + (f".{self.line}" if self.line else "")


@dataclass
class Said:
    """What one mapping cell says: three states, the tokens in printed order, and those printed in bold."""

    state: MappingState = MappingState.NOT_STATED
    tokens: tuple[str, ...] = ()
    bold: frozenset[str] = frozenset()


@dataclass
class SourceNode:
    """One entry of the source with those below it; `label` is the letter or number printed before it."""

    kind: NodeKind
    branch: Branch
    text: str
    place: Place
    label: str = ""
    identifier: str = ""
    name: str = ""
    theme: str = ""
    lead_in: str = ""
    answerable: bool = False
    controls: Said = field(default_factory=Said)
    csf: Said = field(default_factory=Said)
    examples: list[str] = field(default_factory=list)
    children: list["SourceNode"] = field(default_factory=list)

    def walk(self) -> Iterator["SourceNode"]:
        """Return this entry and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def printed(self) -> str:
        """Return the text as it is printed, with its theme before it."""
        return f"{self.theme}: {self.text}" if self.theme else self.text
