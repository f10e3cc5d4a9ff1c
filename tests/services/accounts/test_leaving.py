"""Leaving: everything a role opens ends with it, somebody takes over, and what stands without anybody is said."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cspr.operations import InputFault, clock
from cspr.operations.outbox import hand_over
from cspr.partnership.directory import addressees
from cspr.partnership.models import Contact, Member
from cspr.partnership.roles import Role
from cspr.record.chain import sha256
from cspr.record.models import Fact
from cspr.services.messages.models import Feed
from cspr.services.tokens.models import Token
from tests.factories import NOON, client_for, do, home, member, open_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def unit() -> Member:
    return member(Role.BUSINESS_UNIT)


def end(leaver: Member, **more: object) -> list[str]:
    """End the role; gives what the person who did it is told."""
    return list(do("accounts.end_account", unit(), member=leaver.pk, **more).notes)


def words(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address).content.decode()))


def awaiting() -> str:
    """A case whose authority has yet to tell the partnership; gives its reference."""
    case = open_case()
    do("notification.record_sin", member(Role.NOTIFIER), case, at="2026-11-19T15:00", reference="MADE-UP-1")
    return case.reference


def test_sessions_tokens_and_calendars_end_at_once_and_do_not_come_back_with_the_role() -> None:
    who = member(Role.EXECUTIVE)
    session = client_for(who)
    do("tokens.make", who, name="x", until="2026-12-01", digest=sha256("cspr_secret"))
    do("messages.make_feed", who, name="x", digest=sha256("secret"))
    token = Client(headers={"Authorization": "Bearer cspr_secret"})
    opened = (lambda: session.get("/").status_code, lambda: token.get("/api/v1/owed").status_code,
              lambda: Client().get("/calendar/secret.ics").status_code)
    assert [one() for one in opened] == [200, 200, 200]
    end(who)
    assert [one() for one in opened] == [302, 401, 404]
    do("accounts.give_back", unit(), member=who.pk)
    assert [one() for one in opened] == [302, 401, 404]
    assert not Token.objects.filter(ended_at=None).exists() and not Feed.objects.filter(ended_at=None).exists()


def test_two_partnerships_ending_in_one_leaves_the_other() -> None:
    here = member(Role.EXECUTIVE)
    there = member(Role.EXECUTIVE, email=here.user.email, partnership=home("marlshire"))
    do("tokens.make", there, name="x", until="2026-12-01", digest=sha256("cspr_secret"))
    session = client_for(here)
    end(here)
    assert "Marlshire Safeguarding Partnership" in words(session, "/") and "Wessmoor" not in words(session, "/")
    assert Client(headers={"Authorization": "Bearer cspr_secret"}).get("/api/v1/owed").status_code == 200


def test_what_is_open_asks_who_takes_over_or_why_nobody_does() -> None:
    awaiting()
    leaver, colleague = member(Role.NOTIFIER), member(Role.NOTIFIER, email="asha@example.org")
    with pytest.raises(InputFault, match="Say who takes over, or below why nobody does"):
        end(leaver)
    for wrong in (member(Role.NOTIFIER, "police"), member(Role.EXECUTIVE), leaver, member(Role.NOTIFIER, partnership=home("marlshire"))):
        with pytest.raises(InputFault, match="do not act in the same role"):
            end(leaver, successor=wrong.pk)
    assert end(leaver, successor=colleague.pk) == []
    ended = Fact.objects.get(kind="account_ended").details
    assert ended == {"account": f"member-{leaver.pk}", "role": "notifier", "successor": f"member-{colleague.pk}"}
    assert "Tell the partnership" in words(client_for(colleague), "/")
    end(colleague, reasons="The post is not filled again.")


def test_somebody_who_is_invited_can_take_over() -> None:
    awaiting()
    do("accounts.invite", unit(), name="Asha Example", email="asha@example.org", role="notifier", agency="council")
    follower = Member.objects.get(user__email="asha@example.org")
    page = client_for(unit()).get(f"/accounts/end_account/?for={member(Role.NOTIFIER).pk}").content.decode()
    assert "Asha Example · Local authority notifier (invited)" in page
    end(member(Role.NOTIFIER), successor=follower.pk)


def test_somebody_a_conflict_keeps_out_of_a_case_is_no_successor_there_and_it_is_said() -> None:
    reference = awaiting()
    leaver, barred = member(Role.NOTIFIER), member(Role.NOTIFIER, email="asha@example.org")
    do("conflicts.declare", barred, reference, reasons="I know the family.")
    page = client_for(unit()).post(f"/accounts/end_account/?for={leaver.pk}", {
        "action": "continue", "member": leaver.pk, "successor": barred.pk}).content.decode()
    assert "a conflict of interest closes to" in page and reference not in page.split("<main")[1]
    told = end(leaver, successor=barred.pk)
    assert len(told) == 1 and "who is no successor there" in told[0] and reference not in told[0]


def test_what_stands_without_anybody_is_said_on_the_first_page_of_the_business_unit_until_somebody_follows() -> None:
    awaiting()
    client = client_for(unit())
    assert "Nobody acts for these now" not in words(client, "/")
    end(member(Role.NOTIFIER), reasons="Left in a hurry.")
    assert re.search(r"Nobody acts for these now Local authority[^:]*: 1 open thing ", words(client, "/")), words(client, "/")
    assert "Nobody acts" not in words(client_for(member(Role.SUB_GROUP_CHAIR)), "/")
    member(Role.NOTIFIER, email="asha@example.org")
    assert "Nobody acts for these now" not in words(client, "/")


def test_an_administrator_reads_counts_and_no_case() -> None:
    reference = awaiting()
    leaver = member(Role.NOTIFIER)
    keeper = client_for(member(Role.ADMINISTRATOR))
    page = words(keeper, f"/accounts/end_account/?for={leaver.pk}")
    assert "Tell the partnership" in page and "Nobody" in page
    assert reference not in page and "infant" not in page


def test_requests_are_written_to_whoever_takes_over_and_else_to_nobody_there() -> None:
    leaver, follower = member(Role.AGENCY_LEAD, "police"), member(Role.AGENCY_LEAD, "police", email="asha@example.org")
    do("directory.add", unit(), agency="police", name=leaver.user.name, email=leaver.user.email, post="Inspector")
    do("directory.add", unit(), agency="police", name="Desk", email="desk@example.org")
    assert "Entries in the directory: 1" in words(client_for(unit()), f"/accounts/end_account/?for={leaver.pk}")
    end(leaver, successor=follower.pk)
    police = follower.agency
    assert police and {one.email for one in addressees(police, NOON.date())} == {"asha@example.org", "desk@example.org"}
    assert Contact.objects.get(email="asha@example.org").member == follower
    end(follower, reasons="Nobody yet.")
    assert {one.email for one in addressees(police, NOON.date())} == {"desk@example.org"}
    assert list(Fact.objects.filter(kind__startswith="addressee_").order_by("seq").values_list("kind", flat=True)) == [
        "addressee_added", "addressee_added", "addressee_changed", "addressee_ended"]


def test_whoever_acts_for_the_agency_in_another_role_goes_on_being_written_to() -> None:
    lead = member(Role.AGENCY_LEAD, "police")
    author = member(Role.AGENCY_AUTHOR, "police", email=lead.user.email)
    do("directory.add", unit(), agency="police", name=lead.user.name, email=lead.user.email)
    end(author)
    assert lead.agency and [one.email for one in addressees(lead.agency, NOON.date())] == [lead.user.email]


def test_nothing_ends_where_the_rest_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    who = member(Role.EXECUTIVE)
    do("tokens.make", who, name="x", until="2026-12-01", digest=sha256("cspr_secret"))

    def broken(*_: object) -> None:
        raise RuntimeError("broken in the middle")

    monkeypatch.setattr("cspr.operations.runner.hand_over", broken)
    with pytest.raises(RuntimeError, match="broken"):
        end(who)
    monkeypatch.setattr("cspr.operations.runner.hand_over", hand_over)
    assert Member.objects.get(pk=who.pk).is_active and Token.objects.get().ended_at is None
    assert not Fact.objects.filter(kind="account_ended").exists()
