from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.chronology.files import read_file
from cspr.chronology.matching import look
from cspr.chronology.names import Names
from tests.chronology.rows import MARSH, key, row, without_marsh

FAMILY: dict[str, Any] = {
    "people": [
        {"id": "p1", "role": "subject child", "name": "Rowan Tolland", "aliases": ["Ro"], "born": "2025-08-14", "pseudonym": "Child T",
         "address": "Flat 3, 14 Cooper's Rise, Brindlecombe, BZ4 7QX"},
        {"id": "p2", "role": "sibling", "name": "William Tolland", "aliases": ["Will"], "born": "2018-11-02", "pseudonym": "Sibling 1",
         "school": "Otterholt Primary"},
        {"id": "p3", "role": "mother", "name": "Kerry Ann Tolland", "aliases": ["Kez"], "born": "1999-05-21", "pseudonym": "Mother"},
        {"id": "p4", "role": "mother's partner", "name": "Dean Holloway", "born": "1996", "pseudonym": "Mother's partner"},
        {"id": "p5", "role": "aunt", "name": "Zoë O'Brien-Vance", "pseudonym": "Aunt"},
        {"id": "p6", "role": "neighbour", "name": "May Bishop"},
    ],
    "professionals": [{"name": "Dr P. Ellery", "agency": "Fen Lane Surgery", "role": "named GP"}, {"name": "Joan Petrie", "role": "health visitor"}],
}  # fmt: skip
NAMES = Names(FAMILY)

HIDDEN = [
    ("Rowan Tolland seen. ROWAN TOLLAND seen. rowan tolland seen.", "Child T seen. Child T seen. Child T seen."),
    ("Tolland, Rowan; TOLLAND William; Tolland, K.", "Child T; Sibling 1; Mother."),
    ("R Tolland, R. Tolland and W. Tolland", "Child T, Child T and Sibling 1"),
    ("Kerry Ann Tolland and Kerry Tolland", "Mother and Mother"),
    ("Rowan’s weight; Kerry's view", "Child T’s weight; Mother's view"),
    ("RT seen with KT; R.T. and R T too", "Child T seen with Mother; Child T and Child T too"),
    ("Ref RT/2400/25 and RT-11", "Ref RT/2400/25 and RT-11"),
    ("Mr Holloway, Dean, Deano", "Mother's partner, Mother's partner, Mother's partner"),
    ("Mr Hollaway and Dean Holoway and Rowan Tollland", "Mother's partner and Mother's partner and Child T"),
    ("said by Rwoan at home", "said by Child T at home"),
    ("the Tollands; Mrs Tolland", "the [family name]; Mrs [family name]"),
    ("Kez rang. Spoke to Ro. Billy shouted.", "Mother rang. Spoke to Child T. Sibling 1 shouted."),
    ("Zoe O’Brien-Vance, ZOË OBRIEN VANCE, Zoe Vance", "Aunt, Aunt, Aunt"),
    ("Seen by Dr P. Ellery; HV J Petrie; Joan", "Seen by Dr [named GP]; HV [health visitor]; [health visitor]"),
    ("dob 14/08/2025, 14.8.25, 14th August 2025, Aug 14 2025, 2025-08-14", "dob " + ", ".join(["[date of birth]"] * 5)),
    ("Rowan dob 04/08/2025", "Child T dob [date of birth]"),
    ("lives at 14 Cooper's Rise, BZ4 7QX", "lives at [address], [postcode]"),
    ("Flat 3, 14 Coopers Rise bz47qx", "[address] [postcode]"),
    ("moved from Cooper’s Rise", "moved from [address]"),
    ("at Otterholt Primary School; Otterholt rang", "at [school]; [school] rang"),
    ("mail rowan.tolland@example.org", "mail Child T@example.org"),
    ("Will said no. Told Will. Will's coat. “Will was crying”", "Sibling 1 said no. Told Sibling 1. Sibling 1's coat. “Sibling 1 was crying”"),
    ("Will Tolland will attend. WILL TOLLAND", "Sibling 1 will attend. Sibling 1"),
    ("May Bishop rang. May said so. Spoke to May.", "Neighbour rang. Neighbour said so. Spoke to Neighbour."),
]  # fmt: skip

