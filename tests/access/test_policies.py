"""Beneath the access code the database keeps the same rule: what raw SQL reads and writes under each role, for each person (ADR 0110)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from cspr.access.answering import answering, at_the_door, open_case, whole
from cspr.access.emergencies import emergencies_of, emergencies_told, for_emergency
from cspr.access.enforcing import enforce
from cspr.access.models import Bar, Glass, Looked, Restriction
from cspr.access.policies import REACHES, THE_OWNERS, WEB, WORKER, WRITTEN_FOR_THEM, WRITTEN_ONCE
from cspr.access.reads import rooms_of, visible_cases
from cspr.partnership.models import Member
from cspr.record.models import Case, Draft, SharedDraft, Submission
from tests.access.given import World, world
from tests.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LATER = TODAY + timedelta(days=4000)  # Every grant that ends has ended.
MINE = ("record_draft", "record_staged", "record_submission")
OF_THE_PARTNERSHIP = ("mail_letter", "chronology_remembered")
OF_A_CASE = sorted(REACHES.keys() - {*MINE, *OF_THE_PARTNERSHIP})
CASE = {"record_case": "id"}
NOT_IN_IT = ("access_bar", "record_shift", "record_shareddraft", "access_lookhead", "reading_flag")  # The world has no row of these.


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of the access matrix, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = world()
        for person in (*found.people.values(), *found.elsewhere.values()):
            Draft.objects.create(member=person, case=found.case, step="made up", data={}, saved_at=NOON)
            Submission.objects.create(member=person, case=found.case, key=f"{person.pk}", operation="made up", said="", at=NOON)
        Looked.objects.create(partnership=found.case.partnership, case=found.case, member=found.people["U"], at=NOON, what="made up")
        mine = {"case": found.case, "partnership": found.case.partnership, "since": NOON}
        Glass.objects.create(**mine, number=1, member=found.people["L"], until=NOON + timedelta(hours=4), told=[found.people["E"].pk])
        Restriction.objects.create(**mine, kind="entry", item=found.desk["entry"], users=[found.people["C"].user_id])
        connection.check_constraints()
        yield found
        transaction.set_rollback(True)


def rows(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Whatever a statement gives; what was done is undone where it is refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def by_case(table: str) -> dict[int | None, int]:
    """How many rows of a table there are for whoever asks, by case."""
    column = CASE.get(table, "case_id")
    return dict(rows(f"SELECT {column}, count(*) FROM {table} GROUP BY 1"))  # noqa: S608


def homes() -> dict[int, int]:
    return dict(Case.objects.values_list("pk", "partnership"))


def own(table: str, member: Member) -> int:
    """How many rows of no case a table has for a member's partnership."""
    if table == "record_case" or not rows("SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'partnership_id'", table):
        return 0
    return int(rows(f"SELECT count(*) FROM {table} WHERE case_id IS NULL AND partnership_id = %s", member.partnership_id)[0][0])  # noqa: S608


def people_of(made: World) -> dict[str, Member]:
    return {**made.people, **{f"{letter} elsewhere": m for letter, m in made.elsewhere.items()}}


# Of what agencies write: the column that says whose a row is, and which rows are such ones.
OF_AN_AGENCY = {
    **dict.fromkeys(("chronology_import", "chronology_entry", "chronology_problem"), ("agency", "true")),
    **dict.fromkeys(("chronology_link", "chronology_note"), ("''", "true")), "record_shareddraft": ("holder", "true"),
    "record_file": ("for_value", "purpose IN ('return', 'chronology')"),
    "record_document": ("for_value", "kind IN ('return', 'return_for_approval') OR kind LIKE 'chronology\\_%%'"),
}
TO_THE_AUDITOR = {"record_case", "access_grant", "access_bar", "access_looked", "access_glass", "access_restriction"}


def open_to(member: Member, case: Case, table: str, on: date) -> int:
    """How many rows of a case that is a member's to know of are open to them, as the rooms of the access code have it."""
    rooms = rooms_of(member, case, on)
    if rooms == {"log"} and table not in TO_THE_AUDITOR:
        return 0
    column, which = OF_AN_AGENCY.get(table, ("", "false"))
    if rooms & {"returns", "chronology", "pack"} or not column:
        which = "false"
    own = member.who if member.protocol_role == "agency" else None
    return int(rows(f"SELECT count(*) FROM {table} WHERE {CASE.get(table, 'case_id')} = %s AND (NOT ({which}) OR {column or 'NULL'} = %s)",  # noqa: S608
                    case.pk, own)[0][0])


