"""The answers in the tab: kept through pages, links, late and lost answers; gone on demand."""

from contextlib import suppress
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Error, Request, Route, expect

from tests import people
from tests.browser.steps import (
    add_names,
    answered,
    choose,
    clear,
    fill_in,
    focused,
    fragment,
    go,
    hold_posts,
    is_personal,
    listed,
    posts,
    press,
    row,
    see_options,
    standings,
    store,
    tick,
    ticked,
    to_sheet,
    unfold,
    until,
    went,
)

STEP = 2048
FAILED = "The list could not be brought up to date. Your ticks are kept."


def parts(link: str) -> dict[str, set[str]]:
    """The fields of a link; their order does not count."""
    pairs = (part.split("=") for part in link.split("#")[1].split("&"))
    return {name: set(values.split(",")) for name, values in pairs}


def body(request: Request) -> dict[str, list[str]]:
    return parse_qs(request.post_data or "")


# --- store and fill


def test_each_change_is_in_the_store_at_once(phone):
    go(phone, "/options/")
    with answered(phone):
        tick(phone, "sertraline")
        assert store(phone) == {"tried": ["sertraline"]}
    went(phone, "sertraline", "no")
    see_options(phone)
    choose(phone, "ect")
    assert store(phone) == {
        "tried": ["sertraline"],
        "results": {"sertraline": "no"},
        "ask": ["ect"],
    }
    phone.locator("[data-change]").first.click()
    press(phone, "Remove Zoloft")
    assert store(phone) == {"ask": ["ect"]}


def test_every_page_is_filled_from_the_store(phone):
    go(phone, "/options/" + fragment(people.TRIED_TWO) + "&matters=no-surgery&top=rtms.metal")
    to_sheet(phone)
    assert ticked(phone, "top") == {"rtms.metal"}
    go(phone, "/options/rtms/")
    assert ticked(phone, "ask") == {"rtms"}
    with answered(phone):
        go(phone, "/options/")
    assert listed(phone) == {"sertraline", "venlafaxine", "cbt"}
    assert phone.locator("#y-result-venlafaxine").input_value() == "no"


def test_what_is_ticked_stands_in_your_list_and_as_text_in_the_folds(desktop):
    go(desktop, "/options/")
    with answered(desktop):
        tick(desktop, "sertraline")
    desktop.locator("#names").focus()
    box = desktop.locator("li.box [name=tried][value=sertraline]")
    expect(box).to_be_hidden()
    expect(desktop.locator("li.box--listed")).to_have_text("Zoloft (sertraline)")
    press(desktop, "Remove Zoloft")
    expect(box).to_be_visible()
    expect(box).not_to_be_checked()


def test_the_same_for_all_is_said_in_one_tap_and_can_be_taken_back(phone):
    go(phone, "/options/#tried=sertraline,venlafaxine,cbt&result-cbt=helped")
    phone.locator("[data-change]").first.click()
    with answered(phone):
        phone.locator("#all").select_option("no")
    assert store(phone)["results"] == {"cbt": "helped", "sertraline": "no", "venlafaxine": "no"}
    went(phone, "venlafaxine", "faded")  # said by hand since: it is not taken back
    with answered(phone):
        press(phone, "Take it back")
    assert store(phone)["results"] == {"cbt": "helped", "venlafaxine": "faded"}
    assert phone.locator("#y-result-sertraline").input_value() == ""
    expect(phone.locator("[data-undo]")).to_be_hidden()


def test_remove_keeps_the_focus_near(phone):
    go(phone, "/options/#tried=sertraline,venlafaxine")
    phone.locator("[data-change]").first.click()
    with answered(phone):
        press(phone, "Remove Zoloft")
    assert focused(phone) == "y-remove-venlafaxine"
    with answered(phone):
        press(phone, "Remove Effexor")
    assert focused(phone) == "names"
    assert store(phone) == {}


def test_what_is_typed_to_search_is_not_stored(desktop):
    go(desktop, "/options/")
    unfold(desktop, "#q")
    with answered(desktop):
        desktop.locator("#q").fill("magnet")
        desktop.locator("#names").fill("zoloft")
    assert store(desktop) == {}


def test_what_is_written_on_the_sheet_stays_in_the_tab_and_is_never_sent(desktop):
    go(desktop, "/questions/#tried=sertraline")
    sent = posts(desktop)
    note = desktop.locator("textarea[data-note]").first
    note.fill("too sleepy")
    desktop.wait_for_timeout(1000)
    assert sent == []
    with answered(desktop):
        desktop.reload()
    assert note.input_value() == "too sleepy"
    with answered(desktop):
        desktop.locator("[name=top]").first.check()
    assert note.input_value() == "too sleepy"
    assert "sleepy" not in "".join(request.post_data or "" for request in sent)


