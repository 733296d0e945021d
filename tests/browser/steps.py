"""What people do on the site, in their words: tick, say how it went, choose, print."""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Page, Response, expect
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


def tick(page: Page, slug: str) -> None:
    """Tick what was tried, in the panel: unfold its family if it is folded."""
    box = page.locator(f"#t-{slug}")
    family = page.locator("details.family", has=box)
    if not family.evaluate("fold => fold.open"):
        family.locator("summary").click()
    page.locator(f'label[for="t-{slug}"]').click()
    expect(box).to_be_checked()


def went(page: Page, slug: str, result: str) -> None:
    """Say how it went."""
    page.locator(f"#t-result-{slug}").select_option(result)


def choose(page: Page, slug: str) -> None:
    """Tick "Ask about this" on an option's card."""
    page.locator(f'label[for="a-{slug}"]').click()


def fill_in(page: Page, person: Person) -> None:
    """Tick all that a person of the cast ticks."""
    for slug in person.get("tried", []):
        tick(page, slug)
        for result in person.get(f"result-{slug}", []):
            went(page, slug, result)
    for slug in person.get("ask", []):
        choose(page, slug)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def to_sheet(page: Page, *, script: bool = True, empty: bool = False) -> None:
    """Make the sheet. With script the page is asked for first, and then filled by a post."""
    if script and not empty:
        with answered(page):
            press(page, "Make my sheet")
    else:
        press(page, "Make my sheet")
    page.wait_for_url("**/questions/")


def fragment(person: Person) -> str:
    """The link that carries a person's answers, without the address."""
    return "#" + "&".join(f"{name}={','.join(values)}" for name, values in person.items())


def standings(page: Page) -> dict[str, str]:
    """Each option in the list with its standing."""
    return dict(
        page.locator("#results [data-treatment]").evaluate_all(
            "cards => cards.map((card) => [card.dataset.treatment, card.dataset.standing])"
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
