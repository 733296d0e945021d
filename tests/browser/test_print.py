"""On paper: no furniture, urgent help on every print, nothing cut off, the sheet on two pages."""

import io

import pytest
from pypdf import PdfReader

from navigator.pages.cards import LABELS
from tests import people
from tests.browser.steps import answered, choose, flat, fragment, go, printed

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
    assert not any(label in paper.text for label in LABELS.values())


@pytest.mark.parametrize("size", SIZES)
def test_the_first_page_holds_questions_and_history_and_is_full(desktop, size):
    open_print(desktop, "sheet")
    reader = PdfReader(io.BytesIO(desktop.pdf(format=size)))
    lowest = []

    def note(text, page, line, *_):
        if text.strip():  # the place of a line, in the space of the page
            lowest.append(page[1] * line[4] + page[3] * line[5] + page[5])

    first = reader.pages[0]
    text = flat(first.extract_text(visitor_text=note))
    for part in ("Three questions that fit any visit", "My top questions", "My treatment history",
                 "Taking now?", "Allergies", "Alcohol or drugs"):  # fmt: skip
        assert part in text
    assert "More I may ask" not in text
    height = float(first.mediabox.height)
    assert min(lowest) < height * 0.1  # the last line stands near the foot


def test_each_top_question_has_room_to_write(desktop):
    open_print(desktop, "sheet")
    desktop.emulate_media(media="print")
    desktop.set_viewport_size({"width": 695, "height": 964})  # Letter, without its margins
    heights = desktop.locator(".q-list--room li").evaluate_all(
        "lines => lines.map((line) => line.getBoundingClientRect().height)"
    )
    assert len(heights) == 2
    assert min(heights) > 60  # 16 mm: two lines by hand


def test_what_stands_among_the_top_questions_is_not_printed_twice(desktop):
    open_print(desktop, "sheet")
    text = printed(desktop).text
    assert text.count("Could any metal or implant in my body be a problem?") == 1


def test_a_note_typed_on_the_screen_is_printed_whole(phone):
    open_print(phone, "sheet")
    why = "It made me so sleepy that I could not drive to work any more"
    phone.get_by_label("Why stopped: sertraline").fill(why)
    phone.locator("#own-questions").fill("May I still travel in June?")
    paper = printed(phone)
    # A narrow column breaks words, so letters alone are compared.
    assert why.replace(" ", "") in paper.pages[0].replace(" ", "")
    assert "May I still travel in June?" in paper.text
    assert len(paper.pages) == 2


@pytest.mark.parametrize("asked", [0, 2, 5, 9, 16, 42])
def test_many_options_still_make_two_pages(desktop, shipped, asked):
    options = shipped.treatments[:asked]
    person = people.TRIED_EVERYTHING | {"ask": [option.slug for option in options]}
    go(desktop, "/questions/" + fragment(person))
    paper = printed(desktop, "Letter")
    assert len(paper.pages) == 2
    assert all(option.name in paper.text for option in options)


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
