"""The addresses of personal tokens."""

from __future__ import annotations

from django.urls import path

from cspr.services.tokens import pages
from cspr.steps.urls import step_path

urlpatterns = [path("tokens/", pages.tokens, name="tokens"), step_path(pages.MakeToken), step_path(pages.EndToken)]
