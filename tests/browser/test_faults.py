"""When something is missing or fails, the whole journey still works, and nothing ticked is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import people
from tests.browser.steps import (
    add_names,
    answered,
    choose,
    clear,
    fragment,
    go,
    hold_posts,
    listed,
    press,
    row,
    store,
    ticked,
    to_sheet,
    unfold,
    until,
    went,
)

NO_STORAGE = """Object.defineProperty(window, "sessionStorage", {
  get() { throw new DOMException("blocked", "SecurityError") } })"""
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
FAULTS = ["htmx blocked", "storage blocked", "both blocked", "script off"]
Broken = Callable[[str], Page]


@pytest.fixture
def broken(open_context: Callable[..., BrowserContext], complaints: list[str]) -> Any:
    """A page of a phone on which something is missing. The browser complains of what we block."""

    def opened(fault: str) -> Page:
        context = open_context("phone", script=fault != "script off", service_workers="block")
        if fault in ("htmx blocked", "both blocked"):
            context.route("**/*htmx*", lambda route: route.abort())
        if fault in ("storage blocked", "both blocked"):
            context.add_init_script(NO_STORAGE)
        return context.new_page()

    yield opened
    unexpected = [line for line in complaints if "ERR_FAILED" not in line]
    assert unexpected == []
    complaints.clear()


@pytest.mark.parametrize("fault", FAULTS)
def test_the_whole_journey_works_and_loses_nothing(broken, fault):
    page = broken(fault)
    go(page, "/options/")
    add_names(page, "Zoloft, Effexor, xanafel")
    assert listed(page) == {"sertraline", "venlafaxine"}
    page.get_by_label("Keep it as you wrote it").check()
    went(page, "sertraline", "no")
    with answered(page):
        page.locator("[data-show]").click()
    expect(page.locator("#results .on-list")).to_contain_text("xanafel")
    choose(page, "rtms")
    to_sheet(page, empty=True)
    history = page.locator("#paper .history")
    for word in ("Zoloft", "Effexor", "It did not help enough"):
        expect(history).to_contain_text(word)
    expect(page.locator("#paper")).to_contain_text("xanafel")
    expect(page.locator(".talk")).to_contain_text("TMS")
    question = page.locator("[name=top]").first
    question.check()
    if fault != "storage blocked":  # there htmx brings it
        press(page, "Update my sheet")
    expect(page.locator(".q-room li:not(.on-paper)")).to_have_count(1)
    press(page, "Back to options")
    page.wait_for_url("**/options/**")
    expect(page.locator("#results .on-list")).to_contain_text("xanafel")
    assert listed(page) == {"sertraline", "venlafaxine"}
    assert ticked(page, "ask") == {"rtms"}


@pytest.mark.parametrize("fault", FAULTS[:3])
def test_a_link_works_too(broken, fault):
    page = broken(fault)
    go(page, "/options/" + fragment(people.TRIED_TWO))
    assert listed(page) == {"sertraline", "venlafaxine", "cbt"}
    assert ticked(page, "ask") == {"rtms", "esketamine"}
    assert page.evaluate("location.hash") in ("", "#results")


def test_a_row_leads_to_its_page_where_htmx_is_missing(broken):
    page = broken("htmx blocked")
    go(page, "/options/")
    add_names(page, "Zoloft, Effexor")
    row(page, "rtms").locator(".row__name").click()
    page.wait_for_url("**/options/rtms/")
    expect(page.locator("#yours [data-reason]").first).to_be_visible()


def test_options_can_be_compared_where_htmx_is_missing(broken):
    page = broken("htmx blocked")
    go(page, "/compare/")
    for slug in ("ect", "rtms"):
        unfold(page, f"#c-{slug}")
        page.locator(f"#c-{slug}").check()
    press(page, "Compare")
    expect(page.locator("table.compare thead [data-treatment]")).to_have_count(2)


def test_on_a_slow_line_ticks_and_names_wait_for_their_answers(open_page, complaints):
    page = open_page("phone")
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_3G)
    go(page, "/options/")
    add_names(page, "Zoloft")
    page.locator("#names").fill("Effexor")
    press(page, "Add these")
    went(page, "sertraline", "no")  # while the names are on their way
    with answered(page):
        page.locator("[data-show]").click()
    expect(page.locator(".on-list")).to_contain_text("Zoloft and Effexor")
    choose(page, "rtms")
    to_sheet(page)
    expect(page.locator("#paper .history")).to_contain_text("It did not help enough")
    expect(page.locator(".talk")).to_contain_text("TMS")
    complaints.clear()  # htmx notes a request that it gave up for a newer one


def test_a_sheet_that_could_not_be_asked_for_says_so_and_comes_on_trying_again(
    open_page, complaints
):
    page = open_page("phone")
    go(page, "/options/" + fragment(people.TRIED_TWO))
    page.route(
        "**/questions/", lambda r: r.abort() if r.request.method == "POST" else r.continue_()
    )
    to_sheet(page, empty=True)
    expect(page.locator("#trouble")).to_contain_text("Your ticks are kept.")
    expect(page.locator("#trouble")).to_be_in_viewport()
    page.unroute("**/questions/")
    with answered(page):
        press(page, "Try again")
    expect(page.locator("#paper .history")).to_contain_text("sertraline")
    complaints.clear()


# --- another tab, Back, reload


def test_a_new_tab_says_that_ticks_live_in_the_other(open_context):
    context = open_context("phone")
    page, other = context.new_page(), context.new_page()
    go(page, "/options/#tried=sertraline")
    other.goto("/questions/")
    expect(other.locator("[data-if-empty]")).to_contain_text("other tab")
    expect(other.locator("[data-if-empty]")).to_be_visible()
    with answered(page):
        page.goto("/questions/")
    expect(page.locator("[data-if-empty]")).to_be_hidden()


def test_after_clear_nothing_comes_back_by_back_or_reload(phone):
    """Playwright's Chromium has no back/forward cache: each page of the history is made anew."""
    go(phone, "/options/" + fragment(people.TRIED_TWO))
    phone.locator("#q").evaluate("field => { field.value = 'lithium' }")
    to_sheet(phone)
    clear(phone)
    phone.go_back()
    for _ in range(2):
        expect(phone.locator("#tried-title")).to_be_visible()
        assert store(phone) == {}
        assert listed(phone) == ticked(phone) == ticked(phone, "ask") == set()
        assert phone.locator("#names").input_value() == phone.locator("#q").input_value() == ""
        phone.reload()


def test_a_link_whose_sign_was_changed_is_explained(open_page, complaints):
    page = open_page("phone")
    page.goto("/options/%23tried=sertraline")
    expect(page.locator("h1")).to_have_text("The link was changed on its way")
    assert "sertraline" not in page.locator("main").inner_text()
    complaints.clear()


def test_back_to_the_list_loses_neither_place_nor_what_stood_open(phone):
    go(phone, "/options/#tried=sertraline")
    phone.locator("#g-procedure > summary").click()
    with answered(phone):
        row(phone, "ect").locator(".row__name").click()
    link = row(phone, "ect").get_by_role("link", name="All about it")
    link.scroll_into_view_if_needed()
    top = phone.evaluate("scrollY")
    link.click()
    phone.wait_for_url("**/options/ect/")
    held = hold_posts(phone)
    phone.go_back()
    until(phone, lambda: len(held) == 1)
    with answered(phone):
        held[0].continue_()
    expect(phone.locator("#results .screen-title")).to_be_visible()
    expect(phone.locator("#tried")).to_be_hidden()
    assert phone.locator("#g-procedure").evaluate("fold => fold.open")
    assert abs(phone.evaluate("scrollY") - top) < 20
