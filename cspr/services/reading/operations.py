"""Looking into a flag, and saying what came of it."""

from __future__ import annotations

from typing import Literal

from cspr.access.reads import of_visible_cases
from cspr.operations import Doing, Forbidden, Input, InputFault, operation
from cspr.operations.inputs import LongText, ask
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON
from cspr.services.reading.models import OPEN, Flag

KEEPERS = (Role.BUSINESS_UNIT, Role.AUDITOR)


class LookInto(Input):
    """Which flag, and what was found."""

    flag: int = ask("Which reading?")
    outcome: Literal["explained", "taken_further"] = ask("What came of it?", labels=dict(Flag.Outcome.choices))
    note: LongText = ask("What was found?", "Whom you asked, and what they said. Nothing of what the case is about.", lines=3)


@operation("reading.look_into", title="Say what came of a flag", clauses=["D11"], by=KEEPERS, records=["reading_looked_into"], on="partnership")
def look_into(do: Doing, data: LookInto) -> None:
    """Close a flag, with a note. Raises InputFault for one that is not there or is closed, Forbidden for one's own reading."""
    found = of_visible_cases(Flag.objects.filter(pk=data.flag), do.member, do.now.astimezone(LONDON).date()).select_for_update(of=("self",))
    flag = found.filter(OPEN).select_related("member").first()
    if flag is None:
        raise InputFault.at("flag", "There is no such flag that is open. Somebody else may have looked into it: see the list.")
    if flag.member.user_id == do.member.user_id:
        raise Forbidden("This is your own reading. Ask a colleague, or the auditor, to look into it.")
    flag.closed_at, flag.closed_by, flag.outcome, flag.note = do.now, do.member, data.outcome, data.note
    flag.save(update_fields=["closed_at", "closed_by", "outcome", "note"])
    do.record("reading_looked_into", flag=f"flag-{flag.pk}", outcome=data.outcome, reasons=data.note)
