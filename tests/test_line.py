"""The one line of a row: what it starts after, what was counted, whose rule."""

import pytest

from navigator.choices import Result
from navigator.matching.answers import Answers
from navigator.matching.match import match
from navigator.matching.rules import what_was_said
from navigator.matching.wording import line_of
from tests.builders import make_catalogue, make_class, make_rule, make_treatment, tried

MEDICINES = [*make_class("ssri", "sertraline", "citalopram"), *make_class("snri", "venlafaxine")]
ONE = tried("sertraline", sertraline="no")
TWO = tried("sertraline", "venlafaxine", sertraline="no", venlafaxine="no")


def line(answers: Answers, *rules, **different) -> str:
    """The line of one option with these rules."""
    usually = {"usually_after": list(rules)} if rules else {}
    option = make_treatment("examplol", **usually, **different)
    catalogue = make_catalogue(MEDICINES, option, make_treatment("cbt", kind="psychotherapy"))
    said = what_was_said(catalogue, answers)
    (placed,) = [m for m in match(catalogue, said) if m.treatment is option]
    return line_of(placed, catalogue, said)


US = {"country": "us", "strength": "label"}


def test_it_says_after_what_what_was_counted_and_whose_rule_it_is():
    two = make_rule(antidepressants=2, **US)
    assert line(TWO, two) == "After 2 antidepressants. Yours: 2. US label"


def test_what_may_be_counted_is_told_in_all():
    answers = Answers(tried=("sertraline", "ssri"), results={"sertraline": "no"}, many={"ssri": 4})
    two = make_rule(antidepressants=2, **US)
    assert line(answers, two) == "After 2 antidepressants. Yours: 1, perhaps 4. US label"


def test_a_rule_without_a_number_reads_several():
    answers = Answers(tried=("ssri",), results={"ssri": "no"}, many={"ssri": 3})
    several = make_rule(antidepressants=3, number_not_given=True, country="us")
    assert line(answers, several) == "After several. Yours: 3. US guideline"


def test_what_the_form_does_not_ask_leads():
    severe = make_rule(antidepressants=1, if_also="your depression is severe", country="england")
    told = "If severe: after 1 antidepressant. Yours: 1. England’s guideline"
    assert line(ONE, severe) == told


def test_later_names_what_is_missing():
    assert line(tried(), make_rule(antidepressants=4, perhaps_also=["cbt"])) == (
        "Later: after 4 treatments. You can still ask"
    )


def test_later_never_names_a_number_that_is_met():
    both = make_rule(antidepressants=2, tried_any=["psychotherapy"])
    assert line(TWO, both) == "Later: after talk therapy. You can still ask"


def test_a_result_is_told_in_words():
    partly = make_rule(result={"of": "antidepressant", "is": ["partly"]}, country="ca")
    answers = tried("sertraline", sertraline="partly")
    assert (
        line(answers, partly) == "After an antidepressant that helped a little. Canada’s guideline"
    )


def test_without_any_rule_nothing_needs_to_come_first():
    assert line(ONE) == "Nothing needs to come first"


def test_what_only_plans_or_experts_ask_for_is_not_called_nothing():
    assert "health plans" in line(ONE, make_rule(antidepressants=2, strength="payer"))
    assert "experts" in line(ONE, make_rule(antidepressants=2, strength="consensus"))


def test_studies_have_a_line_of_their_own():
    assert line(ONE, availability="studies") == "Only in studies. Not yet care."


def test_a_fixed_line_takes_the_place_of_the_derived_one():
    fixed = "For people who have not taken one"
    assert line(TWO, make_rule(antidepressants=2), line=fixed) == fixed


@pytest.mark.parametrize("result", [*Result.values, ""])
def test_of_what_is_on_the_list_it_says_how_it_went(result):
    told = line(tried("examplol", examplol=result), line="Not this")
    assert told.startswith("On your list. ")
    assert len(told.split()) <= 12


def test_what_helped_may_be_had_again():
    told = line(tried("examplol", examplol="helped"))
    assert told == "On your list. It helped: ask about having it again."


def test_a_line_with_long_names_keeps_to_twelve_words():
    names = [make_treatment(f"some-long-name-of-a-therapy-{n}") for n in range(5)]
    rule = make_rule(antidepressants=2, tried=[o.slug for o in names], country="ca")
    option = make_treatment("examplol", usually_after=[rule])
    catalogue = make_catalogue(MEDICINES, option, *names)
    said = what_was_said(catalogue, ONE)
    lines = [line_of(m, catalogue, said) for m in match(catalogue, said)]
    assert [each for each in lines if len(each.split()) > 12] == []