LEFT_ALONE = [
    "This review will consider how agencies worked. It may help. By the grace of a neighbour.",
    "Will the plan be reviewed? Will be seen in May. Will contact mother.",
    "May need a referral. Reviewed in May 2026, on 5 May and since May.",
    "The bishop rang. Bill for rent unpaid.",
    "March 2025 in Tottenham? No. Hollow cough. Dearest.",
    "PO and HV met CSC; GP told, PT at 12, DNA.",
    "Mother and grandmother present with baby.",
    "Weight 14.8 kg on 14/09/2025; seen 2 November.",
]


@pytest.mark.parametrize(("text", "hidden"), HIDDEN)
def test_a_name_is_hidden_however_it_is_written(text: str, hidden: str) -> None:
    assert NAMES.hide(text) == hidden


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_words_that_are_also_names_are_left_alone(text: str) -> None:
    assert NAMES.hide(text) == text


@pytest.mark.parametrize("text", [text for text, _ in HIDDEN])
def test_hiding_twice_changes_nothing_more(text: str) -> None:
    once = NAMES.hide(text)
    assert NAMES.hide(once) == once


OTHERS = Names(
    {
        "people": [
            {"name": "Anne-Marie van der Berg", "pseudonym": "Mother"},
            {"name": "Mohammed Al-Hassan", "pseudonym": "Father"},
            {"name": "Ewa Silva Costa", "pseudonym": "Aunt"},
            {"name": "Łukasz Żak", "pseudonym": "Uncle"},
            {"name": "Siân D'Arcy", "pseudonym": "Sister"},
        ]
    }
)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Anne-Marie van der Berg; Anne-Marie; Anne Marie Berg; Mrs Berg", "Mother; Mother; Mother; Mother"),
        ("Mohammed Al-Hassan, MOHAMMED AL HASSAN and Mo Hassan", "Father, Father and Father"),
        ("Ewa Silva Costa, Ewa Costa, Mrs Silva", "Aunt, Aunt, Aunt"),
        ("Lukasz Zak and ŁUKASZ ŻAK", "Uncle and Uncle"),
        ("Sian D’Arcy, Sian Darcy", "Sister, Sister"),
        ("Seen in a police van at the hall; de facto; al dente", "Seen in a police van at the hall; de facto; al dente"),
    ],
)
def test_names_of_many_parts_and_letters(text: str, hidden: str) -> None:
    assert OTHERS.hide(text) == hidden


def test_each_place_says_what_it_is_and_whose() -> None:
    text = "Mr Hollaway told KT at Otterholt that Rowan's dob is 14 August 2025."
    found = NAMES.found(text)
    assert [(f.text, f.what, f.who) for f in found] == [
        ("Mr Hollaway", "misspelt name", "p4"), ("KT", "initials", "p3"), ("Otterholt", "school", "p2"), ("Rowan", "part of a name", "p1"),
        ("14 August 2025", "date of birth", "p1"),
    ]  # fmt: skip
    assert all(text[f.start : f.end] == f.text for f in found)


def test_a_name_or_a_role_means_one_person() -> None:
    said = {
        "D Holloway": "p4",
        "mum": "p3",
        "Mother": "p3",
        "mother's partner": "p4",
        "Partner": "p4",
        "Tolland": "",
        "the neighbour": "p6",
        "uncle": "",
    }
    assert {one: NAMES.who(one) for one in said} == said


def test_a_role_and_a_name_are_one_person_in_accounts_that_differ() -> None:
    police = row("2026-01-17T21:40", "Wessmoor Police", "Called to home. Dean Holloway present.")
    told = row("2026-01-18", "Health Visiting", "Told police came on Saturday about half nine. Mother's partner was not there.")
    assert [p.kind for p in look([police, told])] == ["same_event"]
    assert [p.kind for p in look([police, told], who=NAMES.who)] == ["contradiction", "same_event"]


def test_a_people_file_may_lack_everything_but_names() -> None:
    assert Names({"people": [{"name": "Rowan"}, {"name": "Jo Bell"}]}).hide("Rowan and Jo Bell") == "Person 1 and Person 2"
    assert Names({}).hide("Rowan") == "Rowan" and Names({"people": []}).found("Rowan") == ()
    assert Names({"people": [{"name": "", "born": "2017", "address": " "}]}).hide("born in 2017, x") == "born in 2017, x"


