"""What we promise about words: what the loader takes, and what it tells."""

import pytest

from navigator.content.frontmatter import ContentFile, read
from navigator.content.promises import BANNED, names_of, passages, problems, whole_text
from tests.builders import make_catalogue, make_treatment
from tests.trees import OPTION, Tree


def found(text: str) -> list[str]:
    return [found for found, _ in problems(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Take 20 mg each morning.", "300 milligrams", "50mcg", "1,000 IU", "two pills each night",
        "Zoloft 50 mg", "one tablet twice daily", "Take half a tablet.", "0.5 mL", "2 puffs a day",
    ],
)  # fmt: skip
def test_a_dose_is_told(text):
    assert found(text)[0].startswith("the dose")


@pytest.mark.parametrize(
    "text",
    [
        "Sessions take 20 minutes.", "Ask if your dose is low.", "It takes 4 to 6 weeks.",
        "Some people take pills at night.", "Try it for 12 weeks.",
        "In 2024 a study had 129 people.",
    ],
)  # fmt: skip
def test_what_is_no_dose_is_not_told(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "You failed two medicines.", "You've failed it.", "treatment failure", "You are eligible.",
        "You may qualify for it.", "It is the last resort.", "a breakthrough", "We recommend it.",
        "You should take it.", "the best option", "It is your fault.", "a fair trial",
        "Don’t worry.", "She suffers.", "a non-responder", "It is guaranteed.",
    ],
)  # fmt: skip
def test_blame_promises_and_verdicts_are_told(text):
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is not your fault.", "It is not a cure.", "No one can guarantee that it helps.",
        "US Substance Abuse and Mental Health Services", "It did not help enough.",
    ],
)  # fmt: skip
def test_kind_words_are_not_told(text):
    assert found(text) == []


def test_the_list_of_words_is_long():
    assert len(BANNED) > 40


@pytest.mark.parametrize("text", ["40% of people", "40 percent", "1 in 5 people", "two out of ten"])
def test_another_number_than_out_of_100_is_told(text):
    assert found(text)


def test_what_is_rarer_than_one_in_a_hundred_may_be_said_of_more():
    assert found("About 7 in 10,000 people had a seizure (no comparison group).") == []


@pytest.mark.parametrize(
    "text",
    ["40 out of 100 people got better.", "About 5 to 14 of 100 people feel worse.", "3 of 100"],
)
def test_a_figure_without_its_group_is_told(text):
    (told,) = found(text)
    assert told.endswith("alone")


@pytest.mark.parametrize(
    "text",
    [
        "40 out of 100 people got better, and 30 out of 100 on a dummy pill.",
        "40 out of 100 people got better, and 30 without it.",
        "25 out of 100 got nearly well with it, and 16 with lithium.",
        "About 5 to 14 of 100 people feel worse (no comparison group).",
        "In 40 of 100 it helped. There was nothing to compare it with.",
    ],
)
def test_a_figure_with_its_group_is_not_told(text):
    assert found(text) == []


# --- where it is told


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


def test_a_paragraph_over_two_lines_is_one_passage_and_list_items_are_not(tree):
    tree.change("You sit and wait.", "One line\nand another.\n\n- First.\n- Second.")
    file = ContentFile(tree.path(OPTION), tree.root)
    assert read(file)
    said = [passage.text for passage in passages(file) if not passage.at]
    assert {"One line and another.", "- First.", "- Second."} <= set(said)


def test_a_number_of_the_next_item_is_not_taken_for_the_other_group(tree):
    tree.change("You sit and wait.", "- It helped 40 out of 100 people.\n- It took 30 weeks.")
    (told,) = tree.problems()
    assert told.found == "“40 out of 100” alone"


def test_addresses_slugs_and_names_that_are_never_shown_are_not_read(tree):
    tree.change("https://example.org", "https://example.org/cure-20mg", "sources.md")
    assert tree.messages() == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("medicines/ssri.md", "Zoloft", "Zoloft 50 mg"),
        ("pages/about.md", "checked_on", "summary: Take 20 mg.\nchecked_on"),
    ],
)
def test_every_text_is_held_brands_too(tree, name, old, new):
    if "summary:" in new:
        text = tree.path(name).read_text("utf-8")
        line = next(row for row in text.split("\n") if row.startswith("summary:"))
        old, new = line, "summary: Take 20 mg."
    tree.change(old, new, name)
    assert "the dose" in tree.messages()[0]


def test_all_broken_promises_are_told_in_one_run(tree):
    tree.change("You sit and wait.", "Take 20 mg. You failed. It helped 40%.")
    assert len(tree.messages()) == 3


# --- how hard a text is


def test_all_that_people_read_is_measured():
    option = make_treatment(benefits=["A gain. [@a]", "Another."])
    assert "A gain." in whole_text(option)
    assert "[@a]" not in whole_text(option)


def test_an_item_without_a_name_does_not_spoil_the_grade_of_others():
    option = make_treatment()
    option.name = ""
    assert "" not in names_of(make_catalogue(option))
