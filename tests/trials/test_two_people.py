"""The same form sent twice, and a form that somebody else was quicker with."""

from __future__ import annotations

import pytest

from tests.paper import Paper
from tests.trials.desk import desk, recorded, steps

pytestmark = pytest.mark.django_db
every_page = pytest.mark.parametrize("route", list(steps()))
# Two people may each do these in words of their own, and both count: it is another person, action, case, candidate, process or reader.
EACH_COUNTS = {
    "people.add_person", "chronology.add_note", "action_plan.set_action", "notification.open", "referral.submit", "local_review.weigh_candidate",
    "local_review.weigh_reviewer", "local_review.open_parallel_process", "rapid_review.share_immediate_learning", "rapid_review.agree_wider",
    "documents.make_pack", "documents.export_case",
    "meetings.comment_minutes", "conflicts.raise", "sight.break_glass",
}


@every_page
def test_the_same_form_sent_twice(route: str) -> None:
    here = desk(route)
    client = here.client()
    assert here.send(here.answers, client=client).status_code == here.taken
    once = recorded()
    again = here.send(here.answers, client=client)
    assert recorded() == once
    if here.step in ("tokens.make", "messages.make_feed"):  # The first is not shown a second time, and no second one is made.
        assert "This was sent already" in Paper(again).words
        return
    assert again.status_code == 302
    if here.step == "sight.break_glass":  # It says the same whatever came of it, so that it does not tell whether there is such a case.
        return
    assert "was not recorded twice" in Paper(client.get(again["Location"], follow=True)).source


# Nobody else can be quicker with a person's own tokens and calendars, or with what is for them alone.
OWN = ("tokens.", "sight.lift_restriction", "messages.choose", "messages.make_feed", "messages.end_feed", "messages.test")


@pytest.mark.parametrize("route", [route for route, step in steps().items() if not step.operation.startswith(OWN)])
def test_somebody_else_was_quicker(route: str) -> None:
    here = desk(route)
    other = here.colleague()
    assert other.send(other.answers).status_code == other.taken
    once = recorded()
    answer = here.send(here.answers)
    if answer.status_code == 302:
        assert recorded() == once or here.step in EACH_COUNTS, "what the first recorded is not recorded over"
        return
    page = Paper(answer)
    assert page.status in (409, 422), (page.status, page.words)
    assert recorded() == once
    assert page.shows(here.answers) == []
    assert page.status == 422 or str(other.who.user.name) in page.words
