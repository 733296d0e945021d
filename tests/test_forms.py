"""The one form: what it takes, what it tells and ignores, and what it carries on."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from navigator.pages.form import NavigatorForm


def post(data: dict) -> QueryDict:
    """Form data as a POST body brings it."""
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values if isinstance(values, list) else [values])
    return query


def form(shipped, **data) -> NavigatorForm:
    return NavigatorForm(post({name.replace("_", "-"): v for name, v in data.items()}), shipped)


def test_known_slugs_are_kept(shipped):
    assert form(shipped, tried=["cbt", "sertraline", "ssri"]).answers.ticked == {
        "cbt",
        "sertraline",
        "ssri",
    }


def test_an_unknown_slug_is_told_and_all_else_kept(shipped):
    bound = form(shipped, tried=["sertraline", "moonbeam"])
    assert bound.answers.tried == ("sertraline",)
    assert "“moonbeam”" in bound.told[0]


def test_a_result_is_kept_for_what_is_ticked(shipped):
    bound = form(shipped, tried=["sertraline"], result_sertraline="faded")
    assert bound.answers.results == {"sertraline": "faded"}


def test_a_result_for_something_not_ticked_is_ignored(shipped):
    bound = form(shipped, result_sertraline="no")
    assert (bound.answers.results, bound.told) == ({}, [])


def test_an_unknown_result_is_told(shipped):
    assert form(shipped, tried=["sertraline"], result_sertraline="fine").told


def test_an_empty_result_is_not_said(shipped):
    assert form(shipped, tried=["sertraline"], result_sertraline="").answers.results == {}


def test_of_two_results_for_one_thing_the_last_said_counts(shipped):
    bound = form(shipped, tried=["sertraline"], result_sertraline=["no", "partly", ""])
    assert bound.answers.results == {"sertraline": "partly"}


def test_at_most_three_top_questions_are_kept_and_it_is_told(shipped):
    ids = [f"rtms.{q['key']}" for q in shipped.treatment["rtms"].questions][:4]
    bound = form(shipped, top=ids)
    assert bound.answers.top == tuple(ids[:3])
    assert "up to 3" in bound.told[0]


@pytest.mark.parametrize("owner", ["visit.options", "visit.thyroid"])
def test_questions_for_any_visit_may_be_top(shipped, owner):
    assert form(shipped, top=[owner]).answers.top == (owner,)


def test_a_question_of_a_result_may_be_top(shipped):
    key = shipped.question_set["result-partly"].questions[0]["key"]
    assert form(shipped, top=[f"result-partly.{key}"]).answers.top == (f"result-partly.{key}",)


def test_at_most_four_are_compared(shipped):
    bound = form(shipped, compare=["cbt", "act", "dbt", "ect", "vns"])
    assert len(bound.answers.compare) == 4
    assert bound.told


def test_a_search_with_control_characters_is_cleaned(shipped):
    assert form(shipped, q="ket\x00amine\n").searched == "ket amine"


def test_a_long_search_is_cut(shipped):
    assert len(form(shipped, medicine="x" * 5000).medicine_searched) == 100


def test_a_get_reads_the_kind_alone(shipped):
    request = RequestFactory().get("/options/?kind=procedure&tried=sertraline&q=ect")
    bound = NavigatorForm.of(request, shipped)
    assert bound.kinds == ("procedure",)
    assert (bound.answers.tried, bound.searched) == ((), "")


def test_an_empty_post_binds_the_body_and_not_the_query(shipped):
    request = RequestFactory().post("/options/?kind=procedure", {})
    assert NavigatorForm.of(request, shipped).kinds == ()


def test_the_filler_is_ignored(shipped):
    bound = form(shipped, tried=["cbt"], pad="p" * 900)
    assert (bound.answers.tried, bound.told) == (("cbt",), [])


def test_what_has_no_control_on_a_page_travels_hidden(shipped):
    bound = form(shipped, tried=["cbt", "ect"], result_ect="no", ask=["vns"])
    hidden = bound.hidden({"tried": ["cbt"]})
    assert ("tried", "ect") in hidden
    assert ("result-ect", "no") in hidden
    assert ("ask", "vns") in hidden
    assert ("tried", "cbt") not in hidden


def test_markup_in_a_value_is_told_as_text_and_cut(shipped):
    (told,) = form(shipped, tried=["<script>alert(1)</script>" * 20]).told
    assert len(told) < 250
