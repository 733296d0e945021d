"""What one content file says of another: sources, slugs, links, twins, rules that go in circles."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.frontmatter import At, ContentFile
from navigator.models import (
    Item,
    Medicine,
    Prose,
    QuestionSet,
    ReviewTopic,
    Treatment,
)
from navigator.shapes import describe
from navigator.words import Kind

# Where each item stands: its file, and its path in the front matter.
Places = dict[int, tuple[ContentFile, At]]


class _Place(NamedTuple):
    file: ContentFile
    at: At

    def wrong(self, found: str, expected: str, *at: str | int) -> None:
        self.file.wrong(found, expected, at=(*self.at, *at))


def cross_check(catalogue: Catalogue, place: Places, *, whole: bool) -> None:
    """Check names that cross files. With broken files (`whole` false) a missing name may stand in
    one of them, so only what is certain is told."""
    _check_twins(catalogue, place)
    for item in catalogue:
        _check_item(item, _Place(*place[id(item)]), catalogue, whole)
    if whole:
        _check_cycles(catalogue, place)


def _check_twins(catalogue: Catalogue, place: Places) -> None:
    seen: dict[tuple[str, str], Item] = {}
    for item in catalogue:
        group = {"Medicine": "box", "MedicineClass": "box"}.get(
            type(item).__name__, type(item).__name__
        )
        twin = seen.setdefault((group, item.slug), item)
        if twin is not item:
            file = place[id(twin)][0]
            _Place(*place[id(item)]).wrong(
                f"“{item.slug}” again", f"a slug not used in {file.name}"
            )
        if isinstance(item, Treatment) and item.slug in catalogue.medicine_class:
            _Place(*place[id(item)]).wrong(
                f"“{item.slug}”, a class of medicines", "another file name"
            )


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
    if isinstance(item, Prose) and whole:
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
            place.wrong(
                f"min {span['min']} above max {span['max']}", "min first", "practicalities", name
            )
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


def _check_links(item: Prose, place: _Place, catalogue: Catalogue) -> None:
    for section in item.sections:
        for slug in re.findall(r'href="/options/([^/"]+)/"', section["html"]):
            if slug not in catalogue.treatment:
                place.wrong(f"a link to /options/{slug}/", "a link to an option that exists")


def _check_cycles(catalogue: Catalogue, place: Places) -> None:
    """Find options that wait for each other. A rule that has other ways out still may not wait."""
    waits = {
        item.slug: {
            slug
            for rule in item.usually_after
            for slug, _ in _slugs_of(rule)
            if slug in catalogue.treatment
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
