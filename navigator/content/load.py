"""Read the content folder into a validated catalogue, or report every problem of every file.

`read_all` finds the files; `frontmatter.read` parses each one and records line numbers; the model
of its folder validates each item; `cross_check` checks references between files. Nothing is
written.
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

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.citations import citations
from navigator.content import markdown as prose
from navigator.content import schemas
from navigator.content.frontmatter import At, ContentError, ContentFile, Problem, read
from navigator.content.glossary import explain
from navigator.content.promises import check_words
from navigator.content.references import cross_check
from navigator.content.validators import (
    describe,
)
from navigator.models import (
    SLUG,
    SLUG_MAX,
    Item,
    Medicine,
    MedicineClass,
    OptionKind,
    Page,
    PlanForm,
    Priority,
    Prose,
    QuestionSet,
    ReviewTopic,
    Source,
    Term,
    Treatment,
    UrgentHelp,
)

# Keys whose texts may cite with [@slug]; facts under all others have a key `source`.
_MAY_CITE = {"summary", "note", "benefits", "harms", "bring", "matters", "approvals"}

FILE_MAX_BYTES = 64 * 1024
SOURCES_MAX_BYTES = 4 * FILE_MAX_BYTES  # sources.md lists all sources, about 250 bytes each
TOTAL_MAX_BYTES = 2 * 1024 * 1024

KIND_OF_FOLDER = {
    "medication-strategies": Kind.MEDICATION_STRATEGY,
    "psychotherapies": Kind.PSYCHOTHERAPY,
    "procedures": Kind.PROCEDURE,
    "self-care": Kind.SELF_CARE,
}
_MODEL_OF_FOLDER: dict[str, type[Prose]] = {
    **dict.fromkeys(KIND_OF_FOLDER, Treatment),
    "kinds": OptionKind,
    "medicines": MedicineClass,
    "visit": ReviewTopic,
    "questions": QuestionSet,
    "plan-forms": PlanForm,
    "pages": Page,
    "urgent": UrgentHelp,
}
# Files that hold a list: its key in the front matter, and the model of its entries.
_MODEL_OF_LIST: dict[str, tuple[str, type[Item]]] = {
    "sources.md": ("sources", Source),
    "priorities.md": ("priorities", Priority),
    "glossary.md": ("terms", Term),
}
# Files that are not part of a release: `names.despair` reads its phrases itself.
_READ_ELSEWHERE = frozenset({"urgent/despair.txt"})


def read_all(
    root: Path,
    *,
    language: str = "en",
    total_max_bytes: int = TOTAL_MAX_BYTES,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Catalogue:
    """Read `root`/<language>/ and return the unsaved catalogue.

    Raises ContentError with every problem found. `progress(done, total)` is called for each file.
    """
    files = _find(root, language, total_max_bytes)
    items: list[Item] = []
    place: dict[int, tuple[ContentFile, At]] = {}
    for done, file in enumerate(files, start=1):
        for item, at in _items(file):
            items.append(item)
            place[id(item)] = file, at
        check_words(file)
        progress(done, len(files))
    catalogue = Catalogue.of(items)
    cross_check(catalogue, place, whole=all(file.is_read for file in files))
    problems = [problem for file in files for problem in file.problems]
    if not problems and not catalogue.treatments:
        problems.append(Problem(f"{root.name}/{language}", 1, "", "no treatment", "at least one"))
    if problems:
        raise ContentError(problems)
    explain([item for item in items if isinstance(item, Prose)], list(catalogue.terms))
    return catalogue


def _find(root: Path, language: str, total_max_bytes: int) -> list[ContentFile]:
    """All Markdown files, in a fixed order, with their sizes and names checked."""
    base = root / language
    if base.is_symlink() or not base.is_dir():
        raise ContentError([Problem(str(base), 1, "", "no such folder", "a folder of content")])
    files, total, wrong = [], 0, []

    def closed(error: OSError) -> None:
        folder = ContentFile(Path(error.filename), root)
        folder.wrong(f"a folder that cannot be opened ({error.strerror})", "a folder to read")
        wrong.append(folder)

    for folder, folders, names in os.walk(base, onerror=closed, followlinks=False):
        folders.sort()
        for name in sorted(names):
            file = ContentFile(Path(folder, name), root)
            if file.path.relative_to(base).as_posix() in _READ_ELSEWHERE:
                continue
            files.append(file)
            total += _check_place(file, base)
        for name in folders:
            if Path(folder, name).is_symlink():
                link = ContentFile(Path(folder, name), root)
                link.wrong("a symbolic link", "a folder")
                wrong.append(link)
    if total > total_max_bytes:
        found, expected = f"{total:,} bytes of content", f"at most {total_max_bytes:,} bytes"
        raise ContentError([Problem(f"{root.name}/{language}", 1, "", found, expected)])
    return files + wrong


def _check_place(file: ContentFile, base: Path) -> int:
    """Check a file's folder, name and size; return its size in bytes, 0 if it is not read."""
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
    limit = SOURCES_MAX_BYTES if relative.as_posix() == "sources.md" else FILE_MAX_BYTES
    if size > limit:
        file.wrong(f"{size:,} bytes", f"at most {limit:,} bytes a file")
        return 0
    return size


