"""From the first page to the paper in the hand: on a phone and a desktop, script on and off."""

import pytest
from playwright.sync_api import Page, expect

from navigator.choices import Result
from tests import people
from tests.browser.steps import (
    add_names,
    answered,
    choose,
    fill_in,
    fragment,
    go,
    listed,
    press,
    printed,
    row,
    see_options,
    standings,
    tick,
    ticked,
    to_sheet,
    unfold,
    went,
)

WAYS = [("phone", True), ("desktop", True), ("phone", False), ("desktop", False)]
STORIES = {
    "first-timer": people.NEW_PATIENT,
    "stopped for side effects": people.STOPPED_FOR_SIDE_EFFECTS,
    "tried ten things and ECT": people.TRIED_EVERYTHING,
}
either_way = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
IN_VIEW = (
    "e => { const at = e.getBoundingClientRect(); return at.top > -2 && at.top < innerHeight / 2 }"
)


@pytest.mark.parametrize("size, script", WAYS)
def test_ticks_lead_to_a_sheet_in_the_hand(open_page, size, script):
    page = open_page(size, script=script)
    go(page, "/")
    page.get_by_role("link", name="Start").click()
    fill_in(page, people.TRIED_TWO, script=script)
    assert standings(page)["rtms"] == "matched"
    assert standings(page)["cbt"] == "tried"
    expect(row(page, "rtms").locator("[data-line]")).to_contain_text("●")
    to_sheet(page, script=script)
    page.locator('[name=top][value^="rtms."]').first.check()
    if not script:
        press(page, "Update my sheet")
    expect(page.locator(".q-room li:not(.on-paper)")).to_have_count(1)
    question = page.locator(".q-room li").first.inner_text()
    paper = printed(page).text
    assert " ".join(question.split()) in paper
    assert "sertraline" in paper
    assert Result.NO.label in paper


@either_way
@pytest.mark.parametrize("name", STORIES)
def test_each_of_three_people_finds_all_that_was_said_on_the_sheet(
    open_page, shipped, name, script
):
    person = STORIES[name]
    page = open_page("phone", script=script)
    go(page, "/options/")
    fill_in(page, person, script=script)
    if not person:
        go(page, "/questions/")
    else:
        to_sheet(page, script=script)
    text = page.locator("#paper").text_content()
    for slug in (*person.get("tried", []), *person.get("ask", [])):
        assert shipped.name_of(slug).partition(" (")[0].lower() in text.lower()
    for key, values in person.items():
        assert not key.startswith("result-") or Result(values[0]).label in text


def test_two_medicines_and_a_therapy_take_at_most_12_taps_to_print(phone):
    taps = []

    def tap(locator):
        locator.click()
        taps.append(str(locator))

    go(phone, "/")
    tap(phone.get_by_role("link", name="Start"))
    phone.locator("#names").fill("Zoloft, Effexor, CBT")
    with answered(phone):
        tap(phone.get_by_role("button", name="Add these"))
    for slug, result in [("sertraline", "no"), ("venlafaxine", "side-effects"), ("cbt", "partly")]:
        went(phone, slug, result)
        taps += [f"open {slug}", f"choose {result}"]
    with answered(phone):
        tap(phone.locator("[data-show]"))
    with answered(phone):
        tap(phone.locator(".bar--2 .button--main"))
    phone.evaluate("window.print = () => { window.wasPrinted = true }")
    tap(phone.get_by_role("button", name="Print", exact=True))
    assert phone.evaluate("window.wasPrinted")
    for name in ("Zoloft", "Effexor", "CBT"):
        expect(phone.locator("#paper .history")).to_contain_text(name)
    assert len(taps) <= 12, taps


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_options_follow_the_ticks_without_a_reload(open_page, size):
    page = open_page(size)
    go(page, "/options/")
    page.evaluate("window.still = 'here'")
    assert "matched" not in standings(page).values()
    with answered(page):
        tick(page, "sertraline")
    with answered(page):
        went(page, "sertraline", "partly")
    assert standings(page)["augmentation"] == "matched"
    assert page.evaluate("window.still") == "here"


# --- a button visibly does what it says


@either_way
def test_see_my_options_shows_the_options_on_a_phone(open_page, script):
    page = open_page("phone", script=script)
    go(page, "/options/")
    add_names(page, "Zoloft")
    expect(page.locator("#your-list")).to_contain_text("Zoloft")
    see_options(page)
    assert page.locator("#results").evaluate(IN_VIEW)
    if script:
        assert page.evaluate("document.activeElement.id") == "results"
        expect(page.locator("#tried")).to_be_hidden()
    page.locator("[data-change]").first.click()
    assert page.locator("#tried").evaluate(IN_VIEW)


