"""What people do on the site, in their words: name, tick, say how it went, choose, print."""

import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, Request, Response, Route, expect
from pypdf import PdfReader

Person = Mapping[str, list[str]]


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Wait until what is done inside has been posted, answered and shown."""
    with page.expect_response(is_personal):
        yield
    settled(page)


def is_personal(response: Response) -> bool:
    return response.request.method == "POST"


def settled(page: Page) -> None:
    """Wait until htmx has nothing under way."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def go(page: Page, address: str) -> None:
    """Open an address. One that carries answers is shown when they have been posted."""
    if "#" in address:
        with answered(page):
            page.goto(address)
    else:
        page.goto(address)


def unfold(page: Page, selector: str) -> None:
    """Open every fold around an element, the outermost first."""
    folds = page.locator("details:not([open])", has=page.locator(selector))
    while folds.count():
        folds.first.locator("> summary").click()


def tick(page: Page, slug: str) -> None:
    """Tick what was tried, in the folds of screen 1."""
    selector = f'li.box [name=tried][value="{slug}"]'
    unfold(page, selector)
    page.locator(selector).check()


def add_names(page: Page, text: str) -> None:
    """Type names of what was tried, and add them."""
    page.locator("#names").fill(text)
    with answered(page):
        press(page, "Add these")


def went(page: Page, slug: str, result: str) -> None:
    """Say how it went, in Your list."""
    page.locator(f"#y-result-{slug}").select_option(result)


def see_options(page: Page) -> None:
    """Go on to screen 2. On a wide screen with script it stands beside screen 1."""
    button = page.locator("[data-show]")
    if button.is_visible():
        with answered(page):
            button.click()


def row(page: Page, slug: str) -> Locator:
    """The row of an option in the list."""
    return page.locator(f'#results [data-treatment="{slug}"]')


def choose(page: Page, slug: str) -> None:
    """Tick "Ask" of an option: in its row, on its page, or on the clinicians' page."""
    selector = f'#a-{slug}, [data-treatment="{slug}"] [name=ask]'
    unfold(page, selector)
    page.locator(selector).first.check()


def fill_in(page: Page, person: Person, *, script: bool = True) -> None:
    """Tick all that a person of the cast ticks, on screen 1 and then on screen 2."""
    if person.get("tried"):
        with answered(page):
            for slug in person["tried"]:
                tick(page, slug)
            if not script:
                press(page, "Add these")
    for name, values in person.items():
        if name.startswith("result-"):
            went(page, name.removeprefix("result-"), *values)
    if person.get("ask"):
        see_options(page)
    for slug in person.get("ask", []):
        choose(page, slug)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def to_sheet(page: Page, *, script: bool = True, empty: bool = False) -> None:
    """Make the sheet. With script the page is asked for first, and then filled by a post."""
    button = page.locator('#results .bar [formaction="/questions/"]')
    if script and not empty:
        with answered(page):
            button.click()
    else:
        button.click()
    page.wait_for_url("**/questions/")


def clear(page: Page) -> None:
    """Press "Clear my answers" of the page, and say yes to its one question."""
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.locator("main [data-clear]").first.click()


def store(page: Page) -> dict[str, Any]:
    """The answers that the tab holds, without what is empty and which screen shows."""
    held = json.loads(page.evaluate("sessionStorage.answers || '{}'"))
    return {name: value for name, value in held.items() if value and name != "step"}


def posts(page: Page) -> list[Request]:
    """Posts of a page from now on, as they are sent."""
    sent: list[Request] = []
    page.on("request", lambda r: sent.append(r) if r.method == "POST" else None)
    return sent


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
    """Wait until something holds, for five seconds at most."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("waited for five seconds in vain")


def listed(page: Page) -> set[str]:
    """What stands in Your list."""
    return set(
        page.locator("[data-tried]").evaluate_all("items => items.map((i) => i.dataset.tried)")
    )


def focused(page: Page) -> str:
    """The id of what has the focus; without an id, its text."""
    return str(
        page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
    )


def fragment(person: Person) -> str:
    """The link that carries a person's answers, without the address."""
    return "#" + "&".join(f"{name}={','.join(values)}" for name, values in person.items())


def standings(page: Page) -> dict[str, str]:
    """Each option in the list with its standing."""
    return dict(
        page.locator("#results [data-treatment]").evaluate_all(
            "rows => rows.map((row) => [row.dataset.treatment, row.dataset.standing])"
        )
    )


def ticked(page: Page, name: str = "tried") -> set[str]:
    """Values of one field whose boxes are ticked."""
    return set(
        page.locator(f"input[type=checkbox][name={name}]:checked").evaluate_all(
            "boxes => boxes.map((box) => box.value)"
        )
    )


class Paper(NamedTuple):
    """A printed page, as a reader of the PDF has it."""

    pages: list[str]
    title: str

    @property
    def text(self) -> str:
        return " ".join(self.pages)


def printed(page: Page, size: str = "A4", **more: Any) -> Paper:
    """Print to PDF, and read it back."""
    reader = PdfReader(io.BytesIO(page.pdf(format=size, tagged=True, **more)))
    title = reader.metadata.title if reader.metadata else None
    return Paper([flat(sheet.extract_text()) for sheet in reader.pages], str(title))


def flat(text: str) -> str:
    """Text on one line, ligatures taken apart."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
