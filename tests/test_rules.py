"""How antidepressants are counted, and when a rule holds."""

import pytest

from navigator.choices import Counts, Result
from navigator.matching.answers import Answers
from navigator.matching.rules import (
    Holds,
    counted_for,
    has_relatives,
    holds,
    lacking,
    what_was_said,
)
from tests.builders import make_catalogue, make_class, make_rule, make_treatment, tried

SSRI = make_class("ssri", "sertraline", "citalopram", "escitalopram")
SNRI = make_class("snri", "venlafaxine", "milnacipran?")
TCA = make_class("tca", "amitriptyline?", counts=Counts.DEPENDS)
ADD_ON = make_class("antipsychotic", "aripiprazole-", counts=Counts.NO)
THERAPY = make_class("talk-therapy", counts=Counts.NO, group="therapy")
OPTIONS = [
    make_treatment("cbt", kind="psychotherapy"),
    make_treatment("act", kind="psychotherapy"),
    make_treatment("ect"),
    make_treatment("rtms"),
    make_treatment("theta-burst", part_of="rtms"),
]
CATALOGUE = make_catalogue([*SSRI, *SNRI, *TCA, *ADD_ON, *THERAPY], OPTIONS)


def count(answers: Answers) -> tuple[int, int]:
    """Antidepressants that count, and those that perhaps count."""
    tries = what_was_said(CATALOGUE, answers).antidepressants
    return tries.counted, tries.perhaps


def how(answers: Answers, **conditions) -> Holds:
    """How a rule with these conditions holds."""
    return holds(make_rule(**conditions), what_was_said(CATALOGUE, answers))


# --- counting


@pytest.mark.parametrize("result", ["partly", "faded", "no"])
def test_a_medicine_that_did_not_help_enough_counts_as_one(result):
    assert count(tried("sertraline", sertraline=result)) == (1, 0)


@pytest.mark.parametrize("result", ["side-effects", "unsure"])
def test_side_effects_and_unsure_count_perhaps(result):
    assert count(tried("sertraline", sertraline=result)) == (0, 1)


@pytest.mark.parametrize("result", ["helped", "not-started", "other-reason"])
def test_what_helped_was_never_started_or_was_for_something_else_does_not_count(result):
    assert count(tried("sertraline", sertraline=result)) == (0, 0)


def test_one_of_which_nothing_was_said_is_perhaps():
    assert count(tried("sertraline")) == (0, 1)


def test_of_three_of_which_nothing_was_said_two_count_and_one_is_perhaps():
    assert count(tried("sertraline", "citalopram", "venlafaxine")) == (2, 1)


def test_one_unsaid_beside_one_that_did_not_help_is_perhaps():
    assert count(tried("sertraline", "venlafaxine", sertraline="no")) == (1, 1)


def test_how_many_were_not_answered_for_is_told():
    answers = tried("sertraline", "citalopram", "venlafaxine", sertraline="no")
    assert what_was_said(CATALOGUE, answers).antidepressants.unsaid == 2


def test_a_medicine_marked_depends_counts_perhaps():
    assert count(tried("amitriptyline", amitriptyline="no")) == (0, 1)


def test_an_add_on_is_no_antidepressant():
    assert count(tried("aripiprazole", aripiprazole="no")) == (0, 0)


def test_a_class_counts_one():
    assert count(tried("ssri", ssri="no")) == (1, 0)


def test_a_class_of_which_a_medicine_is_ticked_counts_no_second_time():
    assert count(tried("ssri", "sertraline", ssri="no", sertraline="no")) == (1, 0)


def test_two_medicines_of_a_class_count_as_two():
    assert count(tried("sertraline", "citalopram", sertraline="no", citalopram="no")) == (2, 0)


def test_the_class_of_tricyclics_counts_perhaps():
    assert count(tried("tca", tca="no")) == (0, 1)


def test_naming_a_medicine_of_a_class_does_not_unsay_how_the_class_went():
    assert count(tried("ssri", "sertraline", ssri="no")) == (1, 0)


