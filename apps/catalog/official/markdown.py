"""The little of Markdown, HTML and template language that the catalog's pages use, line by line."""

import html
import re
from dataclasses import dataclass
from enum import Enum, auto

from apps.catalog.official.tree import tidy

# None of these looks further than the next bracket of its kind, so that no line takes longer than its length.
_TEMPLATE = re.compile(r"\{%[^{}]*%\}|\{\{[^{}]*\}\}|\{:[^{}]*\}")
_COMMENT = re.compile(r"<!--[^<>]*-->")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_EMPHASIS = re.compile(r"\*{2,}|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|(?<!\w)_|_(?!\w)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(\S.*)")
_ITEM = re.compile(r"([-*+]|\d{1,2}[.)]+)(\s+)(?=\S)")
_TAB = 4


class Kind(Enum):
    """What a line is."""

    BLANK = auto()
    HEADING = auto()
    ITEM = auto()
    TEXT = auto()
    OPENS = auto()
    CLOSES = auto()


@dataclass(frozen=True)
class PageLine:
    """One line: `level` is that of a heading, `indent` where it starts, `column` where an item's text starts.

    `label` is an item's number, `bold` tells that its text starts in bold.
    """

    number: int
    kind: Kind
    text: str = ""
    indent: int = 0
    column: int = 0
    level: int = 0
    label: str = ""
    bold: bool = False


def lines_of(content: str) -> list[PageLine]:
    """Return the lines of a page after its front matter; a line with a tag and text gives several."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = 0
    if lines and lines[0].strip() == "---":
        ends = [number for number, line in enumerate(lines[1:], start=1) if line.strip() == "---"]
        start = ends[0] + 1 if ends else 0
    found: list[PageLine] = []
    for number, line in enumerate(lines[start:], start=start + 1):
        found += _read(number, line)
    return found


def front_matter(content: str) -> dict[str, str]:
    """Return the plain values before the text of a page, by name in lower case."""
    head = re.match(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*\n", content.replace("\r\n", "\n"), re.DOTALL)
    values = (line.partition(":") for line in head[1].split("\n")) if head else ()
    return {name.strip().lower(): value.strip().strip("\"'") for name, colon, value in values if colon}


def plain(text: str) -> str:
    """Return the text without tags, template language, links and emphasis, its entities resolved."""
    text = _TAG.sub(" ", _COMMENT.sub(" ", _TEMPLATE.sub(" ", text)))
    return tidy(_EMPHASIS.sub("", tidy(html.unescape(_LINK.sub(r"\1", text)))))


def _read(number: int, line: str) -> list[PageLine]:
    line = line.expandtabs(_TAB)
    lowered = line.lower()
    found: list[PageLine] = []
    if "<details" in lowered:
        found.append(PageLine(number, Kind.OPENS, indent=len(line) - len(line.lstrip())))
        line = re.sub(r"(?i)<details[^>]*>", "", line)
    closes = "</details" in lowered
    # A summary only says that examples follow; how many there are does not always fit.
    line = re.sub(r"(?i)<summary.*?(?:</summary>|$)|</details[^>]*>", "", line)
    rest = _plain_line(number, line)
    if rest.kind is not Kind.BLANK or not (found or closes):
        found.append(rest)
    if closes:
        found.append(PageLine(number, Kind.CLOSES))
    return found


def _plain_line(number: int, line: str) -> PageLine:
    indent = len(line) - len(line.lstrip(" "))
    heading = _HEADING.match(line)
    if heading:
        return PageLine(number, Kind.HEADING, plain(heading[2].rstrip("# ")), level=len(heading[1]))
    item = _ITEM.match(line, indent)
    if item:
        rest = line[item.end() :]
        label = item[1].rstrip(".)") if item[1][0].isdigit() else ""
        text = plain(rest)
        kind = Kind.ITEM if text else Kind.BLANK
        return PageLine(number, kind, text, indent, item.end(), label=label, bold=rest.startswith("**"))
    text = plain(line)
    if not text:
        return PageLine(number, Kind.BLANK)
    return PageLine(number, Kind.TEXT, text, indent, bold=line.lstrip().startswith("**"))
