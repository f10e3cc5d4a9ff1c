"""The daily digest: one letter at the hour a person has chosen: what came since the last one, and what they owe. On a day with neither, none."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from cspr.access.reads import open_duties
from cspr.partnership.models import Member
from cspr.record.facts import LONDON
from cspr.services.messages.hours import calendar_of
from cspr.services.messages.models import Message, Preference
from cspr.services.messages.queue import letter_to, queue

SOON = timedelta(days=14)
LATEST = timedelta(hours=2)  # A digest that could not be made by then is left out: tomorrow's says the same.
Debt = tuple[str, date, bool]


def owed_by(member: Member, today: date) -> list[Debt]:
    """What a role owes and is past or due within a fortnight: reference, date, whether it is past. The oldest debt first."""
    duties = open_duties(member, today).filter(due__lte=today + SOON)
    return [(d.case.reference if d.case else "Partnership", d.due, d.due < today) for d in duties]


def make_digests(now: datetime) -> int:
    """Write the digests whose hour has come. now: aware. Gives how many. Each person's once a day, whatever number of workers asks."""
    here = now.astimezone(LONDON)
    ready = Preference.objects.filter(digest_at__lte=here.time(), member__is_active=True, member__user__is_active=True).exclude(digest_on=here.date())
    made = 0
    for pk in ready.values_list("pk", flat=True):
        with transaction.atomic():
            one = Preference.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
                "member__user", "member__partnership", "member__agency").exclude(digest_on=here.date()).filter(pk=pk).first()
            made += one is not None and _make(one, here)
    return made


def _make(preference: Preference, here: datetime) -> bool:
    member, today = preference.member, here.date()
    preference.digest_on = today
    preference.save(update_fields=["digest_on"])
    late = here - datetime.combine(today, preference.digest_at, LONDON) > LATEST
    if late or not calendar_of(member.partnership).is_working_day(today):
        return False
    news = list(Message.objects.filter(member=member, letter__isnull=True, dropped="").exclude(address="").order_by("at", "pk"))
    if not news and not owed_by(member, today):
        return False
    letter = letter_to(Message(partnership=member.partnership, member=member, kind="digest", address=member.user.email), here)
    letter.save()
    Message.objects.filter(pk__in=[m.pk for m in news]).update(letter=letter)
    queue([letter])
    return True
