"""Finding options and medicines by any name, slips forgiven."""

import pytest

from navigator.names.search import find_medicines, find_options


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("sertraline", "sertraline"),
        ("Zoloft", "sertraline"),
        ("zolfot", "sertraline"),
        ("lustral", "sertraline"),
        ("sertaline", "sertraline"),
        ("prozac", "fluoxetine"),
        ("EFFEXOR", "venlafaxine"),
        ("efexor", "venlafaxine"),
        ("spravato", "esketamine"),
        ("wellbutrin", "bupropion"),
        ("st johns wort", "st-johns-wort"),
        ("lithum", "lithium"),
        ("abilfy", "aripiprazole"),
        ("ssri", "ssri"),
    ],
)
def test_a_medicine_is_found_by_its_name_brand_or_a_slip_of_it(shipped, typed, slug):
    assert find_medicines(shipped, typed)[0].slug == slug


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("rtms", "rtms"),
        ("TMS", "rtms"),
        ("shock therapy", "ect"),
        ("electroconvulsive", "ect"),
        ("cbt", "cbt"),
        ("cognitve", "cbt"),
        ("spravato", "esketamine"),
        ("gene test", "pharmacogenomic-testing"),
        ("vagus", "vns"),
        ("mindfulness", "mindfulness"),
        ("sleep", "sleep"),
        ("abilify", "antipsychotic-add-on"),
    ],
)
def test_an_option_is_found_by_name_brand_everyday_name_or_abbreviation(shipped, typed, slug):
    assert slug in find_options(shipped, typed)[:3]


def test_the_brand_that_was_typed_is_told_with_what_was_found(shipped):
    assert find_medicines(shipped, "zoloft")[0].name == "Zoloft"


def test_the_whole_name_stands_before_its_longer_neighbours(shipped):
    assert find_medicines(shipped, "bupropion")[0].slug == "bupropion"


@pytest.mark.parametrize("typed", ["", "   ", "xqzxqz", "!!!"])
def test_what_fits_nothing_finds_nothing(shipped, typed):
    assert find_medicines(shipped, typed) == []
    assert find_options(shipped, typed) == []
