"""Each step's page, found from the addresses of the service: what cannot be right is refused in words, and nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse

from tests.paper import PARTS, Paper, Typed, date_typed
from tests.trials.desk import FITTING, FITTING_STEP, Desk, desk, recorded, steps

pytestmark = pytest.mark.django_db
ROUTES = list(steps())
UNREADABLE: tuple[dict[str, str], ...] = (
    {"day": "31", "month": "2", "year": "2026"}, {"day": "x", "month": "soon", "year": "now"}, {"day": "3", "month": "4", "year": "20261"})
every_page = pytest.mark.parametrize("route", ROUTES)


def refused(answer: HttpResponse, typed: Typed, before: tuple[int, ...]) -> Paper:
    """The page again: it says what is wrong with links to where, shows what was typed, and nothing was recorded."""
    page = Paper(answer)
    assert page.status == 422, (page.status, page.words)
    assert page.problems and {p.removeprefix("#") for p in page.problems} <= page.ids, page.problems
    assert page.shows(typed) == []
    assert recorded() == before
    return page


def dated(here: Desk, parts: dict[str, str]) -> Typed:
    """The answers, with these parts in every date."""
    typed = {f"{name}-{part}": [parts.get(part, "")] for name in here.paper.dates() for part in PARTS}
    return here.answers | {name: value for name, value in typed.items() if name in here.paper.boxes}


def worded(here: Desk, *words: str) -> Typed:
    """The answers, with these words by turns in every box for text that takes any."""
    fitted = {*FITTING_STEP.get(here.step, {}), *FITTING} - {"name_or_post", "school"}
    boxes = [name for name in here.paper.texts() if name.split("-")[-1] not in fitted]
    return here.answers | {name: [words[n % len(words)]] for n, name in enumerate(boxes)}


@every_page
def test_nothing_typed(route: str) -> None:
    here, before = desk(route), recorded()
    typed = here.paper.empty()
    answer = here.send(typed)
    if answer.status_code == 302:
        return  # It asks for nothing but when it was done, and that is now.
    if answer.status_code == 409:
        assert "This cannot be done yet" in Paper(answer).words and recorded() == before
        return
    refused(answer, {}, before)


@every_page
def test_dates_that_cannot_be(route: str) -> None:
    here, before = desk(route), recorded()
    if not here.paper.dates():
        assert "date" not in "".join(here.paper.boxes)
        return
    client = here.client()
    readable = [{"day": "1", "month": "1", "year": "1066"}, {"day": "1", "month": "1", "year": "2999"}]
    for parts in (UNREADABLE[ROUTES.index(route) % len(UNREADABLE)], *readable):
        typed = dated(here, parts)
        page = refused(here.send(typed, client=client), typed, before)
        assert any(p.startswith(f"#id_{name}-") for p in page.problems for name in here.paper.dates())


@every_page
def test_things_have_happened_after_the_child_was_born_and_before_now(route: str) -> None:
    here, before = desk(route), recorded()
    if "at-day" not in here.paper.boxes:
        return
    client = here.client()
    # Other proceedings may have begun before; what the partnership does is no one child's.
    early = () if here.step == "local_review.open_parallel_process" or not here.of_a_case else (date(1995, 1, 2),)
    for day in (*early, date(2027, 1, 5)):
        typed = here.answers | {"at-time": [""], "key": [f"{day}"]} | date_typed("at", day)
        answer = here.send(typed, client=client)
        if answer.status_code != 302 or recorded() != before:  # What says nothing new is taken, and nothing of it kept.
            refused(answer, typed, before)


@every_page
def test_ten_thousand_characters(route: str) -> None:
    here, before = desk(route), recorded()
    typed = worded(here, "x" * 10_000)
    answer = here.send(typed)
    if answer.status_code != here.taken:
        refused(answer, typed, before)


@every_page
def test_other_scripts_and_pictures(route: str) -> None:
    here = desk(route)
    answer = here.send(worded(here, "🌱 عائلة الطفل", "👩‍👧 ʻOkina œuvre 子ども"))
    assert answer.status_code == here.taken, Paper(answer).words


@every_page
def test_characters_that_cannot_be_kept(route: str) -> None:
    here, before = desk(route), recorded()
    typed = worded(here, "a\x00b", "a\u202eb", "a\x07b")
    if typed == here.answers:
        return
    client = here.client()
    refused(here.send(typed, client=client), typed, before)
    assert here.send(typed, "save", client).status_code == 302, "a draft keeps anything"
    assert Paper(client.get(here.address)).shows(typed) == []


@every_page
def test_what_a_page_carries_is_tampered_with(route: str) -> None:
    here = desk(route)
    typed = {name: ["9" * 400 if name.endswith("-count") else "\x00x"] for name in here.paper.hidden()}
    client = here.client()
    assert here.send(here.answers | typed | {"key": ["\x00" * 5000], "seen": ["\x00."]}, client=client).status_code < 500
    assert here.send(here.answers | {"seen": ["9" * 30 + ".-1"], "key": ["k"]}, client=client).status_code < 500
