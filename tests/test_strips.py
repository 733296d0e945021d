"""Strips of a clinic's layer: what they say, how they grow old, and that nothing else changes."""

import datetime
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client

from navigator.content.layer import with_layer
from navigator.content.publish import publish
from navigator.pages.clinic import strip_of
from navigator.pages.site_files import public_pages
from navigator.serving.current_release import forget
from tests import people
from tests.test_layer import SAMPLE, TODAY, change

pytestmark = pytest.mark.django_db
# A strip is one element; in the clinic's own others may stand.
STRIP = re.compile(r'<(p|div) class="strip" data-strip>.*?</\1>', re.DOTALL)
RELEASE = re.compile(r'data-release="\d+"|Release \d+')
CHOSEN = {**people.TRIED_TWO, "ask": ["rtms", "ect", "vns", "esketamine"], "open": ["rtms"]}
POSTS = {
    "/options/": CHOSEN,
    "/questions/": CHOSEN,
    "/compare/": CHOSEN | {"compare": ["rtms", "ect"]},
    "/clinicians/": {"ask": CHOSEN["ask"]},
    "/options/rtms/": CHOSEN,
    "/options/vns/": CHOSEN,
}
HTMX = {"HX-Request": "true"}


def pages_of(catalogue):
    """Every page and answer of a release, by name. The release's own number is taken out."""
    with transaction.atomic():
        forget()
        publish(catalogue)
        client = Client()
        paths = [*public_pages(catalogue), "/questions/", "/compare/"]
        found = {path: client.get(path).text for path in paths}
        for path, data in POSTS.items():
            found[f"POST {path}"] = client.post(path, data).text
            found[f"POST {path}, a fragment"] = client.post(path, data, headers=HTMX).text
        transaction.set_rollback(True)
    forget()
    # What fills an answer up to an even size stands behind it.
    return {name: RELEASE.sub("", text).rstrip(" ") for name, text in found.items()}


@pytest.fixture(scope="module")
def both(django_db_setup, django_db_blocker, shipped):
    """The pages without a layer, and with the sample."""
    with django_db_blocker.unblock():
        return pages_of(shipped), pages_of(with_layer(shipped, SAMPLE, today=TODAY))


def test_outside_the_strips_every_byte_is_the_same(both):
    bare, layered = both
    assert len(bare) > 60
    for name, text in layered.items():
        assert STRIP.sub("", text) == bare[name], name


def test_without_a_layer_there_is_no_strip(both):
    bare, _ = both
    assert [name for name, text in bare.items() if "data-strip" in text] == []


def strips(text):
    return [re.sub(r"\s+", " ", re.sub("<[^>]+>", "", m[0])).strip() for m in STRIP.finditer(text)]


@pytest.mark.parametrize(
    "name, number",
    [
        ("/options/", 4),
        ("POST /options/", 4),
        ("POST /options/, a fragment", 4),
        ("/options/rtms/", 1),
        ("POST /options/vns/", 1),
        ("/options/esketamine/", 0),
        ("POST /clinicians/", 4),  # three options, and the clinic
        ("POST /questions/", 1),
        ("/questions/blank/", 1),
        ("/urgent/", 1),
        ("/about/", 1),
        ("/privacy/", 0),
    ],
)
def test_a_strip_stands_in_row_option_handout_and_sheet(both, name, number):
    assert len(strips(both[1][name])) == number


def test_a_strip_says_where_when_and_how_long(both):
    (strip,) = strips(both[1]["/options/rtms/"])
    assert strip.startswith("At Example Clinic, as of November 20, 2026: you can get this here.")
    assert "The wait is about 6 weeks." in strip
    assert "There is a lift." in strip
    assert "Example Clinic, 2026" in strip  # its source


def test_a_strip_in_a_row_has_no_note(both):
    assert all("lift" not in strip for strip in strips(both[1]["/options/"]))


def test_the_sheet_says_where_what_was_asked_about_is_given(both):
    (strip,) = strips(both[1]["POST /questions/"])
    for part in ("Front desk", "ECT", "sent on for it", "VNS", "206-555-0111"):
        assert part in strip


def test_every_number_of_ours_stands_before_the_clinics(both):
    bare, layered = both
    text = layered["/urgent/"]
    ours = re.findall(r'href="(?:tel|sms):[^"]+"', bare["/urgent/"])
    assert re.findall(r'href="(?:tel|sms):[^"]+"', text)[: len(ours)] == ours
    assert "206-555-0111" in strips(text)[0]


# --- as of


def days_ago(layered, days):
    as_of = datetime.date.fromisoformat(layered.layer["options"]["rtms"]["as_of"])
    return strip_of(layered, "rtms", as_of + datetime.timedelta(days=days))


@pytest.mark.parametrize(
    "days, is_old, wait", [(180, False, 6), (181, True, 6), (365, True, 6), (366, True, None)]
)
def test_after_half_a_year_a_strip_may_be_out_of_date_and_after_a_year_the_wait_goes(
    shipped, days, is_old, wait
):
    strip = days_ago(with_layer(shipped, SAMPLE, today=TODAY), days)
    assert (strip.is_old, strip.wait_weeks) == (is_old, wait)
    html = render_to_string("_strip.html", {"strip": strip, "short": True})
    assert ("may be out of date" in html) is is_old
    assert ("The wait" in html) is (wait is not None)


@pytest.mark.parametrize(
    "weeks, words", [(0, "There is no wait."), (1, "about a week."), (9, "about 9 weeks.")]
)
def test_a_wait_is_said_in_words(shipped, weeks, words):
    strip = days_ago(with_layer(shipped, SAMPLE, today=TODAY), 0)._replace(wait_weeks=weeks)
    assert words in render_to_string("_strip.html", {"strip": strip, "short": True})


def test_what_a_clinic_writes_is_text_and_never_markup(shipped):
    strip = days_ago(with_layer(shipped, SAMPLE, today=TODAY), 0)
    html = render_to_string("_strip.html", {"strip": strip._replace(note="<b>x</b>")})
    assert "&lt;b&gt;x&lt;/b&gt;" in html


# --- the logo


def test_the_logo_is_served_as_it_was_read(db, client, shipped):
    publish(with_layer(shipped, SAMPLE, today=TODAY))
    response = client.get("/clinic-logo")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content == (SAMPLE / "logo.svg").read_bytes()
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_without_a_layer_there_is_no_logo(client, published):
    assert client.get("/clinic-logo").status_code == 404


# --- what does not change


def test_standings_and_order_are_those_of_the_catalogue(both):
    rows = re.compile(r'data-treatment="([^"]+)" data-standing="([^"]+)"')
    bare, layered = both
    assert len(rows.findall(bare["POST /options/"])) > 40
    assert rows.findall(layered["POST /options/"]) == rows.findall(bare["POST /options/"])


def test_the_open_data_knows_nothing_of_a_clinic(db, client, shipped):
    publish(with_layer(shipped, SAMPLE, today=TODAY))
    assert "Example Clinic" not in client.get("/catalogue.json").text
    assert "Example Clinic" not in client.get("/options/rtms.json").text


def test_a_layer_that_grows_is_a_new_release_at_once(db, client, shipped, tmp_path):
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "layer"))
    publish(with_layer(shipped, folder, today=TODAY))
    assert "about 6 weeks" in client.get("/options/rtms/").text
    change(folder, "options/rtms.md", "wait_weeks: 6", "wait_weeks: 8")
    publish(with_layer(replace(shipped, memo={}), folder, today=TODAY))
    forget()
    assert "about 8 weeks" in client.get("/options/rtms/").text
