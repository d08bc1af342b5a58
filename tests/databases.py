"""A database with every migration and the bundled catalog, made once and copied for every process that needs one.

It is made by the product's own commands, and made anew when a file changes that could lead to other content.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "tests"
# What decides the content: the schema, the permissions of models, the catalog with its loader, the chain of events.
SOURCES = (
    "pyproject.toml",
    "config/settings.py",
    "apps/*/migrations/*.py",
    "apps/*/models.py",
    "apps/*/models/**/*.py",
    "apps/audit/**/*.py",
    "apps/catalog/**/*.py",
    "apps/catalog/data/**/*",
    "apps/core/**/*.py",
)
PREPARE = """
import django; django.setup()
from django.core.management import call_command
for command in ("migrate", "createcachetable", "load_catalog"):
    call_command(command, verbosity=0)
"""


def digest() -> str:
    """Return what tells one content of the database from another."""
    paths = {path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file() and path.suffix != ".pyc"}
    whole = sha256(sys.version.encode())
    for path in sorted(paths):
        whole.update(str(path.relative_to(ROOT)).encode() + b"\0" + sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def copy_to_file(target: Path) -> None:
    """Copy the database to a file of SQLite."""
    shutil.copyfile(_file(), target)


def copy_into(connection: sqlite3.Connection) -> None:
    """Copy the database into an open, empty one of SQLite."""
    with contextlib.closing(sqlite3.connect(_file())) as source:
        source.backup(connection)


def copy_on_server(url: str, name: str) -> str:
    """Copy the database to another of that name on PostgreSQL, instead of any that has it; return its address."""
    with _server(url) as server:
        ready = _database(server, url)
        drop_on_server(url, name)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(ready)))
    return _at(url, name)


@contextlib.contextmanager
def empty_on_server(url: str) -> Iterator[str]:
    """Create an empty database on PostgreSQL, return its address, and drop it afterwards."""
    name = f"empty_{secrets.token_hex(4)}"
    with _server(url) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield _at(url, name)
    finally:
        drop_on_server(url, name)


def drop_on_server(url: str, name: str) -> None:
    """Drop the database of that name, also when somebody is connected."""
    with _server(url) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _file() -> Path:
    """Return the file of SQLite that is copied."""
    ready = FOLDER / f"ready-{digest()}.sqlite3"
    with _alone():
        if not ready.exists():
            for old in FOLDER.glob("ready-*"):
                old.unlink()
            made = ready.with_suffix(".made")
            _prepare(f"sqlite:///{made}")
            made.rename(ready)
    return ready


def _database(server: psycopg.Connection, url: str) -> str:
    """Return the database of PostgreSQL that is copied."""
    start = f"{urlsplit(url).path.strip('/')[:30]}_ready_"
    ready, made = start + digest(), f"{start}made"
    with _alone():
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [start]).fetchall()
        names = {name for (name,) in found}
        if ready not in names:
            for old in names:
                drop_on_server(url, old)
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made)))
            _prepare(_at(url, made))
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (made, ready))))
    return ready


def _prepare(url: str) -> None:
    """Fill the empty database by the product's commands."""
    with tempfile.TemporaryDirectory(prefix="assay-tests-") as var:
        settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings", "ASSAY_VAR_DIR": var}
        done = subprocess.run(
            [sys.executable, "-c", PREPARE],
            cwd=ROOT,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time make what all copy."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _server(url: str) -> psycopg.Connection:
    return psycopg.connect(_at(url, "postgres"), autocommit=True)


def _at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
