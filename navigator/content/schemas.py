"""The shapes of structured facts in the front matter: rules, figures, questions, help lines.

`SCHEMAS` maps each JSON field of `models.py` to its shape.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from navigator.choices import Approval, Country, Result, Strength, Unasked
from navigator.content.validators import (
    Mismatch,
    Shape,
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
    with_one_of,
)

_sentence = text(at_most=400)
_phrase = text(at_most=160)
_slug = text(at_most=60)
_range = mapping({"min": integer(0, 1000), "max": integer(0, 1000)})
_question = mapping({"key": _slug, "text": text(at_most=220)})
_results = one_of(Result.values)

# The conditions that a rule may have. All conditions of one rule must be met.
CONDITIONS = {
    "antidepressants": integer(1, 10),
    "any_antidepressant": integer(1, 10),
    "tried": list_of(_slug),
    "tried_any": list_of(_slug),
    "result": mapping({"of": _slug, "is": list_of(_results, at_most=8)}),
}
# Keys that change how the conditions of a rule are evaluated.
MODIFIERS = {
    "if_also": one_of(Unasked.values),
    "accepts": list_of(one_of([Result.SIDE_EFFECTS, Result.UNSURE])),
    "perhaps_also": list_of(_slug),
    "number_not_given": boolean,
}
_every_rule = {
    "because": _sentence,
    "strength": one_of(Strength.values),
    "source": _slug,
}
_short = text(at_most=60)
_every_warning = {"because": _sentence, "short": _short, "source": _slug}
# Optional: the country where a rule applies, and its ids in docs/rules.md.
_optional = {"country": one_of(Country.values), "ids": list_of(text(at_most=4))}

PRACTICALITIES = {
    "time_to_effect_weeks": _range,
    "visits_per_week": _range,
    "visit_minutes": _range,
    "course_weeks": _range,
    "place": _phrase,
    "anesthesia": _phrase,
    "drive_home": _phrase,
}


@dataclass(frozen=True)
class Schema:
    """A Django validator of a JSON field: raises ValidationError if the value has another shape."""

    about: str
    shape: Shape

    def __call__(self, value: Any) -> None:
        require(self.shape, value)


def _criteria(required: dict[str, Shape], optional: dict[str, Shape]) -> Shape:
    """A list of entries with at least one condition each."""
    entry = mapping(required, CONDITIONS | optional)
    return list_of(with_one_of(CONDITIONS, entry, "no condition"), at_least=0)


phrases = Schema("Short texts.", list_of(_phrase, at_least=0))
sentences = Schema(
    "Two to seven sentences: fewer say little, more are not read.",
    list_of(_sentence, at_least=2, at_most=7),
)
rules = Schema(
    "Criteria, which are alternatives. Inside one all conditions must hold.",
    _criteria(_every_rule, MODIFIERS | _optional),
)
kind_rules = Schema(
    "Criteria of a whole kind; `short` is what the kind's own line says of them.",
    _criteria(_every_rule, MODIFIERS | _optional | {"short": _short}),
)
warnings = Schema(
    "What is told when something is ticked, on this option and on those of `also_on`.",
    _criteria(_every_warning, _optional | {"also_on": list_of(_slug)}),
)
kind_warnings = Schema(
    "What is told above the whole list when something is ticked.",
    _criteria(_every_warning, _optional),
)
worth_knowing = Schema(
    "What is told to everybody: exceptions, stricter rules, other countries.",
    list_of(mapping(_every_rule, _optional), at_least=0),
)
questions = Schema(
    "Two to twelve questions; a key is for ever, since links hold it.",
    list_of(_question, at_least=2, at_most=12),
)
five_questions = Schema(
    "At least five questions; a key is for ever, since links hold it.",
    list_of(_question, at_least=5, at_most=12),
)
practicalities = Schema(
    "Visits, weeks and place. An absent line means unknown, never zero.",
    mapping({}, PRACTICALITIES),
)
_approval = mapping(
    {
        "country": one_of(Country.values),
        "status": one_of(Approval.values),
        "text": _sentence,
        "as_of": day,
        "source": _slug,
    }
)
approvals = Schema("What regulators say, by country and day.", list_of(_approval, at_least=0))
_arm = mapping({"label": _phrase, "people_per_100": integer(0, 100)})
_figure = mapping(
    {
        "outcome": _phrase,
        "after_weeks": integer(0, 520),
        "arms": list_of(_arm, at_least=2, at_most=4),
        "people": _sentence,
        "doubt": _sentence,
        "source": _slug,
    }
)
figures = Schema(
    "Arms of one study out of 100 people, when, in whom, with doubt. Never compare two figures.",
    list_of(_figure, at_least=0),
)
_fact = mapping({"meets": one_of(["yes", "partly", "no"]), "fact": _sentence})
matters = Schema(
    "Plain facts by what may matter to a person: whether the option meets it, and the fact.",
    mapping_of(_fact),
)
brands = Schema(
    "Brand names by country.",
    mapping_of(list_of(_phrase), keys=["us", "uk", "ca", "eu", "au", "in"]),
)
_line = mapping(
    {"name": _phrase, "checked_on": day, "source": _slug},
    {
        "call": phone_number,
        "text": phone_number,
        "text_body": _phrase,
        "url": web_address("https"),
        "note": _sentence,
    },
)
# Words of a plan's decision, not allowed: the sheet names what a form asks, and no verdict.
_VERDICTS = re.compile(r"eligib|qualif|approv|adequate|fail", re.IGNORECASE)


def _without_verdict(shape: Shape) -> Shape:
    def check(value: Any) -> Iterator[Mismatch]:
        yield from shape(value)
        found = _VERDICTS.search(value) if isinstance(value, str) else None
        if found:
            yield Mismatch((), f"“{found[0]}”", "the name of a field, without a plan's verdict")

    return Shape(check, shape.schema)


_asked = mapping(
    {
        "field": _without_verdict(text(at_most=100)),
        "who": one_of(["you", "clinic"]),
        "source": _slug,
    },
    {"dated": text(at_most=20)},
)
asks = Schema(
    "Names of fields of plans' forms, who can fill each, and the day of the form if it has one.",
    list_of(_asked, at_most=15),
)
lines = Schema(
    "Help lines: a name, a way to reach it, the day it was last checked, the source.",
    list_of(_line),
)
review = Schema(
    "A review by a real clinician of the organisation that publishes.",
    mapping({"by": _phrase, "role": _phrase, "on": day}),
)

# The schema of each JSON field, by model and field.
SCHEMAS: dict[str, dict[str, Schema]] = {
    "Treatment": {
        "also_called": phrases,
        "includes": phrases,
        "practicalities": practicalities,
        "only_after": rules,
        "usually_after": rules,
        "talked_about_when": rules,
        "worth_knowing": worth_knowing,
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
    "PlanForm": {"asks": asks, "clinician_review": review},
    "Page": {"clinician_review": review},
    "UrgentHelp": {"lines": lines},
    "Term": {"forms": phrases},
}


def wanted(column: "models.Field[Any, Any]") -> Shape | None:
    """The shape of a model field. Django's fields accept more: any value as text by str(), dates
    such as 20261123, and integers up to a limit that depends on the database."""
    if isinstance(column, models.BooleanField):
        return boolean
    if isinstance(column, models.IntegerField):
        low = [v.limit_value for v in column.validators if isinstance(v, MinValueValidator)]
        high = [v.limit_value for v in column.validators if isinstance(v, MaxValueValidator)]
        return integer(max([0, *low]), min([32767, *high]))
    if isinstance(column, models.DateField):
        return day
    if isinstance(column, models.URLField):
        return web_address("https", "http")
    if column.choices:
        return one_of(str(value) for value, _ in column.choices)
    if isinstance(column, models.CharField):
        return text(at_most=column.max_length or 0)
    return None
