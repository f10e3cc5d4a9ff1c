"""Files of the record, for who was let into the case (or the partnership) before."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from cspr.partnership.models import Partnership
from cspr.record.models import Case, File


def files(case: Case, purpose: str, for_value: str | None = None) -> QuerySet[File]:
    """A case's files for a purpose (for_value None: all of it), in the order they came, without those taken out again."""
    found = File.objects.filter(partnership=case.partnership_id, case=case, purpose=purpose, removed_at=None)
    return (found if for_value is None else found.filter(for_value=for_value)).select_related("author__user")


def one_file(case: Case, purpose: str, pk: int, for_value: str | None = None) -> File | None:
    """One file of a case, taken out since or not: what was sent with it stays readable. None where there is none such."""
    found = File.objects.filter(partnership=case.partnership_id, case=case, purpose=purpose, pk=pk)
    return (found if for_value is None else found.filter(for_value=for_value)).first()


def own_files(home: Partnership, purpose: str) -> QuerySet[File]:
    """The partnership's own files for a purpose, the newest first."""
    return File.objects.filter(partnership=home, case=None, purpose=purpose, removed_at=None).order_by("-pk")


def not_to_be_opened(case: Case, numbers: Collection[int]) -> QuerySet[File]:
    """Those of these files of a case that wait to be checked for viruses, or were taken out by that."""
    return File.objects.filter(partnership=case.partnership_id, case=case, pk__in=numbers).exclude(state=File.State.CLEAN)
