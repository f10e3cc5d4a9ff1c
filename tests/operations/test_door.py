"""The door: all of it or none of it, once only, nobody's change lost, and the database itself refuses to forget."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from django.db import DatabaseError, transaction

from cspr import protocol
from cspr.access.audit import verify
from cspr.operations import Conflict, Forbidden, InputFault
from cspr.operations.runner import seen_token
from cspr.partnership.roles import Role
from cspr.record.facts import local_holidays, of_case
from cspr.record.models import Case, Duty, Fact
from tests.factories import NOON, client_for, do, home, member, open_case

pytestmark = pytest.mark.django_db


def _notified() -> Case:
    case = open_case()
    do("notification.record_sin", member(Role.NOTIFIER), case, reference="SIN-1", at="2026-11-17T10:00", partnership_told_at="2026-11-17T10:05")
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("step", ["cspr.operations.work_out.project_duties", "cspr.operations.work_out.project_grants",
                                  "cspr.operations.runner.protocol.evaluate", "cspr.operations.doing.chain.link"])
def test_a_run_that_breaks_at_any_step_leaves_nothing(step: str) -> None:
    case = open_case()
    before = (Fact.objects.count(), Duty.objects.count(), case.facts_count)
    with patch(step, side_effect=RuntimeError("broken on purpose")), pytest.raises(RuntimeError), transaction.atomic():
        do("notification.record_sin", member(Role.NOTIFIER), case, reference="SIN-1", at="2026-11-17T10:00")
    case.refresh_from_db()
    assert (Fact.objects.count(), Duty.objects.count(), case.facts_count) == before


def test_the_same_submission_twice_has_one_effect() -> None:
    case = open_case()
    first = do("notification.record_sin", member(Role.NOTIFIER), case, key="one form", reference="SIN-1", at="2026-11-17T10:00")
    count = Fact.objects.count()
    second = do("notification.record_sin", member(Role.NOTIFIER), case, key="one form", reference="SIN-1", at="2026-11-17T10:00")
    assert second.repeated and not first.repeated
    assert [f.pk for f in second.facts] == [f.pk for f in first.facts]
    assert Fact.objects.count() == count


def test_the_second_of_two_people_hears_of_the_first_and_nothing_is_recorded_twice() -> None:
    case = _notified()
    seen = seen_token(case.partnership, case)
    other = member(Role.BUSINESS_UNIT, email="other@wessmoor.example.org")
    do("rapid_review.consult_lead_professional", other, case, name_or_post="Health visitor", at="2026-11-18")
    with pytest.raises(Conflict) as conflict:
        do("rapid_review.consult_lead_professional", member(Role.BUSINESS_UNIT), case, seen=seen, name_or_post="Social worker", at="2026-11-18")
    assert "recorded" in conflict.value.changes[0]
    assert Fact.objects.filter(kind="lead_professional_consulted").count() == 1


def test_a_stale_form_keeps_what_was_typed_and_says_what_changed() -> None:
    case = _notified()
    client = client_for(member(Role.BUSINESS_UNIT))
    path = f"/cases/{case.reference}/rapid_review/consult_lead_professional/"
    client.get(path)
    seen = seen_token(case.partnership, case)
    do("rapid_review.consult_lead_professional", member(Role.BUSINESS_UNIT, email="other@wessmoor.example.org"), case,
       name_or_post="Health visitor", at="2026-11-18")
    answer = client.post(path, {"action": "continue", "seen": seen, "key": "k", "name_or_post": "The family's social worker",
                                "at_0": "18", "at_1": "11", "at_2": "2026"})
    body = answer.content.decode()
    assert "The family&#x27;s social worker" in body


def test_only_the_role_that_owes_a_step_does_it() -> None:
    case = _notified()
    with pytest.raises(Forbidden, match="Business Unit"):
        do("rapid_review.consult_lead_professional", member(Role.SUB_GROUP_CHAIR), case, name_or_post="x", at="2026-11-18")


@pytest.mark.parametrize(("at", "words"), [("2026-02-31", "exists"), ("2031-01-01", "future"), ("1066-10-14", "Check the year"), ("soon", "date")])
def test_absurd_dates_are_refused_at_their_field(at: str, words: str) -> None:
    case = _notified()
    with pytest.raises(InputFault) as fault:
        do("rapid_review.consult_lead_professional", member(Role.BUSINESS_UNIT), case, name_or_post="Health visitor", at=at)
    assert fault.value.faults[0].field == "at"
    assert words in fault.value.faults[0].message


@pytest.mark.parametrize("text", ["\x00", "a\u202eb", "x" * 201, "   "])
def test_text_that_cannot_be_kept_is_refused(text: str) -> None:
    case = _notified()
    with pytest.raises(InputFault):
        do("rapid_review.consult_lead_professional", member(Role.BUSINESS_UNIT), case, name_or_post=text, at="2026-11-18")


def test_emoji_and_right_to_left_text_are_kept_as_typed() -> None:
    case = _notified()
    done = do("rapid_review.consult_lead_professional", member(Role.BUSINESS_UNIT), case, name_or_post="🌱 رعاية", at="2026-11-18")
    assert done.facts[0].details["name_or_post"] == "🌱 رعاية"


@pytest.mark.parametrize("statement", ["UPDATE record_fact SET kind = 'x'", "DELETE FROM record_fact"])
def test_the_database_refuses_to_change_or_delete_a_fact(statement: str) -> None:
    from django.db import connection

    open_case()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", [
    "UPDATE record_fact SET details = '{\"x\": 1}' WHERE seq = 1",
    "UPDATE record_fact SET at = '2020-01-01' WHERE seq = 1",
    "DELETE FROM record_fact WHERE seq = (SELECT max(seq) FROM record_fact)",
])
def test_a_change_behind_the_services_back_is_found(statement: str) -> None:
    from django.db import connection

    _notified()
    assert verify().broken == ()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE record_fact DISABLE TRIGGER fact_append_only")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE record_fact ENABLE TRIGGER fact_append_only")
    assert verify().broken != ()


def test_duty_rows_equal_a_fresh_evaluation_after_every_step() -> None:
    case = _notified()
    do("rapid_review.consult_lead_professional", member(Role.BUSINESS_UNIT), case, name_or_post="Health visitor", at="2026-11-18")
    result = protocol.evaluate(protocol.load(case.protocol), of_case(case), on=NOON.replace(tzinfo=None), holidays=local_holidays(home()),
                               scope="case")
    wanted = {(d.id, d.for_ or "", d.due, d.done, d.state == "void") for d in result.duties if d.opened}
    assert {(d.duty, d.for_value, d.due, d.done, d.void) for d in Duty.objects.filter(case=case)} == wanted


def test_a_correction_moves_the_dates_says_so_and_keeps_the_old_entry_readable() -> None:
    case = _notified()
    told = Fact.objects.get(case=case, kind="partnership_told")
    done = do("record.correct", member(Role.BUSINESS_UNIT), case, fact=str(told.pk), at="2026-11-18T09:00",
              reason="Told by telephone the next morning.")
    assert any(m.what == "moved" and m.duty == "send-rapid-review-report" for m in done.moved)
    body = client_for(member(Role.BUSINESS_UNIT)).get(f"/cases/{case.reference}/history/").content.decode()
    assert "Told by telephone the next morning." in body and "Replaced" in body


def test_what_is_typed_survives_the_end_of_a_sign_in() -> None:
    from django.test import Client

    from cspr.steps.step import _WHO

    case = _notified()
    who = member(Role.BUSINESS_UNIT)
    client = Client()
    path = f"/cases/{case.reference}/rapid_review/consult_lead_professional/"
    sent = client.post(path, {"action": "continue", "typed_by": _WHO.sign(str(who.pk)), "name_or_post": "Typed before the end"})
    assert sent.status_code == 302 and "kept=1" in sent["Location"]
    client.post("/sign-in/", {"email": who.user.email, "password": "made-up passphrase", "next": path})
    assert "Typed before the end" in client.get(path).content.decode()


def test_the_history_is_in_the_contracts_shape() -> None:
    case = _notified()
    facts = client_for(member(Role.BUSINESS_UNIT)).get(f"/api/v1/cases/{case.reference}/facts").json()
    assert {"id", "kind", "at", "recorded_at", "by", "details", "supersedes"} == set(facts[0])
    assert protocol.read_facts(json.loads(json.dumps(facts)))
