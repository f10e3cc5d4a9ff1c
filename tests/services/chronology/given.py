"""A Rapid Review whose agencies send chronologies, and the people at the desk."""

from __future__ import annotations

from typing import Any

from cspr.operations import Done
from cspr.operations.inputs import Upload
from cspr.record.models import Case
from cspr.services.chronology.models import Entry
from tests.factories import client_for, do
from tests.stages.rapid_review.gathering.given import ask_agencies, bu, lead, opened

POLICE = b"""Date,Event
03/01/2026,Called by a neighbour: shouting. Both adults calm. Children not seen.
17/01/2026 2140hrs,Called to the address. Mother's partner present. Baby asleep upstairs.
one day in spring,Seen in the town centre with the baby.
"""
GP = b"""Date,Event
05/01/2026,Six-week check. Weight on the 9th centile.
20/03/2026,Not brought to the clinic.
"""


def asked() -> Case:
    """A Rapid Review in which the police, the surgery and the school are asked."""
    case = opened()
    ask_agencies(case, "police", "gp", "school")
    return case


def upload(content: bytes, name: str = "police.csv") -> Upload:
    """A file as the API and the page hand it in."""
    return Upload(name=name, content=content)


def taken_in(case: Case, agency: str = "police", content: bytes = POLICE, name: str = "", **data: Any) -> Done:
    """An agency's file, taken in by its lead."""
    return do("chronology.import_file", lead(agency), case, file=upload(content, name or f"{agency}.csv"), **data)


def merged() -> Case:
    """A case with the police's and the surgery's files in."""
    case = asked()
    taken_in(case)
    taken_in(case, "gp", GP)
    return case


def row(case: Case, words: str) -> Entry:
    """The row that has these words."""
    return Entry.objects.select_related("source").get(case=case, text__contains=words)


def page(case: Case, rest: str = "", who: Any = None, status: int = 200) -> str:
    """A page of the desk."""
    answer = client_for(who or bu()).get(f"/cases/{case.reference}/chronology/{rest}")
    assert answer.status_code == status, (answer.status_code, rest)
    return answer.content.decode()
