"""The addresses of who may see a case."""

from __future__ import annotations

from django.urls import path

from cspr.services.sight import pages
from cspr.steps.urls import step_path

urlpatterns = [
    path("cases/<str:reference>/who-may-see/", pages.WhoMaySee.as_view(), name="who_may_see"),
    step_path(pages.WithdrawAccess),
    step_path(pages.GiveBackAccess),
    step_path(pages.EndEmergency),
    step_path(pages.ReviewEmergency),
    step_path(pages.BreakGlass),
    step_path(pages.RestrictItem),
    step_path(pages.LiftRestriction),
]
