"""On paper: no furniture, urgent help on every print, nothing cut off, the sheet on two pages."""

import pytest
from playwright.sync_api import expect

from navigator.matching.sheet import short_name
from tests import people
from tests.browser.steps import answered, choose, fragment, go, printed

FILLED = fragment(people.TRIED_TWO) + "&top=rtms.metal,visit.cost"
PRINTS = {
    "list": "/options/" + FILLED,
    "option": "/options/esketamine/",
    "comparison": "/compare/" + FILLED,
    "sheet": "/questions/" + FILLED,
    "blank sheet": "/questions/blank/",
    "handout": "/clinicians/",
    "urgent help": "/urgent/",
    "visit": "/visit/",
}
FURNITURE = [
    "Skip to the main part", "My sheet", "Leave this site", "Clear my answers", "Show my options",
    "Make my sheet", "Make the link", "Copy link", "Back to options", "To my sheet", "1. Tick",
    "No name, no account", "Ask about this", "About this guide", "Quality report",
    "This copy names no publisher", "Tick up to three",
]  # fmt: skip
SIZES = ["A4", "Letter"]
STANDINGS = [
    "On your list", "names this after", "You can ask about this", "name other steps first",
]  # fmt: skip
# What page one holds, in this order.
ORDER = [
    "Notes for my visit", "Not safe?", "To my psychiatrist or doctor", "I would like to talk about",
    "Now", "Thoughts of not wanting to live", "My top questions", "Taking now",
]  # fmt: skip
MANY = [
    "sertraline", "venlafaxine", "bupropion", "mirtazapine", "escitalopram", "duloxetine",
    "nortriptyline", "fluoxetine", "aripiprazole", "lithium", "cbt", "rtms", "vortioxetine",
    "paroxetine", "liothyronine", "brexpiprazole", "quetiapine", "mindfulness", "ect", "ketamine",
    "lamotrigine", "behavioral-activation", "act", "citalopram", "desvenlafaxine",
]  # fmt: skip


def who_tried(count, result):
    """Somebody who tried so many things, which all went alike, and asks about three options."""
    asked = {"ask": ["esketamine", "vns", "sleep"], "top": ["visit.cost"], "matters": ["memory"]}
    return {"tried": MANY[:count], **{f"result-{s}": [result] for s in MANY[:count]}, **asked}


TWENTY_FIVE = who_tried(25, "side-effects")
CAST = {
    "a first-timer": (people.TRIED_ONE, 2),
    "two medicines and a therapy": (people.TRIED_TWO, 2),
    "side effects only": (people.STOPPED_FOR_SIDE_EFFECTS, 2),
    "only questions": ({"ask": ["ect", "vns", "ketamine"], "top": ["visit.cost"]}, 2),
    "everything": (people.TRIED_EVERYTHING, 3),
    "twelve things": (who_tried(12, "unsure"), 2),
    "twenty-five things": (TWENTY_FIVE, 3),
}
# Edges of what is drawn, against the edges of the page that holds it.
CUT = """() => {
  const page = document.documentElement.getBoundingClientRect();
  return [...document.querySelectorAll("main *, .urgent-line")]
    .filter((each) => each.checkVisibility())
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.width)
    .filter(([each, box]) => box.right > page.right - 0.5 || box.left < page.left + 0.5)
    .map(([each, box]) => `${each.outerHTML.slice(0, 80)} ${box.left} to ${box.right}`);
}"""


def open_sheet(page, person):
    go(page, "/questions/" + fragment(person))


def assert_order(text, parts):
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def open_print(page, name):
    go(page, PRINTS[name])
    if name == "handout":
        with answered(page):
            choose(page, "rtms")
            choose(page, "ect")


@pytest.mark.parametrize("name", PRINTS)
def test_a_print_has_urgent_help_and_no_furniture(desktop, name):
    open_print(desktop, name)
    paper = printed(desktop)
    assert "988" in paper.pages[0]
    assert "911" in paper.pages[0]
    assert [word for word in FURNITURE if word in paper.text] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["sheet", "blank sheet"])
def test_the_sheet_has_two_pages_and_a_neutral_title(phone, name, size):
    open_print(phone, name)
    paper = printed(phone, size)
    assert len(paper.pages) == 2
    assert paper.title == "Notes for my visit"
    assert "Notes for my visit" in paper.pages[0]
    assert not any(word in paper.text for word in STANDINGS)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CAST)
def test_five_people_have_the_pages_they_need_and_page_one_ends_after_taking_now(
    desktop, name, size
):
    person, most = CAST[name]
    open_sheet(desktop, person)
    paper = printed(desktop, size)
    assert len(paper.pages) <= most
    assert_order(paper.pages[0], ORDER)
    assert len(paper.pages[-1]) > 700  # no page is nearly empty


