"""A case walked along the protocol by people at their own browsers, in the order that the demo walks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Page

from cspr.operations import Done, get
from cspr.partnership.models import Member
from cspr.record.facts import LONDON
from cspr.record.models import Case, Fact
from cspr.web.demo.walk import Walk
from tests.journeys import browsing

PAGE_SUPPLIES = {"at", "agency", "partner", "text_hash", "nil", "of", "action", "review", "process"}  # By its address, or from the record.
NAMED_BY_ADDRESS = {
    "rapid_review.submit_return": "{agency}/", "rapid_review.sign": "?for={partner}", "action_plan.agree": "?for={partner}",
    "action_plan.do_action": "?for={action}", "action_plan.accept_action": "?for={action}", "action_plan.develop": "?for={of}",
    "local_review.consider_other_review": "?for={review}",
}
ALSO_ASKED = {"referral.submit": {"safety_now": "Child in hospital; siblings seen the same day."}}


class BrowserWalk(Walk):
    """Every step is typed and pressed in the pages, each person signed in at a browser of their own."""

    def desks(self, base: str, new_page: browsing.NewPage, password: str, set_clock: Callable[[datetime], None], *, scripts: bool) -> BrowserWalk:
        """Where the people sit.

        base: the address of the service. new_page: gives a browser. set_clock: makes a moment (aware) the service's now.
        scripts: whether scripts run in the browsers.
        """
        self.base, self.new_page, self.password, self.set_clock, self.scripts = base, new_page, password, set_clock, scripts
        self.at_desk: dict[int, Page] = {}
        return self

    def desk(self, who: Member) -> Page:
        """The page of that person, signed in."""
        if who.pk not in self.at_desk:
            page = self.new_page(scripts=self.scripts)
            browsing.sign_in(page, self.base, who.user.email, self.password)
            self.at_desk[who.pk] = page
        return self.at_desk[who.pk]

    def reads(self, who: Member, more: str = "") -> str:
        """What that person reads on the case's page (or the page `more` under it)."""
        page = self.desk(who)
        page.goto(f"{self.base}/cases/{self.reference}/{more}")
        return page.locator("main").inner_text()

    def do(self, name, who, day, hour=10, /, *, timed=True, **data):  # DEBUG
        import os
        if not os.environ.get("JDEBUG"):
            return self.do_(name, who, day, hour, timed=timed, **data)
        import copy
        try:
            return self.do_(name, who, day, hour, timed=timed, **copy.deepcopy(data))
        except Exception as e:
            print("FAULT", name, str(e)[:900])
            if name == "referral.submit":
                raise
            return super().do(name, who, day, hour, timed=timed, **data)

    def do_(self, name: str, who: Member, day: int, hour: int = 10, /, *, timed: bool = True, **data: Any) -> Done:
        """Open the page of the step, answer what it asks, check, and send. Gives what was recorded."""
        self.set_clock((self.at(day, hour) + timedelta(minutes=20)).replace(tzinfo=LONDON))
        if timed:
            data.setdefault("at", self.at(day, hour))
        data |= ALSO_ASKED.get(name, {})
        before = Fact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        page = self.desk(who)
        page.goto(self.base + self.address(name, data))
        assert page.locator("main button[value=continue]").count(), (name, page.url, page.locator("main").inner_text()[:500])
        unasked = set(browsing.fill(page, data))
        assert unasked <= PAGE_SUPPLIES, (name, unasked)
        browsing.send(page)
        case = Case.objects.get()
        self.reference = case.reference
        return Done(get(name), case, tuple(Fact.objects.filter(pk__gt=before).order_by("pk")), ())

    def address(self, name: str, data: dict[str, Any]) -> str:
        """The address of a step's page."""
        stage, verb = name.split(".")
        if data.get("nil"):
            verb = "nil_return"
        start = f"/cases/{self.reference}" if self.reference else ""
        return f"{start}/{stage}/{verb}/" + NAMED_BY_ADDRESS.get(name, "").format(**data)
