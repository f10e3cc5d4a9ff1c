from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspr.chronology.matching import look
from cspr.chronology.matching.words import kinds_of
from cspr.chronology.merging import merge
from cspr.chronology.shapes import Entry, Pair
from tests.chronology.rows import row

POLICE, SCHOOL, HV = "Wessmoor Police", "Otterholt Primary School", "Wessmoor Health Visiting"
HOSPITAL, GP = "Wessmoor Royal Hospital", "Fen Lane Surgery"
CARE, CHARITY, HOUSING = "Wessmoor Council Social Care", "Harbour Family Support", "Wessmoor Homes"


def kinds(*rows: Entry) -> list[str]:
    return [p.kind for p in look(rows)]


def why(*rows: Entry) -> str:
    return " ".join(p.why for p in look(rows))


TOLD_BY_SEVERAL = [
    # Told the next day, by a day of the week and an hour in words.
    (
        row("2026-01-17T21:40", POLICE, "Called to a row at the home address."),
        row("2026-01-18", HV, "Mother said police had come on Saturday about half nine."),
    ),
    (row("2026-01-17T23:50", POLICE, "Called to home, sounds of shouting."), row("2026-01-19", SCHOOL, "Jo said police came on Saturday night.")),
    (row("2026-01-18T00:50", POLICE, "Called to home, sounds of shouting."), row("2026-01-19", SCHOOL, "Jo said police came on Saturday night.")),
    (row("2026-03-31T23:52", HOSPITAL, "Brought in unresponsive."), row("2026-04-01", CHARITY, "Heard that baby is in hospital since last night.")),
    (
        row("2025-05-02T14:10", HOSPITAL, "Attended with a limp; x-ray shows fracture of left tibia."),
        row("2025-05-09", GP, "Letter: seen in ED on 2 May, fractured tibia."),
    ),
    (
        row("2025-05-02T14:10", HOSPITAL, "Fall from sofa, x-ray clear."),
        row("2025-05-04", HV, "Father says he was at A&E two days ago after falling off sofa."),
    ),
    # By a notice or a letter, without a word of the day.
    (
        row("2026-09-14", POLICE, "Called by a neighbour: shouting. Both adults calm on arrival."),
        row("2026-09-15", CARE, "Police notice received: shouting at the address. Closed after a call to the mother."),
    ),
    (row("2025-09-19T09:15", HOSPITAL, "Attended ED with father, vomiting."), row("2025-09-24", GP, "Letter from hospital: attended ED, see copy.")),
    (row("2026-09-15", POLICE, "Notice sent to children's social care."), row("2026-09-15", CARE, "Police notice received.")),
    # On the day itself.
    (row("2025-06-10", CARE, "Strategy discussion held, section 47 threshold met."), row("2025-06-10", POLICE, "Strat meeting with CSC and health.")),
    (row("2025-06-10T10:00", CARE, "Initial child protection conference."), row("2025-06-10", SCHOOL, "Attended ICPC for Jo.")),
    (
        row("2025-06-10T02:15", POLICE, "Male arrested for assault on partner, taken to custody."),
        row("2025-06-10T02:40", "Wessmoor Ambulance Service", "Crew called by police; female with facial bruising, male arrested on scene."),
    ),
    (
        row("2025-06-10", CARE, "Call from DSL at 09:15: disclosure of belt used."),
        row("2025-06-10T09:15", SCHOOL, "Rang social worker, disclosed belt used by stepfather."),
    ),
    (
        row("2025-06-10", HOUSING, "Neighbour complained of screaming, glass smashed, caller gave ref WM/4411/25."),
        row("2025-06-10T22:05", POLICE, "Report of a disturbance.", record="WM/4411/25"),
    ),
]

KEPT_APART = [
    # Phrases that come again and again.
    (row("2025-01-10", GP, "DNA. Text reminder sent."), row("2025-02-10", GP, "DNA. Text reminder sent.")),
    (row("2025-01-10T09:00", CARE, "Telephone call, no answer."), row("2025-01-10T15:00", CARE, "Telephone call, no answer.")),
    (
        row("2025-01-10", HV, "Clinic: weight 4.2 kg, feeding well, no concerns raised."),
        row("2025-01-10", HV, "Clinic: weight 4.4 kg, feeding well, no concerns raised."),
    ),
    # Two agencies at ordinary work on one day.
    (row("2025-01-10", GP, "Mother seen with low mood."), row("2025-01-10", HV, "Home visit. Mother seen with baby.")),
    (row("2025-01-10", SCHOOL, "Late, 9.25. No reason given."), row("2025-01-10", POLICE, "Stopped in vehicle, no insurance.")),
    (row("2025-01-10", HOUSING, "Rent arrears letter."), row("2025-01-10", CHARITY, "Food parcel given.")),
    (row("2025-01-10T09:00", HOSPITAL, "Outpatient paediatrics."), row("2025-01-10T20:00", POLICE, "Third party report of argument in street.")),
    (row("2025-09-02", HOSPITAL, "Attended ED with father, vomiting."), row("2025-09-24", GP, "Letter from hospital: attended ED, see copy.")),
    (row("2025-09-20", SCHOOL, "Late, 9.25. No reason given."), row("2025-09-22", CARE, "Contact from school re lateness. NFA, advice given.")),
    # What lies ahead is no event yet, and a day named is not every day.
    (row("2025-01-06", HV, "Visit booked for Friday with police present."), row("2025-01-03", POLICE, "Called to address.")),
    (row("2025-01-06", SCHOOL, "Mother says he is seen every Saturday by father."), row("2025-01-04", POLICE, "Vehicle stopped.")),
    (row("2025-01-06", GP, "Cough for 3/7, wheeze."), row("2025-07-03", HOSPITAL, "Cough and wheeze.")),
    (row("2025-01-06", SCHOOL, "Police talk on road safety to class 2 on Friday."), row("2025-01-02", POLICE, "Called to address.")),
    (row("2024-01-15T12:50", HOSPITAL, "ED attendance, viral wheeze."), row("2024-01-15", HV, "Told by mother that baby was in A&E on Friday.")),
    (row("2025-01-07", CARE, "Supervision, plan to be reviewed."), row("2025-01-08", SCHOOL, "Social worker rang yesterday about lunch money.")),
    (row("2025-01-10", CARE, "Child in need meeting."), row("2025-01-24", SCHOOL, "Child in need meeting attended.")),
]


