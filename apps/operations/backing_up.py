"""Making a backup: rows as of one moment, then every file they speak of, then the manifest that says it is complete."""

import contextlib
import gzip
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from apps.audit import chain
from apps.core.errors import Invalid
from apps.core.version import VERSION
from apps.operations import copying, rows
from apps.operations import manifest as manifests
from apps.operations.kept_files import KeptFile, kept_files
from apps.operations.manifest import Manifest, Table


def back_up(folder: Path, *, at: datetime) -> Manifest:
    """Write a backup into a new or empty folder, and return its manifest.

    Files never change and outlive the moment of the snapshot, so they are copied after it. Raises Invalid when the
    folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Invalid(f"{folder} is not empty. Name a folder that does not exist yet.")
    with transaction.atomic():
        chain.record("operations.backed_up", by=None, target_label=folder.name)
    with _one_moment():
        tables = [_table(folder, label, model) for label, model in rows.kept_models(apps).items()]
        wanted, head, migrations = list(kept_files()), chain.head(), manifests.applied_migrations()
    kept, lost = _copied(folder, wanted)
    manifest = Manifest(
        made_at=at.isoformat(),
        version=VERSION,
        database=connection.vendor,
        audit_head=head,
        migrations=migrations,
        tables=tables,
        files=kept,
        lost=lost,
    )
    copying.write(folder / manifests.NAME, [manifest.written()])
    return manifest


@contextlib.contextmanager
def _one_moment() -> Iterator[None]:
    """Read as of one moment while others go on writing. A caller's own transaction is such a moment already."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Django would begin IMMEDIATE and keep writers waiting; a reader of SQLite's log keeps nobody waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _table(folder: Path, label: str, model: rows.Model) -> Table:
    counted = 0

    def counting() -> Iterator[bytes]:
        nonlocal counted
        for line in rows.lines(model):
            counted += 1
            yield line

    written = copying.write(folder / f"rows/{label}.jsonl.gz", _packed(counting()))
    return Table(label, counted, rows.columns_of(model), written.size, written.sha256)


def _packed(source: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines as gzip; the same lines are the same bytes."""
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=3, mtime=0) as packer:
        for line in source:
            packer.write(line)
            if target.tell() > copying.CHUNK:
                yield target.getvalue()
                target.seek(0)
                target.truncate()
    yield target.getvalue()


def _copied(folder: Path, wanted: list[KeptFile]) -> tuple[list[KeptFile], list[KeptFile]]:
    """Copy the files; return those that arrived as their rows say, and those that did not."""
    kept, lost = [], []
    for one in wanted:
        target = folder / "files" / one.name
        try:
            written = copying.write(target, copying.read(Path(settings.MEDIA_ROOT) / one.name))
        except FileNotFoundError:
            lost.append(one)
            continue
        if (written.size, written.sha256) == (one.size, one.sha256):
            kept.append(one)
        else:
            target.unlink()
            lost.append(one)
    return kept, lost
