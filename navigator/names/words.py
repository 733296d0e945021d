"""Text as a person types it, made into plain words: bounded, in lower case, without marks.

Everything here is bounded before it is looked at: a character may grow 18-fold when it is
normalised (U+FDFA), so a text is cut, normalised, and cut again.
"""

import re
import unicodedata
from collections.abc import Sequence

TEXT_MAX = 1_000  # characters that are read of a text
PIECES_MAX = 40  # pieces of a text that are answered one by one
WORDS_MAX = 8  # words of a piece, and of a name
SHOWN_MAX = 60  # characters of a piece that are shown again

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
    """Printable text of at most `TEXT_MAX` characters in one normal form; new lines stay."""
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
    """What a name is looked up by: its words in one, "and" and its like left out.

    So "sun lamp" is sunlamp, and "family and couples therapy" is "family or couples therapy".
    """
    return "".join(part for part in parts if part not in JOINING)


def shown(text: str) -> str:
    """A piece as it was typed, on one line and short enough to be shown again."""
    return " ".join(text.split())[:SHOWN_MAX].strip()
