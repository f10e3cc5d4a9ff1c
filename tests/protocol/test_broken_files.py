"""Protocol files with something wrong in them: each fault is named with its place, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cspr.protocol import ProtocolFaults, known, load, load_file

SOUND = """
[protocol]
id = "made-up"
partnership = "Made-up Partnership"
version = "1"
in_force_from = 2026-01-01
calendar = "england"

[[clause]]
id = "C4"
kind = "duty"
says = "The notification is made within 5 working days."
source = "Paragraph 1"

[[clause]]
id = "D9"
kind = "gate"
says = "The report waits for the final decision."
source = "Paragraph 2"

[[role]]
id = "local_authority"
name = "Local authority"

[[duty]]
id = "notify"
clauses = ["C4"]
title = "Notify the Panel"
owner = "local_authority"
opens_on = "authority_aware"
met_by = "sin_submitted"
clock.working_days = 5

[[duty]]
id = "return"
clauses = ["C4"]
title = "Return information"
owner = { detail = "agency" }
for_each = { fact = "information_requested", detail = "agency" }
met_by = "return_received"
clock.date_in = "due"

[[gate]]
id = "decision-first"
clauses = ["D9"]
blocks = "rapid_review_report_sent"
needs = [{ fact = "final_decision", else = "Decide first." }]

[[list]]
id = "points"
clauses = ["D9"]
title = "Points"
items = [{ id = "one", name = "One" }, { id = "two", name = "Two" }]

[[access]]
id = "authority-sees"
clauses = ["C4"]
role = "local_authority"
opens_on = "authority_aware"
scope = "sin"

[[stage]]
id = "notification"
name = "Notification"
begins_on = "authority_aware"

