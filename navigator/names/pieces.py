"""A text cut into segments and words, each with what was typed.

A segment ends at a line break, the end of a sentence or a comma. It may contain "and", "then",
"or", "with", a slash and a plus, as these may be part of a name ("acceptance and commitment
therapy"); `parted` cuts it there into pieces.
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
    """One normalised word, and the text that it came from."""

    text: str  # empty for a separator: "and", "with", a slash
    typed: str
    chunk: int

    @property
    def is_between(self) -> bool:
        """Whether it may separate two names."""
        return not self.text


Segment = tuple[Word, ...]


def sentences(text: str) -> list[list[Segment]]:
    """The sentences of a text, each a list of its segments."""
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
    """The normalised words of a part, without separators."""
    return tuple(word.text for word in part if word.text)


def typed(part: Iterable[Word]) -> str:
    """A part as it was typed, cut to `SHOWN_MAX` characters."""
    chunks = {word.chunk: word.typed for word in part}
    return shown(" ".join(chunks.values())).strip(" ,.-–*")


def parted(segment: Segment, most: int) -> Iterator[Segment]:
    """The pieces of a segment, cut at separators and after `most` words."""
    piece: list[Word] = []
    for word in segment:
        if word.is_between or len(piece) == most:
            yield tuple(piece)
            piece = []
        if not word.is_between:
            piece.append(word)
    yield tuple(piece)
