"""A text cut into segments and words, each with what was typed.

A line, a sentence and a comma end a segment; "and", "then", "or", "with", a slash and a plus
stand inside it, since they may be part of a name ("acceptance and commitment therapy").
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from navigator.names.everyday import MAKER
from navigator.names.words import bounded, shown, words

_SENTENCE = re.compile(r"[;\n|•·]|(?<!\bSt)(?<!\bst)(?<!\bST)[.!?](?=\s|$)")
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_CHUNK = re.compile(r"[/+&]|[^\s/+&]+")
_BETWEEN = frozenset({"and", "then", "or", "nor", "with", "plus", "/", "+", "&"})


class Word(NamedTuple):
    """One plain word, and the chunk of the text in which it stands."""

    text: str  # empty for what stands between two names
    typed: str
    chunk: int

    @property
    def is_between(self) -> bool:
        """Whether it joins or parts two names."""
        return not self.text


Segment = tuple[Word, ...]


def sentences(text: str) -> list[list[Segment]]:
    """The segments of a text, by sentence: a comma parts segments of one sentence."""
    found = []
    for sentence in _SENTENCE.split(bounded(text)):
        segments = [tuple(_words(part)) for part in _COMMA.split(sentence)]
        found.append([segment for segment in segments if any(not w.is_between for w in segment)])
    return [segments for segments in found if segments]


def _words(text: str) -> Iterator[Word]:
    for number, chunk in enumerate(_CHUNK.findall(MAKER.sub("", text))):
        if chunk.casefold() in _BETWEEN:
            yield Word("", chunk, number)
        else:
            for word in words(chunk):
                yield Word(word, chunk, number)


def texts(part: Iterable[Word]) -> tuple[str, ...]:
    """The plain words of a part."""
    return tuple(word.text for word in part if word.text)


def typed(part: Iterable[Word]) -> str:
    """A part as it was typed, short enough to be shown again."""
    chunks = {word.chunk: word.typed for word in part}
    return shown(" ".join(chunks.values())).strip(" ,.-–*")


def parted(segment: Segment, most: int) -> Iterator[Segment]:
    """The pieces of a segment, cut at what stands between names, and after so many words."""
    piece: list[Word] = []
    for word in segment:
        if word.is_between or len(piece) == most:
            yield tuple(piece)
            piece = []
        if not word.is_between:
            piece.append(word)
    yield tuple(piece)
