"""A case goes by two people's word; nothing of it is left anywhere but its shell, its chain and its certificate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cspr.access.audit import verify
from cspr.access.models import Looked
from cspr.operations import Forbidden, InputFault, NotHere
from cspr.operations.work_out import catch_up
from cspr.partnership.roles import Role
from cspr.record.models import Case, Document, Draft, Fact
from cspr.services.people.models import Person
from cspr.web.demo.walk import NARRATIVE, Walk
from tests.factories import client_for
from tests.services.retention.given import CHECKS, CHILD, LATER, closed, disposed, do, finished, set_period, unit

pytestmark = pytest.mark.django_db


def texts(value: Any) -> Iterator[str]:
    """Every text within."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def typed_into(case: Case) -> set[str]:
    """Every name and every sentence that somebody gave for it, wherever it stands."""
    said = {case.about}
    for fact in case.facts.all():
        said |= {fact.reason, *(t for t in texts(fact.details) if " " in t)}
    for document in case.documents.all():
        said |= {t for t in texts(document.body) if " " in t}
    for person in Person.objects.filter(case=case):
        said |= {person.name, person.address, person.school, person.note, *person.aliases}
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, present FROM chronology_entry WHERE case_id = %s", [case.pk])
        said |= {t for row in cursor.fetchall() for t in row}
    return {s.strip() for s in said if len(s.strip()) > 5}


def columns() -> list[tuple[str, str]]:
    """Every column of every table that can hold a word, as the catalogue of the database says."""
    with connection.cursor() as cursor:
        cursor.execute("""SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
            AND (t.typcategory = 'S' OR e.typcategory = 'S' OR t.typname IN ('json', 'jsonb', 'bytea', 'xml', 'tsvector', 'hstore'))""")
        return [(table, column) for table, column in cursor.fetchall()]


def found(words: set[str]) -> list[tuple[str, str, str]]:
    """Where any of these stands in the database: table, column, word. Bytes are read as text as far as they are any."""
    hits = []
    with connection.cursor() as cursor:
        for table, column in columns():
            cursor.execute(f"""SELECT CASE WHEN pg_typeof("{column}") = 'bytea'::regtype THEN encode(("{column}"::text)::bytea, 'escape')
                ELSE "{column}"::text END FROM "{table}" WHERE "{column}" IS NOT NULL""")  # noqa: S608 - names from the catalogue
            everything = "\n".join(row[0] for row in cursor.fetchall())
            everything += "\n" + re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), everything)
            hits += [(table, column, word) for word in words if word in everything]
    return hits


@pytest.fixture
def walk() -> Walk:
    """The finished case, with something of every kind that a person leaves behind in it."""
    made = finished()
    who = unit(made.case)
    made.look("Overview", who, 3)
    Draft.objects.create(member=who, case=made.case, step="made.up", data={"typed": "who=Thistle+family"}, saved_at=LATER)
    return made


def test_no_name_and_no_sentence_survives_and_the_chain_still_verifies(walk: Walk) -> None:
    case = walk.case
    words = typed_into(case) | {CHILD, "Thistle", NARRATIVE}
    assert len(words) > 100 and {CHILD, "Thistle"} <= {word for _, _, word in found(words)}
    heads = list(Fact.objects.filter(case=case).order_by("seq").values_list("hash", flat=True))
    gone = disposed(case)
    # What the partnership's own pages and its standing words say in every case is no word of this one.
    ours = typed_into_everything_else(case)
    assert [hit for hit in found(words) if hit[2] not in ours] == []
    assert verify().broken == ()
    kept = list(Fact.objects.filter(case=gone).order_by("seq"))
    assert [f.hash for f in kept][:len(heads)] == heads and kept[-1].kind == "case_disposed"
    assert {(str(f.details), f.salt) for f in kept[:-1]} == {("{}", "")}
    assert (gone.about, gone.stage, gone.authorities, gone.disposed_at) == ("", "", [], LATER)
    assert [d.kind for d in Document.objects.filter(case=gone)] == ["disposal_certificate"]
    assert Looked.objects.filter(case=gone).exists()


def typed_into_everything_else(case: Case) -> set[str]:
    """Sentences of the service and of the partnership itself: in facts of no case, in protocols, in the names of roles and agencies."""
    said = {t for fact in Fact.objects.filter(case=None) for t in texts(fact.details)}
    with connection.cursor() as cursor:
        for statement in ("SELECT name FROM partnership_user", "SELECT name FROM partnership_agency", "SELECT name FROM partnership_contact",
                          "SELECT post FROM partnership_contact", "SELECT deputy_name FROM partnership_contact"):
            cursor.execute(statement)
            said |= {row[0] for row in cursor.fetchall()}
    certificate = Document.objects.filter(case=case, kind="disposal_certificate").first()
    return said | set(texts(certificate.body if certificate else {}))


