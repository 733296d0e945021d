"""Normalise typed text into words: limited in length, lower case, without accents.

Normalisation may make a character 18 times longer (U+FDFA), so a text is cut, normalised, and cut
again.
"""

import re
import unicodedata
from collections.abc import Sequence

TEXT_MAX = 1_000  # characters of a text that are read
PIECES_MAX = 40  # pieces of a text that are looked up
WORDS_MAX = 8  # words of a piece, and of a name
SHOWN_MAX = 60  # characters of a piece in a message

_WORD = re.compile(r"[^\W\d_]+|\d+")  # so that "zoloft100mg" is three words
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u0060\u00b4]")
BRITISH = (
    ("behaviour", "behavior"),
    ("counsell", "counsel"),
    ("stabilis", "stabiliz"),
    ("apnoea", "apnea"),
    ("programme", "program"),
    ("oestr", "estr"),
)
JOINING = frozenset({"and", "or", "nor", "then", "with", "plus"})


def bounded(text: str) -> str:
    """Printable text of at most `TEXT_MAX` characters in one Unicode form, with line breaks."""
    text = unicodedata.normalize("NFKC", text[:TEXT_MAX])[:TEXT_MAX]
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def words(text: str) -> tuple[str, ...]:
    """The words of a text: lower case, American spelling, no accents, "St. John's" as st johns."""
    decomposed = unicodedata.normalize("NFKD", text[:TEXT_MAX])[: 2 * TEXT_MAX]
    plain = "".join(c for c in decomposed.casefold() if not unicodedata.combining(c))
    plain = _APOSTROPHES.sub("", plain)
    plain = _INITIALS.sub(lambda found: found[0].replace(".", ""), plain)
    for british, american in BRITISH:
        plain = plain.replace(british, american)
    return tuple(_WORD.findall(plain))


def key(parts: Sequence[str]) -> str:
    """The key of a name: its words joined, without "and", "or" and similar words.

    So "sun lamp" equals "sunlamp", and "family and couples therapy" "family or couples therapy".
    """
    return "".join(part for part in parts if part not in JOINING)


def shown(text: str) -> str:
    """A text as it was typed, on one line, cut to `SHOWN_MAX` characters."""
    return " ".join(text.split())[:SHOWN_MAX].strip()
