"""The promise on /privacy/: walk the journey with unusual answers, then search every channel.

A search that finds nothing proves little, so each channel is also broken once on purpose.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl
from urllib.request import urlopen

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page, Request, expect

from navigator.models import Release
from navigator.serving.private_logging import JsonLines
from tests.browser.steps import (
    add_names,
    answered,
    choose,
    clear,
    go,
    posts,
    press,
    printed,
    row,
    see_options,
    store,
    tick,
    to_sheet,
    unfold,
    went,
)
from tests.test_privacy_page import FILLER, SENT, family

WORDS = ("tranylcypromine", "psychodynamic-therapy", "faded", "xqzvortio", "Parnate", "qzunknown")
NOTE = "grandmothers-name"
PUBLIC = {"/options/", "/questions/", "/questions/blank/", "/urgent/"}
STEP = 2048  # bytes to which sizes are filled up
STRIPPED = {"hx-current-url", "hx-trigger", "hx-trigger-name", "hx-target", "hx-source"}

STORED = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((each) => each.name),
  name: window.name,
  state: JSON.stringify(history.state),
})"""
CACHED = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept.push([request.url, await (await cache.match(request)).text()]);
    }
  }
  return kept;
}"""


class Channels:
    """All that can carry an answer away, watched from the first request on."""

    def __init__(self, context: BrowserContext, home: str, complaints: list[str]) -> None:
        self.context, self.home, self.complaints = context, home, complaints
        self.requests: list[Request] = []
        self.addresses: list[str] = []
        self.lines: list[str] = []
        self.rows = dump()
        context.on("request", lambda request: self.requests.append(request))
        context.on("page", lambda page: page.on("framenavigated", self._navigated))

    def _navigated(self, frame: Any) -> None:
        self.addresses.append(frame.url)

    def leaks(self, page: Page) -> dict[str, list[str]]:
        """What was found, by channel. Nothing found: an empty mapping."""
        found = {
            "cookies": [cookie["name"] for cookie in self.context.cookies()],
            "addresses": naming([r.url for r in self.requests] + self.addresses),
            "third parties": [r.url for r in self.requests if not r.url.startswith(self.home)],
            "headers": [line for r in self.requests for line in telling(r)],
            "log": naming(self.lines),
            "database": [] if dump() == self.rows else ["rows changed"],
            "policy": [line for line in self.complaints if "policy" in line.lower()],
        } | stored_in(page, self.home)
        return {channel: traces for channel, traces in found.items() if traces}


def naming(texts: list[str]) -> list[str]:
    """Texts that name an answer."""
    return [text for text in texts if any(word in text for word in (*WORDS, NOTE))]


def telling(request: Request) -> list[str]:
    """Headers that name an answer, and those that htmx would add about the page."""
    return [
        f"{name}: {value}"
        for name, value in request.all_headers().items()
        if name in STRIPPED or naming([value]) or (name == "referer" and "#" in value)
    ]


def stored_in(page: Page, home: str) -> dict[str, list[str]]:
    """What the browser keeps: storage, and what the service worker has put aside."""
    kept = page.evaluate(STORED)
    cached = page.evaluate(CACHED)
    return {
        "localStorage": kept["local"],
        "sessionStorage": [key for key in kept["session"] if key != "answers"],
        "IndexedDB": kept["databases"],
        "window": naming([kept["name"], kept["state"]]),
        "caches": [
            url
            for url, text in cached
            if not is_public(url.removeprefix(home)) or text != what_anybody_gets(url)
        ],
    }


def is_public(path: str) -> bool:
    return path in PUBLIC or (path.startswith("/static/") and "?" not in path)


def what_anybody_gets(url: str) -> str:
    with urlopen(url) as response:
        return response.read().decode()


def dump() -> dict[str, list[Any]]:
    """Every row of every table."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = cursor.fetchall()
    return rows


