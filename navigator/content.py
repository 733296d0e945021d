"""Files in, a checked catalogue out, with every problem of every file in one list.

The way: `read_all` finds the files, `front_matter` reads YAML strictly and remembers lines, the
model of the folder checks each item, and `cross_check` looks at what one file says of another.
This module knows YAML and writes nothing.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.core.exceptions import ValidationError
from django.db import models

from navigator import prose
from navigator.catalogue import Catalogue
from navigator.models import (
    Checked,
    Item,
    Kind,
    Medicine,
    MedicineClass,
    Page,
    Priority,
    QuestionSet,
    ReviewTopic,
    Source,
    Term,
    Treatment,
    UrgentHelp,
)
from navigator.shapes import describe

FILE_MAX_BYTES = 64 * 1024
TOTAL_MAX_BYTES = 2 * 1024 * 1024
_DEPTH_MAX = 12

_KIND_OF_FOLDER = {
    "medication-strategies": Kind.MEDICATION_STRATEGY,
    "psychotherapies": Kind.PSYCHOTHERAPY,
    "procedures": Kind.PROCEDURE,
    "self-care": Kind.SELF_CARE,
}
_MODEL_OF_FOLDER: dict[str, type[Checked]] = {
    **dict.fromkeys(_KIND_OF_FOLDER, Treatment),
    "medicines": MedicineClass,
    "visit": ReviewTopic,
    "questions": QuestionSet,
    "pages": Page,
    "urgent": UrgentHelp,
}
# Files that are one list: the key in their front matter, and what each entry is.
_MODEL_OF_LIST: dict[str, tuple[str, type[Item]]] = {
    "sources.md": ("sources", Source),
    "priorities.md": ("priorities", Priority),
    "glossary.md": ("terms", Term),
}
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


class _File:
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
            line = next((self.lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in self.lines), 1)
        self.problems.append(Problem(self.name, line, ".".join(map(str, at)), found, expected))


def read_all(
    root: Path,
    *,
    language: str = "en",
    total_max_bytes: int = TOTAL_MAX_BYTES,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Catalogue:
    """Read `root`/<language>/ and return the unsaved catalogue.

    Raises ContentError with every problem found. `progress` is told files done and files in all.
    """
    files = _find(root, language, total_max_bytes)
    items: list[Item] = []
    place: dict[int, tuple[_File, At]] = {}
    for done, file in enumerate(files, start=1):
        for item, at in _items(file):
            items.append(item)
            place[id(item)] = file, at
        progress(done, len(files))
    broken = any(file.problems for file in files)
    catalogue = Catalogue.of(items)
    _cross_check(catalogue, place, whole=not broken)
    problems = [problem for file in files for problem in file.problems]
    if not broken and not problems and not catalogue.treatments:
        problems.append(Problem(f"{root.name}/{language}", 1, "", "no treatment", "at least one"))
    if problems:
        raise ContentError(problems)
    return catalogue


def _find(root: Path, language: str, total_max_bytes: int) -> list[_File]:
    """All Markdown files, in a fixed order, with their sizes and names checked."""
    base = root / language
    if not base.is_dir():
        raise ContentError([Problem(str(base), 1, "", "no such folder", "a folder of content")])
    files, total, wrong = [], 0, []
    for folder, folders, names in os.walk(base, followlinks=False):
        folders.sort()
        for name in sorted(names):
            file = _File(Path(folder, name), root)
            files.append(file)
            total += _check_place(file, base)
        for name in folders:
            if Path(folder, name).is_symlink():
                link = _File(Path(folder, name), root)
                link.wrong("a symbolic link", "a folder")
                wrong.append(link)
    if total > total_max_bytes:
        found = f"{total // 1024} KiB of content"
        where = Problem(f"{root.name}/{language}", 1, "", found, f"at most {total_max_bytes // 1024} KiB")
        raise ContentError([where])
    return files + wrong


def _check_place(file: _File, base: Path) -> int:
    """Check a file's place, name and size; return its size in bytes, 0 for what is not read."""
    relative = file.path.relative_to(base)
    if file.path.is_symlink() or not file.path.is_file():
        file.wrong("a symbolic link", "a file in this folder")
        return 0
    known = len(relative.parts) == 2 and file.folder in _MODEL_OF_FOLDER
    if not (known or relative.as_posix() in _MODEL_OF_LIST) or file.path.suffix != ".md":
        folders = ", ".join(sorted(_MODEL_OF_FOLDER))
        file.wrong("a file that nothing reads", f"a file *.md in one of: {folders}")
        return 0
    if file.path.name != unicodedata.normalize("NFC", file.path.name):
        file.wrong("a name in a decomposed form", "the same name in the form NFC")
    size = file.path.stat().st_size
    if size > FILE_MAX_BYTES:
        file.wrong(f"{size // 1024} KiB", f"at most {FILE_MAX_BYTES // 1024} KiB a file")
        return 0
    return size


