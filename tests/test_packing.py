"""Gzip put together from pieces, and the list of options as such pieces."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navigator.listing import cards_under_headings, shown_matches
from navigator.packing import Packed, pack, padded_gzip, plain
from navigator.recall import recall
from tests import people
from tests.test_forms import form

STEP = 2048
pieces = st.lists(st.tuples(st.binary(max_size=200), st.booleans()), max_size=12)


@settings(max_examples=150, deadline=None)
@given(pieces)
def test_whatever_is_kept_and_whatever_not_the_file_unpacks_to_all_pieces(drawn):
    ready, before = [], b""
    for content, is_kept in drawn:
        ready.append(Packed(content, pack(content, before)) if is_kept else content)
        before = content
    packed = padded_gzip(ready, STEP)
    assert gzip.decompress(packed) == b"".join(content for content, _ in drawn)
    assert len(packed) % STEP == 0


def listed(shipped, person):
    filled = form(shipped, **{name.replace("-", "_"): value for name, value in person.items()})
    shown = shown_matches(recall(shipped, filled.answers), filled)
    return cards_under_headings(shipped, shown, filled)


@pytest.mark.parametrize(
    "person",
    [people.NEW_PATIENT, people.TRIED_ONE, people.TRIED_TWO, people.UNSURE_OF_EVERYTHING],
)
def test_a_list_made_from_what_is_kept_is_the_list_made_anew(shipped, person):
    first, again = listed(shipped, person), listed(shipped, person)
    shipped.memo.clear()
    anew = listed(shipped, person)
    assert first == again
    assert b"".join(map(plain, again)) == b"".join(map(plain, anew))
    assert any(isinstance(piece, Packed) for piece in again)


def test_no_kept_piece_names_a_thing_that_was_ticked(shipped):
    shipped.memo.clear()
    pieces = listed(shipped, {"tried": ["sertraline", "venlafaxine", "cbt"], "ask": ["ect"]})
    own = b"".join(piece for piece in pieces if not isinstance(piece, Packed))
    kept = b"".join(piece.html for piece in pieces if isinstance(piece, Packed))
    assert b"You ticked sertraline and venlafaxine." in own
    assert b'data-standing="tried"' in own
    assert b" checked" in own
    assert not any(mark in kept for mark in (b"sertraline and", b'"tried"', b" checked"))
    cards = [
        card.whole.html
        for spot in shipped.memo["matches"].spots
        for match in spot.each.values()
        for card in match.memo.values()
    ]
    assert cards
    assert not any(b"sertraline and venlafaxine" in html for html in cards)


def test_nothing_that_a_search_found_is_kept_as_a_list(shipped):
    shipped.memo.clear()
    assert not any(isinstance(p, Packed) for p in listed(shipped, {"q": "ketamine"}))
    assert "packed" not in shipped.memo
