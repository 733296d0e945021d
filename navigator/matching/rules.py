"""Derive from the answers what rules ask about, and evaluate one rule.

The way antidepressants are counted is this site's own rule, based on the sources in the content:
see docs/rules.md. A rule is a mapping with the keys of the front matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from navigator.catalogue import ANTIDEPRESSANT, Catalogue
from navigator.choices import Counts, Result, Strength
from navigator.matching.answers import Answers

# Results of a try that did not help enough: these count.
_COUNTED = frozenset({Result.PARTLY, Result.FADED, Result.NO})
# Results that do not show a lack of effect: such a try never counts.
_NOT_A_TRY = frozenset({Result.HELPED, Result.NOT_STARTED, Result.OTHER_REASON})
# Only rules of these strengths decide a standing. The others are shown, and change nothing.
DECIDING = frozenset({Strength.LABEL, Strength.GUIDELINE})

Rule = Mapping[str, Any]


class Holds(IntEnum):
    """Whether a rule is met. PERHAPS: it is if the psychiatrist counts an unclear try."""

    NO = 0
    PERHAPS = 1
    YES = 2


class Try(NamedTuple):
    """Antidepressants tried: one medicine, one class, or `number` more of a class.

    `sure`: the medicine counts as an antidepressant whatever it was prescribed for.
    """

    slug: str
    result: str | None
    holds: Holds
    sure: bool
    number: int = 1
    more: bool = False


class Tries(NamedTuple):
    """Antidepressants tried, and how many count (`counted`) or may count (`perhaps`).

    `unsaid`: how many have no result and would count; one of these may be too recent to tell, so
    it is in `perhaps`. `taken`: how many were started, with any result.
    """

    each: tuple[Try, ...] = ()
    counted: int = 0
    perhaps: int = 0
    unsaid: int = 0
    taken: int = 0


class Said(NamedTuple):
    """What rules ask about, computed once per request.

    `result_of`: the result by ticked slug, its own or that of its class. `tries`: the slugs,
    classes and kinds of everything tried that did not help enough or has no result. `results`: for
    each slug, class and kind, and for `antidepressant`, the set of results given.
    `perhaps_results`: results of medicines that only perhaps count as an antidepressant.
    `others`: (slug, its groups) of tries that are not antidepressants.
    """

    answers: Answers
    result_of: Mapping[str, str]
    tries: frozenset[str]
    results: Mapping[str, set[str]]
    perhaps_results: frozenset[str]
    antidepressants: Tries
    others: tuple[tuple[str, tuple[str, ...]], ...]


def what_was_said(catalogue: Catalogue, answers: Answers) -> Said:
    """Derive `Said` from the answers. A class or kind counts as tried when one member does."""
    results = _results_by_slug(catalogue, answers)
    answered = _answered_families(catalogue, answers)
    groups_of, counts_of = catalogue.groups_of, catalogue.counts_of
    tries: set[str] = set()
    others: list[tuple[str, tuple[str, ...]]] = []
    for slug in answers.tried:
        if results.get(slug) not in _NOT_A_TRY and slug not in answered:
            tries.update(groups_of[slug])
            if slug not in counts_of:
                others.append((slug, groups_of[slug]))
    by_group, perhaps = _results_by_group(catalogue, results) if results else ({}, frozenset())
    tried = _antidepressants_tried(catalogue, answers, results)
    return Said(answers, results, frozenset(tries), by_group, perhaps, tried, tuple(others))


def _results_by_group(
    catalogue: Catalogue, results: Mapping[str, str]
) -> tuple[dict[str, set[str]], frozenset[str]]:
    """The results of each group, and those of medicines that only perhaps are antidepressants."""
    by_group: dict[str, set[str]] = {}
    perhaps: set[str] = set()
    for slug, result in results.items():
        for group in catalogue.groups_of[slug]:
            by_group.setdefault(group, set()).add(result)
        counts = catalogue.counts_of.get(slug)
        if counts == Counts.YES:
            by_group.setdefault(ANTIDEPRESSANT, set()).add(result)
        elif counts is not None:
            perhaps.add(result)
    return by_group, frozenset(perhaps)


def _results_by_slug(catalogue: Catalogue, answers: Answers) -> dict[str, str]:
    """The result of each ticked slug that has one.

    The result of a class applies to its members until one member has a result of its own. Ticking
    a member without giving its result therefore changes nothing.
    """
    own, family_of = answers.results, catalogue.family_of
    results = {slug: own[slug] for slug in answers.tried if own.get(slug)}
    if not results:
        return results
    for family in _answered_families(catalogue, answers):
        results.pop(family, None)
    for slug in answers.tried:
        if slug not in results and family_of.get(slug) in results:
            results[slug] = results[family_of[slug]]
    return results


def _answered_families(catalogue: Catalogue, answers: Answers) -> set[str]:
    """Classes with a ticked member that has a result of its own."""
    family_of, results = catalogue.family_of, answers.results
    return {family_of[slug] for slug in answers.tried if slug in family_of and results.get(slug)}


# --- antidepressants --------------------------------------------------------------------------


def _antidepressants_tried(
    catalogue: Catalogue, answers: Answers, results: Mapping[str, str]
) -> Tries:
    """Count antidepressants by generic name, and each class ticked without a named medicine."""
    started = list(_started(catalogue, answers, results))
    if not started:
        return Tries()
    each = [one for one in started if one.result not in _NOT_A_TRY]
    unsaid = [n for n, one in enumerate(each) if one.result is None and one.holds is Holds.YES]
    if unsaid:
        each[unsaid[-1]] = each[unsaid[-1]]._replace(holds=Holds.PERHAPS)
    return Tries(
        tuple(each),
        counted=sum(one.number for one in each if one.holds is Holds.YES),
        perhaps=sum(one.number for one in each if one.holds is Holds.PERHAPS),
        unsaid=len(unsaid),
        taken=sum(one.number for one in started),
    )


def _started(catalogue: Catalogue, answers: Answers, results: Mapping[str, str]) -> Iterator[Try]:
    """Ticked medicines that may count; classes ticked alone, or with more taken than named."""
    counts_of, family_of = catalogue.counts_of, catalogue.family_of
    named: dict[str, int] = {}
    for slug in answers.tried:
        if slug in catalogue.medicine and slug in family_of:
            named[family_of[slug]] = named.get(family_of[slug], 0) + 1
    for slug in answers.tried:
        if slug in counts_of and results.get(slug) != Result.NOT_STARTED:
            sure = counts_of[slug] == Counts.YES
            if slug not in named:
                yield _try(slug, results.get(slug), sure)
            if slug in answers.many:
                yield from _more(slug, answers, named.get(slug, 0), results, sure)


def _try(slug: str, result: str | None, sure: bool) -> Try:
    counts = sure and (result is None or result in _COUNTED)
    return Try(slug, result, Holds.YES if counts else Holds.PERHAPS, sure)


def _more(
    family: str, answers: Answers, named: int, results: Mapping[str, str], sure: bool
) -> Iterator[Try]:
    """Medicines of a class beyond the `named` ones: PERHAPS, unless the class's result counts."""
    number = answers.many[family] - max(named, 1)
    result = results.get(family)
    if number > 0:
        counts = sure and result in _COUNTED
        yield Try(family, result, Holds.YES if counts else Holds.PERHAPS, sure, number, more=True)


