"""Every page and every operation × every role × in the case, not in it, barred. Made from the URL list and the register."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from cspr.access.models import Bar
from cspr.operations import registry
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.models import Case, Fact
from cspr.web.demo import cases, people
from tests.factories import NOON, client_for, home, member

pytestmark = pytest.mark.django_db


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


def _case_addresses(case: Case) -> list[str]:
    """Every address below cases/<reference>/, its further parts filled with a word that names nothing in particular."""
    found = []
    for route, pattern in _patterns(get_resolver()):
        if not route.startswith("cases/<str:reference>/") or route.startswith("api/"):
            continue
        address = "/" + route.replace("<str:reference>", case.reference)
        for name, converter in pattern.pattern.converters.items():
            tag = f"<{'int' if type(converter).__name__ == 'IntConverter' else 'str'}:{name}>"
            address = address.replace(tag, "1").replace(f"<slug:{name}>", "police").replace(f"<uuid:{name}>", "0" * 8 + "-0000-0000-0000-" + "0" * 12)
        if "<" not in address:
            found.append(address)
    return found


def _without_token(page: str) -> str:
    """The page without its form tokens, which differ at each answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def _demo() -> tuple[Partnership, Case]:
    made = people.make(NOON.date())
    cases._finished(cases.Walk(made, cases.protocol.Calendar.named().add_working_days(NOON.date(), -260), "infant, seriously harmed",  # noqa: SLF001
                               [{"name": "Rowan Thistle", "born": "2025-02-11"}]))
    return made, Case.objects.get()


def test_every_page_of_a_case_is_there_only_for_whom_it_is_open() -> None:
    made, case = _demo()
    addresses = _case_addresses(case)
    assert len(addresses) > 60, "the list of addresses is read from the URL patterns"
    stranger = member(Role.BUSINESS_UNIT, partnership=home("elsewhere"))
    barred = Member.objects.filter(partnership=made, role=Role.SUB_GROUP_MEMBER).first()
    assert barred is not None
    unit = Member.objects.filter(partnership=made, role=Role.BUSINESS_UNIT).first()
    assert unit is not None
    Bar.objects.create(case=case, user=barred.user, reason="Knows the family", since=NOON, declared_by=unit)
    for who, label in ((stranger, "another partnership"), (barred, "barred")):
        client = client_for(who)
        seen = [a for a in addresses if client.get(a).status_code == 200]
        assert seen == [], f"{label} opened {seen}"
    for role in (Role.ADMINISTRATOR, Role.KEEPING_CHILDREN_SAFE):
        who = Member.objects.filter(partnership=made, role=role).first()
        assert who is not None
        seen = [a for a in addresses if client_for(who).get(a).status_code == 200]
        assert seen == [], f"{role.label} opened {seen}"
    auditor = Member.objects.filter(partnership=made, role=Role.AUDITOR).first()
    assert auditor is not None
    content = [a for a in addresses if "who-has-looked" not in a and a != f"/cases/{case.reference}/"
               and client_for(auditor).get(a).status_code == 200]
    assert content == []


def test_absent_and_not_yours_look_the_same() -> None:
    _, case = _demo()
    client = client_for(member(Role.BUSINESS_UNIT, partnership=home("elsewhere")))
    theirs = client.get(f"/cases/{case.reference}/")
    absent = client.get("/cases/WS-1999-0001/")
    assert (theirs.status_code, absent.status_code) == (404, 404)
    assert _without_token(theirs.content.decode()) == _without_token(absent.content.decode())
    api_theirs, api_absent = client.get(f"/api/v1/cases/{case.reference}/facts"), client.get("/api/v1/cases/WS-1999-0001/facts")
    assert (api_theirs.status_code, api_theirs.content) == (api_absent.status_code, api_absent.content)


def test_no_operation_is_done_by_a_stranger_a_barred_person_or_a_role_it_is_not_for() -> None:
    made, case = _demo()
    before = Fact.objects.count()
    members = {role: Member.objects.filter(partnership=made, role=role).first() for role in Role}
    stranger = member(Role.BUSINESS_UNIT, partnership=home("elsewhere"))
    outside = client_for(stranger)
    for op in registry().values():
        if op.on != "case":
            continue
        path = f"/api/v1/cases/{case.reference}/{op.stage}/{op.verb}"
        answer = outside.post(path, {}, content_type="application/json")
        assert answer.status_code in (404, 422), (op.name, answer.status_code)
    for role, who in members.items():
        if who is None:  # The demo's agencies have leads; an author may do no more than a lead.
            continue
        client = client_for(who)
        for op in registry().values():
            if role in op.by or op.on != "case":
                continue
            answer = client.post(f"/api/v1/cases/{case.reference}/{op.stage}/{op.verb}", {}, content_type="application/json")
            assert answer.status_code in (403, 404, 422), (role, op.name, answer.status_code)
    assert Fact.objects.count() == before


def test_a_barred_person_finds_the_case_in_no_list_count_or_search() -> None:
    made, case = _demo()
    chair = Member.objects.filter(partnership=made, role=Role.SUB_GROUP_CHAIR).first()
    unit = Member.objects.filter(partnership=made, role=Role.BUSINESS_UNIT).first()
    assert chair is not None and unit is not None
    client = client_for(chair)
    assert case.reference in client.get("/cases/").content.decode()
    Bar.objects.create(case=case, user=chair.user, reason="Knows the family", since=NOON, declared_by=unit)
    for address in ("/", "/cases/", f"/cases/?q={case.reference}", "/api/v1/cases"):
        body = client.get(address).content.decode().replace(f'value="{case.reference}"', "")
        assert case.reference not in body, address


def test_strangers_are_sent_to_sign_in_from_every_page() -> None:
    _, case = _demo()
    from django.test import Client

    client = Client()
    for address in ["/", "/cases/", *_case_addresses(case)]:
        answer = client.get(address)
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), address
    assert client.get("/api/v1/cases").status_code == 401
