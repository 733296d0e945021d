"""A real restart of the browser, which brings its tabs back: what is cleared does not come back.

Without Clear the answers do come back: browsers write the memory of tabs to the disk, and /privacy/
says so.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.steps import add_names, clear, go
from tests.firefox import Marionette, firefox, wait_for

ELSEWHERE = "https://www.weather.gov/**"
BROUGHT_BACK = {
    "browser.startup.page": 3,  # the windows and tabs from the last time
    "browser.sessionstore.interval": 300,  # milliseconds between two looks at the tabs
}
SEEN = """[
  document.querySelectorAll("[name=tried]:checked").length,
  Object.keys(sessionStorage).length,
]"""


def nothing(page: Page) -> None:
    """The browser is closed as it stands."""


def leave(page: Page) -> None:
    page.locator("[data-leave]").first.click()
    page.wait_for_url(ELSEWHERE)


@pytest.fixture
def chromium(playwright, site, tmp_path) -> Callable[..., Any]:
    """Start Chromium on one profile that stays; the second time it brings its tabs back."""

    @contextmanager
    def started(*flags: str) -> Iterator[BrowserContext]:
        launch = playwright.chromium.launch_persistent_context
        context = launch(
            tmp_path / "profile", executable_path=CHROMIUM, args=[*FLAGS, *flags], base_url=site.url
        )
        context.route(ELSEWHERE, lambda route: route.fulfill(body="<p>sunny</p>"))
        try:
            yield context
        finally:
            context.close()

    return started


def tab_of(context: BrowserContext, *addresses: str) -> Page:
    """The tab that was brought back."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for page in context.pages:
            if page.url.startswith(addresses):
                return page
        context.pages[0].wait_for_timeout(100)
    raise TimeoutError(f"no tab of {addresses}: {[page.url for page in context.pages]}")


@pytest.mark.parametrize(
    ("way_out", "comes_back"), [(nothing, True), (clear, False), (leave, False)]
)
def test_after_a_restart_of_chromium_only_what_was_not_cleared_comes_back(
    chromium, site, way_out, comes_back
):
    with chromium() as context:
        page = context.pages[0]
        go(page, "/options/")
        add_names(page, "Zoloft")
        way_out(page)
    with chromium("--restore-last-session") as context:
        page = tab_of(context, site.url, "https://www.weather.gov/", "chrome-error://")
        if way_out is leave:
            page.goto("/options/")
        page.wait_for_load_state()
        page.wait_for_timeout(1500)  # longer than the pause after which answers are asked for
        ticked, stored = page.evaluate(SEEN)
        assert (ticked > 0, stored > 0) == (comes_back, comes_back)


def typed(fox: Marionette, url: str) -> None:
    """Somebody adds Zoloft to their list."""
    fox.navigate(f"{url}/options/")
    fox.execute_script(
        "document.querySelector('#names').value = 'Zoloft';"
        "document.querySelector('[data-add]').click();"
    )
    wait_for(lambda: all(fox.execute_script(f"return {SEEN}")))


def cleared(fox: Marionette) -> None:
    fox.execute_script("window.confirm = () => true", sandbox=None)
    fox.execute_script("document.querySelector('main [data-clear]').click()", sandbox=None)
    wait_for(lambda: fox.execute_script(f"return {SEEN}") == [0, 0])


@pytest.mark.parametrize("is_cleared", [False, True])
def test_after_a_restart_of_firefox_only_what_was_not_cleared_comes_back(
    site, tmp_path, is_cleared
):
    profile = Path(tmp_path)
    with firefox(profile, **BROUGHT_BACK) as fox:
        typed(fox, site.url)
        if is_cleared:
            cleared(fox)
        time.sleep(1.5)  # until it has looked at its tabs
    with firefox(profile, **BROUGHT_BACK) as fox:
        wait_for(lambda: site.url in fox.get_url() or _next_tab(fox))
        time.sleep(1.5)  # longer than the pause after which answers are asked for
        ticked, stored = fox.execute_script(f"return {SEEN}")
        assert (ticked > 0, stored > 0) == (not is_cleared, not is_cleared)


def _next_tab(fox: Marionette) -> None:
    """Look at another tab: the one that was brought back need not be the first."""
    handles = fox.window_handles
    place = handles.index(fox.current_window_handle)
    fox.switch_to_window(handles[(place + 1) % len(handles)])