@pytest.fixture
def watched(open_context, site, complaints) -> Iterator[Callable[..., tuple[Page, Channels]]]:
    """Open a page whose channels are watched."""
    handler = logging.Handler()
    handler.setFormatter(JsonLines())
    names = ("", "navigator.serving.private_logging", "django.server", "django.request")
    loggers = [logging.getLogger(name) for name in names]

    def opened(**more: Any) -> tuple[Page, Channels]:
        context = open_context("phone", **more)
        channels = Channels(context, site.url, complaints)
        handler.emit = lambda record: channels.lines.append(  # type: ignore[method-assign]
            f"{handler.format(record)} {record.__dict__}"
        )
        for logger in loggers:
            logger.addHandler(handler)
        return context.new_page(), channels

    yield opened
    for logger in loggers:
        logger.removeHandler(handler)


def walk(page: Page, *, script: bool) -> None:
    """The whole journey with answers that stand nowhere else."""
    go(page, "/")
    page.get_by_role("link", name="Start").click()
    add_names(page, "Parnate, qzunknown")
    page.get_by_label("Keep it as you wrote it").check()
    went(page, "tranylcypromine", "faded")
    see_options(page)
    choose(page, "psychodynamic-therapy")
    choose(page, "ect")
    with answered(page):
        row(page, "ect").locator(".row__name").click()
    if not script:
        press(page, "To my sheet")
        press(page, "Back to options")
    unfold(page, "#q")
    with answered(page):
        page.locator("#q").fill("xqzvortio")
        page.locator("#q").press("Enter")
    page.get_by_text("Nothing found for “xqzvortio”").wait_for()
    to_sheet(page, script=script)
    page.locator('[name=top][value^="psychodynamic-therapy."]').first.check()
    if script:
        page.locator("#see-paper").click()
        page.locator("textarea[data-note]").first.fill(NOTE)
        with answered(page):
            page.locator('[name=top][value^="psychodynamic-therapy."]').nth(1).check()
    assert "qzunknown" in printed(page).text
    press(page, "Back to options")
    page.locator(".bar--2 [data-compare]").click()
    page.get_by_text("These stand in the order of the list.").wait_for()
    page.get_by_role("link", name="Privacy", exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_no_answer_leaves_the_form_on_the_whole_journey(watched, script):
    page, channels = watched(script=script)
    walk(page, script=script)
    if script:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert channels.leaks(page) == {}
    assert len(channels.requests) > 12
    assert any('"path": "/options/"' in line for line in channels.lines)


def test_requests_of_the_service_worker_are_seen_too(watched):
    page, channels = watched()
    go(page, "/options/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    by_worker = {r.url.removeprefix(channels.home) for r in channels.requests if r.service_worker}
    assert by_worker >= PUBLIC


def test_the_tab_holds_one_key_until_the_answers_are_cleared(phone):
    go(phone, "/options/")
    assert phone.evaluate("Object.keys(sessionStorage)") == []
    with answered(phone):
        tick(phone, "tranylcypromine")
    went(phone, "tranylcypromine", "faded")
    assert phone.evaluate("Object.keys(sessionStorage)") == ["answers"]
    assert store(phone)["tried"] == ["tranylcypromine"]
    assert store(phone)["results"] == {"tranylcypromine": "faded"}
    see_options(phone)
    clear(phone)
    assert phone.evaluate("Object.keys(sessionStorage)") == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_browser_is_asked_not_to_check_what_is_typed(open_page, script):
    """Some spelling checks and writing helps send what is typed to the browser's maker."""
    page = open_page("phone", script=script)
    seen = 0
    for address in ("/options/#tried=sertraline", "/questions/#tried=sertraline"):
        go(page, address if script else address.partition("#")[0])
        typed = page.locator("textarea:not([readonly]), input[type=text], input[type=search]")
        checked = """fields => fields.map((field) => [
          field.id, field.spellcheck, field.closest("[writingsuggestions=false]") !== null])"""
        fields = typed.evaluate_all(checked)
        assert [field for field in fields if field[1:] != [False, True]] == []
        seen += len(fields)
    assert seen > (10 if script else 5)


def test_without_script_nothing_is_stored_in_the_tab(open_page):
    page = open_page("phone", script=False)
    go(page, "/options/")
    add_names(page, "Parnate")
    expect(page.locator("[data-tried=tranylcypromine]")).to_be_visible()
    assert page.evaluate("[...Object.keys(sessionStorage), ...Object.keys(localStorage)]") == []


def test_the_script_sends_what_the_page_on_privacy_names_and_no_more(watched):
    page, channels = watched()
    walk(page, script=True)
    bodies = [request.post_data or "" for request in channels.requests]
    sent = {family(name) for body in bodies for name, _ in parse_qsl(body)}
    assert sent >= {"tried", "result-", "called-", "own", "ask", "top", "open", "q", "names", "pad"}
    assert sent <= set().union(*SENT.values()) | FILLER


KEPT = {
    "tried", "results", "called", "many", "own", "ask", "top", "compare", "matters",  # chosen
    "open", "show", "step",  # where the person is
    "notes", "history",  # dates and notes
}  # fmt: skip


def test_the_tab_holds_what_the_page_on_privacy_names_and_no_more(watched):
    page, _ = watched()
    walk(page, script=True)
    go(page, "/questions/")
    page.locator("#country").select_option("uk")
    held = store(page)
    assert held.keys() <= KEPT
    assert (held["tried"], held["results"]) == (["tranylcypromine"], {"tranylcypromine": "faded"})
    assert (held["own"], held["notes"]["country"]) == (["qzunknown"], "uk")
    assert NOTE in held["notes"].values()
    assert "xqzvortio" not in page.evaluate("sessionStorage.answers")


LIKE_A_RECORD = {
    "long": "zoloft, " * 38,
    "a day": "zoloft 4/3/2021",
    "a day in letters": "zoloft since March 3rd, 2021",
    "a month": "zoloft 3/2021",
    "a birth date": "me 4.5.71 zoloft",
    "a phone number": "zoloft (555) 010-4477",
    "another country's": "zoloft +44 20 7946 0000",
    "an email": "zoloft me@example.org",
}


@pytest.mark.parametrize("name", LIKE_A_RECORD)
def test_names_that_look_like_a_whole_record_are_not_sent(phone, name):
    go(phone, "/options/")
    sent = posts(phone)
    for button in ("Add these", "See all options"):
        phone.locator("#names").fill(LIKE_A_RECORD[name])
        press(phone, button)
        expect(phone.locator("#trouble")).to_contain_text("Read it on your device? It is not sent.")
        expect(phone.locator("#names")).to_have_value("")
    phone.wait_for_timeout(1000)  # longer than the pause after which a tick is posted
    assert sent == []


def test_names_of_300_letters_are_sent(phone):
    go(phone, "/options/")
    sent = posts(phone)
    add_names(phone, ("zoloft, " * 38)[:300].strip(", "))
    assert len(sent) == 1
    assert "zoloft" in (sent[0].post_data or "")


def test_without_script_only_the_answer_is_filled_up(open_page):
    page = open_page("phone", script=False)
    go(page, "/options/")
    page.locator("#names").fill("Parnate")
    with page.expect_response(lambda answer: answer.request.method == "POST") as caught:
        press(page, "Add these")
    assert int(caught.value.headers["content-length"]) % STEP == 0
    assert "pad=" not in (caught.value.request.post_data or "")


def test_without_script_clear_is_not_offered_and_leave_is_a_plain_link(open_page):
    page = open_page("phone", script=False)
    go(page, "/options/")
    add_names(page, "Parnate")
    assert page.locator("[data-clear]:visible").count() == 0
    page.context.route(
        "https://www.weather.gov/**", lambda route: route.fulfill(body="<p>sunny</p>")
    )
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url("https://www.weather.gov/")


def test_a_copied_link_holds_no_own_row_no_date_and_no_note(watched):
    page, _ = watched()
    walk(page, script=True)
    go(page, "/options/")
    page.locator("#share-summary").click()
    page.locator("#share [data-copy]").click()
    link = page.locator("#share-link").input_value()
    assert "result-tranylcypromine=faded" in link
    assert not any(word in link for word in ("qzunknown", NOTE, "xqzvortio"))


def test_words_of_despair_are_neither_kept_nor_logged(watched):
    page, channels = watched()
    go(page, "/options/")
    add_names(page, "I want to die, tranylcypromine")
    assert page.locator("[data-despair]").is_visible()
    assert channels.leaks(page) == {}
    assert not any("want to die" in line for line in channels.lines)
    assert "die" not in page.evaluate("sessionStorage.answers || ''")


def test_a_link_is_gone_from_the_address_before_anything_is_asked(watched):
    page, channels = watched()
    go(page, "/options/#tried=tranylcypromine&ask=psychodynamic-therapy")
    assert page.evaluate("location.hash") == ""
    # The address that was opened is the one place that names it.
    channels.addresses.clear()
    assert channels.leaks(page) == {}


def test_the_line_that_a_browser_prints_at_the_edge_names_no_answer(watched):
    page, _ = watched()
    go(page, "/options/#tried=tranylcypromine&result-tranylcypromine=faded")
    edge = printed(
        page,
        display_header_footer=True,
        header_template='<p style="font-size:9px"><span class="title"></span></p>',
        footer_template='<p style="font-size:9px"><span class="url"></span></p>',
    )
    first = edge.pages[0]
    assert page.title() in first
    assert naming([page.url, page.title()]) == []
    assert "#tried" not in edge.text


SCRIPTS_THAT_LEAK = {
    "cookies": "() => { document.cookie = 'a=tranylcypromine' }",
    "localStorage": "() => localStorage.setItem('a', 'faded')",
    "sessionStorage": "() => sessionStorage.setItem('more', 'faded')",
    "IndexedDB": """() => new Promise((done) => { indexedDB.open("a").onsuccess = done })
      .then(() => true)""",
    "window": "() => { window.name = 'tranylcypromine' }",
    "addresses": "() => fetch('/healthz?tried=tranylcypromine').then(() => true)",
    "headers": """() => fetch('/healthz', { headers: { "HX-Current-URL": "/options/" } })
      .then(() => true)""",
    "caches": """() => caches.open("a").then((cache) =>
      cache.put("/options/", new Response("xqzvortio")))""",
    "policy": "() => document.body.setAttribute('style', 'color: red')",
}


@pytest.mark.parametrize("channel", SCRIPTS_THAT_LEAK)
def test_a_leak_made_on_purpose_in_the_page_is_found(watched, complaints, channel):
    page, channels = watched()
    go(page, "/about/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(SCRIPTS_THAT_LEAK[channel])
    page.wait_for_timeout(50)
    assert set(channels.leaks(page)) == {channel}
    complaints.clear()


@pytest.mark.parametrize(
    "forbidden",
    [
        "() => setTimeout('window.a = 1', 0)",
        """() => { const script = document.createElement("script");
          script.textContent = "1"; document.body.append(script) }""",
        "() => { new Image().src = 'https://example.org/tranylcypromine.png' }",
        "() => { fetch('https://example.org/', { mode: 'no-cors' }).catch(() => {}) }",
    ],
    ids=["eval", "inline script", "image from elsewhere", "request to elsewhere"],
)
def test_the_policy_stops_it_and_the_listener_hears_of_it(watched, complaints, forbidden):
    page, channels = watched()
    go(page, "/about/")
    page.evaluate(forbidden)
    page.wait_for_timeout(50)
    assert "policy" in channels.leaks(page)
    complaints.clear()


def test_a_request_to_a_third_party_is_found(watched):
    page, channels = watched()
    channels.context.route("https://example.org/**", lambda route: route.fulfill(body="hello"))
    go(page, "/about/")
    page.goto("https://example.org/")
    go(page, "/about/")
    assert set(channels.leaks(page)) == {"third parties"}


def test_a_referer_that_tells_is_found(watched):
    page, channels = watched()
    go(page, "/about/")
    page.evaluate(
        "() => fetch('/healthz', { referrer: '/options/?a=tranylcypromine' }).then(() => 1)"
    )
    assert set(channels.leaks(page)) == {"headers"}


def test_an_address_bar_that_tells_is_found(watched):
    page, channels = watched()
    go(page, "/about/")
    page.evaluate("() => { location.hash = 'a=tranylcypromine' }")
    page.wait_for_timeout(50)
    assert set(channels.leaks(page)) == {"addresses"}


def test_a_log_line_that_tells_is_found(watched):
    page, channels = watched()
    go(page, "/about/")
    logging.getLogger("navigator.serving.private_logging").info(
        "posted", extra={"facts": {"tried": WORDS[0]}}
    )
    assert set(channels.leaks(page)) == {"log"}


def test_a_row_that_was_written_is_found(watched):
    page, channels = watched()
    go(page, "/about/")
    Release.objects.create(digest="faded")
    assert set(channels.leaks(page)) == {"database"}
