"""One request is a walk down the house: docs/architecture.md draws it.

python -m pytest tests/test_way.py -s        prints the walk
"""

import re

import pytest

from tests import people
from tests.test_floor_plan import ROOT
from tests.way import Way, floor, traced

VIEW = ("pages.views", "options")
# What a walk may cost at most. Lower them when it gets shorter; the aim is 16, 8 and 4.
STAYS, MODULES, CLIMBS = 21, 15, 9


@pytest.fixture
def way(client, published) -> Way:
    """A tick on the list, the memo filled by the same tick before."""
    for _ in range(2):
        with traced(VIEW) as seen:
            client.post("/options/", people.TRIED_TWO, headers={"HX-Request": "true"})
    print(f"\n{seen()}\n{len(seen().stays)} stays, {len(set(seen().stays))} modules, ", end="")
    print(f"{seen().climbs} climbs")
    return seen()


def test_a_tick_walks_through_few_modules_and_seldom_back_up(way):
    assert len(way.stays) <= STAYS
    assert len(set(way.stays)) <= MODULES
    assert way.climbs <= CLIMBS


def test_a_tick_is_answered_without_the_loader_the_models_and_the_reports(way):
    assert way.entries[0] == VIEW
    assert {module.partition(".")[0] for module in way.stays} <= {
        "pages", "matching", "names", "serving", "templatetags", "catalogue", "citations",
    }  # fmt: skip


def test_the_documents_draw_the_way_as_it_is(way):
    text = (ROOT.parent / "docs" / "architecture.md").read_text("utf-8")
    drawing = text.partition("## The way of one POST")[2].partition("## ")[0]
    drawn = re.findall(r"^ {4,}([a-z_]+\.[a-z_]+) +(?:\w+\.)?(\w+) ", drawing, re.MULTILINE)
    assert len(drawn) > 10
    assert [entry for entry in way.entries if entry in drawn] == drawn


def test_floors_rise_from_the_nouns_to_the_views():
    assert floor("choices") == 0
    assert floor("models") < floor("matching.match") < floor("pages.rows") < floor("pages.views")
