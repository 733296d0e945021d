"""Answers packed for one reader and filled up, in every encoding that a browser may take."""

import gzip

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navigator.pages.padding import padded
from navigator.pages.responses import REASONS_STEP, STEP

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": lambda packed: packed.rstrip(b" ")}


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("step", [256, 2048, 32_768])
@settings(max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=6000), st.text(max_size=2000).map(str.encode)))
def test_what_is_padded_unpacks_to_itself_and_its_length_is_a_step(encoding, step, html):
    html += b"."  # no answer ends in a space
    packed = padded(html, encoding, step)
    assert len(packed) % step == 0
    assert UNPACK[encoding](packed) == html


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("step", [256, 2048, 32_768])
def test_no_answer_is_filled_up_by_more_than_a_step_and_a_bit(encoding, step):
    lengths = {len(padded(b"", encoding, step)), len(padded(b"a" * 40, encoding, step))}
    assert lengths <= {0, step, 2 * step}


def test_every_length_of_filler_is_one_that_a_browser_skips():
    html = bytes(range(33, 127)) * 3
    for cut in range(len(html)):  # from one filler to the next, and over a whole step
        assert brotli.decompress(padded(html[:cut], "br", 256)) == html[:cut]


PEOPLE = [
    {},
    {"tried": ["sertraline", "venlafaxine", "cbt"], "result-sertraline": "no"},
    {"tried": ["phenelzine", "lithium", "ect"], "ask": ["rtms", "vns"], "result-ect": "helped"},
]


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("person", PEOPLE, ids=["nothing", "three", "others"])
def test_the_reasons_of_every_option_have_one_size_for_everybody(
    published, client, encoding, person
):
    headers = {"HX-Request": "true", "Accept-Encoding": encoding}
    sizes = {
        len(client.post(f"/options/{slug}/", person, headers=headers).content)
        for slug in published.treatment
    }
    assert sizes == {REASONS_STEP}


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
@pytest.mark.parametrize("address", ["/options/", "/questions/", "/compare/", "/clinicians/"])
def test_every_personal_answer_is_a_whole_number_of_steps(published, client, address, htmx):
    for person in PEOPLE:
        for encoding in ("br", "gzip", ""):
            answer = client.post(address, person, headers={"Accept-Encoding": encoding, **htmx})
            assert len(answer.content) % STEP == 0
            assert answer.headers["Content-Length"] == str(len(answer.content))
