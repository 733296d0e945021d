"""How tries are counted, which standing wins, and which reasons are told."""

import pytest

from navigator.choices import Counts, Result
from navigator.matching.answers import Answers, Standing, antidepressants_tried, match
from tests.builders import make_catalogue, make_class, make_rule, make_treatment, tried

SSRI = make_class("ssri", "sertraline", "citalopram", "escitalopram")
SNRI = make_class("snri", "venlafaxine", "milnacipran?")
TCA = make_class("tca", "amitriptyline?", counts=Counts.DEPENDS)
ADD_ON = make_class("antipsychotic", "aripiprazole-", counts=Counts.NO)
MEDICINES = [*SSRI, *SNRI, *TCA, *ADD_ON]


def count(answers: Answers) -> tuple[int, int]:
    """Antidepressants that count, and those that perhaps count."""
    tries = antidepressants_tried(make_catalogue(MEDICINES), answers)
    return len(tries.counted), len(tries.perhaps)


def standing(answers: Answers, **rules) -> Standing:
    """How one option with these rules stands."""
    other = make_treatment("cbt", kind="psychotherapy")
    catalogue = make_catalogue(MEDICINES, make_treatment("examplol", **rules), other)
    return next(m.standing for m in match(catalogue, answers) if m.treatment.slug == "examplol")


def reasons(answers: Answers, **rules) -> list[str]:
    """The names of the reasons of one option with these rules."""
    catalogue = make_catalogue(MEDICINES, make_treatment("examplol", **rules))
    return [reason.name for reason in match(catalogue, answers)[0].reasons]


AFTER_TWO = {"usually_after": [make_rule(antidepressants=2)]}


# --- counting


@pytest.mark.parametrize("result", ["partly", "faded", "no"])
def test_a_medicine_that_did_not_help_enough_counts_as_one(result):
    assert count(tried("sertraline", sertraline=result)) == (1, 0)


def test_a_medicine_whose_result_is_not_said_counts_as_one():
    assert count(tried("sertraline")) == (1, 0)


@pytest.mark.parametrize("result", ["side-effects", "unsure"])
def test_side_effects_and_unsure_count_perhaps(result):
    assert count(tried("sertraline", sertraline=result)) == (0, 1)


@pytest.mark.parametrize("result", ["helped", "not-started"])
def test_what_helped_or_was_never_started_does_not_count(result):
    assert count(tried("sertraline", sertraline=result)) == (0, 0)


def test_a_medicine_marked_depends_counts_perhaps():
    assert count(tried("amitriptyline", amitriptyline="no")) == (0, 1)


def test_an_add_on_is_no_antidepressant():
    assert count(tried("aripiprazole")) == (0, 0)


def test_a_class_counts_one():
    assert count(tried("ssri")) == (1, 0)


def test_a_class_of_which_a_medicine_is_ticked_counts_no_second_time():
    assert count(tried("ssri", "sertraline")) == (1, 0)


def test_two_medicines_of_a_class_count_as_two():
    assert count(tried("ssri", "sertraline", "citalopram")) == (2, 0)


def test_a_class_has_a_result_of_its_own():
    assert count(tried("ssri", ssri="helped")) == (0, 0)


def test_the_class_of_tricyclics_counts_perhaps():
    assert count(tried("tca")) == (0, 1)


def test_close_relatives_count_as_two_and_are_noticed():
    family = make_class("ssri", "citalopram", "escitalopram")
    family[1].close_relatives = ["escitalopram"]
    tries = antidepressants_tried(make_catalogue(family), tried("citalopram", "escitalopram"))
    assert (len(tries.counted), tries.relatives) == (2, True)


def test_unsaid_results_are_counted_apart():
    answers = tried("sertraline", "venlafaxine", sertraline="no")
    assert antidepressants_tried(make_catalogue(MEDICINES), answers).unsaid == 1


# --- standing


def test_an_option_without_rules_stands_open():
    assert standing(tried("sertraline")) is Standing.OPEN


def test_an_option_that_usually_comes_after_something_stands_later():
    assert standing(tried(), **AFTER_TWO) is Standing.LATER


def test_an_option_whose_rule_is_met_is_matched():
    assert standing(tried("sertraline", "venlafaxine"), **AFTER_TWO) is Standing.MATCHED


def test_when_only_perhaps_counts_would_reach_the_number_it_stands_open():
    answers = tried("sertraline", "venlafaxine", venlafaxine="side-effects")
    assert standing(answers, **AFTER_TWO) is Standing.OPEN


