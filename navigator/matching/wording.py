"""Short texts for the list: the line of a row, a rule's conditions, and who issued the rule."""

from collections.abc import Iterable, Iterator

from django.utils.text import get_text_list

from navigator.catalogue import ANTIDEPRESSANT, Catalogue
from navigator.choices import Availability, Country, Kind, Result, Strength, Unasked
from navigator.matching.answers import Answers
from navigator.matching.match import Match, Standing
from navigator.matching.rules import Rule, Said, counted_for, lacking
from navigator.models import Treatment

WORDS_MAX = 12
_TRIED = {
    Result.HELPED: "It helped: ask about having it again.",
    Result.PARTLY: "It helped a little: ask what comes next.",
    Result.FADED: "It wore off: ask why that may be.",
    Result.SIDE_EFFECTS: "Side effects: ask if there is a gentler way.",
    Result.NOT_STARTED: "Not started: you can still ask about it.",
    Result.UNSURE: "Not sure yet: ask when you would know.",
    Result.OTHER_REASON: "For something else: you can still ask.",
}
_ENOUGH = {
    Kind.PSYCHOTHERAPY: "Did it have enough sessions and time?",
    Kind.PROCEDURE: "Did it have enough sessions and time?",
    Kind.SELF_CARE: "Did it have enough time?",
}
_IF = {Unasked.SEVERE: "If severe", Unasked.TWO_YEARS: "If two years"}
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
NAMED_MAX = 3  # names of a `tried_any` list that are spelled out
_OF = {Country.US: "US", Country.UK: "UK"}


# --- the line of a row -------------------------------------------------------------------------


def line_of(match: Match, catalogue: Catalogue, said: Said) -> str:
    """The line of a row, at most twelve words: what the option starts after, the count, the source.

    It depends on the option, its standing and the counts alone, so that rendered rows can be cached
    by it.
    """
    option = match.treatment
    if match.standing is Standing.TRIED:
        return f"On your list. {_how_it_went(option, said.answers.results.get(option.slug))}"
    if option.line:
        return str(option.line)
    if option.availability == Availability.STUDIES:
        return "Only in studies. Not yet care."
    if match.rule is None:
        return _without_a_rule(option)
    return _shortened(list(_pieces(match, match.rule, catalogue, said)))


def _how_it_went(option: Treatment, result: str | None) -> str:
    if not result:
        return "You can say how it went."
    if result == Result.NO:
        return _ENOUGH.get(Kind(option.kind), "Did it have enough dose and time?")
    return _TRIED[Result(result)]


def _without_a_rule(option: Treatment) -> str:
    """The line when no rule decides: who asks for something anyway, or that nothing comes first."""
    if option.only_after:
        return "You can ask. It depends on how it went."
    strengths = {rule["strength"] for rule in option.usually_after}
    if Strength.PAYER in strengths:
        return "Some health plans ask for other steps first."
    if strengths:
        return "Some experts name other steps first."
    return "Nothing needs to come first"


def _pieces(match: Match, rule: Rule, catalogue: Catalogue, said: Said) -> Iterator[str]:
    """The parts of the line in reading order; the middle one may be dropped for length."""
    if match.standing is Standing.LATER:
        missing = lacking(rule, said)
        yield f"Later: after {_after(missing, catalogue)}."
        yield _yours(missing, said)
        yield "You can still ask"
    else:
        after = _after(rule, catalogue)
        lead = _IF.get(rule.get("if_also", ""))
        yield f"{lead}: after {after}." if lead else f"After {after}."
        yield _yours(rule, said)
        yield whose(rule)


def _after(rule: Rule, catalogue: Catalogue) -> str:
    """A rule's conditions in words; “several antidepressants” is cut to “several” for length."""
    words = asked_for(rule, catalogue)
    return "several" if words == "several antidepressants" else words


def _yours(rule: Rule, said: Said) -> str:
    """The number counted for this rule, and the number with those that may count."""
    if "antidepressants" not in rule:
        return ""
    counted, perhaps = counted_for(rule, said)
    if not counted + perhaps:
        return ""
    wanted = rule["antidepressants"]
    more = f", perhaps {counted + perhaps}" if perhaps and counted < wanted else ""
    return f"Yours: {counted}{more}."


def _shortened(parts: list[str]) -> str:
    """All parts joined; if that has too many words, without the middle; else the first alone."""
    first, middle, last = parts
    for chosen in ((first, middle, last), (first, last), (first,)):
        line = " ".join(part for part in chosen if part)
        if len(line.split()) <= WORDS_MAX:
            return line
    return " ".join(first.split()[: WORDS_MAX - 1]) + " …"


# --- rules and names ---------------------------------------------------------------------------


def asked_for(rule: Rule, catalogue: Catalogue) -> str:
    """A rule's conditions: “2 antidepressants and talk therapy”, “an antidepressant that wore
    off”."""
    return " and ".join(_parts(rule, catalogue))


def _parts(rule: Rule, catalogue: Catalogue) -> Iterable[str]:
    if "antidepressants" in rule:
        yield number_of(rule)
    if "any_antidepressant" in rule:
        number = rule["any_antidepressant"]
        yield "an antidepressant" if number == 1 else f"{number} antidepressants"
    if "tried" in rule:
        yield get_text_list([name_of(slug, catalogue) for slug in rule["tried"]], "and")
    if "tried_any" in rule:
        yield _any_of([name_of(slug, catalogue) for slug in rule["tried_any"]])
    if "result" in rule:
        subject = name_of(rule["result"]["of"], catalogue)
        went = get_text_list([_WENT[Result(value)] for value in rule["result"]["is"]], "or")
        yield f"{subject} that {went}"


def _any_of(names: list[str]) -> str:
    """Up to `NAMED_MAX` names joined by “or”; a longer list is summed up."""
    return get_text_list(names, "or") if len(names) <= NAMED_MAX else "another step that it lists"


def number_of(rule: Rule) -> str:
    """The number a rule requires: “2 antidepressants”; “several” if the source gives none."""
    number = rule["antidepressants"]
    noun = "treatment" if "perhaps_also" in rule else "antidepressant"
    if rule.get("number_not_given"):
        return f"several {noun}s"
    return f"{number} {noun}{'' if number == 1 else 's'}"


def name_of(slug: str, catalogue: Catalogue) -> str:
    """The short name of a slug in a rule."""
    if slug == ANTIDEPRESSANT:
        return "an antidepressant"
    if slug in _KINDS:
        return _KINDS[Kind(slug)]
    if catalogue.groups_of[slug][1] == Kind.PSYCHOTHERAPY and slug in catalogue.medicine_class:
        return _KINDS[Kind.PSYCHOTHERAPY]
    return catalogue.name_of(slug).partition(" (")[0]


def names_of(slugs: Iterable[str], catalogue: Catalogue, answers: Answers) -> tuple[str, ...]:
    """Names of ticked items: the person's name for each, with the catalogue's name beside it."""
    return tuple(_own_name(slug, catalogue, answers) for slug in slugs)


def _own_name(slug: str, catalogue: Catalogue, answers: Answers) -> str:
    name, called = catalogue.name_of(slug), answers.called.get(slug, "")
    return name if not called or called.casefold() == name.casefold() else f"{called} ({name})"


def whose(rule: Rule) -> str:
    """Who issued a rule: “US label”, “England’s guideline”."""
    if "country" not in rule:
        return str(rule["strength"]).capitalize()
    country = Country(rule["country"])
    return f"{_OF.get(country, f'{country.label}’s')} {rule['strength']}"
