"""Rows read and written by bare statements, where every operation and page passes: Django takes as long again to make each anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import AutoField, Model

Row = TypeVar("Row", bound=Model)


def columns(model: type[Model]) -> str:
    """Every column of a model's table, for a SELECT whose rows `made` makes. The table stands in it by its own name."""
    return ", ".join(f'{model._meta.db_table}."{f.column}"' for f in model._meta.concrete_fields)


def made(model: type[Row], row: Sequence[Any]) -> Row:
    """The row of a SELECT of `columns`; what follows them in it is left."""
    fields = model._meta.concrete_fields
    values = [f.from_db_value(v, None, connection) if hasattr(f, "from_db_value") else v for f, v in zip(fields, row, strict=False)]
    return model.from_db("default", [f.attname for f in fields], values)


def add(*rows: Model) -> None:
    """Insert rows of one table, by one statement, and give them their ids. For the door only."""
    if not rows:
        return
    model = rows[0]._meta
    fields = [f for f in model.concrete_fields if not isinstance(f, AutoField)]
    names, places = ", ".join(f'"{f.column}"' for f in fields), f"({', '.join(['%s'] * len(fields))})"
    statement = f"INSERT INTO {model.db_table} ({names}) VALUES {', '.join([places] * len(rows))} RETURNING id"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(statement, [f.get_db_prep_save(getattr(row, f.attname), connection) for row in rows for f in fields])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding = key, False


def change(row: Model, **values: Any) -> None:
    """Set these columns of a row, here and in the database. values: by the column's name, as the database takes them. For the door only."""
    for name, value in values.items():
        setattr(row, name, value)
    sets = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {sets} WHERE id = %s", [*values.values(), row.pk])  # noqa: S608 - our own names


def next_key(model: type[Model]) -> int:
    """The key that the next row of a model's table is to have. For the door only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return int(cursor.fetchone()[0])
