"""Words of despair, typed into any field, are known; each phrase of the file is tried here."""

import pytest

from navigator.names.despair import PHRASES, read_phrases, speaks_of_despair
from navigator.names.index import name_index
from navigator.names.lookup import look_up

LINES = [line.strip() for line in PHRASES.read_text("utf-8").splitlines()]
EACH = [line for line in LINES if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def index(shipped):
    return name_index(shipped)


@pytest.mark.parametrize("phrase", EACH)
def test_a_phrase_is_heard_alone_and_among_other_words(index, phrase):
    assert speaks_of_despair(read_phrases(), phrase)
    assert look_up(index, f"zoloft, {phrase.upper()}!!").despair


@pytest.mark.parametrize("phrase", EACH)
def test_a_phrase_is_never_looked_up_or_told_as_unknown(index, phrase):
    found = look_up(index, f"Zoloft, {phrase}")
    assert [named.slug for named in found.added] == ["sertraline"]
    assert found.which == found.had == found.elsewhere == found.unknown == ()


@pytest.mark.parametrize(
    "text", ["I want to DIE", "i don’t want to live", "suicidle", "sucidal", "overdoze", "súicidal"]
)
def test_marks_capitals_and_a_slip_do_not_hide_it(index, text):
    assert speaks_of_despair(index, text)


@pytest.mark.parametrize(
    "text",
    [
        "diet",
        "Zoloft, ECT",
        "my father died",
        "live well",
        "kill switch",
        "life coach",
        "die Pille",
    ],
)
def test_other_words_are_not_taken_for_despair(index, text):
    assert not speaks_of_despair(index, text)


def test_the_file_says_each_phrase_once():
    assert len(EACH) > 80
    assert len(read_phrases()) == len(set(read_phrases()))
