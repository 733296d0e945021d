"""From the first page to the paper in the hand: on a phone and a desktop, script on and off."""

import pytest
from playwright.sync_api import Page, expect

from navigator.choices import Result
from navigator.pages.cards import LABELS
from tests import people
from tests.browser.steps import (
    answered,
    choose,
    fill_in,
    go,
    press,
    printed,
    standings,
    tick,
    ticked,
    to_sheet,
    went,
)

WAYS = [("phone", True), ("desktop", True), ("phone", False), ("desktop", False)]
STORIES = {
    "first-timer": people.NEW_PATIENT,
    "stopped for side effects": people.STOPPED_FOR_SIDE_EFFECTS,
    "tried ten things and ECT": people.TRIED_EVERYTHING,
    "unsure of everything": people.UNSURE_OF_EVERYTHING,
}
either_way = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.mark.parametrize("size, script", WAYS)
def test_ticks_lead_to_a_sheet_in_the_hand(open_page, size, script):
    page = open_page(size, script=script)
    go(page, "/")
    page.get_by_role("link", name="Start").click()
    fill_in(page, people.TRIED_TWO)
    if not script:
        press(page, "Show my options")
    expect(page.locator("[data-treatment=rtms] .label")).to_have_text(LABELS["matched"])
    expect(page.locator("[data-treatment=cbt] .label")).to_have_text(LABELS["tried"])
    to_sheet(page, script=script)
    page.locator('label[for="q-rtms.metal"]').click()
    if not script:
        press(page, "Update my sheet")
    expect(page.locator(".q-list--room li").first).to_have_text(
        "Could any metal or implant in my body be a problem?"
    )
    paper = printed(page)
    assert len(paper.pages) == 2
    assert "My top questions 1. Could any metal or implant in my body be a problem?" in paper.text
    assert "sertraline It did not help enough" in paper.text


@either_way
@pytest.mark.parametrize("name", STORIES)
def test_each_of_four_people_gets_two_pages(open_page, shipped, name, script):
    person = STORIES[name]
    page = open_page("phone", script=script)
    go(page, "/")
    page.get_by_role("link", name="Start").click()
    fill_in(page, person)
    to_sheet(page, script=script, empty=not person)
    for size in ("A4", "Letter"):
        paper = printed(page, size)
        assert len(paper.pages) == 2
        for slug in (*person.get("tried", []), *person.get("ask", [])):
            assert shipped.name_of(slug) in paper.text
        for slug in person.get("tried", []):
            for result in person.get(f"result-{slug}", []):
                assert Result(result).label in paper.text
        assert "988" in paper.pages[0]
        assert "988" in paper.pages[1]
        assert not any(label in paper.text for label in LABELS.values())


def test_a_first_sheet_for_two_medicines_and_a_therapy_takes_under_15_taps(phone):
    taps = []

    def tap(locator):
        taps.append(str(locator))
        locator.click()

    go(phone, "/")
    tap(phone.get_by_role("link", name="Start"))
    for family, slug, result in [
        (None, "sertraline", "no"),  # the first family stands open
        ("SNRIs", "venlafaxine", "side-effects"),
        ("Talk therapies", "cbt", "partly"),
    ]:
        if family:
            tap(phone.locator("summary", has_text=family).first)
        tap(phone.locator(f'label[for="t-{slug}"]'))
        # A list takes two taps: one opens it, one chooses.
        taps.extend([f"open {slug}", f"choose {result}"])
        went(phone, slug, result)
    with answered(phone):
        tap(phone.get_by_role("button", name="Make my sheet"))
    phone.evaluate("window.print = () => { window.wasPrinted = true }")
    tap(phone.get_by_role("button", name="Print"))
    assert phone.evaluate("window.wasPrinted")
    assert ticked(phone, "top") == set()
    assert len(taps) < 15, taps


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_options_follow_the_ticks_without_a_reload(open_page, size):
    page = open_page(size)
    go(page, "/options/")
    page.evaluate("window.still = 'here'")
    assert set(standings(page).values()) <= {"open", "later"}
    with answered(page):
        tick(page, "sertraline")
        went(page, "sertraline", "partly")
    assert standings(page)["augmentation"] == "matched"
    assert page.evaluate("window.still") == "here"


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_an_answer_moves_neither_focus_nor_place(open_page, size):
    page = open_page(size)
    go(page, "/options/#tried=sertraline")
    box = page.locator("#a-ect")
    box.focus()
    before = box.bounding_box()["y"]
    with answered(page):
        box.press("Space")
    assert page.evaluate("document.activeElement.id") == "a-ect"
    assert box.bounding_box()["y"] == pytest.approx(before, abs=1)


