"""A migration is one that the version before can live with, and that keeps nobody waiting (ADR 0132)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently, ValidateConstraint
from django.db import connection
from django.db.migrations import operations as of
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

# Nobody has run the service with fewer than these, by app: they, and those before them, need no excuse.
BEFORE = {"access": 8, "chronology": 1, "documents": 5, "mail": 4, "partnership": 5, "people": 2, "record": 16, "tokens": 2}
# By app and migration: why it may all the same.
EXCUSED: dict[str, str] = {
    "sign_in.0003_shared": "the table that it has just made is written anew while it is empty and nobody knows of it",
}
HARMLESS = (of.CreateModel, AddIndexConcurrently, RemoveIndexConcurrently, AddConstraintNotValid, ValidateConstraint, of.AlterModelOptions,
            of.AlterModelManagers, of.SeparateDatabaseAndState)


def _column(field: Field) -> tuple[Any, ...]:
    if field.is_relation:  # Its type is that of what it points at.
        return str(field.remote_field.model), "", field.unique, field.column
    there = field.db_parameters(connection)
    return there["type"], there["check"], field.unique, field.column


def _faults(migration: Any, state: ProjectState) -> Iterator[str]:
    """What stands against a migration, told before it was applied to the state."""
    made = {one.name_lower for one in migration.operations if isinstance(one, of.CreateModel)}
    by_code = [one for one in migration.operations if isinstance(one, of.RunPython | of.RunSQL)]
    for one in migration.operations:
        what, model = f"{migration.app_label}.{migration.name}: {one.describe()}", getattr(one, "model_name", "").lower()
        if isinstance(one, HARMLESS) or model in made:
            pass
        elif isinstance(one, of.AddField):
            if not (one.field.many_to_many or one.field.null or one.field.db_default is not NOT_PROVIDED):
                yield f"{what}: the version before cannot write the table any more. Let the column be empty (null), or give it a db_default"
        elif isinstance(one, of.AlterField):
            old = state.models[migration.app_label, model].fields[one.name]
            old.set_attributes_from_name(one.name)
            one.field.set_attributes_from_name(one.name)
            if _column(old) != _column(one.field) or (old.null and not one.field.null):
                yield f"{what}: the table is read through, or written anew, under a lock. Add another column and move to it"
        elif isinstance(one, of.RemoveField | of.DeleteModel | of.RenameField | of.RenameModel | of.AlterModelTable):
            yield f"{what}: the version before still reads it. Take it away one version after the last that uses it"
        elif isinstance(one, of.AddIndex | of.RemoveIndex):
            yield f"{what}: nobody writes to the table until it is made. Make it beside them: AddIndexConcurrently, atomic = False"
        elif isinstance(one, of.AddConstraint):
            yield f"{what}: the table is read through under a lock. AddConstraintNotValid, then ValidateConstraint in a migration of its own"
        elif one in by_code and migration.atomic and len(by_code) < len(migration.operations):
            yield f"{what}: rows are changed while the table is locked. Put it into a migration of its own"
        elif isinstance(one, of.RunSQL):
            yield f"{what}: say here what it locks, and for how long"
    return


def _new() -> list[tuple[Any, ProjectState]]:
    loader, ours = MigrationLoader(None), {app.label for app in apps.get_app_configs() if app.name.startswith("cspr.")}
    found = [m for (app, name), m in sorted(loader.disk_migrations.items()) if app in ours and int(name[:4]) > BEFORE.get(app, 0)]
    return [(m, loader.project_state([(m.app_label, m.name)], at_end=False)) for m in found]


def test_no_migration_locks_readers_out_or_leaves_the_version_before_behind() -> None:
    faults = {f"{m.app_label}.{m.name}": list(_faults(m, state)) for m, state in _new()}
    assert [fault for name, some in faults.items() if name not in EXCUSED for fault in some] == []
    assert [name for name in EXCUSED if not faults.get(name)] == [], "an excuse for which there is no need any more"


class _Migration:
    app_label, name, atomic = "record", "0099_made_up", True

    def __init__(self, *operations: Any) -> None:
        self.operations = operations


@pytest.mark.parametrize(("operation", "words"), [
    (of.AddField("Case", "colour", Field(default="")), "the version before cannot write"),
    (of.RemoveField("Case", "about"), "the version before still reads it"),
    (of.RenameField("Case", "about", "words"), "still reads it"), (of.DeleteModel("Case"), "still reads it"),
    (of.RunSQL("UPDATE record_case SET about = ''"), "say here what it locks"),
])
def test_what_would_is_told(operation: Any, words: str) -> None:
    fault, = _faults(_Migration(operation), ProjectState())
    assert words in fault
