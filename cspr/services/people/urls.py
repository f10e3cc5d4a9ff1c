"""The addresses of the people of a case."""

from __future__ import annotations

from django.urls import path

from cspr.services.people import pages
from cspr.steps.urls import step_path

urlpatterns = [
    path("cases/<str:reference>/people/", pages.People.as_view(), name="people"),
    step_path(pages.AddPerson),
    step_path(pages.CorrectPerson),
]
