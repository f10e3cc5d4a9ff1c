"""Files come in: all of one or nothing, never twice, what cannot be read on a list, and out again."""

from __future__ import annotations

import pytest

from cspr.operations import InputFault
from cspr.operations.errors import Refusal
from cspr.record.models import Document, File
from cspr.services.chronology.models import Entry, Import, Link, Note, Problem
from tests.factories import client_for, do
from tests.paper import Chosen, Paper
from tests.services.chronology.given import GP, POLICE, asked, merged, page, row, taken_in, upload
from tests.stages.rapid_review.gathering.given import bu, lead, send

pytestmark = pytest.mark.django_db


@pytest.mark.clause("D5")
def test_a_file_comes_in_and_stands_in_the_order_of_time() -> None:
    case = merged()
    body = page(case)
    order = [body.index(words) for words in ("Called by a neighbour", "Six-week check", "Baby asleep upstairs", "Not brought", "Seen in the town")]
    assert order == sorted(order)
    assert "typed “one day in spring”" in body and "Sat 17 Jan 2026, 21:40" in body and "police.csv" in body
    assert "1 row to settle" in body


def test_the_same_file_again_brings_nothing_new() -> None:
    case = asked()
    taken_in(case)
    before = Import.objects.count(), Document.objects.count(), File.objects.count()
    again = taken_in(case)
    assert "Nothing new: 3 rows" in again.notes[0]
    assert (Import.objects.count(), Document.objects.count(), File.objects.count()) == before


def test_a_changed_file_says_what_changes_and_keeps_what_was_decided() -> None:
    case = merged()
    kept = row(case, "Called by a neighbour")
    do("chronology.add_note", bu(), case, entry=str(kept.pk), question=True, words="Who was the neighbour?")
    changed = POLICE.replace(b"Date,Event\n", b"Date,Event\n01/01/2026,Burglary next door.\n")
    changed = changed.replace(b"asleep upstairs", b"asleep in a cot upstairs").replace(
        b"one day in spring,Seen in the town centre with the baby.\n", b"")
    done = taken_in(case, content=changed)
    assert "1 new, 1 changed, 1 gone; 1 as before" in done.notes[0]
    kept.refresh_from_db()
    assert kept.row == 3 and kept.notes.count() == 1 and kept.live
    body = page(case)
    assert "Burglary next door" in body and "asleep in a cot" in body and "Seen in the town centre" not in body and "Who was the neighbour?" in body
    assert Problem.objects.get(case=case).state == Problem.State.GONE
    assert Import.objects.filter(case=case, agency="police", ended_at=None).count() == 1


def test_the_page_shows_what_was_found_and_takes_columns_as_they_are_corrected_and_remembers_them() -> None:
    case, client = asked(), client_for(lead("police"))
    address = f"/cases/{case.reference}/chronology/import_file/"
    content = b"Kept,Started,Notes\nBook A,17/01/2026,Called to the address.\nBook B,18/01/2026,Visit.\n"
    sent = {"file": Chosen("police.csv", content), "pasted": "", "action": "continue"}
    seen = Paper(client.post(address, sent))
    assert "2 rows to take in" in seen.words and "Called to the address." in seen.words and not Import.objects.exists()
    assert seen.boxes["column-0-1"].on == ["date"]
    wrong = seen.as_it_is() | {f"column-0-{n}": ["more"] for n in range(3)} | {"action": "continue"}
    refused = Paper(client.post(address, wrong))
    assert refused.status == 422 and "Choose which column holds the date" in refused.words and refused.boxes["column-0-1"].on == ["more"]
    right = refused.as_it_is() | {"column-0-0": ["record"], "column-0-1": ["date"], "column-0-2": ["event"]}
    again = Paper(client.post(address, right | {"action": "continue"}))
    assert "Recorded in: Book A" in again.words
    assert client.post(address, again.as_it_is() | {"action": "confirm"}).status_code == 302
    assert row(case, "Called to").record == "Book A"
    newer = Paper(client.post(address, sent | {"file": Chosen("newer.csv", content + b"Book C,19/01/2026,Letter.\n")}))
    assert "Taken as you corrected it" in newer.words and newer.boxes["column-0-0"].on == ["record"]


