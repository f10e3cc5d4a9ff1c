"""The addresses of action plans."""

from __future__ import annotations

from django.urls import path

from cspr.stages.action_plan import pages, steps
from cspr.steps.urls import step_path

urlpatterns = [
    path("actions/", pages.all_actions, name="action_plan.all"),
    path("cases/<str:reference>/action_plan/", pages.ActionPlan.as_view(), name="action_plan"),
    path("cases/<str:reference>/action_plan/action/<str:action>/", pages.ActionPage.as_view(), name="action_plan.action"),
    *(step_path(step) for step in (
        steps.Develop, steps.Agree, steps.SetAction, steps.DoAction, steps.AcceptAction, steps.RaiseBarrier, steps.EscalateBarrier,
        steps.AnswerBarrier, steps.ChangeDue, steps.RetestImpact,
    )),
]
