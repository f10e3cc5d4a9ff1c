"""The addresses of accounts and settings."""

from __future__ import annotations

from django.urls import path

from cspr.services.accounts import pages
from cspr.services.accounts.password import password
from cspr.steps.urls import step_path

urlpatterns = [
    path("accounts/", pages.people, name="accounts"),
    path("accounts/agencies/", pages.agencies, name="accounts.agencies"),
    path("accounts/record/", pages.record, name="accounts.record"),
    path("password/", password, name="password"),
    *(step_path(step) for step in (
        pages.ChangePartnership, pages.AddAgency, pages.ChangeAgency, pages.OpenAccount, pages.ChangePerson, pages.EndAccount, pages.GiveBack,
        pages.GivePassword, pages.AddHoliday, pages.RemoveHoliday)),
]
