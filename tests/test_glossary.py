"""A hard word is explained where it first stands."""

from navigator.content.glossary import explain
from navigator.models import Page, Term

REMISSION = Term(slug="remission", term="remission", forms=["in remission"], meaning="Nearly gone.")


def explained(*html: str) -> Page:
    page = Page(slug="page", sections=[{"html": text} for text in html])
    explain([page], [REMISSION])
    return page


def test_the_first_place_of_a_word_is_linked_and_no_other():
    page = explained("<p>Remission is rare. Remission lasts.</p>", "<p>remission</p>")
    assert page.sections[0]["html"].startswith(
        '<p><a class="term" href="#word-remission">Remission</a>'
    )
    assert sum(part["html"].count("<a ") for part in page.sections) == 1
    assert page.terms == ["remission"]


def test_the_longest_form_is_taken():
    assert ">in remission</a>" in explained("<p>You are in remission.</p>").sections[0]["html"]


def test_inside_a_link_or_a_longer_word_nothing_is_linked():
    html = '<p><a href="/x/">remission</a> and re-remission</p>'
    assert explained(html).sections[0]["html"] == html


def test_every_hard_word_of_an_option_page_has_its_meaning_there(client, published):
    option = published.treatment["ect"]
    text = client.get("/options/ect/").text
    assert option.terms
    assert all(f'id="word-{slug}"' in text for slug in option.terms)


def test_without_a_glossary_nothing_changes():
    page = Page(slug="page", sections=[{"html": "<p>remission</p>"}])
    explain([page], [])
    assert page.sections[0]["html"] == "<p>remission</p>"