def has_relatives(catalogue: Catalogue, tries: Iterable[Try]) -> bool:
    """Whether two tries are close relatives; they count as two (X8 in docs/rules.md)."""
    slugs = {one.slug for one in tries}
    return any(
        slugs & set(catalogue.medicine[slug].close_relatives)
        for slug in slugs
        if slug in catalogue.medicine
    )


# --- one rule ---------------------------------------------------------------------------------


def holds(rule: Rule, said: Said) -> Holds:
    """Whether a rule is met: all its conditions must be, and the weakest one is the result."""
    found = Holds.PERHAPS if "if_also" in rule else Holds.YES
    if "tried" in rule and not said.tries.issuperset(rule["tried"]):
        return Holds.NO
    if "tried_any" in rule and said.tries.isdisjoint(rule["tried_any"]):
        return Holds.NO
    if "any_antidepressant" in rule and said.antidepressants.taken < rule["any_antidepressant"]:
        return Holds.NO
    if "result" in rule:
        found = min(found, _result_holds(rule["result"], said))
    if "antidepressants" in rule:
        found = min(found, _number_holds(rule, said))
    return found


def _result_holds(wanted: Mapping[str, Any], said: Said) -> Holds:
    found = said.results.get(wanted["of"])
    if found is not None and not found.isdisjoint(wanted["is"]):
        return Holds.YES
    if wanted["of"] == ANTIDEPRESSANT and not said.perhaps_results.isdisjoint(wanted["is"]):
        return Holds.PERHAPS
    return Holds.NO


def _number_holds(rule: Rule, said: Said) -> Holds:
    wanted = rule["antidepressants"]
    counted, perhaps = counted_for(rule, said)
    if counted >= wanted:
        return Holds.YES
    return Holds.PERHAPS if counted + perhaps >= wanted else Holds.NO


def counted_for(rule: Rule, said: Said) -> tuple[int, int]:
    """(tries that count for a rule, further tries that may count)."""
    tries = said.antidepressants
    counted, perhaps = tries.counted, tries.perhaps
    if "accepts" in rule:
        accepted = sum(one.number for one in tries.each if _is_accepted(one, rule))
        counted, perhaps = counted + accepted, perhaps - accepted
    if "perhaps_also" in rule:
        perhaps += len(also_tried(rule, said))
    return counted, perhaps


def _is_accepted(one: Try, rule: Rule) -> bool:
    return one.sure and one.holds is Holds.PERHAPS and one.result in rule["accepts"]


def may_count(rule: Rule, said: Said) -> Iterator[Try]:
    """The antidepressants that only perhaps count for a rule."""
    for one in said.antidepressants.each:
        if one.holds is Holds.PERHAPS and not ("accepts" in rule and _is_accepted(one, rule)):
            yield one


def also_tried(rule: Rule, said: Said) -> list[str]:
    """Slugs of other treatments tried that a rule may count; forms of one treatment count once."""
    wanted = set(rule.get("perhaps_also", ()))
    found: dict[str, str] = {}
    for slug, groups in said.others:
        if not wanted.isdisjoint(groups):
            found.setdefault(groups[-1], slug)  # the last group is the treatment it is a form of
    return list(found.values())


def lacking(rule: Rule, said: Said) -> Rule:
    """The part of a rule that is not met, not even perhaps; empty when all of it is."""
    missing: dict[str, Any] = {}
    for name in ("antidepressants", "any_antidepressant", "result", "tried_any"):
        if name in rule and holds({**_modifiers(rule), name: rule[name]}, said) is Holds.NO:
            missing[name] = rule[name]
    not_tried = [slug for slug in rule.get("tried", ()) if slug not in said.tries]
    if not_tried:
        missing["tried"] = not_tried
    return {**_modifiers(rule), **missing} if missing else {}


def _modifiers(rule: Rule) -> dict[str, Any]:
    names = ("accepts", "perhaps_also", "number_not_given")
    return {name: rule[name] for name in names if name in rule}
