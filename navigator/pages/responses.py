"""HTTP responses: public pages are cached and have an ETag; personal ones are no-store and padded.

A public page is the same for everybody: it is rendered once for each release and day, and cached
compressed. A personal response depends on one person's form: it is never cached, and its size is
rounded up, so that an eavesdropper cannot infer from it which box was ticked
(Chen, Wang, Wang, Zhang: Side-channel leaks in web applications, IEEE S&P 2010).
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import split_domain_port
from django.utils.cache import patch_vary_headers

from navigator.choices import Kind
from navigator.pages.padding import padded
from navigator.pages.page_cache import CachedPage, encoded, page_cache_of
from navigator.serving.current_release import Unavailable, catalogue_of
from navigator.serving.request_checks import refuse

STEP = 2048  # bytes; the size of a personal response is a multiple of this
REASONS_STEP = 8192  # the same for the reasons of one option: so all of them have one size

View = Callable[..., HttpResponse]


def page(
    *, post: bool = False, reads_kind: bool = False, step: int = STEP
) -> Callable[[View], View]:
    """Decorate a view that answers GET publicly and, with `post`, POST for one person.

    Query parameters are removed before the view runs, except `kind` with `reads_kind`. The size of
    a personal response is a multiple of `step` bytes. Other methods get 405; 503 means that there
    is no catalogue.
    """

    def decorate(answer: View) -> View:
        @wraps(answer)
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method in ("GET", "HEAD"):
                    request.GET = _known_query(request, reads_kind=reads_kind)  # type: ignore[assignment]
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
    """405 with the methods that the address allows."""
    response = refuse(request, 405)
    response.headers["Allow"] = allowed
    return response


# --- public -----------------------------------------------------------------------------------


def _public(request: HttpRequest, get: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """The cached page, rendered by `get` if it is not cached yet. Only 200 is cached.

    The key is normalised (known query values, configured origin), so that a request cannot fill the
    cache with variants of one page.
    """
    pages = page_cache_of(catalogue_of(request))
    key = (request.path, request.GET.urlencode(), origin(request))
    cached = pages.get(key)
    if cached is None:
        response = get(request, *args, **kwargs)
        if response.status_code != 200:
            response.headers.setdefault("Cache-Control", "no-cache")
            return response
        cached = encoded(response)
        pages.put(key, cached)
    return _answer(request, cached)


def _known_query(request: HttpRequest, *, reads_kind: bool) -> QueryDict:
    """The query without anything but known kinds, each once, in their fixed order."""
    known = QueryDict(mutable=True)
    if reads_kind:
        asked = request.GET.getlist("kind")
        known.setlist("kind", [kind for kind in Kind.values if kind in asked])
    return known


def _answer(request: HttpRequest, cached: CachedPage) -> HttpResponse:
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    if cached.etag in (part.strip() for part in asked.split(",")) or asked == "*":
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        encoding = _encoding(request)
        response = HttpResponse(cached.bodies[encoding], content_type=cached.content_type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
    response.headers["ETag"] = cached.etag
    # Browsers revalidate each time, so a new release shows at once. A proxy may answer for 60 s, or
    # for a day while the site fails; `must-revalidate` would forbid that (RFC 9111, 5.2.2.2).
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60, stale-if-error=86400"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _encoding(request: HttpRequest) -> str:
    accepted = _accepted(request)
    return next((name for name in ("br", "gzip") if name in accepted), "")


def _accepted(request: HttpRequest) -> frozenset[str]:
    return _offered(request.META.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=64)  # browsers send only a few different headers
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
    """Whether htmx posted for a fragment; boosted requests and history restores need a page."""
    htmx = request.htmx
    wants_part = bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    return request.method == "POST" and wants_part


def address(request: HttpRequest, path: str) -> str:
    """The absolute URL of a path on this site."""
    return origin(request) + path


def origin(request: HttpRequest) -> str:
    """Scheme, host and port of this site, from the settings and not as spelled in the request.

    The port is that in NAVIGATOR_HOSTS; if it has none, the port on which this process listens,
    unless it is behind a proxy.
    """
    secure = settings.HTTPS or request.is_secure()
    name = _configured_name(request)
    listens = "" if settings.BEHIND_PROXY else request.META.get("SERVER_PORT", "")
    port = settings.PORTS.get(name, listens)
    usual = ("443", "") if secure else ("80", "")
    return f"http{'s' * secure}://{name}{'' if port in usual else f':{port}'}"


def _configured_name(request: HttpRequest) -> str:
    """The request's host in lower case, without its port."""
    return split_domain_port(request.get_host())[0]  # Django refuses a host that is not configured
