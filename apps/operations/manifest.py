"""The manifest of a backup: what is in it, so that a restore can tell whether everything came back."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from apps.core.errors import Invalid
from apps.operations.kept_files import KeptFile

NAME = "manifest.json"
FORMAT = 1
_DAMAGED = "is no manifest of a backup that this release can read. Take another backup."


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model: the file they are in, its length and SHA-256, their number and columns."""

    label: str
    rows: int
    columns: list[str]
    size: int
    sha256: str

    @property
    def file(self) -> str:
        """Return the place of the rows inside the backup."""
        return f"rows/{self.label}.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a restore checks. `lost` names files that were missing or damaged when the backup was made."""

    made_at: str
    version: str
    database: str
    audit_head: str
    migrations: list[list[str]]
    tables: list[Table]
    files: list[KeptFile]
    lost: list[KeptFile] = field(default_factory=list)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def size(self) -> int:
        """Return the bytes of all files of evidence and reports."""
        return sum(one.size for one in self.files)

    def written(self) -> bytes:
        """Return the manifest as a file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode() + b"\n"


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup; raise Invalid when the folder holds none that can be read."""
    path = folder / NAME
    if not path.is_file():
        raise Invalid(f"{folder} holds no {NAME}. Name the folder that `backup` made; one that was cut off has none.")
    try:
        return _parsed(json.loads(path.read_bytes()))
    except (ValueError, TypeError, KeyError):
        raise Invalid(f"{path} {_DAMAGED}") from None


def _parsed(said: dict[str, Any]) -> Manifest:
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    tables = [Table(**one) for one in said.pop("tables")]
    files, lost = ([KeptFile(**one) for one in said.pop(name)] for name in ("files", "lost"))
    manifest = Manifest(tables=tables, files=files, lost=lost, **said)
    for name in (*(table.file for table in tables), *(one.name for one in files)):
        # A manifest is data from outside: nothing in it may lead out of the folder.
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise ValueError(name)
    return manifest


def applied_migrations() -> list[list[str]]:
    """Return which migrations the database has, as pairs of app and name; none for a database without tables."""
    return sorted([app, name] for app, name in MigrationLoader(connection).applied_migrations)
