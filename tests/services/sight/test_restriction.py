"""An item for named people only is withheld from everybody else, visibly so, wherever the case is read; its name stays hidden all the same."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document as Word
from openpyxl import load_workbook

from cspr.access.models import Restriction
from cspr.operations import InputFault, clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.services.chronology.models import Entry
from cspr.services.people.models import Person
from tests.factories import NOON, client_for, do, home, member
from tests.stages.rapid_review.gathering.given import gathered

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D11")]
SECRET = "An informant saw the blue car at the yard"
FILE = f"Date,Event\r\n03/03/2026,{SECRET}\r\n04/03/2026,Zinnia Quill rang the surgery\r\n05/03/2026,The surgery rang back\r\n"
WHY = "Sensitive to a police investigation."


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def unit() -> Member:
    return member(Role.BUSINESS_UNIT)


def chair() -> Member:
    return member(Role.SUB_GROUP_CHAIR, "council")


def police() -> Member:
    return member(Role.AGENCY_LEAD, "police")


@pytest.fixture
def case() -> Case:
    """With three rows of the police."""
    found = gathered()
    unit(), chair()
    do("chronology.import_file", police(), found, agency="police", pasted=FILE)
    return found


def row(case: Case) -> Entry:
    return Entry.objects.get(case=case, text__contains="informant")


def restrict(case: Case, by: Member | None = None, *members: Member, item: str = "") -> None:
    do("sight.restrict", by or unit(), case, item=item or f"entry-{row(case).pk}", members=[f"member-{m.pk}" for m in members], reasons=WHY)


def page(case: Case, who: Member, address: str = "chronology/") -> str:
    answer = client_for(who).get(f"/cases/{case.reference}/{address}")
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


PLACES = ("chronology/", "chronology/?q=informant", "chronology/lanes/", "chronology/pairs/", "chronology/?names=anonymised", "rapid_review/pack/",
          "history/")


def test_everybody_else_sees_that_an_item_is_withheld_and_nothing_of_it(case: Case) -> None:
    assert SECRET in page(case, chair()) and "withheld" not in page(case, chair())
    restrict(case, unit(), police())
    for who in (chair(), member(Role.BUSINESS_UNIT, email="second@wessmoor.example.org")):
        for address in PLACES:
            assert SECRET not in page(case, who, address), address
        for address in PLACES[:4]:
            assert "1 item withheld" in page(case, who, address), address
        assert page(case, who, f"chronology/rows/{row(case).pk}/") == "404"
    assert SECRET in page(case, unit()) and "withheld" not in page(case, unit())
    assert SECRET in page(case, unit(), "chronology/?q=informant")


def taken(case: Case, who: Member, ending: str, names: str = "named") -> tuple[str, str]:
    """The name of the file and its text."""
    answer = client_for(who).get(f"/cases/{case.reference}/chronology/take_away/{ending}/?names={names}")
    content, name = answer.content, answer["Content-Disposition"]
    if ending == "docx":
        word = Word(io.BytesIO(content))
        return name, "\n".join([*(p.text for p in word.paragraphs), *(c.text for t in word.tables for r in t.rows for c in r.cells)])
    if ending == "xlsx":
        return name, "\n".join(str(c.value) for sheet in load_workbook(io.BytesIO(content)) for line in sheet for c in line)
    return name, content.decode()


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv"])
def test_what_is_taken_away_leaves_it_out_and_says_so(case: Case, ending: str) -> None:
    restrict(case)
    name, text = taken(case, chair(), ending)
    assert SECRET not in text and "The surgery rang back" in text and "1 withheld" in name
    assert ending == "csv" or "1 item withheld" in text
    name, text = taken(case, unit(), ending)
    assert SECRET in text and "withheld" not in name + text


def test_the_api_leaves_it_out_and_says_how_many(case: Case) -> None:
    restrict(case)
    address = f"/api/v1/cases/{case.reference}/chronology"
    for who, number in ((chair(), "1"), (unit(), "0")):
        answer = client_for(who).get(address)
        assert answer["Withheld"] == number and (SECRET in answer.content.decode()) is (number == "0")


def test_nobody_from_whom_it_is_withheld_can_work_on_it(case: Case) -> None:
    restrict(case)
    second, number = member(Role.BUSINESS_UNIT, email="second@wessmoor.example.org"), str(row(case).pk)
    for name, data in (("chronology.add_note", {"entry": number, "words": "x"}), ("chronology.weigh_entry", {"entry": number, "significant": True}),
                       ("sight.restrict", {"item": f"entry-{number}", "reasons": "x"}),
                       ("sight.lift_restriction", {"item": f"entry-{number}", "reasons": "x"})):
        with pytest.raises(InputFault):
            do(name, second, case, **data)
    assert Restriction.objects.get().users == [unit().user_id]


def test_the_file_a_restricted_row_came_in_is_withheld_with_it(case: Case) -> None:
    do("chronology.import_file", police(), case, agency="police",
       file={"name": "more.csv", "content": b"Date,Event\r\n01/02/2026,A made-up call\r\n"})
    entry = Entry.objects.get(case=case, text="A made-up call")
    address = f"chronology/files/{entry.source_id}/"
    assert page(case, police(), address) != "404"
    restrict(case, unit(), item=f"entry-{entry.pk}")
    assert page(case, police(), address) == "404"
    assert page(case, unit(), address) != "404"


def test_an_agency_restricts_its_own_and_nobody_elses(case: Case) -> None:
    restrict(case, police(), unit())
    assert SECRET not in page(case, chair()) and SECRET in page(case, unit())
    hospital = Entry.objects.filter(case=case, live=True).exclude(agency="police").first()
    assert hospital
    with pytest.raises(InputFault, match="not yours"):
        restrict(case, police(), item=f"entry-{hospital.pk}")
    with pytest.raises(InputFault, match="not yours"):
        restrict(case, member(Role.AGENCY_LEAD, "gp"), item=f"entry-{row(case).pk}")


def test_who_may_see_it_is_changed_and_the_restriction_lifted(case: Case) -> None:
    restrict(case)
    restrict(case, unit(), chair())
    assert SECRET in page(case, chair())
    do("sight.lift_restriction", unit(), case, item=f"entry-{row(case).pk}", reasons="The trial is over.")
    assert SECRET in page(case, member(Role.SUB_GROUP_MEMBER, "police"))
    with pytest.raises(InputFault, match="not restricted"):
        do("sight.lift_restriction", unit(), case, item=f"entry-{row(case).pk}", reasons="Twice.")
    kinds = [f.kind for f in case.facts.filter(kind__contains="restrict").order_by("seq")]
    assert kinds == ["item_restricted", "item_restricted", "restriction_lifted"]


def test_what_is_open_to_nobody_who_still_acts_is_lifted_by_the_business_unit(case: Case) -> None:
    restrict(case, police())
    with pytest.raises(InputFault):
        do("sight.lift_restriction", unit(), case, item=f"entry-{row(case).pk}", reasons="x")
    Member.objects.filter(pk=police().pk).update(is_active=False)
    do("sight.lift_restriction", unit(), case, item=f"entry-{row(case).pk}", reasons="The officer has left.")
    assert SECRET in page(case, unit())


def test_why_it_is_restricted_is_for_the_business_unit(case: Case) -> None:
    restrict(case)
    for address in (f"/cases/{case.reference}/history/", f"/api/v1/cases/{case.reference}/facts"):
        assert WHY in client_for(unit()).get(address).content.decode()
        assert WHY not in client_for(chair()).get(address).content.decode()


def witness(case: Case) -> Person:
    do("people.add_person", unit(), case, role="other", name="Zinnia Quill", note="Saw it.")
    return Person.objects.get(case=case, name="Zinnia Quill")


def test_a_person_is_withheld_and_their_name_still_hidden(case: Case) -> None:
    person = witness(case)
    assert "Zinnia Quill" in page(case, chair(), "people/")
    restrict(case, unit(), item=f"person-{person.pk}")
    for address in ("people/", "people/genogram/", "people/file/", "chronology/?names=anonymised"):
        shown = page(case, chair(), address)
        assert "Zinnia Quill" not in shown and "withheld" in shown or "chronology" in address, address
    hidden = page(case, chair(), "chronology/?names=anonymised")
    assert "Zinnia" not in hidden and "rang the surgery" in hidden, "who is withheld is hidden like everybody"
    assert page(case, chair(), f"people/person/{person.pk}/") == "404"
    assert f'value="{person.pk}"' not in page(case, chair(), "chronology/"), "nor offered to look for"
    assert "Zinnia Quill" in page(case, unit(), "people/")


def test_a_child_the_case_is_about_is_never_restricted(case: Case) -> None:
    child: Any = Person.objects.filter(case=case, role="subject_child").first()
    if child is None:
        do("people.add_person", unit(), case, role="subject_child", name="Made Up")
        child = Person.objects.get(case=case, name="Made Up")
    with pytest.raises(InputFault, match="not in this case"):
        restrict(case, unit(), item=f"person-{child.pk}")


@pytest.mark.parametrize("item", ["entry-0", "entry-x", "person-", "case-1", "entry-99999999999999999999", ""])
def test_what_is_no_item_is_said(case: Case, item: str) -> None:
    with pytest.raises(InputFault):
        do("sight.restrict", unit(), case, item=item, reasons=WHY)
    with pytest.raises(InputFault, match="not a member"):
        do("sight.restrict", unit(), case, item=f"entry-{row(case).pk}", reasons=WHY,
           members=[f"member-{member(Role.EXECUTIVE, partnership=home('elsewhere')).pk}"])


def test_the_page_offers_the_item_and_the_people_and_lists_what_is_restricted(case: Case) -> None:
    client, address = client_for(unit()), f"/cases/{case.reference}/sight/restrict/?for=entry-{row(case).pk}"
    shown = client.get(address).content.decode()
    assert "Row of Wessmoor Police" in shown and chair().user.name in shown and SECRET not in shown
    client.post(address, {"item": f"entry-{row(case).pk}", "members": [f"member-{chair().pk}"], "reasons": WHY, "action": "confirm"})
    listed = page(case, unit(), "who-may-see/")
    assert "Row of Wessmoor Police" in listed and chair().user.name in listed.split("named people only")[1]
    assert "Row of" in page(case, unit(), f"sight/lift_restriction/?for=entry-{row(case).pk}")
