"""Where sessions are kept: Django's own store, with a row that says whose each is (setting SESSION_ENGINE)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from cspr.access.asking import asking
from cspr.partnership.models import User
from cspr.services.sign_in.models import Session
from cspr.steps.fresh import prove

_BEGUN = "begun"


class SessionStore(DatabaseStore):
    """Writes the person, and what is known of the browser, beside what Django writes."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The row."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        """The row, unless it began so long ago that it is ended, however busy it was (ASVS 7.3.2)."""
        row: Session | None = super()._get_session_from_db()
        if row is None or row.since is None or row.since > timezone.now() - timedelta(hours=settings.SESSION_HOURS):
            return row
        row.delete()
        self._session_key = None
        return None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of what a session holds."""
        row: Session = super().create_model_instance(data)
        row.user_id = data.get("_auth_user_id")
        if begun := data.get(_BEGUN):
            row.since, row.place, row.browser = datetime.fromisoformat(begun["at"]), begun["place"], begun["browser"]
        return row


def begun(sender: type[User], request: HttpRequest, user: User, **more: Any) -> None:
    """Somebody has just signed in: note since when and from where, and that it is they (they have just shown it)."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:Session._meta.get_field("browser").max_length]
    request.session[_BEGUN] = {"at": timezone.now().isoformat(), "place": asking().address, "browser": agent}
    prove(request)


def sessions_of(user: User) -> QuerySet[Session]:
    """Where a person is signed in now, the one last used first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-expire_date")


def end_sessions(user: User, but: str | None = None) -> int:
    """End a person's sessions at once, wherever they are. but: the key of one that stays. Gives how many ended."""
    return Session.objects.filter(user=user).exclude(session_key=but or "").delete()[0]


def take_away_those_over(now: datetime) -> int:
    """A row says where somebody was, and may hold what they typed: it stays no longer than it lets anybody in. now: aware. Gives how many went."""
    return Session.objects.filter(Q(expire_date__lte=now) | Q(since__lte=now - timedelta(hours=settings.SESSION_HOURS))).delete()[0]


def minutes_idle() -> int:
    """After how many idle minutes a session ends by itself."""
    return settings.SESSION_COOKIE_AGE // 60
