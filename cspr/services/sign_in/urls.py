"""The addresses of signing in. Of django-allauth's own, only those that are used stand here, under names by which it finds them."""

from __future__ import annotations

from django.urls import path

from cspr.services.sign_in import again, mine, pages, providers, steps
from cspr.steps.urls import step_path

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-in/", pages.sign_in, name="account_login"),
    path("sign-in/code/", pages.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", pages.PasskeyAlone.as_view(), name="mfa_login_webauthn"),
    path("sign-in/organisation/", providers.organisations, name="sign_in.organisations"),
    path("sign-in/organisation/<slug:provider_id>/", providers.through, name="openid_connect_login"),
    path("sign-in/organisation/<slug:provider_id>/back/", providers.callback, name="openid_connect_callback"),
    path("my-sign-in/", mine.my_sign_in, name="my_sign_in"),
    path("my-sign-in/again/", again.again, name="sign_in.again"),
    path("my-sign-in/app/", mine.app, name="sign_in.app"),
    path("my-sign-in/codes/", mine.codes, name="sign_in.codes"),
    path("my-sign-in/codes/new/", mine.new_codes, name="sign_in.new_codes"),
    path("my-sign-in/passkey/", mine.passkey, name="sign_in.passkey"),
    path("my-sign-in/remove/<int:factor>/", mine.remove, name="sign_in.remove"),
    path("my-sign-in/end/", mine.end, name="sign_in.end"),
    path("accounts/providers/", steps.providers, name="sign_in.providers"),
    step_path(steps.SetProviderStep),
    step_path(steps.EndProviderStep),
]
