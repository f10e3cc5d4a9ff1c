"""The pages of publication: the plan as a checklist, and each step of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cspr.stages.publication.reads import approved_text, earliest, held_back, timing
from cspr.steps import CaseStep
from cspr.steps.read import CaseRead
from cspr.steps.tasks import Task, TaskList


class PublicationPlan(TaskList):
    """The plan: what has been done, what still holds publication back, and which dates hang together."""

    stage = "publication"
    heading = "Publication plan"
    intro = "Reports are published as far as possible. The Business Unit leads the plan."
    template = "publication/plan.html"
    sections = (
        ("Take advice and tell people", ("publication.take_legal_advice", "publication.take_communications_advice",
                                         "publication.consult_core_partners", "publication.tell_agencies_of_plan")),
        ("The family and others close to the case", ("publication.name_family_contact", "publication.consider_impact")),
        ("Plan the day and send ahead", ("publication.plan", "publication.send_to_panel", "publication.send_to_secretary_of_state")),
        ("Publish, or decide not to", ("publication.publish", "publication.decline")),
    )

    def context(self, read: CaseRead) -> Mapping[str, Any]:
        """The dates, what holds it back, and the outcome."""
        published, declined = read.happened("report_published"), read.happened("publication_declined")
        open_ = not published and not declined
        return {"timing": timing(read) if open_ else None, "held": held_back(read) if open_ else (),
                "published": published[-1] if published else None, "declined": declined[-1] if declined else None,
                "approved": approved_text(read), "briefed": read.happened("briefing_published", of="local_review")}

    def tasks(self, read: CaseRead, names: Sequence[str], drafts: set[str]) -> list[Task]:
        """The lines of a section; what holds publication back stands above them and is not said twice."""
        found = super().tasks(read, names, drafts)
        held = " ".join(m.says for m in held_back(read))
        return [replace(t, hint="See above what holds it back.") if held and t.hint == held else t for t in found]

    def status(self, read: CaseRead, name: str) -> str | None:
        """Once published or declined, the other of the two is no longer needed."""
        published, declined = read.happened("report_published"), read.happened("publication_declined")
        if name == "publication.decline":
            return "Done" if declined else "Not needed" if published else "If needed"
        if name == "publication.publish" and declined:
            return "Not needed"
        if name in ("publication.send_to_panel", "publication.send_to_secretary_of_state"):
            kind = "report_" + name.split(".")[1].replace("send_", "sent_")
            sent, approved = read.happened(kind), approved_text(read)
            if sent and approved and sent[-1].details.get("text_hash") != approved:
                return "Send again"
        return None


class PublicationStep(CaseStep):
    """A step of the plan; afterwards the person is back at the plan."""

    template = "publication/step.html"
    after = "publication"
    tips: tuple[str, ...] = ()

    def context(self) -> Mapping[str, Any]:
        """What helps to answer."""
        return {"tips": self.tips, "before": self.read.happened(self.op.records[0])}


class TakeLegalAdvice(PublicationStep):
    """What the lawyers advised."""

    operation = "publication.take_legal_advice"
    heading = "Legal advice on publishing"
    tips = ("Is any court order or reporting restriction in force, for this child or for brothers and sisters?",
            "Would publishing touch proceedings that are still running, or an inquest?",
            "Could the report, read beside what is public already, tell a reader who the family is?")
    next_says = "If the advice is not to publish, record that decision with its reasons; sharing the learning in a briefing is then considered."


class TakeCommunicationsAdvice(PublicationStep):
    """What the communications advisers said."""

    operation = "publication.take_communications_advice"
    heading = "Communications advice"
    tips = ("One person answers the press for all agencies.", "A short statement and answers to likely questions are agreed before the day.",
            "Elected members and staff hear of it before the public does.")


class ConsultCorePartners(PublicationStep):
    """What the core partners said."""

    operation = "publication.consult_core_partners"
    heading = "Consult the core partners on the plan"
    tips = ("The local authority, the police and the integrated care board each have the chance to comment on the plan and its date.",)


class TellAgencies(PublicationStep):
    """That wider agencies know of the plan."""

    operation = "publication.tell_agencies_of_plan"
    heading = "Tell wider agencies of the plan"
    tips = ("Agencies that took part hear the date, and can prepare the staff who knew the child.",)


class ConsiderImpact(PublicationStep):
    """What publishing means to those close to the case."""

    operation = "publication.consider_impact"
    heading = "The impact of publishing"
    tips = ("The child and brothers and sisters will be able to read this for the rest of their lives.",
            "The family sees the report, and hears the date, before anybody else does.",
            "Practitioners may recognise themselves, and others may recognise them.")


class NameFamilyContact(PublicationStep):
    """Whom the family can turn to."""

    operation = "publication.name_family_contact"
    heading = "The family's contact in the partnership"
    tips = ("One person, by name or post, who answers the family before, on and after the day. This is usually the Business Manager.",)


class Plan(PublicationStep):
    """The day of publication."""

    operation = "publication.plan"
    template = "publication/plan_day.html"
    heading = "Plan the day of publication"
    button = "Plan this day"
    next_says = "The last day to send the final report follows from the planned day, and is shown on the plan."

    def context(self) -> Mapping[str, Any]:
        """The first day that could be kept."""
        return {**super().context(), "earliest": earliest(self.read, self.now.date(), dict(timing(self.read).sent))}


class _WithText(PublicationStep):
    """A step about the approved text: the page remembers which text the person was shown."""

    template = "publication/with_text.html"
    leave_out = ("text_hash",)
    check = True

    def context(self) -> Mapping[str, Any]:
        """The approved text and the dates."""
        return {**super().context(), "approved": approved_text(self.read), "timing": timing(self.read)}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Add the hash of the text that was on the page."""
        return {**answers, "text_hash": self.request.POST.get("text", "")}


class SendToPanel(_WithText):
    """The final report to the Panel."""

    operation = "publication.send_to_panel"
    button = "Record that it was sent"


class SendToSecretaryOfState(_WithText):
    """The final report to the Secretary of State."""

    operation = "publication.send_to_secretary_of_state"
    button = "Record that it was sent"


class Publish(_WithText):
    """Where and when it was published."""

    operation = "publication.publish"
    button = "Record the publication"
    next_says = "A learning briefing comes from the review too, and the learning is brought to those who need it."


class Decline(PublicationStep):
    """Why it is not published."""

    operation = "publication.decline"
    heading = "Decide not to publish the report"
    check = True
    button = "Record the decision"
    tips = ("The rule is to publish as far as possible. Could an edited report, or a later date, be published instead?",
            "The Panel and the Secretary of State should hear of the decision and its reasons.")
    next_says = "Consider sharing the learning in a briefing, which can be published even though the report is not."
