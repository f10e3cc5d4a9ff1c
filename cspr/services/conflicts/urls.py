"""The addresses of conflicts of interest."""

from __future__ import annotations

from django.urls import path

from cspr.services.conflicts import pages
from cspr.steps.urls import step_path

urlpatterns = [
    path("cases/<str:reference>/conflicts/", pages.Conflicts.as_view(), name="conflicts"),
    step_path(pages.DeclareConflict),
    step_path(pages.RaiseConflict),
    step_path(pages.ConfirmConflict),
    step_path(pages.AnswerConflict),
    step_path(pages.LiftConflict),
]
