"""Files at well-known addresses: robots, site map, icons, contact, manifest, service worker.

They are the same for everybody, and none names another host.
"""

import datetime
import hashlib
import json
import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape

from navigator.catalogue import Catalogue
from navigator.pages.responses import address, page
from navigator.serving.current_release import catalogue_of
from navigator.serving.request_checks import refuse

SECURITY_TXT_DAYS = 180  # RFC 9116 asks for less than a year
_PLAIN = "text/plain; charset=utf-8"
# Pages that are not an item of the catalogue.
_PAGES = (
    "home", "options", "blank-sheet", "visit", "clinicians", "urgent", "sources", "glossary",
    "medicines", "quality", "all-pages",
)  # fmt: skip


@page()
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything may be crawled; it names the site map."""
    lines = ["User-agent: *", "Allow: /", f"Sitemap: {address(request, reverse('sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type=_PLAIN)


@page()
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, with the day on which its text was last checked."""
    rows = [
        f"<url><loc>{escape(address(request, path))}</loc>"
        + (f"<lastmod>{day.isoformat()}</lastmod>" if day else "")
        + "</url>"
        for path, day in public_pages(catalogue_of(request)).items()
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = f'{head}\n<urlset xmlns="{namespace}">\n' + "\n".join(rows) + "\n</urlset>\n"
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def public_pages(catalogue: Catalogue) -> dict[str, datetime.date | None]:
    """The paths of all public pages; the day of the last check where one is on record."""
    found: dict[str, datetime.date | None] = {reverse(name): None for name in _PAGES}
    for item in (*catalogue.treatments, *catalogue.page.values()):
        found[item.get_absolute_url()] = item.checked_on
    return found


@page()
def favicon(request: HttpRequest) -> HttpResponse:
    """/favicon.ico, for clients that ignore the icon link of the page."""
    return _picture("favicon.ico", "image/x-icon")


@page()
def apple_touch_icon(request: HttpRequest) -> HttpResponse:
    """The icon at the address that iOS requests without a link in the page."""
    return _picture("apple-touch-icon.png", "image/png")


def _picture(name: str, content_type: str) -> HttpResponse:
    path = settings.BASE_DIR / "static" / "icons" / name
    return HttpResponse(path.read_bytes(), content_type=content_type)


@page()
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a vulnerability (RFC 9116). 404 if the contact yields no URI."""
    contact = contact_address(settings.CONTACT)
    if not contact:
        return refuse(request, 404)
    today = datetime.datetime.now(datetime.UTC).date()
    expires = today + datetime.timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {address(request, request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=_PLAIN)


def contact_address(contact: str) -> str:
    """The first web address, e-mail address or phone number in a text, as a URI; else empty."""
    if found := re.search(r"https://[^\s<>\"]+[^\s<>\".,;)]", contact):
        return found[0]
    if found := re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", contact):
        return f"mailto:{found[0]}"
    if found := re.search(r"\+?\d[\d -]{6,18}\d", contact):
        return "tel:" + re.sub(r"[ -]", "-", found[0])
    return ""


@page()
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest: lets a phone put the site on its home screen."""
    data = {
        "name": "What is left to ask",
        "short_name": "Left to ask",
        "description": "Options to ask about when depression has not lifted.",
        "start_url": reverse("options"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf6ee",
        "theme_color": "#0b4f4b",
        "icons": [
            {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {
                "src": static("icons/icon-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "any maskable",
            },
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json")


@page()
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker script, which serves a few public pages offline."""
    sheet = ("css/sheet.css", "js/sheet.js", "js/sheet_file.js")
    style = ("css/site.css", "css/pages.css")
    names = (*style, "js/state.js", "django_htmx/htmx-2.min.js", "icon.svg", *sheet)
    files = [static(name) for name in names]
    kept = catalogue_of(request).digest + "".join(files)
    context = {
        "digest": hashlib.sha256(kept.encode()).hexdigest()[:16],
        "pages": json.dumps(["/options/", "/questions/", "/questions/blank/", "/urgent/"]),
        "files": json.dumps(files),
    }
    return render(request, "sw.js", context, content_type="text/javascript; charset=utf-8")
