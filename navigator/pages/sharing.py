"""Answers to a link and a QR code. What follows the `#` never reaches a server."""

from io import BytesIO
from urllib.parse import quote

import segno

from navigator.matching.match import Answers


def fragment(answers: Answers) -> str:
    """The part of a link behind the `#`: `tried=sertraline,cbt&result-cbt=no&ask=rtms`.

    It holds what was chosen, no search and no filter. Slugs need no escaping, so it can be read.
    """
    parts = [
        (name, ",".join(values))
        for name, values in (
            ("tried", answers.tried),
            *((f"result-{slug}", (answers.results[slug],)) for slug in sorted(answers.results)),
            ("ask", answers.ask),
            ("top", answers.top),
            ("matters", answers.matters),
        )
        if values
    ]
    return "&".join(f"{name}={quote(value, safe=',.-')}" for name, value in parts)


def link(address: str, answers: Answers) -> str:
    """A whole link to `address` that carries the answers."""
    behind = fragment(answers)
    return f"{address}#{behind}" if behind else address


def qr_code(text: str) -> str:
    """An inline SVG of a QR code: black on white, no style attribute, scales with its box."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
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