def _items(file: _File) -> Iterator[tuple[Item, At]]:
    """The items that a file holds, each with its path in the front matter."""
    if file.problems or not _read(file):
        return
    if file.path.name in _MODEL_OF_LIST and file.folder not in _MODEL_OF_FOLDER:
        yield from _list_items(file)
        return
    model = _MODEL_OF_FOLDER[file.folder]
    item = model(slug=file.slug)
    medicines = file.data.pop("medicines", None) if model is MedicineClass else None
    _fill(file, item, file.data, ())
    if isinstance(item, Treatment) and item.kind and item.kind != _KIND_OF_FOLDER[file.folder]:
        file.wrong(describe(item.kind), f"“{_KIND_OF_FOLDER[file.folder]}” in this folder", at=("kind",))
    _fill_body(file, item)
    yield item, ()
    if model is MedicineClass:
        for position, at, entry in _entries(file, "medicines", medicines):
            medicine = Medicine(medicine_class=item, position=position)
            _fill(file, medicine, entry, at)
            yield medicine, at


def _list_items(file: _File) -> Iterator[tuple[Item, At]]:
    key, model = _MODEL_OF_LIST[file.path.name]
    for unknown in file.data.keys() - {key, "checked_on"}:
        file.wrong(f"unknown key “{unknown}”", f"{key}, checked_on", at=(unknown,))
    for position, at, entry in _entries(file, key, file.data.get(key)):
        item = model()
        if isinstance(item, Term):
            item.slug = re.sub(r"[^a-z0-9]+", "-", str(entry.get("term", "")).lower()).strip("-")
        if isinstance(item, Priority):
            item.position = position
        _fill(file, item, entry, at)
        yield item, at


def _entries(file: _File, key: str, value: Any) -> Iterator[tuple[int, At, dict[str, Any]]]:
    if not isinstance(value, list) or not value:
        file.wrong(describe(value), "a list with at least one entry", at=(key,))
        return
    for position, entry in enumerate(value):
        if isinstance(entry, dict):
            yield position, (key, position), entry
        else:
            file.wrong(describe(entry), "a mapping", at=(key, position))


# --- one file -------------------------------------------------------------------------------


def _read(file: _File) -> bool:
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


def _read_yaml(file: _File, text: str) -> bool:
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
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="an anchor or alias", problem_mark=event.start_mark)
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="a tag", problem_mark=event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEPTH_MAX:
            raise yaml.MarkedYAMLError(problem="nesting too deep", problem_mark=event.start_mark)
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _value(file: _File, node: yaml.Node, at: At) -> Any:
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


def _scalar(node: yaml.Node) -> Any:
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


def _fill(file: _File, item: Item, data: dict[str, Any], at: At) -> None:
    """Put front matter into an item, and check it by the item's own fields."""
    columns = {f.name: f for f in item._meta.concrete_fields if f.name not in item.COMPUTED}
    for key, value in data.items():
        if key not in columns:
            file.wrong(f"unknown key “{key}”", f"one of: {', '.join(sorted(columns))}", at=(*at, key))
        elif value is None:
            file.wrong("nothing", "a value, or no line at all", at=(*at, key))
        else:
            _check_texts(file, value, (*at, key))
            _set(file, item, columns[key], value, (*at, key))
    for key, column in columns.items():
        if key not in data and not column.blank and not column.has_default():
            file.wrong(f"no “{key}”", f"a line “{key}: …”", at=(*at, key))
        elif key not in data and not column.blank and column.default is list:
            file.wrong(f"no “{key}”", f"a line “{key}: …”", at=(*at, key))
    slug_known = "slug" in columns
    if not slug_known and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item.slug or ""):
        file.wrong(f"the name “{item.slug}”", "lower case letters, digits and hyphens", at=at)


def _set(file: _File, item: Item, column: models.Field, value: Any, at: At) -> None:
    wanted = _wanted(column)
    if wanted is not None and type(value) is not wanted[0]:
        file.wrong(describe(value), wanted[1], at=at)
        return
    try:
        setattr(item, column.name, column.clean(value, item))
    except ValidationError as error:
        for problem in error.error_list:
            params = problem.params or {}
            if "expected" in params:
                below = (*at, *params["at"])
                file.wrong(params["found"], params["expected"], at=below)
            else:
                file.wrong(describe(value), _expected(column, problem), at=at)


