"""What a machine can say about access: axe, the keyboard, zoom, targets, and what is announced."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.conftest import SIZES
from tests.browser.steps import (
    add_names,
    answered,
    choose,
    fragment,
    go,
    listed,
    press,
    row,
    see_options,
    settled,
    unfold,
    went,
)

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
    "options, ticked, kinds folded": "/options/" + FILLED,
    "options, everything unfolded, a row open": "/options/" + FILLED,
    "options, a warning and an old link": "/options/#tried=tranylcypromine,gone-forever",
    "options, nothing found": "/options/",
    "options, names asked back about": "/options/",
    "options, words of despair": "/options/",
    "options, a link that asks": "/options/#ask=ect,esketamine,rtms",
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
    "for family": "/for-family/",
    "all pages": "/all-pages/",
    "quality": "/about/quality/",
    "nothing there": "/nothing/",
}
LONG = {"sources", "quality", "medicines"}  # prose and tables: two looks of four
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll(
    "button, .button, summary, nav a, .foot__links a, .leave, .urgent-line a, "
    + ".country__emergency a, .help-lines a, select, input[type=search], textarea, "
    + ".box label, .row__ask, .q-boxes label")]
  .filter((each) => each.checkVisibility({ contentVisibilityAuto: true }))
  .filter((each) => !each.closest("[aria-hidden=true]"))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.height && (box.height < 43.9 || box.width < 43.9))
  .map(([each, box]) => `${each.outerHTML.slice(0, 90)}: ${box.width} x ${box.height}`)"""


def findings(page: Page, rules: Any = TAGS) -> list[str]:
    # At the end of a page its bar stands in its own place: over nothing that could look covered.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    return page.evaluate(FINDINGS, rules)


def open_state(page: Page, name: str) -> None:
    go(page, STATES[name])
    if name in ACTS:
        ACTS[name](page)


def _everything(page: Page) -> None:
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.evaluate("document.querySelector('#navigator').dataset.step = 'both'")
    with answered(page):
        row(page, "rtms").locator(".row__name").click()


def _nothing_found(page: Page) -> None:
    see_options(page)
    unfold(page, "#q")
    with answered(page):
        page.locator("#q").fill("xqzvortio")


def _clinicians(page: Page) -> None:
    with answered(page):
        choose(page, "rtms")


def _fourth(page: Page) -> None:
    page.locator("[name=top]:not(:checked)").first.click()
    expect(page.locator("#trouble")).to_be_visible()


ACTS: dict[str, Callable[[Page], None]] = {
    "options, everything unfolded, a row open": _everything,
    "options, nothing found": _nothing_found,
    "options, names asked back about": lambda page: add_names(
        page, "Zoloft, xanafel, dluoxetine, never lithium, tylenol"
    ),
    "options, words of despair": lambda page: add_names(page, "I want to die"),
    "clinicians": _clinicians,
    "sheet, a fourth question refused": _fourth,
}


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


# Words of which one part stands on another line than the other. A web address may break.
BROKEN = r"""() => {
  const UNSEEN = "script, style, option, a[href^=http], [aria-hidden=true], .away, .status, .skip";
  const found = [], range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, around = text.parentElement;
    if (!around.checkVisibility({ contentVisibilityAuto: true })) continue;
    if (around.closest(UNSEEN)) continue;
    for (const word of text.data.matchAll(/[\p{L}\p{N}]{3,}/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = [...range.getClientRects()].filter((box) => box.width > 1);
      if (new Set(lines.map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
    }
  }
  return found;
}"""
NARROW = ["/", "/options/", "/options/" + FILLED, "/questions/" + FILLED, "/options/rtms/"]


@pytest.mark.parametrize("address", NARROW)
def test_no_word_breaks_in_two_on_a_narrow_screen_or_in_large_letters(open_page, address):
    page = open_page("phone")
    page.set_viewport_size({"width": 320, "height": 640})
    go(page, address)
    assert page.evaluate(BROKEN) == []
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate(BROKEN) == []
    for width, letters in ((360, "200%"), (1280, "400%")):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
        assert page.evaluate(SIDEWAYS) == 0, letters


@pytest.mark.parametrize("address", ["/", "/options/" + FILLED, "/questions/" + FILLED])
def test_right_to_left_scrolls_nothing_sideways(open_page, address):
    page = open_page("phone")
    go(page, address)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_header_of_a_phone_is_two_rows_and_leaves_the_page_its_room(phone):
    go(phone, "/")
    assert phone.locator("header").evaluate("e => e.offsetHeight") <= 100
    phone.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert phone.locator("header").evaluate("e => e.offsetHeight") <= 300


def test_a_first_visit_is_light_and_nothing_in_it_moves(open_page):
    page = open_page("phone", service_workers="block")
    page.add_init_script("""new PerformanceObserver((list) => {
      for (const each of list.getEntries()) window.shift = (window.shift || 0) + each.value;
    }).observe({ type: "layout-shift", buffered: true })""")
    asked = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto("/options/", wait_until="networkidle")
    assert len(asked) <= 5
    assert page.evaluate("document.querySelectorAll('*').length") <= 1000
    assert page.evaluate("window.shift || 0") == 0


# --- names are no words to translate


