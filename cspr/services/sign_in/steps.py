"""The administrator's steps for agencies' own sign-ins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cspr.access.errors import NotHere
from cspr.operations import Done
from cspr.partnership.roles import Role
from cspr.services.sign_in.models import Provider
from cspr.steps.step import Step


def providers(request: HttpRequest) -> HttpResponse:
    """The agencies with a sign-in of their own. Raises NotHere for anybody but the administrator."""
    if request.member.role != Role.ADMINISTRATOR:
        raise NotHere()
    home = request.member.partnership
    found = Provider.objects.filter(agency__partnership=home).select_related("agency").order_by("agency__name")
    back = [request.build_absolute_uri(reverse("openid_connect_callback", args=[p.pk])) for p in found]
    return render(request, "sign_in/providers.html", {"agencies": home.agencies.exists(), "providers": zip(found, back, strict=True)})


class ProviderStep(Step):
    """A step of the administrator; afterwards at the list."""

    template = "sign_in/step.html"

    def choices(self, name: str) -> list[tuple[str, str]] | None:
        """Agencies of this partnership: every one, or to end it, those that have one."""
        if name != "agency":
            return None
        of = self.member.partnership.agencies
        return list((of if self.operation == "sign_in.set_provider" else of.filter(provider__isnull=False)).values_list("slug", "name"))

    def initial(self) -> Mapping[str, Any]:
        """The agency the address names, as its provider stands; its secret is typed anew."""
        named = self.request.GET.get("for", "")
        found = Provider.objects.filter(agency__partnership=self.member.partnership, agency__slug=named).first()
        kept = {"issuer": found.issuer, "client": found.client, "multi_factor": found.multi_factor,
                "addresses_trusted": found.addresses_trusted} if found else {}
        return {"agency": named, **kept}

    def done_url(self, done: Done) -> str:
        """The list."""
        return reverse("sign_in.providers")


class SetProviderStep(ProviderStep):
    """A new one, or another than before."""

    operation = "sign_in.set_provider"
    button = "Save"
    next_says = ("The list then shows the address that the agency's IT must allow the provider to send people back to. "
                 "Nobody gets an account by it: people sign in who have one for this agency, with the same email address.")


class EndProviderStep(ProviderStep):
    """One that is no longer to be trusted."""

    operation = "sign_in.end_provider"
    button = "End it"
    next_says = "Nobody signs in through it from now on, and whoever did is signed out. They need a password here: give each a new one."
