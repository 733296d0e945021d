"""What a rule asks for, in a few words, and whose rule it is. Used by the line of a row and by
the reasons of an option."""

from collections.abc import Iterable

from navigator.catalogue import ANTIDEPRESSANT, Catalogue
from navigator.choices import Country, Kind, Result
from navigator.matching.answers import Answers
from navigator.matching.rules import Rule

_KINDS = {
    Kind.MEDICATION_STRATEGY: "a medicine option",
    Kind.PSYCHOTHERAPY: "talk therapy",
    Kind.PROCEDURE: "a procedure",
    Kind.SELF_CARE: "a step of your own",
}
_WENT = {
    Result.HELPED: "helped",
    Result.PARTLY: "helped a little",
    Result.FADED: "wore off",
    Result.NO: "did not help enough",
    Result.SIDE_EFFECTS: "had side effects",
    Result.NOT_STARTED: "was not started",
    Result.UNSURE: "may need more time",
    Result.OTHER_REASON: "was for something else",
}
NAMED_MAX = 3  # of a list of which one is enough
_OF = {Country.US: "US", Country.UK: "UK"}


def asked_for(rule: Rule, catalogue: Catalogue) -> str:
    """“2 antidepressants and talk therapy”, “an antidepressant that wore off”."""
    return " and ".join(_parts(rule, catalogue))


def _parts(rule: Rule, catalogue: Catalogue) -> Iterable[str]:
    if "antidepressants" in rule:
        yield number_of(rule)
    if "any_antidepressant" in rule:
        number = rule["any_antidepressant"]
        yield "an antidepressant" if number == 1 else f"{number} antidepressants"
    if "tried" in rule:
        yield joined([name_of(slug, catalogue) for slug in rule["tried"]], "and")
    if "tried_any" in rule:
        yield _any_of([name_of(slug, catalogue) for slug in rule["tried_any"]])
    if "result" in rule:
        subject = name_of(rule["result"]["of"], catalogue)
        went = joined([_WENT[Result(value)] for value in rule["result"]["is"]], "or")
        yield f"{subject} that {went}"


def _any_of(names: list[str]) -> str:
    """A few names; of a long list only that there is one."""
    return joined(names, "or") if len(names) <= NAMED_MAX else "another step that it lists"


def number_of(rule: Rule) -> str:
    """“2 antidepressants”, “4 treatments”; “several” where the source gives no number."""
    number = rule["antidepressants"]
    noun = "treatment" if "perhaps_also" in rule else "antidepressant"
    if rule.get("number_not_given"):
        return f"several {noun}s"
    return f"{number} {noun}{'' if number == 1 else 's'}"


def name_of(slug: str, catalogue: Catalogue) -> str:
    """A thing that a rule names, short."""
    if slug == ANTIDEPRESSANT:
        return "an antidepressant"
    if slug in _KINDS:
        return _KINDS[Kind(slug)]
    if catalogue.groups_of[slug][1] == Kind.PSYCHOTHERAPY and slug in catalogue.medicine_class:
        return _KINDS[Kind.PSYCHOTHERAPY]
    return catalogue.name_of(slug).partition(" (")[0]


def names_of(slugs: Iterable[str], catalogue: Catalogue, answers: Answers) -> tuple[str, ...]:
    """Names of things ticked: as the person knows them, with our name beside it."""
    return tuple(_own_name(slug, catalogue, answers) for slug in slugs)


def _own_name(slug: str, catalogue: Catalogue, answers: Answers) -> str:
    name, called = catalogue.name_of(slug), answers.called.get(slug, "")
    return name if not called or called.casefold() == name.casefold() else f"{called} ({name})"


def whose(rule: Rule) -> str:
    """“US label”, “England’s guideline”."""
    if "country" not in rule:
        return str(rule["strength"]).capitalize()
    country = Country(rule["country"])
    return f"{_OF.get(country, f'{country.label}’s')} {rule['strength']}"


def joined(names: Iterable[str], link: str) -> str:
    """“a, b and c”."""
    *first, last = names
    return f"{', '.join(first)} {link} {last}" if first else last
