"""Rows of every table as lines of JSON, and back: the same lines from SQLite and from PostgreSQL."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models

BATCH = 1000
# People sign in anew after a restore; everything else that a table holds comes back.
LEFT_OUT = frozenset({"sessions.session", "usersessions.usersession"})

type Line = list[Any]
type Model = type[models.Model]


def kept_models(apps: Apps) -> dict[str, Model]:
    """Return the models whose rows a backup holds, by label; those that join two others are among them."""
    found = {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}
    return {
        label: model
        for label, model in sorted(found.items())
        if model._meta.managed and not model._meta.proxy and label not in LEFT_OUT
    }


def columns_of(model: Model) -> list[str]:
    """Return the names of the columns that are written; what the database computes is not."""
    return [field.attname for field in model._meta.concrete_fields if not field.generated]


def lines(model: Model) -> Iterator[bytes]:
    """Yield the rows in the order of their keys, one line each."""
    rows = model._base_manager.order_by("pk").values_list(*columns_of(model))
    for row in rows.iterator(chunk_size=BATCH):
        yield json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case timedelta():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} has no form in a backup.")


def insert(model: Model, columns: list[str], source: Iterable[bytes]) -> int:
    """Insert the lines as they are, without what models do when they save; return how many."""
    by_column = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_column[name] for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    # Names are those of our own models; values are parameters.
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    total, batch = 0, []
    with connection.cursor() as cursor:
        for line in source:
            batch.append([_stored(field, value) for field, value in zip(fields, json.loads(line), strict=True)])
            if len(batch) == BATCH:
                cursor.executemany(statement, batch)
                total, batch = total + BATCH, []
        if batch:
            cursor.executemany(statement, batch)
    return total + len(batch)


def _stored(field: models.Field, value: Any) -> Any:
    if not isinstance(field, models.JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection=connection)


def clear(found: Iterable[Model]) -> None:
    """Delete what migrations wrote by themselves, so that the rows of a backup are the only ones."""
    with connection.cursor() as cursor:
        for model in found:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table} WHERE EXISTS (SELECT 1 FROM {table})")  # noqa: S608 our own table


def restart_sequences(found: Iterable[Model]) -> None:
    """Let the database go on numbering behind the rows that came with their numbers."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(found)):
            cursor.execute(statement)
