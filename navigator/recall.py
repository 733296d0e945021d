"""`match` from memory: an option stands alike for all people for whom the same rules hold.

So each different rule is asked once for a person, and a match is worked out once for each way in
which the rules of an option hold. It is kept with the release, and its card with it. An option
that was ticked, or has a part that was, is worked out each time and kept nowhere. A test holds
this to `match`.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.facts import CONDITIONS
from navigator.matching import Answers, Match, Rule, Said, holds, place, what_was_said
from navigator.models import Treatment

# Matches that are kept with one release, about; with its card one takes some three kilobytes.
_KEPT = 8_000
_KEPT_OF_AN_OPTION_AT_LEAST = 30


class _Spot(NamedTuple):
    """An option, which of all rules are its own, and its matches by how these hold."""

    option: Treatment
    own: Callable[[Sequence[Any]], Any]
    kept: dict[Any, Match]


class _Memory(NamedTuple):
    """What is kept with a release. `touched` says which options a tick is about."""

    rules: list[Rule]
    spots: list[_Spot]
    touched: dict[str, set[str]]
    room: int  # for matches of one option


def recall(catalogue: Catalogue, answers: Answers) -> tuple[Match, ...]:
    """Place every option of the catalogue, in its fixed order."""
    said = what_was_said(catalogue, answers)
    memory = _memory(catalogue)
    held = _held(memory.rules, said)
    ticked = {slug for tick in answers.tried for slug in memory.touched.get(tick, ())}
    found: list[Match] = []
    for option, own, kept in memory.spots:
        if option.slug in ticked:
            found.append(place(option, catalogue, answers, said))
            continue
        key = own(held)
        match = kept.get(key)
        if match is None:
            if len(kept) >= memory.room:
                kept.clear()
            match = kept[key] = place(option, catalogue, answers, said)
        found.append(match)
    return tuple(found)


def _held(rules: Sequence[Rule], said: Said) -> list[Any]:
    """Whether each rule holds, with the numbers that a reason made of it may tell."""
    tries = said.antidepressants
    numbers = len(tries.counted), len(tries.perhaps), tries.unsaid, tries.relatives
    held: list[Any] = []
    for rule in rules:
        how = holds(rule, said)
        held.append((how, numbers) if how and "antidepressants" in rule else how)
    return held


def _memory(catalogue: Catalogue) -> _Memory:
    """What is kept with the release; at first nothing but which rules are whose."""
    memory: _Memory | None = catalogue.memo.get("matches")
    if memory is None:
        memory = catalogue.memo["matches"] = _empty(catalogue)
    return memory


def _empty(catalogue: Catalogue) -> _Memory:
    room = max(_KEPT_OF_AN_OPTION_AT_LEAST, _KEPT // max(1, len(catalogue.treatments)))
    rules: list[Rule] = []
    places: dict[str, int] = {}  # of each different rule
    spots = []
    for option in catalogue.treatments:
        own = set()
        for rule in (*option.usually_after, *option.talked_about_when):
            asks = str([rule.get(name) for name in CONDITIONS])
            if asks not in places:
                places[asks] = len(rules)
                rules.append(rule)
            own.add(places[asks])
        spots.append(_Spot(option, itemgetter(*own) if own else lambda held: None, {}))
    return _Memory(rules, spots, _touched(catalogue), room)


def _touched(catalogue: Catalogue) -> dict[str, set[str]]:
    """For each thing that can be ticked the options that it is, or is a part of."""
    touched = {option.slug: {option.slug} for option in catalogue.treatments}
    for option in catalogue.treatments:
        for slug in option.includes:
            for part in (slug, *(m.slug for m in catalogue.medicines_of.get(slug, ()))):
                touched.setdefault(part, set()).add(option.slug)
    return touched
