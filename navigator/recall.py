"""`match` from memory: an option stands alike for all people for whom the same rules hold.

So each different rule is asked once for a person, and a match is worked out once for each way in
which the rules of an option hold. It is kept with the release, and its card with it. What names a
thing that was ticked is worked out each time and kept nowhere. A test holds this to `match`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.facts import CONDITIONS
from navigator.matching import Answers, Match, Rule, Said, holds, place, what_was_said
from navigator.models import Treatment

# Matches that are kept with one release, about; with its card one takes three kilobytes.
_KEPT = 1_500
_KEPT_OF_AN_OPTION_AT_LEAST = 30


@dataclass(frozen=True)
class _Spot:
    """An option, which of all rules are its own, and its matches: by rules, and each once."""

    option: Treatment
    own: Callable[[Sequence[Any]], Any]
    room: int
    by_rules: dict[Any, Match] = field(default_factory=dict)
    each: dict[Any, Match] = field(default_factory=dict)

    def keep(self, match: Match) -> Match:
        """The match kept for the same reasons. Names of what was ticked go into a copy alone."""
        nameless = tuple([r._replace(names=()) if r.names else r for r in match.reasons])
        key = (match.standing, *[(id(r.rule), r.name, *r[2:]) for r in nameless])
        if len(self.each) >= self.room or len(self.by_rules) >= 4 * self.room:
            self.each.clear()
            self.by_rules.clear()
        kept = self.each.get(key)
        if kept is None:
            kept = self.each[key] = replace(match, reasons=nameless)
        return kept if nameless == match.reasons else replace(kept, reasons=match.reasons)


class _Memory(NamedTuple):
    """What is kept with a release. `touched` says which options a tick is about."""

    rules: list[Rule]
    spots: list[_Spot]
    touched: dict[str, set[str]]


def recall(catalogue: Catalogue, answers: Answers) -> tuple[Match, ...]:
    """Place every option of the catalogue, in its fixed order."""
    said = what_was_said(catalogue, answers)
    memory = _memory(catalogue)
    held = [_numbers(said), *[holds(rule, said) for rule in memory.rules]]
    ticked = {slug for tick in answers.tried for slug in memory.touched.get(tick, ())}
    found = []
    for spot in memory.spots:
        if spot.option.slug in ticked:
            match = spot.keep(place(spot.option, catalogue, answers, said))
        else:
            key = spot.own(held)
            match = spot.by_rules.get(key) or spot.keep(
                place(spot.option, catalogue, answers, said)
            )
            spot.by_rules[key] = match
        found.append(match)
    return tuple(found)


def _numbers(said: Said) -> tuple[int, int, int, bool]:
    tries = said.antidepressants
    return len(tries.counted), len(tries.perhaps), tries.unsaid, tries.relatives


def _memory(catalogue: Catalogue) -> _Memory:
    """What is kept with the release; at first nothing but which rules are whose."""
    memory: _Memory | None = catalogue.memo.get("matches")
    if memory is None:
        memory = catalogue.memo["matches"] = _empty(catalogue)
    return memory


def _empty(catalogue: Catalogue) -> _Memory:
    room = max(_KEPT_OF_AN_OPTION_AT_LEAST, _KEPT // max(1, len(catalogue.treatments)))
    rules: list[Rule] = []
    places: dict[str, int] = {}  # of each different rule; place 0 is for the numbers
    spots = []
    for option in catalogue.treatments:
        own = set()
        for rule in (*option.usually_after, *option.talked_about_when):
            asks = str([rule.get(name) for name in CONDITIONS])
            if asks not in places:
                rules.append(rule)
                places[asks] = len(rules)
            own |= {places[asks], 0} if "antidepressants" in rule else {places[asks]}
        spots.append(_Spot(option, itemgetter(*own) if own else lambda held: None, room))
    return _Memory(rules, spots, _touched(catalogue))


def _touched(catalogue: Catalogue) -> dict[str, set[str]]:
    """For each thing that can be ticked the options that it is, or is a part of."""
    touched = {option.slug: {option.slug} for option in catalogue.treatments}
    for option in catalogue.treatments:
        for slug in option.includes:
            for part in (slug, *(m.slug for m in catalogue.medicines_of.get(slug, ()))):
                touched.setdefault(part, set()).add(option.slug)
    return touched
