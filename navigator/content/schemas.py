"""What the structured facts of the front matter must look like: rules, figures, questions, lines.

`SCHEMAS` says which of them holds for which JSON field of `models.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from navigator.choices import Approval, Country, Result, Strength, Unasked
from navigator.content.validators import (
    Mismatch,
    boolean,
    day,
    integer,
    list_of,
    mapping,
    mapping_of,
    one_of,
    phone_number,
    require,
    text,
    web_address,
)

_sentence = text(at_most=400)
_phrase = text(at_most=160)
_slug = text(at_most=60)
_range = mapping({"min": integer(0, 1000), "max": integer(0, 1000)})
_question = mapping({"key": _slug, "text": text(at_most=220)})
_results = one_of(Result.values)

# The conditions that a rule may ask for. Inside one rule all must hold.
CONDITIONS = {
    "antidepressants": integer(1, 10),
    "any_antidepressant": integer(1, 10),
    "tried": list_of(_slug),
    "tried_any": list_of(_slug),
    "result": mapping({"of": _slug, "is": list_of(_results, at_most=8)}),
}
# What changes how the conditions of a rule are read.
MODIFIERS = {
    "if_also": one_of(Unasked.values),
    "accepts": list_of(one_of([Result.SIDE_EFFECTS, Result.UNSURE])),
    "perhaps_also": list_of(_slug),
    "number_not_given": boolean,
}
_told = {
    "because": _sentence,
    "strength": one_of(Strength.values),
    "source": _slug,
}
_short = text(at_most=60)
_warned = {"because": _sentence, "short": _short, "source": _slug}
# Optional: the country where a rule binds, and its ids in docs/rules.md.
_more = {"country": one_of(Country.values), "ids": list_of(text(at_most=4))}

PRACTICALITIES = {
    "time_to_effect_weeks": _range,
    "visits_per_week": _range,
    "visit_minutes": _range,
    "course_weeks": _range,
    "place": _phrase,
    "anesthesia": _phrase,
    "drive_home": _phrase,
}


def phrases(value: Any) -> None:
    """A list of short texts."""
    require(list_of(_phrase, at_least=0), value)


def sentences(value: Any) -> None:
    """Two to seven sentences: fewer say little, more are not read."""
    require(list_of(_sentence, at_least=2, at_most=7), value)


def rules(value: Any) -> None:
    """Criteria: at least one condition each, with the reason, its strength and its source."""
    require(list_of(mapping(_told, CONDITIONS | MODIFIERS | _more), at_least=0), value)
    require(list_of(_has_condition, at_least=0), value)


def kind_rules(value: Any) -> None:
    """Criteria of a whole kind; `short` is what the kind's own line says of them."""
    optional = CONDITIONS | MODIFIERS | _more | {"short": _short}
    require(list_of(mapping(_told, optional), at_least=0), value)
    require(list_of(_has_condition, at_least=0), value)


def warnings(value: Any) -> None:
    """What is told when something is ticked, on this option and on those of `also_on`."""
    optional = CONDITIONS | _more | {"also_on": list_of(_slug)}
    require(list_of(mapping(_warned, optional), at_least=0), value)
    require(list_of(_has_condition, at_least=0), value)


def kind_warnings(value: Any) -> None:
    """What is told above the whole list when something is ticked."""
    require(list_of(mapping(_warned, CONDITIONS | _more), at_least=0), value)
    require(list_of(_has_condition, at_least=0), value)


def _has_condition(value: Any) -> Iterator[Mismatch]:
    if not CONDITIONS.keys() & value.keys():
        yield Mismatch((), "no condition", f"one of: {', '.join(CONDITIONS)}")


def told(value: Any) -> None:
    """What is told to everybody: exceptions, stricter rules, other countries."""
    require(list_of(mapping(_told, _more), at_least=0), value)


def questions(value: Any) -> None:
    """Two to twelve questions; a key is for ever, since links hold it."""
    require(list_of(_question, at_least=2, at_most=12), value)


def five_questions(value: Any) -> None:
    """At least five questions for each treatment."""
    require(list_of(_question, at_least=5, at_most=12), value)


def practicalities(value: Any) -> None:
    """Visits, weeks and place. An absent line means unknown, never zero."""
    require(mapping({}, PRACTICALITIES), value)


def approvals(value: Any) -> None:
    """What regulators say, by country and day."""
    shape = mapping(
        {
            "country": one_of(Country.values),
            "status": one_of(Approval.values),
            "text": _sentence,
            "as_of": day,
            "source": _slug,
        }
    )
    require(list_of(shape, at_least=0), value)


def figures(value: Any) -> None:
    """Figures that may be shown: arms out of 100 people, when, in whom, with doubt and source."""
    arm = mapping({"label": _phrase, "people_per_100": integer(0, 100)})
    shape = mapping(
        {
            "outcome": _phrase,
            "after_weeks": integer(0, 520),
            "arms": list_of(arm, at_least=2, at_most=4),
            "people": _sentence,
            "doubt": _sentence,
            "source": _slug,
        }
    )
    require(list_of(shape, at_least=0), value)


def matters(value: Any) -> None:
    """Plain facts by priority: whether the option meets it, and the fact."""
    fact = mapping({"meets": one_of(["yes", "partly", "no"]), "fact": _sentence})
    require(mapping_of(fact), value)


def brands(value: Any) -> None:
    """Brand names by country."""
    require(mapping_of(list_of(_phrase), keys=["us", "uk", "ca", "eu", "au", "in"]), value)


def lines(value: Any) -> None:
    """Help lines: a name, a way to reach it, the day it was last checked, the source."""
    optional = {
        "call": phone_number,
        "text": phone_number,
        "text_body": _phrase,
        "url": web_address("https"),
        "note": _sentence,
    }
    shape = mapping({"name": _phrase, "checked_on": day, "source": _slug}, optional)
    require(list_of(shape), value)


def review(value: Any) -> None:
    """A review by a real clinician of the organisation that publishes."""
    require(mapping({"by": _phrase, "role": _phrase, "on": day}), value)


Schema = Callable[[Any], None]

# The schema of each JSON field, by model and field.
SCHEMAS: dict[str, dict[str, Schema]] = {
    "Treatment": {
        "also_called": phrases,
        "includes": phrases,
        "practicalities": practicalities,
        "only_after": rules,
        "usually_after": rules,
        "talked_about_when": rules,
        "worth_knowing": told,
        "tell_when": warnings,
        "approvals": approvals,
        "figures": figures,
        "benefits": sentences,
        "harms": sentences,
        "matters": matters,
        "questions": five_questions,
        "clinician_review": review,
    },
    "OptionKind": {
        "talked_about_when": kind_rules,
        "tell_when": kind_warnings,
        "clinician_review": review,
    },
    "MedicineClass": {"also_called": phrases, "clinician_review": review},
    "Medicine": {
        "brands": brands,
        "also_called": phrases,
        "recognised": phrases,
        "close_relatives": phrases,
        "sources": phrases,
    },
    "ReviewTopic": {"bring": sentences, "questions": questions, "clinician_review": review},
    "QuestionSet": {"questions": questions, "clinician_review": review},
    "Page": {"clinician_review": review},
    "UrgentHelp": {"lines": lines},
    "Term": {"forms": phrases},
}
