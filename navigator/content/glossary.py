"""Link the first occurrence of a hard word on a page to its meaning at the end of that page."""

import re
from html import escape

from navigator.models import Prose, Term

_PIECES = re.compile(r"(<[^>]+>)")
_SHUT = {"a", "h2", "h3", "sup"}  # elements in which no term is linked


def explain(items: list[Prose], terms: list[Term]) -> None:
    """Link the first occurrence of each term in each item's sections; sets `item.terms`."""
    if not terms:
        return
    by_form = {form.casefold(): term for term in terms for form in (term.term, *term.forms)}
    forms = sorted(by_form, key=lambda form: (-len(form), form))
    pattern = re.compile(
        rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE
    )
    for item in items:
        seen: list[str] = []
        for section in item.sections:
            section["html"] = _linked(section["html"], pattern, by_form, seen)
        item.terms = seen


def _linked(html: str, pattern: re.Pattern[str], by_form: dict[str, Term], seen: list[str]) -> str:
    def link(match: re.Match[str]) -> str:
        slug = by_form[match[0].casefold()].slug
        if slug in seen:
            return match[0]
        seen.append(slug)
        return f'<a class="term" href="#word-{escape(slug)}">{match[0]}</a>'

    parts, shut = [], 0
    for piece in _PIECES.split(html):
        if piece.startswith("<"):
            name = piece.strip("</>").split()[0] if piece.strip("</>") else ""
            if name in _SHUT:
                shut += -1 if piece.startswith("</") else 1
            parts.append(piece)
        else:
            parts.append(pattern.sub(link, piece) if not shut else piece)
    return "".join(parts)
