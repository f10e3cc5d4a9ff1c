"""What leaves a case by law: a schedule of everything, and what is recorded of one person with what names others put apart."""

from __future__ import annotations

import csv
import json
import zipfile
from io import BytesIO, StringIO

import pytest

from cspr.access.models import Looked
from cspr.access.reads import case_for, note_look
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from cspr.services.people.models import Person
from tests.factories import NOON, client_for, do, member, open_case
from tests.services.documents.files import words_of

pytestmark = pytest.mark.django_db
UNIT = Role.BUSINESS_UNIT
SAID = {"one": "I taught Rowan for a year.", "both": "I know Rowan  Thistle and Bryn.", "other": "=Bryn Pell lives next door.",
        "none": "I know the street."}


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    """Two children, and four people who say whom of them they know."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    made = open_case(children=[{"name": "Rowan Thistle", "born": "2025-02-11", "school": "Otterholt Primary"}, {"name": "Bryn Pell"}])
    for word, says in SAID.items():
        who = member(Role.NOTIFIER, email=f"{word}@wessmoor.example.org")
        do("conflicts.declare", member(UNIT), made, member=f"member-{who.pk}", reasons=says)
    return made


def take(case: Case, rest: str) -> bytes:
    answer = client_for(member(UNIT)).get(f"/cases/{case.reference}/disclosure/{rest}")
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment") and "Rowan" not in answer["Content-Disposition"]
    return bytes(answer.content)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def bundle(case: Case, name: str = "Rowan Thistle") -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(take(case, f"person/{Person.objects.get(case=case, name=name).pk}.zip"))) as found:
        return {one: found.read(one) for one in found.namelist()}


@pytest.mark.clause("D11")
def test_the_schedule_numbers_everything_and_quotes_nothing(case: Case) -> None:
    head, *found = rows(take(case, "schedule.csv"))
    assert head == ["No.", "Recorded", "Kind", "Description", "Author", "Agency", "Sensitive?", "Disclose?", "Reviewer’s reason"]
    assert [row[0] for row in found] == [str(n) for n in range(1, len(found) + 1)]
    assert sum(row[2] == "Entry" for row in found) == Fact.objects.filter(case=case).count() and any(row[2] == "Document" for row in found)
    assert not any("Rowan" in cell or "street" in cell for row in found for cell in row), "what a thing says is not in the schedule"
    declared = [row[6] for row in found if row[3].startswith("Conflict of interest declared")]
    assert declared == ["Names 1 of the case", "Names 2 of the case", "Names 1 of the case", ""]
    words = words_of(take(case, "schedule.docx"))
    assert f"Disclosure schedule, case {case.reference}" in words and "Conflict of interest declared" in words and "Reviewer’s reason" in words


def test_a_person_is_given_what_names_nobody_else_and_the_reviewer_the_rest(case: Case) -> None:
    found = bundle(case)
    data = json.loads(found["what-is-recorded.json"])
    given = " ".join(one["words"] for one in data["items"])
    assert SAID["one"] in given and data["person"]["School"] == "Otterholt Primary"
    assert not any(SAID[word] in given for word in ("both", "other", "none")) and "Bryn" not in found["what-is-recorded.json"].decode()
    head, *withheld = rows(found["for-the-reviewer/withheld.csv"])
    assert head[-4:] == ["Words", "Also names", "Give? (yes, part, no)", "Reason"]
    assert any(SAID["both"] in row[6] and row[7] == "Bryn Pell" for row in withheld)
    assert found["what-is-recorded.pdf"].startswith(b"%PDF") and f"{len(data['items'])} items that mention" in found["READ-FIRST.txt"].decode()
    other = rows(bundle(case, "Bryn Pell")["for-the-reviewer/withheld.csv"])
    assert any(SAID["both"] in row[6] for row in other)
    given = json.loads(bundle(case, "Bryn Pell")["what-is-recorded.json"])["items"]
    assert any("=Bryn Pell lives next door." in one["words"] for one in given)


@pytest.mark.parametrize("said", ["I met Rowen Thistle once.", "R. Thistle was late.", "RT was late.", "The Thistle girl: Rowan."])
def test_a_person_is_found_misspelt_in_part_and_by_initials(case: Case, said: str) -> None:
    who = member(Role.NOTIFIER, email="late@wessmoor.example.org")
    do("conflicts.declare", member(UNIT), case, member=f"member-{who.pk}", reasons=said)
    given = json.loads(bundle(case)["what-is-recorded.json"])["items"]
    assert any(said in one["words"] for one in given)


def test_who_is_withheld_from_the_reviewer_still_counts_as_somebody_else(case: Case) -> None:
    unit, second = member(UNIT), member(UNIT, email="second@wessmoor.example.org")
    do("people.add_person", unit, case, role="other", name="Zinnia Quill")
    do("conflicts.declare", unit, case, member=f"member-{member(Role.EXECUTIVE).pk}", reasons="Rowan told Zinnia Quil.")
    do("sight.restrict", unit, case, item=f"person-{Person.objects.get(name='Zinnia Quill').pk}", reasons="A witness.")
    answer = client_for(second).get(f"/cases/{case.reference}/disclosure/person/{Person.objects.get(name='Rowan Thistle').pk}.zip")
    with zipfile.ZipFile(BytesIO(answer.content)) as found:
        apart, given = found.read("for-the-reviewer/withheld.csv").decode("utf-8-sig"), found.read("what-is-recorded.json").decode()
    assert "Rowan told Zinnia Quil." in apart and "Somebody for named people only" in apart and "Zinnia Quill" not in apart
    assert "Rowan told" not in given


def test_who_has_looked_is_given_without_names_and_the_reviewer_has_them(case: Case) -> None:
    unit = member(UNIT)
    note_look(case_for(unit, case.reference, NOON.date()), "page: People", NOON)
    found = bundle(case)
    theirs, whole = found["who-has-looked.csv"].decode("utf-8-sig"), found["for-the-reviewer/who-has-looked.csv"].decode("utf-8-sig")
    assert "Business Unit,,Page,People" in theirs and unit.user.name not in theirs and unit.user.name in whole


def test_what_was_taken_away_is_written_down_without_a_name(case: Case) -> None:
    bundle(case)
    take(case, "schedule.csv")
    noted = [one.what for one in Looked.objects.filter(case=case, kind="download").order_by("pk")]
    number = Person.objects.get(name="Rowan Thistle").pk
    assert noted == [f"taken away: subject access bundle, person {number}", "taken away: disclosure schedule, CSV"]


def test_only_who_runs_the_case_takes_it_and_only_of_who_is_in_it(case: Case) -> None:
    elsewhere = open_case(children=[{"name": "Wynne Ardley"}])
    stranger, own = Person.objects.get(case=elsewhere), Person.objects.get(name="Rowan Thistle")
    for who, rest in ((member(Role.AUDITOR), ""), (member(Role.AUDITOR), f"person/{own.pk}.zip"), (member(Role.NOTIFIER), "schedule.csv"),
                      (member(UNIT), f"person/{stranger.pk}.zip"), (member(UNIT), "person/0.zip"), (member(UNIT), "schedule.exe")):
        assert client_for(who).get(f"/cases/{case.reference}/disclosure/{rest}").status_code == 404, (who, rest)
    page = client_for(member(UNIT)).get(f"/cases/{case.reference}/disclosure/").content.decode()
    assert "Rowan Thistle" in page and "Take the schedule as Word" in page and "Wynne" not in page


def test_a_case_with_nobody_on_its_roll_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    page = client_for(member(UNIT)).get(f"/cases/{open_case().reference}/disclosure/").content.decode()
    assert "Nobody is on the roll of this case yet." in page
