"""Fixtures: the site as a person meets it, in the system's Chromium, on a phone or a desktop."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from navigator.content.publish import publish
from navigator.serving.current_release import current_catalogue, forget

_NAMES = (os.environ.get("CHROMIUM", ""), "chromium", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
if hasattr(os, "geteuid") and os.geteuid() == 0:
    FLAGS.append("--no-sandbox")  # Chromium refuses its sandbox to root

SIZES = {
    "phone": {"width": 360, "height": 740},
    "tablet": {"width": 768, "height": 1024},
    "desktop": {"width": 1280, "height": 900},
}
# What breaks the policy is written to the console, where `complaints` finds it.
LISTEN = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`));"""

Opener = Callable[..., Page]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: no other test runs with the switch that `playwright` sets."""
    items.sort(key=lambda item: item.path.parent.name == "browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    own = {"args": FLAGS} | ({"executable_path": CHROMIUM} if CHROMIUM else {})
    return browser_type_launch_args | own


@pytest.fixture(scope="session")
def launch_browser(launch_browser: Callable[..., Any]) -> Callable[..., Any]:
    """Without Chromium the tests are skipped with a word at home, and fail where CI is set."""

    def launch(**kwargs: Any) -> Any:
        try:
            return launch_browser(**kwargs)
        except Error as problem:
            if "Executable doesn't exist" not in str(problem):
                raise
            lacks = "There is no Chromium. On Debian or Ubuntu: apt install chromium"
            if os.environ.get("CI"):
                pytest.fail(lacks)
            pytest.skip(lacks)

    return launch


@pytest.fixture(scope="session")
def playwright(playwright: Any) -> Iterator[Any]:
    """It leaves an event loop in this thread, and the ORM would refuse to work."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield playwright
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def wait_for_rest() -> None:
    """Wait until no thread of the server is left: it shares its database connection with us."""
    until = time.monotonic() + 10
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        if time.monotonic() > until:
            break
        time.sleep(0.01)


@pytest.fixture
def site(transactional_db: None, shipped: Any, live_server: Any, settings: Any) -> Iterator[Any]:
    """A server with the shipped catalogue published.

    It shares its database connection with the test, so it is given the catalogue beforehand and
    asks no more: two threads on one connection would spoil each other's transactions.
    """
    settings.RELEASE_RECHECK_SECONDS = 24 * 3600
    forget()
    publish(shipped)
    current_catalogue()
    yield live_server
    wait_for_rest()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser's console called an error. A test that breaks something empties it."""
    told: list[str] = []
    yield told
    assert told == []


@pytest.fixture
def open_context(
    new_context: Callable[..., BrowserContext], site: Any, complaints: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser of one person: `open_context("phone", script=False)`."""
    contexts: list[BrowserContext] = []

    def opened(size: str = "desktop", *, script: bool = True, **more: Any) -> BrowserContext:
        more.setdefault("reduced_motion", "reduce")  # a page that glides is measured half way
        context = new_context(
            base_url=site.url, viewport=SIZES[size], java_script_enabled=script, **more
        )
        context.set_default_timeout(10_000)
        context.add_init_script(LISTEN)
        context.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()  # before the server rests and its tables are emptied


@pytest.fixture
def open_page(open_context: Callable[..., BrowserContext]) -> Opener:
    """Open a page of a new browser: `open_page("phone", script=False)`."""
    return lambda *size, **more: open_context(*size, **more).new_page()


@pytest.fixture
def phone(open_page: Opener) -> Page:
    return open_page("phone")


@pytest.fixture
def desktop(open_page: Opener) -> Page:
    return open_page("desktop")
