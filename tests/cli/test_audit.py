"""`cspr audit verify`: the chain of every case's entries, from the command line."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cspr.cli.main import main
from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.record import chain
from cspr.record.models import Seal
from tests.factories import NOON, do, member, open_case

pytestmark = pytest.mark.django_db


def test_an_empty_service_has_nothing_broken(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify"]) == 0
    assert capsys.readouterr().out == "0 entries, chain intact\n"


def test_entries_are_counted_and_found_whole(capsys: pytest.CaptureFixture[str]) -> None:
    open_case()
    assert main(["audit", "verify"]) == 0
    found = re.fullmatch(r"(\d+) entries, chain intact\n", capsys.readouterr().out)
    assert found and int(found[1]) >= 2


def test_the_first_broken_link_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    # The database refuses to change a fact, so the end of the chain is what a test can cut.
    case = open_case()
    type(case).objects.filter(pk=case.pk).update(facts_count=case.facts_count + 1)
    assert main(["audit", "verify"]) == 1
    assert case.reference in capsys.readouterr().out


def test_a_database_that_does_not_answer_is_said_in_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> tuple[int, list[str]]:
        raise OSError("connection refused\nIs the server running?")

    monkeypatch.setattr(chain, "verify_all", fails)
    assert main(["audit", "verify"]) == 2
    assert capsys.readouterr().err == "cspr audit verify: the database cannot be read (connection refused).\n"


def _behind_the_services_back(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in (("record_fact", "fact_append_only"), ("record_seal", "seal_append_only")):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        for statement in statements:
            cursor.execute(statement)
        for table, trigger in (("record_fact", "fact_append_only"), ("record_seal", "seal_append_only")):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


# The last entry of the case is gone, and the case's own memory of its chain was made to fit.
CUT = ("DELETE FROM record_fact WHERE seq = (SELECT max(seq) FROM record_fact)",
       "UPDATE record_case SET facts_count = facts_count - 1, chain_head = (SELECT hash FROM record_fact ORDER BY seq DESC LIMIT 1)")


def test_a_tail_that_was_cut_with_care_is_seen_by_the_seal(capsys: pytest.CaptureFixture[str]) -> None:
    open_case()
    assert main(["audit", "seal"]) == 0
    assert capsys.readouterr().out == "2 entries, chain intact\nsealed: 2 entries\n"
    assert main(["audit", "verify"]) == 0
    _behind_the_services_back(*CUT)
    assert chain.verify_all()[1] == [], "the chain alone does not show it"
    assert main(["audit", "verify"]) == 1
    assert "made over 2 entries" in capsys.readouterr().out


def test_what_is_recorded_after_a_seal_leaves_it_whole(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    case = open_case()
    main(["audit", "seal"])
    capsys.readouterr()
    assert main(["audit", "seal"]) == 0 and "nothing new to seal" in capsys.readouterr().out
    later = clock.now() + timedelta(days=1)
    do("notification.record_sin", member(Role.NOTIFIER), case, now=later, reference="SIN-1", at="2026-11-17T10:00")
    assert main(["audit", "verify"]) == 0
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(hours=1))
    assert main(["audit", "seal"]) == 0 and main(["audit", "verify"]) == 0
    assert Seal.objects.count() == 2


@pytest.mark.parametrize("statement", ["UPDATE record_seal SET heads = repeat('0', 64)", "UPDATE record_seal SET entries = 1",
                                       "DELETE FROM record_seal WHERE id = (SELECT min(id) FROM record_seal)"])
def test_a_seal_that_was_changed_or_taken_away_is_seen(
        statement: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (NOON, NOON + timedelta(days=1)):
        open_case(now=day)
        monkeypatch.setattr(clock, "now", lambda day=day: day + timedelta(hours=1))
        assert main(["audit", "seal"]) == 0
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    _behind_the_services_back(statement)
    assert main(["audit", "verify"]) == 1
    assert "it was changed" in capsys.readouterr().out


def test_a_seal_of_another_key_is_seen_and_nothing_broken_is_sealed(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    open_case()
    main(["audit", "seal"])
    settings.SECRET_KEY = "another"
    assert main(["audit", "verify"]) == 1 and "another SECRET_KEY" in capsys.readouterr().out
    open_case()
    assert main(["audit", "seal"]) == 1
    assert Seal.objects.count() == 1
