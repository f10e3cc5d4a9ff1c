"""How people belong together: entered, refused where it cannot be, merged, drawn, and handed on in the contract's shape."""

from __future__ import annotations

from typing import Any

import pytest

from cspr.operations import InputFault, clock
from cspr.partnership.roles import Role
from cspr.record.models import Case, Document
from cspr.services.people.drawing import picture
from cspr.services.people.file import people_file
from cspr.services.people.models import Person, Relation
from tests.factories import NOON, client_for, do, member, open_case

pytestmark = pytest.mark.django_db
BU = Role.BUSINESS_UNIT


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def add(case: Case, **given: Any) -> Person:
    do("people.add_person", member(BU), case, **given)
    return Person.objects.filter(case=case).order_by("-pk")[0]


def relate(case: Case, who: Person, kind: str, whom: Person, **more: Any) -> Relation:
    do("people.relate", member(BU), case, who=str(who.pk), kind=kind, whom=str(whom.pk), **more)
    return Relation.objects.filter(case=case).order_by("-pk")[0]


def family() -> tuple[Case, Person, Person, Person]:
    case = open_case(children=[{"name": "Robin Madeup", "born": "2026-03-02", "address": "1 Made Up Row, Wessmoor"}])
    child = Person.objects.get(case=case)
    mother = add(case, role="parent", name="Kay Madeup", sex="female", born="1999-05-21", address="1 made up row  Wessmoor")
    father = add(case, role="parent", name="Dee Example", sex="male", born="1996-02-09")
    relate(case, mother, "parent", child)
    relate(case, father, "parent", child)
    relate(case, mother, "separated", father, since="2024", until="June 2026")
    return case, child, mother, father


def test_parents_are_called_what_they_are_and_the_picture_shows_them() -> None:
    case, child, mother, father = family()
    assert (mother.pseudonym, father.pseudonym) == ("Mother", "Father")
    drawn, said = picture(case)
    for words in (">Robin Madeup<", ">Kay Madeup<", ">2 Mar 2026<", ">1 Made Up Row<"):
        assert words in drawn
    assert "Kay Madeup and Dee Example have separated." in said
    assert "Robin Madeup is the child of Kay Madeup and Dee Example." in said
    assert "1 Made Up Row: Robin Madeup and Kay Madeup." in said


def test_without_names_nothing_in_the_picture_is_a_name_an_address_or_a_day() -> None:
    case, *_ = family()
    drawn, said = picture(case, named=False)
    for words in ("Robin", "Kay", "Dee", "Made Up", "Mar"):
        assert words not in drawn + " ".join(said)
    assert ">Child 1<" in drawn and ">2026<" in drawn


@pytest.mark.parametrize(("who", "kind", "whom", "field", "says"), [
    ("mother", "parent", "mother", "whom", "Nobody is related to themselves"),
    ("father", "adoptive_parent", "child", "whom", "It is entered already that Father is parent of Child 1"),
    ("child", "parent", "mother", "whom", "It is entered already"),
    ("child", "parent", "gran", "kind", "forebear"),
    ("other", "parent", "child", "kind", "has two of these already"),
    ("child", "parent", "other", "who", "cannot be a parent of"),
    ("baby", "parent", "other", "who", "not born yet"),
    ("mother", "married", "baby", "whom", "not born yet"),
    ("doctor", "carer", "child", "who", "said in their own entry"),
])
def test_what_cannot_be_is_refused_at_its_place(who: str, kind: str, whom: str, field: str, says: str) -> None:
    case, child, mother, father = family()
    gran = add(case, role="other", name="Gran Madeup", sex="female")
    relate(case, gran, "parent", mother)
    people = {"child": child, "mother": mother, "father": father, "gran": gran, "other": add(case, role="other", born="1990-01-01"),
              "baby": add(case, role="subject_child", unborn=True), "doctor": add(case, role="professional", name="Dr Example", post="GP")}
    before = Relation.objects.count()
    with pytest.raises(InputFault) as refused:
        relate(case, people[who], kind, people[whom])
    assert [f.field for f in refused.value.faults] == [field]
    assert says in refused.value.faults[0].message
    assert Relation.objects.count() == before


def test_a_date_of_birth_that_makes_a_parent_younger_than_the_child_is_refused() -> None:
    case, child, mother, _ = family()
    with pytest.raises(InputFault, match="cannot be a parent of"):
        do("people.correct_person", member(BU), case, person=str(mother.pk), role="parent", born="2026-03-02", reason="Typed wrongly.")