def test_a_disposed_case_shows_its_certificate_to_the_unit_and_the_auditor_and_is_not_there_for_others(walk: Walk) -> None:
    case = walk.case
    chair, auditor = walk.who(Role.SUB_GROUP_CHAIR), walk.who(Role.AUDITOR)
    assert client_for(chair).get(f"/cases/{case.reference}/").status_code == 200
    disposed(case)
    for who in (unit(case), auditor):
        client = client_for(who)
        page = client.get(f"/cases/{case.reference}/", follow=True).content.decode()
        assert "Certificate of disposal" in page and "Maud Ellison" in page and "Idris Penhale" in page and "75 years" in page
        assert client.get(f"/cases/{case.reference}/retention/certificate/")["Content-Type"] == "application/pdf"
        assert case.reference in client.get("/cases/").content.decode()
        for rest in ("history/", "people/", "chronology/", "documents/", "rapid_review/", "learning/"):
            assert client.get(f"/cases/{case.reference}/{rest}").status_code == 404, rest
    client = client_for(chair)
    assert client.get(f"/cases/{case.reference}/").status_code == 404 and case.reference not in client.get("/cases/").content.decode()
    assert client_for(unit(case)).get("/learning/figures/").status_code == 200
    assert catch_up(case.partnership, LATER, "made up") >= 0 and not case.duties.exists()


def test_nothing_more_is_recorded_in_a_disposed_case() -> None:
    case = disposed(closed())
    with pytest.raises(InputFault, match="disposed of"):
        do("place_hold", unit(case), case, asked_by="A court", reasons="Too late.")
    with pytest.raises(NotHere):
        do("confirm_disposal", unit(Case.objects.get(pk=case.pk)), None, reference=case.reference)


def test_one_person_alone_cannot_dispose_of_a_case() -> None:
    case = closed()
    set_period(unit(case))
    do("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")
    with pytest.raises(Forbidden, match="Another person"):
        do("confirm_disposal", unit(case), case, reference=case.reference)
    with pytest.raises(InputFault, match="not the reference"):
        do("confirm_disposal", unit(case, 1), case, reference="WS-2020-0001")
    assert Case.objects.get(pk=case.pk).disposed_at is None and Person.objects.filter(case=case).exists()


def test_a_proposal_falls_with_whatever_is_recorded_after_it() -> None:
    case = closed()
    set_period(unit(case))
    do("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")
    do("keep_longer", unit(case), case, until="2120-01-01", reasons="A brother is still a child.")
    with pytest.raises(InputFault, match="kept until 1 January 2120"):
        do("confirm_disposal", unit(case, 1), case, reference=case.reference)


def test_a_declined_proposal_can_be_made_again() -> None:
    case = closed()
    set_period(unit(case))
    for _ in range(2):
        do("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")
        do("decline_disposal", unit(case, 1), case, reasons="Somebody is still to be asked.")
    with pytest.raises(InputFault, match="No proposal waits"):
        do("confirm_disposal", unit(case, 1), case, reference=case.reference)


def test_everything_has_to_be_looked_at_before_it_is_proposed() -> None:
    case = closed()
    set_period(unit(case))
    with pytest.raises(InputFault, match="Not looked at yet"):
        do("propose_disposal", unit(case), case, checks=CHECKS[1:], reasons="Looked through.")


def refused(statement: str, *values: Any) -> bool:
    """Whether the database itself refuses it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return "append-only" in str(error) or "no disposal" in str(error)
    return False


def test_the_database_disposes_of_nothing_that_was_not_confirmed_by_another_person() -> None:
    case = closed()
    empty = "UPDATE record_fact SET details = '{}', salt = '', reason = '' WHERE case_id = %s"
    assert refused("SELECT record_dispose(%s, now())", case.pk)
    assert refused(empty, case.pk) and refused("DELETE FROM record_document WHERE case_id = %s", case.pk)
    set_period(unit(case))
    do("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")
    assert refused("SELECT record_dispose(%s, now())", case.pk) and refused(empty, case.pk)
    do("confirm_disposal", unit(case, 1), case, reference=case.reference)
    assert refused("SELECT record_dispose(%s, now())", case.pk), "a second time"
    assert refused("UPDATE record_fact SET kind = 'made_up' WHERE case_id = %s", case.pk)
    assert refused("DELETE FROM record_fact WHERE case_id = %s", case.pk)
    assert refused("DELETE FROM record_document WHERE case_id = %s", case.pk), "the certificate stays"
    assert refused("UPDATE record_fact SET details = '{}', salt = '' WHERE case_id = %s AND kind = 'case_disposed'", case.pk)


def test_details_emptied_without_a_disposal_break_the_chain() -> None:
    case = closed()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE record_fact DISABLE TRIGGER fact_append_only")
        cursor.execute("UPDATE record_fact SET details = '{}', salt = '', reason = '' WHERE case_id = %s AND seq = 2", [case.pk])
    assert verify().broken == (f"case {case.reference}: entry 2 has other details than were recorded",)


def test_a_failure_in_the_middle_leaves_the_case_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    case = closed()
    set_period(unit(case))
    do("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")
    before = Fact.objects.count()

    def broken(*_: Any) -> None:
        raise RuntimeError("made up")

    monkeypatch.setattr("cspr.record.disposal.remove_with_case", broken)
    with pytest.raises(RuntimeError):
        do("confirm_disposal", unit(case, 1), case, reference=case.reference)
    assert (Fact.objects.count(), Case.objects.get(pk=case.pk).disposed_at, verify().broken) == (before, None, ())
