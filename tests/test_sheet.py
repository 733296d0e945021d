"""The visit sheet, put together without a database."""

import re

import pytest
from django.core.exceptions import ValidationError

from navigator.choices import Result
from navigator.content.schemas import SCHEMAS
from navigator.matching.answers import Answers
from navigator.matching.sheet import ANY_VISIT, SECTIONS, make_sheet
from navigator.models import PlanForm
from tests.builders import make_catalogue, make_class, make_treatment, tried


def sections(sheet) -> dict[str, list[str]]:
    return {each.slug: [row.key for row in each.rows] for each in sheet.history}


def test_the_three_questions_that_fit_any_visit_are_in_the_content(shipped):
    assert all(id in shipped.question for id in ANY_VISIT)


def test_a_row_has_both_names_and_says_how_it_went(shipped):
    both = {"sertraline": ("Zoloft", "sertraline")}
    (row,) = make_sheet(shipped, tried("sertraline", sertraline="faded"), both).rows
    assert (row.name, row.also, row.result) == ("Zoloft", "sertraline", "It helped, then wore off")


def test_add_ons_therapies_and_own_words_stand_under_headings_of_their_own(shipped):
    answers = Answers(
        tried=("sertraline", "aripiprazole", "lithium", "cbt", "ect", "ketamine"),
        own=("a lamp from my aunt",),
    )
    assert sections(make_sheet(shipped, answers)) == {
        "medicines": ["sertraline"],
        "add-ons": ["aripiprazole", "lithium"],
        "treatments": ["cbt", "ect", "ketamine"],
        "own": ["own:a lamp from my aunt"],
    }


def test_what_was_taken_for_something_else_stands_apart(shipped):
    answers = Answers(tried=("sertraline", "quetiapine"), results={"quetiapine": "other-reason"})
    sheet = make_sheet(shipped, answers)
    assert sections(sheet) == {"medicines": ["sertraline"], "also-took": ["quetiapine"]}
    assert SECTIONS["also-took"] == "Also took (for something else)"


@pytest.mark.parametrize("slug", ["ssri", "talk-therapy"])
def test_a_family_stands_where_its_members_do(shipped, slug):
    wanted = "medicines" if slug == "ssri" else "treatments"
    assert sections(make_sheet(shipped, Answers(tried=(slug,)))) == {wanted: [slug]}


def test_how_many_of_a_family_is_on_its_row(shipped):
    (row,) = make_sheet(shipped, Answers(tried=("ssri",), many={"ssri": 3})).rows
    assert row.many == 3


@pytest.mark.parametrize("result", Result.values)
def test_only_what_helped_is_marked_so(shipped, result):
    (row,) = make_sheet(shipped, tried("sertraline", sertraline=result)).rows
    assert row.helped is (result in ("helped", "faded"))
    assert row.was_had is (result != "not-started")


def test_the_first_three_options_stand_large_and_the_rest_as_also(shipped):
    sheet = make_sheet(shipped, Answers(ask=("lithium", "ect", "rtms", "vns")))
    assert len(sheet.talk_first) == 3
    assert len(sheet.talk_also) == 1
    assert "(" not in "".join(sheet.talk_first)


def test_a_top_question_names_its_option(shipped):
    key = shipped.treatment["ect"].questions[0]["key"]
    sheet = make_sheet(shipped, Answers(ask=("ect",), top=(f"ect.{key}", "visit.options")))
    assert [question.option for question in sheet.top] == ["ECT", ""]


def test_top_questions_keep_the_order_of_the_person(shipped):
    first, second = (f"ect.{q['key']}" for q in shipped.treatment["ect"].questions[:2])
    sheet = make_sheet(shipped, Answers(ask=("ect",), top=(second, first)))
    assert [question.id for question in sheet.top] == [second, first]
    assert len(sheet.spare_questions) == 1


def test_three_questions_of_an_option_stand_open_and_the_others_are_folded(shipped):
    (group,) = make_sheet(shipped, Answers(ask=("ect",))).groups
    assert len(group.open) == 3
    assert len(group.open) + len(group.more) == len(shipped.treatment["ect"].questions)


