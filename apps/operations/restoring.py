"""Bringing a backup into an empty installation: everything is checked first, rows come in one transaction."""

import gzip
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from apps.audit import chain
from apps.core.errors import Invalid
from apps.operations import copying, rows
from apps.operations import manifest as manifests
from apps.operations.kept_files import kept_files
from apps.operations.manifest import Manifest

_MADE_BY_MIGRATING = frozenset({"contenttypes.contenttype", "auth.permission"})


def restore(folder: Path, *, at: datetime) -> Manifest:
    """Bring the backup in `folder` back into this empty installation, and return its manifest.

    Rows are loaded at the migrations of the backup, and the database then goes on to those of this release, so that an
    older backup comes back too. Raises Invalid, with nothing written, for a damaged backup, one of a newer release, or
    an installation that is not empty. What was interrupted is done again by the same call.
    """
    manifest = manifests.read(folder)
    _check_whole(folder, manifest)
    state = _check_empty(manifest)
    for one in manifest.files:
        _bring_file(folder, one.name)
    _bring_rows(folder, manifest, state)
    call_command("migrate", verbosity=0, interactive=False)
    _check_came_back(manifest)
    with transaction.atomic():
        chain.record(
            "operations.restored",
            by=None,
            target_label=folder.name,
            after={"made_at": manifest.made_at, "audit_head": manifest.audit_head, "restored_at": at},
        )
    return manifest


def _check_whole(folder: Path, manifest: Manifest) -> None:
    """Refuse a backup in which a file is missing or not as the manifest says."""
    expected = {table.file: (table.size, table.sha256) for table in manifest.tables}
    expected |= {f"files/{one.name}": (one.size, one.sha256) for one in manifest.files}
    for name, said in expected.items():
        try:
            found = copying.digest_of(folder / name)
        except FileNotFoundError:
            raise Invalid(f"{name} is missing in the backup. Take another backup.") from None
        if (found.size, found.sha256) != said:
            raise Invalid(f"{name} is damaged: it is not the file that was backed up. Take another backup.")


def _check_empty(manifest: Manifest) -> Apps:
    """Bring the tables into the backup's form, and return its models; refuse what is not empty or not known."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in manifest.migrations}
    if unknown := sorted(wanted - set(executor.loader.disk_migrations)):
        raise Invalid(
            f"The backup was made by another release ({manifest.version}): this one does not know the migration "
            f"{'.'.join(unknown[0])}. Restore with that release or a newer one."
        )
    applied = set(executor.loader.applied_migrations)
    if applied and applied != wanted:
        raise Invalid("The database has tables of another release. Restore into a database without tables.")
    if applied:
        _check_no_rows()
    else:
        executor.migrate(_last_of_each_app(executor, wanted))
    loader = MigrationExecutor(connection).loader
    return loader.project_state(_last_of_each_app(executor, wanted)).apps


def _last_of_each_app(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the migrations of the backup that no other one of the same app follows."""
    followed = {
        parent.key
        for key in wanted
        for parent in executor.loader.graph.node_map[key].parents
        if parent.key[0] == key[0]
    }
    return sorted(wanted - followed)


def _check_no_rows() -> None:
    for label, model in rows.kept_models(apps).items():
        if label not in _MADE_BY_MIGRATING and model._base_manager.exists():
            raise Invalid(f"The database is not empty: it has {label}. Restore into an empty one; nothing was changed.")


def _bring_file(folder: Path, name: str) -> None:
    """Copy one file to its place; one that an interrupted restore left there is written again."""
    copying.write(Path(settings.MEDIA_ROOT) / name, copying.read(folder / "files" / name))


def _bring_rows(folder: Path, manifest: Manifest, state: Apps) -> None:
    models = rows.kept_models(state)
    with transaction.atomic():
        rows.clear(models[label] for label in models if label in _MADE_BY_MIGRATING)
        for table in manifest.tables:
            count = rows.insert(models[table.label], table.columns, _unpacked(folder / table.file))
            if count != table.rows:
                raise Invalid(f"{table.file} has {count} rows, not {table.rows}. Nothing was written.")
        rows.restart_sequences(models[table.label] for table in manifest.tables)


def _unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        yield from file


def _check_came_back(manifest: Manifest) -> None:
    """Walk the audit chain and the files; raise Invalid when something did not come back as it was."""
    if fault := next(chain.faults(), None):
        raise Invalid(f"The audit record did not come back: row {fault.sequence} {fault.problem}.")
    if chain.head() != manifest.audit_head:
        raise Invalid(f"The audit record ends at {chain.head()}, not at {manifest.audit_head} as in the manifest.")
    if set(kept_files()) != {*manifest.files, *manifest.lost}:
        raise Invalid("The rows speak of other files than the manifest names. Do not use this installation.")
