"""The addresses of retention."""

from __future__ import annotations

from django.urls import path

from cspr.services.retention import pages, steps
from cspr.steps.urls import step_path

urlpatterns = [
    path("retention/", pages.due, name="retention"),
    path("retention/schedule/", pages.periods, name="retention.schedule"),
    path("cases/<str:reference>/retention/", pages.OfCase.as_view(), name="retention.case"),
    step_path(steps.SetPeriod),
    step_path(steps.HoldEverything),
    step_path(steps.ReleaseEverything),
    step_path(steps.PlaceHold),
    step_path(steps.LiftHold),
    step_path(steps.KeepLonger),
    step_path(steps.ProposeDisposal),
    step_path(steps.DeclineDisposal),
    step_path(steps.ConfirmDisposal),
]
