"""Writes a row by one bare statement. Every operation writes several, and Django makes each statement anew: as long again as the writing."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model


def change(row: Model, **values: Any) -> None:
    """Set these columns of a row, here and in the database. values: by the column's name, as the database takes them. For the door only."""
    for name, value in values.items():
        setattr(row, name, value)
    columns = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s", [*values.values(), row.pk])  # noqa: S608 - our own names