def test_the_answer_of_a_class_is_left_when_its_medicine_has_one():
    assert count(tried("ssri", "sertraline", ssri="no", sertraline="helped")) == (0, 0)


def test_close_relatives_count_as_two_and_are_noticed():
    family = make_class("ssri", "citalopram", "escitalopram")
    family[1].close_relatives = ["escitalopram"]
    catalogue = make_catalogue(family)
    said = tried("citalopram", "escitalopram", citalopram="no", escitalopram="no")
    tries = what_was_said(catalogue, said).antidepressants
    assert (tries.counted, has_relatives(catalogue, tries.each)) == (2, True)


# --- so many of a family


def many(number: int, *slugs: str, **results: str) -> tuple[int, int]:
    return count(Answers(tried=slugs, results=results, many={"ssri": number}))


def test_three_of_a_family_of_which_nothing_was_said_are_three_perhaps():
    assert many(3, "ssri") == (0, 3)


def test_three_of_a_family_that_did_not_help_are_three():
    assert many(3, "ssri", ssri="no") == (3, 0)


def test_those_that_are_named_are_among_the_number():
    assert many(3, "ssri", "sertraline", sertraline="no") == (1, 2)


def test_a_number_below_those_that_are_named_adds_none():
    assert many(2, "sertraline", "citalopram", "ssri", sertraline="no", citalopram="no") == (2, 0)


def test_of_a_family_that_was_not_started_none_counts():
    assert many(3, "ssri", ssri="not-started") == (0, 0)


def test_a_number_of_a_family_that_is_not_ticked_is_ignored():
    assert many(3, "sertraline", sertraline="no") == (1, 0)


# --- conditions


def test_fewer_than_the_number_do_not_hold():
    assert how(tried("sertraline", sertraline="no"), antidepressants=2) is Holds.NO


def test_the_number_holds_for_sure_or_perhaps():
    both = {"sertraline": "no", "venlafaxine": "no"}
    assert how(tried("sertraline", "venlafaxine", **both), antidepressants=2) is Holds.YES
    assert how(tried("sertraline", "venlafaxine"), antidepressants=2) is Holds.PERHAPS


@pytest.mark.parametrize("result", ["helped", "side-effects", "other-reason", "no", ""])
def test_any_antidepressant_holds_whatever_came_of_it(result):
    assert how(tried("sertraline", sertraline=result), any_antidepressant=1) is Holds.YES


def test_any_antidepressant_takes_those_that_are_one_only_for_some():
    assert how(tried("amitriptyline"), any_antidepressant=1) is Holds.YES


@pytest.mark.parametrize("slugs", [("aripiprazole",), ("cbt",), ()])
def test_without_an_antidepressant_it_does_not_hold(slugs):
    assert how(tried(*slugs), any_antidepressant=1) is Holds.NO


def test_an_antidepressant_that_was_not_started_is_none():
    answers = tried("sertraline", sertraline="not-started")
    assert how(answers, any_antidepressant=1) is Holds.NO


@pytest.mark.parametrize("result", ["helped", "not-started", "other-reason"])
def test_tried_does_not_hold_for_what_helped_or_was_not_tried(result):
    assert how(tried("cbt", cbt=result), tried=["cbt"]) is Holds.NO
    assert how(tried("cbt"), tried=["cbt"]) is Holds.YES


@pytest.mark.parametrize("group", ["cbt", "psychotherapy", "talk-therapy"])
def test_a_member_makes_its_kind_and_its_class_hold(group):
    assert how(tried("cbt"), tried_any=[group]) is Holds.YES


def test_talk_therapy_of_an_unknown_kind_is_a_therapy():
    assert how(tried("talk-therapy"), tried=["psychotherapy"]) is Holds.YES


def test_a_class_holds_when_one_of_its_medicines_does():
    assert how(tried("aripiprazole"), tried=["antipsychotic"]) is Holds.YES


