"""The pack as one PDF for one person: what is in it, whose it is, and how long."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from cspr.access.models import Bar
from cspr.operations import InputFault, clock, rehearse, run
from cspr.operations.files import opened
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.models import Case
from cspr.services.documents import making
from cspr.services.documents.models import KEPT, STALLED, Copy
from cspr.services.documents.operations import MOST_A_DAY
from cspr.web.demo import cases, people
from cspr.web.demo.walk import AGENCIES, Walk
from tests.factories import NOON, client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Walk:
    """A case before its meeting: referred, notified, five returns back, the pack shared with those attending."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    home = people.make(NOON.date())
    made = Walk(home, NOON.date() - timedelta(days=21), "infant, seriously harmed", [{"name": "Rowan Thistle", "born": "2025-02-11"}])
    made.refer()
    made.consider()
    made.become_aware()
    made.do("notification.save_sheet", made.who(Role.NOTIFIER, "council"), 3, 14, timed=False, narrative="Found by his mother's sister.",
            children=[{"name": "Rowan Thistle", "born": "2025-02-11"}])
    made.notify()
    made.ask()
    made.answer(AGENCIES[:4], nil=AGENCIES[4:5])
    made.do("rapid_review.share_pack", made.who(Role.BUSINESS_UNIT), 7, 15, missing_reason="The school's comes to the meeting.")
    return made


def _made(case: Case, member: Member) -> Copy:
    """A copy for that person, made."""
    run("documents.make_pack", member, {}, case=case.reference, now=NOON)
    copy = Copy.objects.filter(case=case, member=member).first()
    assert copy is not None
    making.make(copy.pk)
    copy.refresh_from_db()
    return copy


def _pages(content: bytes) -> list[str]:
    found = pypdfium2.PdfDocument(content)
    return [found[n].get_textpage().get_text_range() for n in range(len(found))]


@pytest.mark.clause("D7")
def test_the_pack_brings_every_part_and_says_on_each_page_whose_it_is(walk: Walk) -> None:
    lead = walk.who(Role.AGENCY_LEAD, "hospital")
    copy = _made(walk.case, lead)
    pages = _pages(opened(copy))
    assert copy.state == "made" and copy.pages == len(pages) > 6
    for number, page in enumerate(pages, 1):
        assert page.count("OFFICIAL-SENSITIVE") == 2
        assert f"page {number} of {len(pages)}" in page
        assert f"Case {walk.reference} · copy 1 · made for {lead.user.name}, Agency safeguarding lead, {lead.agency.name}" in " ".join(page.split())
        assert "20 November 2026 at 12:00" in " ".join(page.split())
    contents = pages[1]
    titles = ["Referral", "Serious Incident Notification", "The child and the family", "Returns", "Information on each criterion", "Chronology"]
    places = [int(re.search(rf"{title}[ .]*(\d+)\r?\n", contents)[1]) for title in titles]  # type: ignore[index]
    assert places == sorted(places)
    for title, place in zip(titles, places, strict=True):
        assert title in pages[place - 1], f"{title} is not on page {place}, where the contents say"
    whole = " ".join(" ".join(pages).split())
    for said in ("Made-up account for the demonstration", "Found by his mother's sister.", "Rowan Thistle", "Sent home after two hours",
                 "Nil return: nothing was found.", "Not in this pack: ", "No agency has information on this."):
        assert said in whole, said


def test_it_is_tagged_in_british_english_with_a_title_and_without_the_machine(walk: Walk) -> None:
    content = opened(_made(walk.case, walk.who(Role.BUSINESS_UNIT)))
    with pikepdf.open(BytesIO(content)) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root and str(root.Lang) == "en-GB"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        about = pdf.open_metadata()
        assert about["pdfuaid:part"] == "1" and about["dc:title"] == "Pack for the learning meeting"
        assert list(about["dc:creator"]) == [walk.home.name]
        assert "/Outlines" in root
        assert "Thistle" not in str(about) + str(pdf.docinfo)
    assert b"/work" not in content and b"/home" not in content


def test_only_whoever_it_was_made_for_can_take_it_away_and_each_time_is_written_down(walk: Walk) -> None:
    lead, chair = walk.who(Role.AGENCY_LEAD, "hospital"), walk.who(Role.SUB_GROUP_CHAIR)
    copy = _made(walk.case, lead)
    address = f"/cases/{walk.reference}/documents/copies/{copy.pk}/"
    answer = client_for(lead).get(address)
    assert answer.content == opened(copy) and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{walk.reference}-pack-copy-1.pdf"' and answer["Cache-Control"] == "no-store"
    assert client_for(chair).get(address).status_code == 404
    assert walk.case.looks.filter(what="downloaded: pack, copy 1").values_list("member", flat=True).get() == lead.pk  # type: ignore[attr-defined]
    assert "Agency safeguarding lead" in client_for(walk.who(Role.BUSINESS_UNIT)).get(f"/cases/{walk.reference}/documents/copies/").content.decode()
    Bar.objects.create(case=walk.case, user=lead.user, since=NOON)
    assert client_for(lead).get(address).status_code == 404, "a conflict declared since closes it"


def test_whoever_lost_the_pack_in_the_meantime_gets_no_copy(walk: Walk) -> None:
    lead = walk.who(Role.AGENCY_LEAD, "hospital")
    run("documents.make_pack", lead, {}, case=walk.reference, now=NOON)
    Bar.objects.create(case=walk.case, user=lead.user, since=NOON)
    copy = Copy.objects.get(member=lead)
    making.make(copy.pk)
    copy.refresh_from_db()
    assert (copy.state, copy.blob) == ("failed", None)


