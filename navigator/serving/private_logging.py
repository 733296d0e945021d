"""Logging without personal data: of a request its path, if that is a known route, and no query.

Of an exception its class and its file and line are logged, never its message, which may contain
what a person ticked.
"""

import json
import logging
import sys
import threading
import time
import warnings
from types import TracebackType
from typing import Any, TextIO

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from navigator.serving.security_headers import Handler

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """One JSON object per line. It has no query, no body and no IP address."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):  # Django's own message repeats the path
            status = getattr(record, "status_code", 0)
            line["message"] = "request failed"
            line |= {"path": logged_path(request, status), "status": status}
        line |= getattr(record, "facts", {})
        if record.exc_info:
            # File and line alone: a message or a local variable may hold what a person ticked.
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
    """For Django's error reports: no posted values and no local variables, in DEBUG too."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: object) -> Any:
        return []


class PlaceOnly(ExceptionReporter):
    """Error reports with the exception's class and lines; a message may hold a posted value."""

    def get_traceback_text(self) -> SafeString:
        kind = getattr(self.exc_type, "__name__", "Exception")
        return mark_safe("\n".join([kind, *_place(self.tb)]))

    def get_traceback_html(self) -> SafeString:
        return format_html(
            "<!doctype html><title>Error</title><pre>{}</pre>", str(self.get_traceback_text())
        )


def request_log(get_response: Handler) -> Handler:
    """Middleware: log method, permitted path, status and duration in milliseconds."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        if log.isEnabledFor(logging.INFO):
            facts = {
                "method": request.method,
                "path": logged_path(request, response.status_code),
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            log.info("request", extra={"facts": facts})
        return response

    return middleware


# --- which path may be logged

_NOT_OURS = "-"
_ONE_OPTION = "/options/-/"
_FOUND = {200, 304}


def logged_path(request: HttpRequest, status: int) -> str:
    """The path of a request if it may be logged, else "-".

    A path that matches no page may contain answers, for example a share link whose `#` became
    `%23`. A POST to an option is logged without its slug: which option a person opens while their
    answers are sent is personal.
    """
    match = request.resolver_match or _resolved(request.path_info)
    if match is None:
        return _NOT_OURS
    if match.url_name == "option" and request.method not in ("GET", "HEAD"):
        return _ONE_OPTION
    fixed = not match.captured_kwargs  # type: ignore[attr-defined]
    return request.path if fixed or status in _FOUND else _NOT_OURS


def _resolved(path: str) -> ResolverMatch | None:
    """The route of a path; for requests that a middleware answered before routing."""
    try:
        return resolve(path)
    except Resolver404:
        return None


# --- uncaught exceptions and warnings


def log_only_places() -> None:
    """In a server process: log uncaught exceptions and warnings as class and line. Python's own
    hooks print messages and values."""
    sys.excepthook = _process_died
    threading.excepthook = _thread_died
    sys.unraisablehook = _not_raised
    warnings.showwarning = _warned
    logging.raiseExceptions = False  # else a failed log call prints its arguments


def _process_died(
    kind: type[BaseException], error: BaseException, place: TracebackType | None
) -> None:
    log.critical("the process died", exc_info=(kind, error, place))


def _thread_died(died: threading.ExceptHookArgs) -> None:
    error = died.exc_value or died.exc_type()
    log.error("a thread died", exc_info=(died.exc_type, error, died.exc_traceback))


def _not_raised(left: "sys.UnraisableHookArgs") -> None:
    error = left.exc_value or left.exc_type()
    log.error("an error outside of any call", exc_info=(left.exc_type, error, left.exc_traceback))


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    facts = {"error": category.__name__, "place": [f"{filename}:{lineno}"]}
    log.warning("a warning", extra={"facts": facts})
