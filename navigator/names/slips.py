"""Misspelled names ("slips"): find the nearest known names, at most two edits away.

The distance is the optimal string alignment form of Damerau-Levenshtein: deleting, inserting or
changing a letter, and swapping two neighbours, are one edit each. Names of five letters may have
one edit, shorter ones none.
"""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from navigator.names.index import LONGEST_SLIP, SHORTEST_SLIP, NameIndex
from navigator.names.words import key

SEARCHES_MAX = 40  # searches for a nearest name in one text, to bound its cost
_FEW_LETTERS = 5  # in names so short only one letter may be wrong


class SlipSearch:
    """The searches for one text, up to `SEARCHES_MAX`; `compared` counts comparisons of names."""

    def __init__(self, index: NameIndex) -> None:
        self.index = index
        self.searches = 0
        self.compared = 0
        self.found: dict[tuple[str, ...], tuple[str, ...]] = {}

    def nearest(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        """The nearest keys to these words: several if equally near, none if all are too far."""
        if parts not in self.found:
            self.found[parts] = self._nearest(parts, key(parts))
        return self.found[parts]

    def _nearest(self, parts: tuple[str, ...], typed: str) -> tuple[str, ...]:
        """Only ASCII words are searched, as names are ASCII: other scripts cost nothing."""
        near = self.index.by_length.get(len(typed), ()) if typed.isascii() else ()
        if len(typed) < SHORTEST_SLIP or self.searches >= SEARCHES_MAX or not near:
            return ()
        self.searches += 1
        self.compared += len(near)
        limit = allowed(len(typed))
        found = process.extract(typed, near, scorer=OSA.distance, score_cutoff=limit, limit=None)
        fitting = [(off, name) for name, off, _ in found if self._fits(parts, name, int(off))]
        least = min((off for off, _ in fitting), default=0)
        return tuple(name for off, name in fitting if off == least)

    def _fits(self, parts: tuple[str, ...], name: str, off: int) -> bool:
        """Whether `off` edits are allowed for this name, and for each of its words."""
        if off > allowed(len(name)):
            return False
        spelled = self.index.spelled.get(name, (name,))
        if len(spelled) == len(parts):
            return all(_is_near(*pair) for pair in zip(parts, spelled, strict=True))
        return off <= 1 and len(parts) > 1


def _is_near(typed: str, word: str) -> bool:
    limit = min(allowed(len(typed)), allowed(len(word)))
    return typed == word or (limit > 0 and OSA.distance(typed, word, score_cutoff=limit) <= limit)


def allowed(letters: int) -> int:
    """The number of edits allowed in a word of `letters` letters."""
    if letters < SHORTEST_SLIP:
        return 0
    return 1 if letters <= _FEW_LETTERS else LONGEST_SLIP
