"""Read one content file: its front matter with the line of every key, its body, its problems.

YAML is read strictly: no duplicate keys, no anchors, aliases or tags, limited depth, and scalars as
in YAML 1.2.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_DEPTH_MAX = 12
_PLAIN = "plain keys and values; quote a text that begins with a sign"
# Unicode categories of control, bidirectional, zero-width and private-use characters.
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)?---(?:\n|\Z)", re.DOTALL)
_INTEGER = re.compile(r"\A-?(?:0|[1-9][0-9]{0,15})\Z")
_DECIMAL = re.compile(r"\A-?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
At = tuple[str | int, ...]
Lines = dict[At, int]


class Problem(NamedTuple):
    """One error in a file: its place, what was found, what was expected."""

    file: str
    line: int
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        return f"{place}found {self.found}; expected {self.expected}"


class ContentError(Exception):
    """The content is invalid. `problems` lists every error, sorted by file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")


class ContentFile:
    """One content file while it is read: its parts, and the problems found so far."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.name = f"{root.name}/{path.relative_to(root).as_posix()}"
        self.folder = path.parent.name
        self.slug = path.stem
        self.problems: list[Problem] = []
        self.is_read = False  # whether it could be parsed, so that its items are known
        self.lines: Lines = {}
        self.scalars: dict[At, str] = {}
        self.data: dict[str, Any] = {}
        self.body = ""
        self.body_line = 1

    def wrong(self, found: str, expected: str, *, at: At = (), line: int | None = None) -> None:
        """Add a problem. `at` is the path of keys, which gives the line unless `line` does."""
        if line is None:
            line = next(
                (self.lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in self.lines), 1
            )
        self.problems.append(Problem(self.name, line, ".".join(map(str, at)), found, expected))

    def texts(self, below: At = ()) -> Iterator[tuple[At, int, str]]:
        """(path, line, text) of each front matter value below a path, and of each body line."""
        for at, text in self.scalars.items():
            if at[: len(below)] == below:
                yield at, self.lines[at], text
        for line, text in enumerate(self.body.split("\n"), self.body_line):
            yield (), line, text


def read(file: ContentFile) -> bool:
    """Read the file into `data` and `body`. False if it cannot be checked any further."""
    try:
        raw = file.path.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        file.wrong(f"a file that cannot be opened ({error.strerror})", "a file that can be read")
        return False
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        file.wrong(f"byte 0x{raw[error.start]:02x}", "text in UTF-8", line=line)
        return False
    text = text.replace("\r\n", "\n")
    bad = _invisible(text)
    if bad:
        line = text.count("\n", 0, text.index(bad)) + 1
        file.wrong(_name(bad), "visible text", line=line)
        return False
    text = unicodedata.normalize("NFC", text)
    match = _FRONT_MATTER.match(text)
    if match is None:
        found = "front matter without an end" if text.startswith("---\n") else "no front matter"
        file.wrong(found, "a first line “---”, keys, and a line “---” after them")
        return False
    file.body = text[match.end() :]
    file.body_line = text.count("\n", 0, match.end()) + 1
    return _read_yaml(file, match[1] or "")


def _invisible(text: str) -> str | None:
    """The first invisible character, if any."""
    bad = {one for one in set(text) - {"\n", "\t"} if unicodedata.category(one) in _INVISIBLE}
    return next((one for one in text if one in bad), None) if bad else None


def _name(character: str) -> str:
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"the invisible character {name}"


def _read_yaml(file: ContentFile, text: str) -> bool:
    """Parse strict YAML: no duplicate keys, anchors, aliases, tags or second document; shallow."""
    tab = re.search(r"^ *\t", text, re.MULTILINE)
    if tab:
        file.wrong("a tab", "spaces", line=text.count("\n", 0, tab.start()) + 2)
        return False
    try:
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        found = str(error.problem).removeprefix("but ").removeprefix("found ")
        hint = error.note or "keys and values; quote a text that holds “: ” or “ #”"
        file.wrong(found, hint, line=_line(error))
        return False
    if not isinstance(node, yaml.MappingNode):
        file.wrong("front matter without keys", "lines such as “name: …”")
        return False
    file.data = _value(file, node, ())
    return True


def _line(error: yaml.MarkedYAMLError) -> int:
    """The line to report: for an unclosed quote, the line on which it opens."""
    in_quote = "quoted scalar" in str(error.context)
    mark: Any = error.context_mark if in_quote else error.problem_mark
    return mark.line + 2 if mark else 2


def _compose(text: str) -> yaml.Node | None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        found = None
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            found = "an anchor or alias (“&” or “*”)"
        elif getattr(event, "tag", None):
            found = "a tag (“!”)"
        elif depth > _DEPTH_MAX:
            found = f"more than {_DEPTH_MAX} lists or mappings inside each other"
        if found:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem=found, problem_mark=mark, note=_PLAIN)
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _value(file: ContentFile, node: yaml.Node, at: At) -> Any:
    """The value of a node, scalars as in YAML 1.2. Records its line in `file.lines`."""
    file.lines[at] = node.start_mark.line + 2
    if isinstance(node, yaml.SequenceNode):
        return [_value(file, child, (*at, place)) for place, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 2
            if not isinstance(key_node, yaml.ScalarNode):
                file.wrong("a key that is itself a list or mapping", "a word", at=at, line=line)
                continue
            key = key_node.value
            if key in found:
                file.wrong(f"“{key}” a second time", "each key once", at=(*at, key), line=line)
            found[key] = _value(file, child, (*at, key))
            file.lines[(*at, key)] = line
        return found
    file.scalars[at] = node.value
    bad = _invisible(node.value)
    if bad:  # written as an escape, such as "\0"
        file.wrong(_name(bad), "visible text", at=at)
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
