"""The small grammar inside cells: printed labels, themes, and bullets on further lines (catalog-data.md 2)."""

import re
from dataclasses import dataclass

from apps.catalog.official.tree import key, tidy

CAPABILITY_LABEL = re.compile(r"\s*([A-Z])\s*[.)]+\s+")
SUBCAPABILITY_LABEL = re.compile(r"\s*(\d{1,2})\s*[.)]+\s+")
TOPIC_LABEL = re.compile(r"\s*([a-z])\s*[.)]+\s+")
ACTION_LABEL = re.compile(r"\s*(\d{1,2})\s*[.)]+\s+")
_LEVELS = {"o": 1, "•": 1, "-": 2}
_BULLET = re.compile(r"[ \u00a0]*([o•-])[ \u00a0]*\t[ \t\u00a0]*")
_LOOSE_BULLET = re.compile(r"[ \u00a0]*([o•-])[ \u00a0]+")
_THEME = re.compile(r"((?:[A-Z][\w/-]*|and|of|to|for|the)(?: (?:[A-Za-z][\w/-]*)){0,6})\s*:\s*(?=\S)")
_THEMES = {
    key(theme): theme
    for theme in (
        "Cybersecurity State Awareness",
        "Data Protection",
        "Device Acquisition and Maintenance",
        "Device Configuration",
        "Device Identity",
        "Device Security",
        "Logical Access to Interfaces",
        "Software Update",
        "Unsupported IoT Device",
    )
}


@dataclass(frozen=True)
class Line:
    """One statement of a cell: its level below the first, its place among the cell's lines, and its text."""

    level: int
    number: int
    text: str
    odd: str = ""


class BadBullet(Exception):
    """A bullet without one of the level above it."""


def lines_of(text: str) -> list[Line]:
    """Return the statements of an element cell, the first at level 0; raise BadBullet for one that hangs in the air."""
    found: list[Line] = []
    for raw in re.split(r"[\r\n]+", text):
        if not raw.strip():
            continue
        if not found:
            found.append(Line(0, 0, tidy(raw)))
            continue
        mark = _BULLET.match(raw)
        loose = None if mark else _LOOSE_BULLET.match(raw)
        bullet = mark or loose
        if bullet is None:
            last = found[-1]
            odd = "A line without a bullet was added to the text before it."
            found[-1] = Line(last.level, last.number, tidy(f"{last.text} {raw}"), odd)
            continue
        level = _LEVELS[bullet[1]]
        if level > found[-1].level + 1:
            raise BadBullet(tidy(raw))
        odd = "The tab after the bullet is missing; it was read as a bullet." if loose else ""
        found.append(Line(level, len(found), tidy(raw[bullet.end() :]), odd))
    return found


def without_label(text: str, label: re.Pattern[str]) -> tuple[str, str]:
    """Return the printed label, or nothing, and the text after it."""
    found = label.match(text)
    return (found[1], tidy(text[found.end() :])) if found else ("", tidy(text))


def theme_of(text: str) -> tuple[str, str]:
    """Return the theme that an action starts with, in one spelling, and the rest; a text without one stays whole."""
    found = _THEME.match(text)
    if found is None or len(found[1]) > 60:
        return "", text
    return _THEMES.get(key(found[1]), found[1]), text[found.end() :]
