"""Match what a person tried with what each option usually comes after. It labels; it never ranks.

Pure: no clock, no database, no settings. A rule answers one question about one option and returns
a reason or nothing; a match keeps all its reasons. Every option is placed exactly once.

How tries are counted is our own rule, made from the sources in the content: see docs/rules.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Counts, Result
from navigator.matching.answers import Answers
from navigator.models import Medicine, MedicineClass, Treatment

# A try with one of these results counts as a try that did not help enough.
_COUNTED = {None, Result.PARTLY, Result.FADED, Result.NO}
# A psychiatrist may count a try with one of these results.
_PERHAPS = {Result.SIDE_EFFECTS, Result.UNSURE}
# With these results nothing has been shown not to help.
_NOT_A_TRY = {Result.HELPED, Result.NOT_STARTED, Result.OTHER_REASON}

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
    things ticked. A number that the sentence does not tell is left at zero.
    """

    name: str
    rule: Rule | None = None
    counted: int = 0
    perhaps: int = 0
    unsaid: int = 0
    relatives: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """One option, how it stands, and every reason for it, the deciding one first.

    `memo` is for what is made of a match: its card.
    """

    treatment: Treatment
    standing: Standing
    reasons: tuple[Reason, ...]
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


class Tries(NamedTuple):
    """Antidepressants tried: those that count, and those that a psychiatrist may count."""

    counted: tuple[str, ...]
    perhaps: tuple[str, ...]
    unsaid: int
    relatives: bool


class Said(NamedTuple):
    """What the ticks say, worked out once for all rules.

    `tries` holds everything tried that did not help, and the classes of such medicines; `results`
    says for each slug, class, kind and for `antidepressant` which results were told.
    """

    tries: frozenset[str]
    results: Mapping[str, set[str]]
    antidepressants: Tries


def kind_reasons(catalogue: Catalogue, said: Said) -> dict[str, tuple[Rule, ...]]:
    """The rules of whole kinds that hold for sure."""
    return {
        kind: tuple(rule for rule in item.talked_about_when if holds(rule, said) is Holds.YES)
        for kind, item in catalogue.option_kind.items()
    }


def match(catalogue: Catalogue, answers: Answers, said: Said | None = None) -> tuple[Match, ...]:
    """Place every option of the catalogue, in its fixed order."""
    said = said or what_was_said(catalogue, answers)
    return tuple(place(option, catalogue, answers, said) for option in catalogue.treatments)


def what_was_said(catalogue: Catalogue, answers: Answers) -> Said:
    """Work out what rules may ask for. A class holds when it or one of its medicines does."""
    tries = {slug for slug in answers.tried if answers.result(slug) not in _NOT_A_TRY}
    families = {catalogue.class_of[slug] for slug in tries if slug in catalogue.class_of}
    results: dict[str, set[str]] = {}
    for slug in answers.tried:
        result = answers.result(slug)
        if result is not None and not _is_spoken_for(slug, catalogue, answers):
            for group in _groups_of(slug, catalogue):
                results.setdefault(group, set()).add(result)
    return Said(frozenset(tries | families), results, antidepressants_tried(catalogue, answers))


def _groups_of(slug: str, catalogue: Catalogue) -> Iterator[str]:
    """The names under which a rule may ask for the result of `slug`."""
    yield slug
    if slug in catalogue.class_of:
        yield catalogue.class_of[slug]
    if slug in catalogue.treatment:
        yield catalogue.treatment[slug].kind
    item = catalogue.medicine.get(slug) or catalogue.medicine_class.get(slug)
    if item is not None and item.counts_as_antidepressant != Counts.NO:
        yield "antidepressant"


def _is_spoken_for(slug: str, catalogue: Catalogue, answers: Answers) -> bool:
    """A class's own result is used until one of its medicines has a result of its own.

    A medicine ticked without a result takes nothing away: ticking more never unsays anything.
    """
    return any(
        medicine.slug in answers.ticked and answers.result(medicine.slug) is not None
        for medicine in catalogue.medicines_of.get(slug, ())
    )


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


def place(option: Treatment, catalogue: Catalogue, answers: Answers, said: Said) -> Match:
    """How one option stands, and why."""
    after = [(rule, holds(rule, said)) for rule in option.usually_after]
    when = [(rule, holds(rule, said)) for rule in option.talked_about_when]
    standing = _standing(option, answers, [h for _, h in after], [h for _, h in when])
    reasons = (
        *_from_ticks(option, catalogue, answers),
        *_from_rules(after, when, said.antidepressants, standing),
        *(Reason("told", rule) for rule in option.worth_knowing),
    )
    return Match(option, standing, reasons or (Reason("nothing-first"),))


def holds(rule: Rule, said: Said) -> Holds:
    """Whether a rule holds: all its conditions must, and the weakest decides."""
    if "tried" in rule and not said.tries.issuperset(rule["tried"]):
        return Holds.NO
    if "tried_any" in rule and said.tries.isdisjoint(rule["tried_any"]):
        return Holds.NO
    if "result" in rule:
        told = said.results.get(rule["result"]["of"])
        if told is None or told.isdisjoint(rule["result"]["is"]):
            return Holds.NO
    if "antidepressants" in rule:
        return _enough(rule["antidepressants"], said.antidepressants)
    return Holds.YES


def _enough(wanted: int, tries: Tries) -> Holds:
    if len(tries.counted) >= wanted:
        return Holds.YES
    if len(tries.counted) + len(tries.perhaps) >= wanted:
        return Holds.PERHAPS
    return Holds.NO


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
    for rule, how in held:
        if how is Holds.YES:
            yield _rule_reason("met", rule, tries)
        elif how is Holds.PERHAPS:
            yield _rule_reason("perhaps", rule, tries)
    if standing is Standing.OPEN and not after:
        yield Reason("nothing-first")
    for rule, how in after:
        if how is Holds.NO:
            yield _rule_reason("more" if standing is Standing.MATCHED else "unmet", rule, tries)


def _rule_reason(name: str, rule: Rule, tries: Tries) -> Reason:
    if "antidepressants" not in rule or name in ("more", "unmet"):
        return Reason(name, rule)
    counted, relatives = len(tries.counted), tries.relatives
    if name == "met":
        return Reason(name, rule, counted, unsaid=tries.unsaid, relatives=relatives)
    return Reason(name, rule, counted, len(tries.perhaps), relatives=relatives)