@pytest.mark.parametrize("size", SIZES)
def test_no_row_of_the_history_is_split_between_two_pages(desktop, size):
    open_sheet(desktop, TWENTY_FIVE)
    paper = printed(desktop, size)
    names = desktop.locator("#sheet [data-row] th").all_inner_texts()
    assert len(names) == 25
    for row in (name.split("(")[0].strip() for name in names):
        after = [page.split(row, 1)[1] for page in paper.pages if row in page]
        assert any("none · a bit · half · most" in each[:90] for each in after), row


def test_letters_are_ten_points_or_more(desktop):
    open_sheet(desktop, TWENTY_FIVE)
    desktop.emulate_media(media="print")
    sizes = desktop.locator("#sheet, #sheet *").evaluate_all(
        """all => all.filter((each) => each.checkVisibility())
          .map((each) => parseFloat(getComputedStyle(each).fontSize))"""
    )
    assert min(sizes) >= 10 * 96 / 72 - 0.01


def test_each_top_question_has_its_option_and_room_to_write(desktop):
    open_print(desktop, "sheet")
    desktop.emulate_media(media="print")
    desktop.set_viewport_size({"width": 695, "height": 964})  # Letter, without its margins
    lines = desktop.locator(".q-room li")
    assert lines.first.inner_text().startswith("TMS: ")
    heights = lines.evaluate_all("all => all.map((line) => line.getBoundingClientRect().height)")
    assert len(heights) == 3
    assert min(heights) > 45  # 12 mm


def test_what_stands_among_the_top_questions_is_not_printed_twice(desktop):
    open_print(desktop, "sheet")
    text = printed(desktop).text
    assert text.count("Could any metal or implant in my body be a problem?") == 1


def test_what_is_blank_on_paper_is_nowhere_on_the_screen(desktop):
    open_print(desktop, "sheet")
    words = ("Thoughts of not wanting to live", "Alcohol or drugs", "Pregnant", "Hospital stays")
    text = printed(desktop).text
    assert [word for word in words if word not in text] == []
    seen = desktop.locator("main").inner_text()
    assert [word for word in words if word in seen] == []
    fields = desktop.locator("#sheet :is(input, textarea, select)").evaluate_all(
        "all => all.map((field) => field.id)"
    )
    assert not any(word in id for id in fields for word in ("live", "alcohol", "preg", "hospital"))


def test_a_note_typed_on_the_screen_is_printed_whole(desktop):
    open_print(desktop, "sheet")
    why = "penicillin, and the tape that they used for the drip"
    desktop.locator("#n-allergies").fill(why)
    desktop.locator("#n-questions").fill("May I still travel in June?")
    paper = printed(desktop)
    assert why.replace(" ", "") in paper.pages[0].replace(" ", "")
    assert "May I still travel in June?" in paper.text
    assert len(paper.pages) == 2


@pytest.mark.parametrize("asked", [0, 2, 5, 9, 16, 42])
def test_many_options_make_no_more_pages(desktop, shipped, asked):
    options = shipped.treatments[:asked]
    person = people.TRIED_TWO | {"ask": [option.slug for option in options]}
    open_sheet(desktop, person)
    paper = printed(desktop, "Letter")
    assert len(paper.pages) == 2
    assert all(short_name(option.name) in paper.pages[0] for option in options)


@pytest.mark.parametrize("name", PRINTS)
def test_no_edge_is_cut_off(desktop, name):
    open_print(desktop, name)
    desktop.emulate_media(media="print")
    desktop.set_viewport_size({"width": 695, "height": 1030})  # A4, without its margins
    assert desktop.evaluate(CUT) == []


def test_the_handout_shows_the_link_once_to_be_typed(desktop):
    open_print(desktop, "handout")
    paper = printed(desktop)
    assert len(paper.pages) == 1
    assert paper.text.count("/options/#ask=") == 1


def test_kinds_that_are_folded_on_the_screen_are_printed(desktop):
    go(desktop, "/options/")
    desktop.locator("#g-procedure > summary").click()
    assert "ECT" in printed(desktop).text


def test_what_plans_ask_to_see_is_printed_on_request_alone(desktop):
    open_sheet(desktop, who_tried(3, "no"))
    assert "What plans ask to see" not in printed(desktop).text
    desktop.get_by_label("Add a page: what plans ask to see").check()
    paper = printed(desktop)
    page = paper.pages[-1]
    assert page.startswith("What plans ask to see For you and your clinic.")
    assert "Zoloft (sertraline) SSRIs" in page
    assert "undated form, read November 2026" in page


def test_it_is_for_readers_in_the_us(desktop):
    open_sheet(desktop, who_tried(3, "no"))
    desktop.locator("#country").select_option("uk")
    expect(desktop.locator("#with-plans")).to_be_hidden()
