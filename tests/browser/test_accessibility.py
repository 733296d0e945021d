"""What a machine can say about access: axe, the keyboard, zoom, targets, and what is announced."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.conftest import SIZES
from tests.browser.steps import answered, choose, fragment, go, settled, tick, ticked

# WCAG 2.2 up to AAA where axe has rules, and its best practices.
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rules whose answer hangs on colors or on the width of the screen.
VARYING = {
    "type": "rule",
    "values": ["color-contrast-enhanced", "target-size", "scrollable-region-focusable"],
}
FINDINGS = """runOnly => axe.run(document, { runOnly, resultTypes: ["violations"] }).then(
  (results) => results.violations.map((each) =>
    `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`))"""

FILLED = fragment(people.TRIED_EVERYTHING) + "&top=vns.cost,visit.cost&matters=no-surgery,fast"
STATES = {
    "home": "/",
    "options, nothing ticked": "/options/",
    "options, ticked": "/options/" + FILLED,
    "options, an old link": "/options/#tried=gone-forever",
    "options, nothing found": "/options/",
    "one kind of options": "/options/?kind=procedure",
    "one option": "/options/esketamine/",
    "one option in studies": "/options/psilocybin/",
    "compare, nothing chosen": "/compare/",
    "compare, three chosen": "/compare/" + FILLED,
    "sheet, empty": "/questions/",
    "sheet, filled": "/questions/" + FILLED,
    "sheet, a fourth question refused": "/questions/#top=visit.cost,visit.measure,visit.referral",
    "blank sheet": "/questions/blank/",
    "the visit": "/visit/",
    "clinicians": "/clinicians/",
    "urgent help": "/urgent/",
    "sources": "/sources/",
    "glossary": "/glossary/",
    "medicines": "/medicines/",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "when you have tried a lot": "/tried-a-lot/",
    "quality": "/about/quality/",
    "nothing there": "/nothing/",
}
LONG = {"sources", "quality", "medicines"}  # prose and tables: two looks of four
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll(
    "button, .button, summary, nav a, .foot__links a, .leave, .urgent-line a, "
    + ".country__emergency a, .help-lines a, select, input[type=search], textarea, "
    + ".box label, .card__ask label, .kinds__one label, .q-boxes label")]
  .filter((each) => each.checkVisibility() && !each.closest("[aria-hidden=true]"))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.height && (box.height < 43.9 || box.width < 43.9))
  .map(([each, box]) => `${each.outerHTML.slice(0, 90)}: ${box.width} x ${box.height}`)"""


def findings(page: Page, rules: Any = TAGS) -> list[str]:
    return page.evaluate(FINDINGS, rules)


def open_state(page: Page, name: str) -> None:
    go(page, STATES[name])
    if name == "clinicians":
        with answered(page):
            choose(page, "rtms")
    if name == "options, nothing found":
        with answered(page):
            page.locator("#q").fill("xqzvortio")
            page.locator("#medicine").fill("zoloft")
    if name == "sheet, a fourth question refused":
        page.locator("#more-questions > summary").click()
        page.locator('label[for="q-visit.date"]').click()
        expect(page.locator("#trouble")).to_be_visible()


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_light_and_dark_on_phone_and_desktop(open_page, complaints, name):
    page = open_page("phone")
    open_state(page, name)
    page.evaluate(AXE_SCRIPT)
    found = {"phone, light": findings(page)}
    if name not in LONG:
        page.emulate_media(color_scheme="dark")
        found["phone, dark"] = findings(page, VARYING)
        page.set_viewport_size(SIZES["desktop"])
        page.emulate_media(color_scheme="light")
        found["desktop, light"] = findings(page, VARYING)
    page.set_viewport_size(SIZES["desktop"])
    page.emulate_media(color_scheme="dark")
    found["desktop, dark"] = findings(page)
    assert {how: what for how, what in found.items() if what} == {}
    if name == "nothing there":
        complaints.clear()  # the browser's own word on a 404


def test_axe_would_find_something(phone):
    go(phone, "/about/")
    phone.evaluate(AXE_SCRIPT)
    phone.evaluate(
        "() => { document.querySelector('h1').outerHTML = '<h4><img src=/static/icon.svg></h4>' }"
    )
    rules = {line.split(":")[0] for line in findings(phone)}
    assert rules >= {"image-alt", "page-has-heading-one"}


@pytest.mark.parametrize("name", STATES)
def test_nothing_scrolls_sideways_and_no_target_is_small(open_page, complaints, name):
    page = open_page("phone")
    page.set_viewport_size({"width": 320, "height": 640})
    open_state(page, name)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL) == []
    # Twice the size of text, on the same screen and on a desktop.
    page.evaluate("() => { document.documentElement.style.fontSize = '225%' }")
    assert page.evaluate(SIDEWAYS) == 0
    page.set_viewport_size(SIZES["desktop"])
    assert page.evaluate(SIDEWAYS) == 0
    complaints.clear() if name == "nothing there" else None


