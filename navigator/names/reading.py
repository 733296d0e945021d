"""Find the names in a segment: exact ones, the longest first, then misspelled ones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from navigator.names.everyday import FILLER, LOOK_ALIKE, NUMBERS, PLAIN
from navigator.names.index import Named, NameIndex
from navigator.names.pieces import Segment, Word, parted, texts
from navigator.names.slips import SlipSearch
from navigator.names.words import PIECES_MAX, WORDS_MAX

_STRENGTH = re.compile(r"x?\d+(?:[a-z]{1,4})?")
_REASON = frozenset({"for", "because", "against"})
_BEFORE_A_FAMILY = frozenset("different other of the kinds types more separate these those".split())

Span = tuple[int, int]


class Hit(NamedTuple):
    """Words that are a name. `readings`: the items it may mean; empty if not in the catalogue."""

    part: Segment
    keys: tuple[str, ...]
    readings: tuple[Named, ...]
    number: int = 0  # the three of "three SSRIs"
    is_tie: bool = False  # misspelled, and as near to a name outside the catalogue


@dataclass
class Piece:
    """A piece, the names in it (`hits`), and its other words (`left`)."""

    part: Segment
    hits: list[Hit]
    left: list[Word]

    @property
    def around(self) -> set[str]:
        """The ordinary words (`PLAIN`) that put the names in doubt."""
        return {word.text for word in self.left if word.text in PLAIN}


def whole_name_first(index: NameIndex, found: list[list[Segment]]) -> list[list[Segment]]:
    """The sentences; or the whole text as one segment, if all of it is one name with commas."""
    segments = [segment for sentence in found for segment in sentence]
    whole = tuple(word for segment in segments for word in segment)
    parts = texts(whole)
    if len(segments) < 2 or len(parts) > WORDS_MAX or not index.key_of(parts):
        return found
    are_names = all(index.key_of(texts(segment)) for segment in segments)
    return found if are_names else [[whole]]


def pieces(index: NameIndex, segment: Segment) -> list[Piece]:
    """The pieces of a segment: names that contain a separator ("and"), and the parts between."""
    found: list[Piece] = []
    start = 0
    for first, last in _joined_names(index, segment) or _mixed(index, segment):
        found += _parted(index, segment[start:first])
        found.append(_joined_piece(index, segment[first:last]))
        start = last
    return found + _parted(index, segment[start:])


def _parted(index: NameIndex, segment: Segment) -> list[Piece]:
    return [_piece(index, part) for part in parted(segment, WORDS_MAX) if part]


def _joined_names(index: NameIndex, segment: Segment) -> list[Span]:
    """Spans of the names that contain a separator, from left to right."""
    between = [at for at, word in enumerate(segment) if word.is_between][:PIECES_MAX]
    spans: list[Span] = []
    for at in between:
        end = spans[-1][1] if spans else 0
        if at >= end:
            around = _windows(segment, at, end)
            spans += [span for span in around if index.key_of(texts(segment[slice(*span)]))][:1]
    return spans


def _mixed(index: NameIndex, segment: Segment) -> list[Span]:
    """Spans of combined medicines as in medical records: "olanzapine 6 MG / fluoxetine"."""
    if not any(word.typed == "/" for word in segment):
        return []
    spoken = [at for at, word in enumerate(segment) if word.is_between or not is_filler((word,))]
    spans = _joined_names(index, tuple(segment[at] for at in spoken))
    return [(spoken[first], spoken[last - 1] + 1) for first, last in spans]


def _windows(segment: Segment, at: int, end: int) -> list[Span]:
    """Spans of words around index `at`, the longest first, that start at `end` or later."""
    starts = range(max(end, at - WORDS_MAX + 1), at)
    ends = range(at + 2, min(len(segment), at + WORDS_MAX) + 1)
    spans = [(start, last) for start in starts for last in ends if last - start <= WORDS_MAX + 1]
    spans = [span for span in spans if segment[span[0]].text and segment[span[1] - 1].text]
    return sorted(spans, key=lambda span: span[0] - span[1])


def _joined_piece(index: NameIndex, part: Segment) -> Piece:
    """The piece of a name that contains a separator. If each side is a name too, it may mean these.

    Not with a slash, which in a label joins the two substances of one medicine.
    """
    bare = tuple(word for word in part if not is_filler((word,)))
    known = index.key_of(texts(part)) or index.key_of(texts(bare))
    readings = index.readings.get(known, ())
    sides = [index.readings.get(index.key_of(texts(side)), ()) for side in parted(part, WORDS_MAX)]
    if all(sides) and not any(word.typed == "/" for word in part):
        readings += tuple(side[0] for side in sides if side[0] not in readings)
    return Piece(part, [Hit(part, (known,), readings)], [])


def _piece(index: NameIndex, part: Segment) -> Piece:
    """A piece with the names in it."""
    spans = _runs(index, part)
    # Alone "therapy" and "hospital" are names; beside "ketamine" they are ordinary words.
    named = [span for span in spans if _is_strange(part[slice(*span)])]
    spans = _before_the_reason(part, named or spans)
    taken = {at for span in spans for at in range(*span)}
    left = [word for at, word in enumerate(part) if at not in taken]
    return Piece(part, [_hit(index, part, span) for span in spans], left)


def _runs(index: NameIndex, part: Segment) -> list[Span]:
    """Spans of names in the order typed: longer names win, and none overlap."""
    taken: set[int] = set()
    spans = []
    for size in range(len(part), 0, -1):
        for start in range(len(part) - size + 1):
            run = range(start, start + size)
            if taken.isdisjoint(run) and index.key_of(texts(part[start : start + size])):
                taken.update(run)
                spans.append((start, start + size))
    return sorted(spans)


def _before_the_reason(part: Segment, spans: list[Span]) -> list[Span]:
    """Spans of names without reasons for a treatment: "sleep" in "trazodone for sleep"."""
    taken = {at for span in spans for at in range(*span)}
    named = [at for at, word in enumerate(part) if at in taken or not is_known(word.text)]
    places = range(named[0] if named else len(part), len(part))
    reasons = [at for at in places if part[at].text in _REASON and at not in taken]
    return [span for span in spans if not reasons or span[0] < reasons[0]]


def _hit(index: NameIndex, part: Segment, span: Span) -> Hit:
    run = part[slice(*span)]
    known = index.key_of(texts(run))
    readings = index.readings.get(known, ())
    is_family = len(readings) == 1 and readings[0].slug in index.families
    return Hit(run, (known,), readings, _number(part[: span[0]]) if is_family else 0)


def _number(before: Segment) -> int:
    """The number before the name of a class: 3 for "three different SSRIs"; 0 without one."""
    for word in reversed(before):
        if word.text not in _BEFORE_A_FAMILY:
            return NUMBERS.get(word.text, 0)
    return 0


# --- misspelled names ---------------------------------------------------------------------------


def mend(found: Iterable[Piece], slips: SlipSearch) -> None:
    """Find misspelled names among the `left` words of each piece; changes the pieces in place."""
    for piece in found:
        has_names = bool(piece.hits)
        for run in _runs_to_mend(piece):
            is_free = all(word in piece.left for word in run) and _is_strange(run)
            is_name = bool(slips.index.key_of(texts(run)))  # a reason: "sleep" in "for sleep"
            near = slips.nearest(texts(run)) if is_free and not is_name else ()
            if near and not (has_names and slips.index.others.issuperset(near)):
                piece.hits.append(_nearest_hit(slips.index, run, near))
                piece.left = [word for word in piece.left if word not in run]


def _runs_to_mend(piece: Piece) -> list[Segment]:
    """Candidates for a misspelled name: in a piece without names all of it, then each word."""
    each: list[Segment] = [(word,) for word in piece.left]
    if piece.hits or len(each) < 2:
        return each
    bare = tuple(word for word in piece.left if not is_filler((word,)))
    whole = [tuple(piece.left), bare] if len(bare) < len(each) else [bare]
    return [run for run in whole if len(run) > 1] + each


def _is_strange(run: Segment) -> bool:
    return not all(is_known(word.text) for word in run)


def _nearest_hit(index: NameIndex, run: Segment, near: tuple[str, ...]) -> Hit:
    """The items that the nearest names mean; `is_tie` if one is a name outside the catalogue."""
    readings: dict[str, Named] = {}
    for name in near:
        for named in index.readings.get(name, ()):
            readings.setdefault(named.slug, named)
    is_tie = any(name not in index.readings for name in near)
    return Hit(run, near, tuple(readings.values()), is_tie=is_tie)


# --- words --------------------------------------------------------------------------------------


def is_filler(part: Iterable[Word]) -> bool:
    """Whether all words are strength, form, salt, frequency, or as in "I was on it"."""
    return all(word.text in FILLER or _STRENGTH.fullmatch(word.text) for word in part)


def is_known(text: str) -> bool:
    """Whether a word is an ordinary word, which is never taken for a misspelled name."""
    is_word = text in FILLER or text in PLAIN or text in LOOK_ALIKE
    return is_word or bool(_STRENGTH.fullmatch(text))
