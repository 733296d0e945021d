"""/catalogue.json is what docs/catalogue.schema.json says, which says what the loader checks."""

import copy
import inspect
import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from navigator.catalogue import Catalogue
from navigator.choices import Result
from navigator.content import schemas as facts
from navigator.management.commands.catalogue_schema import catalogue_schema
from navigator.matching.answers import Answers
from navigator.matching.match import match
from navigator.matching.rules import what_was_said
from navigator.pages import opendata
from tests.reuser import standings

DOCS = Path(__file__).resolve().parent.parent / "docs"
SCHEMA = json.loads((DOCS / "catalogue.schema.json").read_text("utf-8"))
PARTS = SCHEMA["$defs"]

# The schema of the whole, without what it says of the whole.
NO_WHOLE = {"type": "object", "required": [], "properties": {}, "additionalProperties": True}
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


@pytest.fixture(scope="module")
def answer(shipped):
    """The open data of a release, cut to one of each: enough to break, and quick to check."""
    released = Catalogue(shipped.items, release=1)
    data = opendata.as_open_data(released, lambda path: f"https://example.org{path}")
    lists = ("kinds", "treatments", "medicine_classes", "medicines", "sources")
    return data | {name: data[name][:1] for name in lists}


def mistakes(data) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_real_answer_is_what_the_schema_says(client, published):
    assert mistakes(client.get("/catalogue.json").json()) == []


def test_the_schema_is_the_one_that_the_definitions_of_the_loader_make():
    assert catalogue_schema() == SCHEMA, "run: manage.py catalogue_schema"


def test_a_change_of_a_definition_is_a_change_of_the_schema(monkeypatch):
    monkeypatch.setitem(facts.SCHEMAS["Treatment"], "benefits", facts.phrases)
    assert catalogue_schema() != SCHEMA


def test_the_schema_tells_the_version_of_the_program():
    assert SCHEMA["properties"]["version"] == {"const": opendata.VERSION} == {"const": 2}


def test_the_file_of_an_option_is_what_the_schema_says_and_what_stands_in_the_whole(
    client, published
):
    whole = {t["slug"]: t for t in client.get("/catalogue.json").json()["treatments"]}
    option_file = Draft202012Validator(SCHEMA | {"$ref": "#/$defs/option_file"} | NO_WHOLE)
    for slug in published.treatment:
        data = client.get(f"/options/{slug}.json").json()
        assert list(option_file.iter_errors(data)) == []
        assert data["treatment"] == whole[slug]
        assert [source["slug"] for source in data["sources"]] == data["treatment"]["sources"]


def test_an_option_that_is_not_there_has_no_file(client, published):
    response = client.get("/options/leeches.json")
    assert response.status_code == 404
    assert "Access-Control-Allow-Origin" not in response.headers


OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@pytest.mark.parametrize("address", ["/catalogue.json", "/options/ect.json"])
def test_scripts_of_other_sites_may_read_the_open_data(client, published, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    for response in (first, again):
        assert OPEN.items() <= dict(response.headers).items()


@pytest.mark.parametrize(
    "address",
    ["/", "/options/", "/options/ect/", "/questions/", "/sw.js", "/site.webmanifest", "/healthz",
     "/sitemap.xml"],
)  # fmt: skip
def test_and_nothing_else(client, published, address):
    headers = client.get(address).headers
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_names_that_are_found_but_never_shown_are_not_given_away(client, published):
    assert any(medicine.recognised for medicine in published.medicines)
    assert all("recognised" not in m for m in client.get("/catalogue.json").json()["medicines"])


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
        (["version"], 1),
        (["licence"], ...),
        (["release"], 0),
        (["digest"], "short"),
        (["answers"], []),
        (["treatments"], []),
        (["treatments", 0, "slug"], ...),
        (["treatments", 0, "slug"], "Not a slug"),
        (["treatments", 0, "kind"], "surgery"),
        (["treatments", 0, "best"], True),
        (["treatments", 0, "url"], ...),
        (["treatments", 0, "checked_on"], "2026-13-01"),
        (["treatments", 0, "text"], ""),
        (["treatments", 0, "tell_when"], [RULE | {"antidepressants": 2}]),
        (["kinds", 0, "slug"], ...),
        (["medicine_classes", 0, "counts_as_antidepressant"], "perhaps"),
        (["treatments", 0, "practicalities"], {"time_to_effect_weeks": 4}),
        (["treatments", 0, "usually_after"], [RULE]),
        (["treatments", 0, "usually_after"], [{"antidepressants": 2, "because": "It does."}]),
        (["treatments", 0, "usually_after"], [RULE | {"age": 65}]),
        (["treatments", 0, "worth_knowing"], [RULE | {"antidepressants": 2}]),
        (["treatments", 0, "figures"], [FIGURE | {"arms": [ARM]}]),
        (["treatments", 0, "figures"], [FIGURE | {"arms": [ARM, ARM | {"people_per_100": 101}]}]),
        (["treatments", 0, "matters"], {"fast": {"meets": "maybe", "fact": "It is."}}),
        (["treatments", 0, "questions"], [{"key": "one", "text": "Only one?"}]),
        (["treatments", 0, "sources"], ["a", "a"]),
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


@pytest.mark.parametrize("name", ["kind", "treatment", "medicine_class", "medicine", "source"])
def test_nothing_may_be_missing_and_nothing_more_may_stand_there(name):
    part = PARTS[name]
    assert part["required"] == list(part["properties"])
    assert part["additionalProperties"] is False


def test_the_document_names_every_key(answer):
    named = set(re.findall(r"`([a-z_]+)`", (DOCS / "open-data.md").read_text("utf-8")))
    guide = set(re.findall(r"`([a-z_]+)`", (DOCS.parent / "content/README.md").read_text("utf-8")))
    assert answer.keys() <= named
    for name in ("kinds", "treatments", "medicine_classes", "medicines", "sources"):
        assert answer[name][0].keys() <= named | guide


# --- enough to work out every standing elsewhere


def random_person(rng, catalogue):
    """Ticks, results and numbers of a person made up by chance; often antidepressants."""
    antidepressants = [*catalogue.counts_of]
    tried = set(rng.sample(antidepressants, rng.randrange(6)))
    tried |= set(rng.sample([*catalogue.tryable], rng.randrange(6)))
    results = {slug: rng.choice(Result.values) for slug in tried if rng.random() < 0.7}
    classes = [slug for slug in tried if slug in catalogue.medicine_class]
    many = {slug: rng.randint(2, 9) for slug in classes if rng.random() < 0.5}
    return sorted(tried, key=[*catalogue.tryable].index), results, many


def test_every_standing_of_a_thousand_people_is_worked_out_from_the_file_alone(shipped):
    rng = random.Random(20)
    data = json.loads(json.dumps(opendata.as_open_data(shipped, str)))
    seen = Counter()
    for _ in range(1000):
        tried, results, many = random_person(rng, shipped)
        answers = Answers(tried=tuple(tried), results=results, many=many)
        ours = {
            m.treatment.slug: str(m.standing)
            for m in match(shipped, what_was_said(shipped, answers))
        }
        assert standings(data, tried, results, many) == ours, (tried, results, many)
        seen.update(ours.values())
    assert min(seen[name] for name in ("tried", "matched", "open", "later")) > 300


def test_a_re_user_needs_fifty_lines():
    code = inspect.getsource(standings).partition('"""\n')[2]
    assert len([line for line in code.splitlines() if line.strip()]) <= 50
