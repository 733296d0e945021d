"""The one form: what it takes, what it tells and ignores, and what it carries on."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from navigator.pages.form import NAMES_LENGTH_MAX, NavigatorForm


def post(data: dict) -> QueryDict:
    """Form data as a POST body brings it."""
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values if isinstance(values, list) else [values])
    return query


def form(shipped, **data) -> NavigatorForm:
    return NavigatorForm(post({name.replace("_", "-"): v for name, v in data.items()}), shipped)


# --- known values


def test_known_slugs_are_kept(shipped):
    bound = form(shipped, tried=["cbt", "sertraline", "ssri"])
    assert bound.answers.ticked == {"cbt", "sertraline", "ssri"}


def test_an_unknown_slug_is_told_and_all_else_kept(shipped):
    bound = form(shipped, tried=["sertraline", "moonbeam"])
    assert bound.answers.tried == ("sertraline",)
    assert "“moonbeam”" in bound.notices[0]


@pytest.mark.parametrize("name", ["__proto__", "__class__", "constructor", "answers", "0"])
def test_a_word_of_a_language_is_a_name_like_any_other(shipped, name):
    bound = form(
        shipped,
        **{"tried": [name, "cbt"], "ask": name, "kind": name, "top": name, "matters": name},
        **{f"result-{name}": "no", f"called-{name}": "x", f"many-{name}": "3"},
    )
    assert (bound.answers.tried, bound.answers.ask, bound.kinds) == (("cbt",), (), ())
    assert bound.answers.results == {}
    assert f"“{name}”" in bound.notices[0]


def test_a_result_is_kept_for_what_is_ticked(shipped):
    bound = form(shipped, tried=["sertraline"], result_sertraline="faded")
    assert bound.answers.results == {"sertraline": "faded"}


def test_a_result_for_something_not_ticked_is_ignored_in_silence(shipped):
    bound = form(shipped, result_sertraline="faded")
    assert (bound.answers.results, bound.notices) == ({}, [])


def test_a_medicine_taken_for_something_else_can_be_said(shipped):
    bound = form(shipped, tried=["trazodone"], result_trazodone="other-reason")
    assert bound.answers.results == {"trazodone": "other-reason"}


@pytest.mark.parametrize("name", ["result-sertraline", "many-ssri", "all"])
def test_an_unknown_value_is_told(shipped, name):
    bound = NavigatorForm(post({"tried": ["sertraline", "ssri"], name: "splendid"}), shipped)
    assert "“splendid”" in bound.notices[0]


def test_an_empty_value_says_nothing(shipped):
    bound = form(shipped, tried=["sertraline"], result_sertraline="", all="")
    assert (bound.answers.results, bound.notices) == ({}, [])


def test_at_most_three_top_questions_are_kept_in_the_order_sent(shipped):
    ids = list(shipped.question)[:4][::-1]
    bound = form(shipped, top=ids)
    assert bound.answers.top == tuple(ids[:3])
    assert "up to 3 top questions" in bound.notices[0]


def test_at_most_four_options_are_compared(shipped):
    assert len(form(shipped, compare=list(shipped.treatment)).answers.compare) == 4


# --- the same for all


def test_the_same_for_all_fills_what_is_empty_and_nothing_else(shipped):
    bound = form(shipped, tried=["sertraline", "cbt"], result_cbt="helped", all="no")
    assert bound.answers.results == {"sertraline": "no", "cbt": "helped"}


def test_the_same_for_all_can_be_taken_back(shipped):
    tried = {"tried": ["sertraline", "cbt"], "result_sertraline": "no", "result_cbt": "helped"}
    bound = NavigatorForm(
        post({"tried": tried["tried"], "result-sertraline": "no", "result-cbt": "helped"}
             | {"take-back": "sertraline"}),
        shipped,
    )  # fmt: skip
    assert bound.answers.results == {"cbt": "helped"}


def test_the_same_for_all_is_an_act_and_travels_nowhere(shipped):
    bound = form(shipped, tried=["sertraline"], all="no")
    assert "all" not in {name for name, _ in bound.hidden({})}


# --- how many of a family, and by which name


def test_how_many_of_a_family_is_kept_once_the_family_is_ticked(shipped):
    assert form(shipped, tried=["ssri"], many_ssri="3").answers.many == {"ssri": 3}
    assert form(shipped, many_ssri="3").answers.many == {}


@pytest.mark.parametrize("number", ["1", "10", "-2", "²", "3.5", "9" * 400])
def test_a_number_that_cannot_be_is_told(shipped, number):
    bound = form(shipped, tried=["ssri"], many_ssri=number)
    assert (bound.answers.many, len(bound.notices)) == ({}, 1)


def test_one_of_the_catalogue_s_own_names_may_be_called(shipped):
    bound = form(shipped, tried=["sertraline"], called_sertraline="Zoloft")
    assert bound.answers.called == {"sertraline": "Zoloft"}


def test_any_other_name_is_not_called(shipped):
    bound = form(shipped, tried=["sertraline"], called_sertraline="Poison")
    assert (bound.answers.called, bound.notices) == ({}, [])


# --- own words


def test_own_words_are_kept_each_once_on_one_line(shipped):
    bound = form(shipped, own=["Bach\n flowers", "Bach flowers", "  "])
    assert bound.answers.own == ("Bach flowers",)


def test_own_words_are_bounded_in_length_and_number(shipped):
    bound = form(shipped, own=[f"{n} " + "x" * 100 for n in range(12)])
    assert len(bound.answers.own) == 10
    assert max(map(len, bound.answers.own)) == 60
    assert len(bound.notices) == 1


@pytest.mark.parametrize("field", ["own", "names", "q"])
def test_words_of_despair_are_answered_and_kept_nowhere(shipped, field):
    bound = form(shipped, tried=["sertraline"], **{field: "I want to die"})
    assert bound.despair
    assert (bound.answers.own, bound.searched, bound.named.unknown) == ((), "", ())
    assert bound.answers.tried == ("sertraline",)


# --- names


def test_names_typed_are_ticked_by_the_name_that_was_typed(shipped):
    bound = form(shipped, names="zolof and effexor xr 150 mg")
    assert bound.answers.tried == ("sertraline", "venlafaxine")
    assert bound.answers.called["sertraline"] == "Zoloft"


def test_what_is_not_settled_stays_in_the_field(shipped):
    bound = form(shipped, names="Zoloft, xanafel")
    assert bound.named.unknown == ("xanafel",)


def test_names_are_cut_before_they_are_read(shipped):
    bound = form(shipped, names=" " * NAMES_LENGTH_MAX + "zoloft")
    assert bound.answers.tried == ()


# --- what travels on


def test_what_has_no_control_travels_as_hidden_pairs(shipped):
    bound = form(shipped, tried=["sertraline"], result_sertraline="no", ask=["ect"], own=["oats"])
    assert set(bound.hidden({"tried": ["sertraline"]})) == {("ask", "ect"), ("own", "oats")}


def test_with_no_control_at_all_everything_travels(shipped):
    bound = form(
        shipped, tried=["ssri"], result_ssri="no", many_ssri="2", called_ssri="SSRIs", open=["ect"]
    )
    assert set(bound.hidden({})) == {
        ("tried", "ssri"), ("result-ssri", "no"), ("many-ssri", "2"), ("called-ssri", "SSRIs"),
        ("open", "ect"),
    }  # fmt: skip


def test_get_binds_the_kind_from_the_query_and_nothing_else(shipped):
    request = RequestFactory().get("/options/?kind=procedure&tried=sertraline&names=zoloft")
    bound = NavigatorForm.of(request, shipped)
    assert (bound.kinds, bound.answers.tried) == (("procedure",), ())


def test_post_binds_the_body_even_an_empty_one(shipped):
    request = RequestFactory().post("/options/?kind=procedure&tried=sertraline")
    bound = NavigatorForm.of(request, shipped)
    assert (bound.kinds, bound.answers.tried) == ((), ())


@pytest.mark.parametrize(
    ("value", "shown"), [("matched", "matched"), ("asked", "asked"), ("x", "")]
)
def test_only_known_ways_to_show_the_list_count(shipped, value, shown):
    assert form(shipped, show=value).show == shown
