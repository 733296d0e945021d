"""Recognise words of despair in any text field, so that the page can show urgent help first."""

from functools import cache
from pathlib import Path
from typing import Protocol

from rapidfuzz.distance import OSA

from navigator.names.words import TEXT_MAX, words

# The file is not part of a release: it takes effect with any release that is served.
PHRASES = Path(__file__).resolve().parents[2] / "content" / "en" / "urgent" / "despair.txt"
_SLIP_FROM = 7  # letters that a word needs to be recognised with one letter wrong

Phrases = tuple[tuple[str, ...], ...]


class _HasPhrases(Protocol):
    @property
    def despair(self) -> Phrases: ...


@cache
def read_phrases(path: Path = PHRASES) -> Phrases:
    """The phrases of the file, each as its words; lines that begin with # are comments."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return tuple(words(line) for line in lines if line and not line.startswith("#"))


def speaks_of_despair(phrases: Phrases | _HasPhrases, text: str) -> bool:
    """Whether the text contains one of the phrases; a long word may have one letter wrong."""
    known = phrases if isinstance(phrases, tuple) else phrases.despair
    typed = words(text[:TEXT_MAX])
    once = frozenset(typed)
    return any(_is_said_in(phrase, typed, once) for phrase in known if typed)


def _is_said_in(phrase: tuple[str, ...], typed: tuple[str, ...], once: frozenset[str]) -> bool:
    if len(phrase) == 1 and len(phrase[0]) >= _SLIP_FROM:
        return any(_is_same(phrase[0], word) for word in once)
    size = len(phrase)
    return once.issuperset(phrase) and any(
        typed[at : at + size] == phrase for at in range(len(typed) - size + 1)
    )


def _is_same(known: str, word: str) -> bool:
    return known[0] == word[0] and OSA.distance(known, word, score_cutoff=1) <= 1
