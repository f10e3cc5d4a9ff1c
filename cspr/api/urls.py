"""Where the API lives."""

from django.urls import path

from cspr.api.api import api

urlpatterns = [path("api/v1/", api.urls)]
