"""What a person's words mean: names found for sure, names to ask about, and what is not known.

Pure functions of (index, text). Every piece of the text gets one answer. A name is added only if
nothing but strength, form, how often or filler is left of its piece; with other words around it
("never lithium", "my mother took Prozac") it is asked about.
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
    """A piece as it was typed, and what it may mean; nothing of it is ticked."""

    piece: str
    choices: tuple[Named, ...]


@dataclass(frozen=True)
class Looked:
    """The answers to a text; each piece stands in one of them."""

    added: tuple[Named, ...] = ()
    which: tuple[Question, ...] = ()
    had: tuple[Question, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    count: tuple[tuple[str, int], ...] = ()
    despair: bool = False
    compared: int = 0  # names that were measured against a misspelled word: what the text cost


@dataclass
class _Answers:
    """What has been answered so far."""

    added: dict[str, Named] = field(default_factory=dict)
    which: list[Question] = field(default_factory=list)
    had: list[Question] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)  # pieces that say only how often, how strong
    count: dict[str, int] = field(default_factory=dict)


def look_up(index: NameIndex, text: str) -> Looked:
    """What the names in a text mean. A part that speaks of despair is not looked up."""
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
    """What was found, each once. What a text of despair leaves unknown is left out."""
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
    """Whether a clause about not having it, or about another person, reaches over the commas.

    "My mother took Prozac, Zoloft and Paxil"; "Mom: Prozac, Zoloft"; "never lithium, Prozac or
    Zoloft". Bare words end with their comma: of "never lithium, Zoloft" the Zoloft was taken.
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
    """The answer of each piece of a segment; other words in one of them are about all its names."""
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
    """Add what was found; a brand is nearer to a person than the generic name beside it."""
    before = answers.added.get(named.slug)
    if not before or before.name.casefold() == named.slug:
        answers.added[named.slug] = named


def _answer_unknown(index: NameIndex, piece: Piece, answers: _Answers) -> None:
    """A piece without a name: a question if it is the beginning of one of our names alone."""
    text = typed(piece.part)
    begun = index.begun(key(texts(piece.part)))
    if begun:
        answers.which.append(Question(text, (begun,)))
    elif is_filler(piece.left):
        answers.idle.append(text)
    else:
        answers.unknown.append(text)
