"""What a request may look like, and what is written down about it: its path, and no more."""

import json
import logging
import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.debug import SafeExceptionReporterFilter

from navigator.headers import Handler

log = logging.getLogger(__name__)

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


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
        return json.dumps(line, ensure_ascii=False)


def _place(traceback: Any) -> list[str]:
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
        if request.method not in _SAFE_METHODS:
            if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
                return refuse(request, 413)
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal():
                return refuse(request, 400)
            if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                return refuse(request, 413)
            if int(length) and request.content_type not in _FORM_TYPES:
                return refuse(request, 415)
            charset = (request.content_params or {}).get("charset", "utf-8")
            if charset.lower().replace("_", "-") not in ("utf-8", "utf8"):
                return refuse(request, 400)
        return get_response(request)

    return middleware


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


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """A plain page that says what was wrong and what to do, with urgent help on it."""
    response = render(request, "error.html", {"status": status}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
