"""Answers to a link and a QR code. What follows the `#` never reaches a server."""

from collections.abc import Mapping
from io import BytesIO
from urllib.parse import quote

import segno
from django.http import HttpRequest
from django.urls import reverse

from navigator.matching.answers import Answers
from navigator.pages.responses import origin

QR_CODE_HOLDS = 1200  # characters: every option that is shipped, and some more
_MASK_IS_CHOSEN = 300  # characters up to which all eight masks are weighed: four times the work
_ANY_MASK = 2


def fragment(answers: Answers) -> str:
    """The part of a link behind the `#`: `tried=sertraline,cbt&result-cbt=no&ask=rtms`.

    It holds what was chosen, and no free text, search or filter. Slugs need no escaping, so it
    can be read.
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
    """A whole link to the list that carries the answers."""
    behind = fragment(answers)
    address = origin(request) + reverse("options")
    return f"{address}#{behind}" if behind else address


def qr_code(text: str) -> str:
    """An inline SVG of a QR code: black on white, no style attribute, scales with its box.

    Empty for a text that is too long: a phone would not read so fine a code from paper, and it
    would cost more than any other answer.
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
