"""How django-allauth is used here: it signs in, and never makes, mails or changes an account (ADR 0100)."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import perform_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cspr.access.asking import asking
from cspr.partnership.models import Member, User
from cspr.services.sign_in import factors, kept
from cspr.services.sign_in.models import Provider
from cspr.services.sign_in.refused import NO_ROLE, ORGANISATION, tell
from cspr.steps.fresh import prove

NOT_RIGHT = "The email address or the password is not right. Try again, or ask your administrator."
REFUSED = "That did not sign you in. Use your email address and password, or ask your administrator."
ISSUER = "issuer"  # In the session, where it began through a provider: which.
WRONG_CODE = "That code is not right. Type the code that the app shows now, or a recovery code that you have not used."
BY_PROVIDER = "by_provider"  # In the session: whom a provider has just vouched for, which one, and whether by more than a password.


def hats_of(user: User) -> set[int]:
    """The roles a person acts in now."""
    return set(Member.objects.filter(user=user, user__is_active=True, is_active=True).values_list("pk", flat=True))


def hats_in(request: HttpRequest) -> QuerySet[Member]:
    """The roles in which the person signed in acts here: every one of theirs, or, where their organisation let them in, those for that organisation.

    So no organisation's provider opens what somebody may see for another one.
    """
    issuer = request.session.get(ISSUER)
    return Member.objects.filter(user=request.user.pk, is_active=True, **{"agency__provider__issuer": issuer} if issuer else {})


def vouched_for(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """What a provider has just said of this person in this browser; None where none has, or it spoke of another."""
    said: dict[str, Any] = request.session.get(BY_PROVIDER) or {}
    return said if said.get("user") == user.pk else None


class Account(DefaultAccountAdapter):
    """Signs in those who have a role, and says nothing of its own."""

    error_messages = {**DefaultAccountAdapter.error_messages, "too_many_login_attempts": "Too many tries. Wait an hour, then try again."}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is opened by the partnership."""
        return False

    def get_login_stages(self) -> list[str]:
        """What comes between the first step and being signed in."""
        return [f"{SecondStep.__module__}.{SecondStep.__qualname__}"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """What they owe."""
        return reverse("home")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where the request came from."""
        return asking().address

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Whoever has no role any more is refused as if they never had."""
        if hats_of(user):
            return None
        tell(request, user, NO_ROLE)
        return refuse(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session. What was typed before sign-in ran out is its writer's, in the hat they wore; it goes with anybody else."""
        typed, vouched = request.session.pop("typed", None), vouched_for(request, user)
        super().login(request, user)
        if vouched:
            request.session[ISSUER] = vouched["issuer"]
        if (vouched and vouched["multi_factor"]) or any(r["method"] == "mfa" for r in get_authentication_records(request, user)):
            factors.note_multi_factor(request)
        if (codes := factors.recovery_codes(user)) and not codes.did_view:
            factors.show_codes(request)
        request.session.pop(BY_PROVIDER, None)
        if typed and typed["member"] in hats_of(user):
            request.session["typed"], request.session["member"] = typed, typed["member"]

    def add_message(self, request: HttpRequest, level: int, *args: Any, **more: Any) -> None:
        """Our pages say what happened themselves."""

    def send_notification_mail(self, *args: Any, **more: Any) -> None:
        """Our operations tell people what they have to know."""


class SecondStep(AuthenticateStage):
    """The authenticator code, recovery code or passkey, of whoever has one; unless their organisation has just asked for more than a password."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """On to the page that asks, or past it."""
        vouched = vouched_for(self.request, self.login.user)
        return (None, True) if vouched and vouched["multi_factor"] else super().handle()


class MultiFactor(DefaultMFAAdapter):
    """Keeps keys encrypted, and says what is wrong in our words."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """As it is kept."""
        return kept.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it is used."""
        return kept.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What the app calls the entry. Not the host: people know the service by its name."""
        return "Practice reviews"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: this host."""
        return {"id": context.request.get_host().partition(":")[0], "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a passkey is called where its owner calls it nothing."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


class Organisations(DefaultSocialAccountAdapter):
    """The providers that agencies have, and whom each may sign in: who has an account for that agency, found by a verified address."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """The provider of that number, as django-allauth wants it."""
        found = Provider.objects.filter(pk=int(provider)) if provider and provider.isdecimal() else Provider.objects.none()
        return [SocialApp(provider="openid_connect", provider_id=str(p.pk), name=str(p), client_id=p.client, secret=kept.unseal(p.secret), settings={
            "server_url": p.issuer, "oauth_pkce_enabled": True, "auth_params": {"prompt": "login"}}) for p in found]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Sign the person in, or refuse; nothing of django-allauth's that would make or join accounts is ever reached. Always raises."""
        raise ImmediateHttpResponse(_sign_in_or_refuse(request, sociallogin))

    def on_authentication_error(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        """The provider refused, or did not answer as it should. Always raises."""
        raise ImmediateHttpResponse(_not_accepted(request, ""))


def _not_accepted(request: HttpRequest, email: str) -> HttpResponse:
    """email: whom the provider named, if anybody. What it named is looked up and not kept."""
    tell(request, User.objects.filter(email=email.replace("\x00", "").lower()).first(), ORGANISATION)
    return refuse(request)


def refuse(request: HttpRequest) -> HttpResponse:
    """Back to the sign-in page, with the same words whatever the reason."""
    messages.error(request, REFUSED)
    return HttpResponseRedirect(reverse("sign_in"))


def _sign_in_or_refuse(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """On to where the person was going. An account is never made, only found: active, opened for the agency whose provider it is."""
    provider = Provider.objects.filter(pk=sociallogin.account.provider).first()
    said = sociallogin.account.extra_data
    token, info = said.get("id_token", {}), said.get("userinfo", {})
    claims = {**info, **token}
    email = str(claims.get("email", "")).lower()
    same = info.get("sub", token.get("sub")) == token.get("sub")
    if provider is None or not same or claims.get("email_verified", provider.addresses_trusted) not in (True, "true"):
        return _not_accepted(request, email)
    theirs = Member.objects.select_related("user").filter(agency=provider.agency_id, is_active=True, user__is_active=True)
    member = theirs.filter(user__email=email).first()
    if member is None:
        return _not_accepted(request, email)
    going = sociallogin.get_redirect_url(request) or reverse("home")
    if request.user == member.user:  # Signed in already, and asked to show it once more.
        prove(request)
        return HttpResponseRedirect(going)
    if request.user.is_authenticated:
        logout(request)
    request.session[BY_PROVIDER] = {"user": member.user_id, "issuer": provider.issuer,
                                    "multi_factor": provider.multi_factor or "mfa" in (claims.get("amr") or ())}
    return perform_login(request, member.user, redirect_url=going)