@pytest.mark.clause("H2", "D11")
@pytest.mark.parametrize("barred", [False, True], ids=["in it or not", "barred"])
@pytest.mark.parametrize("on", [TODAY, LATER], ids=["now", "when what ends has ended"])
def test_raw_sql_reads_of_each_table_what_the_access_code_lets_each_person_know_of(made: World, on: date, barred: bool) -> None:
    there = {table: by_case(table) for table in OF_A_CASE}
    assert [t for t in OF_A_CASE if not there[t].get(made.case.pk) and t not in NOT_IN_IT] == []
    with transaction.atomic():
        if barred:
            Bar.objects.bulk_create([Bar(case=made.case, user=m.user, since=NOON) for m in people_of(made).values()])
            there["access_bar"] = by_case("access_bar")
        print(f"\nrows that raw SQL reads on {on}{', all barred from the case' if barred else ''}, of", sum(sum(t.values()) for t in there.values()))
        for who, member in people_of(made).items():
            cases = list(visible_cases(member, on))
            sight = {case.pk for case in cases}
            assert not (barred and made.case.pk in sight)
            expected = {table: {None: own(table, member), **{c.pk: open_to(member, c, table, on) for c in cases}} for table in OF_A_CASE}
            with answering(member, on):
                found = {table: by_case(table) for table in OF_A_CASE}
            print(f"  {who:12} {member.role:22} {sum(sum(t.values()) for t in found.values()):6} in {len(sight)} cases")
            for table in OF_A_CASE:
                right = {case: n for case, n in expected[table].items() if n}
                assert found[table] == right, (who, table)
        transaction.set_rollback(True)


@pytest.mark.clause("D11")
def test_a_case_opened_in_an_emergency_is_there_as_far_as_that_opens_it_and_for_as_long(made: World) -> None:
    lead, case = made.people["L"], made.unshared
    opened = Glass.objects.create(case=case, partnership=case.partnership, number=1, member=lead, since=NOON, until=NOON + timedelta(hours=4),
                                  told=[made.people["E"].pk])
    SharedDraft.objects.create(case=case, holder="school", step="made up", version=1, typed={}, author=made.people["A"], at=NOON)
    with answering(None, TODAY):  # As a request asks, before anybody is known to the database.
        assert case.pk in emergencies_of(lead, NOON) and case.pk not in emergencies_of(lead, NOON + timedelta(hours=5))
    with answering(made.people["E"], TODAY):
        assert opened in emergencies_told(made.people["E"])
        assert rows("SELECT 1 FROM record_case WHERE id = %s", case.pk) == []
    for letter, whole_of_it in (("L", False), ("P", True)):
        who = Member.objects.get(pk=made.people[letter].pk)
        with answering(who, TODAY):
            before = rows("SELECT id FROM record_case WHERE id = %s", case.pk)
        who.emergencies = frozenset({case.pk})
        with answering(who, TODAY):
            assert (before, rows("SELECT id FROM record_case WHERE id = %s", case.pk)) == ([], [(case.pk,)])
            assert rows("SELECT 1 FROM record_fact WHERE case_id = %s", case.pk)
            assert bool(rows("SELECT 1 FROM record_shareddraft WHERE case_id = %s", case.pk)) is whole_of_it
    with answering(made.people["N"], TODAY), at_the_door():
        assert for_emergency(made.people["N"], case.reference) == (case, False)
        assert rows("SELECT id FROM record_case WHERE id = %s", case.pk), "its run may write there now"


@pytest.mark.clause("H2")
def test_who_is_nobody_or_not_said_reads_nothing_of_any_table(made: World) -> None:
    with answering(None, TODAY):
        assert {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in REACHES} == dict.fromkeys(REACHES, 0)  # noqa: S608


@pytest.mark.parametrize("table", MINE)
def test_what_is_typed_and_not_sent_is_its_writers_alone(made: World, table: str) -> None:
    for member in people_of(made).values():
        expected = Case.objects.none() if table == "record_staged" else visible_cases(member, TODAY)
        with answering(member, TODAY):
            assert {m for (m,) in rows(f"SELECT DISTINCT member_id FROM {table}")} <= {member.pk}  # noqa: S608
            if table == "record_draft":
                assert bool(rows("SELECT 1 FROM record_draft WHERE case_id = %s", made.case.pk)) == expected.filter(pk=made.case.pk).exists()


