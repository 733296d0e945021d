"""Checks across files: sources, slugs, links, duplicates, and rules that depend on each other."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.citations import citations
from navigator.content.frontmatter import At, ContentFile
from navigator.content.promises import names_of, problem_of_grade, problem_of_strength
from navigator.content.validators import describe
from navigator.models import (
    SLUG,
    Checked,
    Item,
    Medicine,
    MedicineClass,
    PlanForm,
    ReviewTopic,
    Source,
    Treatment,
)

# By id(item): its file, and its path in the front matter.
Places = dict[int, tuple[ContentFile, At]]


class _Place(NamedTuple):
    file: ContentFile
    at: At

    def wrong(self, found: str, expected: str, *at: str | int) -> None:
        self.file.wrong(found, expected, at=(*self.at, *at))


def cross_check(catalogue: Catalogue, places: Places, *, whole: bool) -> None:
    """Report invalid references between files. If a file could not be read (`whole` is False), a
    missing item may be in it, so references to missing items are not reported."""
    place = {key: _Place(*where) for key, where in places.items()}
    _check_twins(catalogue, place)
    _check_question_keys(catalogue, place)
    for item in catalogue:
        _check_item(item, place[id(item)])
        if whole:
            _check_names(item, place[id(item)], catalogue)
    for file in {each.file: None for each in place.values()} if whole else ():
        _check_links(file, catalogue)
    if whole:
        _check_grades(catalogue, place)
    _check_cycles(catalogue, place)


def _check_twins(catalogue: Catalogue, place: dict[int, _Place]) -> None:
    seen: dict[tuple[str, str], Item] = {}
    for item in catalogue:
        here = place[id(item)]
        tickable = isinstance(item, (Treatment, Medicine, MedicineClass))
        group = "medicine" if isinstance(item, (Medicine, MedicineClass)) else type(item).__name__
        twin = seen.setdefault((group, item.slug), item)
        if twin is not item:
            name = place[id(twin)].file.name
            here.wrong(f"“{item.slug}” again", f"a slug not used in {name}")
        elif isinstance(item, Treatment) and item.slug in catalogue.medicine_class:
            here.wrong(f"“{item.slug}”, a class of medicines", "another file name")
        elif tickable and (item.slug in _RESERVED or item.slug.startswith("result-")):
            here.wrong(f"“{item.slug}”, which has a meaning in rules or links", "another slug")


def _check_question_keys(catalogue: Catalogue, place: dict[int, _Place]) -> None:
    """Report duplicate or malformed question keys; all items of `visit` share one set of keys."""
    seen: dict[tuple[str | int, str], Item] = {}
    for owner, item in catalogue.question_owners():
        keys = [question["key"] for question in item.questions]
        for position, key in enumerate(keys):
            at = "questions", position, "key"
            first = seen.setdefault((owner if owner == "visit" else id(item), key), item)
            if first is not item or key in keys[:position]:
                name = place[id(first)].file.name
                place[id(item)].wrong(f"the key “{key}” again", f"a key not used in {name}", *at)
            elif not re.fullmatch(SLUG, key):
                place[id(item)].wrong(describe(key), "lower case letters, digits, hyphens", *at)


def _check_item(item: Item, place: _Place) -> None:
    """Checks that need this item alone."""
    if isinstance(item, (Treatment, ReviewTopic)) and not item.sources and not place.file.problems:
        place.wrong("no source", "at least one fact with its source, such as [@nice-ng222]")
    if isinstance(item, Source) and item.second_hand and item.kind == Source.Type.LABEL:
        found = "“label”, read second-hand"
        place.wrong(found, "a label that was read, or the kind “drug-information”", "kind")
    if isinstance(item, Medicine):
        for slug in citations(item.note):
            if slug not in item.sources:
                place.wrong(f"the source “{slug}”", "a source that “sources” names", "note")
    for name, span in getattr(item, "practicalities", {}).items():
        if isinstance(span, dict) and span["min"] > span["max"]:
            found = f"min {span['min']} above max {span['max']}"
            place.wrong(found, "min first", "practicalities", name)


def _check_names(item: Item, place: _Place, catalogue: Catalogue) -> None:
    """Report references to items that do not exist."""
    _check_sources(item, place, catalogue)
    if isinstance(item, Medicine):
        for position, slug in enumerate(item.close_relatives):
            if slug not in catalogue.medicine:
                place.wrong(describe(slug), "the slug of a medicine", "close_relatives", position)
    _check_rules(item, place, catalogue)
    if isinstance(item, Treatment):
        _check_treatment(item, place, catalogue)
    if isinstance(item, PlanForm) and item.slug not in {PlanForm.ALL, *catalogue.treatment}:
        place.wrong(
            f"the name {describe(item.slug)}", f"the slug of an option, or “{PlanForm.ALL}”"
        )


def _check_grades(catalogue: Catalogue, place: dict[int, _Place]) -> None:
    """Report texts with too high a reading grade, in files without other problems."""
    names = names_of(catalogue)
    for item in catalogue:
        if isinstance(item, Checked) and not place[id(item)].file.problems:
            hard = problem_of_grade(item, names)
            if hard is not None:
                place[id(item)].wrong(*hard)


def _check_links(file: ContentFile, catalogue: Catalogue) -> None:
    for at, line, text in file.texts():
        for slug in re.findall(r"\]\(/options/([^/)#?]+)", text):
            if slug not in catalogue.treatment:
                file.wrong(f"a link to /options/{slug}/", "an option that exists", at=at, line=line)


def _check_sources(item: Item, place: _Place, catalogue: Catalogue) -> None:
    """Report sources that are not in sources.md, at their first mention."""
    missing = [slug for slug in getattr(item, "sources", ()) if slug not in catalogue.source]
    for slug in missing:
        for at, line, text in place.file.texts(place.at):
            named = text == slug and {"source", "sources"} & set(at)
            if named or f"[@{slug}]" in text:
                found, expected = f"the source “{slug}”", "a source that sources.md lists"
                place.file.wrong(found, expected, at=at, line=line)
                break


def _check_treatment(item: Treatment, place: _Place, catalogue: Catalogue) -> None:
    if item.part_of and item.part_of not in catalogue.treatment:
        place.wrong(describe(item.part_of), "the slug of an option", "part_of")
    for position, slug in enumerate(item.includes):
        if slug not in catalogue.medicine_class and slug not in catalogue.medicine:
            place.wrong(describe(slug), "the slug of a class or medicine", "includes", position)
    for slug in item.matters:
        if slug not in catalogue.priority:
            place.wrong(describe(slug), "a slug that priorities.md lists", "matters", slug)


def _check_rules(item: Item, place: _Place, catalogue: Catalogue) -> None:
    """Report unknown slugs in rules, and sources that do not fit a rule's strength."""
    for name in RULES:
        for position, rule in enumerate(getattr(item, name, ())):
            for slug, at in _slugs_of(rule):
                groups = _GROUPS if at[0] == "result" else _KINDS
                if slug not in catalogue.tryable and slug not in groups:
                    expected = "the slug of an option, a class or a medicine, or a kind"
                    place.wrong(describe(slug), expected, name, position, *at)
            source = catalogue.source.get(rule["source"])
            unfit = problem_of_strength(rule, source) if source is not None else None
            if unfit is not None:
                place.wrong(*unfit, name, position, "strength")
            for number, slug in enumerate(rule.get("also_on", ())):
                if slug not in catalogue.treatment:
                    at = (name, position, "also_on", number)
                    place.wrong(describe(slug), "the slug of an option", *at)


