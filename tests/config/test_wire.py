"""How a service on the open wire is set: what its answers tell the browser, as a browser gets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.test import Client, override_settings

from tests.factories import client_for, member, open_case

# As a real installation has it; no database is asked.
_SAID = """
import json
from django.conf import settings as s
names = ("DEBUG SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS "
         "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY "
         "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SAMESITE SESSION_COOKIE_DOMAIN SESSION_COOKIE_PATH REQUESTS_A_MINUTE METRICS_TOKEN")
print(json.dumps({name: getattr(s, name) for name in names.split()}))
"""


def _settings(**environment: str) -> dict[str, object]:
    kept = {k: v for k, v in os.environ.items() if k not in ("CSPR_LOCAL", "REQUESTS_A_MINUTE")}
    said = subprocess.run([sys.executable, "-c", _SAID], check=True, capture_output=True, text=True,
                          env={**kept, "DATABASE_URL": "postgresql://made-up@127.0.0.1:1/made-up", **environment})
    found: dict[str, object] = json.loads(said.stdout)
    return found


def test_a_real_installation_is_closed_unless_it_is_opened() -> None:
    said = _settings()
    assert said["DEBUG"] is False
    assert said["SECURE_SSL_REDIRECT"] and said["SECURE_HSTS_SECONDS"] == 31_536_000 and said["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    for cookie in ("SESSION", "CSRF"):
        assert said[f"{cookie}_COOKIE_SECURE"] and said[f"{cookie}_COOKIE_HTTPONLY"] and str(said[f"{cookie}_COOKIE_NAME"]).startswith("__Host-")
    assert said["SESSION_COOKIE_DOMAIN"] is None and said["SESSION_COOKIE_PATH"] == "/", "as the browser demands of such a name"
    assert said["REQUESTS_A_MINUTE"] == 600 and said["METRICS_TOKEN"] == ""


def test_on_this_machine_only_it_works_without_https() -> None:
    said = _settings(CSPR_LOCAL="1")
    assert not said["SECURE_SSL_REDIRECT"] and not said["SESSION_COOKIE_SECURE"] and said["SESSION_COOKIE_NAME"] == "sessionid"


@pytest.mark.django_db
def test_every_answer_is_kept_out_of_caches_frames_and_other_sites() -> None:
    case, reader = open_case(), client_for(member("business_unit"))
    for client, address in ((Client(), "/sign-in/"), (reader, "/"), (reader, f"/cases/{case.reference}/"), (reader, "/cases/WS-1999-0001/"),
                            (reader, "/api/v1/cases"), (Client(), "/no-such-page/"), (reader, f"/cases/{case.reference}/people/file/")):
        answer = client.get(address)
        told = answer.headers
        assert told.get("Cache-Control") == "no-store" or answer.status_code == 302, address
        assert told["X-Content-Type-Options"] == "nosniff" and told["X-Frame-Options"] == "DENY", address
        assert told["Referrer-Policy"] == "same-origin" and told["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert told["Cross-Origin-Resource-Policy"] == "same-origin" and "camera=()" in told["Permissions-Policy"], address
        policy = told["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, address
        assert "frame-ancestors 'none'" in policy or policy.startswith("sandbox"), address


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True)
def test_without_https_a_page_is_led_on_and_a_call_refused() -> None:
    page, call = Client().get("/cases/"), Client().get("/api/v1/cases", headers={"Authorization": "Bearer cspr_made-up"})
    assert page.status_code == 301 and page["Location"] == "https://testserver/cases/"
    assert call.status_code == 403 and "by HTTPS alone" in call.json()["message"]
    assert Client().get("/health").status_code == 200, "asked from beside the server"
    assert Client().get("/sign-in/", headers={"X-Forwarded-Proto": "https"}).status_code == 200
