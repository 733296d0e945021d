"""Which standing wins, and which rule decides it."""

from navigator.choices import Counts, Result
from navigator.matching.answers import Answers
from navigator.matching.match import Match, Standing, kind_reasons, match
from navigator.matching.rules import Holds, holds, what_was_said
from navigator.models import OptionKind
from tests.builders import make_catalogue, make_class, make_rule, make_treatment, tried

SSRI = make_class("ssri", "sertraline", "citalopram")
SNRI = make_class("snri", "venlafaxine")
TCA = make_class("tca", "amitriptyline?", counts=Counts.DEPENDS)
MEDICINES = [*SSRI, *SNRI, *TCA]


def placed(answers: Answers, **rules) -> Match:
    """How one option with these rules stands."""
    other = make_treatment("cbt", kind="psychotherapy")
    catalogue = make_catalogue(MEDICINES, make_treatment("examplol", **rules), other)
    matches = match(catalogue, what_was_said(catalogue, answers))
    return next(m for m in matches if m.treatment.slug == "examplol")


def standing(answers: Answers, **rules) -> Standing:
    return placed(answers, **rules).standing


ONE = tried("sertraline", sertraline="no")
TWO = tried("sertraline", "venlafaxine", sertraline="no", venlafaxine="no")
AFTER_TWO = {"usually_after": [make_rule(antidepressants=2)]}


def test_an_option_without_rules_stands_open():
    assert placed(ONE)[1:] == (Standing.OPEN, None, Holds.NO)


def test_an_option_that_usually_comes_after_something_stands_later():
    assert standing(tried(), **AFTER_TWO) is Standing.LATER


def test_an_option_whose_rule_is_met_is_matched():
    assert standing(TWO, **AFTER_TWO) is Standing.MATCHED


def test_when_only_perhaps_counts_would_reach_the_number_it_stands_open():
    answers = tried("sertraline", "venlafaxine", sertraline="no", venlafaxine="side-effects")
    assert standing(answers, **AFTER_TWO) is Standing.OPEN


def test_ticked_wins_over_every_rule():
    answers = Answers(tried=("examplol", *TWO.tried), results=TWO.results)
    assert standing(answers, **AFTER_TWO) is Standing.TRIED


def test_the_least_strict_of_two_rules_decides():
    rules = [make_rule(antidepressants=2), make_rule(antidepressants=1)]
    assert placed(TWO, usually_after=rules).rule is rules[1]


def test_of_an_option_that_stands_later_the_least_strict_rule_is_named():
    rules = [make_rule(antidepressants=4), make_rule(antidepressants=2)]
    assert placed(ONE, usually_after=rules).rule is rules[1]


def test_talked_about_when_makes_a_match_and_its_absence_nothing_later():
    rules = {
        "talked_about_when": [make_rule(result={"of": "antidepressant", "is": [Result.PARTLY]})]
    }
    assert standing(tried("sertraline", sertraline="partly"), **rules) is Standing.MATCHED
    assert standing(ONE, **rules) is Standing.OPEN


def test_a_rule_of_a_payer_decides_nothing():
    for strength in ("payer", "consensus", "trial-entry", "source-article"):
        rules = {"usually_after": [make_rule(antidepressants=2, strength=strength)]}
        assert standing(tried(), **rules) is Standing.OPEN
        assert standing(TWO, **rules) is Standing.OPEN


def test_what_the_form_does_not_ask_never_makes_a_sure_mark():
    severe = make_rule(antidepressants=1, if_also="your depression is severe")
    assert placed(TWO, usually_after=[severe])[1:] == (Standing.OPEN, severe, Holds.PERHAPS)


# --- only_after


ONLY = {"only_after": [make_rule(any_antidepressant=1, strength="consensus")]}


def test_before_what_an_option_needs_at_all_it_stands_later():
    assert standing(tried("cbt"), **ONLY) is Standing.LATER


def test_before_what_it_needs_no_other_rule_marks_it():
    brought_up = [make_rule(tried=["cbt"])]
    assert standing(tried("cbt"), talked_about_when=brought_up, **ONLY) is Standing.LATER


def test_once_what_it_needs_is_there_it_decides_nothing():
    assert standing(tried("sertraline"), **ONLY) is Standing.OPEN
    assert standing(ONE, **ONLY, **AFTER_TWO) is Standing.LATER
    assert standing(TWO, **ONLY, **AFTER_TWO) is Standing.MATCHED


# --- rules of a whole kind


def family(**conditions) -> dict:
    rules = [make_rule(short="guidelines name these", **conditions)]
    kind = OptionKind(slug="procedure", heading="Procedures", talked_about_when=rules)
    catalogue = make_catalogue(MEDICINES, make_treatment(), [kind])
    return kind_reasons(catalogue, what_was_said(catalogue, ONE))


def test_a_rule_of_a_kind_is_told_once_and_marks_no_option():
    assert [rule["short"] for rule in family(antidepressants=1)["procedure"]] == [
        "guidelines name these"
    ]


def test_a_rule_of_a_kind_that_holds_perhaps_is_not_told():
    assert family(antidepressants=1, if_also="your depression is severe")["procedure"] == ()
    assert family(antidepressants=1, strength="payer")["procedure"] == ()


def test_a_rule_of_a_kind_changes_no_standing():
    rules = [make_rule(antidepressants=1)]
    kind = OptionKind(slug="procedure", heading="Procedures", talked_about_when=rules)
    catalogue = make_catalogue(MEDICINES, make_treatment(), [kind])
    (only,) = match(catalogue, what_was_said(catalogue, ONE))
    assert only.standing is Standing.OPEN


# --- what is asked is worked out once


def test_conditions_that_many_options_share_are_worked_out_once(monkeypatch):
    options = [make_treatment(f"option-{n}", **AFTER_TWO) for n in range(20)]
    catalogue = make_catalogue(MEDICINES, *options)
    asked = []
    monkeypatch.setattr(
        "navigator.matching.match.holds", lambda *of: asked.append(of) or holds(*of)
    )
    match(catalogue, what_was_said(catalogue, ONE))
    assert len(asked) == 1
