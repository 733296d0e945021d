"""All reasons of one option, in three groups. Their sentences are in templates/_reason.html."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.matching.answers import Answers
from navigator.matching.match import deciding
from navigator.matching.rules import (
    DECIDING,
    Holds,
    Rule,
    Said,
    also_tried,
    counted_for,
    has_relatives,
    holds,
    lacking,
    may_count,
)
from navigator.matching.wording import asked_for, names_of
from navigator.models import Treatment


class Reason(NamedTuple):
    """One reason for a standing: `name` selects the sentence, `rule` is the rule it reports.

    `asks`: the rule's conditions in words; `missing`: those not met. `wanted`, `counted` and
    `unsaid`: numbers of antidepressants required, counted, and ticked without a result. `names`:
    ticked items that meet the rule; `maybe`: those that a psychiatrist may count too.
    `is_counted_above`: an earlier reason already gave this count and these `maybe` names.
    Values that the sentence does not use are empty.
    """

    name: str
    rule: Rule | None = None
    asks: str = ""
    missing: str = ""
    wanted: int = 0
    counted: int = 0
    unsaid: int = 0
    relatives: bool = False
    is_counted_above: bool = False
    names: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()


class Reasons(NamedTuple):
    """The reasons of one option: those that decide its standing, other rules, background facts."""

    why: tuple[Reason, ...]
    asks: tuple[Reason, ...]
    know: tuple[Reason, ...]


def reasons_of(catalogue: Catalogue, said: Said, option: Treatment) -> Reasons:
    """All reasons. With nothing ticked, or this option ticked, the rules without a verdict."""
    answers = said.answers
    know = tuple(Reason("told", rule) for rule in option.worth_knowing)
    why = tuple(_from_ticks(option, catalogue, answers))
    if option.slug in answers.ticked:
        return Reasons(why, tuple(Reason("rule", rule) for rule in _all_rules(option)), know)
    if not answers.tried:
        return Reasons(why, tuple(_rules_themselves(option, catalogue)), know)
    each = _Person(catalogue, said)
    # How antidepressants were counted is explained once, with the deciding rule.
    asks = [r._replace(unsaid=0, relatives=False) for r in _asks(option, each)]
    decides = [*why, *_why(option, each)]
    said_once = tuple(_counted_once([*decides, *asks]))
    return Reasons(said_once[: len(decides)], said_once[len(decides) :], know)


def _counted_once(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Mark reasons that would repeat the count and `maybe` names of an earlier reason."""
    counts = set()
    for reason in reasons:
        count = reason.counted, reason.maybe
        if reason.wanted and count in counts:
            yield reason._replace(is_counted_above=True, maybe=(), unsaid=0, relatives=False)
        else:
            yield reason
        if reason.wanted:
            counts.add(count)


def _rules_themselves(option: Treatment, catalogue: Catalogue) -> Iterator[Reason]:
    for rule in _all_rules(option):
        yield Reason("rule", rule, asks=asked_for(rule, catalogue))


def _all_rules(option: Treatment) -> tuple[Rule, ...]:
    return (*option.only_after, *option.usually_after, *option.talked_about_when)


# --- the option itself, or parts of it, on the list -------------------------------------------


def _from_ticks(option: Treatment, catalogue: Catalogue, answers: Answers) -> Iterator[Reason]:
    if option.slug in answers.ticked:
        yield Reason(f"tried-{answers.results.get(option.slug) or 'unsaid'}")
    parts = tuple(dict.fromkeys(_parts_ticked(option, catalogue, answers)))
    if parts:
        yield Reason("part-tried", names=names_of(parts, catalogue, answers))


def _parts_ticked(option: Treatment, catalogue: Catalogue, answers: Answers) -> Iterator[str]:
    """The ticked medicines and classes that the option includes."""
    for slug in option.includes:
        medicines = [m.slug for m in catalogue.medicines_of.get(slug, ())]
        for part in [m for m in medicines if m in answers.ticked] or [slug]:
            if part in answers.ticked and part != option.slug:
                yield part


# --- its rules --------------------------------------------------------------------------------


class _Person(NamedTuple):
    """The inputs that every function below needs."""

    catalogue: Catalogue
    said: Said