def test_what_is_of_no_case_stays_in_its_partnership(made: World) -> None:
    for member in (made.people["U"], made.elsewhere["U"]):
        for table in OF_THE_PARTNERSHIP:
            with answering(member, TODAY):
                assert {p for (p,) in rows(f"SELECT DISTINCT partnership_id FROM {table}")} <= {member.partnership_id}  # noqa: S608
    assert rows("SELECT 1 FROM mail_letter WHERE partnership_id = %s", made.people["U"].partnership_id), "there is something to see"


def test_a_row_of_a_case_that_is_not_ones_own_can_be_neither_written_nor_changed_nor_locked(made: World) -> None:
    stranger = made.people["K"]
    with answering(stranger, TODAY):
        assert rows("UPDATE record_case SET about = 'seen' WHERE id = %s RETURNING id", made.case.pk) == []
        assert rows("DELETE FROM record_duty WHERE case_id = %s RETURNING id", made.case.pk) == []
        assert rows("SELECT id FROM record_case WHERE id = %s FOR NO KEY UPDATE", made.case.pk) == []
        with pytest.raises(DatabaseError, match="row-level security"):
            rows("INSERT INTO record_shift (case_id, at, why, moves) VALUES (%s, now(), '', '[]')", made.case.pk)
        with pytest.raises(DatabaseError, match="row-level security"):
            rows("INSERT INTO access_grant (partnership_id, case_id, rule, role, who, scope, since) VALUES (%s, %s, 'x', 'x', '', 'case', now())",
                 stranger.partnership_id, made.case.pk)


def test_the_door_opens_the_one_case_and_shuts_it_again(made: World) -> None:
    stranger = made.people["K"]
    with answering(stranger, TODAY):
        with at_the_door():
            open_case(made.case.pk)
            assert rows("SELECT id FROM record_case") == [(made.case.pk,)]
            assert {c for (c,) in rows("SELECT DISTINCT case_id FROM record_fact WHERE case_id IS NOT NULL")} == {made.case.pk}
        assert rows("SELECT id FROM record_case") == []
        with whole(stranger.partnership_id):
            assert {c for (c,) in rows("SELECT id FROM record_case")} == {pk for pk, home in homes().items() if home == stranger.partnership_id}
        assert rows("SELECT id FROM record_case") == []


@pytest.mark.parametrize("forge", [
    "SELECT set_config('cspr.asked', replace(current_setting('cspr.asked'), '\"standing\": false', '\"standing\": true'), false)",
    "SELECT set_config('cspr.at_hand', current_setting('cspr.asked'), false)",  # Signed, but for another purpose.
    "SELECT set_config('cspr.at_hand', '1 4', false)",
], ids=["changed", "moved", "unsigned"])
def test_a_setting_that_the_service_did_not_sign_is_refused_and_not_believed(made: World, forge: str) -> None:
    with answering(made.people["K"], TODAY), pytest.raises(DatabaseError, match="was not signed by the service"), transaction.atomic():
        rows(forge)
        rows("SELECT FROM record_case")


@pytest.mark.parametrize("listed", ["{1,2,3,4,5,6,7,8,9}", "f" * 64 + "{1,2,3,4,5,6,7,8,9}"])
def test_a_list_of_cases_that_the_database_did_not_sign_is_made_anew(made: World, listed: str) -> None:
    with answering(made.people["K"], TODAY):
        rows("SELECT set_config('cspr.listed_1', %s, false)", listed)
        assert rows("SELECT id FROM record_case") == []
    with answering(made.people["C"], TODAY):
        assert rows("SELECT id FROM record_case") == [(made.case.pk,)]
        [(theirs,)] = rows("SELECT current_setting('cspr.listed_1')")
    with answering(made.people["K"], TODAY):
        rows("SELECT set_config('cspr.listed_1', %s, false)", theirs)
        assert rows("SELECT id FROM record_case") == [], "signed for somebody else"


