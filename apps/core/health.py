"""Whether this process can serve requests."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def readiness_trouble() -> str:
    """Return what stands in the way of serving requests, in words without versions or hosts; empty when nothing."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:
        return "not ready: the database does not answer"
    return "not ready: migrations are missing" if migrations_on_disk() - applied else ""


@cache
def migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Return the migrations that this release brings; read once, since they cannot change while it runs."""
    loader = MigrationLoader(None)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    return frozenset(name for name in loader.disk_migrations if name not in replaced)
