"""For migrations: files' bytes leave their rows for the place where files are kept, encrypted, one row at a time; stopped, it goes on."""

from __future__ import annotations

from typing import Any

from cspr.record.stored import NAMES, put


def move_bytes(model: Any) -> None:
    """Move what is still in the rows. model: as the migrations know it, with the columns of before and of after."""
    waiting = model.objects.filter(blob__isnull=True, content__isnull=False)
    for pk in list(waiting.values_list("pk", flat=True)):
        row = waiting.filter(pk=pk).first()
        if row is not None:
            put(row, bytes(row.content))
            row.content = None
            row.save(update_fields=[*NAMES, "content"])


def column_back(schema_editor: Any, *tables: str) -> None:
    """On the way back: an empty column for the bytes, as the version before knows it. The bytes stay where they lie."""
    for table in tables:
        schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN content bytea NULL")
