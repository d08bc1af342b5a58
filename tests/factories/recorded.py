"""Makes the same world once: what a factory wrote is kept as rows, and written again for the next test that asks.

A factory reaches a state by the real actions of the people whose office they are, which takes hundreds of statements.
Tests roll back what they did, so the next one starts from the same database: the head of the audit chain tells that it
is the same, since every action leaves an event whose hash covers who, what and when. Called there with the same
arguments, the factory would do the same again; instead its rows come back, identifiers and events included.
"""

import functools
import pickle
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.audit.models import ChainHead
from apps.catalog.models import Edition

type Rows = dict[Any, tuple[Any, ...]]
UNTOUCHED = {"contenttypes", "auth", "catalog", "sessions", "django_tasks_database"}
"""Apps whose rows no recorded factory writes."""


@dataclass(frozen=True)
class Recording:
    """Rows that a factory wrote, by table, and what it returned."""

    added: dict[type[models.Model], list[tuple[Any, ...]]]
    changed: dict[type[models.Model], list[tuple[Any, ...]]]
    result: bytes


_recordings: dict[Any, Recording | None] = {}
"""None stands for a call seen once: only what comes again is worth keeping."""
_outermost: list[str] = []
"""The factory that is at work: those that it calls are part of its recording."""


def recorded[**P, R](factory: Callable[P, R]) -> Callable[P, R]:
    """Let the factory's rows come back when it is called in the same database with the same arguments."""

    @functools.wraps(factory)
    def made(*args: P.args, **kwargs: P.kwargs) -> R:
        if _outermost or (key := _key(factory, args, kwargs)) is None:
            return factory(*args, **kwargs)
        _outermost.append(factory.__qualname__)
        try:
            return _made(key, functools.partial(factory, *args, **kwargs))
        finally:
            _outermost.pop()

    return made


def _made(key: Any, factory: Callable[[], Any]) -> Any:
    if key not in _recordings:
        _recordings[key] = None
        return factory()
    if (recording := _recordings[key]) is None:
        before = _everything()
        result = factory()
        _recordings[key] = _difference(before, _everything(), result)
        return result
    try:
        with transaction.atomic():
            _write(recording)
    except IntegrityError:  # somebody wrote without an event what stands in the way
        return factory()
    return pickle.loads(recording.result)


def _key(factory: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        given = tuple(_plain(value) for value in [*args, *sorted(kwargs.items())])
    except TypeError:
        return None
    head = ChainHead.objects.values_list("hash", flat=True).first()
    editions = tuple(Edition.objects.order_by("pk").values_list("pk", "status"))  # made in tests without an event
    return factory.__qualname__, given, head, editions, timezone.localdate()


def _plain(value: Any) -> Any:
    """Return what tells one argument from another; raise TypeError for what can't be told."""
    if isinstance(value, Actor):
        organization = value.organization.pk if value.organization else None
        return value.user.pk, organization, value.roles
    if isinstance(value, models.Model):
        return value._meta.label, value.pk
    if is_dataclass(value):
        return tuple(_plain(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(_plain(one) for one in value)
    if isinstance(value, dict):
        return tuple((name, _plain(one)) for name, one in sorted(value.items()))
    if value is None or isinstance(value, str | int | bool | Enum):
        return value
    raise TypeError


@functools.cache
def _tables() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label not in UNTOUCHED and model._meta.managed]


@functools.cache
def _columns(model: type[models.Model]) -> list[str]:
    columns = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    columns.sort(key=lambda field: not field.primary_key)
    return [connection.ops.quote_name(field.column) for field in columns]


def _everything() -> dict[type[models.Model], Rows]:
    with connection.cursor() as cursor:
        return {model: _rows(cursor, model) for model in _tables()}


def _rows(cursor: Any, model: type[models.Model]) -> Rows:
    cursor.execute(f"SELECT {', '.join(_columns(model))} FROM {connection.ops.quote_name(model._meta.db_table)}")
    return {row[0]: row for row in cursor.fetchall()}


def _difference(before: Any, after: Any, result: Any) -> Recording:
    added: dict[type[models.Model], list[tuple[Any, ...]]] = {}
    changed: dict[type[models.Model], list[tuple[Any, ...]]] = {}
    for model, rows in after.items():
        old = before[model]
        assert old.keys() <= rows.keys(), f"A recorded factory deleted rows of {model._meta.label}."
        if new := [row for key, row in rows.items() if key not in old]:
            added[model] = new
        if other := [row for key, row in rows.items() if key in old and old[key] != row]:
            changed[model] = other
    return Recording(added, changed, pickle.dumps(result))


def _write(recording: Recording) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model, rows in recording.added.items():
            places = ", ".join(["%s"] * len(_columns(model)))
            names = ", ".join(_columns(model))
            cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})", rows)
        for model, rows in recording.changed.items():
            key, *others = _columns(model)
            places = ", ".join(f"{name} = %s" for name in others)
            cursor.executemany(
                f"UPDATE {quote(model._meta.db_table)} SET {places} WHERE {key} = %s",
                [(*row[1:], row[0]) for row in rows],
            )