def test_the_header_of_a_phone_takes_two_rows(phone):
    for width in (320, 360):
        phone.set_viewport_size({"width": width, "height": 640})
        go(phone, "/")
        tops = phone.locator(".top__bar :is(a)").evaluate_all(
            "links => links.map((link) => { const box = link.getBoundingClientRect();"
            " return Math.round((box.top + box.bottom) / 20) })"
        )
        assert len(set(tops)) == 2


# --- keyboard


def tab_to(page: Page, selector: str, most: int = 400) -> None:
    """Press Tab until the wanted element has the focus; each stop on the way must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        at, seen = page.evaluate(
            """selector => {
              const at = document.activeElement, style = getComputedStyle(at);
              return [at.matches(selector), parseFloat(style.outlineWidth) > 1
                && style.outlineStyle !== "none" || at === document.body];
            }""",
            selector,
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if at:
            return
    raise AssertionError(f"no way to {selector} with the keyboard")


def test_the_whole_journey_goes_with_the_keyboard_alone(desktop):
    go(desktop, "/")
    press = desktop.keyboard.press
    tab_to(desktop, ".skip")
    press("Enter")
    tab_to(desktop, ".button--main")
    press("Enter")
    desktop.wait_for_url("**/options/")
    tab_to(desktop, "#t-sertraline")
    with answered(desktop):
        press("Space")
        press("Tab")
        press("ArrowDown")
        press("ArrowDown")
    assert ticked(desktop) == {"sertraline"}
    tab_to(desktop, "[data-show]")
    with answered(desktop):
        press("Enter")
    assert desktop.evaluate("document.activeElement.id") == "results"
    tab_to(desktop, "#a-augmentation")
    press("Space")
    tab_to(desktop, "[formaction='/questions/']")
    with answered(desktop):
        press("Enter")
    tab_to(desktop, "[id^='q-augmentation.']")
    with answered(desktop):
        press("Space")
    expect(desktop.locator(".q-list--room li")).to_have_count(1)
    tab_to(desktop, "[data-print]")
    desktop.evaluate("window.print = () => { window.wasPrinted = true }")
    press("Enter")
    assert desktop.evaluate("window.wasPrinted")


def test_the_skip_link_leads_past_the_header(phone):
    go(phone, "/about/")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "main"


# --- what is announced


def test_an_answer_is_told_once_in_a_sentence(phone):
    go(phone, "/options/")
    phone.evaluate("""() => { window.told = []; new MutationObserver(() => window.told.push(
      document.querySelector("#status").textContent)).observe(
        document.querySelector("#status"), { childList: true, subtree: true }) }""")
    with answered(phone):
        tick(phone, "sertraline")
    (sentence,) = phone.evaluate("window.told")
    assert sentence.startswith("42 options shown. ")
    assert sentence.endswith(" often talked about after what you ticked.")
    expect(phone.get_by_role("status").filter(has_text="42 options")).to_have_count(1)


def test_the_list_is_no_live_region(phone):
    go(phone, "/options/#tried=sertraline")
    assert (
        phone.locator("#results").evaluate("e => e.closest('[aria-live], [role=status]')") is None
    )


def test_trouble_is_an_alert(phone):
    go(phone, "/options/")
    assert phone.locator("#trouble").get_attribute("role") == "alert"


# --- settings of the reader


@pytest.mark.parametrize("address", ["/", "/options/" + FILLED, "/options/esketamine/"])
def test_forced_colors_keep_marks_and_edges(open_page, address):
    page = open_page("desktop", forced_colors="active")
    go(page, address)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for selector in (".button", ".card", ".label", ".notice"):
        for each in page.locator(selector).all()[:2]:
            assert each.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") >= 1
    marks = page.locator(".people__with, .bar__part, .d-dot").all()[:3]
    assert all(mark.evaluate("e => getComputedStyle(e).fill") == "rgb(0, 0, 0)" for mark in marks)


def test_motion_is_left_out_for_those_who_ask(open_page):
    moving = "getComputedStyle(document.documentElement).scrollBehavior"
    calm, other = open_page("phone"), open_page("phone", reduced_motion="no-preference")
    go(calm, "/options/")
    go(other, "/options/")
    assert calm.evaluate(moving) == "auto"
    assert other.evaluate(moving) == "smooth"


def test_an_answer_leaves_the_focus_where_it_is(phone):
    go(phone, "/options/#tried=sertraline")
    for selector in ("#a-rtms", "#g-procedure > summary", "#share-summary"):
        phone.locator(selector).focus()
        with answered(phone):
            phone.evaluate("htmx.trigger('#navigator', 'go')")
        settled(phone)
        assert phone.locator(selector).evaluate("e => e === document.activeElement")