def _items(file: ContentFile) -> Iterator[tuple[Item, At]]:
    """The items in a file, each with its path in the front matter."""
    if file.problems or not read(file):
        return
    file.is_read = True
    if file.path.name in _MODEL_OF_LIST and file.folder not in _MODEL_OF_FOLDER:
        yield from _list_items(file)
        return
    model = _MODEL_OF_FOLDER[file.folder]
    item = model(slug=file.slug)
    medicines = file.data.pop("medicines", None) if isinstance(item, MedicineClass) else None
    _fill(file, item, file.data, ())
    if isinstance(item, OptionKind) and item.slug not in Kind.values:
        file.wrong(f"the name {describe(item.slug)}", f"one of: {', '.join(Kind.values)}")
    if isinstance(item, Treatment) and item.kind and item.kind != KIND_OF_FOLDER[file.folder]:
        file.wrong(
            describe(item.kind), f"“{KIND_OF_FOLDER[file.folder]}” in this folder", at=("kind",)
        )
    if isinstance(item, (OptionKind, PlanForm)) and file.body.strip():
        file.wrong("text below the front matter", "nothing", line=file.body_line)
    else:
        _fill_body(file, item)
    yield item, ()
    if isinstance(item, MedicineClass) and not (_has_no_medicines(item) and medicines == []):
        for position, at, entry in _entries(file, "medicines", medicines):
            medicine = Medicine(medicine_class=item, position=position)
            _fill(file, medicine, entry, at)
            yield medicine, at


def _has_no_medicines(family: MedicineClass) -> bool:
    """Whether its members are options instead."""
    return family.group == MedicineClass.Group.THERAPY


def _list_items(file: ContentFile) -> Iterator[tuple[Item, At]]:
    key, model = _MODEL_OF_LIST[file.path.name]
    for unknown in file.data.keys() - {key, "checked_on"}:
        file.wrong(f"unknown key “{unknown}”", f"{key}, checked_on", at=(unknown,))
    if file.body.strip():
        file.wrong("text after the list", "nothing", line=file.body_line)
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
        file.is_read = False
        file.wrong(describe(value), "a list with at least one entry", at=(key,))
        return
    for position, entry in enumerate(value):
        if isinstance(entry, dict):
            yield position, (key, position), entry
        else:
            file.is_read = False
            file.wrong(describe(entry), "a mapping", at=(key, position))


# --- one file -------------------------------------------------------------------------------


def _fill(file: ContentFile, item: Item, data: dict[str, Any], at: At) -> None:
    """Set an item's fields from front matter, and validate them."""
    columns = {f.name: f for f in item._meta.concrete_fields if f.name not in item.COMPUTED}
    for key, value in data.items():
        if key not in columns:
            file.wrong(
                f"unknown key “{key}”", f"one of: {', '.join(sorted(columns))}", at=(*at, key)
            )
        elif value is None:
            file.wrong("nothing", "a value, or no line at all", at=(*at, key))
        else:
            _check_texts(file, value, (*at, key), may_cite=key in _MAY_CITE)
            _set(file, item, columns[key], value, (*at, key))
    for key, column in columns.items():
        if key not in data and not column.blank and column.default in (NOT_PROVIDED, list):
            file.wrong(f"no “{key}”", f"a line “{key}: …”", at=(*at, key))
    if not re.fullmatch(SLUG, item.slug) or len(item.slug) > SLUG_MAX:
        file.is_read = False
        if "slug" not in columns:
            expected = f"lower case letters, digits and hyphens, at most {SLUG_MAX}"
            file.wrong(f"the name {describe(item.slug)}", expected, at=at)


