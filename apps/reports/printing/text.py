"""Text from people, made fit for print: bounded, without control and direction characters, and always breakable.

The layout engine's time grows with the square of an unbroken word and without bound for a very long text; nobody may
stop a report by what they typed. What is shortened here stands in full in the attached record.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

MAX_CHARACTERS, MAX_LINES = 20_000, 200
SHORT, SHORT_LINES = 300, 4
REPORT_BUDGET = 1_200_000
"""Characters of one report, a line feed counting for LINE_COST of them; past it texts are printed short."""
LINE_COST = 60
MAX_RUN = 100
MAX_MARKS = 4
MAX_PICTOGRAMS = 200
FIRST_PICTOGRAM = 0x1F000

SHORTENED = "[Shortened for print; the full text is in the attached record.]"
BREAK = "\u200b"
UNDRAWN = "\u25a1"

# Unicode's general categories: control, format (direction marks among them) and separators go; what has no agreed
# shape (surrogates, private use, unassigned) is shown as undrawn. Joiners stay: scripts of India need them.
_DROPPED = ("Cc", "Cf")
_UNDRAWABLE = ("Co", "Cn", "Cs")
_JOINERS = "\u200c\u200d"
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_RUN = re.compile(rf"[^\s{BREAK}-]{{{MAX_RUN},}}")
_PLAIN = re.compile(r"[\x20-\x7e\n]*")


class Printer:
    """Cleans the texts of one report and keeps its total below a budget; later texts are printed short past it.

    `has_glyph` tells whether a character can be drawn; `undrawn` remembers that some could not.
    """

    def __init__(self, has_glyph: Callable[[str], bool] = lambda character: True, budget: int = REPORT_BUDGET) -> None:
        self.has_glyph, self.left, self.undrawn, self.pictograms = has_glyph, budget, False, 0

    def text(self, value: str | None, limit: int = MAX_CHARACTERS) -> str:
        """Return the text as it can be printed; line feeds stay, and a shortened text says so."""
        if not value:
            return ""
        limit = min(limit, MAX_CHARACTERS if self.left > 0 else SHORT)
        cleaned = self.clean(value[: 2 * limit])
        lines = cleaned[:limit].split("\n")[: MAX_LINES if self.left > 0 else SHORT_LINES]
        shown = "\n".join(lines)
        self.left -= len(shown) + LINE_COST * len(lines)
        if len(shown) < len(cleaned) or len(value) > 2 * limit:
            return f"{shown.rstrip()}\n{SHORTENED}"
        return shown

    def line(self, value: str | None, limit: int = 400) -> str:
        """Return the text on one line, for titles, names and table cells."""
        if not value:
            return ""
        cleaned = self.clean(value[: 2 * limit]).replace("\n", " ")
        self.left -= min(len(cleaned), limit)
        return cleaned if len(cleaned) <= limit else f"{cleaned[: limit - 1].rstrip()}…"

    def clean(self, value: str) -> str:
        """Return the text without dangerous characters, with single blanks, and with places to break long runs."""
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        if not _PLAIN.fullmatch(value):
            value = "".join(self._unusual(value))
        value = _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", value)).strip()
        return _RUN.sub(_with_breaks, value)

    def _unusual(self, value: str) -> Iterator[str]:
        """Yield the characters that can be printed; drop or replace the others."""
        marks = 0
        for character in value:
            category = unicodedata.category(character)
            marks = marks + 1 if category[0] == "M" else 0
            if character == "\n" or character in _JOINERS:
                yield character
            elif character == "\t" or category in ("Zl", "Zp"):
                yield " "
            elif category in _DROPPED or marks > MAX_MARKS:
                continue
            elif category in _UNDRAWABLE or not self.has_glyph(character) or self._too_many_pictograms(character):
                self.undrawn = True
                yield UNDRAWN
            else:
                yield character

    def _too_many_pictograms(self, character: str) -> bool:
        """Tell whether this is one pictogram too many: each is embedded as a picture of some kilobytes."""
        if ord(character) < FIRST_PICTOGRAM:
            return False
        self.pictograms += 1
        return self.pictograms > MAX_PICTOGRAMS


def _with_breaks(match: re.Match[str]) -> str:
    run = match[0]
    return BREAK.join(run[start : start + MAX_RUN // 2] for start in range(0, len(run), MAX_RUN // 2))


def link(address: str) -> str:
    """Return a web address that may become a link, or nothing: other schemes are printed as text only."""
    return address if re.fullmatch(r"https?://[^\s\"'<>\\^`{|}\x00-\x20\x7f]+", address) else ""
