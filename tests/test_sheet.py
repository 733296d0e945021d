"""The visit sheet, put together without a database."""

from navigator.matching.answers import Answers
from navigator.matching.sheet import ANY_VISIT, make_sheet
from tests.builders import make_catalogue, make_class, make_treatment, tried


def test_the_three_questions_that_fit_any_visit_are_in_the_content(shipped):
    assert all(id in shipped.question for id in ANY_VISIT)


def test_history_names_what_was_tried_and_how_it_went(shipped):
    sheet = make_sheet(shipped, tried("sertraline", "cbt", sertraline="faded"))
    assert [(row.name, row.result) for row in sheet.history] == [
        ("sertraline", "It helped, then wore off"),
        (shipped.treatment["cbt"].name, ""),
    ]


def test_questions_of_options_come_before_those_of_results_and_any_visit(shipped):
    answers = Answers(tried=("sertraline",), results={"sertraline": "no"}, ask=("ect",))
    assert [group.slug for group in make_sheet(shipped, answers).groups] == [
        "ect",
        "result-no",
        "visit",
    ]


def test_top_questions_keep_the_order_of_the_person(shipped):
    first, second = (f"ect.{q['key']}" for q in shipped.treatment["ect"].questions[:2])
    sheet = make_sheet(shipped, Answers(ask=("ect",), top=(second, first)))
    assert [question.id for question in sheet.top] == [second, first]


def test_a_few_questions_of_each_option_are_printed(shipped):
    group = make_sheet(shipped, Answers(ask=("ect",))).groups[0]
    assert sum(question.printed for question in group.questions) == 4
    assert len(group.questions) > 4


def test_a_catalogue_without_sets_makes_a_sheet_all_the_same():
    catalogue = make_catalogue(make_class("ssri", "sertraline"), make_treatment("ect"))
    sheet = make_sheet(catalogue, tried("sertraline"))
    assert sheet.something_else.questions == ()
    assert [row.slug for row in sheet.history] == ["sertraline"]
