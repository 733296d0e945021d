"""Validate a clinic's logo: a small image without scripts and external resources."""

import base64
import re
import struct
from xml.parsers import expat

from navigator.content.frontmatter import ContentFile

LOGO_MAX_BYTES = 20 * 1024
TYPES = {"logo.svg": "image/svg+xml", "logo.png": "image/png"}
_SIDE_MAX = 4000  # pixels: a small file can unfold into a very large picture
# The allowed SVG elements. All others (script, foreignObject, animate, image, a, …) are refused.
_ELEMENTS = frozenset(
    """svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon
    text tspan linearGradient radialGradient stop clipPath mask style""".split()
)
_LEADS_AWAY = re.compile(r"//|javascript:|data:|url\(\s*['\"]?\s*(?!#)|@|\\", re.IGNORECASE)


def read_logo(file: ContentFile) -> dict[str, str]:
    """The media type, and the bytes in base64. Problems are added to `file`."""
    content = file.path.read_bytes()
    if len(content) > LOGO_MAX_BYTES:
        file.wrong(f"{len(content):,} bytes", f"at most {LOGO_MAX_BYTES:,} bytes")
    elif file.path.suffix == ".svg":
        _Drawing(file).check(content)
    else:
        _check_png(file, content)
    return {"type": TYPES[file.path.name], "data": base64.b64encode(content).decode("ascii")}


def _check_png(file: ContentFile, content: bytes) -> None:
    if len(content) < 33 or content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        file.wrong("a file that is no PNG", "a PNG picture")
        return
    width, height = struct.unpack(">II", content[16:24])
    if not (0 < width <= _SIDE_MAX and 0 < height <= _SIDE_MAX):
        file.wrong(f"{width} x {height} pixels", f"at most {_SIDE_MAX} on a side")


class _Drawing:
    """Parser callbacks for an SVG file, which report what is not allowed, with its line."""

    def __init__(self, file: ContentFile) -> None:
        self.file = file
        self.open: list[str] = []  # the elements that are not closed yet
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = lambda name: self.open.pop()
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._instruction

    def check(self, content: bytes) -> None:
        before, doctype, _ = content.partition(b"<!DOCTYPE")
        if doctype:  # which allows entity expansion attacks
            line = before.count(b"\n") + 1
            self.file.wrong("a document type", "no “<!DOCTYPE”", line=line)
            return
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as error:
            found = f"XML that cannot be read ({expat.ErrorString(error.code)})"
            self.file.wrong(found, "a whole SVG file", line=error.lineno)

    def _wrong(self, found: str, expected: str) -> None:
        self.file.wrong(found, expected, line=self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.open and name != "svg":
            self._wrong(f"<{name}>", "<svg> around all")
        elif name not in _ELEMENTS:
            self._wrong(f"<{name}>", "shapes, lines and text alone")
        self.open.append(name)
        for key, value in attributes.items():
            self._attribute(key, value)

    def _attribute(self, key: str, value: str) -> None:
        local = key.rpartition(":")[2].lower()
        if key == "xmlns" or key.startswith("xmlns:"):
            return
        if local.startswith("on"):
            self._wrong(f"the attribute “{key}”", "no script")
        elif local in ("href", "src") and not value.startswith("#"):
            self._wrong(f"“{key}” to “{value[:40]}”", "a part of this file (“#…”)")
        elif _LEADS_AWAY.search(value):
            self._wrong(f"“{key}” that leads elsewhere", "a file that needs no other")

    def _text(self, data: str) -> None:
        if self.open[-1] == "style" and _LEADS_AWAY.search(data):
            self._wrong("a style that leads elsewhere", "a file that needs no other")

    def _instruction(self, target: str, _: str) -> None:
        self._wrong(f"the instruction “{target}”", "a drawing alone")
