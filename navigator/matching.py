"""Match what a person tried with what each option usually comes after. It labels; it never ranks.

Pure: no clock, no database, no settings. A rule answers one question about one option and returns
a reason or nothing; a match keeps all its reasons. Every option is placed exactly once.

How tries are counted is our own rule, made from the sources in the content: see docs/rules.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.models import Medicine, MedicineClass, Treatment
from navigator.words import Counts, Result

# A try with one of these results counts as a try that did not help enough.
_COUNTED = {None, Result.PARTLY, Result.FADED, Result.NO}
# A psychiatrist may count a try with one of these results.
_PERHAPS = {Result.SIDE_EFFECTS, Result.UNSURE}
# With these results nothing has been shown not to help.
_NOT_A_TRY = {Result.HELPED, Result.NOT_STARTED}

Rule = Mapping[str, Any]


class Standing(StrEnum):
    """How an option stands to what was ticked. None of them says that it is right or wrong."""

    TRIED = "tried"
    MATCHED = "matched"
    OPEN = "open"
    LATER = "later"


class Holds(IntEnum):
    """Whether a condition holds: not, perhaps (a psychiatrist may count it), or yes."""

    NO = 0
    PERHAPS = 1
    YES = 2


class Reason(NamedTuple):
    """Why an option stands as it does: `name` chooses the sentence, `rule` says whose rule it is.

    `counted` and `perhaps` are numbers of antidepressants; `unsaid` says how many of the counted
    have no result; `relatives` whether two close relatives are among them; `names` are names of
    things ticked.
    """

    name: str
    rule: Rule | None = None
    counted: int = 0
    perhaps: int = 0
    unsaid: int = 0
    relatives: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What a person chose, already checked against the catalogue. Slugs in catalogue order."""

    tried: tuple[str, ...] = ()
    results: Mapping[str, str] = field(default_factory=dict)
    ask: tuple[str, ...] = ()
    top: tuple[str, ...] = ()
    compare: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()

    @cached_property
    def ticked(self) -> frozenset[str]:
        """What was ticked as tried."""
        return frozenset(self.tried)

    def result(self, slug: str) -> str | None:
        """How it went, or None when that was not said."""
        return self.results.get(slug)

    def counts_as_try(self, slug: str) -> bool:
        """Ticked, and neither helping nor never started."""
        return slug in self.ticked and self.result(slug) not in _NOT_A_TRY


@dataclass(frozen=True)
class Match:
    """One option, how it stands, and every reason for it, the deciding one first."""

    treatment: Treatment
    standing: Standing
    reasons: tuple[Reason, ...]


class Tries(NamedTuple):
    """Antidepressants tried: those that count, and those that a psychiatrist may count."""

    counted: tuple[str, ...]
    perhaps: tuple[str, ...]
    unsaid: int
    relatives: bool


def match(catalogue: Catalogue, answers: Answers) -> tuple[Match, ...]:
    """Place every option of the catalogue, in its fixed order."""
    tries = antidepressants_tried(catalogue, answers)
    return tuple(_place(option, catalogue, answers, tries) for option in catalogue.treatments)


def antidepressants_tried(catalogue: Catalogue, answers: Answers) -> Tries:
    """Count different antidepressants by generic name. A class counts if none of its own does."""
    counted: list[str] = []
    perhaps: list[str] = []
    for item in _ticked_antidepressants(catalogue, answers):
        result = answers.result(item.slug)
        if result in _NOT_A_TRY:
            continue
        if item.counts_as_antidepressant == Counts.YES and result in _COUNTED:
            counted.append(item.slug)
        else:
            perhaps.append(item.slug)
    return Tries(
        tuple(counted),
        tuple(perhaps),
        unsaid=sum(answers.result(slug) is None for slug in counted),
        relatives=_has_relatives(catalogue, counted + perhaps),
    )


def _ticked_antidepressants(
    catalogue: Catalogue, answers: Answers
) -> Iterator[Medicine | MedicineClass]:
    """Ticked medicines that may count, then ticked classes of which no medicine is ticked."""
    classes_named = set()
    for slug in answers.tried:
        medicine = catalogue.medicine.get(slug)
        if medicine is not None:
            classes_named.add(catalogue.class_of[slug])
            if medicine.counts_as_antidepressant != Counts.NO:
                yield medicine
    for slug in answers.tried:
        family = catalogue.medicine_class.get(slug)
        if family and slug not in classes_named and family.counts_as_antidepressant != Counts.NO:
            yield family


def _has_relatives(catalogue: Catalogue, slugs: Iterable[str]) -> bool:
    ticked = set(slugs)
    return any(
        ticked & set(catalogue.medicine[slug].close_relatives)
        for slug in ticked
        if slug in catalogue.medicine
    )


# --- one option -------------------------------------------------------------------------------


def _place(option: Treatment, catalogue: Catalogue, answers: Answers, tries: Tries) -> Match:
    after = [(rule, _holds(rule, catalogue, answers, tries)) for rule in option.usually_after]
    when = [(rule, _holds(rule, catalogue, answers, tries)) for rule in option.talked_about_when]
    standing = _standing(option, answers, [h for _, h in after], [h for _, h in when])
    reasons = (
        *_from_ticks(option, catalogue, answers),
        *_from_rules(after, when, tries, standing),
        *(Reason("told", rule) for rule in option.worth_knowing),
    )
    return Match(option, standing, reasons or (Reason("nothing-first"),))


