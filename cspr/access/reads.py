"""The only way to a case. Every page, list, count and export reads cases through here (contract: need to know)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet

from cspr.access import rooms
from cspr.access.answering import at_hand
from cspr.access.asking import asking
from cspr.access.errors import NotHere, Refusal
from cspr.access.models import Bar, Grant, Looked
from cspr.access.rooms import DISPOSED, FOR_THE_UNIT, IN_EMERGENCIES, STANDING, opening, rooms_opened
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import PROTOCOL_ROLE, Role
from cspr.record.facts import counting
from cspr.record.models import OPEN, Case, Duty, Fact, Shift
from cspr.record.rows import columns, made

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class SeenCase:
    """A case as one person may see it. `rooms`: the parts that are open to them. `holidays`: those added to what its clocks leave out.

    `granted`: those of the rooms that are open to them by the rules, not only in an emergency.
    """

    case: Case
    member: Member
    rooms: frozenset[str]
    holidays: dict[date, str]
    granted: frozenset[str] = frozenset()

    def may_enter(self, room: str) -> bool:
        """Whether the room is open to this person."""
        return room in self.rooms

    @property
    def duties(self) -> QuerySet[Duty]:
        """What is and was owed in it."""
        return Duty.objects.filter(case=self.case).select_related("case")

    @property
    def entries(self) -> QuerySet[Fact]:
        """Every fact of it that this person may know of, the newest first, with who recorded it."""
        found = Fact.objects.filter(case=self.case)
        if self.member.role != Role.BUSINESS_UNIT:
            found = found.exclude(~Q(actor__user=self.member.user_id), kind__in=FOR_THE_UNIT)
        return found.select_related("actor__user", "actor__agency").order_by("-seq")

    @property
    def looks(self) -> QuerySet[Looked]:
        """Who has looked at it, the newest first."""
        return Looked.objects.filter(case=self.case).select_related("member__user", "member__agency").order_by("-at", "-pk")

    @property
    def shifts(self) -> QuerySet[Shift]:
        """When its dates moved by themselves, the newest first."""
        return Shift.objects.filter(case=self.case)

    @property
    def about(self) -> str:
        """The few words about the case, "" for who may see its log alone."""
        return about_of(self.member, self.case)


def reads_content(member: Member) -> bool:
    """Whether a role reads anything of cases but who looked and who changed."""
    return rooms.reads_content(Role(member.role))


def about_of(member: Member, case: Case) -> str:
    """The few words about a case this person may know of, as lists show them."""
    return case.about if reads_content(member) else ""


def _grants(member: Member, on: date) -> QuerySet[Grant]:
    """Grants that hold for this hat on this day."""
    return Grant.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on),
        partnership=member.partnership_id, role=member.protocol_role or "-", who__in=["", member.who], since__lte=on,
    )


def visible_cases(member: Member, on: date, room: str | None = None) -> QuerySet[Case]:
    """The cases this person may know of (or, where a room is named, may enter it), newest first. Barred ones are not among them.

    on: today, Europe/London (a grant can start or end).
    """
    role = Role(member.role)
    cases = Case.objects.filter(partnership=member.partnership_id).order_by("-opened_at", "-id")
    cases = cases.exclude(Exists(Bar.objects.filter(case=OuterRef("pk"), user=member.user_id)))
    if role in STANDING:
        kept, gone = (room is None or room in rooms for rooms in (STANDING[role], DISPOSED.get(role, frozenset())))
        return cases.filter((Q() if kept else Q(disposed_at__isnull=False)) & (Q() if gone else Q(disposed_at=None)))
    grants = _grants(member, on).filter(case=OuterRef("pk"))
    granted: Exists | Q = Exists(grants if room is None else grants.filter(scope__in=opening(role, room)))
    if member.emergencies and (room is None or room in IN_EMERGENCIES[role]):
        granted = granted | Q(pk__in=member.emergencies)
    return cases.filter(granted)


def of_visible_cases(rows: QuerySet[Row], member: Member, on: date) -> QuerySet[Row]:
    """Those rows, of the person's own partnership, that are of a case the person may know of, or of no case.

    The same rule as `visible_cases`, asked of the rows themselves, so that what is owed is found without reading every case.
    """
    rows = rows.filter(partnership=member.partnership_id).exclude(case__in=Bar.objects.filter(user=member.user_id).values("case"))
    return rows if Role(member.role) in STANDING else rows.filter(Q(case__isnull=True) | Q(case__in=_grants(member, on).values("case")))


def open_duties(member: Member, today: date) -> QuerySet[Duty]:
    """The duties a hat owes today, the longest overdue first, those without a date last.

    A duty held by one agency or partner is owed by that one; the others of the role do not see it.
    """
    if not member.protocol_role:
        return Duty.objects.none()
    duties = Duty.objects.filter(OPEN, owner=member.protocol_role, holder__in=["", member.who])
    return of_visible_cases(duties, member, today).select_related("case").order_by(F("due").asc(nulls_last=True), "opened", "pk")


def named_in(member: Member, on: date) -> tuple[int, int]:
    """In how many cases this very person carries out the review, and to how many meetings to come they are invited by name. Counts, and no case."""
    home, word = member.partnership_id, f"member-{member.pk}"
    reviews = Grant.objects.filter(Q(until__isnull=True) | Q(until__gte=on), partnership=home, who=word, since__lte=on)
    invited = counting(Fact.objects.filter(partnership=home, kind="meeting_invited", details__member=word))
    which = {(f.case_id, f.details["meeting"], f.details.get("number")) for f in invited}
    arranged = counting(Fact.objects.filter(partnership=home, kind="meeting_arranged", case__in={case for case, _, _ in which}))
    to_come = {(f.case_id, f.details["meeting"], f.details.get("number")) for f in arranged if str(f.details["on"]) >= on.isoformat()}
    return reviews.values("case").distinct().count(), len(which & to_come)


def unowned_duties(member: Member, today: date) -> Counter[tuple[str, str]]:
    """What is owed by nobody who acts now, as far as this person may know of it: (role of the protocol, holder) → how many things."""
    found = of_visible_cases(Duty.objects.filter(OPEN), member, today).order_by().values_list("owner", "holder").annotate(n=Count("pk"))
    acting = {(m.protocol_role, m.who) for m in Member.objects.filter(partnership=member.partnership_id, is_active=True).select_related("agency")}
    acting |= {(role, "") for role, _ in acting}
    ours = set(PROTOCOL_ROLE.values())  # The national Panel is nobody's account.
    return Counter({(owner, holder): n for owner, holder, n in found if owner in ours and (owner, holder) not in acting})


def overdue_duties(member: Member, today: date) -> QuerySet[Duty]:
    """Every duty past its date, whoever owes it, of the cases this person may know of and of the partnership itself."""
    return of_visible_cases(Duty.objects.filter(OPEN, due__lt=today), member, today)


def with_something_owed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those in which anybody owes anything: not the ended ones."""
    return cases.filter(Exists(Duty.objects.filter(OPEN, case=OuterRef("pk"))))


