"""The desk's pages: what is found, ages and gaps beside the rows, names hidden, files to take away, and what all of it costs."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cspr.access.models import Looked
from cspr.chronology.files import read_file
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.services.chronology.models import Entry, Link
from tests.factories import NOON, client_for, do, member
from tests.services.chronology.given import asked, merged, page, row, taken_in
from tests.stages.rapid_review.gathering.given import bu, lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def with_family() -> Case:
    """The police's and the surgery's rows name the child, born between two of them, and his mother."""
    case = asked()
    do("people.add_person", bu(), case, role="subject_child", name="Rowan Thistle", born="2026-01-10")
    do("people.add_person", bu(), case, role="parent", name="Fern Thistle", aliases="Ferny")
    taken_in(case, content=b"Date,Event,Who was there\n03/01/2026,Called to the address by Fern Thistle.,F Thistle\n"
                           b"17/01/2026,Rowan asleep upstairs; Ferny calm.,Fern\n")
    taken_in(case, "gp", b"Date,Event\n20/08/2026,Rowan not brought to the clinic.\n")
    return case


def test_each_child_has_an_age_at_each_event_and_long_gaps_stand_between_rows() -> None:
    body = page(with_family())
    assert body.index("before birth") < body.index("7 days") < body.index("7 months")
    assert "214 days without any contact recorded" in body
    assert "214 days" not in page(with_family(), "?q=Rowan"), "between rows that were picked out there is no gap"


def test_a_gap_of_one_agency_is_said_to_be_its_own() -> None:
    case = with_family()
    taken_in(case, content=b"Date,Event\n1/1/2026,Visit.\n1/6/2026,Visit again.\n", name="more.csv")
    assert "by Wessmoor Police" in page(case, "?agency=police") and "by Wessmoor Police" not in page(case)


@pytest.mark.parametrize(("asks", "found", "left_out"), [
    ("agency=gp", "not brought", "asleep"), ("q=UPSTAIRS", "asleep", "not brought"), ("since=2/2026", "not brought", "asleep"),
    ("until=31/1/2026", "asleep", "not brought"), ("since=2026&until=2026&q=calm", "asleep", "not brought"), ("agency=nobody", "asleep", "zzz")])
def test_the_chronology_is_narrowed(asks: str, found: str, left_out: str) -> None:
    body = page(with_family(), f"?{asks}")
    assert found in body and left_out not in body.split("<table")[1]


def test_a_person_is_found_by_every_name_used() -> None:
    case = with_family()
    mother = case.people.get(name="Fern Thistle")
    body = page(case, f"?person={mother.pk}")
    assert "Called to the address" in body and "asleep" in body and "not brought" not in body


def test_a_person_is_found_misspelt_and_by_initials() -> None:
    case = with_family()
    mother = case.people.get(name="Fern Thistle")
    do("chronology.import_file", bu(), case, agency="gp",
       pasted="Date,Event\r\n03/05/2025,Fern Thistel rang\r\n04/05/2025,Seen by F. Thistle\r\n05/05/2025,Nobody rang\r\n")
    body = page(case, f"?person={mother.pk}")
    assert "Thistel rang" in body and "Seen by F. Thistle" in body and "Nobody rang" not in body


@pytest.mark.parametrize(("asks", "says"), [
    ("since=soon", "cannot be read as a date"), ("since=3/2026&until=1/2026", "ends before it begins"), ("q=zzz", "No event matches")])
def test_a_period_that_cannot_be_is_said_so_and_stays_in_its_box(asks: str, says: str) -> None:
    body = page(with_family(), f"?{asks}")
    assert says in body
    assert all(f'value="{part.split("=")[1]}"' in body for part in asks.split("&"))


def test_one_switch_hides_every_name_in_every_view() -> None:
    case = with_family()
    here = row(case, "Rowan asleep")
    do("chronology.add_note", bu(), case, entry=str(here.pk), question=False, words="Ask Fern about Rowan.")
    for rest in ("", "lanes/", "pairs/", f"rows/{here.pk}/"):
        named, hidden = page(case, rest), page(case, f"{rest}?names=anonymised")
        main = hidden[hidden.index('id="main-content"'):]
        assert not any(word in main for word in ("Rowan", "Fern", "Thistle")), rest
        assert rest == "pairs/" or "Rowan" in named
    assert "Child 1 asleep" in page(case, "?names=anonymised") and "names=anonymised" in page(case, "?names=anonymised&q=calm")


def test_what_is_taken_away_hides_names_unless_asked_otherwise_and_is_written_down() -> None:
    case, client = with_family(), client_for(bu())
    for ending in ("docx", "xlsx", "csv"):
        for view, shown in (("", False), ("?names=named", True)):
            answer = client.get(f"/cases/{case.reference}/chronology/take_away/{ending}/{view}")
            assert answer.status_code == 200 and ("named" if shown else "anonymised") in answer["Content-Disposition"]
            assert "OFFICIAL-SENSITIVE" in answer["Content-Disposition"] and answer["Cache-Control"] == "no-store"
            said = " ".join(str(cell) for grid in read_file(f"a.{ending}", answer.content).grids for line in grid.lines for cell in line.cells)
            assert ("Rowan" in said) is shown and "clinic" in said, (ending, view)
    looks = [look.what for look in Looked.objects.filter(case=case, what__startswith="taken away")]
    assert looks.count("taken away: chronology, anonymised, Word") == 1 and "taken away: chronology, named, CSV" in looks
    part = client.get(f"/cases/{case.reference}/chronology/take_away/csv/?agency=gp").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(part)))) == 2
    assert client.get(f"/cases/{case.reference}/chronology/take_away/exe/").status_code == 404


@pytest.mark.clause("D7")
def test_agencies_read_the_merged_chronology_with_the_pack_without_the_panels_notes() -> None:
    case = merged()
    do("chronology.add_note", bu(), case, entry=str(row(case, "Six-week").pk), question=False, words="For the panel alone.")
    pack = f"/cases/{case.reference}/rapid_review/pack/"
    assert client_for(lead("gp")).get(pack).status_code == 404
    do("rapid_review.share_pack", bu(), case, at="2026-11-11", missing_reason="On its way.")
    body = client_for(lead("gp")).get(pack).content.decode()
    assert "Baby asleep upstairs" in body and "For the panel alone." not in body
    page(case, "", lead("gp"), 404)
    page(case, "", member(Role.SAFEGUARDING_PARTNER, "police"), 404)


def test_the_api_gives_rows_as_the_contract_words_them() -> None:
    case = asked()
    twice = b"Date,Event\n17/01/2026 2140hrs,Called to the address by a neighbour who heard shouting.\n"
    taken_in(case, content=twice + twice.split(b"\n")[1] + b"\nsome day,Seen in town.\n")
    do("chronology.decide_pair", bu(), case, pair=str(Link.objects.get(kind="duplicate").pk), decided="joined")
    rows = json.loads(client_for(bu()).get(f"/api/v1/cases/{case.reference}/chronology").content)
    assert [r["start"] for r in rows] == ["2026-01-17T21:40", "2026-01-17T21:40", None]
    assert rows[0]["source"] == {"file": "police.csv", "sheet": rows[0]["source"]["sheet"], "row": 2} and rows[0]["agency"] == "Wessmoor Police"
    assert (rows[0]["duplicate_of"], rows[1]["duplicate_of"]) == (None, rows[0]["id"]) and rows[2]["precision"] == "unknown"
    assert client_for(lead("police")).get(f"/api/v1/cases/{case.reference}/chronology").status_code == 404


def test_the_lanes_say_in_words_what_they_draw() -> None:
    case = with_family()
    body = page(case, "lanes/")
    assert body.index("kit-lanes") < body.index('id="in-words"') < body.index("not brought to the clinic", body.index('id="in-words"'))
    assert "Rowan Thistle born" in body and "Incident" in body and "Three months" in body
    closer = page(case, "lanes/?since=1/1/2026&until=31/1/2026")
    assert "not brought" not in closer and "The whole time" in closer and "Earlier" in closer
    assert "No events yet" in page(asked(), "lanes/") and "No events yet" in page(asked())


@pytest.mark.parametrize("rest", ["", "lanes/", "pairs/", "problems/", "files/"])
def test_more_rows_do_not_mean_more_queries(rest: str) -> None:
    case = with_family()
    do("chronology.add_note", bu(), case, entry=str(row(case, "Rowan asleep").pk), question=True, words="When?")

    client = client_for(bu())

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/cases/{case.reference}/chronology/{rest}").status_code == 200
        return len(queries)

    taken_in(case, "gp", b"Date,Event\n2/8/2026,Letter.\nsome day,Unclear.\n", name="more.csv")
    few = cost()
    many = "".join(f"{n % 28 + 1}/{n % 12 + 1}/2025,Visit number {n}: the child was seen and was well.\n{n},Unclear {n}\n" for n in range(60))
    taken_in(case, "school", f"Date,Event\n{many}".encode())
    for entry in Entry.objects.filter(case=case, live=True)[:20]:
        do("chronology.add_note", bu(), case, entry=str(entry.pk), question=False, words="Noted.")
    assert cost() == few <= 27
