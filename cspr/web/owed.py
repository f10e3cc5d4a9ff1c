"""What a person owes: the open duties of their role in the cases they may see, oldest debt first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from cspr import protocol
from cspr.access.reads import visible_cases
from cspr.operations import recording
from cspr.partnership.models import Agency, Member
from cspr.partnership.roles import Role
from cspr.record.models import Case, Duty


def open_duties(member: Member, today: date) -> QuerySet[Duty]:
    """The duties a hat owes today, the longest overdue first, those without a date last.

    A duty for one agency, post or partner is owed by that one; the others of the role do not see it.
    """
    if not member.protocol_role:
        return Duty.objects.none()
    duties = Duty.objects.filter(partnership=member.partnership_id, owner=member.protocol_role, done__isnull=True, void=False)
    if member.role in (Role.AGENCY_LEAD, Role.AGENCY_AUTHOR):
        duties = duties.filter(for_value=member.who)
    elif member.role == Role.SAFEGUARDING_PARTNER:
        duties = duties.filter(for_value__in=["", member.who])
    duties = duties.filter(Q(case__isnull=True) | Q(case__in=visible_cases(member, today).order_by().values("pk")))
    return duties.select_related("case").order_by(F("due").asc(nulls_last=True), "opened", "pk")


@dataclass(frozen=True)
class Owed:
    """A duty as a line of a list: its state today in words, and where it is done."""

    duty: Duty
    state: str
    url: str
    for_words: str

    @property
    def brief(self) -> str:
        """Why it is due then, without the list of days not counted; the case page has all of it."""
        words = self.duty.why.split("; not counted:")[0]
        return words[:1].upper() + words[1:]


def state_today(duty: Duty, today: date) -> str:
    """Overdue, Today, This week or Open (asked of today, never stored); Done, Late or No longer needed otherwise."""
    if duty.void:
        return "No longer needed"
    if duty.done:
        return "Late" if duty.due and duty.done > duty.due else "Done"
    if duty.due is None:
        return "Open"
    if duty.due < today:
        return "Overdue"
    if duty.due == today:
        return "Today"
    return "This week" if duty.due <= today + timedelta(days=6 - today.weekday()) else "Open"


def where(duty_id: str, for_value: str, case: Case | None, member: Member) -> str:
    """The address of the step that meets a duty; "" where it is another role's."""
    proto = protocol.load(case.protocol if case else member.partnership.protocol)
    definition = next((d for d in proto.duties if d.id == duty_id), None)
    for kind in definition.meeting_kinds if definition else ():
        for op in recording(kind):
            if Role(member.role) not in op.by or op.stage == "record":
                continue
            try:
                url = reverse(op.name, args=[case.reference] if case and op.on == "case" else [])
            except NoReverseMatch:
                continue
            return f"{url}?for={for_value}" if for_value else url
    return ""


def _names(member: Member) -> dict[str, str]:
    """The words for what a duty is for: agencies, partners, and the items of the protocol's lists."""
    names = {i.id: i.name for one in protocol.load(member.partnership.protocol).list for i in one.items}
    names |= dict(Agency.objects.filter(partnership=member.partnership_id).values_list("slug", "name"))
    return names | {str(p.value): str(p.label) for p in Agency.Partner if p.value}


def lines(duties: list[Duty], member: Member, today: date) -> list[Owed]:
    """Duties as lines."""
    names = _names(member) if any(d.for_value for d in duties) else {}
    return [Owed(d, state_today(d, today), where(d.duty, d.for_value, d.case, member), names.get(d.for_value, d.for_value)) for d in duties]
