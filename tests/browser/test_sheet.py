"""The sheet on the screen: details that never leave the tab, a file that opens here again."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.steps import answered, fragment, go, press, printed

DRAWN = """(table) => [...table.querySelectorAll("th, td")]
  .filter((cell) => cell.checkVisibility())
  .map((cell) => [getComputedStyle(cell).fontSize, cell.offsetHeight])"""
SECRET = "zanzibar"  # a word that nothing else on the site holds


def open_sheet(page: Page, person=people.TRIED_TWO) -> None:
    go(page, "/questions/" + fragment(person))
    see = page.get_by_role("button", name="See the paper")
    if see.is_visible():
        see.click()


def fold_of(page: Page, slug: str) -> None:
    page.locator(f"#details-{slug} > details > summary").click()


def detail(page: Page, slug: str, field: str, value: str, entry: int = 0) -> None:
    box = page.locator(f"#details-{slug}-{entry}-{field}")
    if box.evaluate("(box) => box.tagName") == "SELECT":
        box.select_option(value)
    else:
        box.fill(value)


def type_all(page: Page) -> None:
    """Dates, doses and notes, as somebody would who has time."""
    fold_of(page, "sertraline")
    for field, value in {
        "from": "2021-03", "to": "2021-11", "dose": f"100 mg {SECRET}", "most": "yes",
        "better": "half", "with": SECRET, "why": f"sleepy {SECRET}", "episode": "no",
        "source": "record",
    }.items():  # fmt: skip
        detail(page, "sertraline", field, value)
    page.locator("#n-allergies").fill(SECRET)
    page.locator("#n-questions").fill(f"And {SECRET}?")


def stored(page: Page) -> dict:
    return json.loads(page.evaluate("sessionStorage.getItem('answers') || '{}'"))


def saved(page: Page, path) -> bytes:
    with page.expect_download() as download:
        press(page, "Save as a file")
    assert download.value.suggested_filename == "notes-for-my-visit.html"
    download.value.save_as(path)
    return path.read_bytes()


def open_file(page: Page, file) -> None:
    fold = page.locator("#open-saved")
    if not fold.evaluate("fold => fold.open"):
        fold.locator("summary").click()
    page.locator("#saved-sheet").set_input_files(file)


def test_typed_dates_and_notes_are_in_no_request(phone, site):
    open_sheet(phone)
    sent = []
    phone.context.on("request", lambda r: sent.append(f"{r.url} {r.headers} {r.post_data}"))
    type_all(phone)
    phone.wait_for_timeout(1200)  # longer than the pause after which a tick is posted
    assert sent == []
    with answered(phone):
        phone.locator("label[for='q-visit.options']").click()
    assert len(sent) == 1
    assert not any(word in sent[0] for word in (SECRET, "2021", "record"))
    assert SECRET in json.dumps(stored(phone))


def test_details_stand_on_paper_with_weeks_as_plain_arithmetic(phone):
    open_sheet(phone)
    type_all(phone)
    page_one = printed(phone).pages[0]
    for part in ("3/2021 – 11/2021", "35 weeks", "Better at best: half", "most days"):
        assert part in page_one
    assert "none · a bit · half · most" in page_one  # the other rows are left to write in


def test_details_outlast_the_answer_to_a_tick_and_a_reload(phone):
    open_sheet(phone)
    type_all(phone)
    with answered(phone):
        phone.locator("label[for='q-visit.options']").click()
    expect(phone.locator("#details-sertraline-0-dose")).to_have_value(f"100 mg {SECRET}")
    expect(phone.locator("#details-sertraline > details")).to_have_attribute("open", "")
    with answered(phone):
        phone.reload()
    expect(phone.locator("[data-row=sertraline] [data-cell=dates]")).to_contain_text("3/2021")


def test_the_same_medicine_may_stand_twice(desktop):
    open_sheet(desktop)
    fold_of(desktop, "sertraline")
    detail(desktop, "sertraline", "from", "2019-01")
    desktop.locator("#details-sertraline [data-again]").click()
    detail(desktop, "sertraline", "from", "2024-05", entry=1)
    desktop.locator("#details-sertraline-1-now").check()
    rows = desktop.locator("#sheet tr:is([data-row], [data-copy]) th").all_inner_texts()
    assert [row for row in rows if "sertraline" in row] == [
        "Zoloft (sertraline)",
        "Zoloft (sertraline), again",
    ]
    expect(desktop.locator("[data-taking]")).to_contain_text("Zoloft (sertraline): since May 2024")


def test_a_year_alone_will_do(desktop):
    open_sheet(desktop)
    fold_of(desktop, "sertraline")
    desktop.locator("#details-sertraline-0-from-year").fill("2019")
    assert stored(desktop)["history"] == {"sertraline": [{"from": "2019"}]}
    expect(desktop.locator("[data-row=sertraline] [data-cell=dates]")).to_have_text("2019")


def test_the_timeline_draws_bars_and_says_what_overlapped(desktop):
    open_sheet(desktop)
    expect(desktop.locator("#timeline")).to_be_hidden()
    tries = (("sertraline", "2020-01", "2020-12"), ("venlafaxine", "2020-06", "2021-01"))
    for slug, start, end in tries:
        fold_of(desktop, slug)
        detail(desktop, slug, "from", start)
        detail(desktop, slug, "to", end)
    expect(desktop.locator("#timeline rect")).to_have_count(2)
    row = desktop.locator("#timeline tbody tr").first
    assert re.sub(r"\s+", " ", row.text_content()).endswith("Effexor (venlafaxine)")


def test_save_clear_and_open_give_the_same_sheet_byte_for_byte(phone, tmp_path):
    open_sheet(phone)
    type_all(phone)
    phone.locator("#country").select_option("uk")
    first = saved(phone, tmp_path / "first.html")
    before = phone.locator("#sheet").inner_html()
    assert len(first) < 60_000
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.locator("main [data-clear]").click()
    phone.wait_for_url("**/questions/")
    assert stored(phone) == {}
    with answered(phone):
        open_file(phone, tmp_path / "first.html")
    expect(phone.locator("#kept")).to_contain_text("open")
    assert saved(phone, tmp_path / "second.html") == first
    phone.get_by_role("button", name="See the paper").click()
    assert shown(phone.locator("#sheet").inner_html()) == shown(before)


def test_a_saved_file_is_made_and_opened_without_sending_it(phone, tmp_path):
    open_sheet(phone)
    type_all(phone)
    sent = []
    phone.context.on("request", lambda request: sent.append(request))
    saved(phone, tmp_path / "mine.html")
    phone.wait_for_timeout(1200)  # longer than the pause after which a tick is posted
    assert [request.url for request in sent if request.url.startswith("http")] == []
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.locator("main [data-clear]").click()
    phone.wait_for_url("**/questions/")
    with answered(phone):
        open_file(phone, tmp_path / "mine.html")
    bodies = [request.post_data for request in sent if request.method == "POST"]
    assert bodies
    assert all("tried=sertraline" in body or 'name="tried"' in body for body in bodies)
    assert not any(SECRET in body or "2021" in body for body in bodies)


def shown(html: str) -> str:
    """The sheet without what only remembers how a field was built."""
    return re.sub(r' (open=""|data-asked="\d+")', "", html)


def test_a_saved_file_opens_from_a_disk_and_prints_alike(open_page, tmp_path):
    page = open_page("desktop")
    open_sheet(page)
    type_all(page)
    paper = printed(page)
    file = tmp_path / "sheet.html"
    text = saved(page, file).decode()
    assert not re.search(r"<script|<link|<img|https?://(?!www\.w3)|\son\w+=", text)
    alone = open_page("desktop")
    alone.context.set_offline(True)
    alone.goto(file.as_uri())
    again = printed(alone)
    assert again.title == "Notes for my visit"
    assert len(again.pages) == len(paper.pages)
    for part in ("Zoloft (sertraline)", f"100 mg {SECRET}", "Taking now", "What to bring"):
        assert part in again.text
    for one in (page, alone):
        one.emulate_media(media="print")
        one.set_viewport_size({"width": 700, "height": 1000})
    sizes = [one.locator(".history").evaluate(DRAWN) for one in (page, alone)]
    assert sizes[0] == sizes[1]


def test_what_is_on_paper_alone_is_in_no_file_and_no_view(phone, tmp_path):
    open_sheet(phone)
    text = saved(phone, tmp_path / "sheet.html").decode()
    press(phone, "Show it on my phone")
    view = phone.locator("dialog")
    expect(view).to_be_visible()
    for words in ("not wanting to live", "Alcohol", "Pregnant", "Hospital stays"):
        assert words not in text
        assert words not in view.inner_text()


def test_the_reading_view_is_large_and_goes_with_escape(phone):
    open_sheet(phone)
    press(phone, "Show it on my phone")
    view = phone.locator("dialog")
    assert float(view.evaluate("v => parseFloat(getComputedStyle(v).fontSize)")) >= 20
    expect(view).to_contain_text("Zoloft (sertraline)")
    phone.keyboard.press("Escape")
    expect(view).to_have_count(0)


BAD = {
    "foreign": "<!doctype html><title>Shopping</title><p>milk",
    "damaged": '<title>Notes for my visit</title><template data-answers>{"format": "notes-fo',
    "cut before its answers": "<!doctype html><title>Notes for my visit</title><p>Zoloft",
    "of a newer page": '<template data-answers>{"format": "notes-for-my-visit", "version": 99,'
    ' "answers": {}}</template>',
    "empty": "",
    "no object": "<template data-answers>[1, 2]</template>",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_in_one_sentence_and_changes_nothing(phone, name, tmp_path):
    open_sheet(phone, people.TRIED_ONE)
    before = stored(phone)
    (tmp_path / "bad.html").write_text(BAD[name])
    open_file(phone, tmp_path / "bad.html")
    expect(phone.locator("#kept")).to_contain_text("Nothing has changed.")
    assert stored(phone) == before


EVIL = """{"format": "notes-for-my-visit", "version": 1, "answers": {
  "__proto__": {"polluted": "yes"}, "strange": "thing", "own": ["<b>bold</b>"],
  "tried": ["sertraline", 7, {"a": 1}, "<img>"],
  "results": {"sertraline": "no", "__proto__": {"x": "y"}},
  "history": {"__proto__": [{"from": "2020"}],
              "sertraline": [{"from": "2020-01", "evil": "x", "__proto__": {}}]}}}"""


def test_a_file_that_means_harm_brings_nothing_but_known_answers(phone, tmp_path):
    go(phone, "/questions/")
    escaped = EVIL.replace("&", "&amp;").replace("<", "&lt;")
    text = f"<template data-answers>{escaped}</template><img src=x onerror=alert(1)>"
    (tmp_path / "evil.html").write_text(text)
    with answered(phone):
        open_file(phone, tmp_path / "evil.html")
    kept = stored(phone)
    assert kept["tried"] == ["sertraline"]
    assert kept["history"] == {"sertraline": [{"from": "2020-01"}]}
    assert "strange" not in kept
    assert phone.evaluate("({}).polluted") is None


def test_answers_in_the_tab_are_replaced_only_when_the_person_says_so(phone, tmp_path):
    open_sheet(phone)
    saved(phone, tmp_path / "two.html")
    with answered(phone):
        phone.evaluate("window.tab.change((store) => { store.tried = ['paroxetine']; })")
    open_file(phone, tmp_path / "two.html")
    press(phone, "Keep what is here")
    assert stored(phone)["tried"] == ["paroxetine"]
    open_file(phone, tmp_path / "two.html")
    with answered(phone):
        press(phone, "Open it")
    assert stored(phone)["tried"] == ["sertraline", "venlafaxine", "cbt"]


def test_the_numbers_printed_are_those_of_the_country_chosen(phone):
    open_sheet(phone)
    phone.locator("#country").select_option("uk")
    paper = printed(phone)
    assert "116 123" in paper.pages[0]
    assert "999" in paper.pages[0]
    assert "988" not in paper.text
    with answered(phone):
        phone.reload()
    assert "116 123" in printed(phone).pages[0]


def test_the_first_question_is_on_the_first_screen_and_the_page_is_short(phone):
    go(phone, "/questions/" + fragment(people.TRIED_TWO))
    top = "box => box.getBoundingClientRect().top + scrollY"
    assert phone.locator("input[name=top]").first.evaluate(top) < 600
    assert phone.evaluate("document.documentElement.scrollHeight") <= 3000


def test_without_script_the_paper_stands_open_and_a_question_can_be_chosen(open_page):
    page = open_page("phone", script=False)
    page.goto("/questions/")
    page.locator("label[for='q-visit.options']").click()
    press(page, "Update my sheet")
    expect(page.locator(".q-room li").first).to_contain_text("What are my options?")
    expect(page.locator("#sheet")).to_be_visible()


def test_without_htmx_a_ticked_question_is_sent_with_a_button(open_page, complaints):
    page = open_page("phone")
    page.route("**/htmx*", lambda route: route.abort())
    page.goto("/questions/#tried=sertraline&result-sertraline=no")
    page.wait_for_selector("[data-row=sertraline]", state="attached")
    page.locator("label[for='q-visit.options']").click()
    press(page, "Update my sheet")
    page.wait_for_selector(".q-room li:has-text('What are my options?')", state="attached")
    expect(page.locator("[data-row=sertraline]")).to_have_count(1)
    complaints.clear()  # of the file that did not come


def test_when_no_answer_comes_the_paper_says_what_it_lacks(phone, complaints):
    phone.goto("/questions/")
    phone.route("**/questions/", lambda route: route.abort())
    phone.evaluate("window.tab.change((store) => { store.tried = ['sertraline', 'cbt']; })")
    expect(phone.locator("[data-missing]")).to_contain_text("Also on my list: sertraline, cbt.")
    assert "sertraline, cbt" in printed(phone).text
    complaints.clear()