RULES = ("only_after", "usually_after", "talked_about_when", "tell_when", "worth_knowing")
_KINDS = frozenset(Kind.values)
_GROUPS = {"antidepressant", *Kind.values}
# Names with a meaning in rules and question ids, so no slugs.
_RESERVED = {"visit", *_GROUPS}


def _slugs_of(rule: dict[str, Any]) -> Iterator[tuple[str, At]]:
    """The slugs that a rule names, with their paths inside it."""
    for name in ("tried", "tried_any", "perhaps_also"):
        for position, slug in enumerate(rule.get(name, [])):
            yield slug, (name, position)
    if "result" in rule:
        yield rule["result"]["of"], ("result", "of")


def _check_cycles(catalogue: Catalogue, place: dict[int, _Place]) -> None:
    """Report options whose rules require each other, even if a rule has an alternative."""
    waits = {
        item.slug: {
            slug
            for rule in (*item.only_after, *item.usually_after)
            for slug, at in _slugs_of(rule)
            if slug in catalogue.treatment and at[0] != "perhaps_also"
        }
        for item in catalogue.treatments
    }
    for start in waits:
        path = _way_back(waits, start)
        if path and start == min(path):
            place[id(catalogue.treatment[start])].wrong(
                f"rules that wait for each other: {' → '.join([*path, start])}",
                "rules without a circle",
                "usually_after",
            )


def _way_back(waits: dict[str, set[str]], start: str) -> list[str] | None:
    """A path through `waits` from `start` back to itself, or None."""
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