# --- what is posted


def test_ticking_fast_asks_once(desktop):
    go(desktop, "/options/")
    sent = posts(desktop)
    names = ("sertraline", "fluoxetine", "citalopram")
    unfold(desktop, "li.box [value=sertraline]")
    with answered(desktop):
        for slug in names:
            desktop.locator(f"li.box [name=tried][value={slug}]").check()
    desktop.wait_for_timeout(900)
    assert [body(request)["tried"] for request in sent] == [list(names)]


def test_typing_a_search_asks_once_and_typing_names_not_at_all(desktop):
    go(desktop, "/options/")
    sent = posts(desktop)
    unfold(desktop, "#q")
    desktop.locator("#names").press_sequentially("zoloft", delay=20)
    with answered(desktop):
        desktop.locator("#q").press_sequentially("magnet", delay=20)
    desktop.wait_for_timeout(900)
    assert [body(request)["q"] for request in sent] == [["magnet"]]
    assert "names" not in body(sent[0])


def test_asking_about_an_option_sends_nothing_and_is_announced(desktop):
    go(desktop, "/options/")
    sent = posts(desktop)
    choose(desktop, "ect")
    expect(desktop.locator("#status")).to_have_text("1 on your sheet.")
    expect(desktop.locator(".bar--2 .button--main")).to_have_text("Make my sheet (1)")
    desktop.wait_for_timeout(1000)
    assert sent == []


@pytest.mark.parametrize("person", [people.TRIED_ONE, people.TRIED_EVERYTHING], ids=["one", "many"])
def test_bodies_and_answers_are_padded_to_steps(phone, person):
    phone.goto("/about/")
    with phone.expect_response(is_personal) as caught:
        phone.goto("/options/" + fragment(person))
    response = caught.value
    path_and_body = len("/options/") + len(response.request.post_data_buffer)
    assert path_and_body % STEP == 0
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
    assert sent == {STEP - len("/options/")}
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
    fourth = phone.locator("[name=top]:not(:checked)").first
    fourth.click()
    expect(phone.locator("#trouble")).to_have_text("You can choose up to 3. Untick one first.")
    expect(phone.locator("#trouble")).to_be_in_viewport()
    expect(fourth).not_to_be_checked()
    phone.wait_for_timeout(1000)
    assert sent == []


def test_a_top_question_without_a_box_gives_way(phone):
    go(phone, "/questions/#top=old.one,old.two,visit.cost")
    fourth = phone.locator("[name=top]:not(:checked)").first
    value = fourth.get_attribute("value")
    with answered(phone):
        fourth.check()
    assert store(phone)["top"] == ["visit.cost", value]


def test_a_fifth_option_is_not_compared(desktop):
    go(desktop, "/compare/#ask=ect,rtms")
    for slug in ("augmentation", "lithium", "more-time", "higher-dose", "liothyronine"):
        unfold(desktop, f"#c-{slug}")
        desktop.locator(f'label[for="c-{slug}"]').click()
    expect(desktop.locator("#trouble")).to_contain_text("You can choose up to 4.")
    assert len(ticked(desktop, "compare")) == 4


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
        "show": "asked",
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
    assert listed(phone) == {"lithium"}
    assert ticked(phone, "ask") == {"rtms"}
    held = store(phone)
    assert (held["tried"], held["ask"], held.get("results")) == (["lithium"], ["rtms"], None)
    assert phone.evaluate("location.hash") == ""


def test_an_old_link_is_told_and_the_rest_is_kept(phone):
    go(phone, "/options/#tried=sertraline,gone-forever&ask=rtms")
    expect(phone.locator(".notice").first).to_contain_text("We do not know “gone-forever”.")
    assert listed(phone) == {"sertraline"}


STRANGE = ["__proto__", "constructor", "hasOwnProperty", "toString"]


