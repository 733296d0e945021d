"""The data of the visit sheet, in the order in which a psychiatrist reads it.

Pure: a function of the catalogue and the answers. What is typed on the sheet itself (dates, doses,
notes) stays in the browser tab and never reaches the server.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Kind, Result
from navigator.matching.answers import Answers
from navigator.models import MedicineClass, PlanForm

# The three short questions that fit any visit. A test holds them to content/…/questions/visit.md.
ANY_VISIT = ("visit.options", "visit.benefits-and-harms", "visit.how-likely")
# A visit often has time for two or three options: so many are printed in large type.
LARGE = 3
# Questions of one option that show at once; the others are in a closed <details>.
OPEN_OF_AN_OPTION = 3
# (most options to ask about, questions printed for each)
PRINTED = ((2, 5), (3, 4), (5, 3), (8, 2), (14, 1))
PRINTED_WHERE_TIGHT = ((3, 2), (6, 1))
# With this many rows the history and the person's own part share a page, so fewer questions print.
TIGHT = range(6, 13)
# The history on paper has at least ROWS_MIN rows, ROWS_SPARE of them empty, to fill in by hand.
ROWS_MIN, ROWS_SPARE = 5, 2

SECTIONS = {
    "medicines": "Medicines",
    "add-ons": "Add-ons (taken with another medicine)",
    "also-took": "Also took (for something else)",
    "treatments": "Therapies and procedures",
    "own": "In my own words",
}


class Tried(NamedTuple):
    """A row of the history: both names, the class, and the label of the result.

    `key` is the slug, or “own:” and the person's words; `id` is safe in an HTML attribute.
    """

    key: str
    id: str
    name: str
    also: str
    family: str
    result: str
    helped: bool
    many: int
    is_medicine: bool
    was_had: bool = True


class Section(NamedTuple):
    """Rows of the history under one heading."""

    slug: str
    heading: str
    rows: tuple[Tried, ...]


class Asked(NamedTuple):
    """A question with its full id, its option, and whether the person chose it as a top one."""

    id: str
    text: str
    option: str
    top: bool


class Group(NamedTuple):
    """Questions under one heading: shown at once, in a closed <details>, and printed."""

    slug: str
    heading: str
    open: tuple[Asked, ...]
    more: tuple[Asked, ...]
    printed: tuple[Asked, ...] = ()


class Plan(NamedTuple):
    """The fields of health plans' forms for one option, or for all options."""

    heading: str
    form: PlanForm


Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """Everything that the sheet's templates show."""

    talk_first: tuple[str, ...]
    talk_also: tuple[str, ...]
    top: tuple[Asked, ...]
    matters: tuple[str, ...]
    history: tuple[Section, ...]
    any_visit: tuple[Asked, ...]
    groups: tuple[Group, ...]
    more: tuple[Group, ...]
    bring: tuple[str, ...]
    plans: tuple[Plan, ...] = ()

    @property
    def rows(self) -> tuple[Tried, ...]:
        """All rows of the history, in their order."""
        return tuple(row for section in self.history for row in section.rows)

    @property
    def is_tight(self) -> bool:
        """Whether the history and the person's own part share a printed page."""
        return len(self.rows) in TIGHT

    @property
    def spare_rows(self) -> range:
        """Empty rows at the end of the history."""
        return range(max(ROWS_SPARE, ROWS_MIN - len(self.rows)))

    @property
    def spare_lines(self) -> range:
        """Empty lines for the person's own questions: fewer when the page is shared."""
        return range(2 if self.is_tight else 6)

    @property
    def spare_questions(self) -> range:
        """Empty lines on paper for top questions that were not chosen; there are three in all."""
        return range(3 - len(self.top))

    @property
    def questions(self) -> Iterator[Asked]:
        """Every question that has a checkbox."""
        yield from self.any_visit
        for group in (*self.groups, *self.more):
            yield from group.open
            yield from group.more


def make_sheet(catalogue: Catalogue, answers: Answers, names: Names | None = None) -> Sheet:
    """Build the sheet. `names` maps a tried slug to (the person's name for it, the other name)."""
    asked = [short_name(catalogue.treatment[slug].name) for slug in answers.ask]
    bring = 1 if _is_tight(answers) else 2
    known = (id for id in ANY_VISIT if id in catalogue.question)
    return Sheet(
        talk_first=tuple(asked[:LARGE]),
        talk_also=tuple(asked[LARGE:]),
        top=tuple(_asked(catalogue, answers, id) for id in answers.top),
        matters=tuple(catalogue.priority[slug].name for slug in answers.matters),
        history=tuple(_history(catalogue, answers, names or {})),
        any_visit=tuple(_asked(catalogue, answers, id) for id in known),
        groups=tuple(_groups(catalogue, answers)),
        more=tuple(_more(catalogue, answers)),
        bring=tuple(line for topic in catalogue.topics for line in topic.bring[:bring]),
        plans=tuple(_plans(catalogue, answers)),
    )


