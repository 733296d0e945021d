"""What is written down about a request: its path, and no more."""

import json
import logging
import time
from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from navigator.serving.security_headers import Handler

log = logging.getLogger(__name__)


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
