"""People as they come, on the real catalogue: what they are shown, and what they are not."""

from navigator.matching.match import Standing, match
from navigator.pages.form import NavigatorForm
from tests import people
from tests.test_forms import post


def standings(shipped, person) -> dict[str, Standing]:
    form = NavigatorForm(post(person), shipped)
    return {m.treatment.slug: m.standing for m in match(shipped, form.answers)}


def texts(shipped, person, slug) -> str:
    """All that an option tells this person from its rules."""
    form = NavigatorForm(post(person), shipped)
    placed = next(m for m in match(shipped, form.answers) if m.treatment.slug == slug)
    return " ".join(f"{r.name}: {(r.rule or {}).get('because', '')}" for r in placed.reasons)


def test_a_new_patient_sees_nothing_as_matched_or_tried(shipped):
    assert not {Standing.MATCHED, Standing.TRIED} & set(
        standings(shipped, people.NEW_PATIENT).values()
    )


def test_after_one_antidepressant_tms_is_matched_and_implants_come_later(shipped):
    seen = standings(shipped, people.TRIED_ONE)
    assert seen["rtms"] is Standing.MATCHED
    assert seen["augmentation"] is Standing.MATCHED
    assert {seen[slug] for slug in ("esketamine", "ect", "vns")} == {Standing.LATER}


def test_after_two_antidepressants_esketamine_ketamine_and_ect_are_matched(shipped):
    seen = standings(shipped, people.TRIED_TWO)
    wanted = {"esketamine", "ketamine", "ect", "rtms", "augmentation"}
    assert {slug for slug in wanted if seen[slug] is Standing.MATCHED} == wanted
    assert seen["vns"] is Standing.LATER


def test_stopping_two_for_side_effects_leaves_it_to_the_psychiatrist(shipped):
    seen = standings(shipped, people.STOPPED_FOR_SIDE_EFFECTS)
    assert seen["esketamine"] is Standing.OPEN
    assert seen["switch-antidepressant"] is Standing.MATCHED
    assert seen["pharmacogenomic-testing"] is Standing.OPEN


def test_unsure_of_everything_finds_more_time_and_no_step_up(shipped):
    seen = standings(shipped, people.UNSURE_OF_EVERYTHING)
    assert seen["more-time"] is Standing.MATCHED
    assert seen["esketamine"] is Standing.LATER


def test_after_everything_there_is_still_something_to_ask_about(shipped):
    seen = standings(shipped, people.TRIED_EVERYTHING)
    assert seen["vns"] is Standing.MATCHED
    assert seen["ect"] is Standing.TRIED
    assert Standing.OPEN in seen.values()


def test_ect_and_tms_alone_bring_up_vns_with_the_stricter_label_beside_it(shipped):
    told = texts(shipped, {"tried": ["ect", "rtms"]}, "vns")
    assert standings(shipped, {"tried": ["ect", "rtms"]})["vns"] is Standing.MATCHED
    assert "more: The US label asks for four or more" in told
    assert "Medicare pays only inside" in told


def test_ect_tells_everybody_that_it_can_come_first(shipped):
    assert "told: ECT can come first" in texts(shipped, people.NEW_PATIENT, "ect")


def test_what_only_studies_give_is_never_matched(shipped):
    seen = standings(shipped, people.TRIED_EVERYTHING)
    studied = [t.slug for t in shipped.treatments if t.availability == "studies"]
    assert len(studied) == 3
    assert {seen[slug] for slug in studied} == {Standing.OPEN}
