"""Each step of learning as a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cspr import protocol
from cspr.operations import Done
from cspr.partnership.models import Agency
from cspr.protocol.calendar import period
from cspr.record.facts import of_case
from cspr.services.insight.figures import exceptions
from cspr.stages.learning import reads
from cspr.steps.forms import Choices
from cspr.steps.step import Step


class LearningStep(Step):
    """A step of the partnership's; afterwards the person is back at the page it belongs to."""

    template = "learning/step.html"
    back = "learning"
    tips: tuple[str, ...] = ()

    def context(self) -> Mapping[str, Any]:
        """What helps to answer."""
        return {"tips": self.tips, "back": reverse(self.back)}

    def done_url(self, done: Done) -> str:
        """The page it belongs to."""
        return reverse(self.back)


class ReportExceptions(LearningStep):
    """The quarter's paper, seen before it is reported."""

    operation = "learning.report_exceptions"
    template = "learning/report_exceptions.html"
    heading = "Report the exceptions of the quarter"
    back = "learning.exceptions"
    button = "Make the paper and record the report"
    check = True
    next_says = "The paper is kept as it stands today, and the group reads it on its own page."

    def initial(self) -> Mapping[str, Any]:
        """The quarter of today."""
        return {"quarter": period(self.now.date(), "quarter")[0], "at": self.now.date()}

    def context(self) -> Mapping[str, Any]:
        """What the paper would say now."""
        return {**super().context(), "found": exceptions(self.member.partnership, self.now.date())}


class HoldEvent(LearningStep):
    """An event that shared what reviews taught."""

    operation = "learning.hold_event"
    heading = "Record a learning event"
    button = "Record the event"
    tips = ("Two events a year share what reviews taught.", "Several themes can share one event; people tire of being told one case at a time.")


class PublishAnnualReport(LearningStep):
    """Where the annual report can be read."""

    operation = "learning.publish_annual_report"
    heading = "Record the annual report"
    back = "learning.figures"
    button = "Record the report"
    tips = ("It says which Rapid Reviews were held. The figures page counts them, and lists them for you.",)

    def initial(self) -> Mapping[str, Any]:
        """Last year's."""
        return {"year": self.now.year - 1}


class ReviewProtocol(LearningStep):
    """The yearly review of the protocol."""

    operation = "learning.review_protocol"
    heading = "Record the review of the protocol"
    back = "learning.protocol"
    button = "Record the review"
    tips = ("Has the law or the national guidance changed since the last review?", "Which dates were missed most, and why?",
            "What did families and agencies say about how it felt?")
    next_says = "A new version is a new protocol file. Open cases say what moves under it before it is adopted."


class DistributeProtocol(LearningStep):
    """That the protocol went to those on its list."""

    operation = "learning.distribute_protocol"
    heading = "Record that the protocol was distributed"
    back = "learning.protocol"
    button = "Record the distribution"

    def _listed(self) -> list[tuple[str, str]]:
        return list(protocol.load(self.member.partnership.protocol).items_of("K2").items())

    def initial(self) -> Mapping[str, Any]:
        """The version in force."""
        return {"version": protocol.load(self.member.partnership.protocol).protocol.version}

    def choices(self, name: str) -> Choices | None:
        """Those on the distribution list."""
        return self._listed() if name == "to" else None


class _OfCase(Step):
    """A step of one case's learning."""

    template = "learning/case_step.html"
    tips: tuple[str, ...] = ()

    def context(self) -> Mapping[str, Any]:
        """What helps to answer."""
        return {"tips": self.tips}

    def done_url(self, done: Done) -> str:
        """The case's page of learning."""
        return reverse("learning.case", args=[self._case.reference])


class Disseminate(_OfCase):
    """Whom the learning reached."""

    operation = "learning.disseminate"
    heading = "Whom did the learning reach?"
    tips = ("Record who it reached, not only who it was sent to.", "Ask what they did with it: one thing that changed says more than a list.")
    next_says = "The case's page shows which agencies it has not reached yet."

    def choices(self, name: str) -> Choices | None:
        """The partnership's agencies."""
        return list(Agency.objects.filter(partnership=self.member.partnership).values_list("slug", "name")) if name == "agencies" else None


class CloseCase(_OfCase):
    """That nothing more is to be done."""

    operation = "learning.close_case"
    heading = "Close the case"
    button = "Close the case"
    check = True
    tips = ("Is every action complete, and did somebody look again at what it changed?", "Does the family know, and who answers them from now on?")
    next_says = "The case stays readable to those who could read it. Nothing more is owed in it."

    def context(self) -> Mapping[str, Any]:
        """Whom the learning has not reached."""
        facts = protocol.effective(of_case(self._case))
        never = [r for r in reads.reached_in(facts, self._case.partnership) if not r.times]
        return {**super().context(), "never": never}
