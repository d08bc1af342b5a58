"""Uploaded files between preview and apply: kept on the server under a random name, checked by digest, gone in time."""

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from apps.catalog.official.sources import SourceFile

KEPT_FOR = timedelta(hours=2)
_FOLDER = "imports"
_MANIFEST = "manifest.json"
_KEY = re.compile(r"[0-9a-f]{32}")


class NoUpload(Exception):
    """Nothing is kept under this name: it was applied, discarded or too old, or a file of it was changed."""


@dataclass(frozen=True)
class Upload:
    """The files of one upload with the label that was typed, and who uploaded them when."""

    key: str
    files: tuple[SourceFile, ...]
    label: str
    by: str
    at: datetime

    @property
    def until(self) -> datetime:
        """Return when it is removed."""
        return self.at + KEPT_FOR


def keep(files: Sequence[SourceFile], *, label: str, by: str, at: datetime) -> str:
    """Write the files and return the name they are kept under; what is too old is removed on the way."""
    remove_old(at)
    key = secrets.token_hex(16)
    folder = _folder() / key
    folder.mkdir(parents=True, mode=0o700)
    try:
        listed = []
        for number, file in enumerate(files):
            (folder / str(number)).write_bytes(file.content)
            listed.append({"name": file.name, "sha256": hashlib.sha256(file.content).hexdigest()})
        manifest = {"files": listed, "label": label, "by": by, "at": at.isoformat()}
        (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return key


def find(key: str, *, at: datetime) -> Upload:
    """Return the upload; raise NoUpload when it is gone, too old, or no longer what was uploaded."""
    if not _KEY.fullmatch(key):
        raise NoUpload
    try:
        manifest = json.loads((_folder() / key / _MANIFEST).read_text(encoding="utf-8"))
        contents = [(_folder() / key / str(number)).read_bytes() for number in range(len(manifest["files"]))]
    except (OSError, ValueError):
        raise NoUpload from None
    for content, one in zip(contents, manifest["files"], strict=True):
        if hashlib.sha256(content).hexdigest() != one["sha256"]:
            raise NoUpload
    files = tuple(SourceFile(one["name"], content) for one, content in zip(manifest["files"], contents, strict=True))
    found = Upload(key, files, manifest["label"], manifest["by"], datetime.fromisoformat(manifest["at"]))
    if found.until < at:
        discard(key)
        raise NoUpload
    return found


def discard(key: str) -> None:
    """Remove an upload; one that is gone already is fine."""
    if _KEY.fullmatch(key):
        shutil.rmtree(_folder() / key, ignore_errors=True)


def remove_old(at: datetime) -> None:
    """Remove every upload that nobody may apply any more."""
    oldest = (at - KEPT_FOR).timestamp()
    for folder in _folder().iterdir() if _folder().is_dir() else ():
        if _KEY.fullmatch(folder.name) and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / _FOLDER
