"""What goes by itself: records past their time, of the types that no person reviews. Counted and recorded; nothing while everything is held."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from cspr.operations import by_service
from cspr.partnership.models import Partnership
from cspr.record.facts import LONDON, counting
from cspr.record.keeping import PastTime, remove_past_time
from cspr.record.models import Fact
from cspr.services.retention.reads import held_everything
from cspr.services.retention.schedule import schedule


def _held_cases(home: Partnership) -> set[int]:
    """The numbers of the cases on which a hold stands."""
    facts = list(counting(Fact.objects.filter(partnership=home, kind__in=("legal_hold_placed", "legal_hold_lifted"), case__disposed_at=None)))
    lifted = {(f.case_id, f.details["hold"]) for f in facts if f.kind == "legal_hold_lifted"}
    return {f.case_id for f in facts if f.kind == "legal_hold_placed" and f.case_id and (f.case_id, f.details["hold"]) not in lifted}


def dispose_of_what_is_past(home: Partnership, now: datetime) -> dict[str, int]:
    """Dispose of it, each type in a transaction of its own with the entry that says so. now: aware. Gives how many went, by type."""
    today, gone = now.astimezone(LONDON).date(), dict[str, int]()
    for word, period in schedule(home).items():
        if period.record.reviewed:
            continue
        with transaction.atomic():
            locked = Partnership.objects.select_for_update(no_key=True).get(pk=home.pk)
            if held_everything(locked):
                return gone
            before = period.before(today)
            number = remove_past_time(word, PastTime(locked, before, _held_cases(locked)))
            if number:
                by_service.record(locked, "records_disposed", now, record=word, before=before, number=number)
                gone[word] = number
                _empty_learning_events(locked)
    return gone


def _empty_learning_events(home: Partnership) -> None:
    """Take away what learning events said that an entry has just said to be past their time; the database holds each to that entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_empty_learning_events(%s)", [home.pk])
