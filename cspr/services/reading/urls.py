"""The addresses of who has looked."""

from __future__ import annotations

from django.urls import path

from cspr.services.reading import pages
from cspr.steps.urls import step_path

urlpatterns = [
    path("cases/<str:reference>/who-has-looked/", pages.WhoHasLooked.as_view(), name="who_has_looked"),
    path("cases/<str:reference>/who-has-looked.csv", pages.WhoHasLookedFile.as_view(), name="who_has_looked.file"),
    path("cases/<str:reference>/printed/", pages.printed, name="printed"),
    path("reading/", pages.unusual, name="reading"),
    path("reading/person/", pages.person, name="reading.person"),
    path("reading/person.csv", pages.person_file, name="reading.person_file"),
    path("reading/sign-ins/", pages.sign_ins, name="reading.sign_ins"),
    step_path(pages.LookInto),
]