def test_two_people_of_one_name_are_both_said() -> None:
    both = Names({"people": [{"name": "Jo Bell", "pseudonym": "Mother"}, {"name": "Jo Reeves", "pseudonym": "Aunt"}]})
    assert both.hide("Spoke to Jo; Jo Bell") == "Spoke to Mother or Aunt; Mother"


def test_two_schools_are_told_apart() -> None:
    names = Names(
        {"people": [{"name": "A Bell", "school": "St Mary's Primary", "pseudonym": "Child B"}, {"name": "C Bell", "school": "Fenwick Academy"}]}
    )
    assert names.hide("St. Marys Primary School and Fenwick") == "[school of Child B] and [school of child]"


_PLAIN = "the of and seen at clinic home visit no concerns plan review will may police attended school mother told that baby asleep upstairs"
PLAIN = _PLAIN.split()
PARTS = ["Rowan", "Tolland", "William", "Kerry", "Kez", "Dean", "Holloway", "Zoe", "Petrie", "Ellery", "Deano", "Billy"]


@given(st.lists(st.one_of(st.sampled_from(PLAIN), st.sampled_from([s(p) for p in PARTS for s in (str, str.upper, str.lower)])), max_size=25),
       st.sampled_from([" ", ", ", ". ", "; ", "\n", "/", " - "]))  # fmt: skip
def test_no_name_survives_in_any_letters(words: list[str], between: str) -> None:
    hidden = NAMES.hide(between.join(words))
    assert not re.search(rf"\b(?:{'|'.join(PARTS)})\b", hidden, re.I)


@given(st.lists(st.sampled_from(PLAIN), max_size=30).map(" ".join), st.booleans())
def test_a_text_without_names_is_unchanged(text: str, capital: bool) -> None:
    text = text.capitalize() if capital and not text.startswith(("will", "may")) else text
    assert NAMES.hide(text) == text


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    found = NAMES.found(text)
    assert all(text[f.start : f.end] == f.text for f in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


SAID = st.text(max_size=20)
SOMEBODY = st.fixed_dictionaries(
    {}, optional={"name": SAID, "aliases": st.lists(SAID, max_size=2), "born": SAID, "address": SAID, "school": SAID, "pseudonym": SAID, "role": SAID}
)


@given(st.fixed_dictionaries({}, optional={"people": st.lists(SOMEBODY, max_size=3), "professionals": st.lists(SOMEBODY, max_size=2)}), SAID)
def test_any_people_file_can_be_used(people_file: dict[str, Any], text: str) -> None:
    names = Names(people_file)
    for given_text in (text, *(str(v) for person in people_file.get("people", []) for v in person.values())):
        assert isinstance(names.hide(given_text), str) and isinstance(names.who(given_text), str)


@without_marsh
def test_nobody_of_the_marsh_case_survives_in_any_of_its_files() -> None:
    names = Names(json.loads((MARSH / "people.json").read_text()))
    texts: list[str] = []
    for name in key()["files"]:
        file = read_file(name, (MARSH / name).read_bytes())
        lines = [line for grid in file.grids for line in grid.lines] + list(file.paragraphs)
        texts += [cell for line in lines for cell in line.cells if isinstance(cell, str)]
    shown = [names.hide(text) for text in texts]
    assert len(shown) > 1500
    for name in key()["must_not_survive"]:
        assert not [s for s in shown if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", s)], name


@without_marsh
def test_the_leaks_planted_in_the_marsh_report_are_found_and_its_words_are_none() -> None:
    names = Names(json.loads((MARSH / "people.json").read_text()))
    for leak in key()["leaks"]:
        assert names.found(f"The {leak['text']} file"), leak
    for word in key()["not_leaks"]:
        assert not names.found(f"They met and it {word} be in {word} with {word}.") or word == "May"
    assert not names.found("The plan would be reviewed in May. It may help; by the grace of a neighbour it will.")


@without_marsh
def test_in_the_marsh_report_nothing_is_found_but_what_was_planted() -> None:
    names = Names(json.loads((MARSH / "people.json").read_text()))
    read = read_file("report-draft.docx", (MARSH / "report-draft.docx").read_bytes())
    found = [f.text for line in read.paragraphs for cell in line.cells if isinstance(cell, str) for f in names.found(cell)]
    assert found == ["Rowan", "Mr Hollaway"]
