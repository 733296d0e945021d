"""The list of options as HTML: the same from what is kept as made anew, and nobody's name kept."""

import pytest

from navigator.matching.match import match
from navigator.pages.listing import cards_under_headings, shown_matches
from tests import people
from tests.test_forms import form


def listed(shipped, person):
    filled = form(shipped, **{name.replace("-", "_"): value for name, value in person.items()})
    shown = shown_matches(match(shipped, filled.answers), filled)
    return b"".join(cards_under_headings(shipped, shown, filled))


@pytest.mark.parametrize(
    "person",
    [people.NEW_PATIENT, people.TRIED_ONE, people.TRIED_TWO, people.UNSURE_OF_EVERYTHING],
)
def test_a_list_made_from_what_is_kept_is_the_list_made_anew(shipped, person):
    first, again = listed(shipped, person), listed(shipped, person)
    shipped.memo.clear()
    assert first == again == listed(shipped, person)


def all_kept(shelf):
    """Every piece of HTML in what is kept with a release, however deep."""
    for value in shelf.values() if isinstance(shelf, dict) else shelf:
        if isinstance(value, bytes):
            yield value
        elif isinstance(value, dict | list | tuple):
            yield from all_kept(value)
        elif hasattr(value, "memo"):
            yield from all_kept(value.memo)


def test_nothing_that_is_kept_tells_what_one_person_chose(shipped):
    shipped.memo.clear()
    html = listed(
        shipped,
        {"tried": ["sertraline", "venlafaxine", "cbt"], "ask": ["ect"], "matters": ["cost"]},
    )
    assert b"You ticked sertraline and venlafaxine." in html
    assert b'data-standing="tried"' in html
    assert b" checked" in html
    kept = list(all_kept(shipped.memo))
    assert len(kept) > 100
    assert not any(mark in each for each in kept for mark in (b"sertraline and", b" checked"))
    matches = [m for spot in shipped.memo["matches"].spots for m in spot.kept.values()]
    assert matches
    assert not any(m.standing == "tried" or r.names for m in matches for r in m.reasons)
