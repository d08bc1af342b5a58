import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

import apps
from apps.core import assets
from apps.core.choices import TONES, ShownChoices


@pytest.fixture(scope="module")
def sprite() -> set[str]:
    """The names of the icons in the sprite."""
    assets.ensure_assets(lambda words: None)
    return set(re.findall(r'<symbol[^>]* id="([^"]+)"', (assets.folder() / "img" / "sprite.svg").read_text()))


def shown_enums() -> list[type[ShownChoices]]:
    for module in pkgutil.walk_packages(apps.__path__, "apps."):
        if not re.search(r"\.(migrations|management)\b", module.name):
            importlib.import_module(module.name)
    return sorted(_below(ShownChoices), key=lambda enum: (enum.__module__, enum.__name__))


def _below(enum: type[ShownChoices]) -> Iterator[type[ShownChoices]]:
    for child in enum.__subclasses__():
        yield child
        yield from _below(child)


def test_every_state_has_an_icon_of_the_sprite_and_a_tone(sprite: set[str]) -> None:
    enums = shown_enums()
    assert len(enums) > 5
    missing = [
        f"{type(value).__name__}.{value.name}: {value.icon}" for e in enums for value in e if value.icon not in sprite
    ]
    toneless = [
        f"{type(value).__name__}.{value.name}: {value.tone}" for e in enums for value in e if value.tone not in TONES
    ]
    assert missing == []
    assert toneless == []


def test_every_icon_in_a_template_is_in_the_sprite(sprite: set[str]) -> None:
    used = {
        (path.name, name)
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert used
    assert sorted(place for place in used if place[1] not in sprite) == []
