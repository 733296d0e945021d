"""What a stranger looks for in the repository is there, and is well formed."""

import datetime
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*-is-wrong.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def read(*parts: str) -> dict:
    return yaml.safe_load(ROOT.joinpath(*parts).read_text("utf-8"))


def test_the_citation_has_what_the_format_asks_for_and_the_newest_released_version():
    citation = read("CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["version"] == PROJECT["version"]
    newest = f"## [{citation['version']}] - {citation['date-released']}"
    assert newest in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert datetime.date.fromisoformat(citation["date-released"])


def test_the_forge_runs_what_everybody_runs():
    workflow = read(".github", "workflows", "ci.yml")
    steps = workflow["jobs"]["tests"]["steps"]
    assert steps[-1]["run"] == ".ci/run"
    assert workflow["permissions"] == {"contents": "read"}


def test_there_is_a_form_for_a_wrong_fact_and_one_for_a_wrong_number():
    assert [form.stem for form in FORMS] == ["fact-is-wrong", "number-is-wrong"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_is_one_that_the_forge_takes(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert {"name", "description", "body"} <= form.keys()
    ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]
    assert len(ids) == len(set(ids)) >= 4
    for field in form["body"]:
        needed = {"markdown": {"value"}, "dropdown": {"label", "options"}}
        assert needed.get(field["type"], {"label"}) <= field["attributes"].keys()
        assert field["type"] in ("markdown", "input", "textarea", "dropdown")
        # A bare “No” would be read as false, and the forge refuses it.
        assert all(isinstance(option, str) for option in field["attributes"].get("options", []))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_says_first_that_it_is_public(path):
    first = yaml.safe_load(path.read_text("utf-8"))["body"][0]
    assert "public" in first["attributes"]["value"].splitlines()[0]


def test_a_lock_that_holds_addresses_is_never_committed():
    assert "uv.lock" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_security_says_where_to_report_and_how_soon_one_hears():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "/.well-known/security.txt" in text
    assert "within seven days" in text


def test_each_dependency_has_its_reason_beside_it():
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    named = [line for line in lines if re.match(r'  "[a-z]', line)]
    assert len(named) > 20
    assert [line for line in named if not re.search(r'",? +# \w', line)] == []