[[ladder]]
id = "chase"
clauses = ["C4"]
duty = "return"
steps = [
  { id = "before", name = "Before", to = "holder", working_days_before = 2, says = "Soon due." },
  { id = "late", name = "Late", to = "chair", working_days_after = 1, says = "It is late." },
]
"""

BROKEN = {
    "syntax": ('id = "notify"', 'id = "notify', ["syntax"]),
    "unknown key in a duty": (
        'title = "Notify the Panel"',
        'titel = "Notify the Panel"',
        ["duty notify, titel: is not a known key", "duty notify, title: is missing"],
    ),
    "unknown part": ("[[stage]]", "[[stages]]", ["stages: is not a known key"]),
    "no head": ("[protocol]", "[protocoll]", ["protocol: is missing"]),
    "head without a key": ('partnership = "Made-up Partnership"\n', "", ["protocol, partnership: is missing"]),
    "an id that cannot be one": ('id = "made-up"', 'id = "Made Up!"', ["protocol, id"]),
    "date that does not exist": ("2026-01-01", "2026-02-31", ["syntax"]),
    "date that is none": ("in_force_from = 2026-01-01", 'in_force_from = "soon"', ["protocol, in_force_from"]),
    "unknown calendar": ('"england"', '"atlantis"', ["“atlantis” is not a calendar. Known are: england"]),
    "clause cited that does not exist": (
        'clauses = ["C4"]\ntitle = "Notify',
        'clauses = ["C4", "Z9"]\ntitle = "Notify',
        ["duty notify, clauses: cites clause Z9"],
    ),
    "duty without a clause": ('clauses = ["C4"]\ntitle = "Notify', 'clauses = []\ntitle = "Notify', ["duty notify, clauses"]),
    "gate without a clause": (
        'clauses = ["D9"]\nblocks',
        "blocks",
        ["gate decision-first, clauses: is missing", "clause D9: is a gate, and no duty or gate cites it"],
    ),
    "clause nobody cites": (
        'id = "D9"',
        'id = "D8"',
        ["clause D8: is a gate, and no duty or gate cites it", "cites clause D9, which is not in the file"],
    ),
    "clause of no known kind": ('kind = "gate"', 'kind = "wish"', ["clause D9, kind"]),
    "clause with an odd id": ('id = "C4"\nkind', 'id = "4C"\nkind', ["clause 4C, id"]),
    "unknown kind of fact": ('met_by = "sin_submitted"', 'met_by = "sin_sent"', ["duty notify, met_by, number 1: “sin_sent” is not a kind of fact"]),
    "unknown detail": (
        '{ fact = "final_decision", else',
        '{ fact = "final_decision", reviews = "local", else',
        ["final_decision has no detail “reviews”"],
    ),
    "unknown value": (
        '{ fact = "final_decision", else',
        '{ fact = "final_decision", review = "regional", else',
        ["review is one of local, national, none, not “regional”"],
    ),
    "gate on an unknown fact": ('blocks = "rapid_review_report_sent"', 'blocks = "report_posted"', ["“report_posted” is not a kind of fact"]),
    "gate that does not say what to do": (', else = "Decide first."', "", ["every need of a gate says in “else” what to do"]),
    "gate without needs": ('needs = [{ fact = "final_decision", else = "Decide first." }]', "needs = []", ["gate decision-first, needs"]),
    "doubled duty": ('id = "return"', 'id = "notify"', ["the id “notify” stands 2 times"]),
    "doubled item": ('{ id = "two", name = "Two" }', '{ id = "one", name = "Two" }', ["the item “one” stands 2 times"]),
    "empty list": ('items = [{ id = "one", name = "One" }, { id = "two", name = "Two" }]', "items = []", ["list points, items"]),
    "unknown owner": ('owner = "local_authority"', 'owner = "the_mayor"', ["its owner “the_mayor” is not a role of this file"]),
    "owner by a detail nothing gives": (
        'owner = { detail = "agency" }',
        'owner = { detail = "post" }',
        ["its owner is named by “post”, which for_each does not give"],
    ),
    "unknown role of access": ('role = "local_authority"', 'role = "press"', ["its role “press” is not a role of this file"]),
    "unknown scope": ('scope = "sin"', 'scope = "everything"', ["access authority-sees, scope"]),
    "two clocks": ("clock.working_days = 5", "clock.working_days = 5\nclock.days = 5", ["duty notify, clock: a clock is exactly one of"]),
    "clock of no kind": ("clock.working_days = 5", "clock.fortnights = 1", ["duty notify, clock, fortnights: is not a known key"]),
    "clock below nought": ("clock.working_days = 5", "clock.working_days = -5", ["duty notify, clock, working_days"]),
    "clock in words": ("clock.working_days = 5", 'clock.working_days = "five"', ["duty notify, clock, working_days"]),
    "window backwards": ("clock.working_days = 5", "clock.window = { from = 10, to = 6 }", ["a window's “to” is before its “from”"]),
    "period of no kind": ("clock.working_days = 5", 'clock.every = "fortnight"', ["duty notify, clock, every"]),
    "date in a detail that is none": ('clock.date_in = "due"', 'clock.date_in = "agency"', ["its date_in “agency” is not a date"]),
    "days before what is no date": (
        "clock.working_days = 5",
        'clock.days_before = { count = 7, fact = "sin_submitted", detail = "reference" }',
        ["reference of sin_submitted is not a date"],
    ),
    "for each of nothing": (
        'for_each = { fact = "information_requested", detail = "agency" }',
        'for_each = { detail = "agency" }',
        ["for_each has exactly one of"],
    ),
    "for each detail that its fact has not": (
        '"information_requested", detail = "agency"',
        '"information_requested", detail = "post"',
        ["information_requested has no detail “post”"],
    ),
    "for each that its meeting fact cannot tell apart": (
        'met_by = "return_received"',
        'met_by = "pack_shared"',
        ["is for each agency, and pack_shared has no detail “agency”"],
    ),
    "list that is not there": (
        'needs = [{ fact = "final_decision", else = "Decide first." }]',
        'needs = [{ every = { list = "posts", fact = "report_circulated", detail = "post" }, else = "All." }]',
        ["names the list “posts”"],
    ),
    "duty that nothing opens": ('opens_on = "authority_aware"\nmet_by', "met_by", ["duty notify, opens_on: nothing opens it"]),
    "condition of two minds": (
        'opens_on = "authority_aware"\nmet_by',
        'opens_on = { any = ["authority_aware"], all = ["sin_submitted"] }\nmet_by',
        ["a condition has exactly one of"],
    ),
    "ladder of a duty that is not there": ('duty = "return"', 'duty = "answer"', ["ladder chase, duty: names the duty “answer”"]),
    "ladder of a duty without each": ('duty = "return"', 'duty = "notify"', ["ladder chase, duty: “notify” has no date, or is not for each value"]),
    "steps out of order": ("working_days_before = 2", "working_days_after = 5", ["ladder chase, steps: the steps stand in the order they come"]),
    "step at two times": ("working_days_after = 1", "working_days_after = 1, on_the_day = true", ["a step comes exactly one of"]),
    "step to nobody known": ('to = "chair"', 'to = "mayor"', ["ladder chase, steps, number 2, to"]),
    "a table where a list belongs": ('[[duty]]\nid = "notify"', '[duty]\nid = "notify"', ["syntax"]),
}


def faults_of(text: str, folder: Path) -> tuple[str, ...]:
    file = folder / "protocol.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProtocolFaults) as caught:
        load_file(file)
    return tuple(str(f) for f in caught.value.faults)


def test_the_sound_file_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "protocol.toml"
    file.write_text(SOUND, encoding="utf-8")
    assert load_file(file).id == "made-up"


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_says_what_is_wrong_and_where(name: str, tmp_path: Path) -> None:
    old, new, wanted = BROKEN[name]
    assert SOUND.count(old) >= 1
    said = faults_of(SOUND.replace(old, new, 1), tmp_path)
    for words in wanted:
        assert any(words in s for s in said), said


def test_faults_carry_the_line_they_stand_on(tmp_path: Path) -> None:
    text = SOUND.replace("clock.working_days = 5", "clock.working_days = -5").replace('scope = "sin"', 'scope = "everything"')
    lines = text.splitlines()
    said = faults_of(text, tmp_path)
    assert any(s.startswith(f"line {lines.index('clock.working_days = -5') + 1}, ") for s in said)
    assert any(f"line {1 + next(n for n, line in enumerate(lines) if 'everything' in line)}," in s for s in said)


def test_every_fault_is_named_in_one_go(tmp_path: Path) -> None:
    text = SOUND
    for name in (
        "unknown key in a duty",
        "unknown value",
        "unknown scope",
        "doubled item",
        "unknown role of access",
        "unknown calendar",
        "date in a detail that is none",
        "clause of no known kind",
    ):
        old, new, _ = BROKEN[name]
        text = text.replace(old, new, 1)
    said = " | ".join(faults_of(text, tmp_path))
    for words in ("titel", "regional", "everything", "stands 2 times", "atlantis", "date_in", "kind"):
        assert words in said


# Of a text that is no TOML only what can be read is judged; and of two that speak of the same thing the second cannot be.
UNREADABLE = {"syntax", "date that does not exist", "a table where a list belongs"}
STEPS = {"steps out of order", "step at two times", "step to nobody known"}
FOR_EACH = {"for each of nothing", "for each detail that its fact has not"}
ON_ONE_THING = (
    ({"no head"}, {"head without a key", "an id that cannot be one", "date that is none", "unknown calendar"}),
    ({"clause nobody cites", "gate without a clause"}, {"clause nobody cites", "clause of no known kind", "gate without a clause"}),
    ({"gate on an unknown fact"}, {"list that is not there"}),
    (STEPS, STEPS),
    (FOR_EACH, {"owner by a detail nothing gives", "date in a detail that is none", "for each that its meeting fact cannot tell apart", *FOR_EACH}),
)


@pytest.mark.parametrize("first", [name for name in BROKEN if name not in UNREADABLE])
def test_no_fault_hides_another(first: str, tmp_path: Path) -> None:
    for second in list(BROKEN)[list(BROKEN).index(first) + 1:]:
        (old, new, wanted), (next_old, next_new, also) = BROKEN[first], BROKEN[second]
        text = SOUND.replace(old, new, 1)
        apart = next_old in text and new in (both := text.replace(next_old, next_new, 1))
        if second in UNREADABLE or not apart or any({first, second} & a and {first, second} & b for a, b in ON_ONE_THING):
            continue
        said = faults_of(both, tmp_path)
        for words in (*wanted, *also):
            assert any(words in s for s in said), (second, words, said)


def test_several_broken_tables_are_each_named_with_their_line(tmp_path: Path) -> None:
    text = SOUND.replace('title = "Notify the Panel"', "title = Notify the Panel").replace('name = "Notification"', 'name = "Notification')
    said = faults_of(text, tmp_path)
    lines = text.splitlines()
    assert any(s.startswith(f"line {lines.index('title = Notify the Panel') + 1}, syntax") for s in said)
    assert len([s for s in said if "syntax" in s]) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n# nothing here\n", "is empty"),
        (b"\xff\xfe\x00p", "is not UTF-8"),
        ('[protocol]\nid = "\u0000"'.encode(), "syntax"),
        (b"a = " + b"[" * 5000, "syntax"),
        (b"{}", "syntax"),
        (b"protocol = 3\n", "protocol"),
        (b"duty = 7\n", "duty"),
        (b'[[protocol]]\nid = "x"\n', "protocol"),
        (b"duty = [1, 2]\n", "duty"),
    ],
)
def test_files_that_are_no_protocol_at_all(content: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(content)
    with pytest.raises(ProtocolFaults, match=says):
        load_file(file)


def test_a_file_that_is_not_there_or_is_a_folder_is_said_so(tmp_path: Path) -> None:
    for place in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(ProtocolFaults, match="cannot be read"):
            load_file(place)
    with pytest.raises(ProtocolFaults, match="Known are: kbsp-2022"):
        load("kbsp-1999")


def test_every_protocol_of_the_library_is_sound() -> None:
    assert {load(one).id for one in known()} == set(known())
