"""What the worst request may cost, counted: names compared and templates rendered, not seconds."""

import pytest
from django.template import Template
from django.test import Client

from navigator.names.lookup import look_up
from navigator.pages.memo import index_of
from tests import people

COMPARED_MAX = 250_000  # about two three-tick answers of processor time
RENDERED_MAX = 20  # times the templates of a three-tick answer
GROWS = "\ufdfa"  # eighteen letters in NFKD
WORST = {
    "a letter that grows": GROWS * 1000,
    "slips of many names": ", ".join(["zolofta efexora"] * 66),
    "one long word": "z" * 1000,
    "many short words": "ab " * 333,
    "marks": "\u0301" * 1000,
    "separators": ",;/+\n" * 200,
}


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_no_text_of_names_compares_more_than_is_bounded(shipped, text):
    assert look_up(index_of(shipped), text).compared <= COMPARED_MAX


@pytest.fixture
def rendered(monkeypatch):
    """Counts the templates that are rendered."""
    counts = []
    render = Template._render

    def counted(self, context):
        counts.append(self.name)
        return render(self, context)

    monkeypatch.setattr(Template, "_render", counted)
    return counts


def renders(rendered, client: Client, path: str, body: dict) -> int:
    rendered.clear()
    assert client.post(path, body).status_code == 200
    return len(rendered)


@pytest.mark.parametrize("path", ["/options/", "/options/esketamine/", "/questions/", "/compare/"])
@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_no_body_renders_more_than_twenty_three_tick_answers(
    published, client, rendered, path, text
):
    plain = renders(rendered, client, "/options/", people.TRIED_TWO)
    every = list(published.tryable)
    worst = {
        "tried": every, "ask": list(published.treatment), "open": list(published.treatment),
        "matters": list(published.priority), "names": text, "q": text[:100], "own": [text] * 3,
    } | {f"result-{slug}": "unsure" for slug in every}  # fmt: skip
    assert renders(rendered, client, path, worst) <= RENDERED_MAX * plain
