"""Whether it is still the person who signed in: asked again before a signature and before anything is taken away (ADR 0103)."""

from __future__ import annotations

import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

_PROVED = "proved_at"


class ProofNeeded(Exception):
    """The person has not shown for a while that it is they. The pages lead them to do so; the API refuses."""


def prove(request: HttpRequest) -> None:
    """Note in the session that the person has just shown who they are."""
    request.session[_PROVED] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Whether they showed it within the last REAUTHENTICATE_MINUTES."""
    return bool(time.time() - request.session.get(_PROVED, 0) < settings.REAUTHENTICATE_MINUTES * 60)


def need_proof(request: HttpRequest) -> None:
    """Called where something is taken away. Raises ProofNeeded where they have not shown it for a while."""
    if not is_fresh(request):
        raise ProofNeeded()


def ask_again(back: str, why: str) -> HttpResponseRedirect:
    """To the page that asks. back: where they go from there, a path of this service. why: "sign" or "take"."""
    return HttpResponseRedirect(f"{reverse('sign_in.again')}?{urlencode({'next': back, 'why': why})}")


def came_from(request: HttpRequest) -> str:
    """The page of this service that a link was followed from; the address itself where there is none."""
    before = urlsplit(request.META.get("HTTP_REFERER", ""))
    if before.netloc != request.get_host() or before.path.startswith(("//", reverse("sign_in"), reverse("sign_in.again"))):
        return request.get_full_path()
    return before.path + (f"?{before.query}" if before.query else "")
