"""Files in, a checked catalogue out, with every problem of every file in one list.

The way: `read_all` finds the files, `frontmatter.read` reads each strictly and remembers lines,
the model of its folder checks each item, and `cross_check` looks at what one file says of another.
This module writes nothing.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import NOT_PROVIDED

from navigator import prose
from navigator.catalogue import Catalogue
from navigator.crosscheck import cross_check
from navigator.frontmatter import At, ContentError, ContentFile, Problem, read
from navigator.glossary import explain
from navigator.models import (
    Item,
    Medicine,
    MedicineClass,
    Page,
    Priority,
    Prose,
    QuestionSet,
    ReviewTopic,
    Source,
    Term,
    Treatment,
    UrgentHelp,
)
from navigator.shapes import describe
from navigator.words import Kind

FILE_MAX_BYTES = 64 * 1024
TOTAL_MAX_BYTES = 2 * 1024 * 1024

_KIND_OF_FOLDER = {
    "medication-strategies": Kind.MEDICATION_STRATEGY,
    "psychotherapies": Kind.PSYCHOTHERAPY,
    "procedures": Kind.PROCEDURE,
    "self-care": Kind.SELF_CARE,
}
_MODEL_OF_FOLDER: dict[str, type[Prose]] = {
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
    place: dict[int, tuple[ContentFile, At]] = {}
    for done, file in enumerate(files, start=1):
        for item, at in _items(file):
            items.append(item)
            place[id(item)] = file, at
        progress(done, len(files))
    broken = any(file.problems for file in files)
    explain(
        [item for item in items if isinstance(item, Prose)],
        [item for item in items if isinstance(item, Term)],
    )
    catalogue = Catalogue.of(items)
    cross_check(catalogue, place, whole=not broken)
    problems = [problem for file in files for problem in file.problems]
    if not broken and not problems and not catalogue.treatments:
        problems.append(Problem(f"{root.name}/{language}", 1, "", "no treatment", "at least one"))
    if problems:
        raise ContentError(problems)
    return catalogue


def _find(root: Path, language: str, total_max_bytes: int) -> list[ContentFile]:
    """All Markdown files, in a fixed order, with their sizes and names checked."""
    base = root / language
    if not base.is_dir():
        raise ContentError([Problem(str(base), 1, "", "no such folder", "a folder of content")])
    files, total, wrong = [], 0, []
    for folder, folders, names in os.walk(base, followlinks=False):
        folders.sort()
        for name in sorted(names):
            file = ContentFile(Path(folder, name), root)
            files.append(file)
            total += _check_place(file, base)
        for name in folders:
            if Path(folder, name).is_symlink():
                link = ContentFile(Path(folder, name), root)
                link.wrong("a symbolic link", "a folder")
                wrong.append(link)
    if total > total_max_bytes:
        found = f"{total // 1024} KiB of content"
        where = Problem(
            f"{root.name}/{language}", 1, "", found, f"at most {total_max_bytes // 1024} KiB"
        )
        raise ContentError([where])
    return files + wrong


def _check_place(file: ContentFile, base: Path) -> int:
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


def _items(file: ContentFile) -> Iterator[tuple[Item, At]]:
    """The items that a file holds, each with its path in the front matter."""
    if file.problems or not read(file):
        return
    if file.path.name in _MODEL_OF_LIST and file.folder not in _MODEL_OF_FOLDER:
        yield from _list_items(file)
        return
    model = _MODEL_OF_FOLDER[file.folder]
    item = model(slug=file.slug)
    medicines = file.data.pop("medicines", None) if isinstance(item, MedicineClass) else None
    _fill(file, item, file.data, ())
    if isinstance(item, Treatment) and item.kind and item.kind != _KIND_OF_FOLDER[file.folder]:
        file.wrong(
            describe(item.kind), f"“{_KIND_OF_FOLDER[file.folder]}” in this folder", at=("kind",)
        )
    _fill_body(file, item)
    yield item, ()
    if isinstance(item, MedicineClass):
        for position, at, entry in _entries(file, "medicines", medicines):
            medicine = Medicine(medicine_class=item, position=position)
            _fill(file, medicine, entry, at)
            yield medicine, at


def _list_items(file: ContentFile) -> Iterator[tuple[Item, At]]:
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


def _entries(file: ContentFile, key: str, value: Any) -> Iterator[tuple[int, At, dict[str, Any]]]:
    if not isinstance(value, list) or not value:
        file.wrong(describe(value), "a list with at least one entry", at=(key,))
        return
    for position, entry in enumerate(value):
        if isinstance(entry, dict):
            yield position, (key, position), entry
        else:
            file.wrong(describe(entry), "a mapping", at=(key, position))


# --- one file -------------------------------------------------------------------------------


def _fill(file: ContentFile, item: Item, data: dict[str, Any], at: At) -> None:
    """Put front matter into an item, and check it by the item's own fields."""
    columns = {f.name: f for f in item._meta.concrete_fields if f.name not in item.COMPUTED}
    for key, value in data.items():
        if key not in columns:
            file.wrong(
                f"unknown key “{key}”", f"one of: {', '.join(sorted(columns))}", at=(*at, key)
            )
        elif value is None:
            file.wrong("nothing", "a value, or no line at all", at=(*at, key))
        else:
            _check_texts(file, value, (*at, key))
            _set(file, item, columns[key], value, (*at, key))
    for key, column in columns.items():
        if key not in data and not column.blank and column.default in (NOT_PROVIDED, list):
            file.wrong(f"no “{key}”", f"a line “{key}: …”", at=(*at, key))
    slug_known = "slug" in columns
    if not slug_known and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item.slug or ""):
        file.wrong(f"the name “{item.slug}”", "lower case letters, digits and hyphens", at=at)


