"""Addresses of the decision's steps and pages."""

from __future__ import annotations

from django.urls import path

from cspr.stages.rapid_review.decision import pages, sending_steps, steps
from cspr.steps.urls import step_path

STEPS = (
    steps.ImmediateActionsStep,
    steps.ImmediateLearningStep,
    steps.ImprovementStep,
    steps.CriteriaStep,
    steps.CriterionStep,
    steps.RightsStep,
    steps.RecommendStep,
    steps.WriteReportStep,
    sending_steps.SignStep,
    sending_steps.SendReportStep,
    sending_steps.PanelResponseStep,
    sending_steps.CirculateStep,
    sending_steps.AgreeWiderStep,
    sending_steps.BriefingStep,
    sending_steps.SecretaryOfStateStep,
    sending_steps.NationalStep,
)
_CASE = "cases/<str:reference>/rapid_review"

urlpatterns = [
    *(step_path(step) for step in STEPS),
    path(f"{_CASE}/decision/", pages.DecisionRecord.as_view(), name="rapid_review.decision"),
    path(f"{_CASE}/report/", pages.ReportText.as_view(), name="rapid_review.report"),
    path(f"{_CASE}/circulation/", pages.CirculationList.as_view(), name="rapid_review.circulation"),
    path(
        f"{_CASE}/circulated_report/", pages.CirculatedReport.as_view(), name="rapid_review.circulated_report"
    ),
    path(f"{_CASE}/panel_report/", pages.PanelReport.as_view(), name="rapid_review.panel_report"),
]