def _why(option: Treatment, person: _Person) -> Iterator[Reason]:
    """The deciding rules that are met or perhaps met; if none is, what is missing."""
    said = person.said
    if option.only_after and all(holds(r, said) is Holds.NO for r in option.only_after):
        yield from (_missing("only-after", rule, person) for rule in option.only_after)
        return
    rules = deciding([*option.usually_after, *option.talked_about_when])
    found = False
    for wanted, name in ((Holds.YES, "met"), (Holds.PERHAPS, "perhaps")):
        for rule in rules:
            if holds(rule, said) is wanted:
                found = True
                yield _held(name, rule, person)
    if not found and deciding(option.usually_after):
        yield from (_missing("unmet", r, person) for r in deciding(option.usually_after))
    elif not found:
        is_free = not option.usually_after and not option.only_after
        yield Reason("nothing-first" if is_free else "you-can-ask")


def _asks(option: Treatment, person: _Person) -> Iterator[Reason]:
    """Rules that do not decide (payers', for example), and unmet ones of a marked option."""
    said = person.said
    is_marked = any(
        holds(rule, said) is not Holds.NO
        for rule in deciding([*option.usually_after, *option.talked_about_when])
    )
    for rule in (*option.usually_after, *option.talked_about_when):
        held = holds(rule, said)
        if rule["strength"] not in DECIDING:
            if held is Holds.NO:
                yield _missing(_more(rule), rule, person)
            else:
                yield _held("met" if held is Holds.YES else "perhaps", rule, person)
        elif held is Holds.NO and is_marked and rule in option.usually_after:
            yield _missing("more", rule, person)


def _more(rule: Rule) -> str:
    return "plan-asks" if rule["strength"] == "payer" else "more"


def _held(name: str, rule: Rule, person: _Person) -> Reason:
    """The reason for a rule that is met or perhaps met."""
    reason = _numbers(Reason(name, rule, asked_for(rule, person.catalogue)), rule, person)
    return reason._replace(names=_names_that_fit(rule, person))


def _missing(name: str, rule: Rule, person: _Person) -> Reason:
    """The reason for a rule that is not met, with the conditions that are missing."""
    missing = lacking(rule, person.said)
    reason = Reason(name, rule, asked_for(rule, person.catalogue))
    reason = reason._replace(missing=asked_for(missing, person.catalogue))
    return _numbers(reason, missing, person)


def _numbers(reason: Reason, rule: Rule, person: _Person) -> Reason:
    """Add the counts to a reason, if the rule requires a number of antidepressants."""
    if "antidepressants" not in rule:
        return reason._replace(maybe=_maybe_by_result(rule, person))
    said = person.said
    counted, perhaps = counted_for(rule, said)
    return reason._replace(
        wanted=rule["antidepressants"],
        counted=counted,
        unsaid=said.antidepressants.unsaid,
        relatives=has_relatives(person.catalogue, said.antidepressants.each),
        maybe=_maybe(rule, person) if perhaps and counted < rule["antidepressants"] else (),
    )


def _maybe(rule: Rule, person: _Person) -> tuple[str, ...]:
    """Names of ticked items that may count towards the number that a rule requires."""
    names = []
    for one in may_count(rule, person.said):
        (name,) = names_of([one.slug], person.catalogue, person.said.answers)
        names.append(f"{one.number} more of {name}" if one.more else name)
    also = names_of(also_tried(rule, person.said), person.catalogue, person.said.answers)
    return (*names, *also)


def _maybe_by_result(rule: Rule, person: _Person) -> tuple[str, ...]:
    """Names of medicines with a result that the rule requires, if they only perhaps count as an
    antidepressant."""
    if "result" not in rule or rule["result"]["of"] != "antidepressant":
        return ()
    if holds({"result": rule["result"]}, person.said) is not Holds.PERHAPS:
        return ()
    wanted = rule["result"]["is"]
    each = person.said.antidepressants.each
    slugs = [one.slug for one in each if not one.sure and one.result in wanted and not one.more]
    return names_of(slugs, person.catalogue, person.said.answers)


def _names_that_fit(rule: Rule, person: _Person) -> tuple[str, ...]:
    """Names of ticked items that the rule names, or that have the result that it requires."""
    catalogue, answers = person.catalogue, person.said.answers
    wanted = {*rule.get("tried", ()), *rule.get("tried_any", ())}
    slugs = [slug for slug in answers.tried if not wanted.isdisjoint(catalogue.groups_of[slug])]
    if "result" in rule:
        slugs += [slug for slug in answers.tried if _went(slug, rule["result"], person)]
    return names_of(dict.fromkeys(slugs), catalogue, answers)


def _went(slug: str, wanted: Rule, person: _Person) -> bool:
    if person.said.answers.results.get(slug) not in wanted["is"]:
        return False
    if wanted["of"] == "antidepressant":
        return person.catalogue.counts_of.get(slug) == "yes"
    return wanted["of"] in person.catalogue.groups_of[slug]