def test_a_setting_signed_for_one_connection_is_worth_nothing_on_another(made: World) -> None:
    with answering(made.people["U"], TODAY):
        [(taken,)] = rows("SELECT current_setting('cspr.asked')")
    with logged_in(WEB) as other, pytest.raises(psycopg.Error, match="was not signed by the service"):
        other.execute("SELECT set_config('cspr.asked', %s, false)", [taken])
        other.execute("SELECT public.cspr_said('cspr.asked')")


def logged_in(role: str) -> psycopg.Connection[Any]:
    """A connection of its own to the tests' database, as a role of the service would sign in."""
    given = connection.settings_dict
    return psycopg.connect(f"host={given['HOST']} port={given['PORT'] or 5432} dbname={given['NAME']} user={role}", autocommit=True)


REFUSED = [
    "UPDATE record_fact SET reason = ''", "DELETE FROM record_fact", "UPDATE record_document SET body = '{}'", "DELETE FROM access_looked",
    "UPDATE record_seal SET entries = 0", "TRUNCATE record_case CASCADE", "TRUNCATE record_fact CASCADE", "CREATE TABLE mine (a int)",
    "CREATE TEMP TABLE mine (a int)", "CREATE SCHEMA mine", "SELECT * FROM access_key", "ALTER TABLE record_case DISABLE ROW LEVEL SECURITY",
    "DROP POLICY need_to_know ON record_case", "ALTER TABLE record_fact DISABLE TRIGGER ALL", "SET ROLE postgres", "CREATE ROLE mine",
    "SET SESSION AUTHORIZATION postgres", "SET session_replication_role = replica", "SELECT * FROM pg_authid", "DELETE FROM django_migrations",
    "SELECT public.cspr_signature('cspr.asked', '{}')",
    "CREATE OR REPLACE FUNCTION public.cspr_asked(word text) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
]


@pytest.mark.parametrize("role", [WEB, WORKER])
@pytest.mark.parametrize("statement", REFUSED)
def test_the_services_own_roles_may_not(role: str, statement: str) -> None:
    with logged_in(role) as there, pytest.raises(psycopg.Error, match="permission denied|must be owner|already exists"):
        there.execute(statement)


def test_the_webs_role_cannot_become_another_nor_look_past_the_policies() -> None:
    with logged_in(WEB) as there:
        for statement in ("SET ROLE cspr_worker", "SET row_security = off; SELECT * FROM record_case"):
            with pytest.raises(psycopg.Error, match="permission denied|would be affected"):
                there.execute(statement)
        assert there.execute("SELECT count(*) FROM record_case").fetchone() == (0,)


def test_every_table_is_granted_as_declared_and_the_owners_functions_look_nowhere_else() -> None:
    granted = {(t, r) for t, r, in rows("SELECT table_name, grantee FROM information_schema.table_privileges WHERE table_schema = 'public' "
                                        "AND grantee IN (%s, %s) AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')", WEB, WORKER)}
    assert not {t for t, _ in granted} & {*WRITTEN_ONCE, *WRITTEN_FOR_THEM, *THE_OWNERS}
    assert rows("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND proconfig IS NULL") == []
    assert rows("SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) AND rolname IN (%s, %s)",
                WEB, WORKER) == []


def test_a_table_whose_policies_lie_as_declared_is_left_alone() -> None:
    before = rows("SELECT oid FROM pg_policy ORDER BY 1")
    enforce()
    assert rows("SELECT oid FROM pg_policy ORDER BY 1") == before and len(before) == 2 * len(REACHES)
    rows("DROP POLICY need_to_know ON record_fact")
    rows("ALTER TABLE record_file DISABLE ROW LEVEL SECURITY")
    enforce()
    assert {t for (t,) in rows("SELECT relname FROM pg_class WHERE relrowsecurity")} == REACHES.keys()
    assert rows("SELECT polname FROM pg_policy WHERE polrelid = 'record_fact'::regclass ORDER BY 1") == [
        ("need_to_know",), ("the_workers",)]


def test_the_worker_reads_every_case_and_for_a_person_what_is_theirs(made: World) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {WORKER}")
        assert by_case("record_case").keys() == homes().keys()
        transaction.set_rollback(True)
    with logged_in(WORKER) as there:
        assert there.execute("SELECT set_config('role', %s, false)", [WEB]).fetchone() == (WEB,)
        assert there.execute("SELECT count(*) FROM record_fact").fetchone() == (0,)
