"""The pages of notification: the decision helper, the sheet, and the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cspr.access.reads import rooms_of
from cspr.operations import Done, NotHere, clock
from cspr.partnership.models import Agency
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.stages.notification.inputs import PARTNERS
from cspr.stages.notification.reads import answer, guidance, notifies_deaths, proposed, sheet, standing
from cspr.stages.notification.sheet import SECTIONS
from cspr.steps import CaseStep, Step
from cspr.steps.forms import StepForm
from cspr.steps.page import CasePage
from cspr.steps.read import CaseRead
from cspr.steps.tasks import Task, TaskList


def _agencies(home: Any) -> list[tuple[str, str]]:
    return list(Agency.objects.filter(partnership=home).values_list("slug", "name"))


class Open(Step):
    """An incident the authority knows of."""

    operation = "notification.open"
    template = "notification/open.html"
    button = "Open the case"
    next_says = "You see at once whether it must be notified, and by when. Then you prepare the sheet for the national form."

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A notifier acts for one authority and is not asked which."""
        super().setup(request, *args, **kwargs)
        self.leave_out = ("authority",) if Role(self.member.role) == Role.NOTIFIER else ()

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The directory, for those who act for no one authority."""
        return _agencies(self.member.partnership) if name == "authority" else None

    def done_url(self, done: Done) -> str:
        """Whether it must be notified."""
        if done.case and "sin" in rooms_of(self.member, done.case, clock.today()):
            return reverse("notification.answer", args=[done.case.reference])
        return super().done_url(done)


class _OnCase(CaseStep):
    after = "notification"

    def context(self) -> Mapping[str, Any]:
        """The answer and the guidance, beside every question."""
        return {"answer": answer(self.read), "guidance": guidance(self.read.protocol), "standing": standing(self.read)}


class BecomeAware(_OnCase):
    """The clock starts."""

    operation = "notification.become_aware"
    template = "notification/step.html"
    button = "Start the clock"
    next_says = "The days to notify are counted from here, and shown with each day that does not count."

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """As on opening a case."""
        super().setup(request, *args, **kwargs)
        self.leave_out = ("authority",) if Role(self.member.role) == Role.NOTIFIER else ()

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """The authorities of the case."""
        names = dict(_agencies(self.member.partnership))
        return [(a, names.get(a, a)) for a in self.read.case.authorities] if name == "authority" else None


class DescribeIncident(_OnCase):
    """What is known."""

    operation = "notification.describe_incident"
    after = "notification.answer"
    template = "notification/describe.html"
    button = "Record what is known"
    next_says = "You see whether it must be notified. Come back whenever more is known."

    def initial(self) -> Mapping[str, Any]:
        """What was recorded last."""
        before = self.read.happened("incident_occurred")
        if not before:
            return {}
        return {**before[-1].details, "at": None if before[-1].details.get("day") == "not known" else before[-1].at}


class RecordView(_OnCase):
    """A partner's view."""

    operation = "notification.record_view"
    from_address = "partner"
    template = "notification/step.html"
    next_says = "The three views stand beside the decision. Where they differ, talk before the clock runs out; the authority decides."


class SaveSheet(_OnCase):
    """The preparation sheet."""

    operation = "notification.save_sheet"
    after = "notification.sheet"
    template = "notification/save_sheet.html"
    button = "Save the sheet"
    next_says = "Print it or keep it open beside the national form, type each part there, and tick it off here. Then record the reference."

    def initial(self) -> Mapping[str, Any]:
        """The newest version; at first, what the case holds already."""
        document = latest_document(self.read.case, "sin_sheet")
        return dict(document.body) if document else proposed(self.read)

    def _page(self, form: StepForm) -> dict[str, Any]:
        parts = [(word, heading, [form.main[name] for name in names]) for word, heading, names in SECTIONS]
        return {**super()._page(form), "sheet_parts": parts}


class RecordSin(_OnCase):
    """The notification was submitted."""

    operation = "notification.record_sin"
    template = "notification/record_sin.html"
    check = True
    button = "Record the notification"
    next_says = "The Rapid Review opens at once: every notification leads to one."


class NotifyDeath(_OnCase):
    """A death notified to others than the Panel."""

    operation = "notification.notify_death"
    template = "notification/step.html"
    check = True
    button = "Record the notification"
    next_says = "No Rapid Review follows from this alone. Consider whether the criteria for one are met."


class TellPartnership(_OnCase):
    """The partnership learns of it."""

    operation = "notification.tell_partnership"
    template = "notification/step.html"
    next_says = "The working days of the Rapid Review are counted from here."