def test_ticked_wins_over_every_rule():
    assert standing(tried("examplol", "sertraline", "venlafaxine"), **AFTER_TWO) is Standing.TRIED


def test_the_least_strict_of_two_rules_decides():
    rules = [make_rule(antidepressants=4), make_rule(antidepressants=1)]
    assert standing(tried("sertraline"), usually_after=rules) is Standing.MATCHED


def test_all_conditions_of_one_rule_must_hold():
    rule = make_rule(antidepressants=1, tried_any=["cbt"])
    assert standing(tried("sertraline"), usually_after=[rule]) is Standing.LATER
    assert standing(tried("sertraline", "cbt"), usually_after=[rule]) is Standing.MATCHED


def test_talked_about_when_makes_a_match_and_its_absence_nothing_later():
    rules = {
        "talked_about_when": [make_rule(result={"of": "antidepressant", "is": [Result.PARTLY]})]
    }
    assert standing(tried("sertraline", sertraline="partly"), **rules) is Standing.MATCHED
    assert standing(tried("sertraline", sertraline="no"), **rules) is Standing.OPEN


@pytest.mark.parametrize("result", ["helped", "not-started"])
def test_tried_does_not_hold_for_what_helped_or_was_not_started(result):
    rules = {"usually_after": [make_rule(tried=["cbt"])]}
    assert standing(tried("cbt", cbt=result), **rules) is Standing.LATER
    assert standing(tried("cbt"), **rules) is Standing.MATCHED


def test_a_class_in_a_rule_holds_when_one_of_its_medicines_does():
    rules = {"usually_after": [make_rule(tried=["antipsychotic"])]}
    assert standing(tried("aripiprazole"), **rules) is Standing.MATCHED


@pytest.mark.parametrize("group", ["sertraline", "ssri", "antidepressant"])
def test_a_result_may_be_asked_of_a_medicine_a_class_or_antidepressants(group):
    rules = {"usually_after": [make_rule(result={"of": group, "is": ["faded"]})]}
    assert standing(tried("sertraline", sertraline="faded"), **rules) is Standing.MATCHED


def test_a_result_may_be_asked_of_a_kind():
    rules = {"usually_after": [make_rule(result={"of": "psychotherapy", "is": ["no"]})]}
    assert standing(tried("cbt", cbt="no"), **rules) is Standing.MATCHED


def test_a_result_of_a_class_is_left_when_its_medicine_has_one():
    rules = {"usually_after": [make_rule(result={"of": "ssri", "is": ["partly"]})]}
    both = tried("ssri", "sertraline", ssri="partly", sertraline="no")
    assert standing(both, **rules) is Standing.LATER


# --- reasons


def test_an_open_option_says_that_nothing_needs_to_come_first():
    assert reasons(tried()) == ["nothing-first"]


def test_a_stricter_rule_is_told_beside_the_one_that_holds():
    rules = [make_rule(antidepressants=1), make_rule(antidepressants=2, strength="payer")]
    assert reasons(tried("sertraline"), usually_after=rules) == ["met", "more"]


def test_a_rule_that_is_not_met_is_told():
    assert reasons(tried(), **AFTER_TWO) == ["unmet"]


def test_exceptions_are_told_and_change_no_standing():
    told = [make_rule()]
    assert reasons(tried(), worth_knowing=told, **AFTER_TWO) == ["unmet", "told"]
    assert standing(tried(), worth_knowing=told, **AFTER_TWO) is Standing.LATER


def test_what_was_tried_brings_the_question_of_how_it_went():
    assert reasons(tried("examplol", examplol="no"))[0] == "tried-no"
    assert reasons(tried("examplol"))[0] == "tried-unsaid"


def test_a_ticked_add_on_is_named_on_the_option_that_it_is_part_of():
    option = make_treatment("augmentation", includes=["antipsychotic"])
    (placed,) = match(make_catalogue(MEDICINES, option), tried("aripiprazole"))
    assert (placed.reasons[0].name, placed.reasons[0].names) == ("part-tried", ("aripiprazole",))


def test_no_reason_is_missing_and_none_is_told_twice(shipped):
    everything = Answers(tried=tuple(shipped.tryable))
    for placed in (*match(shipped, everything), *match(shipped, Answers())):
        told = [(reason.name, id(reason.rule)) for reason in placed.reasons]
        assert told
        assert len(told) == len(set(told))
