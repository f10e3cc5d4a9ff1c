"""What an operation's body works with: the case as it stands, and the few ways to change it."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from cspr import protocol as law
from cspr.operations.errors import Conflict, Fault, GateClosed, InputFault, Missing
from cspr.operations.files import ATTACHMENTS, keep
from cspr.operations.inputs import Upload
from cspr.operations.opening import new_case
from cspr.operations.outbox import Sending
from cspr.operations.registry import Operation
from cspr.partnership.models import Agency, Member, Partnership
from cspr.protocol.facts import iso
from cspr.record import chain
from cspr.record.facts import LONDON, About, latest_document, local_holidays, of_case, of_partnership, pure
from cspr.record.models import Case, Document, Fact, File
from cspr.record.rows import add

# Details that say which one a fact is about: two facts of a kind that agree on them are about the same thing.
IDENTIFIES = ("agency", "post", "partner", "criterion", "point", "consideration", "candidate", "commitment", "review",
              "group", "process", "of", "to", "action", "meeting", "number", "member", "account", "holiday", "addressee", "item")
# Details by which duties, access and documents are found; no longer than their columns.
FINDS, LONGEST_WORD = (*IDENTIFIES, "owner"), 100
TAKEN_BACK, INCIDENT, AWARE = "withdrawn", "incident_occurred", "authority_aware"
BEFORE_THE_INCIDENT = (INCIDENT, "parallel_process_opened")  # Itself, and proceedings that may have begun earlier.
# How far a form had seen when it was opened: the number of the last fact, and the id of the newest document.
Seen = tuple[int, int]


@dataclass
class Doing:
    """One run of one operation. Made by the runner only, inside its transaction, with the case's row locked."""

    op: Operation
    member: Member
    now: datetime
    seen: Seen | None = None
    case: Case | None = None
    rooms: frozenset[str] = frozenset()
    late_reason: str = ""  # It stays with what is recorded.
    new: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # What the person should look at next, in sentences.
    outbox: list[Sending] = field(default_factory=list)  # What leaves the building once this run is committed.
    last: list[Callable[[], None]] = field(default_factory=list)  # Done at the run's very end, in its transaction, once its facts are written.
    says_nothing: bool = False  # Whether what came of it is kept from who did it, since it would tell whether there is such a case.
    _recorded: list[law.Fact] = field(default_factory=list)
    _some: tuple[law.Fact, ...] = ()
    _kinds_read: set[str] = field(default_factory=set)
    _news: dict[str, list[Fact]] = field(default_factory=dict)
    _about: About | None = None
    _kinds_about: set[str] = field(default_factory=set)

    @property
    def home(self) -> Partnership:
        """The partnership it is done in."""
        return self.member.partnership

    @cached_property
    def protocol(self) -> law.Protocol:
        """The protocol the case (or the partnership) works by."""
        return law.load(self.case.protocol if self.case else self.home.protocol)

    @cached_property
    def holidays(self) -> dict[date, str]:
        """The bank holidays the administrator added, by day."""
        return local_holidays(self.home)

    @cached_property
    def _before(self) -> tuple[law.Fact, ...]:
        return of_case(self.case) if self.case else of_partnership(self.home)

    @property
    def facts(self) -> tuple[law.Fact, ...]:
        """Every fact so far, those of this run included, superseded ones too."""
        return (*self._before, *self._recorded)

    def knows(self, facts: tuple[law.Fact, ...]) -> None:
        """Works with these facts instead of those recorded so far: to try what would have been refused then."""
        self._before = facts

    def of_kinds(self, kinds: Collection[str], about: About | None = None) -> tuple[law.Fact, ...]:
        """The facts so far of these kinds, superseded ones too, and every taking-back; of a long case no others are read.

        about: a detail and its value, where of the kinds that tell it only the facts with that value are asked for.
        """
        if self.case is None or "_before" in self.__dict__:
            return self.facts
        if about != self._about:  # A run that is about one agency asks for no other's; where it does ask, it reads them all.
            self._about, about = (about, about) if self._about is None else (self._about, None)
        have = self._kinds_read | self._kinds_about if about else self._kinds_read
        missing = {*kinds, TAKEN_BACK} - have
        if missing:
            # What its dates, its gates and the evaluation afterwards will be held against is read with the first of them.
            missing |= {INCIDENT, *law.asked_by(self.protocol.id, frozenset(self.op.records))} - have
            self._some = (*(f for f in self._some if f.kind not in missing), *of_case(self.case, missing, about))
            partly = {kind for kind in missing if about and law.tells(kind, about[0])}
            self._kinds_about |= partly
            self._kinds_read |= missing - partly
        return (*self._some, *self._recorded)

    def counting(self, *kinds: str, about: About | None = None) -> list[law.Fact]:
        """Facts of these kinds that count (neither corrected nor taken back), in the order they were recorded. about: as in `of_kinds`."""
        return [f for f in law.effective(f for f in self.of_kinds(kinds, about) if f.kind in (*kinds, TAKEN_BACK)) if f.kind in kinds]

    def happened(self, kind: str, **details: Any) -> list[law.Fact]:
        """Facts of a kind that count and have these details, in order of `at`."""
        # Where the whole run is about one agency, no other's facts are read.
        name = law.touched(self.protocol.id, frozenset(self.op.records)).apart
        counting = self.counting(kind, about=(name, str(details[name])) if name in details else None)
        found = [f for f in counting if all(f.details.get(k) == v for k, v in details.items())]
        return sorted(found, key=lambda f: iso(f.at))

    def changed(self) -> list[law.Fact] | None:
        """What this run recorded, and what it corrected or took back by that; None where that cannot be told."""
        known = {f.id: f for f in (*self.__dict__.get("_before", ()), *self._some, *self._recorded)}
        found: list[law.Fact] = []
        for fact in self._recorded:
            about: law.Fact | None = fact
            while about is not None:
                found.append(about)
                if about.supersedes is None:
                    break
                about = known.get(about.supersedes)
            else:
                return None
        return found

    def agency(self, slug: str, field_name: str = "agency") -> Agency:
        """The partnership's agency of that word; InputFault where there is none."""
        return self.agencies([slug], field_name)[0]

    def agencies(self, slugs: Iterable[str], field_name: str = "agencies") -> list[Agency]:
        """The partnership's agencies of these words, in their order, each once; InputFault with every one that there is not."""
        words = list(dict.fromkeys(slugs))
        if not words:
            return []
        rows = Agency.objects.raw("SELECT * FROM partnership_agency WHERE partnership_id = %s AND slug = ANY(%s)", [self.home.pk, words])
        known = {agency.slug: agency for agency in rows}
        if unknown := [word for word in words if word not in known]:
            says = "is not an agency of this partnership. Choose one from its directory."
            raise InputFault(*(Fault(field_name, f"“{word}” {says}") for word in unknown))
        return [known[word] for word in words]

    def open_case(self, about: str, authorities: list[str]) -> Case:
        """Open a new case with the next reference of the year. about: a few words that identify nobody."""
        self.case = new_case(self.home, about, authorities, self.now)
        self._before = ()  # Nothing has happened in it yet.
        return self.case

    def record(self, kind: str, at: date | datetime | None = None, *, field_name: str = "at", supersedes: str | None = None,
               reason: str = "", **details: Any) -> Fact:
        """Record one fact; it is written with the run's others, at its end.

        at: when it happened (None: now). field_name: the input to point at when `at` is refused.

        Raises InputFault (in the future, or a detail the kind does not know), GateClosed (the protocol holds it back),
        Conflict (somebody recorded the same thing after this form was opened).
        """
        if kind not in self.op.records:
            raise TypeError(f"{self.op.name} does not say that it records {kind}")
        happened = at if at is not None else self.now.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)
        self.check_when(happened, field_name, even_before=kind in BEFORE_THE_INCIDENT)
        if kind == INCIDENT and details.get("day") != "not known":
            self._before_anyone_knew(happened, field_name)
        details |= {"late_reason": self.late_reason} if self.late_reason else {}
        details = {k: iso(v) if isinstance(v, date) else v for k, v in details.items() if v is not None}
        number, previous = self._head()
        fact = Fact(
            id=uuid.uuid4(), partnership=self.home, case=self.case, seq=number + 1, kind=kind, at=iso(happened),
            recorded_at=self.now, actor=self.member, by=self.member.protocol_role or self.member.role, details=details,
            supersedes_id=supersedes, reason=reason, salt=secrets.token_hex(16), previous=previous,
        )
        candidate = pure(fact)
        self._valid(candidate)
        self._not_stale(candidate)
        if law.held_by(self.protocol.id, kind):
            self._past_gates(candidate)
        fact.details_hash = chain.said_hash(fact.salt, details, reason)
        fact.hash = chain.link(fact)
        self.new.append(fact)
        self._recorded.append(candidate)
        return fact

    def document(self, kind: str, body: dict[str, Any], for_value: str = "") -> Document:
        """Write the next version of a document. The same body again gives the version there is. Raises Conflict."""
        last = latest_document(self.case, kind, for_value) if self.case else None
        if last and last.body == body:
            return last
        if last and self.seen and last.pk > self.seen[1] and last.author_id != self.member.pk:
            raise Conflict((f"{last.author} saved version {last.version} at {last.at.astimezone(LONDON):%H:%M on %-d %B}.",))
        new = Document(partnership=self.home, case=self.case, kind=kind, for_value=for_value, version=last.version + 1 if last else 1,
                       body=body, text_hash=chain.text_hash(body), author=self.member, at=self.now)
        add(new)
        return new

    def keep_file(self, upload: Upload, *, purpose: str, for_value: str = "", field_name: str = "file", kinds: Collection[str] = ATTACHMENTS,
                  was_read: bool = False) -> File:
        """Keep a file that was handed in. kinds: the endings that may come in. was_read: its bytes were read, and are what they had to be.

        Raises InputFault at field_name where it is of another kind, or is no longer kept.
        """
        file = keep(File(partnership=self.home, case=self.case, purpose=purpose, for_value=for_value, author=self.member, at=self.now),
                    upload, field_name, kinds, was_read=was_read)
        if file.state == File.State.WAITING:
            self.notes.append(f"“{file.name}” was received and waits to be checked for viruses. Nobody can open it before. If something is "
                              "found in it, it is taken out and you are told.")
        return file

    def latest(self, kind: str, for_value: str = "") -> Document | None:
        """The newest version of a document of this case."""
        return latest_document(self.case, kind, for_value) if self.case else None

    def send(self, kind: str, **what: Any) -> None:
        """Send a message once this run is committed; it comes instead of what would be made of this run's facts. what: see `Sending`."""
        self.outbox.append(Sending(kind, **what))

    def _head(self) -> tuple[int, str]:
        if self.new:
            return self.new[-1].seq, self.new[-1].hash
        chained = self.case or self.home
        return chained.facts_count, chained.chain_head

    def _past_gates(self, candidate: law.Fact) -> None:
        facts = self.of_kinds(law.held_by(self.protocol.id, candidate.kind))
        closed = law.gates_against(self.protocol, facts, candidate, self.holidays)
        if closed:
            raise GateClosed(tuple(Missing(says, gate.clauses) for gate in closed for says in gate.missing))

    def check_when(self, at: date | datetime, field_name: str = "at", *, even_before: bool = False) -> None:
        """Raises InputFault where something is said to have happened after now, or before the incident of the case.

        at: Europe/London. even_before: whether it may have begun before the incident.
        """
        moment = at if isinstance(at, datetime) else datetime.combine(at, time.min)
        if moment > self.now.astimezone(LONDON).replace(tzinfo=None):
            raise InputFault.at(field_name, f"{iso(at).replace('T', ' at ')} is in the future. Give when it happened, or come back when it has.")
        if self.case is None or even_before:
            return
        known = [f.day for f in self.happened(INCIDENT) if f.details.get("day") != "not known"]
        if known and moment.date() < known[-1]:
            raise InputFault.at(field_name, f"{moment:%-d %B %Y} is before the incident ({known[-1]:%-d %B %Y}). Check the date. "
                                "If the incident's own is wrong, correct that first.")

    def _before_anyone_knew(self, incident: date | datetime, field_name: str) -> None:
        """Raises InputFault where an incident is said to be after the authority became aware of it."""
        aware, day = self.happened(AWARE), incident.date() if isinstance(incident, datetime) else incident
        if aware and aware[0].day < day:
            raise InputFault.at(field_name, f"{day:%-d %B %Y} is after the authority became aware of the incident ({aware[0].day:%-d %B %Y}). "
                                "Check the date. If the other is wrong, correct that first.")

    def _valid(self, candidate: law.Fact) -> None:
        try:
            law.check_fact(candidate)
        except law.FactsInvalid as error:
            raise InputFault.at("details", " ".join(p.message for p in error.problems)) from error
        long = {k: len(str(v)) for k, v in candidate.details.items() if k in FINDS and len(str(v)) > LONGEST_WORD}
        if long:
            raise InputFault(*(Fault(k, f"“{k}” is {n} characters long; the most is {LONGEST_WORD}. Shorten it.") for k, n in long.items()))

    def _not_stale(self, candidate: law.Fact) -> None:
        if self.seen is None or candidate.kind == TAKEN_BACK:
            return
        same = [k for k in IDENTIFIES if k in candidate.details]
        if candidate.kind not in self._news:  # The case is held, so nothing is added while this runs.
            self._news[candidate.kind] = since(self.seen, self.home, self.case, (candidate.kind,), self.member)
        others = [f for f in self._news[candidate.kind] if all(f.details.get(k) == candidate.details[k] for k in same)]
        if others:
            raise Conflict(in_sentences(others))


def since(seen: Seen, home: Partnership, case: Case | None, kinds: Iterable[str], member: Member) -> list[Fact]:
    """What others recorded, of these kinds, in a case (or, case None, of the partnership) after a form was opened."""
    facts = Fact.objects.filter(partnership=home, case=case, seq__gt=seen[0], kind__in=tuple(kinds)).exclude(actor=member)
    return list(facts.select_related("actor__user").order_by("seq"))


def in_sentences(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Who recorded what, and when (Europe/London), for the person who was slower."""
    return tuple(f"{f.actor} recorded “{law.KINDS[f.kind].says}” at {f.recorded_at.astimezone(LONDON):%H:%M on %-d %B}." for f in facts)


def read_seen(token: str | None) -> Seen | None:
    """What `seen_token` says, as numbers; None where it was not made by this service."""
    found = re.fullmatch(r"([0-9]{1,9})\.([0-9]{1,18})", token or "")
    return (int(found[1]), int(found[2])) if found else None
