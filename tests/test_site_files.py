"""Files that machines ask for by name, and what a page says of itself in its head."""

import datetime
import json
import re
import struct
from xml.etree import ElementTree

import pytest
from html5lib import parse

from navigator.pages.linked_data import as_script
from navigator.pages.site_files import contact_address
from tests import people

pytestmark = pytest.mark.django_db
HOME = "http://testserver"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
EXPIRES = re.compile(r"^Expires: (.+)$", re.MULTILINE)


def head(response):
    """Elements of the head."""
    return parse(response.text, namespaceHTMLElements=False).find("head")


def meta(response, name):
    (found,) = [e for e in head(response).iter("meta") if e.get("property") == name]
    return found.get("content")


def canonical(response):
    return [e.get("href") for e in head(response).iter("link") if e.get("rel") == "canonical"]


def linked(response):
    """The JSON-LD blocks of a page."""
    scripts = head(response).iter("script")
    return [json.loads(e.text) for e in scripts if e.get("type") == "application/ld+json"]


# --- robots and the site map


def test_robots_may_read_all_and_are_shown_the_map(client, published):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.text == f"User-agent: *\nAllow: /\nSitemap: {HOME}/sitemap.xml\n"


def places(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert root.tag == f"{SITEMAP}urlset"
    return {e.findtext(f"{SITEMAP}loc"): e.findtext(f"{SITEMAP}lastmod") for e in root}


def test_every_address_of_the_map_answers_and_is_its_own_canonical_one(client, published):
    found = places(client)
    assert len(found) > 50
    for address in found:
        assert canonical(client.get(address.removeprefix(HOME))) == [address]


def test_the_map_holds_every_option_with_the_day_of_its_check(client, published):
    found = places(client)
    days = {f"{HOME}/options/{o.slug}/": o.checked_on.isoformat() for o in published.treatments}
    assert days.items() <= found.items()


def test_no_address_of_the_map_has_a_query_or_a_fragment(client, published):
    assert [address for address in places(client) if re.search("[?#]", address)] == []


# --- icons


def png_size(content):
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", content[16:24])


def test_the_icon_that_old_browsers_ask_for_is_one(client, published):
    response = client.get("/favicon.ico")
    reserved, kind, count = struct.unpack("<HHH", response.content[:6])
    assert (response.headers["Content-Type"], reserved, kind) == ("image/x-icon", 0, 1)
    assert count == 2


def test_the_icon_of_a_phone_is_square_and_named_in_the_head(client, published):
    assert png_size(client.get("/apple-touch-icon.png").content) == (180, 180)
    links = [e.get("href") for e in head(client.get("/")).iter("link")]
    assert "/apple-touch-icon.png" in links


def test_each_picture_of_the_manifest_has_the_size_that_it_says(client, published, settings):
    icons = json.loads(client.get("/site.webmanifest").content)["icons"]
    pictures = [icon for icon in icons if icon["type"] == "image/png"]
    assert [icon["sizes"] for icon in pictures] == ["192x192", "512x512"]
    for icon in pictures:
        file = settings.BASE_DIR / "static" / icon["src"].removeprefix("/static/")
        assert "{}x{}".format(*png_size(file.read_bytes())) == icon["sizes"]
        assert file.stat().st_size < 8_000


# --- security.txt


def test_security_txt_names_the_contact_and_expires_within_the_year(client, published, settings):
    settings.CONTACT = "Write to guide@example.org, or to the desk."
    text = client.get("/.well-known/security.txt").text
    assert "Contact: mailto:guide@example.org\n" in text
    assert f"Canonical: {HOME}/.well-known/security.txt\n" in text
    expires = datetime.datetime.fromisoformat(EXPIRES.search(text)[1].replace("Z", "+00:00"))
    left = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=90) < left < datetime.timedelta(days=365)


@pytest.mark.parametrize("contact", ["", "Ask at the desk"])
def test_without_a_contact_there_is_no_security_txt(client, published, settings, contact):
    settings.CONTACT = contact
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    "contact, address",
    [
        ("guide@example.org", "mailto:guide@example.org"),
        ("See https://example.org/contact.", "https://example.org/contact"),
        ("Call +1 206 555 0100", "tel:+1-206-555-0100"),
        ("Room 12", ""),
    ],
)
def test_a_contact_is_made_a_link(contact, address):
    assert contact_address(contact) == address


# --- the head of a page


@pytest.mark.parametrize(
    "address, title",
    [
        ("/", "What is left to ask"),
        ("/options/ect/", "ECT"),
        ("/privacy/", None),
        ("/options/?kind=procedure", "What is left to ask"),
    ],
)
def test_a_page_names_its_address_its_title_and_a_picture(client, published, address, title):
    response = client.get(address)
    assert canonical(response) == [HOME + address.partition("?")[0]]
    assert meta(response, "og:title").startswith(title or published.page["privacy"].title)
    assert meta(response, "og:image") == f"{HOME}/static/icons/share.png"


def test_a_page_that_is_not_here_names_no_address_of_its_own(client, published):
    response = client.get("/tried=sertraline/")
    assert response.status_code == 404
    assert canonical(response) == []
    assert "sertraline" not in response.text


def test_the_head_of_a_personal_page_is_that_of_everybody(client, published):
    everybody = client.get("/options/").text.partition("</head>")[0]
    own = client.post("/options/", people.TRIED_EVERYTHING).text.partition("</head>")[0]
    assert own == everybody


def test_an_option_says_when_it_was_checked_and_what_it_rests_on(client, published):
    (data,) = linked(client.get("/options/ect/"))
    option = published.treatment["ect"]
    assert data["@type"] == "MedicalWebPage"
    assert data["lastReviewed"] == option.checked_on.isoformat()
    assert data["citation"] == [published.source[slug].url for slug in option.sources]
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_no_page_says_that_somebody_reviewed_it(client, published):
    for option in published.treatments:
        (data,) = linked(client.get(option.get_absolute_url()))
        assert "reviewedBy" not in data


@pytest.mark.parametrize("address", ["/", "/options/", "/questions/", "/sources/"])
def test_other_pages_carry_no_data(client, published, address):
    assert linked(client.get(address)) == []


def test_a_text_cannot_end_the_block_that_it_stands_in():
    text = as_script({"name": "</script><script>alert(1)</script> & <!--"})
    assert not re.search("[<>&]", text)
    assert json.loads(text)["name"] == "</script><script>alert(1)</script> & <!--"
