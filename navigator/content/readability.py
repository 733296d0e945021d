"""How hard a text is to read: the Flesch-Kincaid grade of plain text.

grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59
(Kincaid and others, US Navy, 1975). English only. Syllables are counted by rule; the rules
are held against a list counted by hand in `tests/test_readability.py`.
"""

import functools
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n\s*\n|\n(?=[-*#>])")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_MARKUP = (
    (re.compile(r"\[@[a-z0-9-]+\]"), ""),  # citations
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),  # links keep their words
    (re.compile(r"^#+ .*$", re.MULTILINE), ""),  # headings are not sentences
    (re.compile(r"[*_`]"), ""),
)

# Words that the rules below miscount and that our texts use often.
_EXCEPTIONS = {
    "people": 2, "being": 2, "doing": 2, "going": 2, "seeing": 2, "trying": 2, "every": 2,
    "several": 3, "evening": 2, "different": 3, "something": 2, "someone": 2, "sometimes": 2,
    "somewhere": 2, "someday": 2, "area": 3, "idea": 3, "ideas": 3, "science": 2, "quiet": 2,
    "diet": 2, "trial": 2, "trials": 2, "dial": 2, "medicine": 3, "medicines": 3,
    "business": 2, "hours": 1, "hour": 1, "our": 1, "ours": 1, "safely": 2, "safety": 2,
    "lifeline": 2, "homework": 2, "useful": 2, "careful": 2, "hopeful": 2, "hopeless": 2,
    "lonely": 2, "loneliness": 3, "likely": 2, "unlikely": 3, "rarely": 2, "merely": 2,
    "closely": 2, "largely": 2, "severely": 3, "completely": 3, "immediate": 4, "create": 2,
    "reality": 4, "react": 2, "reaction": 3, "reactions": 3, "anxious": 2, "anxiety": 4,
    "society": 4, "variety": 4, "psychiatrist": 4, "psychiatrists": 4, "psychiatry": 4,
    "psychiatric": 4, "period": 3,
    "usual": 3, "usually": 4, "gradual": 3, "gradually": 4, "actual": 3, "actually": 4,
    "individual": 5, "situation": 4, "situations": 4, "evaluate": 4, "continue": 3, "value": 2,
    "values": 2, "employee": 3, "fatigue": 2, "league": 1, "tongue": 1, "vague": 1,
    "technique": 2, "techniques": 2, "whole": 1, "handle": 2, "couple": 2, "couples": 2,
    "table": 2, "able": 2, "simple": 2, "little": 2, "trouble": 2, "middle": 2, "muscle": 2,
    "muscles": 2, "gentle": 2, "poem": 2, "quit": 1, "guide": 1, "build": 1, "suit": 1,
    "fluid": 2, "ruin": 2, "radio": 3, "video": 3, "studio": 3, "mania": 3, "insomnia": 4,
    "dementia": 3, "anesthesia": 4, "experience": 4, "experiences": 5, "guideline": 2,
    "guidelines": 2, "nausea": 3, "behavior": 3, "behaviors": 3, "behavioral": 4, "suicide": 3,
    "suicidal": 4, "via": 2, "dizzy": 2, "naive": 2, "eye": 1, "eyes": 1, "one": 1, "once": 1,
    "done": 1, "whose": 1, "those": 1, "sure": 1, "hadn't": 2, "didn't": 2, "doesn't": 2,
    "isn't": 2, "wasn't": 2, "couldn't": 2, "wouldn't": 2, "shouldn't": 2, "haven't": 2,
    "hasn't": 2, "headache": 2, "headaches": 2, "aches": 1, "lifetime": 2, "sideways": 2,
    "everything": 3, "rhythm": 2, "senior": 2, "anyone": 3, "apnea": 3, "diarrhea": 4, "unreal": 3,
}  # fmt: skip


class Readability(NamedTuple):
    """Counts of a text and its grade (US school year; lower is easier)."""

    words: int
    sentences: int
    syllables: int
    grade: float


@functools.lru_cache(maxsize=20_000)  # a load meets the same words again and again
def syllables(word: str) -> int:
    """Count the syllables of one English word, by rule; at least 1."""
    word = word.lower().replace("’", "'")
    for known in (word, word.removesuffix("'s")):
        if known in _EXCEPTIONS:
            return _EXCEPTIONS[known]
    word = word.removesuffix("'s").replace("'", "")
    count = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouy]e$", word) and not re.search(r"[^aeiouyl]le$", word):
        count -= 1  # a silent e: "make", but not "able"
    if re.search(r"[^aeiouy]es$", word) and not re.search(r"(?:[sxz]|ch|sh|[cg])es$", word):
        count -= 1  # "makes", but not "doses"
    if re.search(r"[^aeiouydt]ed$", word):
        count -= 1  # "helped", but not "wanted"
    if re.search(r"[^aeiouy](?:eful|eless|ement|ely|ewhere)", word):
        count -= 1  # a silent e within: "statement"
    apart = r"i[ao](?!u)|(?<![tcgxs])ious|iu|eo|ua|uous|[aeiouy]ing$|ying$|ism$|iet"
    together = r"[tcsgx]i[ao](?!u)|[ln]ion|[gq]ua|eous"
    count += len(re.findall(apart, word)) - len(re.findall(together, word))
    return max(count, 1)


def plain(markdown: str) -> str:
    """Take front matter, headings, citations and markup out of a Markdown text."""
    text = _FRONT_MATTER.sub("", markdown)
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text


@functools.cache
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    """A pattern that finds any of the names, the longest first; without names it finds nothing."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    either = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def measure(text: str, *, names: Iterable[str] = ()) -> Readability:
    """Measure plain text. `names` (drugs, treatments) are read as one short word each."""
    return _measured(text, frozenset(names))


@functools.lru_cache(maxsize=500)  # a load measures each text twice: to check it, and to report
def _measured(text: str, names: frozenset[str]) -> Readability:
    text = _any_of(names).sub("it", text)
    words = _WORD.findall(text)
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    if not words:
        return Readability(0, 0, 0, 0.0)
    syllable_count = sum(map(syllables, words))
    grade = 0.39 * len(words) / sentences + 11.8 * syllable_count / len(words) - 15.59
    return Readability(len(words), sentences, syllable_count, round(grade, 1))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{measure(plain(Path(name).read_text(encoding='utf-8'))).grade:5.1f}  {name}")
