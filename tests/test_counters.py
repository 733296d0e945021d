"""Pages are counted when the operator asks for it; people never are."""

import json

import pytest
from django.core.exceptions import MiddlewareNotUsed

from navigator.serving import counters
from navigator.serving.private_logging import JsonLines
from tests.servers import THREE_TICKS, environment, site


def test_nothing_is_counted_unless_asked(settings):
    assert settings.COUNT_PAGES is False
    with pytest.raises(MiddlewareNotUsed):
        counters.page_counter(lambda request: None)


@pytest.fixture
def written(caplog):
    caplog.set_level("INFO", "navigator.serving.counters")
    return lambda: [json.loads(JsonLines().format(r))["pages"] for r in caplog.records]


def test_a_line_holds_counts_since_the_last(written):
    pages = counters.Pages(seconds=3600)
    for page in ("GET /", "GET /options/", "GET /"):
        pages.add(page)
    pages.write()
    pages.add("GET /")
    pages.write()
    pages.write()
    assert written() == [{"GET /": 2, "GET /options/": 1}, {"GET /": 1}]


def test_a_line_is_written_when_its_time_has_come(written):
    counters.Pages(seconds=0).add("GET /")
    assert written() == [{"GET /": 1}]


@pytest.mark.one_database
def test_a_server_that_stops_writes_pages_and_nothing_else(ready):
    with site(environment(ready, NAVIGATOR_COUNT_PAGES="1"), ready) as server:
        server.ask("/options/ect/?q=secret")
        server.ask("/options/", THREE_TICKS)
        server.ask("/options/vns/", THREE_TICKS)
        server.ask("/nowhere/sertraline/")
        server.ask("/sertraline/")
        server.ask("/static/none.css")
        log = server.log
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    (counted,) = [line["pages"] for line in lines if line["message"] == "pages"]
    assert counted == {"GET /options/ect/": 1, "POST /options/": 1, "POST /options/-/": 1}