@pytest.mark.parametrize("rows", TOLD_BY_SEVERAL, ids=lambda r: r[1].text[:40])
def test_one_event_told_by_two_agencies_is_found_and_said_why(rows: Sequence[Entry]) -> None:
    found = look(rows)
    assert [p.kind for p in found] == ["same_event"]
    assert found[0].why.endswith(".") and 50 < found[0].score < 100
    assert "None" not in found[0].why and "  " not in found[0].why and " of ." not in found[0].why


@pytest.mark.parametrize("rows", KEPT_APART, ids=lambda r: r[1].text[:40])
def test_ordinary_rows_are_left_alone(rows: Sequence[Entry]) -> None:
    assert look(rows) == ()


TWICE = [
    (
        row("2025-03-01T10:00", POLICE, "Called to address.", record="WM/1/25", file="a.xlsx"),
        row("2025-03-01T10:00", POLICE, "Called to address.", record="WM/1/25", file="b.xlsx"),
    ),
    (
        row("2025-03-01", CARE, "Home visit by SW. Mother and baby seen, house tidy."),
        row("2025-03-01", CARE, "Home visit by SW: Mother and baby seen; house tidy"),
    ),
    (
        row("2025-03-01T10:00", CARE, "Home visit by SW. Mother and baby seen, house tidy."),
        row("2025-03-01", CARE, "Home visit by SW. Mother and baby seen, house tidy."),
    ),
    (
        row("2025-03-04", CARE, "Unannounced visit, grandmother answered and baby was asleep."),
        row("2025-04-03", CARE, "Unannounced visit, grandmother answered and baby was asleep."),
    ),
    (
        row("2025-03-04", CARE, "Unannounced visit, grandmother answered and baby was asleep."),
        row("2025-03", CARE, "Unannounced visit, grandmother answered and baby was asleep."),
    ),
    (
        row("2025-03-04", CARE, "Unannounced visit, grandmother answered and baby was asleep."),
        row("", CARE, "Unannounced visit, grandmother answered and baby was asleep."),
    ),
    (
        row("2025-03-04", HOSPITAL, "Seen by community midwife at home, weight loss of nine per cent."),
        row("2025-03-04", "Wessmoor Midwifery", "Seen by community midwife at home, weight loss of nine per cent."),
    ),
]


@pytest.mark.parametrize("rows", TWICE, ids=lambda r: r[1].text[:40])
def test_a_row_told_twice_is_found_once(rows: Sequence[Entry]) -> None:
    found = look(rows)
    assert [p.kind for p in found] == ["duplicate"]
    assert {found[0].a, found[0].b} == {r.id for r in rows}


def test_three_copies_make_two_pairs_with_the_first() -> None:
    rows = [row("2025-03-01", CARE, "Home visit by SW. Mother and baby seen.") for _ in range(3)]
    assert [(p.a, p.b) for p in look(rows)] == [(rows[0].id, rows[1].id), (rows[0].id, rows[2].id)]


def test_what_another_agency_tells_is_paired_with_the_first_copy_alone() -> None:
    police = [row("2026-01-17T21:40", POLICE, "Called to a row at the home address.", record="WM/9/26") for _ in range(2)]
    found = look([*police, row("2026-01-18", HV, "Mother said police had come on Saturday about half nine.")])
    assert [(p.kind, p.a) for p in found] == [("duplicate", police[0].id), ("same_event", police[0].id)]


def contradictions(*rows: Entry) -> list[Pair]:
    return [p for p in look(rows) if p.kind == "contradiction"]


def test_who_was_there_is_told_both_ways() -> None:
    police = row("2026-01-17T21:40", POLICE, "Called to home. Dean Holloway present, Kerry said he had left earlier.")
    told = row("2026-01-18", HV, "Told that police had come 'Saturday about half nine'. Dean not there at the time.")
    (found,) = contradictions(police, told)
    assert found.why == f"Who was there: {POLICE} has “Dean Holloway present”, {HV} “Dean not there”."