def duties_in_sight(member: Member, today: date, cases: Collection[int]) -> QuerySet[Duty]:
    """The open duties of those cases that this person may know of: all, where the overview is theirs; else what they owe themselves."""
    whole = visible_cases(member, today, "overview").order_by().filter(pk__in=cases)
    every = Duty.objects.filter(OPEN, case__in=whole.values("pk"))
    return (every | open_duties(member, today).order_by()).filter(case__in=cases)  # Said of both: the database then reads those cases' rows alone.


def own_entries(home: Partnership, kinds: Iterable[str] | None = None) -> QuerySet[Fact]:
    """The facts of the partnership itself, of no case (of these kinds; None: all), the newest first, with who recorded them."""
    found = Fact.objects.filter(partnership=home, case__isnull=True).select_related("actor__user", "actor__agency").order_by("-seq")
    return found if kinds is None else found.filter(kind__in=tuple(kinds))


def own_duties(home: Partnership) -> QuerySet[Duty]:
    """What a partnership owes beside its cases and has not done, the nearest date first."""
    return Duty.objects.filter(OPEN, partnership=home, case__isnull=True).order_by(F("due").asc(nulls_last=True), "opened")


def facts_across(member: Member, on: date, kinds: Iterable[str], room: str | None = None) -> QuerySet[Fact]:
    """The facts of these kinds, superseded ones included, in every case this person may know of (or whose room they may enter)."""
    cases = visible_cases(member, on, room).filter(disposed_at=None).order_by().values("pk")
    return Fact.objects.filter(partnership=member.partnership_id, kind__in=tuple(kinds), case__in=cases)


# Every page and every operation begins with these, so they are written out: Django takes longer to make such a statement than
# the database to answer it. A test holds them to the answers that the lists above give.
_CASE = f"""SELECT {columns(Case)},
    (SELECT json_object_agg("on", name) FROM partnership_holiday WHERE partnership_holiday.partnership_id = record_case.partnership_id)
FROM record_case WHERE partnership_id = %s AND reference = %s"""  # noqa: S608 - our own names
_LOCKED = " FOR NO KEY UPDATE"
# Beneath it the database hides a barred case, the bar included: then the case is gone, whatever was there a moment ago.
_BARRED = """SELECT EXISTS (SELECT FROM access_bar WHERE case_id = %(case)s AND user_id = %(user)s)
    OR NOT EXISTS (SELECT FROM record_case WHERE id = %(case)s),
    ARRAY(SELECT kind || ' ' || item FROM access_restriction WHERE case_id = %(case)s AND NOT (%(user)s = ANY (users)))"""
_OPENED = """, ARRAY(SELECT scope FROM access_grant WHERE case_id = %(case)s AND partnership_id = %(home)s AND role = %(role)s
    AND who IN ('', %(who)s) AND since <= %(on)s AND (until IS NULL OR until >= %(on)s))"""


def _asked(member: Member, case: int, on: date) -> tuple[bool, list[str], list[str]] | tuple[bool, list[str]]:
    """Whether the person is barred from the case of that number, what of it is withheld from them, and, without a standing right, their scopes."""
    with connection.cursor() as cursor:
        cursor.execute(_BARRED if Role(member.role) in STANDING else _BARRED + _OPENED, {
            "case": case, "user": member.user_id, "home": member.partnership_id, "role": member.protocol_role, "who": member.who, "on": on})
        return cursor.fetchone()  # type: ignore[no-any-return]


