"""Find an option or a medicine by any of its names, and forgive a typing slip.

Every word typed must fit a word of the name: the same, its beginning, inside it, or close to it.
The best fit comes first; equal fits keep the order of the catalogue.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.models import Medicine, MedicineClass

_SLIP = 0.75  # how alike two words must be (0 to 1) to pass as a slip of the same word
_SHORTEST_SLIP = 4  # shorter words are too alike by chance


class Found(NamedTuple):
    """A slug that fits, and the name of it that fitted best (a brand, say)."""

    slug: str
    name: str


class _Name(NamedTuple):
    slug: str
    name: str
    words: tuple[str, ...]


def find_options(catalogue: Catalogue, text: str) -> list[str]:
    """Slugs of the options that fit, best first."""
    names = catalogue.kept("names", "options", lambda: list(_option_names(catalogue)))
    return [found.slug for found in _find(names, text)]


def find_medicines(catalogue: Catalogue, text: str) -> list[Found]:
    """Medicines and classes that fit, best first, with the name that fitted."""
    names = catalogue.kept("names", "medicines", lambda: list(_medicine_names(catalogue)))
    return _find(names, text)


def _option_names(catalogue: Catalogue) -> Iterator[_Name]:
    for option in catalogue.treatments:
        yield from _named(option.slug, [option.name, *option.also_called, option.slug])
        for slug in option.includes:
            for part in catalogue.medicines_of.get(slug, ()) or [catalogue.medicine.get(slug)]:
                if part is not None:
                    yield from _named(option.slug, _all_names(part))


def _medicine_names(catalogue: Catalogue) -> Iterator[_Name]:
    for medicine in catalogue.medicines:
        yield from _named(medicine.slug, _all_names(medicine))
    for family in catalogue.classes:
        yield from _named(family.slug, _all_names(family))


def _all_names(item: Medicine | MedicineClass) -> list[str]:
    countries = sorted(getattr(item, "brands", {}).items())
    brands = [name for _, names in countries for name in names]
    return [item.name, *brands, *item.also_called, item.slug]


def _named(slug: str, names: Iterable[str]) -> Iterator[_Name]:
    for name in names:
        words = _words(name)
        if words:
            yield _Name(slug, name, words)


def _words(text: str) -> tuple[str, ...]:
    """Words in lower case, without accents and marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return tuple(kept.split())


def _find(names: list[_Name], text: str) -> list[Found]:
    typed = _words(text)
    if not typed:
        return []
    best: dict[str, tuple[float, Found]] = {}
    for name in names:
        fit = _fit(typed, name.words)
        if fit and fit > best.get(name.slug, (0.0, None))[0]:
            best[name.slug] = fit, Found(name.slug, name.name)
    return [found for _, found in sorted(best.values(), key=lambda pair: -pair[0])]


def _fit(typed: tuple[str, ...], words: tuple[str, ...]) -> float:
    """How well a name fits: 0 not at all; the whole name typed fits best."""
    fits = [max(_word_fit(part, word) for word in words) for part in typed]
    if not all(fits):
        return 0.0
    whole = 1.0 if typed == words else 0.5 if words[: len(typed)] == typed else 0.0
    return sum(fits) / len(fits) + whole


def _word_fit(typed: str, word: str) -> float:
    if typed == word:
        return 4.0
    if word.startswith(typed):
        return 3.0
    if len(typed) >= _SHORTEST_SLIP and typed in word:
        return 2.0
    if len(typed) < _SHORTEST_SLIP or len(word) < _SHORTEST_SLIP:
        return 0.0
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(typed)
    likeness = 0.0
    for candidate in {word, word[: len(typed)], word[: len(typed) + 1]}:
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() >= _SLIP and matcher.quick_ratio() >= _SLIP:
            likeness = max(likeness, matcher.ratio())
    return likeness if likeness >= _SLIP else 0.0