def test_theta_burst_is_a_form_of_magnetic_stimulation():
    assert how(tried("theta-burst"), tried=["rtms"]) is Holds.YES


@pytest.mark.parametrize("group", ["sertraline", "ssri", "antidepressant"])
def test_a_result_may_be_asked_of_a_medicine_a_class_or_antidepressants(group):
    answers = tried("sertraline", sertraline="faded")
    assert how(answers, result={"of": group, "is": ["faded"]}) is Holds.YES


def test_a_result_may_be_asked_of_a_kind():
    answers = tried("cbt", cbt="no")
    assert how(answers, result={"of": "psychotherapy", "is": ["no"]}) is Holds.YES


def test_a_medicine_marked_depends_gives_a_result_perhaps():
    answers = tried("amitriptyline", amitriptyline="partly")
    wanted = {"of": "antidepressant", "is": ["partly"]}
    assert how(answers, result=wanted) is Holds.PERHAPS


def test_a_result_of_a_class_is_left_when_its_medicine_has_one():
    both = tried("ssri", "sertraline", ssri="partly", sertraline="no")
    assert how(both, result={"of": "ssri", "is": ["partly"]}) is Holds.NO


def test_all_conditions_of_one_rule_must_hold():
    conditions = {"antidepressants": 1, "tried_any": ["cbt"]}
    assert how(tried("sertraline", sertraline="no"), **conditions) is Holds.NO
    assert how(tried("sertraline", "cbt", sertraline="no"), **conditions) is Holds.YES


# --- what changes how they are read


def test_what_the_form_does_not_ask_holds_perhaps_at_most():
    answers = tried("sertraline", sertraline="no")
    severe = {"if_also": "your depression is severe", "antidepressants": 1}
    assert how(answers, **severe) is Holds.PERHAPS
    assert how(tried("cbt"), **severe) is Holds.NO


def test_a_stop_for_side_effects_counts_where_the_rule_accepts_it():
    answers = tried("sertraline", sertraline="side-effects")
    assert how(answers, antidepressants=1) is Holds.PERHAPS
    assert how(answers, antidepressants=1, accepts=["side-effects"]) is Holds.YES


def test_what_is_accepted_of_a_medicine_marked_depends_stays_perhaps():
    answers = tried("amitriptyline", amitriptyline="side-effects")
    assert how(answers, antidepressants=1, accepts=["side-effects"]) is Holds.PERHAPS


def also(answers: Answers) -> tuple[int, int]:
    rule = make_rule(antidepressants=4, perhaps_also=["ect", "rtms"])
    return counted_for(rule, what_was_said(CATALOGUE, answers))


def test_other_treatments_count_perhaps_where_the_rule_may_count_them():
    assert also(tried("sertraline", "ect", "rtms", sertraline="no")) == (1, 2)


def test_theta_burst_counts_as_magnetic_stimulation_does():
    after = tried("ect", "theta-burst", ect="no", **{"theta_burst": "no"})
    assert also(after) == also(tried("ect", "rtms", ect="no", rtms="no")) == (0, 2)


def test_two_forms_of_one_treatment_count_once():
    assert also(tried("rtms", "theta-burst")) == (0, 1)


def test_a_treatment_that_helped_is_not_counted():
    assert also(tried("ect", ect="helped")) == (0, 0)


# --- what is missing


def test_what_is_missing_never_names_a_number_that_is_met():
    rule = make_rule(antidepressants=2, tried=["cbt", "ect"])
    said = what_was_said(
        CATALOGUE, tried("sertraline", "venlafaxine", "ect", sertraline="no", venlafaxine="no")
    )
    assert lacking(rule, said) == {"tried": ["cbt"]}


def test_nothing_is_missing_of_a_rule_that_holds():
    assert lacking(make_rule(tried=["cbt"]), what_was_said(CATALOGUE, tried("cbt"))) == {}


@pytest.mark.parametrize("result", Result.values)
def test_every_result_can_be_counted(result):
    assert sum(count(tried("sertraline", sertraline=result))) in (0, 1)
