"""Templates obey the strict Content Security Policy, and states are never a colour alone."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from apps.core.choices import TONES, ShownChoices

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\b(src=|type=\"application/json\"))",
    "an inline style": r"\sstyle\s*=|<style\b",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "an address with script": r"(href|src|action)\s*=\s*[\"']\s*javascript:",
    "text that is not escaped on purpose": r"\|\s*safe\b|autoescape off",
}
ESCAPES_BY_ITSELF = {
    "templates/uswds": "attributes that the form library has escaped",
}
SPRITE = ROOT / "static" / "vendor" / "uswds" / "img" / "sprite.svg"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_contains(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()[:60]}"
        for path in TEMPLATES
        if not (what.startswith("text") and str(path.relative_to(ROOT)).startswith(tuple(ESCAPES_BY_ITSELF)))
        for match in re.finditer(FORBIDDEN[what], path.read_text())
    ]
    assert found == []


def shown_choices() -> list[type[ShownChoices]]:
    """Return every enumeration that is shown with an icon; loading the apps has imported them all."""
    assert apps.ready
    return sorted(ShownChoices.__subclasses__(), key=lambda choices: choices.__qualname__)


def test_every_state_has_a_word_an_icon_and_a_tone() -> None:
    assert shown_choices()
    for choices in shown_choices():
        for member in choices:
            assert member.label, member
            assert re.fullmatch(r"[a-z0-9_]+", member.icon), member
            assert member.tone in TONES, member


if SPRITE.exists():

    def test_every_icon_of_a_state_is_in_the_sprite() -> None:
        drawn = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', SPRITE.read_text()))
        missing = {member.icon for choices in shown_choices() for member in choices} - drawn
        assert missing == set()

    def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
        drawn = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', SPRITE.read_text()))
        named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([a-z0-9_]+)"', path.read_text())}
        assert named - drawn == set()