def _wanted(column: models.Field) -> tuple[type, str] | None:
    """The YAML type that a column takes: Django's text fields would take anything by str()."""
    if isinstance(column, models.BooleanField):
        return bool, "true or false"
    if isinstance(column, models.IntegerField):
        return int, "a whole number"
    if isinstance(column, models.DateField):
        return str, "a day written as 2026-11-23"
    if isinstance(column, (models.CharField, models.TextField)):
        return str, "a text"
    return None


def _expected(column: models.Field, problem: ValidationError) -> str:
    if isinstance(column, models.DateField):
        return "a day written as 2026-11-23"
    if column.choices:
        return f"one of: {', '.join(str(value) for value, _ in column.choices)}"
    return str(problem.messages[0]).rstrip(".").removeprefix("expected ")


def _check_texts(file: _File, value: Any, at: At) -> None:
    """Look for HTML and bad links in every text of the front matter."""
    if isinstance(value, str):
        for _, found, expected in prose.problems(value):
            file.wrong(found, expected, at=at)
    elif isinstance(value, dict):
        for key, child in value.items():
            _check_texts(file, child, (*at, key))
    elif isinstance(value, list):
        for place, child in enumerate(value):
            _check_texts(file, child, (*at, place))


def _fill_body(file: _File, item: Checked) -> None:
    """Check the body, and keep it as HTML sections and as plain text."""
    for line, found, expected in prose.problems(file.body):
        file.wrong(found, expected, line=file.body_line + line - 1)
    parts = prose.sections(file.body)
    headings = item.HEADINGS
    if headings is not None:
        _check_headings(file, parts, [heading for _, heading in headings])
    texts = [*_cited_texts(item), *(part.markdown for part in parts)]
    order = [getattr(item, "summary", ""), *(p.markdown for p in parts), *texts]
    cited = prose.citations("\n".join(order))
    item.sources = list(dict.fromkeys([*cited, *_sources_of_facts(item)]))
    keys = dict((heading, key) for key, heading in headings or ())
    item.sections = [
        {
            "key": keys.get(part.heading) or re.sub(r"[^a-z0-9]+", "-", part.heading.lower()).strip("-"),
            "heading": part.heading,
            "html": prose.to_html(part.markdown, item.sources),
        }
        for part in parts
    ]
    item.text = "\n\n".join(prose.to_text(part["html"]) for part in item.sections)


def _check_headings(file: _File, parts: list[prose.Section], expected: list[str]) -> None:
    found = [part.heading for part in parts]
    for part in parts:
        line = file.body_line + part.line - 1
        if not part.heading:
            file.wrong("text before the first heading", f"“## {expected[0]}” first", line=line)
        elif part.heading not in expected:
            file.wrong(f"the heading “{part.heading}”", f"one of: {', '.join(expected)}", line=line)
        elif not part.markdown:
            file.wrong(f"nothing under “{part.heading}”", "at least one sentence", line=line)
    for heading in expected:
        if found.count(heading) != 1:
            what = "no" if heading not in found else "more than one"
            file.wrong(f"{what} heading “{heading}”", f"“## {heading}” once", line=file.body_line)
    known = [heading for heading in found if heading in expected]
    if sorted(known) == sorted(expected) and known != expected:
        file.wrong("headings in another order", f"this order: {', '.join(expected)}", line=file.body_line)


def _cited_texts(item: Item) -> Iterator[str]:
    """Texts of the front matter that may cite."""
    for name in ("summary", "note", "benefits", "harms", "bring"):
        value = getattr(item, name, None) or []
        yield from [value] if isinstance(value, str) else map(str, value)
    for fact in getattr(item, "matters", {}).values():
        yield str(fact.get("fact", "") if isinstance(fact, dict) else fact)


def _sources_of_facts(item: Item) -> Iterator[str]:
    for name in ("usually_after", "talked_about_when", "worth_knowing", "figures", "approvals", "lines"):
        for fact in getattr(item, name, None) or []:
            if isinstance(fact, dict) and isinstance(fact.get("source"), str):
                yield fact["source"]


# --- what one file says of another ------------------------------------------------------------


class _Place(NamedTuple):
    file: _File
    at: At

    def wrong(self, found: str, expected: str, *at: str | int) -> None:
        self.file.wrong(found, expected, at=(*self.at, *at))


def _cross_check(
    catalogue: Catalogue, place: dict[int, tuple[_File, At]], *, whole: bool
) -> None:
    """Check names that cross files. With broken files (`whole` false) a missing name may stand in
    one of them, so only what is certain is told."""
    _check_twins(catalogue, place)
    for item in catalogue:
        _check_item(item, _Place(*place[id(item)]), catalogue, whole)
    if whole:
        _check_cycles(catalogue, place)


