"""Addresses of the steps and pages of gathering."""

from __future__ import annotations

from django.urls import path

from cspr.stages.rapid_review.gathering import pages, return_steps, steps
from cspr.steps.urls import step_path

_CASE = "cases/<str:reference>/rapid_review"
STEPS = (
    steps.OpenStep, steps.ConsultStep, steps.WarnStep, steps.TellFamilyStep, steps.RequestStep, steps.ArrangeStep,
    steps.SharePackStep, steps.HoldMeetingStep, return_steps.ReturnStep,
)

urlpatterns = [
    *(step_path(step) for step in STEPS),
    step_path(return_steps.ReturnStep, "<slug:agency>/"),
    path(f"{_CASE}/nil_return/", return_steps.NilReturnStep.as_view(), name="rapid_review.nil_return"),
    path(f"{_CASE}/nil_return/<slug:agency>/", return_steps.NilReturnStep.as_view(), name="rapid_review.nil_return"),
    path(f"{_CASE}/request/", pages.Request.as_view(), name="rapid_review.request"),
    path(f"{_CASE}/returns/", pages.Returns.as_view(), name="rapid_review.returns"),
    path(f"{_CASE}/returns/<slug:agency>/", pages.Return.as_view(), name="rapid_review.return"),
    path(f"{_CASE}/pack/", pages.Pack.as_view(), name="rapid_review.pack"),
    path(f"{_CASE}/meeting/", pages.Meeting.as_view(), name="rapid_review.meeting"),
]
