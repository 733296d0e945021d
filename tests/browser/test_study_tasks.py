"""The six tasks of the study kit, each played as its card says (docs/study/tasks.md)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import answered, press, settled

LINK = "/options/#ask=ect,esketamine,rtms"  # as /clinicians/ makes it
DID_NOT_HELP, HELPED_A_LITTLE = "It did not help enough", "It helped a little"
NOT_STARTED = "I did not start it, or could not get it"


def listed(page: Page, slug: str):
    return page.locator(f'[data-your-list] [data-tried="{slug}"]')


def say(page: Page, slug: str, words: str) -> None:
    """Say how it went."""
    with answered(page):
        listed(page, slug).locator("select").first.select_option(label=words)


def went(page: Page, slug: str) -> str:
    return str(listed(page, slug).locator("select option:checked").first.text_content())


def put_in_what_sam_tried(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_label("Type names, any spelling").fill("zolof, effexor and CBT")
    with answered(page):
        press(page, "Add these")
    say(page, "sertraline", DID_NOT_HELP)
    say(page, "venlafaxine", DID_NOT_HELP)
    say(page, "cbt", HELPED_A_LITTLE)


@pytest.fixture
def sam(desktop) -> Page:
    """A fresh window in which task 1 is done."""
    put_in_what_sam_tried(desktop)
    return desktop


def row(page: Page, slug: str):
    return page.locator(f'#results .row[data-treatment="{slug}"]').first


def test_task_1_what_sam_tried_and_how_it_went_is_on_the_list(sam):
    assert went(sam, "sertraline") == DID_NOT_HELP
    assert went(sam, "venlafaxine") == DID_NOT_HELP
    assert went(sam, "cbt") == HELPED_A_LITTLE
    expect(sam.locator("[data-your-list] [data-tried]")).to_have_count(3)


def test_task_2_the_reasons_for_tms_open_with_who_says_so(sam):
    tms = row(sam, "rtms")
    tms.locator(".row__name").click()
    reasons = tms.locator("[data-reason]")
    expect(reasons.first).to_be_visible()
    assert re.search(r"label|guideline", tms.inner_text())


def test_task_3_two_options_and_two_questions_stand_on_the_sheet(sam):
    for slug in ("rtms", "esketamine"):
        row(sam, slug).get_by_role("checkbox").check()
    settled(sam)
    with answered(sam):
        sam.locator("#results").get_by_role("button", name="Make my sheet").last.click()
    for slug in ("rtms", "esketamine"):
        with answered(sam):
            sam.locator(f'#choose-questions input[name=top][value^="{slug}."]').first.check()
    sheet = sam.locator("#sheet")
    expect(sheet.locator(".talk li")).to_have_text(["Esketamine nasal spray", "TMS"])
    expect(sheet.locator(".q-room li strong")).to_have_count(2)


def test_task_4_a_mistake_is_put_right_and_the_list_changes(sam):
    before = row(sam, "augmentation").inner_text(), row(sam, "esketamine").inner_text()
    say(sam, "venlafaxine", NOT_STARTED)
    assert went(sam, "venlafaxine") == NOT_STARTED
    assert (row(sam, "augmentation").inner_text(), row(sam, "esketamine").inner_text()) != before


def test_task_5_a_number_of_canada_is_found_in_three_taps_at_most(phone):
    phone.goto("/")
    phone.get_by_role("link", name="Other countries").first.click()
    canada = phone.locator("#ca")
    if canada.evaluate("part => part.tagName") == "DETAILS":
        canada.locator("summary").first.click()
    numbers = canada.locator('a[href^="tel:"]')
    expect(numbers.first).to_be_visible()
    assert numbers.first.text_content()


def test_task_6_the_options_of_a_link_are_named_and_nothing_is_left_behind(desktop):
    desktop.on("dialog", lambda dialog: dialog.accept())
    with answered(desktop):
        desktop.goto(LINK)
    asked = desktop.locator("[data-asked]")
    expect(asked).to_contain_text("3 options are in this link")
    for name in ("ECT", "Esketamine", "TMS"):
        expect(asked).to_contain_text(name)
    desktop.locator("#results [data-clear]").click()
    expect(desktop.locator("[data-asked]")).to_have_count(0)
    desktop.goto("/options/")
    settled(desktop)
    assert desktop.locator("input[name=ask]:checked").count() == 0
    assert desktop.evaluate("sessionStorage.length") == 0