def test_a_pasted_table_is_a_file_too() -> None:
    case = asked()
    do("chronology.import_file", lead("police"), case, pasted="Date\tEvent\n17/01/2026\tVisit.\n18/01/2026\tLetter.")
    assert "Visit." in page(case) and not File.objects.exists()


def test_a_further_file_of_the_same_name_stands_beside_the_first() -> None:
    case = asked()
    taken_in(case)
    taken_in(case, content=GP, replaces="further")
    assert Entry.objects.filter(case=case, live=True).count() == 5


def test_a_file_is_taken_out_and_comes_back_with_its_notes() -> None:
    case = merged()
    kept = row(case, "Called by a neighbour")
    do("chronology.add_note", bu(), case, entry=str(kept.pk), question=False, words="Matters.")
    source = Import.objects.get(case=case, agency="police")
    done = do("chronology.undo_import", lead("police"), case, source=str(source.pk), reason="Another family's file.")
    assert "3 rows left the chronology" in done.notes[0]
    assert "Called by a neighbour" not in page(case) and "Another family&#x27;s file." in page(case, "files/")
    taken_in(case)
    body = page(case)
    assert "Called by a neighbour" in body and "Matters." in body and "1 row to settle" in body
    assert Note.objects.count() == 1


def test_nothing_is_kept_of_a_file_that_is_refused() -> None:
    case = asked()
    for content, name in ((b"", "police.csv"), (b"PK\x03\x04 not a workbook", "police.xlsx"), (b"Just words, and no date.", "police.txt")):
        with pytest.raises(InputFault) as fault:
            taken_in(case, content=content, name=name)
        assert fault.value.faults[0].field == "file"
    assert not Import.objects.exists() and not Entry.objects.exists() and not File.objects.exists()


def test_an_agency_takes_in_its_own_and_the_unit_any_that_was_asked() -> None:
    case = asked()
    for who, data in ((lead("police"), {"agency": "gp"}), (bu(), {"agency": "housing"}), (bu(), {}), (bu(), {"agency": "nobody"})):
        with pytest.raises(Refusal):
            do("chronology.import_file", who, case, file=upload(POLICE), **data)
    do("chronology.import_file", bu(), case, agency="gp", file=upload(GP))
    source = Import.objects.get()
    assert source.agency == "gp"
    with pytest.raises(InputFault, match="not in this chronology"):
        do("chronology.undo_import", lead("police"), case, source=str(source.pk), reason="Not mine.")


def test_an_agency_sees_its_own_files_and_rows_and_no_others() -> None:
    case = merged()
    files = page(case, "files/", lead("gp"))
    assert "gp.csv" in files and "police.csv" not in files
    assert "police.csv" not in page(case, "problems/", lead("gp"))
    page(case, "", lead("gp"), 404)
    page(case, f"files/{Import.objects.get(agency='police').pk}/", lead("gp"), 404)
    assert "Called by" in page(case, f"files/{Import.objects.get(agency='police').pk}/", lead("police"))


@pytest.mark.clause("D5")
def test_rows_typed_in_a_return_stand_in_the_same_chronology_and_follow_its_changes() -> None:
    case = asked()
    send(case, "gp", chronology=[{"date": "6/1/2026", "time": "9.30", "event": "Prescription.", "source": "GP record"},
                                 {"date": "some time", "event": "Telephone call."}])
    taken_in(case)
    body = page(case)
    assert "Tue 6 Jan 2026, 09:30" in body and body.index("Called by a neighbour") < body.index("Prescription.") < body.index("Baby asleep")
    assert "2 rows to settle" in body
    send(case, "gp", at="2026-11-16", change_note="Less.", chronology=[{"date": "6/1/2026", "event": "Prescription."}])
    body = page(case)
    assert "Telephone call." not in body and "1 row to settle" in body
    send(case, "gp", at="2026-11-16", change_note="None.")
    assert "Prescription." not in page(case)
    assert Link.objects.count() == 0
