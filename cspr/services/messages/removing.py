"""How messages, their letters and ended calendar addresses are removed: past their time, or with their case."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Exists, OuterRef, Q

from cspr.record.facts import LONDON
from cspr.record.keeping import PastTime
from cspr.record.models import Case
from cspr.services.messages.models import Feed, Letter, Message

_ON_THEIR_WAY = (Letter.State.WAITING, Letter.State.HANDING)

def past_their_time(what: PastTime) -> int:
    """Messages that were told (or dropped), and the letters that carry none any more. What still waits to be sent stays."""
    since = datetime.combine(what.before, time(), LONDON)
    old = Message.objects.filter(partnership=what.home, at__lt=since).exclude(letter__state__in=_ON_THEIR_WAY).exclude(case__in=what.held)
    gone = old.delete()[0]
    letters = Letter.objects.filter(partnership=what.home, queued_at__lt=since, carries=None).exclude(state__in=_ON_THEIR_WAY)
    return gone + letters.delete()[0]


def feeds_past_their_time(what: PastTime) -> int:
    """Calendar addresses that were ended."""
    return Feed.objects.filter(member__partnership=what.home, ended_at__lt=datetime.combine(what.before, time(), LONDON)).delete()[0]


def with_case(case: Case) -> None:
    """The messages of a case, and each letter that carried nothing else: a letter names no case itself."""
    others = Message.objects.filter(Q(case=None) | ~Q(case=case), letter=OuterRef("pk"))
    carried = list(Letter.objects.filter(~Exists(others), carries__case=case).values_list("pk", flat=True).distinct())
    Message.objects.filter(case=case).delete()
    Letter.objects.filter(pk__in=carried).delete()
