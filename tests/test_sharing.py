"""Links whose answers stand behind the #, and their QR codes."""

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from navigator.matching.answers import Answers
from navigator.pages.sharing import QR_CODE_HOLDS, fragment, qr_code, share_link

HERE = RequestFactory(headers={"Host": "localhost"}).post("/questions/")
SLUG = st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8})?\Z")


def test_a_link_reads_as_it_is_written():
    answers = Answers(
        tried=("sertraline", "cbt"), results={"cbt": "no"}, ask=("rtms",), top=("rtms.coil",)
    )
    assert share_link(HERE, answers) == (
        "http://localhost/options/#tried=sertraline,cbt&result-cbt=no&ask=rtms&top=rtms.coil"
    )


def test_no_answers_make_a_bare_link():
    assert share_link(HERE, Answers()) == "http://localhost/options/"


@given(st.lists(SLUG, unique=True), st.lists(SLUG, unique=True))
def test_a_fragment_can_be_taken_apart_again(tried, ask):
    behind = fragment(Answers(tried=tuple(tried), ask=tuple(ask)))
    pairs = dict(part.split("=") for part in behind.split("&") if part)
    assert pairs.get("tried", "") == ",".join(tried)
    assert pairs.get("ask", "") == ",".join(ask)


def test_a_qr_code_is_an_svg_without_inline_style():
    code = qr_code("https://example.org/options/#ask=rtms")
    assert code.startswith("<svg")
    assert "style=" not in code


@pytest.mark.parametrize("length", [QR_CODE_HOLDS + 1, 3000, 60_000])
def test_a_link_that_no_phone_would_read_from_paper_makes_no_code(length):
    assert qr_code("a" * QR_CODE_HOLDS)
    assert qr_code("a" * length) == ""
