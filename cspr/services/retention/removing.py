"""How what is past its time is removed, of the records that no other room keeps."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Q

from cspr.partnership.sessions import store
from cspr.record.facts import LONDON
from cspr.record.keeping import PastTime
from cspr.record.models import Case, Draft, Fact, SharedDraft, Staged


def moment(what: PastTime) -> datetime:
    """The first moment of the day before which everything goes. Aware."""
    return datetime.combine(what.before, time(), LONDON)


def drafts(what: PastTime) -> int:
    """Drafts and chosen files that were not saved since. An agency's draft goes as a whole, by its newest save."""
    of_held, since = Q(case__in=what.held), moment(what)
    own = Draft.objects.filter(member__partnership=what.home, saved_at__lt=since).exclude(of_held)
    kept = SharedDraft.objects.filter(case__partnership=what.home, at__gte=since).values("case", "holder", "step").distinct()
    shared = SharedDraft.objects.filter(case__partnership=what.home, at__lt=since).exclude(of_held)
    for place in kept:
        shared = shared.exclude(**place)
    staged = Staged.objects.filter(member__partnership=what.home, at__lt=since)
    return sum(rows.order_by().delete()[0] for rows in (own, shared, staged))


def learning_events(what: PastTime) -> int:
    """How many learning events are past their time and still say what they were about. That goes once the entry is there that says so."""
    past = Fact.objects.filter(partnership=what.home, case=None, kind="learning_event_held", at__lt=what.before.isoformat())
    return past.exclude(salt="").count()


def typed_in_sessions(case: Case) -> None:
    """What somebody typed into a step of this case when their sign-in ran out, and has not come back for."""
    start = f"/cases/{case.reference}/"
    kept_in = store()
    for session in kept_in.get_model_class().objects.all():
        kept = session.get_decoded()
        if str(kept.get("typed", {}).get("path", "")).startswith(start):
            del kept["typed"]
            session.session_data = kept_in().encode(kept)
            session.save(update_fields=["session_data"])