def test_a_relation_ends_is_corrected_and_is_taken_out_with_the_reason_kept() -> None:
    case, child, mother, father = family()
    couple = Relation.objects.get(kind="separated")
    do("people.change_relation", member(BU), case, relation=str(couple.pk), who=str(mother.pk), kind="divorced", whom=str(father.pk),
       until="July 2026", reason="The decree.")
    couple.refresh_from_db()
    assert (couple.kind, couple.until) == ("divorced", "July 2026")
    do("people.remove_relation", member(BU), case, relation=str(couple.pk), reason="It was another couple.")
    assert "divorced" not in " ".join(picture(case)[1])
    kept = Document.objects.filter(case=case, kind="relation", for_value=str(couple.pk)).order_by("version")
    assert [d.body["kind"] for d in kept] == ["separated", "divorced", "divorced"]
    assert [d.body["reason"] for d in kept] == ["", "The decree.", "It was another couple."]


def test_two_entries_of_one_person_become_one_with_the_names_and_relations_of_both() -> None:
    case, child, mother, father = family()
    twice = add(case, role="other", name="Deano Example", aliases="Dee E", school="Made-up College")
    sister = add(case, role="sibling", name="Sis Madeup")
    relate(case, twice, "parent", sister)
    relate(case, twice, "step_parent", child)
    done = do("people.merge", member(BU), case, person=str(father.pk), other=str(twice.pk), reason="Same date of birth in two records.")
    father.refresh_from_db()
    assert father.aliases == ["Deano Example", "Dee E"]
    assert (father.name, father.school) == ("Dee Example", "Made-up College")
    assert Relation.objects.filter(a=father, b=sister, kind="parent", removed_at=None).exists()
    assert any("left out" in note for note in done.notes), "he is a parent of the child already"
    assert "Deano" not in " ".join(picture(case)[1])
    page = client_for(member(BU)).get(f"/cases/{case.reference}/people/person/{twice.pk}/")
    assert page.status_code == 404


def test_a_corrected_name_stays_known_by_the_name_before() -> None:
    case, child, *_ = family()
    done = do("people.correct_person", member(BU), case, person=str(child.pk), role="subject_child", name="Robyn Madeup", born="2026-03-02",
              reason="Spelling.")
    child.refresh_from_db()
    assert child.aliases == ["Robin Madeup"]
    assert "kept among the other names" in done.notes[0]
    page = client_for(member(BU)).get(f"/cases/{case.reference}/people/person/{child.pk}/").content.decode()
    assert "“Robin Madeup” became “Robyn Madeup”" in page and "Why: Spelling." in page


@pytest.mark.parametrize("word", ["Mother", "mother", "Madeup’s child", "Robin"])
def test_a_word_that_is_taken_or_is_a_name_cannot_stand_for_a_person(word: str) -> None:
    case, child, *_ = family()
    with pytest.raises(InputFault) as refused:
        do("people.correct_person", member(BU), case, person=str(child.pk), role="subject_child", name="Robin Madeup", pseudonym=word, reason="x")
    assert [f.field for f in refused.value.faults] == ["pseudonym"]


def test_the_only_child_cannot_be_taken_off_and_another_can() -> None:
    case, child, mother, _ = family()
    with pytest.raises(InputFault, match="only child"):
        do("people.remove_person", member(BU), case, person=str(child.pk), reason="x")
    do("people.remove_person", member(BU), case, person=str(mother.pk), reason="It was another person.")
    page = client_for(member(BU)).get(f"/cases/{case.reference}/people/").content.decode()
    assert "Kay Madeup" not in page
    assert add(case, role="parent", sex="female").pseudonym == "Mother 2", "a word once given is not given again"


def test_the_people_file_has_the_shape_of_the_contract() -> None:
    case, child, mother, father = family()
    doctor = add(case, role="professional", name="Dr Ay Example", agency="Made-up Surgery", post="GP")
    found = people_file(case)
    assert found["people"][0] == {"id": str(child.pk), "role": "subject_child", "name": "Robin Madeup", "pseudonym": "Child 1", "born": "2026-03-02",
                                  "address": "1 Made Up Row, Wessmoor"}
    assert found["professionals"] == [{"id": str(doctor.pk), "name": "Dr Ay Example", "agency": "Made-up Surgery", "role": "GP",
                                       "pseudonym": "Professional 1"}]
    assert {"kind": "parent", "of": str(child.pk), "who": str(mother.pk)} in found["relationships"]
    couple = {"kind": "partners", "between": [str(mother.pk), str(father.pk)], "how": "separated", "from": "2024", "to": "June 2026"}
    assert couple in found["relationships"]
    answer = client_for(member(BU)).get(f"/cases/{case.reference}/people/file/")
    assert answer.json() == found and "attachment" in answer["Content-Disposition"]


def test_the_pages_read_no_more_of_the_database_for_a_large_family(django_assert_max_num_queries: Any) -> None:
    case, child, mother, _ = family()
    for n in range(12):
        relate(case, mother, "parent", add(case, role="sibling", name=f"Sib {n}", born=f"2025-01-{n + 1:02}"))
    client = client_for(member(BU))
    for path in ("", "genogram/"):
        with django_assert_max_num_queries(22):
            assert client.get(f"/cases/{case.reference}/people/{path}").status_code == 200
