"""A case walked along the protocol by people at their own browsers, in the order that the demo walks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from cspr.operations import Done, get
from cspr.partnership.models import Member
from cspr.record.facts import LONDON
from cspr.record.models import Case, Fact
from cspr.web.demo.walk import Walk
from tests.journeys import browsing
from tests.journeys.looking import AXE, SeenBefore, faults, kind_of

# By the page's address, from the record, or because of what the case or the page is: no return is missing, a nil return has no conversations.
PAGE_SUPPLIES = {"meeting", "item", "who", "entry", "pair",
                 "at", "agency", "partner", "text_hash", "nil", "conversations_held", "of", "action", "review",
                 "missing_reason"}
NAMED_BY_ADDRESS = {
    "rapid_review.submit_return": "{agency}/", "rapid_review.sign": "?for={partner}", "action_plan.agree": "?for={partner}",
    "action_plan.do_action": "?for={action}", "action_plan.accept_action": "?for={action}", "action_plan.retest_impact": "?for={action}",
    "action_plan.develop": "?for={of}",
    "local_review.consider_other_review": "?for={review}",
    "meetings.record_item": "?for={meeting}&item={item}", "meetings.reply": "?for={meeting}&who={who}",
    "chronology.import_file": "?for={agency}", "chronology.decide_pair": "?for={pair}", "people.relate": "?for={who}",
    **dict.fromkeys((f"meetings.{verb}" for verb in ("arrange", "invite", "record_attendance", "write_minutes", "circulate_minutes",
                                                     "comment_minutes", "agree_minutes", "hold", "set_actions")), "?for={meeting}"),
}


class _Given(dict[str, Any]):
    """What is not said is left empty."""

    def __missing__(self, key: str) -> str:
        return ""


class BrowserWalk(Walk):
    """Every step is typed and pressed in the pages, each person signed in at a browser of their own."""

    def desks(self, base: str, new_page: browsing.NewPage, password: str, set_clock: Callable[[datetime], None], *, scripts: bool) -> BrowserWalk:
        """Where the people sit.

        base: the address of the service. new_page: gives a browser. set_clock: makes a moment (aware) the service's now.
        scripts: whether scripts run in the browsers.
        """
        self.base, self.new_page, self.password, self.set_clock, self.scripts = base, new_page, password, set_clock, scripts
        self.at_desk: dict[int, Page] = {}
        # Where no script runs in a page, none can look at it: what it shows is looked at in another, which has the same style sheets.
        self.mirror, self.seen = new_page(csp=False), SeenBefore()
        self.mirror.context.add_init_script(path=AXE)
        self.mirror.goto(f"{base}/sign-in/")
        return self

    def look(self, page: Page) -> None:
        """See that the page that is open is fit to use, unless one like it was seen before."""
        shown, kind = page.content(), kind_of(urlsplit(page.url).path)
        if not self.seen.all_of(kind, shown):
            self.mirror.set_content(shown)
            assert (kind, faults(self.mirror)) == (kind, [])

    def desk(self, who: Member) -> Page:
        """The page of that person, signed in."""
        if who.pk not in self.at_desk:
            page = self.new_page(scripts=self.scripts)
            browsing.sign_in(page, self.base, who.user.email, self.password)
            self.at_desk[who.pk] = page
        return self.at_desk[who.pk]

    def reads(self, who: Member, more: str = "") -> Page:
        """The case's page (or the page `more` under it) as that person has it."""
        page = self.desk(who)
        page.goto(f"{self.base}/cases/{self.reference}/{more}")
        self.look(page)
        return page

    def next_step(self, who: Member) -> str:
        """What that person reads as the case's next step, with whose it is and by when."""
        return self.reads(who).get_by_label("Next step", exact=True).inner_text()

    def do(self, name: str, who: Member, day: int, hour: int = 10, /, *, timed: bool = True, **data: Any) -> Done:
        """Open the page of the step, answer what it asks, check, and send. Gives what was recorded."""
        self.set_clock((self.at(day, hour) + timedelta(minutes=20)).replace(tzinfo=LONDON))
        if timed:
            data.setdefault("at", self.at(day, hour))
        before = Fact.objects.filter(case__isnull=False).count()  # Facts are never taken away, so those after as many as there were are new.
        page = self.desk(who)
        page.goto(self.base + self.address(name, data))
        assert page.locator("main button[value=continue]").count(), (name, page.url, page.locator("main").inner_text()[:500])
        self.look(page)
        unasked = set(browsing.fill(page, data))
        assert unasked <= PAGE_SUPPLIES, (name, unasked)
        browsing.send(page, self.look)
        case = Case.objects.get()
        self.reference = case.reference
        return Done(get(name), case, tuple(case.facts.order_by("seq")[before:]), ())

    def address(self, name: str, data: dict[str, Any]) -> str:
        """The address of a step's page."""
        stage, verb = name.split(".")
        if data.get("nil"):
            verb = "nil_return"
        start = f"/cases/{self.reference}" if self.reference and get(name).on != "partnership" else ""
        return f"{start}/{stage}/{verb}/" + NAMED_BY_ADDRESS.get(name, "").format_map(_Given(data))
