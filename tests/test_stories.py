"""People as they come, on the real catalogue: what they are shown, and what they are not."""

import pytest

from navigator.matching.answers import Answers
from navigator.matching.match import Standing, kind_reasons, match
from navigator.matching.reasons import Reasons, reasons_of
from navigator.matching.rules import what_was_said
from navigator.matching.warnings import Warning, warnings_of
from navigator.matching.wording import line_of
from navigator.pages.form import NavigatorForm
from tests import people
from tests.test_forms import post

NINE = (
    "citalopram", "sertraline", "duloxetine", "venlafaxine", "bupropion", "mirtazapine",
    "vortioxetine", "nortriptyline", "phenelzine",
)  # fmt: skip
TWO = ("sertraline", "venlafaxine")
FOUR = (*TWO, "bupropion", "mirtazapine")


def answers_of(shipped, person) -> Answers:
    return NavigatorForm(post(person), shipped).answers


def went(slugs, result="no") -> Answers:
    """Somebody who says the same of everything."""
    return Answers(tried=tuple(slugs), results=dict.fromkeys(slugs, result) if result else {})


def standings(shipped, answers) -> dict[str, Standing]:
    said = what_was_said(shipped, answers)
    return {m.treatment.slug: m.standing for m in match(shipped, said)}


def marked(shipped, answers) -> set[str]:
    return {s for s, how in standings(shipped, answers).items() if how is Standing.MATCHED}


def line(shipped, answers, slug) -> str:
    said = what_was_said(shipped, answers)
    (placed,) = [m for m in match(shipped, said) if m.treatment.slug == slug]
    return line_of(placed, shipped, said)


def reasons(shipped, answers, slug) -> Reasons:
    return reasons_of(shipped, what_was_said(shipped, answers), shipped.treatment[slug])


def warnings(shipped, answers) -> tuple[Warning, ...]:
    return warnings_of(shipped, what_was_said(shipped, answers))


def test_a_new_patient_sees_nothing_as_matched_or_tried(shipped):
    assert not {Standing.MATCHED, Standing.TRIED} & set(standings(shipped, Answers()).values())


# --- a mark that is on for everybody is no information


@pytest.mark.parametrize(
    ("slugs", "result", "at_most"),
    [
        (TWO[:1], "", 1),
        (TWO, "", 12),
        (TWO[:1], "no", 12),
        (TWO, "no", 16),
        ((*TWO, "cbt"), "no", 16),
        ((*NINE, "aripiprazole", "lithium", "ect", "rtms"), "no", 14),
        (("ect", "rtms"), "no", 0),
    ],
)
def test_few_options_are_marked(shipped, slugs, result, at_most):
    assert len(marked(shipped, went(slugs, result))) <= at_most


def test_more_is_marked_after_two_than_after_one_and_after_four_than_after_two(shipped):
    one, two, four = (marked(shipped, went(slugs)) for slugs in (TWO[:1], TWO, FOUR))
    assert one < two < four
    assert "esketamine" in two - one
    assert {"vns", "ketamine"} <= four - two


# --- people


def test_after_one_antidepressant_tms_is_matched_and_implants_come_later(shipped):
    seen = standings(shipped, answers_of(shipped, people.TRIED_ONE))
    assert seen["rtms"] is Standing.MATCHED
    assert seen["augmentation"] is Standing.MATCHED
    assert {seen[slug] for slug in ("esketamine", "ect", "vns")} == {Standing.LATER}


def test_after_two_antidepressants_esketamine_is_matched_and_several_is_not_two(shipped):
    seen = standings(shipped, answers_of(shipped, people.TRIED_TWO))
    wanted = {"esketamine", "rtms", "augmentation"}
    assert {slug for slug in wanted if seen[slug] is Standing.MATCHED} == wanted
    assert {seen["vns"], seen["ketamine"]} == {Standing.LATER}


@pytest.mark.parametrize("slugs", [TWO, FOUR, NINE])
def test_ect_is_never_a_sure_mark(shipped, slugs):
    assert standings(shipped, went(slugs))["ect"] is Standing.OPEN
    assert line(shipped, went(slugs), "ect").startswith("Can come first if urgent.")


def test_stopping_two_for_side_effects_leaves_it_to_the_psychiatrist(shipped):
    seen = standings(shipped, answers_of(shipped, people.STOPPED_FOR_SIDE_EFFECTS))
    assert seen["esketamine"] is Standing.OPEN
    assert seen["switch-antidepressant"] is Standing.MATCHED
    assert seen["pharmacogenomic-testing"] is Standing.OPEN


def test_unsure_of_everything_finds_no_step_up(shipped):
    seen = standings(shipped, answers_of(shipped, people.UNSURE_OF_EVERYTHING))
    assert Standing.MATCHED not in {seen["esketamine"], seen["vns"], seen["rtms"]}


