"""Who asks is a setting of the connection: it is told when somebody is known, follows a new connection, and stays with none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from cspr.access.answering import answering, ask_as
from cspr.access.errors import Refusal
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.web.answering import AnsweringMiddleware
from tests.factories import NOON, client_for, do, home, member, open_case

TODAY: date = NOON.date()


def now_told() -> tuple[str, str, str]:
    """The role that reads, who asks and what is open, as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, coalesce(current_setting('cspr.asked', true), ''), coalesce(current_setting('cspr.at_hand', true), '')")
        role, asked, door = cursor.fetchone()
        return role, asked, door


def cases_read() -> int:
    """How many cases raw SQL finds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM record_case")
        return int(cursor.fetchone()[0])


@pytest.fixture
def one_connection(transactional_db: None) -> Iterator[None]:
    """The pool has one connection, so each that asks gets that one, once it was given back."""
    connection.close()
    connection.close_pool()
    options = connection.settings_dict["OPTIONS"]["pool"]
    most, options["max_size"] = options["max_size"], 1
    yield
    connection.close()
    connection.close_pool()
    options["max_size"] = most


@pytest.fixture
def owner() -> str:
    return str(connection.settings_dict["USER"])


@pytest.mark.django_db
def test_who_asks_ends_with_its_block_also_within_another_and_after_a_fault(owner: str) -> None:
    unit, chair = member(Role.BUSINESS_UNIT), member(Role.SUB_GROUP_CHAIR)
    with answering(unit, TODAY):
        told = now_told()
        assert told[0] == "cspr_web" and f'"member": {unit.pk},' in told[1]
        with pytest.raises(DatabaseError), answering(chair, TODAY), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert now_told() == told
        ask_as(None, TODAY)
        assert now_told() == ("cspr_web", "", "")
    assert now_told() == (owner, "", "")


@pytest.mark.django_db
def test_a_run_at_the_door_leaves_nothing_open_done_or_refused(owner: str) -> None:
    case = open_case()
    assert now_told() == (owner, "", "")
    with pytest.raises(Refusal):
        do("notification.decline", member(Role.SUB_GROUP_CHAIR), case)
    with pytest.raises(Refusal):
        do("notification.decline", member(Role.NOTIFIER), case)
    assert now_told() == (owner, "", "")


@pytest.mark.usefixtures("one_connection")
def test_a_connection_that_goes_from_one_request_to_another_through_the_pool_takes_nobody_along(owner: str) -> None:
    open_case()
    unit, stranger = member(Role.BUSINESS_UNIT), member(Role.EXECUTIVE, partnership=home("elsewhere"))
    found: list[tuple[str, int, int | None]] = []

    def request(who: Member | None, *, breaks: bool = False) -> None:
        """One thread's request; where it breaks, nothing tidies up after it, as where a thread is killed."""
        if breaks:
            answering(who, TODAY).__enter__()
            found.append(("broken", cases_read(), connection.connection.info.backend_pid))
        else:
            with answering(who, TODAY):
                found.append((who.role if who else "", cases_read(), connection.connection.info.backend_pid))
        connections.close_all()

    def looks() -> None:
        found.append((str(now_told()), cases_read(), connection.connection.info.backend_pid))
        connections.close_all()

    connection.close()
    for target in (partial(request, unit, breaks=True), looks, partial(request, stranger), partial(request, None), partial(request, unit)):
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    assert len({pid for *_, pid in found}) == 1, "the same connection served them all"
    assert [(who, n) for who, n, _ in found] == [("broken", 1), (str((owner, "", "")), 1), (Role.EXECUTIVE, 0), ("", 0), (Role.BUSINESS_UNIT, 1)]


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_on_few_connections_see_each_its_own() -> None:
    open_case()
    unit, stranger = member(Role.BUSINESS_UNIT), member(Role.BUSINESS_UNIT, partnership=home("elsewhere"))
    wrong: list[str] = []

    def many(who: Member, expected: int) -> None:
        for _ in range(40):
            with answering(who, TODAY):
                seen = cases_read()
            if seen != expected:
                wrong.append(f"{who} {seen}")
            connection.close()

    threads = [threading.Thread(target=many, args=(unit, 1) if n % 2 else (stranger, 0)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_opened_anew_in_the_middle_of_a_request_is_told_too() -> None:
    open_case()
    with answering(member(Role.BUSINESS_UNIT), TODAY):
        connection.close()
        assert now_told()[0] == "cspr_web" and cases_read() == 1


@pytest.mark.django_db
def test_raw_sql_on_the_connection_of_a_page_finds_what_its_reader_may_know_of(rf: RequestFactory, owner: str) -> None:
    case = open_case()
    found: dict[Any, tuple[int, int]] = {}

    def page(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT (SELECT count(*) FROM record_case WHERE reference = %s OR true), (SELECT count(*) FROM record_fact "
                           "WHERE case_id IS NOT NULL)", [case.reference])
            found[request.member] = cursor.fetchone()
        return HttpResponse()

    people = (member(Role.BUSINESS_UNIT), member(Role.AGENCY_LEAD, "hospital"), member(Role.BUSINESS_UNIT, partnership=home("elsewhere")), None)
    for who in people:
        request = rf.get("/")
        request.member = who
        AnsweringMiddleware(page)(request)
    facts = Case.objects.get().facts_count
    assert found == {people[0]: (1, facts), people[1]: (0, 0), people[2]: (0, 0), None: (0, 0)}
    assert now_told() == (owner, "", "")


@pytest.mark.django_db
def test_pages_and_the_api_answer_under_the_webs_role(monkeypatch: pytest.MonkeyPatch, owner: str) -> None:
    case, roles = open_case(), []
    real = Case.__init__

    def noting(self: Case, *args: Any, **kwargs: Any) -> None:
        real(self, *args, **kwargs)
        roles.append(now_told()[0])

    monkeypatch.setattr(Case, "__init__", noting)
    client = client_for(member(Role.BUSINESS_UNIT))
    assert case.reference in client.get("/cases/").content.decode()
    assert client.get(f"/api/v1/cases/{case.reference}").status_code == 200
    assert set(roles) == {"cspr_web"}
    assert now_told() == (owner, "", "")
