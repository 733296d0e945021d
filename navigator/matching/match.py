"""Give each option a standing from what a person tried. Options are labelled, never ranked.

Pure: no clock, no database, no settings. Every option gets exactly one `Match`, which names the
standing and the one rule that decides it; `reasons` lists all rules of one option.
"""

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.matching.rules import DECIDING, Holds, Rule, Said, holds
from navigator.models import Treatment

_MEMO = "decisions"  # key in `catalogue.memo`: computed once per release
_CONDITIONS = (
    "antidepressants", "any_antidepressant", "tried", "tried_any", "result", "if_also", "accepts",
    "perhaps_also",
)  # fmt: skip


_YES, _NO = Holds.YES, Holds.NO


class Standing(StrEnum):
    """How an option relates to what was ticked. No standing recommends or advises against it."""

    TRIED = "tried"
    MATCHED = "matched"
    OPEN = "open"
    LATER = "later"


class Match(NamedTuple):
    """One option, its standing, and the deciding rule; for LATER the rule that is not met yet.

    `held` is the result of that rule: YES, PERHAPS or NO. Without a rule it is NO.
    """

    treatment: Treatment
    standing: Standing
    rule: Rule | None = None
    held: Holds = Holds.NO


class _Rule(NamedTuple):
    """A deciding rule of one option: `at` indexes `Decisions.conditions`; the rest are results."""

    at: int
    yes: Match
    perhaps: Match


class _Option(NamedTuple):
    """One option with every match it can have, built in advance. `rules`: fewest tries first."""

    slug: str
    tried: Match
    only_after: tuple[int, ...]
    needed: Match  # the result when no rule of `only_after` holds
    rules: tuple[_Rule, ...]
    otherwise: Match


class Decisions(NamedTuple):
    """The rules of a release: each distinct set of conditions once, so each is evaluated once."""

    conditions: tuple[Rule, ...]
    options: tuple[_Option, ...]


def match(catalogue: Catalogue, said: Said) -> tuple[Match, ...]:
    """One `Match` for each option, in the order of the catalogue."""
    decisions = _decisions(catalogue)
    held = [holds(rule, said) for rule in decisions.conditions]
    ticked = frozenset(said.answers.tried)
    return tuple([_place(option, held, ticked) for option in decisions.options])


def kind_reasons(catalogue: Catalogue, said: Said) -> dict[str, tuple[Rule, ...]]:
    """For each kind of option, the label and guideline rules about the whole kind that are met."""
    return {
        kind.slug: tuple(
            rule
            for rule in kind.talked_about_when
            if rule["strength"] in DECIDING and holds(rule, said) is Holds.YES
        )
        for kind in catalogue.option_kind.values()
    }


def _place(option: _Option, held: list[Holds], ticked: frozenset[str]) -> Match:
    """The first that applies: ticked, `only_after` not met, a rule met, perhaps met, otherwise."""
    slug, tried, only_after, needed, rules, otherwise = option
    if slug in ticked:
        return tried
    at_most = max([held[at] for at in only_after]) if only_after else _YES
    if at_most is _NO:
        return needed
    perhaps = None
    for at, yes, maybe in rules:
        holds_so = held[at]
        if holds_so is _YES and at_most is _YES:
            return yes
        if perhaps is None and holds_so is not _NO:
            perhaps = maybe
    return otherwise if perhaps is None else perhaps


# --- computed once per release ----------------------------------------------------------------


def _decisions(catalogue: Catalogue) -> Decisions:
    found: Decisions | None = catalogue.memo.get(_MEMO)
    if found is None:
        found = catalogue.memo[_MEMO] = _decisions_of(catalogue)
    return found


def _decisions_of(catalogue: Catalogue) -> Decisions:
    numbers: dict[str, int] = {}
    conditions: list[Rule] = []
    options = [_option_of(option, numbers, conditions) for option in catalogue.treatments]
    return Decisions(tuple(conditions), tuple(options))


def _option_of(option: Treatment, numbers: dict[str, int], conditions: list[Rule]) -> _Option:
    only_after = least_first(option.only_after)
    after = least_first(deciding(option.usually_after))
    every = least_first(deciding([*option.usually_after, *option.talked_about_when]))
    later = Match(option, Standing.LATER, after[0]) if after else None
    return _Option(
        slug=option.slug,
        tried=Match(option, Standing.TRIED),
        only_after=tuple(_number(rule, numbers, conditions) for rule in only_after),
        needed=Match(option, Standing.LATER, only_after[0] if only_after else None),
        rules=tuple(
            _Rule(
                _number(rule, numbers, conditions),
                yes=Match(option, Standing.MATCHED, rule, Holds.YES),
                perhaps=Match(option, Standing.OPEN, rule, Holds.PERHAPS),
            )
            for rule in every
        ),
        otherwise=later or Match(option, Standing.OPEN),
    )


def _number(rule: Rule, numbers: dict[str, int], conditions: list[Rule]) -> int:
    """The index of a rule's conditions in `conditions`; conditions not seen yet are appended."""
    asked = {name: rule[name] for name in _CONDITIONS if name in rule}
    key = json.dumps(asked, sort_keys=True)
    if key not in numbers:
        numbers[key] = len(conditions)
        conditions.append(asked)
    return numbers[key]


def deciding(rules: Iterable[Rule]) -> list[Rule]:
    """The rules that decide a standing: those of a label or a guideline."""
    return [rule for rule in rules if rule["strength"] in DECIDING]


def least_first(rules: Iterable[Rule]) -> list[Rule]:
    """Rules sorted by the number of antidepressants required; those without a number last."""
    return sorted(rules, key=_asked)


def _asked(rule: Rule) -> tuple[bool, int, bool]:
    number = rule.get("antidepressants", rule.get("any_antidepressant"))
    return number is None, number or 0, "if_also" in rule
