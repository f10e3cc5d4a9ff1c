"""The address of the administrator's page about files."""

from __future__ import annotations

from django.urls import path

from cspr.services.files import pages

urlpatterns = [path("files/", pages.files, name="files")]