def test_every_question_has_one_box(shipped):
    answers = Answers(tried=("sertraline",), results={"sertraline": "no"}, ask=("ect", "rtms"))
    ids = [question.id for question in make_sheet(shipped, answers).questions]
    assert len(ids) == len(set(ids))
    assert {"result-no", "visit", "ect", "rtms"} <= {id.partition(".")[0] for id in ids}


def test_what_is_a_top_question_is_not_printed_again(shipped):
    key = shipped.treatment["ect"].questions[0]["key"]
    (group,) = make_sheet(shipped, Answers(ask=("ect",), top=(f"ect.{key}",))).groups
    assert f"ect.{key}" not in [question.id for question in group.printed]
    assert group.printed


def test_the_more_options_are_asked_about_the_fewer_questions_of_each_are_printed(shipped):
    printed = []
    for many in (1, 3, 5, 8, 14, 42):
        ask = tuple(shipped.treatment)[:many]
        printed.append(len(make_sheet(shipped, Answers(ask=ask)).groups[0].printed))
    assert printed == sorted(printed, reverse=True)
    assert printed[0] == 5
    assert printed[-1] == 0


def test_what_matters_is_named(shipped):
    assert make_sheet(shipped, Answers(matters=("memory",))).matters == ("My memory",)


def test_empty_rows_are_left_to_write_in(shipped):
    assert len(make_sheet(shipped, Answers()).spare_rows) == 5
    assert len(make_sheet(shipped, Answers(tried=tuple(shipped.tryable)[:20])).spare_rows) == 2


def test_a_catalogue_without_sets_makes_a_sheet_all_the_same():
    catalogue = make_catalogue(make_class("ssri", "sertraline"), make_treatment("ect"))
    sheet = make_sheet(catalogue, tried("sertraline"))
    assert [group.slug for group in sheet.more] == ["visit"]
    assert [row.key for row in sheet.rows] == ["sertraline"]


# --- what plans ask to see

VERDICTS = re.compile(r"eligib|qualif|approv|adequate|fail", re.IGNORECASE)


def test_forms_of_plans_come_for_what_is_asked_about_and_after_what_most_of_them_ask(shipped):
    plans = make_sheet(shipped, Answers(ask=("sleep", "ect"))).plans
    assert [plan.form.slug for plan in plans] == ["all", "ect"]


def test_an_option_without_rules_of_plans_brings_no_page(shipped):
    assert make_sheet(shipped, Answers(ask=("sleep",))).plans == ()


def test_a_part_goes_by_the_form_of_the_whole_and_no_form_stands_twice(shipped):
    parts = [slug for slug, option in shipped.treatment.items() if option.part_of == "rtms"]
    plans = make_sheet(shipped, Answers(ask=("rtms", *parts))).plans
    assert parts
    assert [plan.form.slug for plan in plans] == ["all", "rtms"]


def test_each_line_says_who_fills_it_and_whose_form_it_is(shipped):
    lines = [line for form in shipped.plan_form.values() for line in form.asks]
    assert {line["who"] for line in lines} == {"you", "clinic"}
    assert all(shipped.source[line["source"]].kind == "payer" for line in lines)


@pytest.mark.django_db
def test_the_page_of_plans_names_fields_and_no_verdict(client, published):
    asked = {"ask": ["rtms", "esketamine", "ect"], "tried": ["sertraline"]}
    text = client.post("/questions/", asked).text
    page = text[text.index('id="plan-page"') :]
    page = page[: page.index("</form>")]
    assert "Do not send this page yourself." in page
    assert "undated form, read November 2026" in page
    assert "April 2020" in page
    assert not VERDICTS.search(re.sub(r"<[^>]*>", "", page))


@pytest.mark.django_db
def test_forms_that_were_read_long_ago_drop_out_with_a_word(client, published, monkeypatch):
    monkeypatch.setattr(PlanForm, "CHECK_DAYS", -100_000)
    text = client.post("/questions/", {"ask": ["ect"]}).text
    assert "too long ago" in text
    assert "A second opinion by another doctor" not in text


@pytest.mark.parametrize("word", ["Eligible?", "Tries that failed", "An adequate dose"])
def test_a_word_of_verdict_does_not_load(word):
    line = {"field": word, "who": "you", "source": "a-form"}
    with pytest.raises(ValidationError, match="verdict"):
        SCHEMAS["PlanForm"]["asks"]([line])
    SCHEMAS["PlanForm"]["asks"]([line | {"field": "Tries that did not help"}])
