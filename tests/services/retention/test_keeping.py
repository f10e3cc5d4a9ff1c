"""How long things are kept: nothing until it is set; then by the schedule, unless somebody holds it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cspr.access.audit import verify
from cspr.operations import InputFault, run
from cspr.partnership.models import Partnership
from cspr.partnership.roles import Role
from cspr.partnership.sessions import store
from cspr.record.facts import LONDON
from cspr.record.models import Case, Draft, Fact
from cspr.services.messages.models import Letter, Message
from cspr.services.retention.daily import dispose_of_what_is_past
from cspr.services.retention.reads import standings
from cspr.services.retention.schedule import schedule
from tests.factories import NOON, client_for, do, member
from tests.services.retention.given import CHECKS, LATER, closed, set_period, unit
from tests.services.retention.given import do as much_later

pytestmark = pytest.mark.django_db


def due(case: Case, today: date = LATER.date()) -> tuple[date | None, str, str]:
    """When it is due, why, and how it stands, as the page lists it."""
    found, _ = standings(unit(case), today)
    one = next(s for s in found if s.case == case)
    return one.due, one.why, one.state(today)


def test_nothing_is_in_force_until_the_partnership_sets_it() -> None:
    case = closed()
    assert schedule(case.partnership) == {}
    assert due(case) == (None, "No period is set for case files, so it is kept without end.", "Date missing")
    page = client_for(unit(case)).get("/retention/schedule/").content.decode()
    assert page.count("Not set") == 6 and "Portsmouth" in page and "75 years" in page and "Hartlepool" in page
    with pytest.raises(InputFault, match="kept without end"):
        much_later("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")


@pytest.mark.parametrize(("born", "starts", "number", "expected", "says"), [
    ("2016-09-09", "youngest_born", 75, date(2091, 9, 9),
     "75 years from the birth of the youngest child; the child was born on Friday 9 September 2016"),
    ("2016-09-09", "case_closed", 30, date(2056, 10, 13), "30 years from the closing of the case; the case was closed on"),
    ("2016-09-09", "oldest_born", 1, date(2026, 10, 13), "That was before the case was closed, so it counts from then."),
])
def test_the_date_is_worked_out_and_says_why(born: str, starts: str, number: int, expected: date, says: str) -> None:
    case = closed(born)
    set_period(unit(case), number=number, starts=starts)
    day, why, _ = due(case)
    assert day == expected and says in why and "Source: Schedule 7, line 12." in why


def test_a_birth_that_is_not_known_keeps_the_case_and_one_known_roughly_counts_from_its_last_day() -> None:
    case = closed(None)
    set_period(unit(case))
    assert due(case)[0] is None and "date of birth of a child is missing" in due(case)[1]
    case.people.update(born_note="2024-02")
    assert due(case)[0] == date(2099, 2, 28) and "by Thursday 29 February 2024, as far as is known" in due(case)[1]


def test_an_open_case_is_never_due() -> None:
    case = closed()
    still = do("notification.open", member(Role.NOTIFIER, "council", partnership=case.partnership), at="2026-11-16T09:00", about="child",
               abuse_or_neglect="suspected", outcome="seriously_harmed", looked_after=False).case
    assert still is not None
    set_period(unit(case), number=1, starts="case_closed")
    page = client_for(unit(case)).get("/retention/").content.decode()
    assert case.reference in page and still.reference not in page and "1 case is not closed" in page
    with pytest.raises(InputFault, match="The case is open"):
        much_later("propose_disposal", unit(case), still, checks=CHECKS, reasons="Looked through.")


def test_a_case_kept_longer_says_until_when_and_why() -> None:
    case = closed()
    set_period(unit(case))
    much_later("keep_longer", unit(case), case, until="2110-05-01", reasons="A claim is expected.")
    assert due(case)[0] == date(2110, 5, 1) and "A claim is expected." in due(case)[1] and due(case)[2] == "Kept"
    with pytest.raises(InputFault, match="after 1 May 2110"):
        much_later("keep_longer", unit(case), case, until="2100-05-01", reasons="Shorter.")


def test_a_hold_stops_a_disposal_until_it_is_lifted_with_a_reason() -> None:
    case = closed()
    set_period(unit(case))
    much_later("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")
    for n in (1, 2):
        much_later("place_hold", unit(case), case, asked_by="The coroner", reasons="An inquest is listed.")
        assert due(case)[2] == "On hold"
        shown = client_for(unit(case)).get(f"/cases/{case.reference}/retention/").content.decode()
        assert "The coroner" in shown and "cannot be disposed of" in shown
        with pytest.raises(InputFault, match="The coroner"):
            much_later("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")
        much_later("lift_hold", unit(case), case, hold=f"hold-{n}", reasons="It was held.")
        with pytest.raises(InputFault, match="does not stand"):
            much_later("lift_hold", unit(case), case, hold=f"hold-{n}", reasons="Again.")
    assert due(case)[2] == "To review"


def test_a_hold_on_everything_stops_the_second_person_and_what_goes_by_itself() -> None:
    case = closed()
    set_period(unit(case))
    set_period(unit(case), "drafts", number=30, unit="days", starts="")
    Draft.objects.create(member=unit(case), case=None, step="made.up", data={}, saved_at=NOON)
    much_later("propose_disposal", unit(case), case, checks=CHECKS, reasons="Looked through.")
    much_later("hold_everything", unit(case), asked_by="A public inquiry", reasons="Nothing is to be destroyed.")
    with pytest.raises(InputFault, match="A public inquiry"):
        much_later("confirm_disposal", unit(case, 1), case, reference=case.reference)
    assert dispose_of_what_is_past(case.partnership, LATER) == {} and Draft.objects.count() == 1
    assert "A public inquiry" in client_for(unit(case)).get("/retention/").content.decode()
    much_later("release_everything", unit(case), hold="hold-1", reasons="The inquiry has reported.")
    assert dispose_of_what_is_past(case.partnership, LATER) == {"drafts": 1} and Draft.objects.count() == 0
    much_later("confirm_disposal", unit(case, 1), case, reference=case.reference)


def test_what_is_past_its_time_goes_by_itself_is_counted_and_recorded() -> None:
    case = closed()
    home, who = case.partnership, unit(case)
    for record, number in (("drafts", 30), ("messages", 365), ("tokens", 90)):
        set_period(who, record, NOON, number=number, unit="days", starts="")
    old, new = NOON - timedelta(days=31), NOON - timedelta(days=29)
    for n, at in enumerate((old, new)):
        Draft.objects.create(member=who, case=case, step=f"made.up:{n}", data={}, saved_at=at)
    run("tokens.make", who, {"name": "Figures", "until": NOON.date() + timedelta(days=1), "digest": "ab" * 32}, now=NOON)
    assert dispose_of_what_is_past(home, NOON) == {"drafts": 1}
    assert [d.step for d in Draft.objects.all()] == ["made.up:1"]
    said = Fact.objects.get(kind="records_disposed")
    assert (said.details, said.by, said.actor) == ({"record": "drafts", "before": "2026-10-22", "number": 1}, "service", None)
    letter = Letter.objects.create(partnership=home, member=who, address="made.up@example.org", kind="request", state="sent",
                                   queued_at=NOON, sent_at=NOON, message_id="made-up")
    Message.objects.create(partnership=home, case=case, kind="request", at=NOON, letter=letter)
    messages, letters = Message.objects.count(), Letter.objects.count()
    assert dispose_of_what_is_past(home, NOON + timedelta(days=400))["messages"] == messages + letters
    assert (Message.objects.count(), Letter.objects.count(), verify().broken) == (0, 0, ())
    page = client_for(who).get("/retention/schedule/").content.decode()
    assert "Drafts and files not sent" in page and "22 October 2026" in page.replace("Thu ", "").replace("Oct ", "October ")


def test_what_belongs_to_a_held_case_does_not_go_by_itself() -> None:
    case = closed()
    set_period(unit(case), "drafts", NOON, number=30, unit="days", starts="")
    Draft.objects.create(member=unit(case), case=case, step="made.up", data={}, saved_at=NOON - timedelta(days=60))
    much_later("place_hold", unit(case), case, now=NOON, asked_by="A court", reasons="A claim.")
    assert dispose_of_what_is_past(case.partnership, NOON) == {}


def test_a_learning_event_past_its_time_no_longer_says_what_it_was_about_and_the_chain_verifies() -> None:
    case = closed()
    who = unit(case)
    do("learning.hold_event", who, title="What the autumn taught", attended=40, taught="Share what you know.", at="2026-11-02")
    do("learning.hold_event", who, title="What the spring taught", attended=20, at="2026-11-19")
    set_period(who, "learning_events", number=5, unit="years", starts="", now=NOON)
    five_years_on = datetime(2031, 11, 10, 3, tzinfo=LONDON)
    assert dispose_of_what_is_past(case.partnership, five_years_on) == {"learning_events": 1}
    titles = [f.details.get("title") for f in Fact.objects.filter(kind="learning_event_held").order_by("seq")]
    assert titles == [None, "What the spring taught"] and verify().broken == ()
    assert client_for(who).get("/learning/").status_code == 200 and client_for(who).get("/recorded/").status_code == 200


def test_an_account_past_its_time_can_no_longer_be_written_to_and_its_name_stays_while_a_case_needs_it() -> None:
    case = closed()
    home, keeper = case.partnership, member(Role.ADMINISTRATOR, partnership=case.partnership)
    wrote, never = case.facts.filter(kind="sin_submitted")[0].actor, member(Role.AGENCY_LEAD, "housing", partnership=home)
    assert wrote is not None
    for one in (wrote, never):
        run("accounts.end_account", keeper, {"member": one.pk}, now=NOON)
    set_period(unit(case), "leavers", NOON, number=2, unit="years", starts="")
    name = wrote.user.name
    assert dispose_of_what_is_past(home, NOON + timedelta(days=700)) == {}
    assert dispose_of_what_is_past(home, NOON + timedelta(days=740)) == {"leavers": 2}
    wrote.user.refresh_from_db(), never.user.refresh_from_db()
    assert wrote.user.name == name and not wrote.user.has_usable_password() and "example.org" not in wrote.user.email
    assert never.user.name == "Former member" and "example.org" not in never.user.email
    assert dispose_of_what_is_past(home, NOON + timedelta(days=741)) == {}


def test_what_was_typed_into_a_step_of_a_disposed_case_leaves_the_session() -> None:
    from cspr.services.retention.removing import typed_in_sessions

    case = closed()
    session = store()()
    session["typed"] = {"path": f"/cases/{case.reference}/people/add_person/", "member": 1, "data": "name=Vale+Istead"}
    session["member"] = 1
    session.save()
    typed_in_sessions(case)
    kept = store()(session_key=session.session_key)
    assert "typed" not in kept and kept["member"] == 1


def test_a_period_is_refused_where_it_says_nothing_or_nothing_new() -> None:
    case = closed()
    with pytest.raises(InputFault, match="no type of record"):
        set_period(unit(case), "everything")
    with pytest.raises(InputFault, match="Choose what it is counted from"):
        set_period(unit(case), starts="sent")
    set_period(unit(case))
    with pytest.raises(InputFault, match="in force already"):
        set_period(unit(case))
    assert Partnership.objects.count() == 1
