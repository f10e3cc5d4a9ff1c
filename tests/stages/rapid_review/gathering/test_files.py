"""Files that go with a return: only the agency's until it is sent, then as every version had them."""

from __future__ import annotations

from typing import Any

import pytest

from cspr.access.models import Looked
from cspr.operations import Forbidden, InputFault, clock
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Case, File
from tests.factories import NOON, client_for, do, member
from tests.stages.rapid_review.gathering.given import ask_agencies, bu, lead, opened, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def asked() -> Case:
    case = opened()
    ask_agencies(case, "police", "gp", due="2026-11-20")
    return case


def attach(case: Case, who: Member, name: str = "log.txt", content: bytes = b"Made up.", agency: str = "police") -> File:
    do("rapid_review.attach_file", who, case, agency=agency, file={"name": name, "content": content})
    return File.objects.latest("pk")


def status(case: Case, who: Member, file: File) -> int:
    return client_for(who).get(f"/cases/{case.reference}/rapid_review/returns/police/files/{file.pk}/").status_code


@pytest.mark.clause("D5")
def test_a_file_is_the_agencys_alone_until_the_return_is_sent_and_others_read_it_in_the_shared_pack() -> None:
    case = asked()
    file = attach(case, lead("police"))
    assert (status(case, lead("police"), file), status(case, bu(), file), status(case, lead("gp"), file)) == (200, 404, 404)
    send(case, "police")
    sent = latest_document(case, "return", "police")
    assert sent is not None and [f["name"] for f in sent.body["files"]] == ["log.txt"]
    assert (status(case, bu(), file), status(case, lead("gp"), file)) == (200, 404)
    assert client_for(bu()).get(f"/cases/{case.reference}/rapid_review/returns/police/").content.decode().count(f"files/{file.pk}/") == 1
    do("rapid_review.share_pack", bu(), case, missing_reason="The surgery's comes later.")
    assert status(case, lead("gp"), file) == 200
    assert status(case, member(Role.SUB_GROUP_MEMBER), file) == 200
    answer = client_for(lead("gp")).get(f"/cases/{case.reference}/rapid_review/returns/police/files/{file.pk}/")
    assert answer.content == b"Made up." and answer["Content-Disposition"].startswith("attachment")
    assert {look.member for look in Looked.objects.filter(case=case, what=f"file: return {file.pk}")} >= {lead("gp"), bu()}


@pytest.mark.clause("D5")
def test_a_file_is_taken_out_before_sending_and_stays_in_a_version_that_had_it() -> None:
    case = asked()
    wrong, right = attach(case, lead("police"), "wrong.txt", b"1"), attach(case, lead("police"), "right.txt", b"2")
    do("rapid_review.remove_file", lead("police"), case, agency="police", file=wrong.pk)
    assert status(case, lead("police"), wrong) == 404
    send(case, "police")
    do("rapid_review.remove_file", lead("police"), case, agency="police", file=right.pk)
    send(case, "police", change_note="Sent elsewhere.")
    versions = [latest_document(case, "return", "police")]
    assert versions[0] is not None and versions[0].body["files"] == []
    assert status(case, bu(), right) == 200, "the first version had it"


@pytest.mark.parametrize(("name", "content", "says"), [
    ("log.txt", b"Made up.", "attached already"), ("macro.docm", b"x", "macros"), ("run.exe", b"x", "kind"), ("empty.pdf", b"", "empty")])
def test_a_file_that_may_not_come_in_is_refused_with_what_to_do(name: str, content: bytes, says: str) -> None:
    case = asked()
    attach(case, lead("police"))
    with pytest.raises(InputFault, match=says) as refused:
        attach(case, lead("police"), name, content)
    assert [f.field for f in refused.value.faults] == ["file"] and File.objects.count() == 1


def test_what_an_agency_has_not_sent_does_not_go_with_what_the_business_unit_records() -> None:
    case = asked()
    private, ours = attach(case, lead("police"), "private.txt", b"1"), attach(case, bu(), "scanned.txt", b"2")
    page = client_for(bu()).get(f"/cases/{case.reference}/rapid_review/submit_return/police/").content.decode()
    assert "scanned.txt" in page and "private.txt" not in page
    with pytest.raises(InputFault, match="not here any more"):
        do("rapid_review.remove_file", bu(), case, agency="police", file=private.pk)
    do("rapid_review.submit_return", bu(), case, agency="police", nil=False, conversations_held=True, desktop_review_done=True,
       involvement="By post.")
    sent = latest_document(case, "return", "police")
    assert sent is not None and [f["file"] for f in sent.body["files"]] == [ours.pk]


def test_an_agency_attaches_to_its_own_return_only() -> None:
    case = asked()
    with pytest.raises(Forbidden):
        attach(case, lead("gp"), agency="police")
    file = attach(case, lead("police"))
    with pytest.raises(Forbidden):
        do("rapid_review.remove_file", lead("gp"), case, agency="police", file=file.pk)


@pytest.mark.clause("D5")
def test_by_the_page_a_chosen_file_is_attached_and_listed_on_the_request() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case, client = asked(), client_for(lead("police"))
    address = f"/cases/{case.reference}/rapid_review/attach_file/"
    sent: Any = client.post(address, {"action": "continue", "file": SimpleUploadedFile("log.txt", b"Made up.")})
    assert sent.status_code == 302 and "log.txt" in client.get(sent["Location"]).content.decode()
    assert client.post(address, {"action": "continue"}).status_code == 422
