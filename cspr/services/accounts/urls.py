"""The addresses of accounts and settings."""

from __future__ import annotations

from django.urls import path

from cspr.services.accounts import pages
from cspr.services.accounts.factors.pages import ResetFactorsStep
from cspr.services.accounts.invitations import accepting
from cspr.services.accounts.invitations import pages as invitations
from cspr.services.accounts.leaving import pages as leaving
from cspr.services.accounts.password import password
from cspr.steps.urls import step_path

urlpatterns = [
    path("accounts/", pages.people, name="accounts"),
    path("accounts/agencies/", pages.agencies, name="accounts.agencies"),
    path("accounts/record/", pages.record, name="accounts.record"),
    path("accounts/invitations/", invitations.invitations, name="accounts.invitations"),
    path("invitation/", accepting.invitation, name="invitation"),
    path("invitation/<str:secret>/", accepting.open_address, name="invitation.open"),
    path("password/", password, name="password"),
    *(step_path(step) for step in (
        pages.ChangePartnership, pages.AddAgency, pages.ChangeAgency, pages.ChangePerson, leaving.EndAccount, leaving.GiveBack, ResetFactorsStep,
        pages.AddHoliday, pages.RemoveHoliday, invitations.Invite, invitations.InviteAgain, invitations.WithdrawInvitation)),
]