def test_on_a_wide_screen_the_options_stand_beside_what_was_tried(desktop):
    go(desktop, "/options/#tried=sertraline")
    expect(desktop.locator("#tried")).to_be_in_viewport()
    expect(desktop.locator("#results .screen-title")).to_be_in_viewport()
    expect(desktop.locator("[data-show]")).to_be_hidden()


def test_without_script_a_wide_screen_too_goes_to_the_options(open_page):
    page = open_page("desktop", script=False)
    go(page, "/options/")
    page.locator("#names").fill("Zoloft")
    page.locator("[data-show]").click()
    expect(page.locator(".on-list")).to_contain_text("Zoloft")
    assert page.locator("#results").evaluate(IN_VIEW)


def test_the_door_for_questions_opens_on_the_options(phone):
    go(phone, "/")
    phone.get_by_role("link", name="I only have questions").click()
    expect(phone.locator("#results .screen-title")).to_be_in_viewport()
    expect(phone.locator("#tried")).to_be_hidden()


# --- an answer moves nothing


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_an_answer_moves_neither_focus_nor_place(open_page, size):
    page = open_page(size)
    go(page, "/options/#tried=sertraline&ask=vns")
    for selector in ('[data-treatment="ect"] [name=ask]', '[data-treatment="ect"] .row__name'):
        unfold(page, selector)
        control = page.locator(selector)
        control.focus()
        before = control.bounding_box()["y"]
        with answered(page):
            page.evaluate("tab.change((store) => store.tried.push('lithium', 'bupropion'))")
        assert control.evaluate("e => e === document.activeElement")
        assert control.bounding_box()["y"] == pytest.approx(before, abs=1)


def test_ticking_a_question_does_not_move_the_box_under_the_finger(phone):
    go(phone, "/questions/#ask=rtms&top=visit.cost")
    box = phone.locator('[name=top][value^="rtms."]').first
    box.scroll_into_view_if_needed()
    before = box.bounding_box()["y"]
    with answered(phone):
        box.check()
    expect(phone.locator(".q-room li:not(.on-paper)")).to_have_count(2)
    assert box.bounding_box()["y"] == pytest.approx(before, abs=1)


def test_what_is_typed_while_an_answer_is_on_its_way_stays(desktop, complaints):
    go(desktop, "/options/")
    unfold(desktop, "#q")
    field = desktop.locator("#q")
    with desktop.expect_request(lambda r: r.method == "POST"):
        field.press_sequentially("magn")
    field.press_sequentially("et")
    field.press("ArrowLeft")
    desktop.evaluate("htmx.trigger('#navigator', 'go')")
    expect(desktop.locator("#g-found")).to_be_visible()
    assert field.input_value() == "magnet"
    assert desktop.evaluate("document.activeElement.id") == "q"
    assert desktop.evaluate("document.activeElement.selectionStart") == 5
    complaints.clear()  # htmx notes a request that it gave up


def test_what_is_folded_or_unfolded_stays_so(desktop):
    go(desktop, "/options/#tried=sertraline,venlafaxine")
    desktop.locator("#g-psychotherapy > summary").click()
    desktop.locator("#narrow > summary").click()
    with answered(desktop):
        tick(desktop, "bupropion")
    assert not desktop.locator("#g-psychotherapy").evaluate("fold => fold.open")
    assert desktop.locator("#g-procedure").evaluate("fold => fold.open")
    assert desktop.locator("#narrow").evaluate("fold => fold.open")


def test_kinds_are_folded_on_a_phone_and_their_own_line_names_what_is_marked(phone):
    go(phone, "/options/#tried=sertraline,venlafaxine")
    expect(phone.locator("[data-treatment=rtms]")).to_be_hidden()
    line = " ".join(phone.locator("#g-procedure > summary").inner_text().split())
    assert "●" in line
    assert "TMS" in line
    said = line.partition("●")[2].split(", ")
    assert len(said) == len(set(said))  # nothing twice


# --- rows: reasons on demand


def test_a_row_opens_and_closes_in_its_place(phone):
    go(phone, "/options/" + fragment(people.TRIED_TWO))
    unfold(phone, '[data-treatment="rtms"] .row__name')
    name = row(phone, "rtms").locator(".row__name")
    with answered(phone):
        name.click()
    reasons = row(phone, "rtms").locator("[data-reasons]")
    expect(reasons).to_be_visible()
    assert reasons.locator("[data-reason]").count() > 0
    assert name.get_attribute("aria-expanded") == "true"
    assert phone.url.endswith("/options/")
    name.click()
    expect(reasons).to_have_count(0)
    assert name.get_attribute("aria-expanded") == "false"
    assert name.evaluate("e => e === document.activeElement")


