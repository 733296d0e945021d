"""/catalogue.json is what docs/catalogue.schema.json says, and the schema knows all our words."""

import copy
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from navigator import choices as words
from navigator import models
from navigator.catalogue import Catalogue
from navigator.content import schemas as facts
from navigator.pages import opendata

DOCS = Path(__file__).resolve().parent.parent / "docs"
SCHEMA = json.loads((DOCS / "catalogue.schema.json").read_text("utf-8"))
PARTS = SCHEMA["$defs"]
TREATMENT = PARTS["treatment"]["properties"]
SOURCE = PARTS["source"]["properties"]

VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


@pytest.fixture(scope="module")
def answer(shipped):
    """The open data of a release, cut to one of each: enough to break, and quick to check."""
    released = Catalogue(shipped.items, release=1)
    data = opendata.as_open_data(released, lambda path: f"https://example.org{path}")
    lists = ("treatments", "medicines", "sources")
    return data | {name: data[name][:1] for name in lists}


def mistakes(data) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_real_answer_is_what_the_schema_says(client, published):
    assert mistakes(client.get("/catalogue.json").json()) == []


def test_the_schema_tells_the_version_of_the_program():
    assert SCHEMA["properties"]["version"] == {"const": opendata.VERSION}
    assert SCHEMA["$id"] == "catalogue.schema.json"


def set_at(data, path, value):
    """Put a value at a path; `...` takes away what is there."""
    *way, last = path
    for step in way:
        data = data[step]
    if value is ...:
        del data[last]
    else:
        data[last] = value


RULE = {"because": "It says so.", "strength": "guideline", "source": "nice-ng222"}
FIGURE = {"outcome": "Well", "after_weeks": 6, "people": "Adults", "doubt": "Few", "source": "a"}
ARM = {"label": "It", "people_per_100": 40}


@pytest.mark.parametrize(
    "path, value",
    [
        (["version"], 2),
        (["licence"], ...),
        (["release"], 0),
        (["digest"], "short"),
        (["answers"], []),
        (["treatments"], []),
        (["treatments", 0, "slug"], ...),
        (["treatments", 0, "slug"], "Not a slug"),
        (["treatments", 0, "kind"], "surgery"),
        (["treatments", 0, "best"], True),
        (["treatments", 0, "url"], "/options/ect/"),
        (["treatments", 0, "checked_on"], "2026-13-01"),
        (["treatments", 0, "text"], ""),
        (["treatments", 0, "practicalities"], {"time_to_effect_weeks": 4}),
        (["treatments", 0, "usually_after"], [RULE]),
        (["treatments", 0, "usually_after"], [{"antidepressants": 2, "because": "It does."}]),
        (["treatments", 0, "usually_after"], [RULE | {"age": 65}]),
        (["treatments", 0, "worth_knowing"], [RULE | {"antidepressants": 2}]),
        (["treatments", 0, "figures"], [FIGURE | {"arms": [ARM]}]),
        (["treatments", 0, "figures"], [FIGURE | {"arms": [ARM, ARM | {"people_per_100": 101}]}]),
        (["treatments", 0, "matters"], {"fast": {"meets": "maybe", "fact": "It is."}}),
        (["treatments", 0, "questions"], [{"key": "one", "text": "Only one?"}]),
        (["treatments", 0, "sources"], []),
        (["medicines", 0, "brands"], {"mars": ["Examplol"]}),
        (["medicines", 0, "counts_as_antidepressant"], True),
        (["medicines", 0, "class"], ...),
        (["sources", 0, "year"], "2024"),
        (["sources", 0, "kind"], "blog"),
    ],
)
def test_an_answer_that_is_broken_fails(answer, path, value):
    broken = copy.deepcopy(answer)
    set_at(broken, path, value)
    assert mistakes(broken) != []


def test_an_answer_that_is_not_broken_passes(answer):
    assert mistakes(answer) == []


@pytest.mark.parametrize(
    "part, choices",
    [
        (PARTS["kind"], words.Kind),
        (PARTS["result"], words.Result),
        (PARTS["strength"], words.Strength),
        (PARTS["evidence_strength"], words.EvidenceStrength),
        (PARTS["country"], words.Country),
        (PARTS["counts"], words.Counts),
        (TREATMENT["availability"], words.Availability),
        (SOURCE["kind"], models.Source.Type),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_schema_knows_every_word_that_may_be_chosen(part, choices):
    assert part["enum"] == choices.values


def test_the_schema_knows_every_condition_and_every_practical_fact():
    assert PARTS["practicalities"]["properties"].keys() == facts.PRACTICALITIES.keys()
    told = PARTS["told"]["properties"].keys()
    assert PARTS["rule"]["properties"].keys() == (facts.CONDITIONS | facts.MODIFIERS).keys() | told
    assert [way["required"] for way in PARTS["rule"]["anyOf"]] == [[n] for n in facts.CONDITIONS]


@pytest.mark.parametrize("name", ["treatment", "medicine", "source", "figure", "approval"])
def test_nothing_may_be_missing_and_nothing_more_may_stand_there(name):
    part = PARTS[name]
    assert part["required"] == list(part["properties"])
    assert part["additionalProperties"] is False


def test_the_document_names_every_key(answer):
    named = set(re.findall(r"`([a-z_]+)`", (DOCS / "open-data.md").read_text("utf-8")))
    guide = set(re.findall(r"`([a-z_]+)`", (DOCS.parent / "content/README.md").read_text("utf-8")))
    assert answer.keys() | answer["medicines"][0].keys() | answer["sources"][0].keys() <= named
    assert answer["treatments"][0].keys() <= named | guide
