"""`cspr audit`: what was recorded and who looked, from the command line; and whoever changes either by SQL, with every right, is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cspr.access import audit
from cspr.access.enforcing import enforce
from cspr.access.models import Looked
from cspr.access.reads import case_for, note_look
from cspr.cli.main import main
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact, Seal
from tests.factories import NOON, do, member, open_case

pytestmark = pytest.mark.django_db
TRIGGERS = {"record_fact": "fact_append_only", "record_seal": "seal_append_only", "access_looked": "looked_append_only",
            "access_lookhead": "look_head_stays"}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def verified(capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    capsys.readouterr()
    assert main(["audit", "verify"]) == code
    return capsys.readouterr().out


def looked_at(times: int = 4) -> Case:
    """A case with two facts and so many looks."""
    case = open_case()
    for n in range(times):
        note_look(case_for(member(Role.BUSINESS_UNIT), case.reference, NOON.date()), f"page: “made up” {n}\n\t\x7f é", NOON + timedelta(minutes=n))
    return case


def behind_the_services_back(*statements: str) -> None:
    """As somebody with every right in the database, who knows what keeps others from it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in TRIGGERS.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        for statement in statements:
            cursor.execute(statement)
        for table, trigger in TRIGGERS.items():
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def test_an_empty_service_has_nothing_broken(capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(capsys) == "0 entries, chain intact\n"


def test_entries_of_both_logs_are_counted_and_found_whole(capsys: pytest.CaptureFixture[str]) -> None:
    looked_at()
    assert verified(capsys) == "6 entries, chain intact\n"
    assert main(["audit", "seal"]) == 0 and verified(capsys) == "6 entries, chain intact\n"


def test_a_database_that_does_not_answer_is_said_in_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise OSError("connection refused\nIs the server running?")

    monkeypatch.setattr(audit, "verify", fails)
    assert main(["audit", "verify"]) == 2
    assert capsys.readouterr().err == "cspr audit verify: the database cannot be read (connection refused).\n"


FACT, LOOK = "record_fact", "access_looked"
COPY = "INSERT INTO {t} ({c}) SELECT {v} FROM {t} WHERE seq = {n}"


def copied(table: str, like: int, /, **new: str) -> str:
    """A row put in that is like another but for these columns."""
    model = Fact if table == FACT else Looked
    names = [f.column for f in model._meta.concrete_fields if f.column != "id" or table == FACT]
    values = {**{n: f'"{n}"' for n in names}, **({"id": "gen_random_uuid()"} if table == FACT else {}), **new}
    return COPY.format(t=table, c=", ".join(f'"{n}"' for n in names), v=", ".join(values[n] for n in names), n=like)


NO_NUMBERS = {FACT: "DROP INDEX fact_seq", LOOK: "ALTER TABLE access_looked DROP CONSTRAINT look_seq"}


@pytest.mark.parametrize(("says", "statements"), [
    ("entry 1 was changed", ["UPDATE record_fact SET at = '2020-01-01' WHERE seq = 1"]),
    ("entry 2 has other details than were recorded", ["UPDATE record_fact SET details = details || '{\"x\": 1}' WHERE seq = 2"]),
    ("entry 1 was changed", ["UPDATE record_fact SET actor_id = NULL WHERE seq = 1"]),
    ("entry 1 is missing", ["DELETE FROM record_fact WHERE seq = 1"]),
    ("the last entry of its 2 is missing", ["DELETE FROM record_fact WHERE seq = 2"]),
    ("all of its 2 entries are missing", ["DELETE FROM record_fact"]),
    ("entry 1 is there twice: one was inserted", [NO_NUMBERS[FACT], copied(FACT, 1)]),
    ("entry 3 was added after the last of its 2", [copied(FACT, 2, seq="3", previous="hash")]),
    ("look 2 was changed", ["UPDATE access_looked SET what = 'page: nothing' WHERE seq = 2"]),
    ("look 2 was changed", ["UPDATE access_looked SET at = at - interval '1 microsecond' WHERE seq = 2"]),
    ("look 2 was changed", ["UPDATE access_looked SET address = '192.0.2.1' WHERE seq = 2"]),
    ("look 2 is missing", ["DELETE FROM access_looked WHERE seq = 2"]),
    ("look 2 and 1 more are missing", ["DELETE FROM access_looked WHERE seq IN (2, 3)"]),
    ("the last look of its 4 is missing", ["DELETE FROM access_looked WHERE seq > 2"]),
    ("all of its 4 looks are missing", ["DELETE FROM access_looked"]),
    ("look 2 is there twice: one was inserted", [NO_NUMBERS[LOOK], copied(LOOK, 2)]),
    ("look 5 was added after the last of its 4", [copied(LOOK, 4, seq="5", previous="hash")]),
    ("look 4 was added after the last of its 0", ["DELETE FROM access_lookhead"]),
    ("look 3 does not follow the one before it",
     ["UPDATE access_looked SET what = 'page: nothing', hash = look_link(previous, seq, partnership_id, case_id, member_id, at, kind, "
      "'page: nothing', address, \"by\") WHERE seq = 2"]),
])
def test_what_was_changed_removed_or_put_in_is_named(capsys: pytest.CaptureFixture[str], says: str, statements: list[str]) -> None:
    case = looked_at()
    if statements[0].startswith(("UPDATE", "DELETE")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statements[0])
    behind_the_services_back(*statements)
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith(f"case {case.reference}: ") and f"case {case.reference}: {says}" in said.out + said.err


# With care: the memory of where the chain ends is made to fit.
CUT_FACT = ("DELETE FROM record_fact WHERE seq = (SELECT max(seq) FROM record_fact)",
            "UPDATE record_case SET facts_count = facts_count - 1, chain_head = (SELECT hash FROM record_fact ORDER BY seq DESC LIMIT 1)")
CUT_LOOKS = ("DELETE FROM access_looked WHERE seq > 2",
             "UPDATE access_lookhead SET seq = 2, hash = (SELECT hash FROM access_looked WHERE seq = 2)")
# Somebody takes themself out of the log, and makes the whole chain anew.
REWRITTEN = ("""
DO $$ DECLARE one record; number bigint := 0; before text := ''; BEGIN
    DELETE FROM access_looked WHERE seq = 2;
    FOR one IN SELECT * FROM access_looked ORDER BY seq LOOP
        number := number + 1;
        UPDATE access_looked SET seq = number, previous = before, hash = look_link(before, number, partnership_id, case_id, member_id, at, kind, what,
            address, "by") WHERE id = one.id RETURNING hash INTO before;
    END LOOP;
    UPDATE access_lookhead SET seq = number, hash = before;
END $$""",)


@pytest.mark.parametrize(("says", "statements"), [
    ("entry 2 is missing, which the seal of", CUT_FACT), ("look 4 is missing, which the seal of", CUT_LOOKS),
    ("look 4 is missing, which the seal of", REWRITTEN),
    ("look 4 is not the one that the seal of",
     (*REWRITTEN, "SELECT note_look(partnership_id, id, '', NULL, now(), 'page', 'x', '', '') FROM record_case")),
    ("every look is missing, which the seal of", ("DELETE FROM access_looked", "DELETE FROM access_lookhead")),
], ids=["facts cut", "looks cut", "looks written anew", "and as many again", "no look ever"])
def test_what_was_done_with_care_is_seen_by_the_seal(capsys: pytest.CaptureFixture[str], says: str, statements: tuple[str, ...]) -> None:
    case = looked_at()
    assert main(["audit", "seal"]) == 0
    assert re.search(r"^sealed: 6 entries, [0-9a-f]{64}$", capsys.readouterr().out, re.MULTILINE)
    behind_the_services_back(*statements)
    if "no look" not in str(statements) and statements[0] != "DELETE FROM access_looked":
        with audit.one_moment():
            walked = audit._broken("looks", audit.look_links(), audit.look_heads(), {"looks": {}}, {})
            assert list(walked) == [], "the chain alone does not show it"
    assert f"case {case.reference}: {says}" in verified(capsys, 1)


def test_what_is_recorded_after_a_seal_leaves_it_whole_and_only_that_is_sealed_next(
        capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    case = looked_at()
    main(["audit", "seal"])
    assert main(["audit", "seal"]) == 0 and "nothing new to seal" in capsys.readouterr().out
    later = NOON + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    do("notification.record_sin", member(Role.NOTIFIER), case, now=later, reference="SIN-1", at="2026-11-17T10:00")
    assert verified(capsys).endswith("chain intact\n")
    assert main(["audit", "seal"]) == 0 and verified(capsys).endswith("chain intact\n")
    first, second = Seal.objects.all()
    assert {point[0] for point in first.points} == {"facts", "looks"} and [p[:1] + p[2:4] for p in second.points] == [["facts", case.pk, 4]]


@pytest.fixture
def two_seals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for day in (NOON, NOON + timedelta(days=1)):
        open_case(now=day)
        monkeypatch.setattr(clock, "now", lambda day=day: day + timedelta(hours=1))
        assert main(["audit", "seal"]) == 0
    yield


@pytest.mark.parametrize("statement", ["UPDATE record_seal SET heads = repeat('0', 64)", "UPDATE record_seal SET entries = 1",
                                       "UPDATE record_seal SET points = '[]'", "UPDATE record_seal SET looks = 9",
                                       "DELETE FROM record_seal WHERE id = (SELECT min(id) FROM record_seal)"])
def test_a_seal_that_was_changed_or_taken_away_is_seen(statement: str, two_seals: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    behind_the_services_back(statement)
    assert "it was changed" in verified(capsys, 1)


def test_a_seal_of_another_key_is_seen_and_nothing_broken_is_sealed(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    open_case()
    main(["audit", "seal"])
    settings.SECRET_KEY = "another"
    assert "another SECRET_KEY" in verified(capsys, 1)
    enforce()  # As the next start does: what is asked of the database is signed with the new key too.
    open_case()
    assert main(["audit", "seal"]) == 1
    assert Seal.objects.count() == 1


def test_keys_follow_each_other_and_what_the_web_server_could_sign_counts_no_more(
        capsys: pytest.CaptureFixture[str], settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, key in enumerate(("", "of its own", "newer,of its own")):  # SECRET_KEY first.
        settings.SEAL_KEY = key
        monkeypatch.setattr(clock, "now", lambda day=day: NOON + timedelta(days=day))
        open_case()
        assert main(["audit", "seal"]) == 0
    assert verified(capsys) == "6 entries, chain intact\n" and len({one.key for one in Seal.objects.all()}) == 3
    settings.SEAL_KEY = "newer"
    assert "another SECRET_KEY or SEAL_KEY" in verified(capsys, 1)
    settings.SEAL_KEY = "newer,of its own"
    forged = Seal.objects.order_by("until").last()
    assert forged is not None
    forged.key = list(audit._keys())[-1]
    forged.signature = audit._signature(forged, Seal.objects.order_by("-until")[1].signature, settings.SECRET_KEY)
    behind_the_services_back(f"UPDATE record_seal SET key = '{forged.key}', signature = '{forged.signature}' WHERE id = {forged.pk}")  # noqa: S608 - our own
    assert "seal of 22 November 2026" in verified(capsys, 1)


def test_a_seal_from_before_looks_were_chained_still_holds(capsys: pytest.CaptureFixture[str], settings: Any,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    open_case()
    until = NOON + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1))
    entries, heads = audit._heads_before(until)
    old = Seal(until=until, entries=entries, heads=heads)
    old.signature = audit._signature(old, "", settings.SECRET_KEY)
    old.save(force_insert=True)
    assert main(["audit", "seal"]) == 0 and verified(capsys).endswith("chain intact\n")
    behind_the_services_back("DELETE FROM record_fact WHERE seq = 2")
    assert main(["audit", "verify"]) == 1
    assert "it was made over 2 entries" in capsys.readouterr().err


def test_verify_asks_as_little_of_many_rows_as_of_few(django_assert_max_num_queries: Any) -> None:
    looked_at(40)
    with django_assert_max_num_queries(14):
        assert audit.verify().broken == ()
