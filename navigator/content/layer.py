"""A clinic's own layer: a small folder of local facts, validated as strictly as the catalogue.

    clinic.md         who it is, how to reach it, who pays, its own urgent lines
    options/<slug>.md whether this option is given here, since when, how long the wait is
    sources.md        sources of its own
    logo.svg          or logo.png

It only adds: it has no key that could change a fact, a standing, an order or a number of the
catalogue.
"""

import datetime
import re
from collections.abc import Iterator, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from navigator.catalogue import Catalogue
from navigator.content import markdown as prose
from navigator.content.frontmatter import At, ContentError, ContentFile, Problem, read
from navigator.content.logo import TYPES, read_logo
from navigator.content.promises import GRADE_MAX, check_words, names_of
from navigator.content.readability import measure
from navigator.content.validators import (
    Shape,
    boolean,
    day,
    describe,
    integer,
    list_of,
    mapping,
    one_of,
    phone_number,
    text,
    web_address,
)
from navigator.models import SLUG, Source

FILE_MAX_BYTES = 16 * 1024
HERE = ("given", "referred", "not-here")
URGENT_MAX = 5
WAIT_WEEKS_MAX = 156
GRADED_WORDS = 8

_urgent_line = mapping(
    {"name": text(at_most=80), "checked_on": day, "source": text(at_most=60)},
    {
        "call": phone_number,
        "text": phone_number,
        "url": web_address("https"),
        "note": text(at_most=160),
    },
)
_clinic = mapping(
    {
        "name": text(at_most=60),
        "contact": text(at_most=160),
        "funding": text(at_most=200),
    },
    {
        "hours": text(at_most=160),
        "logo": one_of(TYPES),
        "urgent": list_of(_urgent_line, at_most=URGENT_MAX),
    },
)
_option = mapping(
    {"here": one_of(HERE), "as_of": day},
    {
        "wait_weeks": integer(0, WAIT_WEEKS_MAX),
        "note": text(at_most=240),
        "source": text(at_most=60),
    },
)
_sources = mapping(
    {
        "sources": list_of(
            mapping(
                {
                    "slug": text(at_most=60),
                    "title": text(at_most=240),
                    "publisher": text(at_most=160),
                    "year": integer(1950, 2100),
                    "url": web_address("https", "http"),
                    "kind": one_of(Source.Type.values),
                },
                {"second_hand": boolean},
            )
        )
    }
)


def read_layer(root: Path, catalogue: Catalogue, *, today: datetime.date) -> dict[str, Any]:
    """The layer in a folder as JSON-ready data. Raises ContentError with every problem."""
    if root.is_symlink() or not root.is_dir():
        raise ContentError([Problem(str(root), 1, "", "no such folder", "the folder of a layer")])
    files = {file.path.relative_to(root).as_posix(): file for file in _files(root)}
    layer = _read(files)
    if "clinic.md" not in files:
        files["clinic.md"] = ContentFile(root / "clinic.md", root)
        files["clinic.md"].wrong("no such file", "a file that says which clinic this is")
    _cross_check(files, layer, catalogue, today)
    problems = [problem for file in files.values() for problem in file.problems]
    if problems:
        raise ContentError(problems)
    return layer


def with_layer(
    catalogue: Catalogue, root: Path, *, today: datetime.date | None = None
) -> Catalogue:
    """A copy of the catalogue with the layer of a folder. Raises ContentError."""
    today = today or datetime.datetime.now(datetime.UTC).date()
    return replace(catalogue, layer=read_layer(root, catalogue, today=today), memo={})


