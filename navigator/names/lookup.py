"""Find names of treatments in free text: names to add, names to ask about, unknown text.

Pure functions of (index, text). Every piece of the text gets one outcome. A name is added only if
the rest of its piece is strength, form, frequency or filler; with other words beside it ("never
lithium", "my mother took Prozac") the person is asked whether they tried it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from navigator.names.despair import speaks_of_despair
from navigator.names.everyday import NEGATION, PERSON, TOOK
from navigator.names.index import Named, NameIndex
from navigator.names.options import find_options
from navigator.names.pieces import Segment, sentences, texts, typed
from navigator.names.reading import Hit, Piece, is_filler, is_known, mend, pieces, whole_name_first
from navigator.names.slips import SlipSearch
from navigator.names.words import PIECES_MAX, key

__all__ = ["Looked", "Question", "find_options", "look_up"]


class Question(NamedTuple):
    """A piece as typed, and the items that it may mean. None is ticked until the person answers."""

    piece: str
    choices: tuple[Named, ...]


@dataclass(frozen=True)
class Looked:
    """The outcome for a text; each piece is in one field.

    `added`: names found for sure. `which`: unclear which item is meant. `had`: unclear whether the
    person tried it. `elsewhere`: known names that are not in the catalogue. `unknown`: the rest.
    `count`: (class, number) for "three SSRIs". `despair`: the text has words of despair.
    """

    added: tuple[Named, ...] = ()
    which: tuple[Question, ...] = ()
    had: tuple[Question, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    count: tuple[tuple[str, int], ...] = ()
    despair: bool = False
    compared: int = 0  # names compared with misspelled words: the cost of the text


@dataclass
class _Answers:
    """The outcome so far, in mutable form."""

    added: dict[str, Named] = field(default_factory=dict)
    which: list[Question] = field(default_factory=list)
    had: list[Question] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)  # pieces of filler alone: how often, how strong
    count: dict[str, int] = field(default_factory=dict)


def look_up(index: NameIndex, text: str) -> Looked:
    """Look up all names in a text. Segments with words of despair are skipped."""
    despair = speaks_of_despair(index, text)
    answers, slips, room = _Answers(), SlipSearch(index), PIECES_MAX
    for sentence in whole_name_first(index, sentences(text)):
        clause = False
        for at, segment in enumerate(sentence):
            if despair and speaks_of_despair(index, " ".join(texts(segment))):
                continue
            if room <= 0:
                answers.unknown.append(typed(segment))
                break
            found = pieces(index, segment)[:room]
            room -= len(found)
            mend(found, slips)
            clause = _is_in_clause(found, sentence[at + 1 :], clause)
            _answer(index, found, clause, answers)
    return _looked(answers, despair, slips.compared)


def _looked(answers: _Answers, despair: bool, compared: int) -> Looked:
    """The outcome without duplicates. A text with words of despair reports nothing as unknown."""
    asked = [q for q in answers.had if not all(n.slug in answers.added for n in q.choices)]
    settled = (answers.added, answers.which, answers.had, answers.elsewhere, answers.unknown)
    unknown = answers.unknown if any(settled) else answers.idle
    return Looked(
        added=tuple(answers.added.values()),
        which=tuple(dict.fromkeys(answers.which)),
        had=tuple(dict.fromkeys(asked)),
        elsewhere=tuple(dict.fromkeys(answers.elsewhere)),
        unknown=() if despair else tuple(dict.fromkeys(filter(None, unknown))),
        count=tuple(answers.count.items()),
        despair=despair,
        compared=compared,
    )


def _is_in_clause(found: list[Piece], later: list[Segment], clause: bool) -> bool:
    """Whether a negation, or a clause about another person, extends beyond the next comma.

    It does in "My mother took Prozac, Zoloft and Paxil", "Mom: Prozac, Zoloft" and "never lithium,
    Prozac or Zoloft". Without verb, colon or "or" it ends at the comma: in "never lithium, Zoloft"
    the Zoloft was taken.
    """
    around = {word for piece in found for word in piece.around}
    left = [word for piece in found for word in piece.left]
    if any(word.typed.endswith(":") and word.text in around for word in left):
        return True
    said = {word.text for word in left}
    if not around & (NEGATION | PERSON):
        return clause and not said & (TOOK | {"i"})
    goes_on = any(word.typed.casefold() in ("or", "nor") for part in later for word in part)
    return bool(said & TOOK) or (goes_on and bool(around & NEGATION))


def _answer(index: NameIndex, found: list[Piece], clause: bool, answers: _Answers) -> None:
    """Add the outcome of each piece of a segment; a doubt in one piece applies to all of them."""
    doubted = clause or any(piece.around for piece in found)
    has_names = any(piece.hits for piece in found)
    for piece in found:
        if piece.hits:
            is_sure = not doubted and is_filler(piece.left)
            for hit in piece.hits:
                _answer_hit(piece, hit, is_sure, answers)
        elif not (has_names and all(is_known(word.text) for word in piece.left)):
            _answer_unknown(index, piece, answers)


def _answer_hit(piece: Piece, hit: Hit, is_sure: bool, answers: _Answers) -> None:
    if not hit.readings:
        answers.elsewhere.append(typed(hit.part))
    elif not is_sure:
        answers.had.append(Question(typed(piece.part), hit.readings))
    elif len(hit.readings) > 1 or hit.is_tie:
        answers.which.append(Question(typed(hit.part), hit.readings))
    else:
        _add(answers, hit.readings[0])
        if hit.number:
            answers.count[hit.readings[0].slug] = hit.number


def _add(answers: _Answers, named: Named) -> None:
    """Add a name. If both brand and generic name were typed, the brand is shown."""
    before = answers.added.get(named.slug)
    if not before or before.name.casefold() == named.slug:
        answers.added[named.slug] = named


def _answer_unknown(index: NameIndex, piece: Piece, answers: _Answers) -> None:
    """A piece without a name: ask if it is the beginning of exactly one name, else unknown."""
    text = typed(piece.part)
    begun = index.begun(key(texts(piece.part)))
    if begun:
        answers.which.append(Question(text, (begun,)))
    elif is_filler(piece.left):
        answers.idle.append(text)
    else:
        answers.unknown.append(text)
