"""What a request may look like, and what is written down about it: its path, and no more."""

import json
import logging
import time
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from navigator.headers import Handler

log = logging.getLogger(__name__)

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
_LENGTH_DIGITS_MAX = 12


class JsonLines(logging.Formatter):
    """One JSON object a line. No query, no body, no address of a person."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info:
            # The place alone: a message or a local may hold what a person ticked.
            line["error"] = getattr(record.exc_info[0], "__name__", "Exception")
            line["place"] = _place(record.exc_info[2])
        return json.dumps(line)


def _place(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return places[-5:]


class HideEverything(SafeExceptionReporterFilter):
    """No error report carries a posted value or a local variable."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: object) -> Any:
        return []


class PlaceOnly(ExceptionReporter):
    """An error report is the kind of error and its place. A message may hold what was posted."""

    def get_traceback_text(self) -> SafeString:
        kind = getattr(self.exc_type, "__name__", "Exception")
        return mark_safe("\n".join([kind, *_place(self.tb)]))

    def get_traceback_html(self) -> SafeString:
        return format_html(
            "<!doctype html><title>Error</title><pre>{}</pre>", str(self.get_traceback_text())
        )


def request_log(get_response: Handler) -> Handler:
    """Middleware: one line for each request: method, path without query, status, time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        if log.isEnabledFor(logging.INFO):
            facts = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            log.info("request", extra={"facts": facts})
        return response

    return middleware


def plain_requests_only(get_response: Handler) -> Handler:
    """Middleware: refuse bodies that no form of ours sends, before anything reads them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _SAFE_METHODS and (status := _what_is_wrong(request)):
            return refuse(request, status)
        return get_response(request)

    return middleware


def _what_is_wrong(request: HttpRequest) -> int:
    """The status for a body that is no form of ours; 0 for one that may be read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return 413
    if not length.isdecimal():
        return 400
    if len(length) > _LENGTH_DIGITS_MAX or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return 413
    if int(length) and request.content_type not in _FORM_TYPES:
        return 415
    charset = (request.content_params or {}).get("charset", "utf-8")
    return 0 if charset.lower().replace("_", "-") in ("utf-8", "utf8") else 400


def same_origin_only(get_response: Handler) -> Handler:
    """Middleware: refuse a post that another site's page sent.

    `Sec-Fetch-Site` decides where a browser sends it; else the host of `Origin`. A client that
    sends neither is no browser, so no other site is behind it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _SAFE_METHODS and _is_cross_site(request):
            return refuse(request, 403)
        return get_response(request)

    return middleware


def _is_cross_site(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != request.get_host().lower()
    except ValueError:
        return True


_LAST_WORDS = (
    "<!doctype html><html lang=en><title>Something went wrong</title>"
    "<h1>Something went wrong on our side</h1><p>Please try again in a minute.</p>"
    '<p>In danger, or thinking about ending your life? Call or text <a href="tel:988">988</a> '
    '(US). Emergency: <a href="tel:911">911</a>. Elsewhere: call your emergency number.</p>'
)


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """A plain page that says what was wrong and what to do, with urgent help on it."""
    try:
        response = render(request, "error.html", {"status": status}, status=status)
    except Exception:  # after a mistake of ours the page itself may be what is broken
        if status < 500:
            raise
        response = HttpResponse(_LAST_WORDS, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
