"""Where finished reports lie: under a random name, written whole or not at all, read only when they are undamaged."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from apps.core.errors import NotNow

DAMAGED = (
    "The stored file of this report is missing or damaged, so it is not handed out. Tell the operator; a new report of "
    "the review can be made meanwhile."
)


def scratch() -> Path:
    """Return a path to write a report to before it is kept."""
    return _folder() / f"{secrets.token_hex(16)}.part"


def keep(written: Path) -> str:
    """Make the finished file durable, give it its name, and return that name."""
    with written.open("rb") as file:
        os.fsync(file.fileno())
    name = f"{written.stem}.pdf"
    written.rename(_folder() / name)
    _sync_folder()
    return name


def path_of(name: str) -> Path:
    """Return where the file with this name lies."""
    return _folder() / name


def read(name: str, sha256: str) -> bytes:
    """Return the stored bytes; raise NotNow when they are not those that were recorded."""
    try:
        content = path_of(name).read_bytes()
    except FileNotFoundError:
        raise NotNow(DAMAGED) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotNow(DAMAGED)
    return content


def remove(name: str) -> None:
    """Delete a file whose row was not written; one that is gone already is fine."""
    path_of(name).unlink(missing_ok=True)


def stored() -> Iterator[tuple[str, float]]:
    """Yield the name and the time of last change of every file, unfinished ones included."""
    for path in _folder().iterdir():
        with contextlib.suppress(FileNotFoundError):
            yield path.name, path.stat().st_mtime


def _folder() -> Path:
    found = Path(settings.MEDIA_ROOT) / "reports"
    found.mkdir(parents=True, exist_ok=True)
    return found


def _sync_folder() -> None:
    handle = os.open(_folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
