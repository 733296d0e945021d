"""The whole catalogue in memory: read-only, indexed, the same from files as from the database."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from navigator.choices import Availability, Counts, Kind
from navigator.models import (
    Item,
    Medicine,
    MedicineClass,
    OptionKind,
    Page,
    PlanForm,
    Priority,
    QuestionSet,
    ReviewTopic,
    Source,
    Term,
    Treatment,
    UrgentHelp,
)

# Every model of the catalogue, in an order that satisfies foreign keys on save.
MODELS: tuple[type[Item], ...] = (
    Source,
    Priority,
    Term,
    MedicineClass,
    Medicine,
    OptionKind,
    Treatment,
    ReviewTopic,
    QuestionSet,
    PlanForm,
    Page,
    UrgentHelp,
)

Question = dict[str, str]

# The name that rules use for the group of all antidepressants.
ANTIDEPRESSANT = "antidepressant"


@dataclass(frozen=True)
class Catalogue:
    """All items of one release. `release` is its id, 0 for a catalogue that is not published."""

    items: dict[type[Item], tuple[Any, ...]]
    release: int = 0
    report: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    layer: dict[str, Any] = field(default_factory=dict, repr=False)  # what a clinic adds
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        items: Iterable[Item],
        release: int = 0,
        report: dict[str, Any] | None = None,
        layer: dict[str, Any] | None = None,
    ) -> "Catalogue":
        """Build a catalogue: items grouped by model, each group in the order that pages show."""
        found: dict[type[Item], list[Any]] = {model: [] for model in MODELS}
        for item in items:
            found[type(item)].append(item)
        ordered = {m: tuple(sorted(rows, key=_order)) for m, rows in found.items()}
        return cls(ordered, release, report or {}, layer or {})

    def __iter__(self) -> Iterator[Item]:
        for model in MODELS:
            yield from self.items[model]

    @property
    def treatments(self) -> tuple[Treatment, ...]:
        """All options, by kind, then from A to Z; those available in studies only come last."""
        return self.items[Treatment]

    @property
    def classes(self) -> tuple[MedicineClass, ...]:
        """Families of medicines, the most common first."""
        return self.items[MedicineClass]

    @property
    def medicines(self) -> tuple[Medicine, ...]:
        """All medicines, in the order of their files."""
        return self.items[Medicine]

    @property
    def priorities(self) -> tuple[Priority, ...]:
        """What may matter to a person."""
        return self.items[Priority]

    @cached_property
    def treatment(self) -> dict[str, Treatment]:
        """Options by slug."""
        return {item.slug: item for item in self.treatments}

    @cached_property
    def option_kind(self) -> dict[str, OptionKind]:
        """The texts and rules about a whole kind, by kind."""
        return {item.slug: item for item in self.items[OptionKind]}

    @cached_property
    def medicine(self) -> dict[str, Medicine]:
        """Medicines by slug."""
        return {item.slug: item for item in self.medicines}

    @cached_property
    def medicine_class(self) -> dict[str, MedicineClass]:
        """Families of medicines by slug."""
        return {item.slug: item for item in self.classes}

    @cached_property
    def class_of(self) -> dict[str, str]:
        """The slug of its class for each medicine."""
        return {item.slug: item.medicine_class.slug for item in self.medicines}

    @cached_property
    def medicines_of(self) -> dict[str, tuple[Medicine, ...]]:
        """The medicines of each class, by the class's slug."""
        found: dict[str, list[Medicine]] = {item.slug: [] for item in self.classes}
        for medicine in self.medicines:
            found[medicine.medicine_class.slug].append(medicine)
        return {slug: tuple(rows) for slug, rows in found.items()}

    @cached_property
    def family_of(self) -> dict[str, str]:
        """The class of each medicine, and the class of talk therapies for each talk therapy."""
        therapies = {
            option.slug: family.slug
            for family in self.classes
            if family.group == MedicineClass.Group.THERAPY
            for option in self.treatments
            if option.kind == Kind.PSYCHOTHERAPY
        }
        return self.class_of | therapies

    @cached_property
    def groups_of(self) -> dict[str, tuple[str, ...]]:
        """For each tickable slug the names by which rules may refer to it: itself, its class, its
        kind; last the treatment that it is a form of, or itself again."""
        return {slug: tuple(self._groups(slug)) for slug in self.tryable}

    def _groups(self, slug: str) -> Iterator[str]:
        option = self.treatment.get(slug)
        yield slug
        if slug in self.family_of:
            yield self.family_of[slug]
        if option is not None:
            yield option.kind
        elif getattr(self.medicine_class.get(slug), "group", "") == MedicineClass.Group.THERAPY:
            yield Kind.PSYCHOTHERAPY
        yield option.part_of if option is not None and option.part_of else slug

    @cached_property
    def counts_of(self) -> dict[str, str]:
        """How medicines and classes count as an antidepressant; those that never do are absent."""
        items: tuple[Medicine | MedicineClass, ...] = (*self.medicines, *self.classes)
        return {
            item.slug: item.counts_as_antidepressant
            for item in items
            if item.counts_as_antidepressant != Counts.NO
        }

    @cached_property
    def source(self) -> dict[str, Source]:
        """Sources by slug."""
        return {item.slug: item for item in self.items[Source]}

    @cached_property
    def users_of_sources(self) -> dict[str, list[Any]]:
        """For each source the items that cite it."""
        users: dict[str, list[Any]] = {slug: [] for slug in self.source}
        kinds = self.option_kind.values()
        for item in (
            *self.treatments, *kinds, *self.classes, *self.topics, *self.page.values()
        ):  # fmt: skip
            for slug in item.sources:
                users[slug].append(item)
        return users

    @cached_property
    def priority(self) -> dict[str, Priority]:
        """Priorities by slug."""
        return {item.slug: item for item in self.priorities}

    @cached_property
    def page(self) -> dict[str, Page]:
        """Pages of prose by slug."""
        return {item.slug: item for item in self.items[Page]}

    @cached_property
    def topics(self) -> tuple[ReviewTopic, ...]:
        """What the psychiatrist may go over."""
        return self.items[ReviewTopic]

    @cached_property
    def question_set(self) -> dict[str, QuestionSet]:
        """Sets of questions by owner: `visit`, `result-partly`, …"""
        return {item.slug: item for item in self.items[QuestionSet]}

    @cached_property
    def plan_form(self) -> dict[str, PlanForm]:
        """Fields of health plans' forms, by option; `all` for those that most forms have."""
        return {item.slug: item for item in self.items[PlanForm]}

    @cached_property
    def urgent(self) -> tuple[UrgentHelp, ...]:
        """Urgent help by country."""
        return self.items[UrgentHelp]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The glossary, from A to Z."""
        return self.items[Term]

    @cached_property
    def term(self) -> dict[str, Term]:
        """The glossary by slug."""
        return {item.slug: item for item in self.terms}

    @cached_property
    def tryable(self) -> dict[str, Item]:
        """Everything that can be ticked as tried, by slug: medicines, classes, other options."""
        return {**self.medicine, **self.medicine_class, **self._options_that_are_no_medicine}

    @property
    def _options_that_are_no_medicine(self) -> dict[str, Treatment]:
        return {slug: o for slug, o in self.treatment.items() if slug not in self.medicine}

    @cached_property
    def question(self) -> dict[str, Question]:
        """Every question by its full id `<owner>.<key>`; owner: an option, `result-…`, `visit`."""
        return {
            f"{owner}.{question['key']}": question
            for owner, item in self.question_owners()
            for question in item.questions
        }

    def question_owners(self) -> Iterator[tuple[str, Any]]:
        """(owner in the ids, item) for each item with questions. Review topics and all sets except
        those of results have the owner `visit`."""
        for option in self.treatments:
            yield option.slug, option
        for item in (*self.topics, *self.items[QuestionSet]):
            yield item.slug if item.slug.startswith("result-") else "visit", item

    def name_of(self, slug: str) -> str:
        """The display name of a tickable slug."""
        return str(getattr(self.tryable[slug], "name", slug))

    @cached_property
    def digest(self) -> str:
        """A hash of all that a release stores: fields, rendered HTML, a clinic's layer."""
        rows = [[type(item).__name__, item.slug, _written(item)] for item in self]
        rows.sort(key=lambda row: (row[0], row[1]))
        if self.layer:
            rows.append(["layer", "", self.layer])
        text = json.dumps(rows, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


# The loader sorts items before it reports problems, so kind and group may be empty here.
_KINDS = [*Kind.values, ""]
_GROUPS = [*MedicineClass.Group.values, ""]


def _order(item: Any) -> tuple[Any, ...]:
    if isinstance(item, Treatment):
        in_studies = item.availability == Availability.STUDIES
        return in_studies, _KINDS.index(item.kind), item.name.casefold(), item.slug
    if isinstance(item, MedicineClass):
        return _GROUPS.index(item.group), item.position or 0, item.slug
    if isinstance(item, Medicine):
        return *_order(item.medicine_class), item.position, item.slug
    if isinstance(item, Term):
        return (item.term.casefold(),)
    return getattr(item, "position", 0) or 0, item.slug


def _written(item: Item) -> dict[str, Any]:
    written = {}
    for column in item._meta.concrete_fields:
        if column.name == "medicine_class":
            written[column.name] = item.medicine_class.slug  # type: ignore[attr-defined]
        elif column.name not in ("id", "release"):
            written[column.name] = column.to_python(getattr(item, column.attname))
    return written