def _set(
    file: ContentFile, item: Item, column: "models.Field[Any, Any]", value: Any, at: At
) -> None:
    shape = schemas.wanted(column)
    if shape is not None:
        mismatch = next(shape(value), None)
        if mismatch is not None:
            file.wrong(mismatch.found, mismatch.expected, at=at)
            return
    try:
        if isinstance(column, models.JSONField):
            # Django does not validate empty values, so a wrong empty type would pass.
            schemas.SCHEMAS[type(item).__name__][column.name](value)
        setattr(item, column.name, column.clean(value, item))
    except ValidationError as error:
        for problem in error.error_list:
            params = problem.params or {}
            if "expected" in params:
                below = (*at, *params["at"])
                file.wrong(params["found"], params["expected"], at=below)
            else:
                expected = problem.messages[0].rstrip(".").removeprefix("expected ")
                file.wrong(describe(value), expected, at=at)


def _check_texts(file: ContentFile, value: Any, at: At, *, may_cite: bool) -> None:
    """Report HTML, invalid links and misplaced citations in every text of the front matter."""
    if isinstance(value, str):
        for _, found, expected in prose.problems(value, in_front_matter=True):
            file.wrong(found, expected, at=at)
        if not may_cite and citations(value):
            file.wrong("a citation", "a line “source: …” beside it, or no citation", at=at)
    elif isinstance(value, dict):
        for key, child in value.items():
            _check_texts(file, child, (*at, key), may_cite=may_cite)
    elif isinstance(value, list):
        for place, child in enumerate(value):
            _check_texts(file, child, (*at, place), may_cite=may_cite)


def _fill_body(file: ContentFile, item: Prose) -> None:
    """Validate the body; set the item's HTML sections, sources and plain text."""
    parts = prose.sections(file.body)
    headings = item.HEADINGS or ()
    _check_headings(file, parts, [h for _, h in headings], item.OPTIONAL_HEADINGS)
    problems = prose.problems(file.body)
    for line, found, expected in problems:
        file.wrong(found, expected, line=file.body_line + line - 1)
    if problems:
        return  # only valid Markdown is safe to render
    texts = [*_cited_texts(item), *(part.markdown for part in parts)]
    order = [getattr(item, "summary", ""), *(p.markdown for p in parts), *texts]
    cited = citations("\n".join(order))
    item.sources = list(dict.fromkeys([*cited, *_sources_of_facts(item)]))
    keys = {heading: key for key, heading in headings}
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


def _check_headings(
    file: ContentFile, parts: list[prose.Section], expected: list[str], optional: frozenset[str]
) -> None:
    """Report duplicate headings and, if some are `expected`, unknown, misordered or missing ones;
    those in `optional` may be missing."""
    found: list[str] = []
    for part in parts:
        line = file.body_line + part.line - 1
        if part.heading in found:
            file.wrong(f"“## {part.heading}” again", "each heading once", line=line)
        elif not part.heading and expected:
            file.wrong("text before the first heading", f"“## {expected[0]}” first", line=line)
        elif part.heading not in expected and expected:
            file.wrong(f"the heading “{part.heading}”", f"one of: {', '.join(expected)}", line=line)
        elif not part.markdown:
            file.wrong(f"nothing under “{part.heading}”", "at least one sentence", line=line)
        if part.heading not in found:
            found.append(part.heading)
    for heading in expected:
        if heading not in found and heading not in optional:
            file.wrong(f"no heading “{heading}”", f"“## {heading}” once", line=file.body_line)
    lines = {part.heading: file.body_line + part.line - 1 for part in reversed(parts)}
    known = [heading for heading in found if heading in expected]
    for one, right in zip(known, [h for h in expected if h in found], strict=True):
        if one != right:
            file.wrong(f"“## {one}” here", f"“## {right}” before it", line=lines[one])
            break


def _cited_texts(item: Item) -> Iterator[str]:
    """The front matter texts that may contain citations."""
    for name in ("summary", "benefits", "harms", "bring"):
        value = getattr(item, name, [])
        yield from [value] if isinstance(value, str) else value
    yield from (fact["fact"] for fact in getattr(item, "matters", {}).values())
    yield from (fact["text"] for fact in getattr(item, "approvals", []))


def _sources_of_facts(item: Item) -> Iterator[str]:
    for name in (
        "only_after",
        "usually_after",
        "talked_about_when",
        "worth_knowing",
        "tell_when",
        "figures",
        "approvals",
        "lines",
        "asks",
    ):
        yield from (fact["source"] for fact in getattr(item, name, []))
