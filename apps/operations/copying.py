"""Copying with the digest taken on the way: the target is what was read, durable before it has its name."""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: length in bytes and SHA-256."""

    size: int
    sha256: str


def write(target: Path, chunks: Iterable[bytes]) -> Written:
    """Write the chunks to a new file that only its owner reads; it has its name when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = target.with_name(f"{target.name}.part")
    digest, size = hashlib.sha256(), 0
    try:
        with open(unfinished, "wb", opener=_for_owner) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    return Written(size, digest.hexdigest())


def read(path: Path) -> Iterable[bytes]:
    """Yield the file in pieces; raises FileNotFoundError when it is missing."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def digest_of(path: Path) -> Written:
    """Return length and SHA-256 of a file; raises FileNotFoundError when it is missing."""
    digest, size = hashlib.sha256(), 0
    for chunk in read(path):
        digest.update(chunk)
        size += len(chunk)
    return Written(size, digest.hexdigest())


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