def test_the_list_of_top_questions_grows_without_moving_the_box_under_the_finger(phone):
    go(phone, "/questions/#ask=rtms&top=visit.cost")
    box = phone.locator('[id="q-rtms.cover"]')
    box.scroll_into_view_if_needed()
    before = box.bounding_box()["y"]
    with answered(phone):
        phone.locator('label[for="q-rtms.cover"]').click()
    expect(phone.locator(".q-list--room li")).to_have_count(2)
    assert box.bounding_box()["y"] == pytest.approx(before, abs=1)


def test_typed_text_and_its_cursor_stay_when_a_late_answer_comes(desktop):
    go(desktop, "/options/")
    field = desktop.locator("#medicine")
    with answered(desktop):
        choose(desktop, "ect")
        field.focus()
        field.press_sequentially("zol")
        field.press("ArrowLeft")
    assert field.input_value() == "zol"
    assert desktop.evaluate("document.activeElement.id") == "medicine"
    assert desktop.evaluate("document.activeElement.selectionStart") == 2
    expect(desktop.locator("[data-medicine-results]")).to_contain_text("Zoloft")


def test_what_is_folded_or_unfolded_stays_so(desktop):
    go(desktop, "/options/#tried=sertraline,venlafaxine")
    desktop.locator("#g-psychotherapy > summary").click()
    more = desktop.locator("[data-treatment=rtms] .reasons details")
    more.locator("summary").click()
    with answered(desktop):
        tick(desktop, "bupropion")
    assert not desktop.locator("#g-psychotherapy").evaluate("fold => fold.open")
    assert more.evaluate("fold => fold.open")


@either_way
def test_an_option_page_puts_its_option_on_the_sheet(open_page, script):
    page = open_page("phone", script=script)
    go(page, "/options/ect/")
    page.get_by_text("Ask about this at my visit").click()
    press(page, "To my sheet")
    expect(page.locator(".q-group h4").first).to_contain_text("ECT")


@either_way
def test_two_chosen_options_stand_side_by_side(open_page, script):
    page = open_page("desktop", script=script)
    go(page, "/options/")
    choose(page, "rtms")
    choose(page, "ect")
    press(page, "Compare")
    expect(page.locator("th[data-treatment]")).to_have_count(2)


@pytest.mark.parametrize(
    "address", ["/options/", "/questions/", "/questions/blank/", "/clinicians/"]
)
def test_buttons_stand_only_where_they_work(open_page, address):
    with_script, without = open_page("phone"), open_page("phone", script=False)
    go(with_script, address)
    go(without, address)
    assert without.locator(".scripted:visible").count() == 0
    assert with_script.locator(".noscript:visible").count() == 0


def test_without_script_a_search_keeps_every_tick(open_page):
    page: Page = open_page("phone", script=False)
    go(page, "/options/")
    fill_in(page, people.TRIED_TWO)
    page.locator("#medicine").fill("prozac")
    page.locator("#medicine").press("Enter")
    expect(page.locator("[data-medicine-results]")).to_contain_text("Prozac")
    page.locator("[data-medicine-results] label").first.click()
    page.locator("#q").fill("magnet")
    page.locator("#q").press("Enter")
    press(page, "Make my sheet")
    for name in ("sertraline", "venlafaxine", "CBT", "fluoxetine"):
        expect(page.locator("table.history")).to_contain_text(name)
    expect(page.locator(".q-groups")).to_contain_text("Esketamine")
