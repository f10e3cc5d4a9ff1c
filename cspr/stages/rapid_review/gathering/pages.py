"""The pages that show the pack and the meeting (D6, D7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.services.chronology.view import merged_page
from cspr.stages.rapid_review.gathering import reads
from cspr.stages.rapid_review.gathering.operations.meeting import PARTNERS
from cspr.steps.page import CasePage


class Pack(CasePage):
    """The returns collated: by agency, by criterion, and as one chronology (D7). For agencies, once it is shared."""

    room = "pack"
    template = "rapid_review/gathering/pack.html"
    heading = "Pack for the learning meeting"

    def context(self) -> Mapping[str, Any]:
        """Every return, in the order of the agencies' names, and what came or changed after sharing."""
        read = self.read
        board = sorted(reads.board(read), key=lambda line: line.name)
        shared = read.happened("pack_shared")
        versions = reads.shared_versions(self.seen.case)
        returned = [line for line in board if line.returned]
        chronology = merged_page(self.seen.case, self.request.GET.get("page"))
        return {
            "returned": [{"line": a, "parts": list(reads.parts(a.document)) if a.document else [],
                          "changed": bool(shared and a.document and versions.get(a.agency, 0) < a.document.version)} for a in returned],
            "owed": [a for a in board if not a.returned], "criteria": reads.by_criterion(read, returned),
            "chronology": chronology, "shared": shared, "arranged": reads.arranged(read),
            "runs": self.member.role == Role.BUSINESS_UNIT, "sees_returns": self.seen.may_enter("returns"),
        }


class Meeting(CasePage):
    """The learning meeting: its window, its day, what it goes through, and who took part (D6)."""

    room = "meeting"
    template = "rapid_review/gathering/meeting.html"
    heading = "Learning meeting"

    def context(self) -> Mapping[str, Any]:
        """The meeting before and after it is held."""
        read = self.read
        held = read.happened("meeting_held", meeting="learning")
        record = latest_document(self.seen.case, "meeting", "learning")
        names = reads.agency_names(self.seen.case.partnership)
        return {
            "window": reads.window(read), "arranged": reads.arranged(read), "held": held[-1] if held else None, "record": record,
            "attended": [names.get(word, word) for word in record.body["attended"]] if record else [],
            "partners": [(name, word in record.body["partners"]) for word, name in PARTNERS.items()] if record else [],
            "board": reads.board(read), "shared": read.happened("pack_shared"),
            "runs": self.member.role in (Role.BUSINESS_UNIT, Role.SUB_GROUP_CHAIR),
        }
