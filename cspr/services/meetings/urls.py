"""The addresses of meetings."""

from __future__ import annotations

from django.urls import path

from cspr.services.meetings import live_steps, pages, sittings, steps
from cspr.steps.urls import step_path

_CASE = "cases/<str:reference>/meetings"
urlpatterns = [
    path("meetings/", sittings.page, name="meetings.all"),
    path(f"{_CASE}/", pages.Meetings.as_view(), name="meetings"),
    *(step_path(step) for step in (
        steps.Arrange, steps.Cancel, steps.Invite, steps.Uninvite, steps.Reply, steps.SetAgenda, steps.Hold,
        live_steps.TakeRecord, live_steps.Attendance, live_steps.RecordItem, live_steps.SetActions,
        live_steps.WriteMinutes, live_steps.CirculateMinutes, live_steps.CommentMinutes, live_steps.AgreeMinutes,
    )),
    path(f"{_CASE}/<slug:meeting>/", pages.OneMeeting.as_view(), name="meeting"),
    path(f"{_CASE}/<slug:meeting>/agenda/", pages.Agenda.as_view(), name="meetings.agenda"),
    path(f"{_CASE}/<slug:meeting>/live/", pages.Live.as_view(), name="meetings.live"),
    path(f"{_CASE}/<slug:meeting>/minutes/", pages.Minutes.as_view(), name="meetings.minutes"),
    path(f"{_CASE}/<slug:meeting>/invitation.ics", pages.invitation_file, name="meetings.invitation"),
]