@pytest.mark.parametrize(
    "said", ["Dean wasn't there.", "Mr Holloway had already left.", "Dean “went out the back”.", "Dean not at home.", "D Holloway was absent."]
)
def test_absence_has_many_words(said: str) -> None:
    police = row("2026-01-17T21:40", POLICE, "Called to home. Mother and Dean Holloway were present.")
    assert contradictions(police, row("2026-01-19", SCHOOL, f"Child said police came on Saturday night. {said}"))


@pytest.mark.parametrize("said", ["Kerry wasn't there.", "Dean was there.", "He had left.", "Nobody was there.", "Dean Marsh not there."])
def test_another_person_or_the_same_word_is_no_contradiction(said: str) -> None:
    police = row("2026-01-17T21:40", POLICE, "Called to home. Dean Holloway present.")
    rows = (police, row("2026-01-19", SCHOOL, f"Child said police came on Saturday night. {said}"))
    assert kinds(*rows) == ["same_event"]


def test_a_time_far_from_the_one_told_is_a_contradiction_and_a_near_one_is_not() -> None:
    far = row("2026-01-18", HV, "Mother said police had come on Saturday at 4pm, something breaking.")
    assert "The time:" in why(row("2026-01-17T21:40", POLICE, "Called by neighbour, sound of something breaking."), far)
    near = row("2026-01-18", HV, "Mother said police had come on Saturday at 10pm, something breaking.")
    assert "The time:" not in why(row("2026-01-17T21:40", POLICE, "Called by neighbour, sound of something breaking."), near)


def test_one_meeting_at_two_hours() -> None:
    rows = (row("2025-06-10T10:00", CARE, "Strategy discussion."), row("2025-06-10T14:30", POLICE, "Strategy discussion with CSC."))
    assert f"The time: {CARE} has 10:00, {POLICE} has 14:30." in why(*rows)


def test_an_outcome_told_both_ways() -> None:
    rows = (row("2025-06-10T02:15", POLICE, "Assault on partner by male; arrested and taken to custody."),
            row("2025-06-10T02:40", "Wessmoor Ambulance", "Assault on female, police on scene, male not arrested."))  # fmt: skip
    assert "The outcome (arrest)" in why(*rows)


def test_of_several_rows_of_a_day_the_likeliest_is_taken() -> None:
    police = [row("2026-01-17T09:10", POLICE, "Vehicle stopped."), row("2026-01-17T21:40", POLICE, "Called by neighbour, something breaking.")]
    found = look([*police, row("2026-01-18", HV, "Mother said police had come on Saturday night about half nine.")])
    assert [(p.kind, p.a) for p in found] == [("same_event", police[1].id)]


def test_a_day_on_which_everything_happened_is_still_looked_through() -> None:
    rows = [row("2026-01-17", f"Agency {n % 10}", f"Police called last night, row {n} of many, seen by {n % 7} officers") for n in range(3000)]
    assert look(rows) == look(rows[::-1])


PIECES = [
    "Police came",
    "on Saturday night",
    "at 9.30",
    "half nine",
    "Dean not there.",
    "Dean present.",
    "yesterday",
    "on 31/2",
    "strategy discussion",
    "\n",
    "WM/1/25",
    "“",
]
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
TIMES = st.sampled_from(["2026-01-17T21:40", "2026-01-17", "2026-01-18", "2026-01", "0001-01-01", "9999-12-30T23:59", "2026-01-10/2026-01-20", ""])


@settings(deadline=None)
@given(st.lists(st.tuples(TIMES, st.sampled_from([POLICE, SCHOOL, HV]), TEXTS), max_size=8), st.randoms())
def test_any_rows_can_be_looked_at_in_any_order(said: list[tuple[str, str, str]], chance: Any) -> None:
    rows = [row(*one) for one in said]
    mixed = list(rows)
    chance.shuffle(mixed)
    pairs, order = look(rows), [e.id for e in merge(rows, pairs=False).entries]
    assert look(mixed) == pairs and len({(p.a, p.b, p.kind) for p in pairs}) == len(pairs)
    assert all(order.index(p.a) < order.index(p.b) and 0 <= p.score <= 100 and p.why.endswith(".") for p in pairs)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("childrens-social-care", "social care"), ("Brindlecombe Council Children's Social Care", "social care"), ("CSC", "social care"),
        ("gp-practice", "the GP"), ("Tallow Street Surgery", "the GP"), ("0-19 Service", "the health visitor or midwife"),
        ("police", "the police"), ("St Mary's C of E Primary", "the school"), ("Harbourlight", ""),
    ],
)  # fmt: skip
def test_an_agencys_name_tells_its_kind(name: str, kind: str) -> None:
    assert kinds_of(name) == (frozenset({kind}) if kind else frozenset())


def test_nothing_and_one_row_have_no_pairs() -> None:
    assert look([]) == () and look([row("2025-01-01", GP, "")]) == ()
