"""Citation marks and links of one sentence: `[@slug]` becomes a small numbered link."""

import re
from html import escape

CITATION = re.compile(r" ?\[@([a-z0-9]+(?:-[a-z0-9]+)*)\]")


# Front matter may link to pages of this site and phone numbers; bodies also to other sites.
INLINE_LINK = re.compile(r"\[([^\]@][^\]]*)\]\((/(?!/)[a-z0-9/#-]*|tel:[0-9+]+)\)")


def citations(text: str) -> list[str]:
    """The slugs of the sources that a text cites, in order, each once."""
    return list(dict.fromkeys(CITATION.findall(text)))


def spoken(text: str) -> str:
    """A text as it is read aloud: without citation marks, links replaced by their text."""
    return INLINE_LINK.sub(r"\1", CITATION.sub("", text))


def cite(html: str, sources: list[str]) -> str:
    """Replace `[@slug]` by a small numbered link to the source in the page's list."""

    def number(match: re.Match[str]) -> str:
        slug = match[1]
        place = sources.index(slug) + 1 if slug in sources else "?"
        return (
            f'<sup><a class="cite" href="#source-{slug}" aria-label="source {place}">'
            f"{place}</a></sup>"
        )

    return CITATION.sub(number, html)


def linked(text: str) -> str:
    """One sentence of front matter as HTML: escaped, with its links, without citation marks."""
    return INLINE_LINK.sub(r'<a href="\2">\1</a>', escape(CITATION.sub("", text), quote=False))


def inline(text: str, sources: list[str]) -> str:
    """One sentence of front matter as HTML: escaped, with its links and numbered citations."""
    html = INLINE_LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))
    return cite(html, sources)
