"""Where finished reports lie: under a random name, written whole or not at all."""

import os
import secrets
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Return the folder of the reports, made when it is missing."""
    found = Path(settings.MEDIA_ROOT) / "reports"
    found.mkdir(parents=True, exist_ok=True)
    return found


def scratch() -> Path:
    """Return a path to write a report to before it is kept."""
    return folder() / f"{secrets.token_hex(16)}.part"


def keep(written: Path) -> str:
    """Flush the finished file to the disk, give it its name, and return that name."""
    with written.open("rb") as file:
        os.fsync(file.fileno())
    name = f"{written.stem}.pdf"
    written.rename(folder() / name)
    return name


def path_of(name: str) -> Path:
    """Return where the file with this name lies."""
    return folder() / name