@pytest.mark.parametrize("name", STRANGE)
def test_a_word_of_the_language_in_a_link_is_a_name_like_any_other(phone, complaints, name):
    tried = f"tried=sertraline,{name},valueOf&result-sertraline=no"
    about = f"result-{name}=no&called-{name}=x&many-{name}=3"
    go(phone, f"/options/#{tried}&{about}&ask={name},ect&matters={name}&top={name}")
    expect(phone.locator(".notice").first).to_contain_text(f"“{name}”")
    assert listed(phone) == {"sertraline"}
    expect(phone.locator("#y-result-sertraline")).to_have_value("no")
    phone.locator("#share-summary").click()
    phone.locator("#share [data-copy]").click()
    copied = phone.locator("#share-link").input_value()
    assert f"result-{name}=no&called-{name}=x&many-{name}=3" in copied
    assert "result-valueOf" not in copied
    assert phone.evaluate("Object.keys({}).length + Object.keys(Object.prototype).length") == 0
    assert phone.evaluate("[typeof {}.hasOwnProperty, ({}).constructor === Object]") == [
        "function",
        True,
    ]
    go(phone, "/questions/")
    expect(phone.locator("#sheet tbody", has_text="Zoloft").first).to_be_attached()
    assert complaints == []


def test_a_copied_link_gives_another_person_the_same_page(open_context):
    context = open_context("phone", permissions=["clipboard-read", "clipboard-write"])
    mine, theirs = context.new_page(), open_context("desktop").new_page()
    go(mine, "/options/")
    fill_in(mine, people.TRIED_TWO)
    with answered(mine):
        mine.evaluate("htmx.trigger('#navigator', 'go')")
    offered = mine.locator("#share-link").input_value()
    mine.locator("#share-summary").click()
    press(mine, "Copy link")
    expect(mine.locator("#status")).to_have_text("The link is copied.")
    copied = mine.evaluate("navigator.clipboard.readText()")
    assert parts(copied) == parts(offered)
    go(theirs, copied)
    assert standings(theirs) == standings(mine)
    assert listed(theirs) == listed(mine)
    assert ticked(theirs, "ask") == ticked(mine, "ask")


# --- late, lost and wrong answers


def test_an_answer_leaves_your_list_alone_if_nothing_was_added_or_removed(phone):
    """A new copy of the list would close the select that somebody has just opened."""
    go(phone, "/options/")
    add_names(phone, "Zoloft, Effexor")
    venlafaxine = phone.locator("#y-result-venlafaxine")
    venlafaxine.evaluate("select => { select.isTheSame = true; }")
    with answered(phone):
        phone.locator("#y-result-sertraline").select_option("no")
        venlafaxine.focus()
    assert venlafaxine.evaluate("select => select.isTheSame")
    expect(phone.locator("#y-result-sertraline")).to_have_value("no")
    add_names(phone, "Wellbutrin")
    expect(phone.locator("[data-tried]")).to_have_count(3)
    expect(phone.locator("#y-result-sertraline")).to_have_value("no")


def test_a_late_answer_undoes_no_tick(desktop):
    go(desktop, "/options/")
    held = hold_posts(desktop)
    tick(desktop, "sertraline")
    until(desktop, lambda: len(held) == 1)
    choose(desktop, "ect")
    tick(desktop, "lithium")
    with answered(desktop):
        held[0].continue_()
        until(desktop, lambda: len(held) == 2)
        held[1].continue_()
    assert listed(desktop) == {"sertraline", "lithium"}
    assert ticked(desktop, "ask") == {"ect"}


def test_an_old_answer_never_replaces_a_newer_one(desktop, complaints):
    go(desktop, "/options/")
    held = hold_posts(desktop)
    tick(desktop, "sertraline")
    until(desktop, lambda: len(held) == 1)
    tick(desktop, "fluoxetine")
    until(desktop, lambda: len(held) == 2)
    with answered(desktop):
        held[1].continue_()
    with suppress(Error):  # htmx has given the older request up
        held[0].continue_()
    desktop.wait_for_timeout(300)
    assert listed(desktop) == {"sertraline", "fluoxetine"}
    assert all(line.startswith("htmx:") for line in complaints)  # it notes what it gave up
    complaints.clear()


def test_the_request_of_a_row_and_that_of_the_list_do_not_end_each_other(desktop):
    go(desktop, "/options/#tried=sertraline")
    held = hold_posts(desktop)
    row(desktop, "ect").locator(".row__name").click()
    row(desktop, "rtms").locator(".row__name").click()
    until(desktop, lambda: len(held) == 1)
    tick(desktop, "lithium")
    until(desktop, lambda: len(held) == 2)
    held[0].continue_()  # the row's own
    expect(row(desktop, "ect").locator("[data-reasons]")).to_be_visible()
    until(desktop, lambda: len(held) == 3)
    held[2].continue_()  # the second row waited for the first
    expect(row(desktop, "rtms").locator("[data-reasons]")).to_be_visible()
    with answered(desktop):
        held[1].continue_()
    assert listed(desktop) == {"sertraline", "lithium"}


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
    page.locator("#names").fill("Effexor")
    press(page, "Add these")
    expect(page.locator("#trouble p")).to_have_text(FAILED)
    tick(page, "sertraline")
    expect(page.locator("#trouble p")).to_have_text(FAILED)
    expect(page.locator("#trouble")).to_be_in_viewport()
    assert store(page)["tried"] == ["sertraline"]
    page.unroute("**/options/")
    with answered(page):
        press(page, "Try again")
    assert listed(page) == {"sertraline", "venlafaxine"}  # the names came too
    expect(page.locator("#trouble")).to_be_empty()
    complaints.clear()


