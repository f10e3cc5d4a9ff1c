"""Where each step of the service can be tried: the page, the person, and answers that the step takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cspr.access.models import Restriction
from cspr.operations import get
from cspr.partnership.models import Member
from cspr.record.models import Case, Document, Fact
from cspr.services.chronology.models import Entry, Import, Link, Note, Problem
from cspr.services.documents.models import Copy
from cspr.services.people.models import Person, Relation
from cspr.services.reading.models import Flag
from cspr.services.retention.schedule import records
from cspr.services.tokens.models import Token
from cspr.steps import Step
from tests.factories import NOON, client_for, member
from tests.paper import PARTS, Chosen, Paper, Typed, date_typed
from tests.services.documents.files import made

WORDS, OTHER_WORDS = "Made-up answer", "Another answer"
TODAY = NOON.date()
# Answers that must be of a certain sort, by the question's name.
FITTING: Typed = {
    "url": ["https://wessmoor.example.org/made-up"], "about": ["infant, seriously harmed"], "unborn": ["no"], "deputy_email": ["deputy@example.org"],
    "clauses": ["D8"], "order": ["1"],
} | date_typed("meeting_on", TODAY + timedelta(days=7)) | date_typed("scope_from", TODAY - timedelta(days=700)) | date_typed("born", date(2025, 3, 1))
# The same for one step; or where its form shows what was recorded, and something must differ.
FITTING_STEP: dict[str, Typed] = {
    "record.correct": {"name_or_post": [WORDS]}, "record.correct_own": {"title": [WORDS]},
    "people.correct_person": {"school": [WORDS], "died": ["yes"], "pseudonym": ["Child A"]}, "people.add_person": {"pseudonym": [""]},
    "people.relate": {"kind": ["other"]}, "learning.hold_event": {"attended": ["12"]},
    "learning.publish_annual_report": {"year": ["2026"]}, "learning.report_exceptions": {"quarter": ["2026-Q4"]},
    "rapid_review.make_recommendation": {"at-time": ["15:00"]},
    "directory.add": {"email": ["asha@example.org"]}, "directory.set_approval": {"agency": ["housing"], "needs_approver": ["no"]},
    "directory.change": {"email": ["asha@example.org"], "member": [""]},
    "directory.set_away": date_typed("away_until", TODAY + timedelta(days=9)),
    "accounts.change_partnership": {"prefix": ["WS"]}, "accounts.change_agency": {"partner": ["none"]},
    "accounts.add_agency": {"agency": ["tallow"], "partner": ["none"]},
    "accounts.invite": {"email": ["asha@example.org"], "role": ["executive"]}, "accounts.change_person": {"email": ["asha@example.org"]},
    "documents.replace_template": {"of": ["terms"]}, "sign_in.set_provider": {"issuer": ["https://login.example.org"], "secret": [WORDS]},
    "retention.set_period": {"number": ["30"]}, "retention.keep_longer": date_typed("until", date(2030, 1, 2)),
    "retention.propose_disposal": {"checks": [c.id for c in records().check]},
    "conflicts.answer": {"upheld": ["no"], "member": [""]}, "sight.break_glass": {"reference": ["WE-2026-0001"]},
    "accounts.add_holiday": date_typed("on", date(2026, 12, 1)),
    "chronology.import_file": {"pasted": [""]}, "chronology.settle_problem": {"day": ["3/2026"], "time": ["9.30"]},
    "chronology.change_entry": {"day": ["3/2026"], "time": ["9.30"]},
}
# The file a step is given, where a small table will not do.
A_TABLE = Chosen("made-up.csv", b"Date,Event\r\n01/03/2026,Made-up answer\r\n")
CHOSEN: dict[str, Chosen] = {"documents.replace_template": Chosen("made-up.docx", made("Made-up {{ reference }}"))}
# What these make is shown there and then, and never again.
SHOWN_ONCE = {"tokens.make", "messages.make_feed"}
# Which case of the demo, by the words about it, where it is not the first, which is finished.
AT = {
    "messages.pause_chasing": "newborn, not yet named, died", "messages.skip_step": "newborn, not yet named, died",
    "messages.resume_chasing": "teenager, seriously harmed", "messages.send_again": "teenager, seriously harmed",
    "action_plan.accept_action": "toddler, died", "action_plan.raise_barrier": "infant, died", "action_plan.change_due": "infant, died",
    "action_plan.do_action": "infant, died", "action_plan.escalate_barrier": "infant, died", "action_plan.answer_barrier": "infant, died",
    "local_review.share_joint_learning": "two children, seriously harmed", "local_review.resume": "two children, seriously harmed",
    "local_review.close_parallel_process": "teenager, died", "publication.plan": "teenager, died", "publication.decline": "teenager, died",
    "publication.publish": "toddler, about to be published", "learning.close_case": "teenager, died",
    "notification.become_aware": "infant, referred today", "notification.tell_partnership": "child, incident outside the criteria",
    "notification.record_sin": "child, first thought seriously harmed", "notification.decline": "child, first thought seriously harmed",
    "rapid_review.arrange_meeting": "newborn, not yet named, died", "rapid_review.consider_criteria": "newborn, not yet named, died",
    "rapid_review.change_request": "newborn, not yet named, died", "rapid_review.ask_more_time": "newborn, not yet named, died",
    "rapid_review.answer_more_time": "newborn, not yet named, died", "rapid_review.attach_file": "newborn, not yet named, died",
    "rapid_review.remove_file": "newborn, not yet named, died", "rapid_review.approve_return": "newborn, not yet named, died",
    "rapid_review.give_return_back": "newborn, not yet named, died",
    "rapid_review.make_recommendation": "infant, about to be decided", "rapid_review.write_report": "infant, about to be decided",
    "rapid_review.circulate_report": "toddler, died", "rapid_review.sign": "teenager, seriously harmed",
    **dict.fromkeys((f"meetings.{verb}" for verb in (
        "cancel", "invite", "uninvite", "reply", "set_agenda", "hold", "take_record", "record_attendance", "record_item",
    )), "newborn, not yet named, died"),
    "retention.lift_hold": "toddler, died", "retention.confirm_disposal": "child, long over", "retention.decline_disposal": "child, long over",
    "meetings.set_actions": "infant, about to be decided", "meetings.circulate_minutes": "infant, about to be decided",
    "meetings.comment_minutes": "teenager, seriously harmed", "meetings.agree_minutes": "teenager, seriously harmed",
    "meetings.write_minutes": "teenager, seriously harmed",
}


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the service, with its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


def steps() -> dict[str, type[Step]]:
    """Every page with a step's form, by its route."""
    views = {route: getattr(pattern.callback, "view_class", None) for route, pattern in patterns()}
    return {route: view for route, view in views.items() if view and issubclass(view, Step)}


