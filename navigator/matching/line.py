"""The one line of an option's row: what it starts after, what was counted, whose rule.

A function of the option, how it stands and what was counted, so that rows can be kept by it. At
most twelve words.
"""

from collections.abc import Iterator

from navigator.catalogue import Catalogue
from navigator.choices import Availability, Kind, Result, Strength, Unasked
from navigator.matching.answers import Answers
from navigator.matching.match import Match, Standing
from navigator.matching.rules import Rule, Said, counted_for, lacking
from navigator.matching.wording import asked_for, whose
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


def line_of(match: Match, catalogue: Catalogue, answers: Answers, said: Said) -> str:
    """The line of one row."""
    option = match.treatment
    if match.standing is Standing.TRIED:
        return f"On your list. {_how_it_went(option, answers.result(option.slug))}"
    if option.line:
        return str(option.line)
    if option.availability == Availability.STUDIES:
        return "Only in studies. Not yet care."
    if match.rule is None:
        return _without_a_rule(option)
    return _shortened(list(_parts(match, match.rule, catalogue, said)))


def _how_it_went(option: Treatment, result: str | None) -> str:
    if not result:
        return "You can say how it went."
    if result == Result.NO:
        return _ENOUGH.get(Kind(option.kind), "Did it have enough dose and time?")
    return _TRIED[Result(result)]


def _without_a_rule(option: Treatment) -> str:
    """Nothing decides: say who asks for something all the same, or that nothing comes first."""
    if option.only_after:
        return "You can ask. It depends on how it went."
    strengths = {rule["strength"] for rule in option.usually_after}
    if Strength.PAYER in strengths:
        return "Some health plans ask for other steps first."
    if strengths:
        return "Some experts name other steps first."
    return "Nothing needs to come first"


def _parts(match: Match, rule: Rule, catalogue: Catalogue, said: Said) -> Iterator[str]:
    """What the line says, in the order in which it is read; the middle may be left out."""
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
    """What it starts after. “Several” alone says of what, since what was counted follows."""
    words = asked_for(rule, catalogue)
    return "several" if words == "several antidepressants" else words


def _yours(rule: Rule, said: Said) -> str:
    """What was counted for this rule, and how many that may be in all."""
    if "antidepressants" not in rule:
        return ""
    counted, perhaps = counted_for(rule, said)
    if not counted + perhaps:
        return ""
    wanted = rule["antidepressants"]
    more = f", perhaps {counted + perhaps}" if perhaps and counted < wanted else ""
    return f"Yours: {counted}{more}."


def _shortened(parts: list[str]) -> str:
    """All parts; if these are too many words without the middle; else the first alone."""
    first, middle, last = parts
    for chosen in ((first, middle, last), (first, last), (first,)):
        line = " ".join(part for part in chosen if part)
        if len(line.split()) <= WORDS_MAX:
            return line
    return " ".join(first.split()[: WORDS_MAX - 1]) + " …"