def test_after_a_day_the_file_is_gone_and_that_it_was_made_stays(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = walk.who(Role.BUSINESS_UNIT)
    copy = _made(walk.case, unit)
    client, page = client_for(unit), f"/cases/{walk.reference}/documents/copies/"
    assert "Download" in client.get(page).content.decode()
    monkeypatch.setattr(clock, "now", lambda: NOON + KEPT)
    assert client.get(f"{page}{copy.pk}/").status_code == 404
    said = client.get(page).content.decode()
    assert "Taken away" in said and "Download" not in said
    assert making.forget(NOON + KEPT + timedelta(seconds=1)) == 1
    copy.refresh_from_db()
    assert copy.blob is None and copy.sha256 and copy.number == 1


def test_one_copy_at_a_time_each_with_its_own_number(walk: Walk) -> None:
    unit, chair = walk.who(Role.BUSINESS_UNIT), walk.who(Role.SUB_GROUP_CHAIR)
    for _ in range(2):  # The second finds that the first is still being made.
        run("documents.make_pack", unit, {}, case=walk.reference, now=NOON)
    assert Copy.objects.filter(case=walk.case).count() == 1
    assert (_made(walk.case, chair).number, _made(walk.case, chair).number) == (2, 3)
    run("documents.make_pack", unit, {}, case=walk.reference, now=NOON + STALLED)  # The first was interrupted.
    assert list(Copy.objects.filter(member=unit).values_list("number", flat=True)) == [4, 1]


def test_nobody_has_copies_made_without_end(walk: Walk) -> None:
    unit = walk.who(Role.BUSINESS_UNIT)
    Copy.objects.bulk_create(Copy(partnership=walk.home, case=walk.case, member=unit, number=n, asked_at=NOON, state="made")
                             for n in range(1, MOST_A_DAY + 1))
    with pytest.raises(InputFault, match="Download one of those, or come back tomorrow"):
        run("documents.make_pack", unit, {}, case=walk.reference, now=NOON)


def test_the_page_says_how_far_it_is_with_and_without_script(walk: Walk) -> None:
    unit = walk.who(Role.BUSINESS_UNIT)
    client, page = client_for(unit), f"/cases/{walk.reference}/documents/copies/"
    assert "No copy was made for you yet" in client.get(page).content.decode()
    run("documents.make_pack", unit, {}, case=walk.reference, now=NOON)
    Copy.objects.update(state="making", steps=7, steps_done=2, step="The child and the family")
    said = client.get(page).content.decode()
    assert "Step 3 of 7: The child and the family" in said and 'data-refresh="2"' in said and "See how far it is" in said
    assert "Make another copy" not in said
    Copy.objects.update(state="failed")
    said = client.get(page).content.decode()
    assert "Could not be made" in said and "data-refresh" not in said and "Make another copy" in said


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_what_the_form_asks_for(walk: Walk) -> None:
    client: Client = client_for(walk.who(Role.SUB_GROUP_CHAIR))
    answer = client.post(f"/cases/{walk.reference}/documents/make_pack/", {"action": "continue"})
    assert answer["Location"].endswith("/documents/copies/")
    assert "Waiting" in client.get(answer["Location"]).content.decode()
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(wait=False, listen_notify=False, install_signal_handlers=False, queues=[making.QUEUE])
    assert "Download" in client.get(answer["Location"]).content.decode()


def test_what_is_refused_leaves_no_job(walk: Walk) -> None:
    def jobs() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND args->>'copy' = ANY(%s)",
                           [making.MAKE, [str(c.pk) for c in Copy.objects.all()]])
            return int(cursor.fetchone()[0])
    unit = walk.who(Role.BUSINESS_UNIT)
    run("documents.make_pack", unit, {}, case=walk.reference, now=NOON)
    run("documents.make_pack", unit, {}, case=walk.reference, now=NOON)
    rehearse("documents.make_pack", walk.who(Role.SUB_GROUP_CHAIR), {}, case=walk.reference, now=NOON)
    assert jobs() == Copy.objects.count() == 1


def test_a_fault_is_said_to_the_person_and_its_words_are_not_logged(
        walk: Walk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fault(_: object) -> bytes:
        raise ValueError("Rowan Thistle")
    monkeypatch.setattr(making, "to_pdf", fault)
    assert _made(walk.case, walk.who(Role.BUSINESS_UNIT)).state == "failed"
    assert "ValueError" in caplog.text and "Rowan" not in caplog.text


def test_a_case_with_hardly_anything_in_it_has_a_pack_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    walk = Walk(people.make(NOON.date()), NOON.date(), "child", [])
    walk.become_aware()
    whole = " ".join(_pages(opened(_made(walk.case, walk.who(Role.BUSINESS_UNIT)))))
    assert "There was no referral" in whole and "No return is back yet." in whole and "No events have been recorded yet." in whole


def test_every_case_of_the_demo_has_a_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    home = people.make(NOON.date())
    cases.make(home, NOON.date())
    unit = Member.objects.filter(partnership=home, role=Role.BUSINESS_UNIT).select_related("user", "agency", "partnership")[0]
    assert [c.reference for c in Case.objects.filter(partnership=home) if _made(c, unit).state != "made"] == []