def _standing(
    option: Treatment, answers: Answers, after: list[Holds], when: list[Holds]
) -> Standing:
    """Which standing wins: tried, then any rule that holds, then perhaps, then not yet."""
    if option.slug in answers.ticked:
        return Standing.TRIED
    if Holds.YES in (*after, *when):
        return Standing.MATCHED
    if Holds.PERHAPS in (*after, *when) or not after:
        return Standing.OPEN
    return Standing.LATER


def _from_ticks(option: Treatment, catalogue: Catalogue, answers: Answers) -> Iterator[Reason]:
    if option.slug in answers.ticked:
        yield Reason(f"tried-{answers.result(option.slug) or 'unsaid'}")
    parts = _parts_ticked(option, catalogue, answers)
    if parts:
        yield Reason("part-tried", names=parts)


def _parts_ticked(option: Treatment, catalogue: Catalogue, answers: Answers) -> tuple[str, ...]:
    """Names of the medicines and classes ticked that are parts of the option."""
    parts: list[str] = []
    for slug in option.includes:
        medicines = [m.slug for m in catalogue.medicines_of.get(slug, ())]
        for part in [m for m in medicines if m in answers.ticked] or [slug]:
            if part in answers.ticked and part != option.slug:
                parts.append(catalogue.name_of(part))
    return tuple(dict.fromkeys(parts))


_Held = list[tuple[Rule, Holds]]


def _from_rules(after: _Held, when: _Held, tries: Tries, standing: Standing) -> Iterator[Reason]:
    """Rules that hold first, then those that perhaps hold, then those that ask for more."""
    held = sorted((*after, *when), key=lambda pair: -pair[1])  # stable: the editor's order stays
    for rule, holds in held:
        if holds is Holds.YES:
            yield _rule_reason("met", rule, tries)
        elif holds is Holds.PERHAPS:
            yield _rule_reason("perhaps", rule, tries)
    if standing is Standing.OPEN and not after:
        yield Reason("nothing-first")
    for rule, holds in after:
        if holds is Holds.NO:
            yield _rule_reason("more" if standing is Standing.MATCHED else "unmet", rule, tries)


def _rule_reason(name: str, rule: Rule, tries: Tries) -> Reason:
    if "antidepressants" not in rule:
        return Reason(name, rule)
    counted, perhaps = len(tries.counted), len(tries.perhaps)
    return Reason(name, rule, counted, perhaps, tries.unsaid, tries.relatives)


# --- conditions -------------------------------------------------------------------------------


def _holds(rule: Rule, catalogue: Catalogue, answers: Answers, tries: Tries) -> Holds:
    """All conditions of a rule must hold; the weakest decides."""
    return min(_conditions(rule, catalogue, answers, tries))


def _conditions(
    rule: Rule, catalogue: Catalogue, answers: Answers, tries: Tries
) -> Iterator[Holds]:
    if "antidepressants" in rule:
        yield _enough(rule["antidepressants"], tries)
    if "tried" in rule:
        yield _yes(all(_was_tried(slug, catalogue, answers) for slug in rule["tried"]))
    if "tried_any" in rule:
        yield _yes(any(_was_tried(slug, catalogue, answers) for slug in rule["tried_any"]))
    if "result" in rule:
        results = _results_of(rule["result"]["of"], catalogue, answers)
        yield _yes(any(result in rule["result"]["is"] for result in results))


def _yes(true: bool) -> Holds:
    return Holds.YES if true else Holds.NO


def _enough(wanted: int, tries: Tries) -> Holds:
    if len(tries.counted) >= wanted:
        return Holds.YES
    if len(tries.counted) + len(tries.perhaps) >= wanted:
        return Holds.PERHAPS
    return Holds.NO


def _was_tried(slug: str, catalogue: Catalogue, answers: Answers) -> bool:
    """Ticked as a try. A class holds when it or one of its medicines does."""
    if answers.counts_as_try(slug):
        return True
    return any(answers.counts_as_try(m.slug) for m in catalogue.medicines_of.get(slug, ()))


def _results_of(group: str, catalogue: Catalogue, answers: Answers) -> Iterator[str | None]:
    """How everything ticked of a group went: of one slug, a class, a kind, or antidepressants."""
    for slug in answers.tried:
        if _belongs(slug, group, catalogue) and not _is_spoken_for(slug, catalogue, answers):
            yield answers.result(slug)


def _belongs(slug: str, group: str, catalogue: Catalogue) -> bool:
    if slug == group or catalogue.class_of.get(slug) == group:
        return True
    if group == "antidepressant":
        item = catalogue.medicine.get(slug) or catalogue.medicine_class.get(slug)
        return item is not None and item.counts_as_antidepressant != Counts.NO
    option = catalogue.treatment.get(slug)
    return option is not None and option.kind == group


def _is_spoken_for(slug: str, catalogue: Catalogue, answers: Answers) -> bool:
    """A class's own result is used until one of its medicines has a result of its own.

    A medicine ticked without a result takes nothing away: ticking more never unsays anything.
    """
    return any(
        medicine.slug in answers.ticked and answers.result(medicine.slug) is not None
        for medicine in catalogue.medicines_of.get(slug, ())
    )