def rooms_of(member: Member, case: Case, on: date) -> frozenset[str]:
    """The rooms of a case open to this person, in an emergency or not; empty where the case is not theirs, or they are barred."""
    granted, opened, _ = _rooms_of(member, case, on)
    return granted | opened


def _rooms_of(member: Member, case: Case, on: date) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The rooms open by the rules, those open in an emergency alone, and what is withheld."""
    none: frozenset[str] = frozenset()
    if case.partnership_id != member.partnership_id or not member.is_active:
        return none, none, none
    role = Role(member.role)
    barred, withheld, *scopes = _asked(member, case.pk, on)
    if barred:
        return none, none, none
    if case.disposed_at is not None:
        return DISPOSED.get(role, none), none, frozenset(withheld)
    return rooms_opened(role, frozenset(*scopes)), IN_EMERGENCIES[role] if case.pk in member.emergencies else none, frozenset(withheld)


def case_for(member: Member, reference: str, on: date, room: str | None = None, *, lock: bool = False) -> SeenCase:
    """The case of that reference, if this person may enter the room (or any room, when none is named).

    Raises NotHere alike when there is no such case, it is another's, the person is barred, or the room is closed.
    lock: hold the case's row until the transaction ends.
    """
    turned_away = NotHere(tried=(member, reference))
    if "\x00" in reference:  # The database keeps no such text, and says so.
        raise turned_away
    at_hand(reference)
    with connection.cursor() as cursor:
        cursor.execute(_CASE + _LOCKED if lock else _CASE, [member.partnership_id, reference])
        row = cursor.fetchone()
    if row is None:
        _asked(member, 0, on)  # As much is asked of the database as for a case that is not theirs: neither takes longer than the other.
        raise turned_away
    case = made(Case, row)
    case.partnership = member.partnership  # The same one: nothing that asks for it reads it again.
    # Asked after the row is held, so that who was let in or kept out, and what was restricted, while it was waited for counts.
    granted, opened, case.withheld = _rooms_of(member, case, on)
    rooms = granted | opened
    if not rooms or (room is not None and room not in rooms):
        raise turned_away
    return SeenCase(case, member, rooms, {date.fromisoformat(day): name for day, name in (row[-1] or {}).items()}, granted)


def kept_out(case: Case) -> frozenset[int]:
    """The users to whom a conflict, or access that was withdrawn, closes the case."""
    return frozenset(Bar.objects.filter(case=case).values_list("user", flat=True))


# How a look is said, by its first word, and what sort of look that makes it.
SORTS = {"page": Looked.Kind.PAGE, "tasks": Looked.Kind.PAGE, "step": Looked.Kind.STEP, "file": Looked.Kind.DOWNLOAD,
         "downloaded": Looked.Kind.DOWNLOAD, "taken away": Looked.Kind.DOWNLOAD, "printed": Looked.Kind.PRINT, "api": Looked.Kind.API}
TURNED_AWAY = "turned away: nothing here that they can see"
_NOTE = "SELECT note_look(%s, %s, %s, %s, %s, %s, %s, %s, %s)"  # Migration 0005: the row and its place in the chain, by one statement.


def _note(home: int | None, case: int | None, reference: str, member: int | None, at: datetime, kind: str, what: str) -> None:
    here = asking()
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [home, case, reference, member, at, kind, what[:120], here.address, here.by])


def note_look(seen: SeenCase, what: str, at: datetime) -> None:
    """Write down that this person looked, and whether in an emergency.

    what: a word of SORTS, and the page or document, without case detail. at: aware.
    """
    what = what if seen.rooms == seen.granted else f"{what} (in an emergency)"
    _note(seen.case.partnership_id, seen.case.pk, "", seen.member.pk, at, SORTS[what.partition(":")[0]], what)


def note_turned_away(refusal: Refusal, at: datetime) -> None:
    """Write down that somebody asked for a case that is not there for them. Called outside the transaction that was refused.

    Of a case there is none of as of one that is not theirs, by the same statement, so that the time it takes tells nothing
    either; that one stands with the partnership's, and what was typed is not kept. at: aware.
    """
    if isinstance(refusal, NotHere) and refusal.tried:
        member, reference = refusal.tried
        _note(member.partnership_id, None, reference.replace("\x00", "")[:100], member.pk, at, Looked.Kind.REFUSED, TURNED_AWAY)


def note_own(member: Member, what: str, at: datetime) -> None:
    """Write down that this person looked at something that is of no one case. what, at: as of `note_look`."""
    _note(member.partnership_id, None, "", member.pk, at, SORTS[what.partition(":")[0]], what)


def note_sign_in(member: Member | None, what: str, at: datetime) -> None:
    """Write down what somebody did with their sign-in. member: the hat it was for, None where nobody has such an address. at: aware."""
    _note(member.partnership_id if member else None, None, "", member.pk if member else None, at, Looked.Kind.SIGN_IN, what)