@dataclass(frozen=True)
class Desk:
    """A step's page as one person has it open, with answers that would be taken."""

    step: str
    address: str
    who: Member
    paper: Paper
    answers: Typed

    @property
    def of_a_case(self) -> bool:
        """Whether it is about a case, one that it opens included."""
        return get(self.step).on != "partnership"

    @property
    def taken(self) -> int:
        """The status of an answer that took what was sent: the next page, or what was made."""
        return 200 if self.step in SHOWN_ONCE else 302

    def client(self) -> Client:
        """Signed in as that person."""
        return client_for(self.who)

    def send(self, typed: Typed, action: str = "confirm", client: Client | None = None) -> HttpResponse:
        """Send the form."""
        return (client or self.client()).post(self.address, {**typed, "action": action})

    def colleague(self) -> Desk:
        """The same page as somebody else of the same role and agency opens it now."""
        other = member(self.who.role, self.who.agency.slug if self.who.agency else None, self.who.post, email="colleague@wessmoor.example.org",
                       partnership=self.who.partnership)
        paper = Paper(client_for(other).get(self.address))
        words = {name: [OTHER_WORDS] if values == [WORDS] else values for name, values in self.answers.items()}
        return Desk(self.step, self.address, other, paper, words | paper.hidden())


def recorded() -> tuple[int, ...]:
    """How much there is of what an operation writes."""
    return Fact.objects.count(), Document.objects.count(), Person.objects.count(), Token.objects.count(), Copy.objects.count()


