"""How pages go out: public ones from memory, with an ETag; personal ones never stored, and padded.

A public page is the same for everybody, so it is rendered once for each release and day and
cached with that release, compressed. A personal answer is the function of one form: it is cached
nowhere, and its size is rounded up, so that it does not tell an eavesdropper which box was ticked
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

STEP = 2048  # bytes to which the size of a personal answer is rounded up
REASONS_STEP = 8192  # the same for the reasons of one option: they are all of one size

View = Callable[..., HttpResponse]


def page(
    *, post: bool = False, reads_kind: bool = False, step: int = STEP
) -> Callable[[View], View]:
    """Let a view answer GET for everybody and, with `post`, POST for one person.

    Of a query a view reads `kind` with `reads_kind`, and nothing else: what it does not read is
    taken off. The size of a personal fragment is a multiple of `step` bytes.
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
    """The answer to a method that an address does not have."""
    response = refuse(request, 405)
    response.headers["Allow"] = allowed
    return response


# --- public -----------------------------------------------------------------------------------


def _public(request: HttpRequest, get: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """The cached page, rendered by `get` if there is none yet.

    The cache holds a page for each query that is read and each configured host, however a request
    spells them.
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
    """The part of a query that a page reads: known kinds, each once, in their order."""
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
    return origin(request) + path


def origin(request: HttpRequest) -> str:
    """Scheme, name and port of this site, as configured and never as a request spells them.

    The port is that of NAVIGATOR_HOSTS; without one, that on which this process listens, unless
    a proxy stands before it.
    """
    secure = settings.HTTPS or request.is_secure()
    name = _configured_name(request)
    listens = "" if settings.BEHIND_PROXY else request.META.get("SERVER_PORT", "")
    port = settings.PORTS.get(name, listens)
    usual = ("443", "") if secure else ("80", "")
    return f"http{'s' * secure}://{name}{'' if port in usual else f':{port}'}"


def _configured_name(request: HttpRequest) -> str:
    """The configured host that a request asks for, without its port and in lower case."""
    return split_domain_port(request.get_host())[0]  # Django refuses a host that is not configured
