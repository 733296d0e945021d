"""The index of all names: those of the catalogue, and other known names, by a normalised key.

It is built once per release. An exact name costs one dictionary look-up; the lists of keys by
length are for misspelled names.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.models import Medicine, MedicineClass, Treatment
from navigator.names.despair import read_phrases
from navigator.names.other_names import other_names
from navigator.names.words import key, words

SHORTEST_SLIP = 5  # letters that a name needs to be found misspelled: "eat" is not ECT
LONGEST_SLIP = 2  # letters that may be wrong
_BEGUN = 5  # letters that an unfinished name needs to be asked about
_COINED = 9  # a procedure's name of so many letters is no ordinary word: psilocybin
THERAPIES = "talk-therapy"  # the class whose members are the options of kind psychotherapy

# What a name belongs to, most likely meaning first: "Abilify" is the medicine, not the option.
_MEDICINE, _FAMILY, _OPTION, _OPTION_ALSO = range(4)
# For the search among options: an option's own name, its other names, what it includes.
OWN, ALSO, INCLUDED = range(3)

_BRACKET = re.compile(r"\(([^)]*)\)")
_ANY_ANTIDEPRESSANT = (
    "antidepressant",
    "antidepressants",
    "depression medicine",
    "depression pill",
)


class Named(NamedTuple):
    """An item of the catalogue, with its name that is nearest to what was typed."""

    slug: str
    name: str


class _Entry(NamedTuple):
    rank: int
    named: Named
    text: str  # the name that is recognised; it may be one that is never shown


class OptionName(NamedTuple):
    """A name by which an option can be found."""

    rank: int
    width: int  # how many medicines the option includes: fewer come first
    slug: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class NameIndex:
    """The immutable input of `look_up` and `find_options`. Keys are made by `words.key`."""

    readings: dict[str, tuple[Named, ...]]
    others: frozenset[str]
    families: frozenset[str]  # slugs of classes, which take a number: "three SSRIs"
    option_names: tuple[OptionName, ...]
    option_words: tuple[tuple[str, tuple[int, ...]], ...]  # sorted: (word, its option_names)
    options_of: dict[str, tuple[str, ...]]
    sorted_keys: tuple[str, ...]
    spelled: dict[str, tuple[str, ...]]  # the words of a key of several words
    by_length: dict[int, tuple[str, ...]]  # keys to compare with a misspelled word, by its length
    despair: tuple[tuple[str, ...], ...]

    def key_of(self, parts: tuple[str, ...]) -> str:
        """The key of these words in the index, singular or plural; empty if it has none."""
        found = key(parts)
        if found in self.readings or found in self.others:
            return found
        if len(found) >= SHORTEST_SLIP - 1 and found.endswith("s"):
            single = found[:-1]
            return single if single in self.readings or single in self.others else ""
        return ""

    def begun(self, start: str) -> Named | None:
        """The item with a name that begins with `start`, if no other known name begins so."""
        if len(start) < _BEGUN:
            return None
        found: dict[str, Named] = {}
        for at in range(bisect_left(self.sorted_keys, start), len(self.sorted_keys)):
            name = self.sorted_keys[at]
            if not name.startswith(start):
                break
            readings = self.readings.get(name, ())
            found |= {named.slug: named for named in readings}
            if len(found) > 1 or not readings:
                return None
        return next(iter(found.values()), None)


def name_index(catalogue: Catalogue) -> NameIndex:
    """Build the index of a catalogue. Other known names that it has itself are left out."""
    entries = list(_entries(catalogue))
    readings = _readings(entries)
    others = frozenset(key(words(name)) for name in other_names()) - readings.keys() - {""}
    option_names = tuple(_option_names(catalogue))
    return NameIndex(
        readings=readings,
        others=others,
        families=frozenset(catalogue.medicine_class),
        option_names=option_names,
        option_words=_option_words(option_names),
        options_of=_options_of(option_names),
        sorted_keys=tuple(sorted((*readings, *others))),
        spelled=_spelled(entries),
        by_length=_by_length((readings.keys() - _ordinary_words(catalogue, readings)) | others),
        despair=read_phrases(),
    )


# --- names of what can be ticked ---------------------------------------------------------------


def _entries(catalogue: Catalogue) -> Iterator[_Entry]:
    for medicine in catalogue.medicines:
        yield from _of_medicine(medicine)
    for family in catalogue.classes:
        yield from _names_of_family(family)
        if family.group == MedicineClass.Group.ANTIDEPRESSANT:
            for text in _ANY_ANTIDEPRESSANT:
                yield _Entry(_FAMILY, Named(family.slug, family.name), text)
    for option in catalogue.treatments:
        ticked = catalogue.medicine.get(option.slug)  # then the medicine is what is ticked
        own = _own_names(ticked) if ticked else [option.name, *option.also_called]
        yield from _shown(_OPTION, option.slug, [*_parts(option.name), option.slug], own)
        yield from _shown(_OPTION_ALSO, option.slug, option.also_called, own)


def _of_medicine(medicine: Medicine) -> Iterator[_Entry]:
    """The names of a medicine, with those that are recognised and never shown."""
    own = _own_names(medicine)
    texts = [*_parts(medicine.name), *own, medicine.slug, *medicine.recognised]
    yield from _shown(_MEDICINE, medicine.slug, texts, own)


def _shown(rank: int, slug: str, texts: Iterable[str], own: list[str]) -> Iterator[_Entry]:
    """Entries for the texts that mean an item; one that must not be shown shows `own[0]`."""
    for text in texts:
        yield _Entry(rank, Named(slug, text if text in own else own[0]), text)


def _own_names(medicine: Medicine) -> list[str]:
    brands = [name for _, names in sorted(medicine.brands.items()) for name in names]
    return [medicine.name, *brands, *medicine.also_called]


def _parts(name: str) -> list[str]:
    """A name, the name without its parts in brackets, and each of these parts."""
    return [name, _BRACKET.sub("", name).strip(), *_BRACKET.findall(name)]


def _readings(entries: Iterable[_Entry]) -> dict[str, tuple[Named, ...]]:
    """By key: the items that it means, those of the best rank alone, each once."""
    found: dict[str, tuple[int, dict[str, Named]]] = {}
    for rank, named, text in entries:
        parts = key(words(text))
        best, things = found.setdefault(parts, (rank, {}))
        if rank < best:
            best, things = rank, {}
            found[parts] = best, things
        if rank == best:
            things.setdefault(named.slug, named)
    found.pop("", None)
    return {parts: tuple(things.values()) for parts, (_, things) in found.items()}


def _spelled(entries: Iterable[_Entry]) -> dict[str, tuple[str, ...]]:
    spelled = (words(entry.text) for entry in entries)
    return {key(parts): parts for parts in spelled if len(parts) > 1}


def _ordinary_words(catalogue: Catalogue, readings: dict[str, tuple[Named, ...]]) -> set[str]:
    """Everyday words that are the name of an option, as "walking": found only if spelled right."""
    coined = {o.slug for o in catalogue.treatments if o.kind == Kind.PROCEDURE}
    return {
        name
        for name, named in readings.items()
        if named[0].slug in catalogue.treatment
        and named[0].slug not in catalogue.medicine
        and len(words(named[0].name)) == 1
        and not (named[0].slug in coined and len(name) >= _COINED)
    }


def _by_length(keys: Iterable[str]) -> dict[int, tuple[str, ...]]:
    """By length of a typed word: the keys that differ by at most `LONGEST_SLIP` in length."""
    found: dict[int, list[str]] = {}
    for one in sorted(keys):
        if len(one) >= SHORTEST_SLIP:
            for length in range(len(one) - LONGEST_SLIP, len(one) + LONGEST_SLIP + 1):
                found.setdefault(length, []).append(one)
    return {length: tuple(near) for length, near in found.items()}


# --- names by which options are found -----------------------------------------------------------


def _option_names(catalogue: Catalogue) -> Iterator[OptionName]:
    for option in catalogue.treatments:
        for text in (*_parts(option.name), option.slug):
            yield OptionName(OWN, 0, option.slug, words(text))
        for text in option.also_called:
            yield OptionName(ALSO, 0, option.slug, words(text))
        yield from _included(catalogue, option)
    therapies = catalogue.medicine_class.get(THERAPIES)
    for option in catalogue.treatments:
        if therapies and option.kind == Kind.PSYCHOTHERAPY:
            for text in (therapies.name, *therapies.also_called, therapies.slug):
                yield OptionName(INCLUDED, 0, option.slug, words(text))


def _included(catalogue: Catalogue, option: Treatment) -> Iterator[OptionName]:
    """The names of the medicines and classes that an option includes."""
    items: list[Medicine | MedicineClass] = []
    for slug in (*option.includes, option.slug):
        items += [
            i for i in (catalogue.medicine.get(slug), catalogue.medicine_class.get(slug)) if i
        ]
        items += catalogue.medicines_of.get(slug, ())
    for item in items:
        entries = _of_medicine(item) if isinstance(item, Medicine) else _names_of_family(item)
        for entry in entries:
            yield OptionName(INCLUDED, len(items), option.slug, words(entry.text))


def _names_of_family(family: MedicineClass) -> Iterator[_Entry]:
    """The names of a class, also in the singular: "tricyclic" for "Tricyclics"."""
    own = [family.name, *family.also_called]
    yield from _shown(_FAMILY, family.slug, [*own, family.slug], own)
    for text in own:
        yield _Entry(_FAMILY, Named(family.slug, text), text.removesuffix("s"))


def _option_words(names: Sequence[OptionName]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        for word in dict.fromkeys(name.words):
            found.setdefault(word, []).append(number)
    return tuple((word, tuple(numbers)) for word, numbers in sorted(found.items()))


def _options_of(names: Iterable[OptionName]) -> dict[str, tuple[str, ...]]:
    """By key: the options that it means, the best rank first."""
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: name[:2]):
        slugs = found.setdefault(key(name.words), [])
        if name.slug not in slugs:
            slugs.append(name.slug)
    return {parts: tuple(slugs) for parts, slugs in found.items() if parts}
