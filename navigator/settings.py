"""Settings, read from environment variables. The defaults are safe; an invalid value stops the
start with an error that says how to correct it.

Every environment variable is listed in README.md.
"""

import os
import re
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str) -> bool:
    """A boolean environment variable: 1 or 0; absent or empty is False."""
    value = os.environ.get(name, "")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to 1 (on) or 0 (off).")
    return value == "1"


def number(name: str, default: int, *, at_least: int = 0, at_most: int = 10**9) -> int:
    """An integer environment variable within bounds; absent or empty is `default`."""
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not at_least <= int(value) <= at_most:
        raise ImproperlyConfigured(
            f"{name} is “{value}”. Set it to a whole number from {at_least} to {at_most}."
        )
    return int(value)


def names(name: str) -> list[str]:
    """A comma-separated environment variable as a list."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def networks(name: str) -> list[str]:
    """A comma-separated environment variable of IP addresses or networks."""
    for value in names(name):
        try:
            ip_network(value)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} is “{value}”. Set it to addresses or networks, with commas: "
                "10.217.7.10, 10.217.8.0/24."
            ) from error
    return names(name)


PRODUCTION = flag("NAVIGATOR_PRODUCTION")
DEBUG = flag("NAVIGATOR_DEBUG")
SECRET_KEY = os.environ.get("NAVIGATOR_SECRET_KEY", "")
# The hosts of the site: `name`, or `name:port` for a non-standard public port. Plain HTTP is
# redirected to the first.
_HOSTS = [host.lower() for host in names("NAVIGATOR_HOSTS")]
ALLOWED_HOSTS = [re.sub(r":\d+$", "", host) for host in _HOSTS]
PORTS = {
    name: host.rpartition(":")[2]
    for name, host in zip(ALLOWED_HOSTS, _HOSTS, strict=True)
    if name != host
}

if PRODUCTION:
    missing = []
    if len(SECRET_KEY) < 50:
        missing.append("NAVIGATOR_SECRET_KEY to at least 50 random characters")
    if not ALLOWED_HOSTS or any("*" in host or host[0] == "." for host in ALLOWED_HOSTS):
        missing.append("NAVIGATOR_HOSTS to the site's host names, with commas (no *)")
    if DEBUG:
        missing.append("NAVIGATOR_DEBUG to 0")
    if missing:
        raise ImproperlyConfigured(f"For production, set {'; '.join(missing)}.")
else:
    # The site signs nothing, so a random key for each process is enough.
    SECRET_KEY = SECRET_KEY or secrets.token_urlsafe(64)
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]

# Who publishes this copy of the site; shown in every footer and on /about/.
PUBLISHER = os.environ.get("NAVIGATOR_PUBLISHER", "")
CONTACT = os.environ.get("NAVIGATOR_CONTACT", "")
FUNDING = os.environ.get("NAVIGATOR_FUNDING", "No funding was received for this guide.")
COUNTRY = os.environ.get("NAVIGATOR_COUNTRY", "us").lower()
LANGUAGE = "en"

CONTENT_DIR = Path(os.environ.get("NAVIGATOR_CONTENT", BASE_DIR / "content"))
# The folder of a clinic's own layer, read at the load (docs/clinics.md).
LAYER_DIR = Path(os.environ["NAVIGATOR_LAYER"]) if os.environ.get("NAVIGATOR_LAYER") else None
CONTENT_MAX_BYTES = number("NAVIGATOR_CONTENT_MAX_KIB", 2048, at_least=1) * 1024

# Seconds between a worker's queries for a newer release.
RELEASE_RECHECK_SECONDS = 1
# The same after the database did not answer.
RELEASE_RETRY_SECONDS = 2

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "navigator",
]

MIDDLEWARE = [
    "navigator.serving.security_headers.security_headers",
    "navigator.serving.request_checks.proxy_alone_is_believed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "navigator.serving.private_logging.request_log",
    "navigator.serving.counters.page_counter",
    "navigator.serving.request_checks.plain_requests_only",
    "django.middleware.common.CommonMiddleware",
    "navigator.serving.request_checks.same_origin_only",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "navigator.urls"
WSGI_APPLICATION = "navigator.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": ["navigator.pages.context_processors.site"],
            "builtins": [
                "django.templatetags.static",
                "navigator.templatetags.navigator_tags",
                "navigator.templatetags.clinic_tags",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
        },
    }
]


def database() -> dict[str, Any]:
    """The database settings from separate variables (a password needs no escaping there), from a
    URL, or a SQLite file."""
    if not (host := os.environ.get("NAVIGATOR_DATABASE_HOST")):
        file = f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
        return dict(dj_database_url.config(default=file, conn_max_age=60, conn_health_checks=True))
    if os.environ.get("DATABASE_URL"):
        raise ImproperlyConfigured("Set NAVIGATOR_DATABASE_HOST or DATABASE_URL, not both.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": host,
        "PORT": os.environ.get("NAVIGATOR_DATABASE_PORT", ""),
        "NAME": os.environ.get("NAVIGATOR_DATABASE_NAME") or "navigator",
        "USER": os.environ.get("NAVIGATOR_DATABASE_USER") or "navigator",
        "PASSWORD": os.environ.get("NAVIGATOR_DATABASE_PASSWORD", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database()}
SERVING = flag("NAVIGATOR_SERVING")  # set by wsgi.py: this process answers requests
_database: dict[str, Any] = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # A rollback journal, since a WAL file cannot be read from a read-only disk. Requests do not
    # wait for a load that commits: they are served from memory.
    _database |= {
        # A server process opens a new connection for each query: the file may be replaced.
        "CONN_MAX_AGE": 0 if SERVING else None,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            "timeout": 0.2 if SERVING else 20,
            # A load locks at once. A server takes no write lock: its disk may be read-only.
            "transaction_mode": "DEFERRED" if SERVING else "IMMEDIATE",
        },
    }
    if SERVING and _database["NAME"] != ":memory:":
        # A missing file must be an error, and not be created empty.
        _database["OPTIONS"] |= {"uri": True, "init_command": "PRAGMA query_only=1"}
        _database["NAME"] = f"{Path(_database['NAME']).resolve().as_uri()}?mode=rw"
elif SERVING:
    # A server process only reads, and all its queries of one read see the same snapshot.
    _database.setdefault("OPTIONS", {}).update(
        connect_timeout=2,
        options="-c statement_timeout=2000 -c default_transaction_read_only=on "
        r"-c default_transaction_isolation=repeatable\ read",
    )

LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# The largest possible form has about 617 fields in 18 KB: 156 items tried, each with result and
# name; 45 options to ask about and open; numbers for 18 classes; and the other fields.
# `tests/test_requests.py` counts it from the content.
DATA_UPLOAD_MAX_MEMORY_SIZE = number("NAVIGATOR_MAX_BODY_KIB", 64, at_least=1) * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = number("NAVIGATOR_MAX_FIELDS", 640, at_least=1)
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS: list[str] = []

HTTPS = not flag("NAVIGATOR_PLAIN_HTTP") and PRODUCTION
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = flag("NAVIGATOR_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# No CSRF middleware: without cookies, sessions and stored data a forged request has no effect.
# `request_checks.same_origin_only` refuses cross-site posts without a token (docs/decisions).
SILENCED_SYSTEM_CHECKS = ["security.W003"]

# Posted answers are health data: no error report is e-mailed.
ADMINS: list[str] = []
DEFAULT_EXCEPTION_REPORTER_FILTER = "navigator.serving.private_logging.HideEverything"
if not DEBUG:
    DEFAULT_EXCEPTION_REPORTER = "navigator.serving.private_logging.PlaceOnly"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "navigator.serving.private_logging.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "navigator": {"level": "INFO"},
        # Only errors: the class and the line, never posted data. Below that level Django's request
        # log would repeat `private_logging`, with tracebacks that may hold posted data.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "django.server": {"level": "CRITICAL"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

# Page counts for the operator of the site (navigator/serving/counters.py).
COUNT_PAGES = flag("NAVIGATOR_COUNT_PAGES")
COUNT_PAGES_SECONDS = 3600

# The server (navigator/serving/gunicorn_conf.py).
BIND = os.environ.get("NAVIGATOR_BIND") or "127.0.0.1:8000"
WORKERS = number("NAVIGATOR_WORKERS", 2, at_least=1, at_most=64)
# With NAVIGATOR_BEHIND_PROXY: the senders whose `X-Forwarded-Proto` is trusted. No other header
# of a proxy is read (no X-Forwarded-Host or -For, no SCRIPT_NAME).
PROXY_ADDRESSES = networks("NAVIGATOR_PROXY_ADDRESSES") or ["127.0.0.1", "::1"]
