"""Protocol files that are well formed and still cannot mean what they say: a value that never is, a detail a fact has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol.test_broken_files import SOUND, faults_of

GATE = 'needs = [{ fact = "final_decision", else = "Decide first." }]'
OPENS = 'opens_on = "authority_aware"\nmet_by'
ACCESS = 'role = "local_authority"\nopens_on = "authority_aware"'
STAGE = 'begins_on = "authority_aware"'
EACH = 'for_each = { fact = "information_requested", detail = "agency" }'
NEVER = {
    "a truth in words": (
        OPENS, 'opens_on = { fact = "incident_occurred", looked_after = "yes" }\nmet_by', ["looked_after is true or false, not “yes”"]),
    "none of no values": (OPENS, 'opens_on = { fact = "final_decision", review = [] }\nmet_by', ["review is given no value, so it would never hold"]),
    "a list that is not there, where a duty opens": (
        OPENS, 'opens_on.all = [{ every = { list = "posts", fact = "report_circulated", detail = "post" } }]\nmet_by',
        ["duty notify, opens_on", "names the list “posts”"]),
    "a list that is not there, where a stage begins": (
        STAGE, 'begins_on.not = { every = { list = "posts", fact = "report_circulated", detail = "post" } }', ["stage notification, begins_on"]),
    "an item that can never be met": (
        GATE, 'needs = [{ every = { list = "points", fact = "quality_point_met", detail = "point" }, else = "All." }]',
        ["quality_point_met: point is never “one”; it is one of H1-1"]),
    "a value for each that can never be met": (
        EACH + '\nmet_by = "return_received"',
        'opens_on = "authority_aware"\nfor_each = { values = ["fire"], detail = "partner" }\nmet_by = "partner_signed"',
        ["duty return, for_each: partner_signed: partner is never “fire”"]),
    "agreement on a detail the need has not": (
        GATE, 'needs = [{ fact = "final_decision", same = ["text_hash"], else = "Decide first." }]', ["final_decision has no detail “text_hash”"]),
    "agreement on a detail the fact held back has not": (
        GATE, 'needs = [{ fact = "executive_approved", same = ["text_hash"], else = "Approve first." }]',
        ["rapid_review_report_sent has no detail “text_hash”"]),
    "closing by a detail that closing has not": (
        GATE, 'needs = [{ none_open = { opened = "action_set", closed = "action_done", by = "owner" }, else = "Do them." }]',
        ["action_done has no detail “owner”"]),
    "a fact before which nothing counts, and which is none": (
        OPENS, 'opens_on = { fact = "sin_declined", not_before = "sin_asked_for" }\nmet_by', ["“sin_asked_for” is not a kind of fact"]),
    "the latest of a list": (
        EACH, 'opens_on = "authority_aware"\nfor_each = { list = "points", detail = "agency", latest = true }', ["only a fact can be the latest"]),
    "again and again, by what is no fact": (
        OPENS, 'opens_on.all = ["authority_aware", "sin_requested"]\nrepeats = true\nmet_by', ["duty notify, repeats: is opened anew by facts"]),
    "again and again, and only the latest": (
        EACH, EACH.replace(' }', ', latest = true }') + "\nrepeats = true", ["duty return, repeats", "does not ask for the latest"]),
    "a round for each agency": ('clock.date_in = "due"', 'clock.every = "year"', ["its clock comes round, so it is for each period"]),
    "an owner's role that is none": (
        'owner = { detail = "agency" }', 'owner = { detail = "agency", role = "press" }', ["its role “press” is not a role of this file"]),
    "a holder that the fact does not name": (
        ACCESS, ACCESS + '\nwho = { detail = "agency" }', ["access authority-sees, who: authority_aware has no detail “agency”"]),
    "a holder of several facts": (
        ACCESS, ACCESS.replace('"authority_aware"', '{ any = ["authority_aware", "sin_requested"] }') + '\nwho = { detail = "agency" }',
        ["opens_on must be one fact"]),
    "a first day that is no date": (
        ACCESS, ACCESS.replace("authority_aware", "reviewer_appointed") + '\nbegins = { detail = "name" }',
        ["begins: name of reviewer_appointed is not a date"]),
    "a clause that is no word": ('clauses = ["C4"]\ntitle = "Notify', 'clauses = [["C4"]]\ntitle = "Notify', ["duty notify, clauses"]),
    "an id that is no word": ('id = "points"', "id = { one = 1 }", ["list", "id: input should be a valid string"]),
}


@pytest.mark.parametrize("name", NEVER)
def test_a_rule_that_could_never_hold_is_named_with_its_place(name: str, tmp_path: Path) -> None:
    old, new, wanted = NEVER[name]
    assert SOUND.count(old) == 1
    said = faults_of(SOUND.replace(old, new, 1), tmp_path)
    for words in wanted:
        assert any(words in s for s in said), said
    assert all(s.startswith("line ") for s in said), said


def test_a_fault_is_one_line_that_a_person_can_read(tmp_path: Path) -> None:
    (said,) = faults_of(SOUND.replace('met_by = "sin_submitted"', f'met_by = "{"long " * 1000}"'), tmp_path)
    assert len(said) < 200 and said.endswith("…” is not a kind of fact")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert any("titel" in s for s in faults_of("\ufeff" + SOUND.replace('title = "Notify', 'titel = "Notify'), tmp_path))
