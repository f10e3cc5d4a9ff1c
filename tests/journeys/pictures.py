"""Draws the pictures of the README and the guide from the demo partnership. script/pictures runs it; a run of all tests does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from cspr.operations import today
from cspr.record.models import Case, Fact
from cspr.web.demo import make, people
from tests.journeys.browsing import NewPage, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _with(kind: str, *, without: str = "") -> str:
    """The reference of the newest demo case that has a fact of one kind and none of another."""
    having, lacking = (set(Fact.objects.filter(kind=k).values_list("case", flat=True)) for k in (kind, without))
    having -= lacking
    return Case.objects.filter(pk__in=having).order_by("-opened_at").values_list("reference", flat=True)[0]


def test_the_pictures(live_server: LiveServer, new_page: NewPage) -> None:
    make(today())
    folder = Path(os.environ["CSPR_PICTURES"])
    gathering = _with("return_received", without="meeting_held")
    decided = _with("partner_signed", without="rapid_review_report_sent")
    paused = _with("review_paused", without="review_resumed")
    planned = _with("executive_approved", without="report_published")
    shots = {
        "manager": {"home": "/", "case": f"/cases/{gathering}/", "history": f"/cases/{gathering}/history/",
                    "returns": f"/cases/{gathering}/rapid_review/returns/", "decision": f"/cases/{decided}/rapid_review/decision/",
                    "local-review": f"/cases/{paused}/local_review/", "publication": f"/cases/{planned}/publication/", "actions": "/actions/"},
        "notifier": {"notification": f"/cases/{gathering}/notification/"},
        "lead.hospital": {"return": f"/cases/{gathering}/rapid_review/submit_return/"},
    }
    for who, pages in shots.items():
        page = new_page(1240)
        sign_in(page, live_server.url, f"{who}@{people.DOMAIN}", people.PASSWORD)
        for name, path in pages.items():
            answer = page.goto(live_server.url + path)
            assert answer is not None and answer.ok, path
            height = min(1400, page.evaluate("document.body.scrollHeight"))
            page.screenshot(path=folder / f"{name}.png", clip={"x": 0, "y": 0, "width": 1240, "height": height}, full_page=True)
            assert (folder / f"{name}.png").stat().st_size > 10_000
