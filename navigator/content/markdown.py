"""Markdown to safe HTML. It runs when content is loaded, never in a request."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple, TypeVar

import markdown
import nh3
from markdown.extensions import Extension
from markdown.treeprocessors import InlineProcessor
from markdown.util import Registry

from navigator.citations import CITATION, INLINE_LINK, cite

_Step = TypeVar("_Step")

_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h2", "h3", "br", "sup", "blockquote"}
_ATTRIBUTES = {"a": {"href", "class", "aria-label"}, "h2": {"id"}, "h3": {"id"}}
_HEADING = re.compile(r"##\s+(\S.*)")

# Only a small part of Markdown is allowed: what passes `problems` is safe and fast to render.
# Full Markdown is neither: 60,000 brackets take its parser minutes.
PARAGRAPH_MAX = 2000
_RAW_HTML = re.compile(r"<[/!?a-zA-Z][^>\n]*>?|&#?\w+;")
_LINK = re.compile(r"\[[^\[\]]+\]\([^()\s]+\)")
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]*)")
_ALLOWED_LINK = re.compile(r"https://|tel:|sms:|mailto:|/(?![/\\])|#")
_STACKED = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s+|>\s*){2}")


class Section(NamedTuple):
    """One part of a body: its heading and the Markdown below it. `line` counts from 1."""

    heading: str
    markdown: str
    line: int


def sections(body: str) -> list[Section]:
    """Cut a body at its `##` headings. Text before the first has an empty heading."""
    found: list[Section] = []
    heading, start = "", 1
    lines: list[str] = []
    for number, line in enumerate(body.split("\n"), start=1):
        match = _HEADING.match(line)
        if match:
            found.append(Section(heading, "\n".join(lines).strip(), start))
            heading, lines, start = match[1].rstrip(), [], number
        else:
            lines.append(line)
    found.append(Section(heading, "\n".join(lines).strip(), start))
    return [part for part in found if part.heading or part.markdown]


def problems(text: str, *, in_front_matter: bool = False) -> list[tuple[int, str, str]]:
    """(line, found, expected) for everything that is not allowed in a text."""
    if in_front_matter:
        return [(1, *problem) for problem in _problems_of_sentence(text)]
    found = []
    length = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            length = 0
            continue
        found += [(number, *problem) for problem in _problems_of_line(CITATION.sub("", line))]
        length += len(line) + (length > 0)  # plus the line break before it
        if length > PARAGRAPH_MAX:
            expected = f"at most {PARAGRAPH_MAX:,} characters, then an empty line"
            found.append((number, "a paragraph or list that is too long", expected))
            length = 0
    return found


def _problems_of_sentence(text: str) -> Iterator[tuple[str, str]]:
    line = CITATION.sub("", text).replace("\n", " ")
    found = list(_problems_of_line(line))
    if not found and "](" in INLINE_LINK.sub("", line):
        found = [("a link to another site", "a link to a page of ours, or to a phone number")]
    yield from found


def _problems_of_line(line: str) -> Iterator[tuple[str, str]]:
    html = _RAW_HTML.search(line)
    if html:
        yield f"HTML “{html[0][:40]}”", "Markdown without HTML"
    if "![" in line:
        yield "an image", "text without images"
    elif bad := [target for target in _TARGET.findall(line) if not _ALLOWED_LINK.match(target)]:
        for target in bad:
            expected = "a link that begins with https://, tel:, sms:, mailto:, / or #"
            yield f"a link to “{target[:60]}”", expected
    elif re.search(r"[\[\]]", _LINK.sub("", line)):
        yield "a bracket outside a link", "[words](address), [@source], or ( and )"
    if "`" in line or "\\" in line:
        yield "code (“`” or “\\”)", "plain words"
    if _STACKED.match(line):
        yield "a list or quote inside another on one line", "one mark at the beginning of a line"


class _OurMarks(Extension):
    """An allow-list of syntax: links, line breaks, bold and italics.

    HTML, images, code and references, which `problems` refuses, are not even parsed.
    """

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Markdown's name)
        """Remove all preprocessors and inline patterns except the allowed ones."""
        md.preprocessors = _only(md.preprocessors, "normalize_whitespace")
        md.inlinePatterns = _only(md.inlinePatterns, "link", "linebreak", "em_strong")
        md.treeprocessors.register(InlineProcessor(md), "inline", 20)  # uses the patterns above


def _only(registry: Registry[_Step], *names: str) -> Registry[_Step]:
    """The named entries of a registry, in the order given; one that is missing is an error."""
    chosen: Registry[_Step] = Registry()
    for place, name in enumerate(names):
        chosen.register(registry[name], name, -place)
    return chosen


_MARKDOWN = markdown.Markdown(extensions=["sane_lists", _OurMarks()])


def to_html(text: str, sources: list[str]) -> str:
    """Markdown as sanitised HTML, with its citations numbered by `sources`."""
    html = cite(_MARKDOWN.reset().convert(text), sources)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"https", "mailto", "tel", "sms"},
        link_rel=None,
    )


def _allowed(tag: str, name: str, value: str) -> str | None:
    return None if name == "href" and not _ALLOWED_LINK.match(value) else value


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skip += tag == "sup"

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag == "sup"
        if tag in ("p", "li", "h2", "h3"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.parts.append(data)


def to_text(html: str) -> str:
    """The text of HTML from `to_html`, without citations; blocks are separated by a blank line."""
    parser = _Text()
    parser.feed(html)
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.parts)).strip()
