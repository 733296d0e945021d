"""Render the most visited pages before the server forks, so that workers share them in memory."""

import io
import logging
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve

from navigator.catalogue import Catalogue

log = logging.getLogger(__name__)


def render_pages(catalogue: Catalogue, port: str) -> None:
    """Request these pages once, with the port on which the server listens, so that they are cached.
    Nothing is logged."""
    option = catalogue.treatments[0].get_absolute_url()
    for path in ("/", "/options/", "/questions/", "/urgent/", option):
        _ask("GET", path, catalogue, port)
    for path in ("/options/", "/questions/"):
        _ask("POST", path, catalogue, port)


def _ask(method: str, path: str, catalogue: Catalogue, port: str) -> None:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "HTTP_HOST": settings.ALLOWED_HOSTS[0].lstrip("."),
        "SERVER_PORT": port,
        "HTTP_X_FORWARDED_PROTO": "https" if settings.HTTPS else "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "https" if settings.HTTPS else "http",
    }
    setup_testing_defaults(environ)
    request: Any = WSGIRequest(environ)
    request.htmx, request.catalogue = False, catalogue
    view, args, kwargs = resolve(path)
    try:
        view(request, *args, **kwargs)
    except Exception:  # a page that fails must not prevent the start
        log.warning("a page was not rendered", exc_info=True, extra={"facts": {"path": path}})
