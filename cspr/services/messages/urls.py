"""The addresses of messages: a case's, one's own, the administrator's, and the private one of a calendar."""

from __future__ import annotations

from django.urls import path

from cspr.services.messages import feed, pages
from cspr.steps.urls import step_path

urlpatterns = [
    path("messages/", pages.own, name="messages"),
    path("mail/", pages.mail, name="mail"),
    path("calendar/<str:secret>.ics", feed.calendar, name="calendar"),
    path("cases/<str:reference>/messages/", pages.Messages.as_view(), name="messages.case"),
    *(step_path(step) for step in (
        pages.PauseChasing, pages.ResumeChasing, pages.SkipStep, pages.SendAgain, pages.Choose, pages.MakeFeed, pages.EndFeed, pages.Test)),
]
