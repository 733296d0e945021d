"""The visit sheet: the history table and the questions, in the order in which they are printed.

Pure: it puts together what the catalogue says and what the person chose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Result
from navigator.matching.answers import Answers

# The three short questions that fit any visit. A test holds them to content/…/questions/visit.md.
ANY_VISIT = ("visit.options", "visit.benefits-and-harms", "visit.how-likely")
# Questions of one option that are printed; on the screen all of them stand.
PRINTED_OF_AN_OPTION = 4


class Tried(NamedTuple):
    """A row of the history table."""

    slug: str
    name: str
    family: str
    result: str


class Asked(NamedTuple):
    """A question with its full id, whether it is a top question, and whether it is printed."""

    id: str
    text: str
    top: bool
    printed: bool = True


class Group(NamedTuple):
    """Questions under one heading."""

    slug: str
    heading: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Sheet:
    """All that the sheet shows."""

    history: tuple[Tried, ...]
    any_visit: tuple[Asked, ...]
    top: tuple[Asked, ...]
    groups: tuple[Group, ...]
    something_else: Group
    bring: tuple[str, ...]


def make_sheet(catalogue: Catalogue, answers: Answers) -> Sheet:
    """Put the sheet together."""
    any_visit = tuple(
        _asked(catalogue, answers, id) for id in ANY_VISIT if id in catalogue.question
    )
    return Sheet(
        history=tuple(_history(catalogue, answers)),
        any_visit=any_visit,
        top=tuple(_asked(catalogue, answers, id) for id in answers.top),
        groups=tuple(_groups(catalogue, answers)),
        something_else=_set(catalogue, answers, "something-else", "visit"),
        bring=tuple(line for topic in catalogue.topics for line in topic.bring[:2]),
    )


def _history(catalogue: Catalogue, answers: Answers) -> Iterator[Tried]:
    """Medicines first, then everything else, in catalogue order."""
    for slug in answers.tried:
        family = catalogue.class_of.get(slug, "")
        result = answers.result(slug)
        yield Tried(
            slug,
            catalogue.name_of(slug),
            catalogue.name_of(family) if family else "",
            str(Result(result).label) if result else "",
        )


def _groups(catalogue: Catalogue, answers: Answers) -> Iterator[Group]:
    """Questions of the options to ask about, then those that fit what happened, then any visit."""
    for slug in answers.ask:
        option = catalogue.treatment[slug]
        keys = [question["key"] for question in option.questions]
        yield Group(slug, option.name, tuple(_numbered(catalogue, answers, slug, keys)))
    for value in Result.values:
        owner = f"result-{value}"
        if value in answers.results.values() and owner in catalogue.question_set:
            yield _set(catalogue, answers, owner, owner)
    visit = _set(catalogue, answers, "visit", "visit")
    rest = tuple(question for question in visit.questions if question.id not in ANY_VISIT)
    if rest:
        yield visit._replace(questions=rest)


def _numbered(
    catalogue: Catalogue, answers: Answers, owner: str, keys: list[str]
) -> Iterator[Asked]:
    for place, key in enumerate(keys):
        asked = _asked(catalogue, answers, f"{owner}.{key}")
        yield asked._replace(printed=place < PRINTED_OF_AN_OPTION)


def _set(catalogue: Catalogue, answers: Answers, slug: str, owner: str) -> Group:
    """A set of questions; without it in the catalogue, an empty group."""
    questions = catalogue.question_set.get(slug)
    if questions is None:
        return Group(slug, "", ())
    asked = (_asked(catalogue, answers, f"{owner}.{q['key']}") for q in questions.questions)
    return Group(slug, questions.name, tuple(asked))


def _asked(catalogue: Catalogue, answers: Answers, id: str) -> Asked:
    return Asked(id, catalogue.question[id]["text"], id in answers.top)