def _set(
    file: ContentFile, item: Item, column: "models.Field[Any, Any]", value: Any, at: At
) -> None:
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


def _wanted(column: "models.Field[Any, Any]") -> tuple[type, str] | None:
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


def _expected(column: "models.Field[Any, Any]", problem: ValidationError) -> str:
    if isinstance(column, models.DateField):
        return "a day written as 2026-11-23"
    if column.choices:
        return f"one of: {', '.join(str(value) for value, _ in column.choices)}"
    return str(problem.messages[0]).rstrip(".").removeprefix("expected ")


def _check_texts(file: ContentFile, value: Any, at: At) -> None:
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


def _fill_body(file: ContentFile, item: Prose) -> None:
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
    keys = {heading: key for key, heading in headings or ()}
    item.sections = [
        {
            "key": keys.get(part.heading)
            or re.sub(r"[^a-z0-9]+", "-", part.heading.lower()).strip("-"),
            "heading": part.heading,
            "html": prose.to_html(part.markdown, item.sources),
        }
        for part in parts
    ]
    item.text = "\n\n".join(prose.to_text(part["html"]) for part in item.sections)


def _check_headings(file: ContentFile, parts: list[prose.Section], expected: list[str]) -> None:
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
        file.wrong(
            "headings in another order", f"this order: {', '.join(expected)}", line=file.body_line
        )


def _cited_texts(item: Item) -> Iterator[str]:
    """Texts of the front matter that may cite."""
    for name in ("summary", "note", "benefits", "harms", "bring"):
        value = getattr(item, name, None) or []
        yield from [value] if isinstance(value, str) else map(str, value)
    for fact in getattr(item, "matters", {}).values():
        yield str(fact.get("fact", "") if isinstance(fact, dict) else fact)


def _sources_of_facts(item: Item) -> Iterator[str]:
    for name in (
        "usually_after",
        "talked_about_when",
        "worth_knowing",
        "figures",
        "approvals",
        "lines",
    ):
        for fact in getattr(item, name, None) or []:
            if isinstance(fact, dict) and isinstance(fact.get("source"), str):
                yield fact["source"]
