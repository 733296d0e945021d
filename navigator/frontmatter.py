"""One content file: its text, its front matter with the line of every key, and its problems.

YAML is read strictly: each key once, no anchors, aliases or tags, shallow, scalars as in YAML 1.2.
"""

import re
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_DEPTH_MAX = 12
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_FORBIDDEN = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff{_BIDI}]")
_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)?---(?:\n|\Z)", re.DOTALL)
_INTEGER = re.compile(r"\A-?(?:0|[1-9][0-9]{0,15})\Z")
_DECIMAL = re.compile(r"\A-?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
At = tuple[str | int, ...]
Lines = dict[At, int]


class Problem(NamedTuple):
    """One thing to mend: where, what was found, what was expected."""

    file: str
    line: int
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        return f"{place}found {self.found}; expected {self.expected}"


class ContentError(Exception):
    """The content cannot be used. `problems` holds all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")


class ContentFile:
    """One content file while it is read: its text, and the problems found in it."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.name = f"{root.name}/{path.relative_to(root).as_posix()}"
        self.folder = path.parent.name
        self.slug = path.stem
        self.problems: list[Problem] = []
        self.lines: Lines = {}
        self.data: dict[str, Any] = {}
        self.body = ""
        self.body_line = 1

    def wrong(self, found: str, expected: str, *, at: At = (), line: int | None = None) -> None:
        """Note a problem. `at` is the path of keys; its line is looked up from the front matter."""
        if line is None:
            line = next(
                (self.lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in self.lines), 1
            )
        self.problems.append(Problem(self.name, line, ".".join(map(str, at)), found, expected))


def read(file: ContentFile) -> bool:
    """Read text and front matter of a file; False when there is nothing to go on with."""
    raw = file.path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        file.wrong(f"byte 0x{raw[error.start]:02x}", "text in UTF-8", line=line)
        return False
    text = text.replace("\r\n", "\n")
    bad = _FORBIDDEN.search(text.replace("\t", " "))
    if bad:
        name = unicodedata.name(bad[0], f"U+{ord(bad[0]):04X}")
        line = text.count("\n", 0, bad.start()) + 1
        file.wrong(f"the invisible character {name}", "visible text", line=line)
        return False
    text = unicodedata.normalize("NFC", text)
    match = _FRONT_MATTER.match(text)
    if match is None:
        file.wrong("no front matter", "a first line “---”, keys, and a line “---” after them")
        return False
    file.body = text[match.end() :]
    file.body_line = text.count("\n", 0, match.end()) + 1
    return _read_yaml(file, match[1] or "")


def _read_yaml(file: ContentFile, text: str) -> bool:
    """Strict YAML: no anchors, aliases, tags or second documents; each key once; shallow."""
    try:
        node = _compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        what = getattr(error, "problem", None) or "YAML that cannot be read"
        file.wrong(str(what), "keys and values; quote a text that holds “: ” or “ #”", line=line)
        return False
    if not isinstance(node, yaml.MappingNode):
        file.wrong("front matter without keys", "lines such as “name: …”")
        return False
    file.data = _value(file, node, ())
    return True


def _compose(text: str) -> yaml.Node | None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="an anchor or alias", problem_mark=mark)
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="a tag", problem_mark=mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEPTH_MAX:
            raise yaml.MarkedYAMLError(problem="nesting too deep", problem_mark=mark)
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _value(file: ContentFile, node: yaml.Node, at: At) -> Any:
    """The value of a node; its line is noted under its path. Scalars as in YAML 1.2."""
    file.lines[at] = node.start_mark.line + 2
    if isinstance(node, yaml.SequenceNode):
        return [_value(file, child, (*at, place)) for place, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 2
            if key in found:
                file.wrong(f"“{key}” a second time", "each key once", at=(*at, key), line=line)
            found[key] = _value(file, child, (*at, key))
            file.lines[(*at, key)] = line
        return found
    return _scalar(node)


def _scalar(node: Any) -> Any:
    text = node.value
    if node.style not in (None, ""):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    return text