def _check_twins(catalogue: Catalogue, place: dict[int, tuple[_File, At]]) -> None:
    seen: dict[tuple[str, str], Item] = {}
    for item in catalogue:
        group = {"Medicine": "box", "MedicineClass": "box"}.get(type(item).__name__, type(item).__name__)
        twin = seen.setdefault((group, item.slug), item)
        if twin is not item:
            file = place[id(twin)][0]
            _Place(*place[id(item)]).wrong(f"“{item.slug}” again", f"a slug not used in {file.name}")
        if isinstance(item, Treatment) and item.slug in catalogue.medicine_class:
            _Place(*place[id(item)]).wrong(f"“{item.slug}”, a class of medicines", "another file name")


def _check_item(item: Item, place: _Place, catalogue: Catalogue, whole: bool) -> None:
    for slug in getattr(item, "sources", []):
        if slug not in catalogue.source and whole:
            place.wrong(f"the source “{slug}”", "a source that sources.md lists")
    if isinstance(item, (Treatment, ReviewTopic)) and not item.sources:
        place.wrong("no source", "at least one fact with its source, such as [@nice-ng222]")
    if isinstance(item, Medicine) and whole:
        for position, slug in enumerate(item.close_relatives):
            if slug not in catalogue.medicine:
                place.wrong(describe(slug), "the slug of a medicine", "close_relatives", position)
    if isinstance(item, (Treatment, QuestionSet, ReviewTopic)):
        _check_question_keys(item, place)
    if isinstance(item, Treatment):
        _check_treatment(item, place, catalogue, whole)
    if isinstance(item, Checked) and whole:
        _check_links(item, place, catalogue)


def _check_question_keys(item: Any, place: _Place) -> None:
    keys = [question.get("key") for question in item.questions if isinstance(question, dict)]
    for position, key in enumerate(keys):
        if key in keys[:position]:
            place.wrong(f"the key “{key}” again", "a key for each question", "questions", position)
        elif not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(key)):
            place.wrong(describe(key), "lower case letters, digits, hyphens", "questions", position)


def _check_treatment(item: Treatment, place: _Place, catalogue: Catalogue, whole: bool) -> None:
    for name, span in item.practicalities.items():
        if isinstance(span, dict) and span.get("min", 0) > span.get("max", 0):
            place.wrong(f"min {span['min']} above max {span['max']}", "min first", "practicalities", name)
    if not whole:
        return
    if item.part_of and item.part_of not in catalogue.treatment:
        place.wrong(describe(item.part_of), "the slug of an option", "part_of")
    for position, slug in enumerate(item.includes):
        if slug not in catalogue.medicine_class and slug not in catalogue.medicine:
            place.wrong(describe(slug), "the slug of a class or medicine", "includes", position)
    for slug in item.matters:
        if slug not in catalogue.priority:
            place.wrong(describe(slug), "a slug that priorities.md lists", "matters", slug)
    for name in ("usually_after", "talked_about_when"):
        for position, rule in enumerate(getattr(item, name)):
            for slug, at in _slugs_of(rule):
                if slug not in catalogue.tryable and not (at[0] == "result" and slug in _GROUPS):
                    expected = "the slug of an option, a class or a medicine"
                    place.wrong(describe(slug), expected, name, position, *at)


_GROUPS = {"antidepressant", *Kind.values}


def _slugs_of(rule: dict[str, Any]) -> Iterator[tuple[str, At]]:
    """The slugs that a rule names, with their paths inside it."""
    for name in ("tried", "tried_any"):
        for position, slug in enumerate(rule.get(name, [])):
            yield slug, (name, position)
    if "result" in rule:
        yield rule["result"]["of"], ("result", "of")


def _check_links(item: Checked, place: _Place, catalogue: Catalogue) -> None:
    for section in item.sections:
        for slug in re.findall(r'href="/options/([^/"]+)/"', section["html"]):
            if slug not in catalogue.treatment:
                place.wrong(f"a link to /options/{slug}/", "a link to an option that exists")


def _check_cycles(catalogue: Catalogue, place: dict[int, tuple[_File, At]]) -> None:
    """Find options that wait for each other. A rule that has other ways out still may not wait."""
    waits = {
        item.slug: {
            slug for rule in item.usually_after for slug, _ in _slugs_of(rule) if slug in catalogue.treatment
        }
        for item in catalogue.treatments
    }
    for start in waits:
        path = _way_back(waits, start)
        if path and start == min(path):
            file, at = place[id(catalogue.treatment[start])]
            _Place(file, at).wrong(
                f"rules that wait for each other: {' → '.join([*path, start])}",
                "rules without a circle",
                "usually_after",
            )


def _way_back(waits: dict[str, set[str]], start: str) -> list[str] | None:
    """A way from `start` back to itself, or None."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for step in sorted(waits.get(way[-1], ())):
            if step == start:
                return way
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return None
