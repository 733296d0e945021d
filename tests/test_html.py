"""Every page and state is HTML as the standard has it, and is built for all who read it."""

import re
from itertools import pairwise

import html5lib
import pytest
import zxingcpp
from django.db import transaction
from django.test import Client
from html5lib.html5parser import ParseError

from navigator.content.publish import publish
from navigator.pages.sharing import qr_code
from navigator.serving.current_release import forget
from tests import people

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/options/", "/options/?kind=procedure",
    "/questions/", "/questions/blank/", "/compare/", "/visit/", "/clinicians/", "/urgent/",
    "/sources/", "/glossary/", "/medicines/", "/about/", "/privacy/", "/accessibility/",
    "/about/evidence/", "/about/updates/", "/about/quality/", "/tried-a-lot/",
    "/treatment-resistant/", "/how-to-choose/", "/nothing/",
]  # fmt: skip
CHOSEN = {"ask": ["rtms", "ect"], "compare": ["rtms", "ect", "vns"], "top": ["rtms.metal"],
          "matters": ["no-surgery"], "tried": ["sertraline", "lithium", "cbt", "gone"]}  # fmt: skip
POSTS = {
    f"{address} {name}": (address, data)
    for address in ("/options/", "/questions/", "/compare/", "/clinicians/")
    for name, data in {
        "empty": people.NEW_PATIENT,
        "everything": people.TRIED_EVERYTHING,
        "chosen": CHOSEN,
        "searched": CHOSEN | {"q": ["magnet"], "medicine": ["zoloft"], "kind": ["procedure"]},
        "found nothing": {"q": ["<b>&"], "medicine": ["\"'<i>"]},
    }.items()
}
# Elements that hold words and no blocks.
PHRASES = {"p", "span", "label", "button", "strong", "h1", "h2", "h3", "h4", "option", "dt", "a"}
BLOCKS = {
    "div", "p", "ul", "ol", "dl", "table", "section", "article", "figure", "form", "fieldset",
    "details", "h1", "h2", "h3", "h4", "nav", "header", "footer", "main",
}  # fmt: skip
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def states(django_db_setup, django_db_blocker, shipped):
    """Each page and state, read once: name and tree."""
    with django_db_blocker.unblock(), transaction.atomic():
        forget()
        publish(shipped)
        client = Client()
        options = [treatment.get_absolute_url() for treatment in shipped.treatments]
        pages = {address: client.get(address).text for address in PAGES + options}
        posted = {name: client.post(address, data).text for name, (address, data) in POSTS.items()}
        transaction.set_rollback(True)
    forget()
    return {name: strict(text) for name, text in (pages | posted).items()}


def strict(text):
    """The tree of a page; the first error of the HTML standard raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def told(element):
    """The text of an element on one line."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def test_every_page_is_read_without_an_error(states):
    assert len(states) > len(PAGES) + len(POSTS)


def test_every_fragment_is_read_without_an_error(client, published):
    for address, data in POSTS.values():
        text = client.post(address, data, headers=HTMX).text
        assert "<html" not in text
        html5lib.HTMLParser(strict=True).parseFragment(text, container="div")


@pytest.mark.parametrize(
    "mistake", ["<p>a</b>", "<p id=a id=b>", "<ul><li></ul></li>", "<p><ul></ul></p>"]
)
def test_the_parser_finds_a_mistake(mistake):
    with pytest.raises(ParseError):
        strict(f"<!doctype html><html><title>a</title><body>{mistake}</body></html>")


def test_an_id_stands_once_and_what_points_to_it_finds_it(states):
    for name, page in states.items():
        ids = [each.get("id") for each in page.iter() if each.get("id")]
        assert len(ids) == len(set(ids)), name
        for each in page.iter():
            for pointer in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
                assert set((each.get(pointer) or "").split()) <= set(ids), (name, each.attrib)
            if (each.get("href") or "").startswith("#"):
                assert each.get("href")[1:] in ids, (name, each.attrib)


def test_every_control_has_a_name(states):
    for name, page in states.items():
        labels = {label.get("for"): told(label) for label in page.iter("label")}
        around = {each: told(label) for label in page.iter("label") for each in label.iter("input")}
        for control in page.iter():
            if control.tag in ("input", "select", "textarea") and control.get("type") != "hidden":
                named = control.get("aria-label") or labels.get(control.get("id"))
                named = named or around.get(control)
                assert named, (name, control.attrib)
            if control.tag in ("button", "a", "summary"):
                assert told(control) or control.get("aria-label"), (name, control.attrib)


