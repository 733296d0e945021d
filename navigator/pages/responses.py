"""How pages go out: public ones from memory, with an ETag; personal ones never stored, and padded.

A public page is the same for everybody, so it is rendered once for each release and day and kept
with that release, compressed. A personal answer is the function of one form: it is kept nowhere,
and its size is rounded up, so that it does not tell an eavesdropper which box was ticked
(Chen, Wang, Wang, Zhang: Side-channel leaks in web applications, IEEE S&P 2010).
"""

import datetime
import gzip
import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, NamedTuple

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.pages.padding import padded
from navigator.serving.current_release import Unavailable, catalogue_of
from navigator.serving.request_checks import refuse

STEP = 2048  # bytes to which the size of a personal answer is rounded up
REASONS_STEP = 8192  # the same for the reasons of one option: they are all of one size
PAGES_MAX = 300  # kept in memory at a time; a release has about a hundred, for one host name

_KINDS = frozenset(Kind.values)

View = Callable[..., HttpResponse]


def page(*, post: bool = False, step: int = STEP) -> Callable[[View], View]:
    """Let a view answer GET for everybody and, with `post`, POST for one person.

    The size of a personal fragment is a multiple of `step` bytes.
    """

    def decorate(answer: View) -> View:
        @wraps(answer)
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method in ("GET", "HEAD"):
                    return _public(request, answer, *args, **kwargs)
                if request.method == "POST" and post:
                    return _personal(request, answer(request, *args, **kwargs), step)
            except Unavailable:
                response = refuse(request, 503)
                response.headers["Retry-After"] = "10"
                return response
            return not_allowed(request, "GET, HEAD" + (", POST" if post else ""))

        return view

    return decorate


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """The answer to a method that an address does not have."""
    response = refuse(request, 405)
    response.headers["Allow"] = allowed
    return response


# --- public -----------------------------------------------------------------------------------


class _Kept(NamedTuple):
    """A public page in every form in which it is asked for."""

    etag: str
    content_type: str
    bodies: dict[str, bytes]  # by Content-Encoding; "" is plain


def _public(request: HttpRequest, get: View, *args: Any, **kwargs: Any) -> HttpResponse:
    kinds = set(request.GET.getlist("kind"))
    if not kinds <= _KINDS:
        return _unkept(get(request, *args, **kwargs))
    memo = _pages(catalogue_of(request))
    # Pages name their own address.
    key = (request.path, frozenset(kinds), request.scheme, request.get_host())
    kept = memo.get(key)
    if kept is None:
        response = get(request, *args, **kwargs)
        if response.status_code != 200:
            return _unkept(response)
        kept = memo[key] = _keep(response)
    return _answer(request, kept)


def _pages(catalogue: Catalogue) -> dict[tuple[Any, ...], _Kept]:
    """The pages kept with a release: those of today (review dates pass), and not without end."""
    today = datetime.datetime.now(datetime.UTC).date()
    pages: dict[tuple[Any, ...], _Kept]
    day, pages = catalogue.memo.get("pages", (None, {}))
    if day != today or len(pages) >= PAGES_MAX:
        pages = {}
        catalogue.memo["pages"] = today, pages
    return pages


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _keep(response: HttpResponse) -> _Kept:
    body = response.content
    bodies = {
        "": body,
        "gzip": gzip.compress(body, 9, mtime=0),
        "br": brotli.compress(body, quality=10),  # 11 takes three times as long, for 2 % less
    }
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    return _Kept(etag, response.headers["Content-Type"], bodies)


def _answer(request: HttpRequest, kept: _Kept) -> HttpResponse:
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    if kept.etag in (part.strip() for part in asked.split(",")) or asked == "*":
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        encoding = _encoding(request)
        response = HttpResponse(kept.bodies[encoding], content_type=kept.content_type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
    response.headers["ETag"] = kept.etag
    # A browser asks each time (a new release shows at once); a proxy may answer it meanwhile, for
    # a day when we cannot. (`must-revalidate` would forbid that: RFC 9111, 5.2.2.2.)
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60, stale-if-error=86400"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _encoding(request: HttpRequest) -> str:
    accepted = _accepted(request)
    return next((name for name in ("br", "gzip") if name in accepted), "")


def _accepted(request: HttpRequest) -> frozenset[str]:
    return _offered(request.META.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=64)  # browsers send a handful of different ones
def _offered(header: str) -> frozenset[str]:
    offers = (part.split(";") for part in header.split(","))
    return frozenset(
        name.strip().lower()
        for name, *parameters in offers
        if not any(p.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for p in parameters)
    )


# --- personal ---------------------------------------------------------------------------------


def _personal(request: HttpRequest, response: HttpResponse, step: int) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("ETag", "")
    del response.headers["ETag"]
    patch_vary_headers(response, ["Accept-Encoding"])
    encoding = _encoding(request)
    response.content = padded(response.content, encoding, step)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(response.content))
    return response


def is_fragment(request: Any) -> bool:
    """Whether a POST by htmx asks for the part that changes; a boosted page wants it whole."""
    htmx = request.htmx
    wants_part = bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    return request.method == "POST" and wants_part


def address(request: HttpRequest, path: str) -> str:
    """An absolute address on this site."""
    scheme = "https" if settings.HTTPS or request.is_secure() else "http"
    return f"{scheme}://{request.get_host()}{path}"
