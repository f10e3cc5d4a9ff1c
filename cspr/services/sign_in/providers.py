"""Signing in through one's organisation: which organisations there are, the way there and the way back."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect.views import callback
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cspr.partnership.models import User
from cspr.services.sign_in.adapters import refuse
from cspr.services.sign_in.models import Provider
from cspr.services.sign_in.pages import next_of

__all__ = ["callback", "of_person", "organisations", "through"]


def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation with a sign-in of its own, whoever asks: the page tells of nobody whether they are a member."""
    found = Provider.objects.select_related("agency__partnership").order_by("agency__name", "agency__partnership__name")
    return render(request, "sign_in/organisations.html", {"providers": found, "next": next_of(request)})


def through(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to an organisation's own sign-in, which asks who they are even where it knows. Raises Http404 where it is none."""
    try:
        provider = get_adapter().get_provider(request, provider_id)
        return provider.redirect(request, AuthProcess.LOGIN, next_url=next_of(request))
    except SocialApp.DoesNotExist as none:
        raise Http404 from none
    except OSError:  # It does not answer, or not as one does.
        return refuse(request)


def of_person(user: User) -> QuerySet[Provider]:
    """The organisations through which a person may sign in."""
    return Provider.objects.filter(agency__members__user=user, agency__members__is_active=True).select_related("agency").distinct()
