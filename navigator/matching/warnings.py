"""Safety warnings that a ticked item triggers (`tell_when`). They change no standing.

For a warning every ticked item counts, with any result, except one that was never started.
"""

from collections.abc import Iterator
from typing import NamedTuple

from navigator.catalogue import ANTIDEPRESSANT, Catalogue
from navigator.choices import Result
from navigator.matching.rules import Holds, Rule, Said, holds
from navigator.matching.wording import names_of

_MEMO = "warnings"  # key in `catalogue.memo`: computed once per release


class Warning(NamedTuple):
    """One warning: the full text, a short one for a row, and its source.

    `about`: slugs of the options concerned; empty when it concerns the whole list. `names`: names
    of the ticked items that trigger it.
    """

    text: str
    short: str
    source: str
    country: str = ""
    about: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


class _Written(NamedTuple):
    """A warning in the content. `triggers`: the slugs it names; empty if it asks for a number."""

    rule: Rule
    about: frozenset[str]
    triggers: frozenset[str]


def warnings_of(catalogue: Catalogue, said: Said) -> tuple[Warning, ...]:
    """The warnings that the answers trigger: about the whole list first, then by option."""
    if not said.answers.tried:
        return ()
    started = [s for s in said.answers.tried if said.result_of.get(s) != Result.NOT_STARTED]
    ticked = _all_counts(catalogue, said, started)
    found: dict[str, Warning] = {}
    for written in _written(catalogue):
        if written.triggers and ticked.tries.isdisjoint(written.triggers):
            continue
        if holds(written.rule, ticked) is not Holds.NO:
            warning = _warning(written, catalogue, said, started)
            twin = found.get(warning.text)
            found[warning.text] = warning if twin is None else _merged(twin, warning)
    return tuple(found.values())


def _all_counts(catalogue: Catalogue, said: Said, started: list[str]) -> Said:
    """A copy of `said` in which everything that was started counts, with any result."""
    groups = frozenset(group for slug in started for group in catalogue.groups_of[slug])
    results = said.results.get(ANTIDEPRESSANT, set()) | said.perhaps_results
    tries = said.antidepressants
    return said._replace(
        tries=groups,
        results={**said.results, ANTIDEPRESSANT: results},
        antidepressants=tries._replace(counted=tries.taken, perhaps=0),
        others=(),
    )


def _warning(written: _Written, catalogue: Catalogue, said: Said, started: list[str]) -> Warning:
    rule = written.rule
    named = [slug for slug in started if not written.triggers.isdisjoint(catalogue.groups_of[slug])]
    return Warning(
        text=rule["because"],
        short=rule["short"],
        source=rule["source"],
        country=rule.get("country", ""),
        about=written.about,
        names=names_of(named, catalogue, said.answers),
    )


def _merged(one: Warning, other: Warning) -> Warning:
    """Two warnings with the same text as one. If either concerns the whole list, so does this."""
    about = one.about | other.about if one.about and other.about else frozenset()
    return one._replace(about=about, names=tuple(dict.fromkeys((*one.names, *other.names))))


# --- computed once per release ----------------------------------------------------------------


def _written(catalogue: Catalogue) -> tuple[_Written, ...]:
    found: tuple[_Written, ...] | None = catalogue.memo.get(_MEMO)
    if found is None:
        found = catalogue.memo[_MEMO] = tuple(_all_written(catalogue))
    return found


def _all_written(catalogue: Catalogue) -> Iterator[_Written]:
    for kind in catalogue.option_kind.values():
        for rule in kind.tell_when:
            yield _Written(rule, frozenset(), _triggers(rule))
    for option in catalogue.treatments:
        for rule in option.tell_when:
            about = frozenset({option.slug, *rule.get("also_on", ())})
            yield _Written(rule, about, _triggers(rule))


def _triggers(rule: Rule) -> frozenset[str]:
    result = {rule["result"]["of"]} - {ANTIDEPRESSANT} if "result" in rule else set()
    return frozenset({*rule.get("tried", ()), *rule.get("tried_any", ()), *result})
