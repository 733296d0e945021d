"""Markdown to safe HTML: what may not stand in a text, and what a page gets of what may."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator import citations
from navigator.content import markdown as prose


def found(text, **where):
    return [what for _, what, _ in prose.problems(text, **where)]


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<b>", "</b>", "<script>alert(1)</script>", "<SCRIPT SRC=//example.org>", "<img src=x",
        "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<form action=/>", "<base href=/>",
        '<p style="color: red">', '<a hx-get="/">', "<!-- -->", "<!DOCTYPE html>", "<?php ?>",
        "<https://example.org>", "<iframe srcdoc=x>", "&lt;", "&#60;", "&#x3c;", "&nbsp;",
    ],
)  # fmt: skip
def test_html_is_refused(html):
    (told,) = found(f"Some {html} text.")
    assert told.startswith("HTML “")


@pytest.mark.parametrize("text", ["2 < 3", "a <- b", "R&D", "Q & A; more", "5 <6", "<3"])
def test_signs_that_only_look_like_html_are_well(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "<javascript:alert>",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.org",
        "http://example.org", "//example.org", "/\\example.org", "\\\\example.org", "example.org",
        "../x", "", "HTTPS://example.org",
    ],
)  # fmt: skip
def test_a_link_by_another_scheme_or_to_another_host_is_refused(address):
    assert len(found(f"See [this]({address}).")) >= 1


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=c#d", "/options/ect/", "/", "#cost", "tel:988", "sms:988"],
)
def test_a_link_to_our_pages_to_a_secure_site_or_a_phone_is_well(address):
    assert found(f"See [this]({address}).") == []


@pytest.mark.parametrize(
    "text",
    [
        "[this][1]", "[1]: //example.org", "[this]", "[a [b] c](/options/)", "[this](/a \"title\")",
        "[@No-Slug]", "[ ] to do", "[this](/a", "this](/a)",
    ],
)  # fmt: skip
def test_brackets_that_are_no_plain_link_and_no_citation_are_refused(text):
    assert found(text) == ["a bracket outside a link"]


@pytest.mark.parametrize("image", ["![x](https://example.org/x.png)", "![x](/x.png)", "![x][1]"])
def test_an_image_is_refused(image):
    assert found(image) == ["an image"]


def test_code_is_refused():
    assert found("`x`") == ["code (“`” or “\\”)"]


@pytest.mark.parametrize("text", ["- - a", "1. 2. a", ">> a", "> - a", "  * + a"])
def test_two_marks_on_one_line_are_refused(text):
    assert found(text) == ["a list or quote inside another on one line"]


def test_a_paragraph_may_have_2000_characters():
    assert found("a" * 999 + "\n" + "a" * 1000 + "\n\n" + "a" * 2000) == []


def test_with_one_character_more_it_is_too_long():
    assert found("a" * 1000 + "\n" + "a" * 1000) == ["a paragraph or list that is too long"]


def test_a_longer_paragraph_is_refused_once_however_it_is_cut_into_lines():
    assert found("a word or two\n" * 200) == ["a paragraph or list that is too long"]


def test_a_problem_is_told_with_its_line():
    assert prose.problems("One.\n\nTwo <b>.\n")[0][0] == 3


def test_citations_may_stand_anywhere():
    assert found("- One [@a-source] [@b-source] [two [@c]](/options/).") == []


def test_front_matter_may_link_to_our_pages_and_to_phones():
    assert found("See [this](/urgent/), or [call](tel:988).", in_front_matter=True) == []


def test_front_matter_may_not_link_to_other_sites():
    told = found("See [this](https://example.org/).", in_front_matter=True)
    assert told == ["a link to another site"]


def test_a_bad_link_in_front_matter_is_told_for_what_it_is():
    assert found("See [this](data:x).", in_front_matter=True) == ["a link to “data:x”"]


# --- what a page gets -----------------------------------------------------------------------


def test_paragraphs_lists_bold_words_and_links_become_html():
    html = prose.to_html("One **two**.\n\n- [three](/options/ect/)\n- four", [])
    assert html == (
        '<p>One <strong>two</strong>.</p>\n<ul>\n<li><a href="/options/ect/">three</a></li>\n'
        "<li>four</li>\n</ul>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
        "[a](data:text/html,x)", "[a](JAVASCRIPT&colon;alert(1))", "<a href='javascript:x'>a</a>",
        "<div onclick=x style='color:red' hx-get='/'>a</div>", "<base href='//example.org'>",
        "<form action='//example.org'><input></form>", "<iframe src='//example.org'></iframe>",
        "<svg><script>x</script></svg>", "<p id=x class=y>a</p>", "![a](https://example.org/a.png)",
        "[a][1]\n\n[1]: javascript:alert(1)", "<math href='javascript:x'>a</math>",
    ],
)  # fmt: skip
def test_the_sanitiser_lets_nothing_through_that_the_checks_might_miss(text):
    tags = "".join(re.findall(r"<[^>]*>", prose.to_html(text, [])))  # all else is text
    assert not re.search(
        r"<(?!/?(?:p|ul|ol|li|strong|em|a|h2|h3|br|sup|blockquote)\b)"
        r"|javascript:|data:|\son\w+=|\s(?:style|hx-\w+|src|action)=|<p ",
        tags,
        re.IGNORECASE,
    )


@pytest.mark.parametrize("address", ["//example.org", "/\\example.org", "http://example.org", "x"])
def test_the_sanitiser_takes_the_address_from_a_link_to_another_host(address):
    assert prose.to_html(f"[a]({address})", []) == "<p><a>a</a></p>"


@given(st.text(alphabet="<>&\"'/=:;()[]! abchimnoprstx\n", max_size=80))
def test_only_our_own_tags_come_out_whatever_goes_in(text):
    tags = set(re.findall(r"<(/?[a-z0-9]*)", prose.to_html(text, [])))
    assert {tag.strip("/") for tag in tags} <= {
        "p", "ul", "ol", "li", "strong", "em", "a", "h2", "h3", "br", "sup", "blockquote",
    }  # fmt: skip


# --- citations ------------------------------------------------------------------------------


def test_sources_are_found_in_order_each_once():
    assert citations.citations("One [@b]. Two [@a-2] [@b].") == ["b", "a-2"]


def test_a_citation_becomes_its_number_with_a_link_to_the_list():
    html = prose.to_html("One. [@b]", ["a", "b"])
    cite = '<sup><a class="cite" href="#source-b" aria-label="source 2">2</a></sup>'
    assert html == f"<p>One.{cite}</p>"


def test_a_source_that_is_not_in_the_list_has_no_number():
    assert ">?</a>" in citations.cite("[@c]", ["a", "b"])


def test_the_same_source_has_the_same_number_each_time():
    assert re.findall(r">(\d)</a>", prose.to_html("[@a] [@b] [@a]", ["a", "b"])) == ["1", "2", "1"]


def test_read_aloud_a_text_has_no_marks_and_of_a_link_its_words():
    assert (
        citations.spoken("Call [988](tel:988). [@a] See [help](/urgent/).") == "Call 988. See help."
    )


def test_a_sentence_of_front_matter_is_escaped_and_cited():
    html = citations.inline("2 < 3 & [x](/urgent/) [@a]", ["a"])
    assert html.startswith('2 &lt; 3 &amp; <a href="/urgent/">x</a><sup>')


def test_a_sentence_of_front_matter_can_go_without_its_citations():
    assert citations.linked("One. [@a] [Two](/visit/).") == 'One. <a href="/visit/">Two</a>.'


@pytest.mark.parametrize("address", ["//example.org", "https://example.org", "javascript:x", '/"x'])
def test_a_sentence_of_front_matter_links_to_nothing_else(address):
    assert "href" not in citations.linked(f"See [x]({address}).")


# --- sections and plain text ----------------------------------------------------------------


def test_a_body_is_cut_at_its_headings():
    body = "\n## One\n\nFirst.\n\n### Not a cut\n\n## Two  \n\nSecond.\n"
    assert prose.sections(body) == [
        prose.Section("One", "First.\n\n### Not a cut", 2),
        prose.Section("Two", "Second.", 8),
    ]


def test_text_before_the_first_heading_has_none():
    assert prose.sections("Hello.\n\n## One\n\nFirst.")[0] == prose.Section("", "Hello.", 1)


def test_an_empty_body_has_no_sections():
    assert prose.sections("\n\n") == []


def test_plain_text_keeps_words_and_drops_marks():
    html = prose.to_html("One **two**. [@a]\n\n- [three](/x/)\n- four", ["a"])
    assert prose.to_text(html).split() == ["One", "two.", "three", "four"]


def test_blocks_of_plain_text_are_apart():
    assert prose.to_text("<p>One.</p><p>Two.</p>") == "One.\n\nTwo."


@pytest.mark.parametrize("text", ["`code`", "a \\* b", "![a](/b/)"])
def test_a_mark_that_is_refused_is_not_read_either(text):
    assert prose.to_html(text, []) == f"<p>{text}</p>"
