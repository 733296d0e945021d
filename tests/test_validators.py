"""What a JSON value must look like, and the path to every place where it does not."""

import pytest
from django.core.exceptions import ValidationError

from navigator.content import schemas as facts
from navigator.content.validators import (
    boolean,
    day,
    describe,
    integer,
    list_of,
    mapping,
    mapping_of,
    one_of,
    phone_number,
    require,
    text,
    web_address,
)

PERSON = mapping({"name": text(at_most=5)}, {"age": integer(0, 150)})


def found(shape, value):
    return [(problem.at, problem.found) for problem in shape(value)]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        (7, "the number 7"),
        (1.5, "the number 1.5"),
        ("seven", "“seven”"),
        ("x" * 61, f"“{'x' * 60}…”"),
        ([1, 2], "a list of 2"),
        ({"a": 1, "b": 2}, "keys a, b"),
        ({}, "an empty mapping"),
    ],
)
def test_a_value_is_described_in_a_few_words(value, words):
    assert describe(value) == words


def test_a_mapping_of_many_keys_is_described_shortly():
    assert len(describe({f"key-{n}": n for n in range(1000)})) <= 60


@pytest.mark.parametrize("value", ["x", "x" * 5, "  x  "])
def test_a_text_within_its_length_is_well(value):
    assert found(text(at_most=5), value) == []


@pytest.mark.parametrize(("value", "size"), [("", 0), ("   ", 0), ("x" * 6, 6)])
def test_a_text_of_another_length_is_told_with_its_length(value, size):
    assert found(text(at_most=5), value) == [((), f"{size} characters")]


@pytest.mark.parametrize("value", [7, True, None, ["x"], {"x": 1}])
def test_what_is_no_text_is_told(value):
    assert [problem.expected for problem in text(at_most=5)(value)] == ["a text"]


@pytest.mark.parametrize("value", [0, 5])
def test_a_number_at_its_bounds_is_well(value):
    assert found(integer(0, 5), value) == []


@pytest.mark.parametrize("value", [-1, 6, 1.0, "1", True, None])
def test_what_is_no_whole_number_within_bounds_is_told(value):
    (problem,) = integer(0, 5)(value)
    assert problem.expected == "a whole number from 0 to 5"


@pytest.mark.parametrize("value", ["yes", "no", 0, 1, None])
def test_only_true_and_false_are_a_yes_or_no(value):
    assert found(boolean, value) == [((), describe(value))]


@pytest.mark.parametrize("value", ["c", "A", 1, None, ["a"]])
def test_a_word_that_may_not_be_chosen_is_told_with_those_that_may(value):
    (problem,) = one_of(["a", "b"])(value)
    assert problem.expected == "one of: a, b"


@pytest.mark.parametrize("value", ["2026-11-23", "2028-02-29"])
def test_a_day_is_well(value):
    assert found(day, value) == []


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-29",
        "2026-2-9",
        "20261123",
        "2026-W48-1",
        "23.11.2026",
        "2026-11-23T00:00",
        20261123,
    ],
)
def test_a_day_written_in_another_way_is_told(value):
    (problem,) = day(value)
    assert problem.expected == "a day written as 2026-11-23"


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "http://example.org",
        "//example.org",
        "https://",
        "https://a b.org",
        7,
    ],
)
def test_an_address_by_another_scheme_is_told(value):
    (problem,) = web_address("https")(value)
    assert problem.expected == "an address that begins with https://"


def test_an_address_may_have_one_of_several_schemes():
    assert found(web_address("https", "http"), "http://example.org/a?b=c#d") == []


@pytest.mark.parametrize("value", ["988", "13 11 14", "1-800-222-1222", "+44 116 123"])
def test_a_phone_number_is_well(value):
    assert found(phone_number, value) == []


@pytest.mark.parametrize("value", [988, "call us", "988;ext=1", "", "9"])
def test_what_cannot_be_dialed_is_told(value):
    assert found(phone_number, value) == [((), describe(value))]


def test_a_list_of_another_length_is_told_and_its_members_are_still_looked_at():
    shape = list_of(integer(0, 5), at_least=2)
    assert found(shape, ["x"]) == [((), "1 entry"), ((0,), "“x”")]


