"""Addresses of the steps and pages of gathering."""

from __future__ import annotations

from django.urls import path

from cspr.stages.rapid_review.gathering import agency_steps, board_pages, pages, request_steps, return_pages, return_steps, steps
from cspr.steps.urls import step_path

_CASE = "cases/<str:reference>/rapid_review"
STEPS = (
    steps.OpenStep, steps.ConsultStep, steps.WarnStep, steps.TellFamilyStep, request_steps.RequestStep, request_steps.ChangeRequestStep,
    steps.ArrangeStep, steps.SharePackStep, steps.HoldMeetingStep, return_steps.ReturnStep,
    agency_steps.MoreTimeStep, agency_steps.AnswerTimeStep, agency_steps.AttachStep, agency_steps.RemoveFileStep,
    agency_steps.ApproveStep, agency_steps.GiveBackStep,
)

urlpatterns = [
    *(step_path(step) for step in STEPS),
    step_path(return_steps.ReturnStep, "<slug:agency>/"),
    path(f"{_CASE}/nil_return/", return_steps.NilReturnStep.as_view(), name="rapid_review.nil_return"),
    path(f"{_CASE}/nil_return/<slug:agency>/", return_steps.NilReturnStep.as_view(), name="rapid_review.nil_return"),
    path(f"{_CASE}/request/", return_pages.Request.as_view(), name="rapid_review.request"),
    path(f"{_CASE}/request/<slug:agency>/letter/", return_pages.Letter.as_view(), name="rapid_review.letter"),
    path(f"{_CASE}/returns/", board_pages.Returns.as_view(), name="rapid_review.returns"),
    path(f"{_CASE}/returns.csv", board_pages.ReturnsCsv.as_view(), name="rapid_review.returns_csv"),
    path(f"{_CASE}/returns/<slug:agency>/", return_pages.Return.as_view(), name="rapid_review.return"),
    path(f"{_CASE}/returns/<slug:agency>/files/<int:file>/", return_pages.ReturnFile.as_view(), name="rapid_review.return_file"),
    path(f"{_CASE}/glance/", board_pages.Glance.as_view(), name="rapid_review.glance"),
    path(f"{_CASE}/pack/", pages.Pack.as_view(), name="rapid_review.pack"),
    path(f"{_CASE}/meeting/", pages.Meeting.as_view(), name="rapid_review.meeting"),
]
