"""What a first visit to a page takes through the wire, as its HTML names it."""

from html.parser import HTMLParser
from typing import NamedTuple

from tests.servers import Site

PAGES = (
    "/", "/options/", "/options/esketamine/", "/questions/", "/questions/blank/", "/compare/",
    "/visit/", "/urgent/", "/clinicians/", "/about/", "/sources/", "/glossary/", "/medicines/",
)  # fmt: skip


class Weight(NamedTuple):
    """Bytes of bodies as sent to a browser, packed with brotli."""

    path: str
    html: int
    style: int
    script: int
    rest: int  # the icon
    requests: int

    @property
    def first_view(self) -> int:
        return self.html + self.style

    @property
    def whole(self) -> int:
        return self.html + self.style + self.script + self.rest


class _Named(HTMLParser):
    """The files that a page names, by what they are for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"style": [], "script": [], "rest": []}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" in given:
            self.found["script"].append(given["src"])
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.found["style"].append(given["href"])
        elif tag == "link" and given.get("rel") == "icon":
            self.found["rest"].append(given["href"])
        elif tag == "img":
            self.found["rest"].append(given["src"])


def weigh(site: Site) -> list[Weight]:
    """The weights of the main pages."""
    return [_weigh(site, path) for path in PAGES]


def _weigh(site: Site, path: str) -> Weight:
    named = _Named(site.ask(path).body.decode()).found
    sizes = {kind: sum(_size(site, each) for each in files) for kind, files in named.items()}
    return Weight(path, _size(site, path), **sizes, requests=1 + sum(map(len, named.values())))


def _size(site: Site, path: str) -> int:
    answer = site.ask(path, Accept_Encoding="br")
    assert answer.status == 200, path
    return len(answer.body)
