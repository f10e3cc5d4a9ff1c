"""Django's settings. Everything that differs from place to place comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from cspr.config import database, environment
from cspr.govuk.assets import staticfiles_dirs

ROOT = Path(__file__).resolve().parents[2]
DATA_DIR = environment.data_folder(ROOT / ".data")


def _rooms(folder: str) -> list[str]:
    """The apps of a folder of rooms: every package that says it is one."""
    found = sorted((ROOT / "cspr" / folder).glob("**/apps.py"))
    return [".".join(f.parent.relative_to(ROOT).parts) for f in found]


SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = False
LOCAL = os.environ.get("CSPR_LOCAL") == "1"  # Served on this machine only, without HTTPS (script/server).
ALLOWED_HOSTS = (os.environ.get("ALLOWED_HOSTS") or "127.0.0.1,localhost,testserver,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
    "django.contrib.postgres", "django.forms", "allauth", "allauth.account", "allauth.mfa", "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect", "csp", "procrastinate.contrib.django",
    "cspr.govuk", "cspr.partnership", "cspr.record", "cspr.access",
    *_rooms("services"), *_rooms("stages"), "cspr.web", "cspr.api",
]
MIDDLEWARE = [
    "cspr.web.watch.requests.Watched", "cspr.web.middleware.Headers",
    "cspr.api.middleware.ApiFaults", "cspr.web.turns.Turns",
    "django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware", "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware", "cspr.web.middleware.AskingMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "cspr.web.watch.limits.Limited",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware", "allauth.account.middleware.AccountMiddleware", "cspr.web.middleware.MemberMiddleware",
    "cspr.web.answering.AnsweringMiddleware",  # The last: what reads a case comes after it.
]
ROOT_URLCONF = "cspr.config.urls"
WSGI_APPLICATION = "cspr.config.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "DIRS": [ROOT / "cspr" / "steps" / "templates"],
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.messages.context_processors.messages", "cspr.web.context.shell",
    ]},
}]
DATABASES = {"default": {**database.settings_of(os.environ.get("DATABASE_URL") or database.use(DATA_DIR)), "ATOMIC_REQUESTS": False,
                         # Each request asks whether its connection still stands: after the database was started again none must fail for it.
                         "CONN_HEALTH_CHECKS": True}}
CACHES = {"default": {"BACKEND": "cspr.services.sign_in.shared.Shared"}}  # Counts of tries and requests: one for all web processes.
AUTH_USER_MODEL = "partnership.User"
AUTH_PASSWORD_VALIDATORS = [{"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options} for name, options in (
    ("MinimumLengthValidator", {"min_length": 12}), ("CommonPasswordValidator", {}), ("NumericPasswordValidator", {}),
    ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}))] + [{"NAME": "cspr.partnership.passwords.NotTheFieldsWords"}]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/sign-in/"
# Signing in is django-allauth's work, as cspr.services.sign_in uses it (ADR 0100): no account is made, mailed or changed by it.
ACCOUNT_ADAPTER = "cspr.services.sign_in.adapters.Account"
MFA_ADAPTER = "cspr.services.sign_in.adapters.MultiFactor"
SOCIALACCOUNT_ADAPTER = "cspr.services.sign_in.adapters.Organisations"
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = None, {"email"}, ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Codes that are wrong are counted for a person at a place (cspr.services.sign_in.tries); whoever has somebody's password has this many more
# in all. None is counted by place alone: a whole council may come from one.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/h/key"}
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_TOTP_TOLERANCE = 1  # Telephones' clocks run half a minute early or late.
MFA_REAUTHENTICATION_REQUIRED = False  # Asked by our own pages (cspr.steps.fresh), as for signatures.
MULTI_FACTOR_REQUIRED = environment.multi_factor(LOCAL)
# How long it counts that somebody has shown who they are, before a signature or a file that leaves the service.
REAUTHENTICATE_MINUTES = environment.number("REAUTHENTICATE_MINUTES", 15, 1, 24 * 60)
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = staticfiles_dirs(ROOT)
WHITENOISE_USE_FINDERS = True  # Served from where they are installed: nothing to collect, nothing to go stale.

# Idle minutes until sign-in runs out; what was being typed is kept (cspr.web.middleware).
SESSION_COOKIE_AGE = environment.number("SESSION_MINUTES", 30, 1, 24 * 60) * 60
SESSION_HOURS = environment.number("SESSION_HOURS", 12, 1, 7 * 24)  # In all, however busy it is.
SESSION_ENGINE = "cspr.services.sign_in.sessions"
SESSION_SAVE_EVERY_REQUEST = True
INVITATION_DAYS = environment.number("INVITATION_DAYS", 7, 1, 30)  # How long an invitation works.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (("" if LOCAL else "__Host-") + name for name in ("sessionid", "csrftoken"))  # Of this host alone.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = ["^health$", "^ready$", "^metrics$"]  # Asked from beside the server, behind the proxy.
# Not "no-referrer": a browser then sends "Origin: null" with each form, and forms are refused. Nothing leaves this origin.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"], "font-src": [SELF], "connect-src": [SELF],
    "manifest-src": [SELF], "form-action": [SELF], "frame-ancestors": [NONE], "base-uri": [NONE],
}}
# What leaves the building (cspr.services.messages). Without a mail server everything waits, and the pages say so.
globals().update(environment.mail(f"http://127.0.0.1:{os.environ.get('PORT') or 8000}" if LOCAL else ""))
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES", "127.0.0.0/8,::1")  # Whose word on where a request comes from counts.
SEAL_KEY = os.environ.get("SEAL_KEY", "")  # Signs the daily seal; SECRET_KEY where there is none.
WORKING_HOURS = environment.hours("WORKING_HOURS", "8:30-17:30")
# What reading of cases is flagged as unusual (cspr.services.reading.watch).
UNUSUAL_HOURS = environment.hours("UNUSUAL_HOURS", "7:00-20:00")
UNUSUAL_CASES_AN_HOUR = environment.number("UNUSUAL_CASES_AN_HOUR", 10, 1, 10_000)
UNUSUAL_DAYS_AWAY = environment.number("UNUSUAL_DAYS_AWAY", 60, 1, 3650)
UNUSUAL_TRIES_A_DAY = environment.number("UNUSUAL_TRIES_A_DAY", 5, 1, 10_000)
PROCRASTINATE_WORKER_DEFAULTS = {"fetch_job_polling_interval": 30.0, "concurrency": 3, "name": "cspr"}  # Told of each job, it need not ask often.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = ["cspr.steps.uploads.Handler"]
# Where files' bytes are kept, and the keys over their own keys (cspr.record.stored).
FILES = environment.files_place(DATA_DIR)
FILES_KEYS = environment.files_keys(DATA_DIR, local=LOCAL or "CSPR_THROWAWAY" in os.environ)
FILES_KEY_COMMAND = os.environ.get("FILES_KEY_COMMAND") or ""
# The virus scanner clamd: the path of its socket, or host:port. Empty: files are not scanned.
CLAMD = os.environ.get("CLAMD", "")
# One JSON object a line, and nothing of a case in it (cspr.web.watch). On this machine only, each request need not be said.
LOGGING = {
    "version": 1, "disable_existing_loggers": False,
    "formatters": {"line": {"()": "cspr.web.watch.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"cspr": {"level": "WARNING" if LOCAL else "INFO"}, "django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")  # Who sends it may read the figures; empty: nobody.
REQUESTS_A_MINUTE = environment.number("REQUESTS_A_MINUTE", 600, 0, 100_000)  # Of one person; 0: as many as they like.