def filled(paper: Paper, step: str) -> Typed:
    """Answers to every question of a page; what the page proposes is kept."""
    typed = paper.as_it_is()
    for box in paper.choices():
        if not any(box.on):
            typed[box.name] = [next((v for v in box.offered if v), "")]
    for name in paper.texts():
        if not any(typed.get(name, [])):
            typed[name] = [WORDS]
    for name in paper.dates():
        if not any(typed.get(f"{name}-{part}", [""])[0] for part in PARTS):
            typed |= date_typed(name, TODAY)
    typed |= {name: [CHOSEN.get(step, A_TABLE)] for name in paper.files()}  # type: ignore[dict-item]
    fitting = {name: FITTING[key] for name in typed for key in FITTING if name == key or name.endswith(f"-{key}")}
    return typed | fitting | FITTING_STEP.get(step, {})


def _people(step: str) -> list[Member]:
    """Those who may do a step: one a role, and one an agency where a role acts for one, of each partnership."""
    found: dict[tuple[int, str, str], Member] = {}
    for who in Member.objects.filter(role__in=get(step).by).select_related("user", "agency", "partnership").order_by("pk"):
        found.setdefault((who.partnership_id, who.role, who.who), who)
    return list(found.values())


def _on_the_desk(step: str, case: Case) -> int:
    """The row, file, problem, pair or note that a step of the chronology is about."""
    verb = step.split(".")[1]
    # A file with a row for named people only is undone by those alone, and not by any colleague.
    for_some = Entry.objects.filter(pk__in=Restriction.objects.filter(case=case, kind="entry").values("item")).values("agency")
    found: dict[str, QuerySet[Any]] = {
        "undo_import": Import.objects.filter(case=case, ended_at=None).exclude(kept=None).exclude(agency__in=for_some),
        "settle_problem": Problem.objects.filter(case=case, state="open"),
        "decide_pair": Link.objects.filter(case=case, state="suggested"), "reopen_pair": Link.objects.filter(case=case, state="joined"),
        "answer_question": Note.objects.filter(case=case, question=True), "take_back_note": Note.objects.filter(case=case),
    }
    return int(found.get(verb, Entry.objects.filter(case=case, live=True)).order_by("pk")[0].pk)


def _named(step: str, case: Case) -> str:
    """What the address says after its question mark: the entry, the person or the action that the step is about."""
    if step.startswith("record.") and get(step).on == "partnership":
        return f"?for={Fact.objects.filter(case=None, kind='learning_event_held').order_by('pk')[0].pk}"
    if step == "reading.look_into":
        return f"?for={Flag.objects.get().pk}"
    if step.startswith("record."):
        return f"?for={case.facts.filter(kind='lead_professional_consulted')[0].pk}"
    if step == "people.correct_person":
        return f"?for={Person.objects.filter(case=case)[0].pk}"
    if step in ("people.remove_person", "people.merge", "people.relate"):
        return f"?for={Person.objects.get(case=case, name='Hazel Thistle').pk}"
    if step == "people.change_relation":
        return f"?for={Relation.objects.filter(case=case)[0].pk}"
    if step == "sight.restrict":
        return f"?for=entry-{Entry.objects.filter(case=case).exclude(agency='police').order_by('pk')[0].pk}"
    if step == "sight.lift_restriction":
        return f"?for=entry-{Restriction.objects.filter(case=case, kind='entry')[0].item}"
    if step.startswith("chronology.") and step != "chronology.import_file":
        return f"?for={_on_the_desk(step, case)}"
    return "?for=A1" if step.startswith("action_plan.") and step.split(".")[1] not in ("develop", "agree", "set_action") else ""


DESKS: dict[str, Desk] = {}


def desk(route: str) -> Desk:
    """The page of a step, and the first person to whom it opens. Fails where it opens to nobody: each step must be tried."""
    if route not in DESKS:
        step = steps()[route].operation
        case = Case.objects.filter(about=AT.get(step, "infant, seriously harmed")).order_by("pk")[0]
        for who in _people(step):
            address = "/" + route.replace("<str:reference>", case.reference).replace("<slug:agency>", who.who or "police")
            address = address.replace("<slug:letter>/to", "request/to").replace("<slug:letter>", "family")
            address += _named(step, case) if "<str:reference>" in route or step.startswith(("record.", "reading.")) else ""
            paper = Paper(client_for(who).get(address))
            if paper.status == 200 and "continue" in paper.actions:
                DESKS[route] = Desk(step, address, who, paper, filled(paper, step))
                break
        else:
            raise AssertionError(f"{step} opens to nobody in “{case.about}”. Name in AT a case where it would be done.")
    return DESKS[route]