def test_an_open_row_stays_open_across_an_answer_and_tells_the_new_truth(desktop):
    go(desktop, "/options/#tried=sertraline&result-sertraline=no")
    name = row(desktop, "esketamine").locator(".row__name")
    with answered(desktop):
        name.click()
    reasons = row(desktop, "esketamine").locator("[data-reasons]")
    before = reasons.inner_text()
    add_names(desktop, "Effexor, Paxil")
    expect(reasons).to_have_count(1)
    assert reasons.inner_text() != before
    assert name.get_attribute("aria-expanded") == "true"
    name.click()
    with answered(desktop):
        desktop.evaluate("htmx.trigger('#navigator', 'go')")
    expect(reasons).to_have_count(0)  # what was closed stays closed


def test_without_script_a_row_leads_to_the_personal_page_and_on_to_the_sheet(open_page):
    page = open_page("phone", script=False)
    go(page, "/options/")
    add_names(page, "Zoloft, Effexor")
    row(page, "rtms").locator(".row__name").click()
    page.wait_for_url("**/options/rtms/")
    expect(page.locator("#yours [data-reason]").first).to_be_visible()
    page.locator("[name=ask]").check()
    press(page, "To my sheet")
    expect(page.locator(".history")).to_contain_text("Zoloft")
    expect(page.locator(".talk")).to_contain_text("TMS")


# --- a link that brings options


def test_a_link_with_options_opens_on_them_each_once(phone):
    go(phone, "/options/#ask=ect,esketamine,rtms")
    asked = phone.locator("[data-asked]")
    expect(asked).to_contain_text("3 options are in this link")
    expect(asked.locator("[data-treatment]")).to_have_count(3)
    expect(asked.locator("[data-treatment]").first).to_be_in_viewport()
    every = phone.locator("[data-treatment]").evaluate_all(
        "rows => rows.map((row) => row.dataset.treatment)"
    )
    assert len(every) == len(set(every))
    with answered(phone):
        asked.locator(".button--main").click()
    for name in ("ECT", "Esketamine", "TMS"):
        expect(phone.locator(".talk")).to_contain_text(name)


def test_unticking_an_option_of_a_link_leaves_its_row_and_the_focus(phone):
    go(phone, "/options/#ask=ect,esketamine,rtms")
    box = row(phone, "ect").locator("[name=ask]")
    box.uncheck()
    phone.wait_for_timeout(1000)
    expect(phone.locator("[data-asked] [data-treatment=ect]")).to_be_visible()
    assert box.evaluate("e => e === document.activeElement")


# --- find or narrow


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_only_what_is_marked_and_all_again(open_page, script):
    page = open_page("desktop", script=script)
    go(page, "/options/")
    add_names(page, "Zoloft, Effexor")
    whole = standings(page)
    unfold(page, "#show-matched")
    with answered(page):
        page.locator("#show-matched").check()
        if not script:
            press(page, "Find")
    assert set(standings(page).values()) == {"matched"}
    expect(page.get_by_text("options are not shown")).to_be_visible()
    with answered(page):
        press(page, "Show all")
    assert standings(page) == whole
    expect(page.locator("#show-matched")).not_to_be_checked()
    assert listed(page) == {"sertraline", "venlafaxine"}


@either_way
def test_an_option_page_puts_its_option_on_the_sheet(open_page, script):
    page = open_page("phone", script=script)
    go(page, "/options/ect/")
    page.get_by_text("Ask about this at my visit").click()
    press(page, "To my sheet")
    expect(page.locator(".talk")).to_contain_text("ECT")


@either_way
def test_two_chosen_options_stand_side_by_side(open_page, script):
    page = open_page("desktop", script=script)
    go(page, "/options/")
    if script:
        expect(page.locator("[data-compare]")).to_be_hidden()
    choose(page, "rtms")
    choose(page, "ect")
    if not script:  # the button comes with the answer
        page.locator("[data-show]").click()
    press(page, "Compare")
    expect(page.locator("table.compare thead [data-treatment]")).to_have_count(2)


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
    fill_in(page, people.TRIED_TWO, script=False)
    unfold(page, "#q")
    page.locator("#q").fill("magnet")
    page.locator("#q").press("Enter")
    expect(page.locator("#g-found")).to_be_visible()
    assert ticked(page, "ask") == {"rtms"}  # esketamine was not found: it travels unseen
    to_sheet(page, script=False)
    for name in ("sertraline", "venlafaxine", "CBT"):
        expect(page.locator("#paper .history")).to_contain_text(name)
    expect(page.locator(".talk")).to_contain_text("Esketamine")
