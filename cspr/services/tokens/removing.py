"""How tokens are removed that were ended, or are past their day, for long enough."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Q

from cspr.record.facts import LONDON
from cspr.record.keeping import PastTime
from cspr.services.tokens.models import Token


def past_their_time(what: PastTime) -> int:
    """Gives how many went."""
    ended = Q(ended_at__lt=datetime.combine(what.before, time(), LONDON)) | Q(until__lt=what.before)
    return Token.objects.filter(ended, member__partnership=what.home).delete()[0]
