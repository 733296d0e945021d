"""What has to be told because of something on the list (`tell_when`). It changes no standing.

In a warning a thing holds when it is ticked, whatever was said of it; only what was never started
is left out.
"""

from collections.abc import Iterator
from typing import NamedTuple

from navigator.catalogue import ANTIDEPRESSANT, Catalogue
from navigator.choices import Result
from navigator.matching.rules import Holds, Rule, Said, holds
from navigator.matching.wording import names_of

_MEMO = "warnings"  # where what is worked out once for a release stands in its memo


class Warning(NamedTuple):
    """One warning: whole, in short for a row, and whose it is.

    `about` are slugs of options; empty when it is about the whole list. `names` are names of what
    is ticked that calls for it.
    """

    text: str
    short: str
    source: str
    country: str = ""
    about: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


class _Written(NamedTuple):
    """A warning as it is written; `triggers` are what it names, empty when that is a number."""

    rule: Rule
    about: frozenset[str]
    triggers: frozenset[str]


def warnings_of(catalogue: Catalogue, said: Said) -> tuple[Warning, ...]:
    """The warnings that the list calls for: about the whole list first, then by option."""
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
    """The same ticks, but everything that was started counts, whatever came of it."""
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
    """The same words on more options, or of more things. About the whole list stays so."""
    about = one.about | other.about if one.about and other.about else frozenset()
    return one._replace(about=about, names=tuple(dict.fromkeys((*one.names, *other.names))))


# --- worked out once for a release ------------------------------------------------------------


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
