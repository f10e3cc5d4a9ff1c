"""The forms of signing in: django-allauth's checks, in our boxes and words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.core.exceptions import ValidationError

from cspr.govuk import fields as gov
from cspr.partnership.models import User


class SignInForm(gov.GovForm):
    """Address and password."""

    email = gov.Email(label="Email address", autocomplete="username")
    password = gov.Password(label="Password")


class OwnPasswordForm(gov.GovForm):
    """One's own password, once more."""

    password = gov.Password(label="Your password")

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        """user: whose it is."""
        self.user = user
        super().__init__(*args, **more)

    def clean_password(self) -> str:
        """The password, if it is theirs."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError("That is not your password. Type it again.")
        return password


def _code(label: str, hint: str) -> Any:
    return gov.Text(label=label, hint=hint, width="10", autocomplete="one-time-code", max_length=20)


class CodeForm(gov.GovForm, AuthenticateForm):
    """A code of the app, or a recovery code, while signing in."""

    code = _code("Code", "Six digits from your authenticator app, or one of your recovery codes.")


class CodeAgainForm(gov.GovForm, ReauthenticateForm):
    """The same, once more."""

    code = _code("Code", "Six digits from your authenticator app, or one of your recovery codes.")


class AppForm(gov.GovForm, ActivateTOTPForm):
    """The first code of an app, which shows that it has the key."""

    code = _code("Code", "The six digits that the app shows now. They change every half minute.")


class PasskeyForm(gov.GovForm, AddWebAuthnForm):
    """A new passkey. What the browser made comes in `credential`."""

    passwordless = None
    name = gov.Text(label="What will you call it?", hint="So that you know it again in the list. For example: work laptop.", required=False,
                    max_length=60, width="20")