def _files(root: Path) -> Iterator[ContentFile]:
    """Every file of the folder, in a fixed order; hidden files (dot names) are skipped."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if any(part.startswith(".") for part in parts):
            continue
        file = ContentFile(path, root)
        if path.is_symlink():
            file.wrong("a symbolic link", "a file in this folder")
        elif path.is_dir():
            if parts != ("options",):
                file.wrong("a folder that nothing reads", "options/ alone")
                yield file
            continue
        elif not _is_known(parts):
            known = ", ".join(["clinic.md", "sources.md", "options/<slug>.md", *TYPES])
            file.wrong("a file that nothing reads", f"one of: {known}")
        elif path.suffix == ".md" and path.stat().st_size > FILE_MAX_BYTES:
            found = f"{path.stat().st_size:,} bytes"
            file.wrong(found, f"at most {FILE_MAX_BYTES:,} bytes a file")
        yield file


def _is_known(parts: tuple[str, ...]) -> bool:
    if len(parts) == 2:
        return parts[0] == "options" and parts[1].endswith(".md")
    return parts[0] in ("clinic.md", "sources.md", *TYPES)


def _read(files: dict[str, ContentFile]) -> dict[str, Any]:
    """The data of the files, without files that have a problem."""
    layer: dict[str, Any] = {"clinic": {}, "options": {}, "sources": {}}
    logos = {}
    for name, file in files.items():
        if file.problems:
            continue
        if name in TYPES:
            logos[name] = read_logo(file)
        elif name == "clinic.md":
            layer["clinic"] = dict(_checked(file, _clinic))
        elif name == "sources.md":
            entries = _checked(file, _sources).get("sources", [])
            layer["sources"] = {entry["slug"]: entry for entry in entries}
        else:
            layer["options"][file.slug] = _checked(file, _option)
    named = layer["clinic"].get("logo")
    if named is not None:
        layer["clinic"]["logo"] = logos.get(named)
    return layer


def _checked(file: ContentFile, shape: Shape) -> dict[str, Any]:
    """The front matter of a file if its shape and its words are valid; else empty."""
    if not read(file):
        return {}
    if file.body.strip():
        file.wrong("text below the front matter", "nothing", line=file.body_line)
    for mismatch in shape(file.data):
        file.wrong(mismatch.found, mismatch.expected, at=mismatch.at)
    for at, line, value in file.texts():
        if at:
            _check_words(file, value, at, line)
    check_words(file)
    return {} if file.problems else file.data


def _check_words(file: ContentFile, value: str, at: At, line: int) -> None:
    """Report what may not be in a text; these texts are shown without Markdown."""
    for _, found, expected in prose.problems(value, in_front_matter=True):
        file.wrong(found, expected, at=at, line=line)
    if "](" in value or "[@" in value:
        file.wrong(
            "a link or a citation", "plain words; a line “source: …” beside", at=at, line=line
        )


# --- references between files -------------------------------------------------------------------


def _cross_check(
    files: dict[str, ContentFile], layer: dict[str, Any], catalogue: Catalogue, today: datetime.date
) -> None:
    _check_sources(files.get("sources.md"), catalogue)
    known = catalogue.source.keys() | layer["sources"].keys()
    clinic = files["clinic.md"]
    if layer["clinic"] and clinic.data.get("logo", "") not in ("", *files):
        clinic.wrong(f"no file {clinic.data['logo']}", "that file beside this one", at=("logo",))
    for position, line in enumerate(layer["clinic"].get("urgent", [])):
        at: At = ("urgent", position)
        _check_source(clinic, line, at, known)
        _check_past(clinic, line, (*at, "checked_on"), today)
        if not {"call", "text", "url"} & line.keys():
            clinic.wrong("no way to reach it", "a line “call”, “text” or “url”", at=at)
    names = (*names_of(catalogue), layer["clinic"].get("name", ""))
    for slug, option in layer["options"].items():
        file = files[f"options/{slug}.md"]
        _check_grade(file, option.get("note", ""), names)
        _check_source(file, option, (), known)
        _check_past(file, option, ("as_of",), today)
        if "wait_weeks" in option and option.get("here") == "not-here":
            file.wrong("a wait for what is not here", "no line “wait_weeks”", at=("wait_weeks",))
    for name, file in files.items():
        if name.startswith("options/") and file.slug not in catalogue.treatment:
            file.wrong(f"the option “{file.slug}”", "the slug of an option of the catalogue")


def _check_sources(file: ContentFile | None, catalogue: Catalogue) -> None:
    seen = set(catalogue.source)
    entries = file.data.get("sources") if file else None
    for position, entry in enumerate(entries if isinstance(entries, list) else []):
        slug = entry.get("slug") if isinstance(entry, dict) else None
        if file and isinstance(slug, str):
            at = "sources", position, "slug"
            if not re.fullmatch(SLUG, slug):
                file.wrong(describe(slug), "lower case letters, digits, hyphens", at=at)
            elif slug in seen:
                file.wrong(f"the source “{slug}” again", "a slug that is not used yet", at=at)
            seen.add(slug)


def _check_source(file: ContentFile, facts: dict[str, Any], at: At, known: Set[str]) -> None:
    slug = facts.get("source")
    if slug is not None and slug not in known:
        expected = "a source of this layer or of the catalogue"
        file.wrong(f"the source “{slug}”", expected, at=(*at, "source"))


def _check_grade(file: ContentFile, note: str, names: tuple[str, ...]) -> None:
    """Report a note with too high a reading grade. For a few words a grade means nothing."""
    found = measure(note, names=tuple(filter(None, names)))
    if found.words >= GRADED_WORDS and found.grade > GRADE_MAX:
        expected = f"at most {GRADE_MAX}: shorter sentences, shorter words"
        file.wrong(f"reading grade {found.grade}", expected, at=("note",))


def _check_past(file: ContentFile, facts: dict[str, Any], at: At, today: datetime.date) -> None:
    """Report a date of a check that is in the future."""
    value = facts.get(str(at[-1]))
    if value is not None and datetime.date.fromisoformat(value) > today:
        file.wrong(describe(value), "a day that has been", at=at)