def test_a_mapping_in_the_place_of_a_list_is_told():
    assert found(list_of(integer(0, 5)), {}) == [((), "an empty mapping")]


def test_a_list_in_the_place_of_a_mapping_is_told():
    assert found(PERSON, []) == [((), "a list of 0")]


def test_a_missing_key_is_told():
    assert found(PERSON, {"age": 7}) == [((), "no “name”")]


def test_an_unknown_key_is_told_with_its_path():
    assert found(PERSON, {"name": "Ann", "nmae": "Ann"}) == [(("nmae",), "unknown key “nmae”")]


def test_the_path_leads_through_lists_and_mappings():
    value = [{"name": "Ann"}, {"name": "Bob", "age": 200}]
    assert found(list_of(PERSON), value) == [((1, "age"), "the number 200")]


def test_all_mismatches_are_told_at_once():
    assert len(found(list_of(PERSON), [{"age": "x"}, 7])) == 3


def test_any_key_may_stand_in_a_mapping_of_values():
    assert found(mapping_of(integer(0, 5)), {"a": 1, "b": 9}) == [(("b",), "the number 9")]


def test_some_mappings_take_a_few_keys_alone():
    shape = mapping_of(integer(0, 5), keys=["us", "uk"])
    assert found(shape, {"us": 1, "usa": 1}) == [(("usa",), "unknown key “usa”")]


def test_what_is_required_raises_every_mismatch_with_its_path():
    with pytest.raises(ValidationError) as error:
        require(list_of(PERSON), [{}, 7])
    assert [each.params["at"] for each in error.value.error_list] == [(0,), (1,)]


def test_what_is_required_and_well_raises_nothing():
    assert require(PERSON, {"name": "Ann"}) is None


def test_a_mismatch_reads_as_a_sentence():
    with pytest.raises(ValidationError) as error:
        require(text(at_most=5), 7)
    assert error.value.messages == ["the number 7; expected a text"]


# --- the facts that are made of these shapes ------------------------------------------------

RULE = {"because": "A label says so.", "strength": "label", "source": "a-label"}


@pytest.mark.parametrize(
    "condition",
    [
        {"antidepressants": 2},
        {"tried": ["ect"]},
        {"tried_any": ["ect", "rtms"]},
        {"result": {"of": "ect", "is": ["no"]}},
        {"antidepressants": 2, "tried_any": ["ect"]},
    ],
)
def test_a_rule_may_ask_for_each_condition(condition):
    assert facts.rules([RULE | condition]) is None


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"antidepressants": 0},
        {"antidepressants": "2"},
        {"tried": []},
        {"tried": "ect"},
        {"result": {"of": "ect"}},
        {"result": {"of": "ect", "is": "no"}},
        {"antidepressants": 2, "strength": "rumor"},
        {"antidepressants": 2, "source": ""},
        {"antidepressants": 2, "country": "de"},
        {"when": "antidepressants >= 2"},
    ],
)
def test_a_rule_of_another_form_is_refused(change):
    with pytest.raises(ValidationError):
        facts.rules([RULE | change])


@pytest.mark.parametrize("value", [{}, [], None, "", {"min": 1}, {"min": 1, "max": "two"}])
def test_a_range_needs_both_ends(value):
    with pytest.raises(ValidationError):
        facts.practicalities({"course_weeks": value})


def test_nothing_at_all_is_a_fact_that_is_unknown():
    assert facts.practicalities({}) is None


REVIEW = {"by": "A name", "role": "Psychiatrist", "on": "2026-11-23"}


def test_a_review_by_a_clinician_has_a_name_a_role_and_a_day():
    assert facts.review(REVIEW) is None


@pytest.mark.parametrize("change", [{"by": ""}, {"on": "soon"}, {"license": "123"}])
def test_a_review_of_another_form_is_refused(change):
    with pytest.raises(ValidationError):
        facts.review(REVIEW | change)


def test_a_mapping_of_values_in_the_form_of_a_list_is_told():
    assert found(mapping_of(integer(0, 5)), [1]) == [((), "a list of 1")]
