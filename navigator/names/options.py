"""The search for options (field `q`): best match first, and no wrong matches."""

from bisect import bisect_left

from rapidfuzz import process
from rapidfuzz.distance import OSA

from navigator.names.index import ALSO, NameIndex
from navigator.names.pieces import Segment, sentences, texts
from navigator.names.reading import is_filler, is_known, mend, pieces
from navigator.names.slips import SlipSearch, allowed
from navigator.names.words import WORDS_MAX, bounded

_BEGINNING = 3  # letters that a half-typed word needs to match
_LONGEST = 100  # characters of a search that are read


def find_options(index: NameIndex, text: str) -> list[str]:
    """Slugs of the options that a text names, best match first.

    Options with exactly this name come first, then those with all its words in one name. If there
    are none, the first that finds any: half-typed words, names within the text, misspelled words.
    """
    short = bounded(text)[:_LONGEST]
    segments = [segment for sentence in sentences(short) for segment in sentence]
    typed = tuple(word for segment in segments for word in texts(segment))[:WORDS_MAX]
    if not typed:
        return []
    bare = tuple(w.text for s in segments for w in s if w.text and not is_filler((w,)))[:WORDS_MAX]
    for parts in (typed, bare):
        known = index.key_of(parts)
        if known in index.options_of:
            return _each([*index.options_of[known], *_with_words(index, parts, whole=True)])
        if known in index.others:
            return []
    for parts in (bare, typed):
        found = _with_words(index, parts)
        if found:
            return found
    pieces_found = _by_pieces(index, segments)
    return pieces_found if pieces_found is not None else _with_words(index, _corrected(index, bare))


def _each(slugs: list[str]) -> list[str]:
    return list(dict.fromkeys(slugs))


def _with_words(index: NameIndex, typed: tuple[str, ...], *, whole: bool = False) -> list[str]:
    """Options with a name that has every typed word; unless `whole`, words may be half-typed."""
    if not typed or max(map(len, typed)) < _BEGINNING:
        return []
    fitting = set.intersection(*(_names_with(index, word, whole) for word in typed))
    names = [index.option_names[at] for at in sorted(fitting)]
    if whole:
        names = [name for name in names if name.rank <= ALSO]
    names.sort(
        key=lambda name: (name.rank, name.words[: len(typed)] != typed, len(name.words), name.width)
    )
    return _each([name.slug for name in names])


def _names_with(index: NameIndex, word: str, whole: bool) -> set[int]:
    """Indexes of the option names with this word or, unless `whole`, one that begins with it."""
    is_beginning = len(word) >= _BEGINNING and not whole
    found: set[int] = set()
    for at in range(bisect_left(index.option_words, (word, ())), len(index.option_words)):
        other, numbers = index.option_words[at]
        if other != word and not (is_beginning and other.startswith(word)):
            break
        found.update(numbers)
    return found


def _by_pieces(index: NameIndex, segments: list[Segment]) -> list[str] | None:
    """Options of the names in the text, exact or misspelled; None if it has no names."""
    slips = SlipSearch(index)
    found = [piece for segment in segments for piece in pieces(index, segment)]
    mend(found, slips)
    hits = [hit for piece in found for hit in piece.hits]
    keys = [name for hit in hits for name in hit.keys if not hit.is_tie]
    slugs = [slug for name in keys for slug in index.options_of.get(name, ())]
    return _each(slugs) if hits else None


def _corrected(index: NameIndex, typed: tuple[str, ...]) -> tuple[str, ...]:
    """The typed words, a misspelled one replaced by the nearest word of an option's name."""
    known = [word for word, _ in index.option_words]
    return tuple(_nearest_word(word, known) for word in typed)


def _nearest_word(word: str, known: list[str]) -> str:
    limit = allowed(len(word))
    if not limit or is_known(word):
        return word
    found = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=limit)
    return found[0] if found and found[1] <= allowed(len(found[0])) else word