def test_blocks_do_not_stand_inside_words(states):
    for name, page in states.items():
        for outer in page.iter():
            if outer.tag not in PHRASES:
                continue
            inner = {each.tag for each in outer.iter() if each is not outer} & BLOCKS
            assert not inner, (name, outer.tag, told(outer)[:60], inner)


def test_headings_go_down_one_step_at_a_time_from_one_h1(states):
    for name, page in states.items():
        levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch("h[1-6]", str(e.tag))]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        steps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert not steps, (name, steps)


def test_every_page_has_language_title_description_and_landmarks(states):
    for name, page in states.items():
        assert page.get("lang") == "en", name
        assert told(page.find("head/title")), name
        (description,) = [m for m in page.iter("meta") if m.get("name") == "description"]
        assert len(description.get("content")) > 20, name
        for landmark in ("header", "main", "footer"):
            assert len(list(page.iter(landmark))) == 1, (name, landmark)
        navs = [nav.get("aria-label") for nav in page.iter("nav")]
        assert len(navs) == len(set(navs)), name
        assert "Main" in navs, name


def test_titles_tell_pages_apart(states):
    titles = [told(states[address].find("head/title")) for address in PAGES if "?" not in address]
    same = {title for title in titles if titles.count(title) > 1}
    assert same == {"Notes for my visit"}  # the sheet and the blank sheet: neutral on purpose


def test_no_style_and_no_script_stands_in_a_page(states):
    for name, page in states.items():
        for each in page.iter():
            assert each.tag != "style", name
            data = each.get("type") == "application/ld+json"  # which no browser runs
            assert each.tag != "script" or data or (each.get("src") and not told(each)), name
            risky = [a for a in each.attrib if a == "style" or re.match("on|hx-on|data-hx-on", a)]
            assert not risky, (name, each.tag, risky)


def test_tables_say_what_their_cells_belong_to(states):
    for name, page in states.items():
        for table in page.iter("table"):
            assert all(head.get("scope") for head in table.iter("th")), name
            widths = {
                sum(int(c.get("colspan", 1)) for c in row if c.tag in ("th", "td"))
                for row in table.iter("tr")
            }
            assert len(widths) == 1, (name, widths)


# --- the QR code


def pixels(svg, scale=4):
    """The code as a grey picture, drawn from the strokes in its SVG: "M4 4.5h7m2 0h1" and so on."""
    side = int(re.search(r'viewBox="0 0 (\d+) \d+"', svg)[1])
    picture = bytearray(b"\xff" * (side * scale) ** 2)
    (strokes,) = re.findall(r' d="(M[^"]+h[^"]+m[^"]+)"', svg)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", strokes):
        right, *down = (float(number) for number in numbers.split())
        if command == "M":
            x, y = right, down[0]
        elif command == "m":
            x, y = x + right, y + down[0]
        else:
            for row in range(int(y) * scale, (int(y) + 1) * scale):
                start = row * side * scale + int(x) * scale
                picture[start : start + int(right) * scale] = bytes(int(right) * scale)
            x += right
    return memoryview(picture).cast("B", (side * scale, side * scale))


def read(svg):
    """What a decoder that shares nothing with our own encoder reads."""
    return [code.text for code in zxingcpp.read_barcodes(pixels(svg))]


def test_another_decoder_reads_the_link_from_the_code_on_the_page(client, published):
    text = client.post("/clinicians/", {"ask": ["rtms", "ect", "esketamine"]}).text
    link = re.search(r'data-share-link value="([^"]+)"', text)[1]
    assert set(link.split("#ask=")[1].split(",")) == {"rtms", "ect", "esketamine"}
    (code,) = re.findall(r"<svg[^>]*qr-code.*?</svg>", text, re.DOTALL)
    assert read(code) == [link]


def test_a_link_to_every_option_still_makes_a_code_that_can_be_read(published):
    every = ",".join(treatment.slug for treatment in published.treatments)
    link = f"https://options.example.org/options/#ask={every}"
    assert read(qr_code(link)) == [link]


def test_a_damaged_code_is_not_read_as_if_it_were_whole():
    svg = qr_code("https://options.example.org/options/#ask=rtms")
    assert read(svg.replace("h7", "h1")) == []
