"""Templates that a diff can show: short lines, first what is needed, no address written out."""

import re
from pathlib import Path

import pytest

TEMPLATES = sorted((Path(__file__).resolve().parent.parent / "templates").glob("*.html"))
LONGEST = 160
# An address of ours, written out: it has a name, so {% url %} finds it.
ADDRESS = re.compile(r"""(?:href|action|src|content|data-hx-\w+)\s*=\s*["']/(?!/)""")
# Words of ours, or hard ones, that no reader should meet: "this episode", "medicines you took".
NOT_ON_SCREEN = re.compile(r"\b(whom|spells?|tries|is not here)\b", re.IGNORECASE)


def words(text: str) -> str:
    """What a reader may read: without comments, tags of Django and tags of HTML."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", text, flags=re.DOTALL)


@pytest.fixture(params=TEMPLATES, ids=lambda path: path.name)
def template(request) -> str:
    return request.param.read_text("utf-8")


def test_no_line_is_too_long_to_be_read_in_a_diff(template):
    assert [line for line in template.splitlines() if len(line) > LONGEST] == []


def test_the_first_line_says_what_is_needed(template):
    assert re.match(r"\{# .*\bneeds\b.+ #\}", template)


def test_no_address_of_ours_is_written_out(template):
    assert ADDRESS.findall(template) == []


def test_no_private_or_hard_word_is_on_screen(template):
    assert NOT_ON_SCREEN.findall(words(template)) == []
