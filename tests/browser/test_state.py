"""The answers in the tab: kept through pages, links, late and lost answers; gone on demand."""

import json
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Error, Page, Request, Route, expect

from tests import people
from tests.browser.steps import (
    answered,
    choose,
    fill_in,
    fragment,
    go,
    is_personal,
    press,
    standings,
    tick,
    ticked,
    to_sheet,
    went,
)

STEP = 2048
FAILED = "The list could not be brought up to date. Your ticks are kept."


def store(page: Page) -> dict[str, object]:
    """What the tab holds; fields that hold nothing are left out."""
    held = json.loads(page.evaluate("sessionStorage.answers || '{}'"))
    return {name: value for name, value in held.items() if value}


def parts(link: str) -> dict[str, set[str]]:
    """The fields of a link; their order does not count."""
    pairs = (part.split("=") for part in link.split("#")[1].split("&"))
    return {name: set(values.split(",")) for name, values in pairs}


def posts(page: Page) -> list[Request]:
    """Posts of a page from now on, as they are sent."""
    sent: list[Request] = []
    page.on("request", lambda r: sent.append(r) if r.method == "POST" else None)
    return sent


def body(request: Request) -> dict[str, list[str]]:
    return parse_qs(request.post_data or "")


def hold_posts(page: Page) -> list[Route]:
    """Posts are held back until the test lets them go on."""
    held: list[Route] = []

    def take(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route("**/*", take)
    return held


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("waited for five seconds in vain")


# --- store and fill


def test_each_change_is_in_the_store_at_once(phone):
    go(phone, "/options/")
    tick(phone, "sertraline")
    assert store(phone) == {"tried": ["sertraline"]}
    went(phone, "sertraline", "no")
    choose(phone, "ect")
    assert store(phone) == {
        "tried": ["sertraline"],
        "results": {"sertraline": "no"},
        "ask": ["ect"],
    }
    phone.locator('label[for="t-sertraline"]').click()
    assert store(phone) == {"ask": ["ect"]}


def test_every_page_is_filled_from_the_store(phone):
    go(phone, "/options/" + fragment(people.TRIED_TWO) + "&matters=no-surgery&top=rtms.metal")
    to_sheet(phone)
    assert ticked(phone, "top") == {"rtms.metal"}
    go(phone, "/options/rtms/")
    assert ticked(phone, "ask") == {"rtms"}
    with answered(phone):
        go(phone, "/options/")
    assert ticked(phone) == {"sertraline", "venlafaxine", "cbt"}
    assert phone.locator("#t-result-venlafaxine").input_value() == "no"


def test_families_with_a_tick_stand_open(phone):
    go(phone, "/options/#tried=phenelzine")
    expect(phone.locator("#t-phenelzine")).to_be_visible()


def test_twins_are_ticked_and_told_together(phone):
    go(phone, "/options/#tried=sertraline")
    with answered(phone):
        phone.locator("#medicine").fill("zoloft")
    expect(phone.locator("#found-sertraline")).to_be_checked()
    phone.locator("#found-result-sertraline").select_option("faded")
    assert phone.locator("#t-result-sertraline").input_value() == "faded"
    phone.locator('label[for="found-sertraline"]').click()
    expect(phone.locator("#t-sertraline")).not_to_be_checked()
    assert store(phone) == {}


def test_what_is_typed_to_search_is_not_stored(phone):
    go(phone, "/options/")
    with answered(phone):
        phone.locator("#q").fill("magnet")
        phone.locator("#medicine").fill("zoloft")
    assert store(phone) == {}


def test_notes_stay_in_the_tab_and_are_never_sent(phone):
    go(phone, "/questions/#tried=sertraline")
    sent = posts(phone)
    note = phone.get_by_label("Why stopped: sertraline")
    note.fill("too sleepy")
    phone.locator("#own-questions").fill("can I drive?")
    phone.wait_for_timeout(1000)
    assert sent == []
    with answered(phone):
        phone.reload()
    assert note.input_value() == "too sleepy"
    with answered(phone):
        phone.locator('label[for="q-visit.cost"]').click()
    assert note.input_value() == "too sleepy"
    assert "sleepy" not in "".join(request.post_data or "" for request in sent)


# --- what is posted


def test_ticking_fast_asks_once(phone):
    go(phone, "/options/")
    sent = posts(phone)
    with answered(phone):
        for slug in ("sertraline", "fluoxetine", "citalopram"):
            phone.locator(f'label[for="t-{slug}"]').click()
    phone.wait_for_timeout(900)
    assert [body(request)["tried"] for request in sent] == [
        ["sertraline", "fluoxetine", "citalopram"]
    ]


def test_typing_asks_once(phone):
    go(phone, "/options/")
    sent = posts(phone)
    with answered(phone):
        phone.locator("#medicine").press_sequentially("sertraline", delay=30)
    phone.wait_for_timeout(900)
    assert [body(request)["medicine"] for request in sent] == [["sertraline"]]


@pytest.mark.parametrize("person", [people.TRIED_ONE, people.TRIED_EVERYTHING], ids=["one", "many"])
def test_bodies_and_answers_are_padded_to_steps(phone, person):
    phone.goto("/about/")
    with phone.expect_response(is_personal) as caught:
        phone.goto("/options/" + fragment(person))
    response = caught.value
    assert len(response.request.post_data_buffer) % STEP == 0
    assert int(response.headers["content-length"]) % STEP == 0
    assert response.headers["content-encoding"] == "br"


def test_one_tick_and_another_look_alike_from_outside(phone):
    sent, received = set(), set()
    for slug in ("sertraline", "citalopram", "paroxetine"):
        phone.goto("/about/")
        with phone.expect_response(is_personal) as caught:
            phone.goto(f"/options/#tried={slug}")
        sent.add(len(caught.value.request.post_data_buffer))
        received.add(int(caught.value.headers["content-length"]) // STEP)
    assert sent == {STEP}
    assert max(received) - min(received) <= 1  # an answer may stand just at the edge of a step


def test_htmx_says_nothing_about_the_page_or_the_box(phone):
    phone.goto("/about/")
    with phone.expect_request(lambda r: r.method == "POST") as caught:
        phone.goto("/options/#tried=sertraline")
    sent = {name for name in caught.value.all_headers() if name.startswith("hx-")}
    assert sent == {"hx-request"}


# --- limits


def test_a_fourth_top_question_is_refused_in_sight(phone):
    go(phone, "/questions/#ask=rtms&top=rtms.metal,rtms.cover,visit.cost")
    sent = posts(phone)
    phone.locator('label[for="q-visit.date"]').click()
    expect(phone.locator("#trouble")).to_have_text("You can choose up to 3. Untick one first.")
    expect(phone.locator("#trouble")).to_be_in_viewport()
    expect(phone.locator('[id="q-visit.date"]')).not_to_be_checked()
    phone.wait_for_timeout(1000)
    assert sent == []
    expect(phone.locator("#trouble")).to_be_in_viewport()


def test_a_top_question_without_a_box_gives_way(phone):
    go(phone, "/questions/#top=old.one,old.two,visit.cost")
    with answered(phone):
        phone.locator('label[for="q-visit.date"]').click()
    assert store(phone)["top"] == ["visit.cost", "visit.date"]


def test_a_fifth_option_is_not_compared(phone):
    go(phone, "/options/#ask=ect")
    with answered(phone):
        press(phone, "Compare")
    for slug in ("augmentation", "lithium", "more-time", "higher-dose", "liothyronine"):
        phone.locator(f'label[for="c-{slug}"]').click()
    expect(phone.locator("#trouble")).to_contain_text("You can choose up to 4.")
    assert ticked(phone, "compare") == {"augmentation", "lithium", "more-time", "higher-dose"}


# --- links


def test_a_link_fills_the_page_and_leaves_the_address_bar(phone):
    link = "tried=sertraline,cbt&result-cbt=partly&ask=rtms&top=rtms.metal&matters=no-surgery"
    go(phone, f"/options/#{link}")
    assert store(phone) == {
        "tried": ["sertraline", "cbt"],
        "results": {"cbt": "partly"},
        "ask": ["rtms"],
        "top": ["rtms.metal"],
        "matters": ["no-surgery"],
    }
    assert phone.evaluate("location.href").endswith("/options/")


@pytest.mark.parametrize("name", ["results", "q=lithium", "kind=procedure", "main", "result-=no"])
def test_a_fragment_that_names_no_field_is_no_link(phone, name):
    phone.goto(f"/options/#{name}")
    assert phone.evaluate("location.hash") == f"#{name}"
    assert store(phone) == {}


def test_a_second_link_in_the_same_tab_replaces_what_it_names(phone):
    go(phone, "/options/#tried=sertraline&result-sertraline=no&ask=rtms")
    with answered(phone):
        phone.evaluate("() => { location.hash = 'tried=lithium' }")
    assert ticked(phone) == {"lithium"}
    assert ticked(phone, "ask") == {"rtms"}
    assert store(phone) == {"tried": ["lithium"], "ask": ["rtms"]}
    assert phone.evaluate("location.hash") == ""


def test_an_old_link_is_told_and_the_rest_is_kept(phone):
    go(phone, "/options/#tried=sertraline,gone-forever&ask=rtms")
    expect(phone.locator(".notice").first).to_contain_text("We do not know “gone-forever”.")
    assert ticked(phone) == {"sertraline"}


def test_a_copied_link_gives_another_person_the_same_page(open_context):
    context = open_context("phone", permissions=["clipboard-read", "clipboard-write"])
    mine, theirs = context.new_page(), open_context("desktop").new_page()
    go(mine, "/options/")
    with answered(mine):
        fill_in(mine, people.TRIED_TWO)
    offered = mine.locator("#share-link").input_value()
    mine.locator("#share-summary").click()
    press(mine, "Copy link")
    expect(mine.locator("#status")).to_have_text("The link is copied.")
    copied = mine.evaluate("navigator.clipboard.readText()")
    assert parts(copied) == parts(offered)
    go(theirs, copied)
    assert standings(theirs) == standings(mine)
    assert ticked(theirs) == ticked(mine)
    assert ticked(theirs, "ask") == ticked(mine, "ask")


# --- late, lost and wrong answers


def test_a_late_answer_undoes_no_tick(phone):
    go(phone, "/options/")
    held = hold_posts(phone)
    tick(phone, "sertraline")
    until(phone, lambda: len(held) == 1)
    choose(phone, "ect")
    held[0].continue_()
    until(phone, lambda: len(held) == 2)
    expect(phone.locator("#a-ect")).to_be_checked()
    with answered(phone):
        held[1].continue_()
    expect(phone.locator("#a-ect")).to_be_checked()
    expect(phone.locator(".you-ticked")).to_contain_text("sertraline")


def test_an_old_answer_never_replaces_a_newer_one(phone, complaints):
    go(phone, "/options/")
    held = hold_posts(phone)
    tick(phone, "sertraline")
    until(phone, lambda: len(held) == 1)
    tick(phone, "fluoxetine")
    until(phone, lambda: len(held) == 2)
    with answered(phone):
        held[1].continue_()
    with suppress(Error):  # htmx has given the older request up
        held[0].continue_()
    phone.wait_for_timeout(300)
    expect(phone.locator(".you-ticked")).to_contain_text("fluoxetine and sertraline")
    assert all(line.startswith("htmx:") for line in complaints)  # it notes what it gave up
    complaints.clear()


@pytest.mark.parametrize("fault", ["abort", "500"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_failed_answer_says_so_keeps_the_ticks_and_can_be_tried_again(
    open_page, complaints, size, fault
):
    page = open_page(size)
    go(page, "/options/")

    def fail(route: Route) -> None:
        route.abort() if fault == "abort" else route.fulfill(status=500, body="no")

    page.route("**/options/", fail)
    tick(page, "sertraline")
    expect(page.locator("#trouble p")).to_have_text(FAILED)
    expect(page.locator("#trouble")).to_be_in_viewport()
    assert ticked(page) == {"sertraline"}
    page.unroute("**/options/")
    with answered(page):
        press(page, "Try again")
    expect(page.locator(".you-ticked")).to_contain_text("sertraline")
    expect(page.locator("#trouble")).to_be_empty()
    complaints.clear()


def test_enter_in_a_search_loses_nothing(desktop):
    go(desktop, "/options/#tried=sertraline&ask=ect")
    desktop.evaluate("window.still = 'here'")
    for field in ("#q", "#medicine"):
        with answered(desktop):
            desktop.locator(field).fill("lithium")
            desktop.locator(field).press("Enter")
    assert desktop.evaluate("window.still") == "here"
    assert ticked(desktop) == {"sertraline"}
    assert store(desktop) == {"tried": ["sertraline"], "ask": ["ect"]}
    expect(desktop.locator("#results-title")).to_contain_text("of")
    expect(desktop.locator("[data-medicine-results]")).to_contain_text("lithium")


# --- back, reload, clear, leave


def test_back_and_reload_keep_everything_and_ask_for_nothing(phone):
    documents: list[str] = []
    phone.on("request", lambda r: documents.append(r.method) if r.is_navigation_request() else None)
    go(phone, "/options/")
    with answered(phone):
        fill_in(phone, people.TRIED_TWO)
    before = standings(phone)
    to_sheet(phone)
    with answered(phone):
        phone.reload()
    expect(phone.locator("table.history")).to_contain_text("sertraline")
    with answered(phone):
        phone.go_back()
    assert standings(phone) == before
    assert ticked(phone) == set(people.TRIED_TWO["tried"])
    assert ticked(phone, "ask") == set(people.TRIED_TWO["ask"])
    assert set(documents) == {"GET"}  # a page that came by a post would ask to be sent again


def test_a_filter_comes_back_with_its_list(phone):
    go(phone, "/options/")
    with answered(phone):
        phone.locator('label[for="k-procedure"]').click()
    filtered = set(standings(phone))
    phone.reload()
    assert ticked(phone, "kind") == {"procedure"}
    assert set(standings(phone)) == filtered


@pytest.mark.parametrize("address", ["/options/", "/questions/", "/compare/"])
def test_clear_leaves_nothing(phone, address):
    go(phone, address + fragment(people.TRIED_TWO) + "&matters=no-surgery&top=rtms.metal")
    phone.get_by_role("link", name="Clear my answers").click()
    phone.wait_for_load_state()
    assert store(phone) == {}
    assert phone.locator(":checked:not(option)").count() == 0
    assert "sertraline" not in phone.locator("#results").inner_text()
    phone.goto("/options/")
    assert ticked(phone) == ticked(phone, "ask") == set()


@pytest.mark.parametrize("way_out", ["Clear my answers", "Leave this site"])
def test_when_the_server_is_gone_nothing_is_left_all_the_same(phone, complaints, way_out):
    go(phone, "/questions/" + fragment(people.TRIED_TWO))
    phone.locator("#also-2").fill("penicillin")
    left: list[str] = []
    phone.on("console", lambda message: left.append(message.text))
    phone.evaluate("""() => addEventListener("beforeunload", () => console.log(
      `left: ${sessionStorage.length} keys, ${document.querySelector("main").innerText}`))""")
    phone.context.route("**/*", lambda route: route.abort())
    phone.get_by_role("link", name=way_out).click()
    until(phone, lambda: any(line.startswith("left:") for line in left))
    (last,) = (line for line in left if line.startswith("left:"))
    assert last.startswith("left: 0 keys")
    assert not any(word in last for word in ("sertraline", "esketamine", "penicillin"))
    complaints.clear()


def test_leave_goes_elsewhere_and_back_shows_a_page_without_answers(phone):
    phone.context.route(
        "https://www.weather.gov/**", lambda route: route.fulfill(body="<p>sunny</p>")
    )
    go(phone, "/options/")
    go(phone, "/questions/" + fragment(people.TRIED_TWO))
    phone.get_by_role("link", name="Leave this site").click()
    phone.wait_for_url("https://www.weather.gov/")
    phone.go_back()
    expect(phone.locator("h1")).to_have_text("Options to ask about")  # the sheet was replaced
    assert store(phone) == {}
    assert ticked(phone) == set()


@pytest.mark.parametrize("address", ["/options/", "/questions/"])
def test_a_page_that_comes_back_from_memory_shows_what_the_tab_holds(phone, address):
    """The back/forward cache keeps whole pages; Playwright switches it off, so we say its word."""
    go(phone, address + fragment(people.TRIED_TWO))
    held = hold_posts(phone)
    phone.evaluate("""() => {
      sessionStorage.clear();  // on a later page of the same tab
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    }""")
    assert phone.locator("#results").inner_text() == ""
    assert ticked(phone) == ticked(phone, "ask") == set()
    until(phone, lambda: len(held) == 1)
    with answered(phone):
        held[0].continue_()
    assert "sertraline" not in phone.locator("#results").inner_text()
