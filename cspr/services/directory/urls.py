"""The addresses of the directory."""

from __future__ import annotations

from django.urls import path

from cspr.services.directory import pages
from cspr.steps.urls import step_path

urlpatterns = [
    path("directory/", pages.listed, name="directory"),
    path("directory/record/", pages.record, name="directory.record"),
    *(step_path(step) for step in (pages.Add, pages.Change, pages.Away, pages.Back, pages.End, pages.PutBack, pages.Approval)),
]
