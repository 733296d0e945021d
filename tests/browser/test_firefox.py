"""The sheet on paper in Firefox, whose pages break in other places than Chromium's."""

import io
import json
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from tests import people
from tests.browser.steps import Person, flat, fragment
from tests.browser.test_print import CAST, ORDER, TWENTY_FIVE, assert_order
from tests.firefox import Marionette, firefox, pdf, wait_for

DATED = {
    slug: [{"from": f"20{10 + place}-03", "to": f"20{10 + place}-11", "dose": "150 mg tablets",
            "most": "yes", "better": "a-bit", "why": "slept badly, gained weight"}]
    for place, slug in enumerate(people.TRIED_EVERYTHING["tried"])
}  # fmt: skip


@pytest.fixture(scope="module")
def fox() -> Iterator[Marionette]:
    with firefox() as client:
        yield client


def open_sheet(fox: Marionette, url: str, person: Person, history: object = None) -> None:
    """Open the sheet of a person in a tab that holds nothing yet."""
    fox.navigate(f"{url}/questions/blank/")
    fox.execute_script("sessionStorage.clear()")
    fox.navigate(f"{url}/questions/{fragment(person)}")
    many = len(person.get("tried", []))
    rows = "return document.querySelectorAll('#sheet [data-row]').length"
    wait_for(lambda: fox.execute_script(rows) == many)
    if history:
        fox.execute_script(
            f"""window.tab.keep((store) => {{ store.history = {json.dumps(history)}; }});
            document.dispatchEvent(new CustomEvent("tab:filled"));""",
            sandbox=None,
        )


def pages(fox: Marionette, size: str, margin: float | None = None) -> list[str]:
    reader = PdfReader(io.BytesIO(pdf(fox, size, margin)))
    return [flat(page.extract_text()) for page in reader.pages]


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_five_people_have_the_pages_they_need_in_firefox_too(fox, site, size):
    for name, (person, most) in CAST.items():
        open_sheet(fox, site.url, person)
        paper = pages(fox, size)
        assert len(paper) <= most, name
        assert_order(paper[0], ORDER)
        assert len(paper[-1]) > 700, name


@pytest.mark.parametrize("margin", [0.5, 1.0, 1.5])
def test_other_margins_make_no_more_pages(fox, site, margin):
    open_sheet(fox, site.url, people.TRIED_TWO)
    assert len(pages(fox, "A4", margin)) == 2


def test_thirteen_things_with_dates_take_three_pages_at_most(fox, site):
    open_sheet(fox, site.url, people.TRIED_EVERYTHING, DATED)
    paper = pages(fox, "Letter")
    assert len(paper) <= 3
    assert "3/2010" in "".join(paper)


def test_no_row_is_split_in_firefox(fox, site):
    open_sheet(fox, site.url, TWENTY_FIVE)
    for page in pages(fox, "Letter"):
        assert page.count("Side effects got in the way") <= page.count("none · a bit · half · most")
