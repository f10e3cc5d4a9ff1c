"""What all web processes count together, and what is taken away at night."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.db import connection
from django.test import Client

from cspr.operations import clock
from cspr.partnership.roles import Role
from cspr.services.sign_in.models import Session, Shared
from cspr.services.sign_in.shared import Shared as Cache
from cspr.services.sign_in.tasks import tidy
from tests.factories import member
from tests.services.sign_in.telephone import give_password


def another_process() -> BaseCache:
    """The cache as another web process has it, which knows nothing but the database."""
    return Cache("", {})


@pytest.mark.django_db
def test_what_one_process_keeps_the_other_knows() -> None:
    here, there = cache, another_process()
    assert here.add("code", "y", 60) and not there.add("code", "y", 60), "a code that was used in one is used in the other"
    here.set("tries", [1.5, 2.5], 60)
    assert there.get("tries") == [1.5, 2.5] and there.get("none", "nothing") == "nothing"
    assert [here.counted("asked", 60)[0], there.counted("asked", 60)[0], here.incr("asked"), there.get("asked")] == [1, 2, 3, 3]
    assert 0 < there.counted("asked", 60)[1] <= 60
    assert there.delete("asked") and not here.delete("asked") and here.get("asked") is None
    with pytest.raises(ValueError, match="nothing is kept"):
        here.incr("asked")
    assert here.touch("code", 120) and not here.touch("asked", 120)
    assert not any(word in str(list(Shared.objects.values_list("key", flat=True))) for word in ("code", "tries", "asked"))
    there.clear()
    assert here.get("code") is None and not Shared.objects.exists()


@pytest.mark.django_db
def test_what_is_over_counts_no_more_and_goes_at_night() -> None:
    cache.set("over", 9, 0)
    assert cache.get("over") is None and cache.counted("over", 60)[0] == 1
    cache.set("over", 9, 0)
    assert cache.add("over", "anew", 60) and cache.get("over") == "anew"
    cache.set("long over", 9, 0)
    cache.set("for good", 9, None)
    tidy(0)
    assert Shared.objects.count() == 2 and cache.get("for good") == 9


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_are_each_counted() -> None:
    def some(_: int) -> None:
        for _ in range(25):
            cache.counted("wrong codes", 60)
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(some, range(4)))
    assert cache.get("wrong codes") == 100


@pytest.mark.django_db
def test_sessions_that_ran_out_are_taken_away_and_no_others() -> None:
    person = member(Role.BUSINESS_UNIT)
    idle, old, used = Client(), Client(), Client()
    for browser in (idle, old, used):
        give_password(browser, person.user.email)
    keys = [browser.session.session_key for browser in (idle, old, used)]
    Session.objects.filter(session_key=keys[0]).update(expire_date=clock.now() - timedelta(minutes=1))
    Session.objects.filter(session_key=keys[1]).update(since=clock.now() - timedelta(hours=13))
    tidy(0)
    assert list(Session.objects.filter(session_key__in=keys).values_list("session_key", flat=True)) == [keys[2]]
    assert used.get("/").status_code == 200
