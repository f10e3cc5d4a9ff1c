"""Whose file it is, from its title or its name; and never a person."""

from __future__ import annotations

import pytest

from cspr.chronology.agency import agency_of, readable
from tests.chronology.grids import file, grid

TABLE = grid(("Date", "Event"), ("3/2/21", "Seen at home."))


@pytest.mark.parametrize(("title", "agency"), [
    ("Agency chronology - Tallow Street Surgery", "Tallow Street Surgery"), ("Chronology: Wessmoor Royal Hospital", "Wessmoor Royal Hospital"),
    ("Health visiting and midwifery chronology", "Health visiting and midwifery"), ("Agency: The Lantern Project", "The Lantern Project"),
    ("Name of agency – Harbourlight", "Harbourlight"), ("Harbourlight - our contact with the Lane family", "Harbourlight"),
    ("WESSMOOR POLICE - SAFEGUARDING REVIEW TEAM", "Wessmoor Police"), ("Single agency chronology from Brindlecombe Homes", "Brindlecombe Homes"),
    ("Chronology for Alex Lane", "Return"), ("Alex Lane - chronology", "Return"), ("Subject: Alex LANE dob 14/08/2025", "Return"),
    ("Guidance", "Return"),
    ("Alex Lane was seen at the hospital. She was well.", "Return"),
])
def test_the_title_of_a_document(title: str, agency: str) -> None:
    assert agency_of(file(TABLE, paragraphs=(title, "Completed by A. Reed"))) == agency


def test_the_title_of_a_sheet_and_a_form_above_the_table() -> None:
    assert agency_of(file(grid(("WESSMOOR POLICE", None), ("Persons: A. LANE", None), ("Date", "Event"),
                               ("3/2/21", "Seen at home.")))) == "Wessmoor Police"
    assert agency_of(file(grid(("Agency", "The Lantern Project"), ("Author", "A. Reed")), TABLE)) == "The Lantern Project"


def test_what_stands_in_the_events_names_no_agency() -> None:
    assert agency_of(file(paragraphs=("3 May 2020: Call to Wessmoor Police", "Wessmoor Royal Hospital"), name="return.docx")) == "Return"


@pytest.mark.parametrize(("name", "words"), [
    ("childrens-social-care.xlsx", "Children's social care"), ("gp-practice.docx", "GP practice"), ("Probation_nil_return.docx", "Probation"),
    ("returns/CAMHS chronology v2 final.docx", "CAMHS"), ("C:\\files\\Police.xlsx", "Police"), ("chronology.docx", "Chronology"),
    (".docx", "Unnamed"), ("", "Unnamed")])
def test_a_files_name_as_words(name: str, words: str) -> None:
    assert readable(name) == words