def test_names_are_kept_from_translation(desktop):
    go(desktop, "/options/#tried=sertraline,lithium&ask=rtms")
    unguarded = desktop.evaluate("""() => [...document.querySelectorAll(
        ".row__name, .listed label, .listed .away, .box--listed, .boxes .box label")]
      .filter((each) => each.closest("#tick, #results, #your-list") && !each.closest("#narrow")
        && !each.closest("[translate=no]")).map((each) => each.textContent.trim())""")
    assert unguarded == []
    go(desktop, "/questions/#tried=sertraline&ask=rtms")
    for selector in (".history th[scope=row]", ".talk"):
        place = desktop.locator(selector).first
        assert place.evaluate("e => e.closest('[translate=no]') !== null")


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
    press_key = desktop.keyboard.press
    tab_to(desktop, ".skip")
    press_key("Enter")
    tab_to(desktop, ".button--main")
    press_key("Enter")
    desktop.wait_for_url("**/options/")
    tab_to(desktop, "#names")
    desktop.keyboard.type("Zoloft")
    tab_to(desktop, "[data-add]")
    with answered(desktop):
        press_key("Enter")
    assert listed(desktop) == {"sertraline"}
    tab_to(desktop, "#y-result-sertraline")
    with answered(desktop):
        press_key("ArrowDown")
    tab_to(desktop, "[data-treatment=augmentation] [name=ask]")
    press_key("Space")
    tab_to(desktop, "[data-treatment=augmentation] .row__name")
    with answered(desktop):
        press_key("Enter")
    expect(row(desktop, "augmentation").locator("[data-reasons]")).to_be_visible()
    tab_to(desktop, ".bar--2 .button--main")
    with answered(desktop):
        press_key("Enter")
    tab_to(desktop, "[id^='q-augmentation.']")
    with answered(desktop):
        press_key("Space")
    expect(desktop.locator(".q-room li:not(.on-paper)")).to_have_count(1)
    tab_to(desktop, "[data-print]")
    desktop.evaluate("window.print = () => { window.wasPrinted = true }")
    press_key("Enter")
    assert desktop.evaluate("window.wasPrinted")


COVERED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  if (at === document.body) return "end";
  const seen = [0.2, 0.5, 0.8].some((x) => [0.2, 0.5, 0.8].some((y) => {
    const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return top && (at.contains(top) || top.contains(at));
  }));
  return !box.height || seen ? "" : at.outerHTML.slice(0, 160);
}"""


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_no_focus_is_hidden_under_a_bar_on_the_whole_page(open_page, size):
    page = open_page(size)
    go(page, "/options/#tried=sertraline,venlafaxine,cbt")
    page.evaluate("for (const fold of document.querySelectorAll('.kind')) fold.open = true")
    stops = covered = 0
    hidden = []
    while covered != "end" and stops < 400:
        page.keyboard.press("Tab")
        covered = page.evaluate(COVERED)
        stops += 1
        hidden += [covered] if covered not in ("", "end") else []
    assert hidden == []
    assert stops > 80


STOPS = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((each) => each.tabIndex >= 0 && !each.disabled
    && each.checkVisibility({ contentVisibilityAuto: true }))
  .findIndex((each) => each.closest("[data-treatment]") || each.matches(".kind > summary"))"""


def test_at_most_20_stops_of_the_tab_key_lie_before_the_first_option(desktop):
    go(desktop, "/options/#tried=sertraline,venlafaxine,cbt")
    assert 0 < desktop.evaluate(STOPS) <= 20


def test_the_skip_link_leads_past_the_header(phone):
    go(phone, "/about/")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "main"


# --- what is announced


LISTEN_TO_THE_STATUS = """() => {
  window.told = [];
  const status = document.querySelector("#status");
  new MutationObserver(() => window.told.push(status.textContent.trim().replace(/\\s+/g, " ")))
    .observe(status, { childList: true, subtree: true, characterData: true });
}"""


def test_every_change_is_told_once_whatever_caused_it(desktop):
    go(desktop, "/options/")
    desktop.evaluate(LISTEN_TO_THE_STATUS)

    def told(*words: str) -> None:
        sentences = desktop.evaluate("told.splice(0)")
        assert len(sentences) == 1, sentences
        assert all(word in sentences[0] for word in words), sentences

    add_names(desktop, "Zoloft, xanafel")
    told("Added Zoloft.", "We do not know “xanafel”.", "options")
    with answered(desktop):
        went(desktop, "sertraline", "partly")
    told("options.", "marked.")
    choose(desktop, "ect")
    told("1 on your sheet.")
    unfold(desktop, "#q")
    with answered(desktop):
        desktop.locator("#q").fill("magnet")
    told("found.")
    with answered(desktop):
        row(desktop, "rtms").locator(".row__name").click()
    told("reasons shown.")
    with answered(desktop):
        press(desktop, "Remove Zoloft")
    told("found.")


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
    for selector in (".button", ".first-tell", ".notice"):
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


def test_an_answer_leaves_the_focus_where_it_is(desktop):
    go(desktop, "/options/#tried=sertraline")
    for selector in ("#g-procedure > summary", "#share-summary", "#y-result-sertraline", "#names"):
        desktop.locator(selector).focus()
        with answered(desktop):
            desktop.evaluate("htmx.trigger('#navigator', 'go')")
        settled(desktop)
        assert desktop.locator(selector).evaluate("e => e === document.activeElement")


def test_with_large_letters_every_button_of_the_bar_can_be_brought_into_sight(phone):
    go(phone, "/options/#tried=sertraline&result-sertraline=no&ask=ect,rtms")
    phone.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    compare = phone.locator(".bar--2 [data-compare]")
    compare.scroll_into_view_if_needed()
    expect(compare).to_be_in_viewport(ratio=0.99)