def test_after_everything_there_is_still_something_to_ask_about(shipped):
    seen = standings(shipped, answers_of(shipped, people.TRIED_EVERYTHING))
    assert seen["vns"] is Standing.MATCHED
    assert seen["ect"] is Standing.TRIED
    assert Standing.OPEN in seen.values()


@pytest.mark.parametrize("slug", ["higher-dose", "more-time", "switch-antidepressant"])
def test_without_an_antidepressant_a_change_of_it_comes_later(shipped, slug):
    answers = went(("cbt", "aripiprazole"))
    assert standings(shipped, answers)[slug] is Standing.LATER
    assert line(shipped, answers, slug) == "Later: after an antidepressant. You can still ask"


def test_theta_burst_after_ect_stands_as_magnetic_stimulation_does(shipped):
    one, other = went(("ect", "theta-burst")), went(("ect", "rtms"))
    assert line(shipped, one, "vns") == line(shipped, other, "vns")
    assert line(shipped, one, "vns").startswith("Later: after 4 treatments. Yours: 0, perhaps 2.")


def test_three_of_a_family_may_be_several(shipped):
    answers = Answers(tried=("ssri",), many={"ssri": 3})
    assert standings(shipped, answers)["ketamine"] is Standing.OPEN
    assert line(shipped, answers, "ketamine").startswith("After several. Yours: 0, perhaps 3.")


def test_what_is_missing_is_named_and_never_a_number_that_is_met(shipped):
    asked = reasons(shipped, went(FOUR), "rtms").asks
    more = [reason for reason in asked if reason.name == "plan-asks"]
    assert {reason.missing for reason in more} == {"talk therapy"}


def test_ect_tells_everybody_that_it_can_come_first(shipped):
    know = reasons(shipped, Answers(), "ect").know
    assert know[0].rule["because"].startswith("ECT can come first when help is needed fast.")


def test_what_only_studies_give_is_never_matched(shipped):
    answers = went((*NINE, "ect", "rtms", "cbt"))
    studied = [t.slug for t in shipped.treatments if t.availability == "studies"]
    assert len(studied) == 3
    assert {standings(shipped, answers)[slug] for slug in studied} == {Standing.OPEN}
    assert {line(shipped, answers, s) for s in studied} == {"Only in studies. Not yet care."}


def test_what_guidelines_say_of_all_talk_therapies_is_said_once(shipped):
    said = what_was_said(shipped, went(TWO))
    assert kind_reasons(shipped, said)["psychotherapy"]
    standing = standings(shipped, went(TWO))
    therapies = [o.slug for o in shipped.treatments if o.kind == "psychotherapy"]
    assert Standing.MATCHED not in {standing[slug] for slug in therapies}


# --- warnings

WARNED = [
    ("phenelzine", "combine-antidepressants", "MAOI"),
    ("st-johns-wort", "switch-antidepressant", "St John"),
    ("lithium", "ect", "Lithium"),
    ("bupropion", "rtms", ""),
    ("benzodiazepine", "rtms", ""),
    ("alcohol-and-drugs", "esketamine", ""),
    ("lurasidone", "higher-dose", "bipolar"),
    ("valproate", "switch-antidepressant", "bipolar"),
    ("carbamazepine", "start-antidepressant", "bipolar"),
]


@pytest.mark.parametrize("result", ["", "helped"])
@pytest.mark.parametrize(("slug", "option", "word"), WARNED)
def test_what_is_on_the_list_calls_for_its_warning(shipped, slug, option, word, result):
    told = [w for w in warnings(shipped, went([slug], result)) if option in w.about]
    assert told
    assert word in " ".join(warning.text for warning in told)


@pytest.mark.parametrize("slug", ["zuranolone", "brexanolone", "tianeptine", "kratom", "valproate"])
def test_a_warning_about_the_whole_list(shipped, slug):
    assert any(not warning.about for warning in warnings(shipped, went([slug], "")))


@pytest.mark.parametrize(
    "slugs", [("lithium", "lamotrigine"), ("lithium", "quetiapine"), ("lamotrigine", "olanzapine")]
)
def test_two_medicines_also_used_for_bipolar_disorder_call_for_a_warning(shipped, slugs):
    told = warnings(shipped, went((*slugs, "sertraline")))
    assert any("bipolar" in warning.text for warning in told)
    assert not any("bipolar" in w.text for w in warnings(shipped, went(slugs[:1])))


def test_no_warning_says_to_stop_and_each_says_whom_to_ask(shipped):
    told = warnings(shipped, went(tuple(shipped.tryable), ""))
    assert len(told) > 10
    assert [w.text for w in told if "before" not in w.text and "Ask" not in w.text] == []
    assert [w.short for w in told if len(w.short) > 60 or "⚠" in w.short] == []
