from __future__ import annotations

import re
from datetime import date, datetime
from html.parser import HTMLParser

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from cspr.govuk import components
from tests.govuk import gallery


def draw(template: str, path: str = "/", **context: object) -> str:
    return engines["django"].from_string("{% load govuk %}" + template).render(context, RequestFactory().get(path))


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_state_is_always_written_never_colour_alone() -> None:
    for state, words in (("overdue", "Overdue"), ("this_week", "This week"), ("never heard of", "Never heard of")):
        assert text(components.tag(state)) == words
    assert "govuk-tag--red" in components.tag("overdue")
    assert "govuk-tag--grey" in components.tag("never heard of")


def test_a_paragraph_chip_says_what_it_is() -> None:
    assert text(components.clause("D6", title="A meeting is held")) == "paragraph D6 : A meeting is held"
    assert 'href="/protocol/#D6"' in components.clause("D6", href="/protocol/#D6")


def test_words_from_people_are_never_markup() -> None:
    bad = "<img src=x onerror=alert(1)>"
    parts = [
        components.tag(bad), components.clause(bad, title=bad), components.back_link("/", bad), components.warning(bad),
        components.notification(bad), components.figure(bad, bad), components.button(bad), components.breadcrumbs([(bad, "/"), (bad,)]),
        draw("{% panel t %}{{ t }}{% endpanel %}{% details t %}{{ t }}{% enddetails %}{% card t %}{{ t }}{% endcard %}", t=bad),
        draw("{% summary_list r %}{% table h r %}", r=[(bad, bad)], h=[bad, bad]),
        draw("{% task_list x %}{% timeline x %}{% sub_nav y %}", x=[{"name": bad, "title": bad, "status": bad, "text": bad, "by": bad}],
             y=[{"text": bad, "href": '"><img'}]),
    ]  # fmt: skip
    for part in parts:
        assert "<img" not in part


def test_a_list_keeps_the_rest_of_the_address_when_it_turns_a_page() -> None:
    page = Paginator(range(95), 10).page(5)
    html = draw("{% pagination page %}", "/cases/?stage=rapid_review&q=a%26b&page=5", page=page)
    assert 'href="?stage=rapid_review&amp;q=a%26b&amp;page=6" rel="next"' in html
    assert 'aria-label="Page 5" aria-current="page"' in html
    assert re.findall(r'aria-label="Page (\d+)"', html) == ["1", "4", "5", "6", "10"]
    assert "41 to 50 of 95" in html


def test_a_list_of_one_page_has_no_links() -> None:
    assert "<nav" not in draw("{% pagination page %}", page=Paginator([1, 2], 10).page(1))


def test_dates_in_pages() -> None:
    at = datetime(2026, 5, 14, 14, 30)
    template = "{{ a|day }} / {{ a|when }} / {{ d|when }} / {{ d|short_day }} / {{ d|in_words }} / {{ n|day }}"
    assert draw(template, a=at, d=date(2026, 5, 4), n=None) == (
        "Thu 14 May 2026 / Thu 14 May 2026, 14:30 / Mon 4 May 2026 / Mon 4 May / Monday 4 May 2026 / "
    )
    assert components.moment(at) == '<time datetime="2026-05-14T14:30">Thu 14 May 2026, 14:30</time>'


def test_nothing_is_said_as_none() -> None:
    assert text(draw("{% summary_list r %}", r=[("By", "")])) == "By – none"


def test_each_cell_knows_its_column_for_narrow_screens() -> None:
    assert 'data-label="Due"' in draw("{% table h r %}", h=["Duty", "Due"], r=[["Tell", date(2026, 5, 4)]])


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            self.wanted |= set(given.get(name, "").split())
        if "style" in given or any(k.startswith("on") for k in given) or tag == "style" or (tag == "script" and "src" not in given):
            self.bad.append(f"{tag} {given}")


def test_ids_are_unique_references_lead_somewhere_and_nothing_is_inline() -> None:
    page = _Ids()
    page.feed(gallery.page())
    assert len(page.ids) == len(set(page.ids))
    assert page.wanted <= set(page.ids)
    assert page.bad == []


def test_the_title_says_first_that_there_is_a_fault() -> None:
    assert "<title>Error: Gallery – Practice reviews</title>" in gallery.page(bound=True)
    assert "<title>Gallery – Practice reviews</title>" in gallery.page(bound=False)


def test_a_case_page_is_marked_at_top_and_bottom_and_others_are_not() -> None:
    assert gallery.page().count("OFFICIAL-SENSITIVE") == 2
    assert "OFFICIAL-SENSITIVE" not in render_to_string("404.html", request=RequestFactory().get("/"))


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500])
def test_error_pages_say_what_happened_without_a_context(status: int) -> None:
    page = render_to_string(f"{status}.html", {}, request=None if status == 500 else RequestFactory().get("/"))
    assert page.count("<h1") == 1
    assert "{%" not in page and "None" not in page