def short_name(name: str) -> str:
    """A name without the part in brackets at its end."""
    return name.partition(" (")[0]


def _plans(catalogue: Catalogue, answers: Answers) -> Iterator[Plan]:
    """Forms of the options to ask about. An option without a form uses that of its `part_of`."""
    options = [catalogue.treatment[slug] for slug in answers.ask]
    slugs = dict.fromkeys(
        option.slug if option.slug in catalogue.plan_form else option.part_of for option in options
    )
    found = [slug for slug in slugs if slug in catalogue.plan_form]
    if found and PlanForm.ALL in catalogue.plan_form:
        yield Plan("Most forms", catalogue.plan_form[PlanForm.ALL])
    for slug in found:
        yield Plan(short_name(catalogue.treatment[slug].name), catalogue.plan_form[slug])


# --- the history ------------------------------------------------------------------------------


def _history(catalogue: Catalogue, answers: Answers, names: Names) -> Iterator[Section]:
    rows: dict[str, list[Tried]] = {slug: [] for slug in SECTIONS}
    for slug in answers.tried:
        both = names.get(slug, (catalogue.name_of(slug), ""))
        rows[_section_of(catalogue, answers, slug)].append(_tried(catalogue, answers, slug, both))
    for place, text in enumerate(answers.own, start=1):
        rows["own"].append(
            Tried(f"own:{text}", f"own-{place}", text, "", "", "", False, 0, is_medicine=True)
        )
    for slug, found in rows.items():
        if found:
            yield Section(slug, SECTIONS[slug], tuple(found))


def _section_of(catalogue: Catalogue, answers: Answers, slug: str) -> str:
    if answers.results.get(slug) == Result.OTHER_REASON:
        return "also-took"
    option = catalogue.treatment.get(slug)
    family = catalogue.medicine_class.get(catalogue.class_of.get(slug, slug))
    if family is None or family.group == MedicineClass.Group.THERAPY:
        return "treatments"
    if option is not None and option.kind != Kind.MEDICATION_STRATEGY:
        return "treatments"
    return "add-ons" if family.group == MedicineClass.Group.ADD_ON else "medicines"


def _tried(catalogue: Catalogue, answers: Answers, slug: str, both: tuple[str, str]) -> Tried:
    family = catalogue.class_of.get(slug, "")
    result = answers.results.get(slug)
    return Tried(
        key=slug,
        id=slug,
        name=both[0],
        also=both[1],
        family=catalogue.name_of(family) if family else "",
        result=str(Result(result).label) if result else "",
        helped=result in (Result.HELPED, Result.FADED),
        many=answers.many.get(slug, 0),
        is_medicine=_section_of(catalogue, answers, slug) != "treatments",
        was_had=result != Result.NOT_STARTED,
    )


# --- the questions ----------------------------------------------------------------------------


def _groups(catalogue: Catalogue, answers: Answers) -> Iterator[Group]:
    """One group for each option that the person wants to ask about."""
    steps = PRINTED_WHERE_TIGHT if _is_tight(answers) else PRINTED
    printed = next((n for most, n in steps if len(answers.ask) <= most), 0)
    for slug in answers.ask:
        option = catalogue.treatment[slug]
        asked = [_asked(catalogue, answers, f"{slug}.{q['key']}") for q in option.questions]
        yield _group(slug, short_name(option.name), asked, printed)


def _is_tight(answers: Answers) -> bool:
    return len(answers.tried) + len(answers.own) in TIGHT


def _group(slug: str, heading: str, asked: Sequence[Asked], printed: int) -> Group:
    rest = [question for question in asked if not question.top]
    opened, more = tuple(asked[:OPEN_OF_AN_OPTION]), tuple(asked[OPEN_OF_AN_OPTION:])
    return Group(slug, heading, opened, more, tuple(rest[:printed]))


def _more(catalogue: Catalogue, answers: Answers) -> Iterator[Group]:
    """Questions about the results given, then those for any visit; all in closed <details>."""
    for value in Result.values:
        if value in answers.results.values():
            yield from _set(catalogue, answers, f"result-{value}", f"result-{value}")
    yield from _set(catalogue, answers, "visit", "visit")
    yield from _set(catalogue, answers, "something-else", "visit")


def _set(catalogue: Catalogue, answers: Answers, slug: str, owner: str) -> Iterator[Group]:
    """The group of a question set, without `ANY_VISIT`, shown above; nothing if it is missing."""
    questions = catalogue.question_set.get(slug)
    if questions is not None:
        ids = [f"{owner}.{question['key']}" for question in questions.questions]
        asked = (_asked(catalogue, answers, id) for id in ids if id not in ANY_VISIT)
        yield Group(slug, questions.name, (), tuple(asked))


def _asked(catalogue: Catalogue, answers: Answers, id: str) -> Asked:
    option = catalogue.treatment.get(id.partition(".")[0])
    name = short_name(option.name) if option else ""
    return Asked(id, catalogue.question[id]["text"], name, id in answers.top)