def test_enter_in_a_search_loses_nothing(desktop):
    go(desktop, "/options/#tried=sertraline&ask=ect")
    desktop.evaluate("window.still = 'here'")
    unfold(desktop, "#q")
    desktop.locator("#q").fill("lithium")
    with answered(desktop):
        desktop.locator("#q").press("Enter")
    assert desktop.evaluate("window.still") == "here"
    assert "lithium" in standings(desktop)
    assert listed(desktop) == {"sertraline"}
    assert store(desktop)["ask"] == ["ect"]
    expect(desktop.locator("#status")).to_contain_text("found")


# --- back, reload, clear, leave


def test_back_and_reload_keep_everything_and_ask_for_nothing(phone):
    documents: list[str] = []
    phone.on("request", lambda r: documents.append(r.method) if r.is_navigation_request() else None)
    go(phone, "/options/")
    fill_in(phone, people.TRIED_TWO)
    before = standings(phone)
    to_sheet(phone)
    with answered(phone):
        phone.reload()
    expect(phone.locator("#paper .history")).to_contain_text("sertraline")
    with answered(phone):
        phone.go_back()
    assert standings(phone) == before
    assert listed(phone) == set(people.TRIED_TWO["tried"])
    assert ticked(phone, "ask") == set(people.TRIED_TWO["ask"])
    assert set(documents) == {"GET"}  # a page that came by a post would ask to be sent again


def test_a_filter_comes_back_with_its_list(desktop):
    go(desktop, "/options/")
    unfold(desktop, "#k-procedure")
    with answered(desktop):
        desktop.locator("#k-procedure").check()
    filtered = set(standings(desktop))
    desktop.reload()
    assert ticked(desktop, "kind") == {"procedure"}
    assert set(standings(desktop)) == filtered


@pytest.mark.parametrize("address", ["/options/", "/questions/"])
def test_clear_asks_once_and_leaves_nothing(phone, address):
    go(phone, address + fragment(people.TRIED_TWO) + "&matters=no-surgery&top=rtms.metal")
    asked: list[str] = []

    def refuse(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    phone.once("dialog", refuse)
    phone.locator("main [data-clear]").first.click()
    assert asked == ["Clear all your answers in this tab?"]
    assert store(phone)["tried"] == people.TRIED_TWO["tried"]  # "no" keeps everything
    clear(phone)
    assert store(phone) == {}
    assert phone.locator("main :checked:not(option)").count() == 0
    assert "sertraline" not in phone.locator("main").inner_text()
    phone.goto("/options/")
    assert listed(phone) == ticked(phone, "ask") == set()


@pytest.mark.parametrize("way_out", ["Clear my answers", "Leave this site"])
def test_when_the_server_is_gone_nothing_is_left_all_the_same(phone, complaints, way_out):
    go(phone, "/questions/" + fragment(people.TRIED_TWO))
    phone.on("dialog", lambda dialog: dialog.accept())
    left: list[str] = []
    phone.on("console", lambda message: left.append(message.text))
    phone.evaluate("""() => addEventListener("beforeunload", () => console.log(
      `left: ${sessionStorage.length} keys, ${document.querySelector("main").innerText}`))""")
    phone.context.route("**/*", lambda route: route.abort())
    link = "main [data-clear]" if way_out == "Clear my answers" else "[data-leave]"
    phone.locator(link).first.click()
    until(phone, lambda: any(line.startswith("left:") for line in left))
    (last,) = (line for line in left if line.startswith("left:"))
    assert last.startswith("left: 0 keys")
    assert not any(word in last for word in ("sertraline", "esketamine", "Zoloft"))
    phone.wait_for_timeout(300)  # the browser's own words on what was not there
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
    expect(phone.locator("#tried-title")).to_be_visible()  # the sheet was replaced
    assert store(phone) == {}
    assert listed(phone) == set()


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
    assert listed(phone) == ticked(phone, "ask") == set()
    until(phone, lambda: len(held) == 1)
    with answered(phone):
        held[0].continue_()
    assert "sertraline" not in phone.locator("#results").inner_text()
