"""The addresses of a referral."""

from __future__ import annotations

from cspr.stages.referral import pages
from cspr.steps.urls import step_path, tasks_path

urlpatterns = [
    tasks_path(pages.Referral),
    *(step_path(step) for step in (pages.Submit, pages.Review, pages.Circulate, pages.Consider, pages.RequestNotification, pages.Receive)),
]
