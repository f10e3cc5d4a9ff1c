"""The pages that show the decision: record, report, circulation list, and what a named post reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cspr.access.errors import NotHere
from cspr.partnership.roles import Role
from cspr.stages.rapid_review.decision import reads
from cspr.stages.rapid_review.decision.operations.recommending import HEADINGS
from cspr.stages.rapid_review.decision.operations.weighing import PANEL
from cspr.steps.page import CasePage


class DecisionRecord(CasePage):
    """Every criterion with its reasons, rights and equality, recommendation, signatures (D8, D9, F4)."""

    room = "decision"
    template = "rapid_review/decision/record.html"
    heading = "Decision record"

    def context(self) -> Mapping[str, Any]:
        """The record, and the report it goes with."""
        read = self.read
        return {
            **reads.record(read),
            "responses": read.happened("panel_responded"),
            "duty": reads.report_duty(read),
            "may_weigh": Role(self.member.role) in PANEL,
        }


class ReportText(CasePage):
    """One version of the report and the history of all."""

    room = "decision"
    template = "rapid_review/decision/report.html"
    heading = "Rapid Review report"

    def context(self) -> Mapping[str, Any]:
        """The version asked for in the address, else the newest."""
        read = self.read
        versions = reads.report_versions(self.seen.case)
        wanted = self.request.GET.get("version", "")
        shown = next((v for v in versions if str(v.version) == wanted), versions[0] if versions else None)
        if wanted and (shown is None or str(shown.version) != wanted):
            raise NotHere()
        return {
            **reads.record(read),
            "versions": versions,
            "shown": shown,
            "is_current": bool(versions) and shown == versions[0],
            "sections": reads.report_sections(shown, HEADINGS) if shown else [],
        }


class CirculatedReport(CasePage):
    """The one report, for the posts it was circulated to (D10, D11). Each opening is written down."""

    room = "document"
    template = "rapid_review/decision/circulated_report.html"
    heading = reads.OPENED

    def context(self) -> Mapping[str, Any]:
        """The text that went to the Panel."""
        shown = reads.sent_report(self.read)
        return {"shown": shown, "sections": reads.report_sections(shown, HEADINGS) if shown else []}


class PanelReport(CasePage):
    """The report for the agencies of the panel, beside the pack, once it was circulated to them (D10)."""

    room = "pack"
    template = "rapid_review/decision/circulated_report.html"
    heading = reads.OPENED

    def context(self) -> Mapping[str, Any]:
        """The text that went to the Panel. Raises NotHere before it was circulated to the agencies."""
        read = self.read
        if not read.happened("report_circulated", post=reads.REVIEW_PANEL):
            raise NotHere()
        shown = reads.sent_report(read)
        return {"shown": shown, "sections": reads.report_sections(shown, HEADINGS) if shown else []}


class CirculationList(CasePage):
    """Who has the report, by what right, and whether they have opened it (D10, D11)."""

    room = "decision"
    template = "rapid_review/decision/circulation.html"
    heading = "Who has the report"

    def context(self) -> Mapping[str, Any]:
        """The list; openings only for those who may see who has looked."""
        read = self.read
        return {
            "circulation": reads.circulation(read),
            "sent": read.happened("rapid_review_report_sent"),
            "openings": reads.openings(self.seen) if self.seen.may_enter("log") else None,
        }
