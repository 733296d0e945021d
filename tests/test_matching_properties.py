"""What must hold for anybody's answers, on the real catalogue."""

from hypothesis import given, settings
from hypothesis import strategies as st

from navigator.choices import Result
from navigator.content.load import read_all
from navigator.matching.answers import Answers
from navigator.matching.match import Match, Standing, match
from navigator.matching.rules import what_was_said
from navigator.matching.wording import line_of
from tests.conftest import CONTENT

CATALOGUE = read_all(CONTENT)
SLUGS = sorted(CATALOGUE.tryable)
MEDICINES = sorted(CATALOGUE.medicine)


@st.composite
def answers(draw) -> Answers:
    """Anything that a person may tick, with any results."""
    ticked = draw(st.lists(st.sampled_from(SLUGS), unique=True, max_size=25))
    results = {slug: draw(st.sampled_from(Result.values)) for slug in ticked if draw(st.booleans())}
    return Answers(tried=tuple(ticked), results=results)


def placed(given_answers: Answers) -> tuple[Match, ...]:
    return match(CATALOGUE, what_was_said(CATALOGUE, given_answers))


def standings(given_answers: Answers) -> dict[str, Standing]:
    return {m.treatment.slug: m.standing for m in placed(given_answers)}


@settings(max_examples=150, deadline=None)
@given(answers())
def test_every_option_is_placed_exactly_once_and_in_the_fixed_order(theirs):
    slugs = [m.treatment.slug for m in placed(theirs)]
    assert slugs == [option.slug for option in CATALOGUE.treatments]


@settings(max_examples=150, deadline=None)
@given(answers(), st.sampled_from(MEDICINES))
def test_ticking_one_more_medicine_never_turns_matched_into_later(theirs, medicine):
    if medicine in theirs.ticked:
        return
    before = standings(theirs)
    after = standings(Answers(tried=(*theirs.tried, medicine), results=theirs.results))
    lost = [s for s in before if before[s] is Standing.MATCHED and after[s] is Standing.LATER]
    assert not lost


@settings(max_examples=80, deadline=None)
@given(answers())
def test_the_order_of_ticking_changes_nothing(theirs):
    turned = Answers(tried=theirs.tried[::-1], results=theirs.results)
    assert standings(theirs) == standings(turned)


@settings(max_examples=80, deadline=None)
@given(answers())
def test_what_is_ticked_stands_as_tried_and_nothing_else_does(theirs):
    tried = {slug for slug, standing in standings(theirs).items() if standing is Standing.TRIED}
    assert tried == theirs.ticked & CATALOGUE.treatment.keys()


@settings(max_examples=80, deadline=None)
@given(answers())
def test_every_line_has_at_most_twelve_words(theirs):
    said = what_was_said(CATALOGUE, theirs)
    lines = [line_of(m, CATALOGUE, said) for m in match(CATALOGUE, said)]
    assert [line for line in lines if not 2 <= len(line.split()) <= 12 or "…" in line] == []


@settings(max_examples=60, deadline=None)
@given(answers())
def test_what_is_marked_has_a_label_or_a_guideline_behind_it(theirs):
    marked = [m for m in placed(theirs) if m.standing is Standing.MATCHED]
    assert {m.rule["strength"] for m in marked} <= {"label", "guideline"}
    assert all("if_also" not in m.rule for m in marked)
