"""The addresses of the people of a case."""

from __future__ import annotations

from django.urls import path

from cspr.services.people import pages, steps
from cspr.steps.urls import step_path

_PEOPLE = "cases/<str:reference>/people"
STEPS = (steps.AddPerson, steps.CorrectPerson, steps.RemovePerson, steps.Merge, steps.Relate, steps.ChangeRelation, steps.RemoveRelation)

urlpatterns = [
    path(f"{_PEOPLE}/", pages.People.as_view(), name="people"),
    path(f"{_PEOPLE}/genogram/", pages.Genogram.as_view(), name="people.genogram"),
    path(f"{_PEOPLE}/file/", pages.PeopleFile.as_view(), name="people.file"),
    path(f"{_PEOPLE}/person/<int:person>/", pages.OnePerson.as_view(), name="people.person"),
    *(step_path(step) for step in STEPS),
]
