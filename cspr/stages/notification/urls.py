"""The addresses of notification."""

from __future__ import annotations

from django.urls import path

from cspr.stages.notification import pages
from cspr.steps.urls import step_path, tasks_path

urlpatterns = [
    tasks_path(pages.Notification),
    path("cases/<str:reference>/notification/answer/", pages.AnswerPage.as_view(), name="notification.answer"),
    path("cases/<str:reference>/notification/sheet/", pages.SheetPage.as_view(), name="notification.sheet"),
    *(step_path(step) for step in (
        pages.Open, pages.BecomeAware, pages.DescribeIncident, pages.RecordView, pages.SaveSheet, pages.RecordSin, pages.NotifyDeath,
        pages.TellPartnership, pages.Decline, pages.Withdraw, pages.AddAuthority,
    )),
]
