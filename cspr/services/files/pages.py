"""For the administrator: whether files are checked and kept as they should be. No file is named."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cspr.access.errors import NotHere
from cspr.operations import quarantine, virus
from cspr.partnership.roles import Role
from cspr.record import keys


def files(request: HttpRequest) -> HttpResponse:
    """Whether the scanner answers, how many files wait for it, and under which key new ones are kept."""
    if request.member.role != Role.ADMINISTRATOR:
        raise NotHere()
    try:
        key, fault = keys.current(), ""
    except keys.NoKey as error:
        key, fault = "", str(error)
    return render(request, "files/files.html", {
        "scanner": settings.CLAMD, "answers": virus.answers(settings.CLAMD), "waiting": quarantine.waiting(), "key": key, "fault": fault,
        "bucket": settings.FILES.startswith("s3://")})
