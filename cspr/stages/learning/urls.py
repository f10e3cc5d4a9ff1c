"""The addresses of learning."""

from __future__ import annotations

from django.urls import path

from cspr.stages.learning import pages, steps
from cspr.steps.urls import step_path

urlpatterns = [
    path("learning/", pages.learning, name="learning"),
    path("learning/exceptions/", pages.exceptions_papers, name="learning.exceptions"),
    path("learning/exceptions/<uuid:paper>/", pages.exceptions_paper, name="learning.paper"),
    path("learning/figures/", pages.figures, name="learning.figures"),
    path("learning/protocol/", pages.the_protocol, name="learning.protocol"),
    path("learning/calendar/", pages.calendar, name="learning.calendar"),
    path("cases/<str:reference>/learning/", pages.CaseLearning.as_view(), name="learning.case"),
    *(step_path(step) for step in (
        steps.ReportExceptions, steps.HoldEvent, steps.PublishAnnualReport, steps.ReviewProtocol, steps.DistributeProtocol,
        steps.Disseminate, steps.CloseCase,
    )),
]
