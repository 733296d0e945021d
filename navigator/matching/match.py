"""Match what a person tried with what each option usually comes after. It labels; it never ranks.

Pure: no clock, no database, no settings. Every option is placed exactly once. A match stops at the
standing and the rule that decides it; all reasons of one option are worked out in `reasons`.
"""

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.matching.rules import DECIDING, Holds, Rule, Said, holds
from navigator.models import Treatment

_MEMO = "decisions"  # where what is worked out once for a release stands in its memo
_CONDITIONS = (
    "antidepressants", "any_antidepressant", "tried", "tried_any", "result", "if_also", "accepts",
    "perhaps_also",
)  # fmt: skip


_YES, _NO = Holds.YES, Holds.NO


class Standing(StrEnum):
    """How an option stands to what was ticked. None of them says that it is right or wrong."""

    TRIED = "tried"
    MATCHED = "matched"
    OPEN = "open"
    LATER = "later"


class Match(NamedTuple):
    """One option, how it stands, and the rule that decides it, or that names what is missing.

    `held` says how that rule holds; without a rule it is NO.
    """

    treatment: Treatment
    standing: Standing
    rule: Rule | None = None
    held: Holds = Holds.NO


class _Rule(NamedTuple):
    """A rule of one option: the place of what it asks for, and the match when it holds."""

    at: int
    yes: Match
    perhaps: Match


class _Option(NamedTuple):
    """One option, with every match that it can have. The rule that asks for least stands first."""

    slug: str
    tried: Match
    only_after: tuple[int, ...]
    needed: Match  # when nothing of `only_after` holds
    rules: tuple[_Rule, ...]
    otherwise: Match


class Decisions(NamedTuple):
    """What a release asks for: each different set of conditions once, and the options."""

    conditions: tuple[Rule, ...]
    options: tuple[_Option, ...]


def match(catalogue: Catalogue, said: Said) -> tuple[Match, ...]:
    """Place every option of the catalogue, in its fixed order."""
    decisions = _decisions(catalogue)
    held = [holds(rule, said) for rule in decisions.conditions]
    ticked = frozenset(said.answers.tried)
    return tuple([_place(option, held, ticked) for option in decisions.options])


def kind_reasons(catalogue: Catalogue, said: Said) -> dict[str, tuple[Rule, ...]]:
    """For each kind the rules about the whole kind that hold for sure."""
    return {
        kind.slug: tuple(
            rule
            for rule in kind.talked_about_when
            if rule["strength"] in DECIDING and holds(rule, said) is Holds.YES
        )
        for kind in catalogue.option_kind.values()
    }


def _place(option: _Option, held: list[Holds], ticked: frozenset[str]) -> Match:
    """Which standing wins: tried, then what it needs at all, then yes, then perhaps, then later."""
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


# --- worked out once for a release ------------------------------------------------------------


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
    """The place of what a rule asks for among the `conditions`; a new one is put at their end."""
    asked = {name: rule[name] for name in _CONDITIONS if name in rule}
    key = json.dumps(asked, sort_keys=True)
    if key not in numbers:
        numbers[key] = len(conditions)
        conditions.append(asked)
    return numbers[key]


def deciding(rules: Iterable[Rule]) -> list[Rule]:
    """The rules of a label or a guideline."""
    return [rule for rule in rules if rule["strength"] in DECIDING]


def least_first(rules: Iterable[Rule]) -> list[Rule]:
    """The rule that asks for the fewest antidepressants first; those without a number last."""
    return sorted(rules, key=_asked)


def _asked(rule: Rule) -> tuple[bool, int, bool]:
    number = rule.get("antidepressants", rule.get("any_antidepressant"))
    return number is None, number or 0, "if_also" in rule
