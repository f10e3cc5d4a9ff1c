"""`cspr audit verify`: the chain of every case's entries, from the command line."""

from __future__ import annotations

import re

import pytest

from cspr.cli.main import main
from cspr.record import chain
from tests.factories import open_case

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
