"""Answers as a link and as a QR code. Browsers do not send the fragment after `#` to the server."""

from collections.abc import Mapping
from io import BytesIO
from urllib.parse import quote

import segno
from django.http import HttpRequest
from django.urls import reverse

from navigator.matching.answers import Answers
from navigator.pages.responses import origin

QR_CODE_HOLDS = 1200  # characters at most: enough for all options of the shipped catalogue
_MASK_IS_CHOSEN = 300  # up to so many characters the best of eight masks is used: 4 times slower
_ANY_MASK = 2


def fragment(answers: Answers) -> str:
    """The URL fragment of the answers: `tried=sertraline,cbt&result-cbt=no&ask=rtms`.

    It has no free text, no search and no filter. Slugs need no escaping, so people can read it.
    """
    about: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("result", answers.results),
        ("called", answers.called),
        ("many", answers.many),
    )
    values = [
        (f"{prefix}-{slug}", str(by_slug[slug]))
        for slug in answers.tried
        for prefix, by_slug in about
        if slug in by_slug
    ]
    parts = [
        ("tried", ",".join(answers.tried)),
        *values,
        ("ask", ",".join(answers.ask)),
        ("top", ",".join(answers.top)),
        ("matters", ",".join(answers.matters)),
    ]
    return "&".join(f"{name}={quote(value, safe=',.-')}" for name, value in parts if value)


def share_link(request: HttpRequest, answers: Answers) -> str:
    """The absolute URL of the list, with the answers in its fragment."""
    behind = fragment(answers)
    address = origin(request) + reverse("options")
    return f"{address}#{behind}" if behind else address


def qr_code(text: str) -> str:
    """An inline SVG of a QR code: black on white, no style attribute, as wide as its container.

    Empty for a text over `QR_CODE_HOLDS`: phones cannot read so fine a code from paper, and it
    would be the most expensive response of the site.
    """
    if len(text) > QR_CODE_HOLDS:
        return ""
    out = BytesIO()
    mask = None if len(text) <= _MASK_IS_CHOSEN else _ANY_MASK
    segno.make(text, error="m", micro=False, mask=mask).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="qr-code",
        lineclass=None,
        nl=False,
    )
    return out.getvalue().decode()
