"""One made-up case in which everything has happened that opens a part of it to somebody, and the people on each side of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cspr import protocol
from cspr.operations import run
from cspr.operations.corrections import BY_THE_SERVICE, is_own
from cspr.operations.inputs import Upload
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.files import files
from cspr.record.models import Case, Fact
from cspr.services.chronology.models import Entry, Import, Link, Note, Problem
from cspr.services.documents.laying import standard
from cspr.services.documents.making import make
from cspr.services.documents.models import Copy
from cspr.services.people.models import Person
from cspr.services.reading.models import Flag
from cspr.web.demo import cases, people
from cspr.web.demo.returns import told_by
from cspr.web.demo.walk import Walk
from tests.factories import NOON, home, member

LETTERS = {
    "U": Role.BUSINESS_UNIT, "N": Role.NOTIFIER, "L": Role.AGENCY_LEAD, "A": Role.AGENCY_AUTHOR, "C": Role.SUB_GROUP_CHAIR,
    "M": Role.SUB_GROUP_MEMBER, "P": Role.SAFEGUARDING_PARTNER, "E": Role.EXECUTIVE, "K": Role.KEEPING_CHILDREN_SAFE, "R": Role.REVIEWER,
    "D": Role.NAMED_POST, "T": Role.AUDITOR, "X": Role.ADMINISTRATOR,
}
# The agency each is of, where the role has one. The hospital refers the case, is asked, and owns an action.
_OF = {"N": "council", "L": "hospital", "A": "hospital"}


@dataclass(frozen=True)
class World:
    """The case, a case of the same partnership that was shown to nobody yet, the people, and those of another partnership."""

    case: Case
    unshared: Case
    action: str
    paper: str
    desk: dict[str, int]
    file: int
    copy: str
    template: str
    flag: int
    facts: dict[str, int]
    people: dict[str, Member]
    elsewhere: dict[str, Member]

    @cached_property
    def person(self) -> int:
        """The number of somebody on the case's roll."""
        return Person.objects.filter(case=self.case)[0].pk


def world() -> World:
    """Made by the demo's own walk, up to the Executive's approval of the report; nothing has ended yet."""
    made = people.make(NOON.date())
    walk = _walk(made)
    action, file = _action(walk), _file(walk)
    walk.review(35)
    walk.do("local_review.finalise_terms", walk.who(Role.REVIEWER), 50, 10, questions="How did agencies share what they knew, and with whom?")
    walk.approve(110)
    quiet = Walk(made, NOON.date(), "child, seriously harmed", [])
    quiet.do("notification.open", quiet.who(Role.NOTIFIER, "neighbouring_council"), 0, 9, about=quiet.about, outcome="seriously_harmed")
    run("documents.make_pack", walk.who(Role.BUSINESS_UNIT), {}, case=walk.reference, now=NOON)
    copy = Copy.objects.get(case=walk.case)
    make(copy.pk)
    template = run("documents.replace_template", walk.who(Role.BUSINESS_UNIT), {"of": "terms", "file": Upload(
        name="terms.docx", content=standard("terms"))}, now=NOON).facts[0].details["file"].removeprefix("file-")
    paper = walk.do("learning.report_exceptions", walk.who(Role.BUSINESS_UNIT), 140, 10).facts[0]
    hold = {"asked_by": "An inquiry", "reasons": "Nothing is to be destroyed."}
    run("retention.hold_everything", walk.who(Role.BUSINESS_UNIT), hold, now=NOON)
    run("retention.place_hold", walk.who(Role.BUSINESS_UNIT), hold, case=walk.reference, now=NOON)
    author = member(Role.AGENCY_AUTHOR, "hospital", partnership=made)
    theirs = {letter: walk.who(role, _OF.get(letter)) for letter, role in LETTERS.items() if letter != "A"} | {"A": author}
    other, facts = home("elsewhere"), list(walk.case.facts.select_related("actor__agency"))
    return World(
        walk.case, quiet.case, action, str(paper.pk), _desk(walk), file, str(copy.pk), template, _flag(theirs["L"]).pk,
        {letter: _entry_of(facts, theirs[letter]) for letter in LETTERS},
        {letter: theirs[letter] for letter in LETTERS},
        {letter: member(role, "council" if letter in "NLAP" else None, partnership=other) for letter, role in LETTERS.items()},
    )


def _entry_of(facts: list[Fact], who: Member) -> int:
    """The first entry that they recorded; of who recorded nothing, the first of all."""
    return next((f for f in facts if is_own(f, who) and f.kind not in BY_THE_SERVICE), facts[0]).pk


def _flag(who: Member) -> Flag:
    """Something in their reading that is to be asked about."""
    return Flag.objects.create(partnership=who.partnership, member=who, reason=Flag.Reason.HOURS, day=NOON.date(), says="One look at 23:10.",
                               last_at=NOON)


def _desk(walk: Walk) -> dict[str, int]:
    """What there is at the chronology desk: of the hospital, a row, its file, and a row to settle; a pair; a question."""
    mine = {"case": walk.case, "agency": "hospital"}
    return {"entry": Entry.objects.filter(live=True, **mine)[0].pk, "source": Import.objects.exclude(kept=None).get(**mine).pk,
            "problem": Problem.objects.filter(state="open", **mine)[0].pk, "pair": Link.objects.filter(case=walk.case)[0].pk,
            "note": Note.objects.filter(case=walk.case, question=True)[0].pk}


def _walk(made: Partnership) -> Walk:
    walk = Walk(made, protocol.Calendar.named().add_working_days(NOON.date(), -160), "infant, seriously harmed",
                [{"name": "Rowan Thistle", "born": "2025-02-11"}])
    cases._reviewed(walk, "local")  # noqa: SLF001
    walk.do("notification.save_sheet", walk.who(Role.NOTIFIER, "council"), 14, timed=False)
    walk.plan_actions("rapid_review", 22)
    return walk


def _file(walk: Walk) -> int:
    """A file of the hospital's return, as it stands in the pack."""
    lead = walk.who(Role.AGENCY_LEAD, "hospital")
    walk.do("rapid_review.attach_file", lead, 15, timed=False, agency="hospital", file={"name": "notes.txt", "content": b"Made up."})
    walk.do("rapid_review.submit_return", lead, 15, timed=False, agency="hospital", nil=False, conversations_held=True, desktop_review_done=True,
            change_note="Our notes are attached.", **told_by("hospital", walk.start))
    walk.do("rapid_review.share_pack", walk.who(Role.BUSINESS_UNIT), 15, 11)
    return files(walk.case, "return", "hospital").get().pk


def _action(walk: Walk) -> str:
    """An action of the hospital's with a barrier that was brought to the Executive."""
    unit = walk.who(Role.BUSINESS_UNIT)
    done = walk.do("action_plan.set_action", unit, 26, title="Share missed appointments", owner="hospital", due=walk.at(60).date())
    action = str(done.facts[0].details["action"])
    walk.do("action_plan.raise_barrier", unit, 30, action=action, reasons="The two systems cannot exchange the list.")
    walk.do("action_plan.escalate_barrier", unit, 31, action=action, reasons="The two systems cannot exchange the list.")
    return action
