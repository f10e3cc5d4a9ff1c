"""What a person owes: the open duties of their role in the cases they may see, oldest debt first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse

from cspr import protocol
from cspr.access.reads import overdue_duties, unowned_duties, visible_cases, with_something_owed
from cspr.operations import recording
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.protocol.explain import in_words
from cspr.protocol.schema import Duty as Definition
from cspr.record.facts import local_holidays
from cspr.record.models import Case, Duty
from cspr.steps.fact_words import names_of
from cspr.steps.words import state_today


@dataclass(frozen=True)
class Owed:
    """A duty as a line of a list: its state today in words, and where it is done.

    days_late: "3 working days late", "" where it is not. held: what must be there first, one reason a line. more: how many
    further duties of the same kind in the same case this line stands for. why_late: the reason given when it was met late.
    """

    duty: Duty
    state: str
    url: str
    for_words: str
    owner: str
    days_late: str = ""
    held: tuple[str, ...] = ()
    more: int = 0
    why_late: str = ""

    @property
    def brief(self) -> str:
        """Why it is due then, without the list of days not counted; the case page has all of it."""
        if self.duty.due is None:
            return f"Since {in_words(self.duty.opened)}"
        words = self.duty.why.split("; not counted:")[0]
        return words[:1].upper() + words[1:]


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


def _days_late(definition: Definition | None, duty: Duty, today: date, calendar: protocol.Calendar) -> str:
    """How late it is now, counted as the protocol counts it: working days, or days for a clock in days or months."""
    if duty.due is None or duty.due >= today or duty.done or duty.void:
        return ""
    clock = definition.clock if definition else None
    working = clock is not None and clock.in_working_days
    days = calendar.working_days_between(duty.due, today) if working else (today - duty.due).days
    return f"{days} {'working ' if working else ''}day{'' if days == 1 else 's'} late" if days else ""


def _which(definition: Definition | None, duty: Duty) -> str:
    """Which one of a duty "for each" this is; "" where only the latest is owed, and nobody needs its name."""
    latest = definition is not None and definition.for_each is not None and definition.for_each.latest
    return "" if latest else duty.for_value


def _why_late(definition: Definition | None, duty: Duty, facts: Iterable[protocol.Fact]) -> str:
    """The reason that stands with the fact that met it; "" where there is none."""
    if definition is None:
        return ""
    given = (str(f.details["late_reason"]) for f in facts if "late_reason" in f.details and f.kind in definition.meeting_kinds
             and f.day == duty.done and definition.value_in(duty.for_value) in ("", *f.details.values()))
    return next(given, "")


def lines(duties: list[Duty], member: Member, today: date, held: Mapping[str, tuple[str, ...]] | None = None,
          facts: Sequence[protocol.Fact] = ()) -> list[Owed]:
    """Duties as lines. For those of one case, held: what the gates still miss, by the kind of fact they hold back; facts: those that count."""
    names = names_of(member.partnership, protocol.load(member.partnership.protocol)) if any(d.for_value for d in duties) else {}
    holidays = local_holidays(member.partnership) if any(d.due and d.due < today for d in duties) else {}
    found = []
    for duty in duties:
        proto = protocol.load(duty.case.protocol if duty.case else member.partnership.protocol)
        definition = next((d for d in proto.duties if d.id == duty.duty), None)
        late = _days_late(definition, duty, today, protocol.Calendar.named(proto.protocol.calendar, holidays))
        missing = tuple(says for kind in (definition.meeting_kinds if definition else ()) for says in (held or {}).get(kind, ()))
        state = state_today(duty, today)
        if missing and state in ("Open", "This week"):
            state = "Waiting"
        owner = names.get(duty.holder) or next((r.name for r in proto.roles if r.id == duty.owner), duty.owner)
        which = _which(definition, duty)
        address = where(duty.duty, definition.value_in(which) if definition else which, duty.case, member)
        found.append(Owed(duty, state, address, names.get(which, which), owner, late, missing,
                          why_late=_why_late(definition, duty, facts)))
    return found


def together(owed: list[Owed]) -> list[Owed]:
    """The lines with those of one duty in one case, none of them dated, as one line that names the first."""
    found: dict[tuple[object, ...], Owed] = {}
    for one in owed:
        duty = one.duty
        key = (duty.case_id, duty.duty) if duty.for_value and duty.due is None else (duty.pk,)
        found[key] = replace(found[key], more=found[key].more + 1) if key in found else one
    return list(found.values())


def partnership_now(member: Member, today: date) -> list[tuple[int, str, str]]:
    """What a Business Unit looks at first: (number, words, where to read on or ""), over the cases this person may see."""
    visible = with_something_owed(visible_cases(member, today)).order_by()
    stages = dict(visible.values_list("stage").annotate(n=Count("pk")))
    proto = protocol.load(member.partnership.protocol)
    sending = [d.id for d in proto.duties if "rapid_review_report_sent" in d.meeting_kinds]
    acting = [d.id for d in proto.duties if "action_done" in d.meeting_kinds]
    overdue = overdue_duties(member, today)
    late, actions, all_of_them = overdue.aggregate(
        late=Count("pk", filter=Q(duty__in=sending)), actions=Count("pk", filter=Q(duty__in=acting)), all_of_them=Count("pk")).values()
    referred, local = stages.get("referral", 0), stages.get("local_review", 0)
    reviews = stages.get("rapid_review", 0) + stages.get("decision", 0)
    return [
        (referred, f"referral{_s(referred)} not yet decided on", f"{reverse('cases')}?stage=referral&owed=on"),
        (reviews, f"Rapid Review{_s(reviews)} under way, {late or 'none'} past the date for the report", ""),
        (local, f"local review{_s(local)} under way", f"{reverse('cases')}?stage=local_review&owed=on"),
        (actions, f"action{_s(actions)} overdue", reverse("action_plan.all")),
        (all_of_them, "duties overdue in all, whoever owes them", ""),
    ]


def without_owner(member: Member, today: date) -> list[tuple[str, str, int]]:
    """What stands without anybody who acts for it: the role, which one of it ("" for all), and how many things. Most first."""
    proto = protocol.load(member.partnership.protocol)
    roles, found = {r.id: r.name for r in proto.roles}, unowned_duties(member, today)
    if not found:
        return []
    names = names_of(member.partnership, proto)
    people = {f"member-{m.pk}": m.user.name for m in Member.objects.filter(partnership=member.partnership, role=Role.REVIEWER).select_related("user")}
    return [(roles.get(owner, owner), people.get(holder) or names.get(holder, holder), n) for (owner, holder), n in found.most_common()]


def _s(number: int) -> str:
    return "" if number == 1 else "s"