class Decline(_OnCase):
    """Not to notify."""

    operation = "notification.decline"
    template = "notification/decline.html"
    check = True
    button = "Record the decision"
    next_says = "The partnership sees the decision and its reasons. The days to notify stop."


class Withdraw(_OnCase):
    """Withdrawn."""

    operation = "notification.withdraw"
    template = "notification/step.html"
    check = True
    button = "Record that it was withdrawn"
    next_says = "What the Rapid Review still asked for is no longer owed. What was done stays readable."


class AddAuthority(_OnCase):
    """Across two authorities."""

    operation = "notification.add_authority"
    template = "notification/step.html"
    button = "Add this authority"
    next_says = "Its notifiers see the case from now. Agree between you which one notifies: the one where the incident happened, as a rule."

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Those not on the case yet."""
        return [a for a in _agencies(self.member.partnership) if a[0] not in self.read.case.authorities] if name == "agency" else None


class AnswerPage(CasePage):
    """Must it be notified? In words, from what is known."""

    room = "sin"
    template = "notification/answer.html"
    heading = "Must it be notified?"

    def context(self) -> Mapping[str, Any]:
        """The answer, what it rests on, and the partners' views."""
        read = self.read
        return {"answer": answer(read), "guidance": guidance(read.protocol), "views": _views(read), "standing": standing(read),
                "aware": read.happened("authority_aware"), "declined": read.happened("sin_declined")}


class SheetPage(CasePage):
    """The sheet, to read from and print."""

    room = "sin"
    template = "notification/sheet.html"
    heading = "Notification sheet"

    def context(self) -> Mapping[str, Any]:
        """The newest version; NotHere before there is any."""
        found = sheet(self.read)
        if found is None:
            raise NotHere()
        return {"sheet": found}


def _views(read: CaseRead) -> list[tuple[str, str, Any]]:
    """Each partner with its newest view, None where it has given none."""
    found = []
    for word, name in PARTNERS.items():
        given = read.happened("partner_view_recorded", partner=word)
        found.append((word, name, given[-1] if given else None))
    return found


class Notification(TaskList):
    """What is to be decided, prepared and recorded."""

    stage = "notification"
    heading = "Notification"
    template = "notification/tasks.html"
    sections = (
        ("Decide", ("notification.become_aware", "notification.describe_incident", "notification.record_view")),
        ("Notify", ("notification.save_sheet", "notification.record_sin", "notification.tell_partnership", "notification.notify_death")),
        ("If it is not notified, or should not have been", ("notification.decline", "notification.withdraw")),
        ("If another area is concerned", ("notification.add_authority",)),
    )

    def tasks(self, read: CaseRead, names: Sequence[str], drafts: set[str]) -> list[Task]:
        """The lines, without what the case's protocol does not know."""
        known = names if notifies_deaths(read.protocol) else [n for n in names if n != "notification.notify_death"]
        return super().tasks(read, known, drafts)

    def status(self, read: CaseRead, name: str) -> str | None:
        """What the first fact of a task does not tell."""
        verb = name.split(".")[1]
        sent, declined = standing(read), read.happened("sin_declined")
        if verb == "save_sheet":
            saved = sheet(read)
            return f"{saved.keyed} of {saved.total} keyed" if saved and saved.keyed else "Started" if saved else "Not needed" if sent else None
        if verb == "record_view":
            given = len({f.details["partner"] for f in read.happened("partner_view_recorded")})
            return f"{given} of {len(PARTNERS)}" if given else "If needed"
        if verb == "record_sin":
            return "Done" if sent else "Not needed" if declined else "To do"
        if verb == "decline":
            return "Done" if declined else "Not needed" if sent else "If needed"
        if verb == "withdraw":
            return None if read.happened("sin_withdrawn") else "If needed" if sent else "Not needed"
        if verb == "tell_partnership" and not sent and not read.happened("partnership_told"):
            return "If needed" if not declined else "Not needed"
        if verb == "notify_death":
            return "Done" if read.happened("death_notified") else "If needed"
        return "If needed" if verb == "add_authority" else None

    def context(self, read: CaseRead) -> Mapping[str, Any]:
        """The answer above the tasks, for those who may enter."""
        if "sin" not in read.seen.rooms:
            raise NotHere()
        names = dict(_agencies(read.case.partnership))
        return {"answer": answer(read), "standing": standing(read), "sheet": sheet(read),
                "authorities": [names.get(a, a) for a in read.case.authorities]}
