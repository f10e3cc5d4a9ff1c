"""One page with every part of the kit on it, as made-up cases would show it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from cspr.govuk import fields as gov
from cspr.govuk.svg.journey import Stop
from cspr.govuk.svg.lanes import Blank, Lane, Moment, Tie
from cspr.govuk.svg.marks import Mark, day_of
from cspr.govuk.svg.ribbon import RibbonDay

TODAY = date(2026, 5, 11)


class Everything(gov.GovForm):
    """One field of each kind."""

    who = gov.Text(label="Who was told?", hint="For example: mother and grandmother.")
    what = gov.LongText(label="What was said?", rows=3, optional=True, required=False)
    on = gov.Date(label="Which day will the meeting be?", hint="For example, 14 5 2026.")
    at = gov.When(label="When were they told?")
    told = gov.YesNo(label="Has the family been told?")
    view = gov.Radios(
        label="What do you recommend?",
        choices=[("local", "A local review"), ("none", "No further review")],
        hints={"none": "Say in the reasons where the learning goes instead."},
    )
    agencies = gov.Checkboxes(label="Who is to be asked?", choices=[("police", "Wessmoor Police"), ("gp", "Fen Lane Surgery")])
    agency = gov.Select(label="Which agency?", choices=[("", "Choose one"), ("police", "Wessmoor Police")])
    count = gov.Number(label="How many children?", least=1, most=20, suffix="children")
    email = gov.Email(label="Email address", required=False)
    password = gov.Password(label="Password", required=False)
    text_hash = gov.Hidden(required=False)


BAD = {
    "who": "", "what": "x", "on-day": "31", "on-month": "2", "on-year": "2026", "at-day": "3", "at-month": "", "at-year": "2026",
    "at-time": "25:00", "told": "", "view": "other", "agencies": "police", "agency": "", "count": "0", "email": "nobody", "password": "",
}  # fmt: skip


def clock(start: date = date(2026, 4, 29), length: int = 23) -> list[RibbonDay]:
    """A clock over a bank holiday: Monday 4 May does not count."""
    number, found = 0, []
    for n in range(length):
        day = start + timedelta(days=n)
        label = "weekend" if day.weekday() > 4 else "Early May bank holiday" if day == date(2026, 5, 4) else None
        found.append(RibbonDay(day, None if label else number, label))
        number += 0 if label else 1
    return found


STOPS = [
    Stop("Referral", "1 April", "done", "/r/"), Stop("Notification", "29 April", "done"), Stop("Rapid Review", "day 7 of 15", "current"),
    Stop("Decision", "three sign", "blocked"), Stop("Local review", "aim 6 months"), Stop("National review", "not needed", "skipped"),
    Stop("Publication", "7 days’ notice"), Stop("Actions", "each quarter"),
]  # fmt: skip

TEMPLATE = Path(__file__).with_suffix(".html")


def page(bound: bool = True) -> str:
    """The gallery as HTML, its addresses of style sheets under /static/. bound: with every kind of fault shown."""
    request = RequestFactory().get("/cases/?stage=rapid_review&page=3")
    people = SimpleNamespace
    shell = {
        "service_name": "Practice reviews", "partnership": "Example Safeguarding Partnership", "person": "Made-up Manager",
        "role": "Business Unit", "nav": [{"text": "What you owe", "href": "/", "current": True}, {"text": "Cases", "href": "/cases/"}],
        "hats": [{"text": "Business Unit", "value": 1, "current": True}, {"text": "Auditor", "value": 2}], "hats_url": "/hat/",
    }  # fmt: skip
    context: dict[str, Any] = {
        "shell": shell, "classified": True, "form": Everything(BAD if bound else None), "plain": Everything(prefix="filter"),
        "messages": [people(message="Saved. Only you can see it until you send it.", level_tag="success")],
        "nav": [{"text": t, "href": "/x/", "current": t == "Overview"} for t in ("Overview", "Duties", "People", "Returns (8 of 11)", "Chronology")],
        "days": clock(), "today": TODAY, "due": date(2026, 5, 21), "window": (date(2026, 5, 8), date(2026, 5, 14)),
        "marker": date(2026, 5, 14), "stops": STOPS, "head": ["State", "Duty", "Paragraph", "Owed by", "Due"],
        "rows": rows(), "tasks": tasks(), "answers": [("Who was told", "Mother", "/change/"), ("When", datetime(2026, 5, 1, 9, 30)), ("By", "")],
        "begun": date(2026, 1, 14), "aim": date(2026, 7, 14), "pauses": [(date(2026, 2, 10), date(2026, 3, 23), "trial")],
        "swim": swim(), "swim_from": date(2025, 6, 1), "swim_to": date(2026, 4, 6), "swim_ties": TIES, "swim_moments": MOMENTS,
        "bars": [("EX-2026-009", 12), ("EX-2026-011", 19)],
        "happened": [{"title": "Partnership told", "at": datetime(2026, 4, 29, 15, 10), "by": "Made-up Officer", "text": "By telephone."}],
        "page": Paginator(range(120), 10).page(3), "crumbs": [("Cases", "/cases/"), ("EX-2026-014", "")],
    }  # fmt: skip
    return engines["django"].from_string(TEMPLATE.read_text()).render(context, request)


AGENCIES = ("Wessmoor Police", "Health visiting", "Fen Lane Surgery", "Otterholt Primary", "Wessmoor Royal Hospital", "Harbour Family Support")
TIES = [
    Tie(datetime(2026, 1, 17, 21, 40), [AGENCIES[0], AGENCIES[1], AGENCIES[3]], "17 January: accounts differ", "/pair/", differs=True),
    Tie(datetime(2026, 3, 31, 23, 52), AGENCIES[4:], "31 March: told by two", "/pair/2/"),
]
MOMENTS = [Moment(date(2025, 8, 14), "birth"), Moment(datetime(2026, 3, 31, 23, 10), "incident", "firm")]


def swim() -> list[Lane]:
    """Six agencies' events: some crowded, some vague, some over days, with gaps."""
    chance, found = random.Random(4), []
    more = {
        0: Mark(datetime(2026, 1, 17, 21, 40), "Called to the home", href="/e/x/", differs=True),
        1: Mark(date(2025, 11, 3), "Two attempts", date(2025, 11, 30), href="/e/y/", vague=True),
        4: Mark(date(2026, 2, 3), "On the ward", date(2026, 2, 19), href="/e/z/"),
    }
    for n, agency in enumerate(AGENCIES):
        days = sorted(date(2025, 6, 1) + timedelta(days=chance.randrange(300)) for _ in range(8 + 7 * n))
        marks = [Mark(d, f"{agency}, {d:%d %b %Y}: visit", href=f"/e/{n}/{m}/", big=m % 9 == 4, vague=m % 7 == 3) for m, d in enumerate(days)]
        marks = sorted([*marks, *([more[n]] if n in more else [])], key=lambda m: str(m.start))
        ends = [day_of(m.end or m.start) for m in marks]
        blanks = [Blank(end, day_of(m.start)) for end, m in zip(ends, marks[1:], strict=False) if (day_of(m.start) - end).days > 42]
        found.append(Lane(agency, marks, blanks))
    return found


def rows() -> list[list[Any]]:
    """Two duties, for the table."""
    from cspr.govuk import components

    return [
        [components.tag("overdue"), "Return information and a chronology", components.clause("D5"), "Wessmoor Police", date(2026, 5, 7)],
        [components.tag("open"), "Tell the family", components.clause("D3"), "Business Unit", None],
    ]


def tasks() -> list[dict[str, str]]:
    """Tasks in each state."""
    return [
        {"name": "Tell the family", "status": "To do", "url": "/t/", "hint": "Guided by the lead professional"},
        {"name": "Ask the agencies", "status": "Done", "url": "/a/"},
        {"name": "Send the report", "status": "Cannot start yet", "hint": "Held back until three have signed"},
    ]
