"""The field for names: what is typed is added, asked back about, or kept; nothing is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    add_names,
    answered,
    focused,
    go,
    hold_posts,
    listed,
    posts,
    press,
    store,
    tick,
    until,
)

HELP = "Thinking about ending your life? You can get help right now."


def field(page: Page) -> str:
    return page.locator("#names").input_value()


def test_names_stand_on_the_list_as_typed_and_leave_the_field(phone):
    go(phone, "/options/")
    add_names(phone, "zolof, Effexor XR 150 mg and CBT")
    assert listed(phone) == {"sertraline", "venlafaxine", "cbt"}
    expect(phone.locator("[data-tried=sertraline] label")).to_have_text("Zoloft (sertraline)")
    assert store(phone)["tried"] == ["sertraline", "venlafaxine", "cbt"]
    assert store(phone)["called"]["sertraline"] == "Zoloft"
    assert field(phone) == ""
    expect(phone.locator("#status")).to_contain_text("Added Zoloft, Effexor XR and CBT")
    expect(phone.locator("#on-your-list")).to_have_text("3 on your list")


def test_what_is_not_known_stays_in_the_field_and_can_be_kept_as_written(phone):
    go(phone, "/options/")
    add_names(phone, "Zoloft, xanafel, grandma's tea")
    assert field(phone) == "xanafel, grandma's tea"
    expect(phone.locator("#status")).to_contain_text("We do not know “xanafel”.")
    with answered(phone):
        phone.locator("#y-result-sertraline").select_option("no")
    expect(phone.locator("[data-unknown]")).to_have_count(2)  # another answer does not drop them
    assert field(phone) == "xanafel, grandma's tea"
    with answered(phone):
        phone.get_by_label("Keep it as you wrote it").first.check()
    expect(phone.locator("[data-own]")).to_contain_text("xanafel")
    assert store(phone)["own"] == ["xanafel"]
    assert field(phone) == "grandma's tea"
    expect(phone.locator("[data-unknown]")).to_have_count(1)
    assert focused(phone) == "y-own-remove-1"


def test_two_readings_are_asked_back_unticked(phone):
    go(phone, "/options/")
    add_names(phone, "dluoxetine")
    boxes = phone.locator("[data-which] [name=tried]")
    expect(boxes).to_have_count(2)
    expect(phone.locator("[data-which] :checked")).to_have_count(0)
    expect(phone.locator("#status")).to_contain_text("“dluoxetine” can be two things")
    with answered(phone):
        boxes.first.check()
    assert len(listed(phone)) == 1
    assert field(phone) == ""


def test_with_other_words_we_ask_whether_it_was_had(phone):
    go(phone, "/options/")
    add_names(phone, "never lithium")
    box = phone.locator("[data-had] [name=tried][value=lithium]")
    expect(box).not_to_be_checked()
    assert listed(phone) == set()
    assert field(phone) == "never lithium"
    with answered(phone):
        box.check()
    assert listed(phone) == {"lithium"}
    assert field(phone) == ""
    expect(phone.locator("[data-had]")).to_have_count(0)


def test_see_my_options_asks_back_once_and_then_passes_on(phone):
    go(phone, "/options/")
    phone.locator("#names").fill("Zoloft, xanafel")
    with answered(phone):
        phone.locator("[data-show]").click()
    expect(phone.locator("[data-unknown]")).to_be_in_viewport()
    assert phone.evaluate("document.activeElement.closest('#tried') !== null")
    sent = posts(phone)
    with answered(phone):
        phone.locator("[data-show]").click()
    expect(phone.locator("#results .screen-title")).to_be_in_viewport()
    expect(phone.locator(".on-list")).to_contain_text("Zoloft")
    assert "xanafel" not in (sent[0].post_data or "")
    assert field(phone) == "xanafel"


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_words_of_despair_are_answered_with_help_first(open_page, size):
    page = open_page(size)
    go(page, "/options/#tried=sertraline")
    if size == "phone":
        page.locator("[data-change]").first.click()
    add_names(page, "I want to die")
    help_first = page.locator("[data-despair]")
    expect(help_first).to_contain_text(HELP)
    expect(help_first).to_be_in_viewport()
    assert help_first.evaluate("e => e === document.activeElement")
    assert help_first.locator("a[href^='tel:']").count() > 0
    expect(page.locator("#status")).to_contain_text(HELP)
    assert listed(page) == {"sertraline"}
    assert "own" not in store(page)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_words_of_despair_in_the_search_bring_the_help_into_view(open_page, size):
    page = open_page(size)
    go(page, "/options/#tried=sertraline")
    page.locator("#narrow > summary").click()
    with answered(page):
        page.locator("#q").fill("suicidal")
    expect(page.locator("[data-despair]")).to_be_in_viewport()
    assert page.locator("[data-despair]").evaluate("e => e === document.activeElement")
    assert page.locator("#q").input_value() == ""


def test_a_tick_while_the_names_are_on_their_way_loses_neither(desktop, complaints):
    go(desktop, "/options/")
    held = hold_posts(desktop)
    desktop.locator("#names").fill("Effexor")
    press(desktop, "Add these")
    tick(desktop, "sertraline")
    until(desktop, lambda: len(held) == 2)
    with answered(desktop):
        held[1].continue_()
    assert listed(desktop) == {"sertraline", "venlafaxine"}
    complaints.clear()  # htmx notes a request that it gave up
