"""docs/rules.md lists every rule with its place, as the content has it."""

import re
from pathlib import Path

import pytest

from navigator.review.rules_table import BEGIN, condition_in_words, with_table
from tests.builders import make_rule

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
NUMBERS = {"P": 30, "T": 15, "R": 8, "X": 16, "E": 23}


def test_the_table_is_what_the_content_says(shipped):
    text = DOCUMENT.read_text("utf-8")
    assert with_table(text, shipped) == text, "Run: python manage.py list_rules"


@pytest.mark.parametrize(
    "id", [f"{k}{n}" for k, most in NUMBERS.items() for n in range(1, most + 1)]
)
def test_every_rule_has_its_place_or_the_reason_why_not(id):
    assert re.search(rf"\b{id}\b", DOCUMENT.read_text("utf-8"))


def test_a_document_without_its_marks_is_refused(shipped):
    with pytest.raises(ValueError, match=re.escape(BEGIN)):
        with_table("# Rules", shipped)


def test_conditions_are_said_in_words():
    rule = make_rule(antidepressants=2, tried_any=["cbt", "act"])
    assert condition_in_words(rule) == "2 antidepressants; tried cbt or act"
