"""Checks of a request's body and origin, and the error page for requests that are refused."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from navigator.serving.security_headers import Handler

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
_LENGTH_DIGITS_MAX = 12


def proxy_alone_is_believed(get_response: Handler) -> Handler:
    """Middleware: drop `X-Forwarded-Proto` unless the sender is in PROXY_ADDRESSES.

    A request without REMOTE_ADDR came through a Unix socket, protected by file permissions.
    """
    if not settings.BEHIND_PROXY:
        raise MiddlewareNotUsed
    networks = [ip_network(each) for each in settings.PROXY_ADDRESSES]

    def middleware(request: HttpRequest) -> HttpResponse:
        sender = request.META.get("REMOTE_ADDR", "")
        if sender and not any(_plain_address(sender) in network for network in networks):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return get_response(request)

    return middleware


def _plain_address(text: str) -> IPv4Address | IPv6Address:
    """An IP address, IPv4 if mapped: a server on `[::]` sees 10.0.0.1 as ::ffff:10.0.0.1."""
    address = ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address


def plain_requests_only(get_response: Handler) -> Handler:
    """Middleware: refuse bodies that no form of this site sends, before they are read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _SAFE_METHODS and (status := _what_is_wrong(request)):
            return refuse(request, status)
        return get_response(request)

    return middleware


def _what_is_wrong(request: HttpRequest) -> int:
    """The status (400, 413, 415) with which a body is refused; 0 if it may be read."""
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
    """Middleware: refuse (403) an unsafe request from another site's page.

    `Sec-Fetch-Site` decides if the browser sends it, else the host of `Origin`. A client that sends
    neither is not a current browser, so no other site can have caused the request.
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


_FALLBACK_PAGE = (
    "<!doctype html><html lang=en><title>Something went wrong</title>"
    "<h1>Something went wrong on our side</h1><p>Please try again in a minute.</p>"
    '<p>In danger, or thinking about ending your life? Call or text <a href="tel:988">988</a> '
    '(US). Emergency: <a href="tel:911">911</a>. Elsewhere: call your emergency number.</p>'
)


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """The error page for a status: what was wrong, what to do, and urgent help. Never cached.

    If the template fails for a status of 500 or more, a constant page is sent.
    """
    try:
        # The path of a refused request may contain answers, so the page does not show it.
        changed = "#" in request.path or "%23" in request.path
        context = {"status": status, "path": "/", "link_was_changed": status == 404 and changed}
        response = render(request, "error.html", context, status=status)
    except Exception:  # after a server error the template may be what is broken
        if status < 500:
            raise
        response = HttpResponse(_FALLBACK_PAGE, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
