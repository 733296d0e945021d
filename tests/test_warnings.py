"""What has to be told because of something on the list."""

import pytest

from navigator.matching.answers import Answers
from navigator.matching.match import match
from navigator.matching.rules import what_was_said
from navigator.matching.warnings import Warning, warnings_of
from navigator.models import OptionKind
from tests.builders import make_catalogue, make_class, make_treatment, tried

MAOI = make_class("maoi", "phenelzine", "moclobemide")
SSRI = make_class("ssri", "sertraline")
TEXT = "An MAOI is on your list. Ask before any change."


def make_warning(text: str = TEXT, **different) -> dict:
    short = {"short": "MAOI on your list: ask first", "source": "a-guideline"}
    return {"because": text, **short, **({"tried_any": ["maoi"]} | different)}


COMBINE = make_treatment("combine", tell_when=[make_warning(also_on=["switch"])])
SWITCH = make_treatment("switch")
CATALOGUE = make_catalogue(MAOI, SSRI, COMBINE, SWITCH)


def told(answers: Answers, catalogue=CATALOGUE) -> tuple[Warning, ...]:
    return warnings_of(catalogue, what_was_said(catalogue, answers))


def test_nothing_ticked_nothing_warned_of():
    assert told(tried()) == told(tried("sertraline")) == ()


def test_a_warning_names_what_is_ticked_and_the_options_that_it_is_about():
    (warning,) = told(tried("phenelzine"))
    assert (warning.text, warning.names) == (TEXT, ("phenelzine",))
    assert warning.about == {"combine", "switch"}
    assert (warning.short, warning.source) == ("MAOI on your list: ask first", "a-guideline")


@pytest.mark.parametrize("result", ["helped", "no", "side-effects", "unsure", "other-reason"])
def test_a_warning_stands_whatever_came_of_it(result):
    assert len(told(tried("phenelzine", phenelzine=result))) == 1


def test_what_was_never_started_calls_for_no_warning():
    assert told(tried("phenelzine", phenelzine="not-started")) == ()


def test_a_class_alone_calls_for_it_too():
    assert [warning.names for warning in told(tried("maoi"))] == [("MAOI",)]


def test_a_name_that_the_person_uses_is_told():
    answers = Answers(tried=("phenelzine",), called={"phenelzine": "Nardil"})
    assert told(answers)[0].names == ("Nardil (phenelzine)",)


def test_the_same_words_on_two_options_are_told_once():
    switch = make_treatment("switch", tell_when=[make_warning(tried_any=["moclobemide"])])
    catalogue = make_catalogue(MAOI, make_treatment("combine", tell_when=[make_warning()]), switch)
    (warning,) = told(tried("phenelzine", "moclobemide"), catalogue)
    assert warning.about == {"combine", "switch"}
    assert warning.names == ("phenelzine", "moclobemide")


def test_a_warning_of_a_kind_is_about_the_whole_list():
    kind = OptionKind(slug="procedure", heading="Procedures", tell_when=[make_warning()])
    (warning,) = told(tried("maoi"), make_catalogue(MAOI, make_treatment(), [kind]))
    assert warning.about == frozenset()


def test_two_things_together_call_for_a_warning_that_one_alone_does_not():
    both = make_treatment("combine", tell_when=[make_warning(tried_any=["ssri"], tried=["maoi"])])
    catalogue = make_catalogue(MAOI, SSRI, both)
    assert told(tried("phenelzine"), catalogue) == ()
    assert len(told(tried("phenelzine", "sertraline"), catalogue)) == 1


def test_a_warning_may_ask_for_any_antidepressant():
    option = make_treatment("herb", tell_when=[{**make_warning(), "any_antidepressant": 1}])
    del option.tell_when[0]["tried_any"]
    catalogue = make_catalogue(SSRI, option)
    assert len(told(tried("sertraline", sertraline="helped"), catalogue)) == 1


def test_a_warning_changes_no_standing():
    quiet = make_catalogue(MAOI, SSRI, make_treatment("combine"), SWITCH)
    answers = tried("phenelzine", phenelzine="no")
    assert [m.standing for m in match(CATALOGUE, what_was_said(CATALOGUE, answers))] == [
        m.standing for m in match(quiet, what_was_said(quiet, answers))
    ]
