"""Page counts for the operator of the site. Off unless NAVIGATOR_COUNT_PAGES=1.

Only requests that found a page are counted, by method and path; nothing else of a request is read,
so no person can be told apart. A worker logs its counts in one line each hour and when it stops.
"""

import atexit
import logging
import threading
import time
from collections import Counter

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from navigator.serving.private_logging import logged_path
from navigator.serving.security_headers import Handler

log = logging.getLogger(__name__)

_COUNTED = {200, 304}
_NO_PAGE = "/healthz"  # not counted: health checks request it every few seconds


class Pages:
    """The counts since the last log line; one is written each `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.since = time.monotonic()

    def add(self, page: str) -> None:
        with self.lock:
            self.counts[page] += 1
        if time.monotonic() - self.since >= self.seconds:
            self.write()

    def write(self) -> None:
        """Log the counts and reset them. Without counts no line is written."""
        with self.lock:
            counts, self.counts, self.since = self.counts, Counter(), time.monotonic()
        if counts:
            log.info("pages", extra={"facts": {"pages": dict(sorted(counts.items()))}})


def page_counter(get_response: Handler) -> Handler:
    """Middleware: count each page that was found."""
    if not settings.COUNT_PAGES:
        raise MiddlewareNotUsed
    pages = Pages(settings.COUNT_PAGES_SECONDS)
    atexit.register(pages.write)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        found = request.resolver_match is not None and response.status_code in _COUNTED
        if found and request.path != _NO_PAGE:
            pages.add(f"{request.method} {logged_path(request, response.status_code)}")
        return response

    return middleware
