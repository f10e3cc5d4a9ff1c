"""The disposal of a case, as the database does it: what was in it goes, its numbered entries stay, without what they said (docs/adr/0137)."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db import connection
from django.db.models import Model

from cspr.record import stored
from cspr.record.keeping import remove_with_case
from cspr.record.models import Case, Document, Fact

CERTIFICATE = "disposal_certificate"  # The one document of a case that stays.
# Rows that name a case and stay: its entries, who may not know of it, and who had looked.
STAYS = ("record_fact", "access_bar", "access_looked", "access_lookhead")


def of_a_case() -> list[tuple[type[Model], str]]:
    """Every table whose rows name a case, with the name of the column's field."""
    found = [(model, field.name) for model in apps.get_models() for field in model._meta.concrete_fields if field.related_model is Case]
    return sorted(found, key=lambda pair: pair[0]._meta.db_table)


def tally(case: Case) -> dict[str, int]:
    """How many rows there are of a case in each table that has any: table → rows."""
    counts = {model._meta.db_table: model._default_manager.filter(**{name: case}).count() for model, name in of_a_case()}
    return {table: n for table, n in counts.items() if n}


def dispose(case: Case, at: datetime) -> None:
    """Do it. at: aware. Called at the end of the run that confirmed it. The database refuses where no second person did, or something is held."""
    remove_with_case(case)
    for model, name in of_a_case():  # Their bytes lie elsewhere; without its key no copy of them can be opened.
        if issubclass(model, stored.Stored):
            for row in model._default_manager.filter(**{name: case}):
                stored.erase(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_dispose(%s, %s)", [case.pk, at])
    case.disposed_at = at


def certificate(case: Case) -> Document | None:
    """The certificate of a case that was disposed of, None where it was not."""
    return Document.objects.filter(case=case, kind=CERTIFICATE).select_related("author__user").first() if case.disposed_at else None


def dates(case: Case) -> tuple[Fact | None, Fact | None]:
    """Of a case that was disposed of: the entries of its closing and of its disposal, which still say when."""
    found = {f.kind: f for f in Fact.objects.filter(case=case, kind__in=("case_closed", "case_disposed")).order_by("seq")}
    return found.get("case_closed"), found.get("case_disposed")
