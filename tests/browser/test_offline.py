"""Without a network: what was opened once opens again, and holds nothing about a person."""

import threading
import time

import pytest
from django.http import HttpResponse
from playwright.sync_api import Page, expect

from navigator.pages import responses
from tests import people
from tests.browser.steps import answered, fill_in, fragment, go, listed, store, tick

KEPT = ["/options/", "/questions/", "/questions/blank/", "/urgent/"]


def ready(page: Page) -> None:
    """Wait until the service worker has put the public pages aside and looks after this page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def test_four_pages_open_without_a_network_after_one_visit(phone):
    go(phone, "/")
    ready(phone)
    phone.context.set_offline(True)
    for address in KEPT:
        phone.goto(address)
        expect(phone.locator("h1")).to_be_visible()
        expect(phone.locator("#offline")).to_be_visible()
        expect(phone.locator(".urgent-line")).to_contain_text("988")
        asked = "document.querySelectorAll('link[rel=stylesheet]').length"
        assert phone.evaluate(f"document.styleSheets.length === {asked}")


def test_the_offline_line_comes_and_goes_with_the_network(phone):
    go(phone, "/options/")
    expect(phone.locator("#offline")).to_be_hidden()
    phone.context.set_offline(True)
    expect(phone.locator("#offline")).to_have_text(
        "You are offline. Pages that you opened still work here. Your ticks stay in this tab."
    )
    phone.context.set_offline(False)
    expect(phone.locator("#offline")).to_be_hidden()


def test_ticks_are_kept_while_offline_and_answered_afterwards(phone, complaints):
    go(phone, "/options/")
    ready(phone)
    phone.context.set_offline(True)
    tick(phone, "sertraline")
    expect(phone.locator("#trouble")).to_contain_text("Your ticks are kept.")
    phone.reload()
    assert store(phone)["tried"] == ["sertraline"]
    phone.context.set_offline(False)
    with answered(phone):
        phone.get_by_role("button", name="Try again").click()
    assert listed(phone) == {"sertraline"}
    complaints.clear()


def test_a_filtered_list_opens_without_a_network_too(phone):
    go(phone, "/options/?kind=procedure")
    ready(phone)
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("#tried-title")).to_be_visible()


def test_nothing_personal_is_put_aside(phone):
    go(phone, "/options/")
    ready(phone)
    fill_in(phone, people.TRIED_TWO)
    go(phone, "/questions/" + fragment(people.TRIED_TWO))
    kept = phone.evaluate(
        """async () => {
          const kept = {};
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              kept[new URL(request.url).pathname] = await (await cache.match(request)).text();
            }
          }
          return kept;
        }"""
    )
    pages = {path: text for path, text in kept.items() if not path.startswith("/static/")}
    assert set(pages) == set(KEPT)
    assert not any("On your list" in text or "data-share-link" in text for text in pages.values())


@pytest.mark.parametrize("address", ["/visit/", "/options/ect/"])
def test_other_pages_are_not_put_aside(phone, complaints, address):
    go(phone, address)
    ready(phone)
    paths = phone.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
          (await (await caches.open(name)).keys()).map((request) => request.url)))).flat()"""
    )
    assert not any(url.endswith(address) for url in paths)


def instead_of_public_pages(monkeypatch, answer):
    """From now on the server gives this for every public page."""
    monkeypatch.setattr(responses, "_public", lambda request, *_, **__: answer(request))


def test_the_kept_page_is_shown_where_the_server_fails(phone, monkeypatch):
    go(phone, "/")
    ready(phone)
    instead_of_public_pages(monkeypatch, lambda request: HttpResponse("broken", status=502))
    for address in KEPT:
        phone.goto(address)
        expect(phone.locator("#offline")).to_be_visible()
        expect(phone.locator(".urgent-line")).to_contain_text("988")


def test_the_kept_page_is_shown_after_four_seconds(phone, monkeypatch):
    go(phone, "/")
    ready(phone)
    let_go = threading.Event()

    def slow(request):
        let_go.wait(30)
        return HttpResponse("late")

    instead_of_public_pages(monkeypatch, slow)
    started = time.monotonic()
    try:
        phone.goto("/urgent/")
        expect(phone.locator("#offline")).to_be_visible()
    finally:
        let_go.set()
    assert 3.5 < time.monotonic() - started < 15


def test_what_is_not_ours_is_never_put_aside(phone, monkeypatch):
    """A network that wants a login first answers for every address."""
    go(phone, "/")
    ready(phone)
    portal = {"Content-Security-Policy": "default-src *"}
    page = "<!doctype html><h1>Log in to the network</h1>"
    instead_of_public_pages(monkeypatch, lambda request: HttpResponse(page, headers=portal))
    phone.goto("/urgent/")
    expect(phone.locator("h1")).to_have_text("Log in to the network")
    phone.context.set_offline(True)
    phone.goto("/urgent/")
    expect(phone.locator("#offline")).to_be_visible()
