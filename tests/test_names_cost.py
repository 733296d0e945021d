"""What a text may cost: counted in comparisons and look-ups, not in seconds."""

import random

import pytest

from navigator.names import words as words_of
from navigator.names.index import NameIndex, name_index
from navigator.names.lookup import find_options, look_up
from navigator.names.slips import SEARCHES_MAX

LIGATURE = "\ufdfa"  # grows 18-fold when it is normalised


@pytest.fixture(scope="module")
def index(shipped):
    return name_index(shipped)


def made_up(letters, size=1_000):
    chance = random.Random(7)
    words = ("".join(chance.choices("aeiourstlnmp", k=letters)) for _ in range(size))
    return ", ".join(words)[:size]


def test_exact_names_are_compared_with_nothing(index):
    assert look_up(index, "Zoloft, Effexor XR 150, Wellbutrin, lithium, ECT").compared == 0


def test_a_misspelled_name_is_compared_with_names_of_like_length_alone(index):
    cost = look_up(index, "welbutrin").compared
    assert 0 < cost < len(index.sorted_keys)


@pytest.mark.parametrize("letters", [5, 6, 7, 8, 10, 14])
def test_the_worst_text_costs_a_bounded_number_of_comparisons(index, letters):
    longest = max(map(len, index.by_length.values()))
    for text in (made_up(letters), made_up(letters).replace(", ", " ")):
        assert look_up(index, text).compared <= SEARCHES_MAX * longest < 250_000


@pytest.mark.parametrize(
    "text", [LIGATURE * 1_000, f"{LIGATURE}, " * 333, f"zolof{LIGATURE} " * 99]
)
def test_characters_that_grow_cost_nothing(index, text):
    assert len(words_of.bounded(text)) <= words_of.TEXT_MAX
    assert look_up(index, text).compared < 20_000
    assert look_up(index, LIGATURE * 1_000).compared == 0


def test_a_word_that_comes_again_is_compared_once(index):
    assert look_up(index, "welbutrin, " * 39).compared == look_up(index, "welbutrin").compared


@pytest.mark.parametrize("text", ["a/" * 500, "a " * 500, "a and " * 200, "\n" * 1_000, "x," * 500])
def test_the_look_ups_of_a_text_are_bounded(index, text, monkeypatch):
    asked = []
    key_of = NameIndex.key_of
    monkeypatch.setattr(NameIndex, "key_of", lambda *given: asked.append(1) or key_of(*given))
    look_up(index, text)
    assert len(asked) < 6_000


def test_what_comes_after_forty_pieces_is_told_and_not_looked_up(index):
    found = look_up(index, "Zoloft, " * 40 + "Prozac, Paxil")
    assert [named.slug for named in found.added] == ["sertraline"]
    assert found.unknown == ("Prozac",)


def test_a_search_reads_a_hundred_characters(index):
    assert find_options(index, "x" * 90 + ", cbt") == ["cbt"]
    assert find_options(index, "x" * 100 + ", cbt") == []
