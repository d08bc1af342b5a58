"""Where uploaded files lie: random names below a folder of the organization, complete or not at all."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.base import File

ROOT = "evidence"
UNFINISHED = ".part"


@dataclass(frozen=True)
class Stored:
    """A file that is completely on the disk."""

    name: str
    size: int
    sha256: str


def store(content: File, organization_id: UUID) -> Stored:
    """Write the file under a random name, digest it on the way, and make it durable before it gets its name."""
    folder = _folder(organization_id)
    folder.mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    unfinished = folder / f"{name}{UNFINISHED}"
    digest, size = hashlib.sha256(), 0
    try:
        with unfinished.open("xb") as target:
            for chunk in content.chunks():
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        unfinished.rename(folder / name)
        _sync_folder(folder)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return Stored(name=name, size=size, sha256=digest.hexdigest())


def remove(name: str, organization_id: UUID) -> None:
    """Delete a file whose row was not written; a file that is gone already is fine."""
    path_of(name, organization_id).unlink(missing_ok=True)


def open_stored(name: str, organization_id: UUID) -> BinaryIO:
    """Open a stored file for reading; raise FileNotFoundError when it is missing."""
    return path_of(name, organization_id).open("rb")


def path_of(name: str, organization_id: UUID) -> Path:
    """Return the place of a stored file; names are ours, never a person's."""
    return _folder(organization_id) / name


def stored_names() -> Iterator[tuple[str, str]]:
    """Yield (organization id, stored name) of every file, unfinished ones included."""
    root = Path(settings.MEDIA_ROOT) / ROOT
    with contextlib.suppress(FileNotFoundError):
        for folder in root.iterdir():
            for path in folder.iterdir():
                yield folder.name, path.name


def _folder(organization_id: UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / ROOT / str(organization_id)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
