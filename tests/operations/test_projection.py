"""After every operation the rows of duties, grants and stage are those of a whole evaluation, though only a part of it was done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from cspr import protocol
from cspr.access.models import Grant
from cspr.operations import Refusal, run, runner
from cspr.operations.doing import Doing
from cspr.operations.project import Moved, stage_of
from cspr.partnership.models import Holiday, Member
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON, local_holidays, of_case
from cspr.record.models import Case, Duty, Fact
from cspr.web.demo import cases, people
from cspr.web.demo.walk import Walk
from tests.factories import NOON, do, home, member, open_case

pytestmark = pytest.mark.django_db
WHOLE_FINISH = runner.finish


def rows_of(case: Case) -> dict[str, Any]:
    """What is written of a case."""
    duties = Duty.objects.filter(case=case)
    return {
        "stage": Case.objects.get(pk=case.pk).stage,
        "duties": sorted((d.duty, d.for_value, d.title, d.owner, d.holder, tuple(d.clauses), d.opened, str(d.window_from), str(d.due), str(d.done),
                          d.void, d.why) for d in duties),
        "grants": sorted((g.rule, g.role, g.who, g.scope, g.since, str(g.until)) for g in Grant.objects.filter(case=case)),
    }


def worked_out(case: Case, now: Any) -> dict[str, Any]:
    """What a whole evaluation of all its facts says."""
    facts = of_case(case)
    on = max([now.astimezone(LONDON).replace(tzinfo=None), *(f.order()[0] for f in facts)])
    result = protocol.evaluate(protocol.load(case.protocol), facts, on, local_holidays(case.partnership), scope="case")
    grants = {(a.id, a.role, who, a.scope, a.since, str(a.until)) for a in result.access
              for who in (case.authorities if a.role == "local_authority" and not a.for_ else [a.for_ or ""])}
    return {
        "stage": stage_of(result),
        "duties": sorted((d.id, d.for_ or "", d.title, d.owner, d.holder or "", d.clauses, d.opened, str(d.from_), str(d.due), str(d.done),
                          d.state == "void", d.why) for d in result.duties if d.opened),
        "grants": sorted(grants),
    }


def test_through_every_state_of_a_case_and_every_correction_the_rows_are_those_of_a_whole_evaluation() -> None:
    """The demo's finished case and two that ended early, then each kind of entry in them corrected and taken back."""
    compared: list[str] = []

    def finish(do: Doing, **more: Any) -> list[Moved]:
        moved = WHOLE_FINISH(do, **more)
        if do.case is not None:
            assert rows_of(do.case) == worked_out(do.case, do.now), do.op.name
            compared.append(do.op.name)
        return moved

    with patch.object(runner, "finish", finish):
        place = people.make(NOON.date())
        for make in (cases._finished, cases._withdrawn, cases._declined):
            make(Walk(place, date(2025, 11, 11), "infant, seriously harmed", [{"name": "Rowan Thistle", "born": "2025-02-11"}]))
        assert len(set(compared)) > 40
        unit = Member.objects.select_related("user", "partnership").filter(role=Role.BUSINESS_UNIT)[0]
        done: set[str] = set()
        for fact in Fact.objects.filter(partnership=place, case__isnull=False).exclude(details={}).select_related("case").order_by("-seq", "pk"):
            if fact.kind in done:
                continue
            given: dict[str, Any] = {"fact": str(fact.pk), "reason": "Recorded a day too late."}
            before = len(compared)
            try:
                day = date.fromisoformat(fact.at[:10]) - timedelta(days=1)
                run("record.correct", unit, {**given, "at": day.isoformat()}, case=fact.case.reference, now=NOON)
                newest = Fact.objects.filter(case=fact.case).order_by("-seq")[0]
                run("record.take_back", unit, {**given, "fact": str(newest.pk)}, case=fact.case.reference, now=NOON)
            except Refusal:
                continue
            done.add(fact.kind)
            assert len(compared) == before + 2
    assert len(done) > 20


def test_a_holiday_added_is_counted_by_the_next_operation_whatever_that_is() -> None:
    case = open_case()
    due = Duty.objects.get(case=case, duty="notify-panel").due
    assert due is not None
    Holiday.objects.create(partnership=home(), on=due, name="A day of mourning", source="Made up")
    done = do("learning.disseminate", member(Role.BUSINESS_UNIT), case, to="School nurses", at="2026-11-18")
    assert any(m.duty == "notify-panel" and m.what == "moved" for m in done.moved)
    assert rows_of(case) == worked_out(case, NOON)


def test_a_case_of_another_edition_of_the_protocol_is_worked_out_anew() -> None:
    case = open_case()
    Duty.objects.filter(case=case).update(title="As an earlier version worded it")
    Case.objects.filter(pk=case.pk).update(worked_with="an earlier edition")
    do("learning.disseminate", member(Role.BUSINESS_UNIT), case, to="School nurses", at="2026-11-18")
    assert rows_of(case) == worked_out(case, NOON)


def test_another_authority_on_the_case_sees_it_at_once() -> None:
    case = open_case()
    do("notification.add_authority", member(Role.NOTIFIER), case, agency="housing", why="The family moved.")
    case.refresh_from_db()
    assert "housing" in {g.who for g in Grant.objects.filter(case=case)}
    assert rows_of(case) == worked_out(case, NOON)


def test_a_return_laid_to_the_wrong_agency_and_put_right_leaves_every_agencys_duty_as_it_is() -> None:
    case, unit, day = open_case(at="2026-11-16"), member(Role.BUSINESS_UNIT), {"at": "2026-11-18"}
    do("notification.record_sin", member(Role.NOTIFIER), case, reference="SIN-1", at="2026-11-17", partnership_told_at="2026-11-17")
    do("rapid_review.request_information", unit, case, agencies=["gp", "school", "police"], due="2026-11-19", **day)
    returned = {"nil": True, "nil_reason": "Not known.", "conversations_held": True, "desktop_review_done": True, **day}
    wrong = do("rapid_review.submit_return", unit, case, agency="gp", **returned).facts[0]
    do("record.correct", unit, case, fact=str(wrong.pk), reason="It was the school's.", details={"agency": "school"}, **day)
    for agency in ("police", "gp"):
        do("rapid_review.submit_return", unit, case, agency=agency, **{**returned, "change_note": "Now its own."})
        assert rows_of(case) == worked_out(case, NOON)
    assert set(Duty.objects.filter(case=case, duty="return-information", done__isnull=False).values_list("for_value", flat=True)) == {
        "gp", "school", "police"}


def test_an_operation_on_a_long_case_reads_only_the_kinds_it_needs() -> None:
    case = open_case()
    for n in range(5):
        do("learning.disseminate", member(Role.BUSINESS_UNIT), case, to=f"Team {n}", at="2026-11-18")
    asked: list[set[str] | None] = []

    def read(case: Case, kinds: set[str] | None = None, about: tuple[str, str] | None = None) -> tuple[protocol.Fact, ...]:
        asked.append(kinds)
        return of_case(case, kinds, about)

    with patch("cspr.operations.doing.of_case", read):
        do("rapid_review.consult_lead_professional", member(Role.BUSINESS_UNIT), case, name_or_post="Health visitor", at="2026-11-18")
    assert len(asked) == 1 and asked[0] is not None
    assert "lead_professional_consulted" in asked[0] and "learning_disseminated" not in asked[0]
