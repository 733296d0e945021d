"""/names.json: the names of a release for a reader in the browser, and the words that it says."""

import json
import re

import brotli
import pytest

from navigator.content.readability import measure
from navigator.names.index import SHORTEST_SLIP, name_index
from navigator.names.words import key, words
from navigator.pages.names_file import names_file
from navigator.pages.names_file_words import SAYS, SIGNS

KB = 1024


@pytest.fixture(scope="module")
def data(shipped):
    return names_file(shipped)


def test_the_file_holds_every_name_that_the_search_knows_with_what_it_means(data, shipped):
    index = name_index(shipped)
    meant = {}
    for slug, thing in data["things"].items():
        for spelled, name in thing["names"].items():
            meant.setdefault(key(spelled.split(" ")), set()).add((slug, name))
    assert meant == {name: set(readings) for name, readings in index.readings.items()}
    assert set(data["others"]) == index.others


def test_names_that_are_recognised_and_never_shown_are_in_it_under_another_name(data, shipped):
    hidden = [(m.slug, text) for m in shipped.medicines for text in m.recognised]
    assert hidden
    for slug, text in hidden:
        assert key(words(text)) in {
            key(spelled.split()) for spelled in data["things"][slug]["names"]
        }
        assert text not in data["things"][slug]["names"].values()


def test_a_misspelled_word_means_what_the_server_lets_it_mean(data, shipped):
    index = name_index(shipped)
    near = set().union(*index.by_length.values())
    keys = {key(name.split(" ")) for t in data["things"].values() for name in t["names"]}
    long = {name for name in keys | set(data["others"]) if len(name) >= SHORTEST_SLIP}
    assert long - set(data["exact"]) == near
    assert data["exact"]


def test_it_is_public_small_and_the_same_until_the_next_release(published, client):
    first = client.get("/names.json")
    assert first["Content-Type"] == "application/json"
    assert first.json() == json.loads(
        json.dumps(names_file(published) | {"release": first.json()["release"]})
    )
    assert len(brotli.compress(first.content)) < 48 * KB
    again = client.get("/names.json", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.post("/names.json").status_code == 405


def test_what_is_said_is_plain_and_short():
    for sentence in SAYS.values():
        assert len(sentence) < 180
        assert measure(sentence.replace("{count}", "3")).grade <= 7.0, sentence


def test_patterns_mean_the_same_to_python_and_to_a_browser():
    """No lookbehind, no named group and no flag inside, which differ."""
    for name, pattern in SIGNS.items():
        assert re.compile(pattern, re.IGNORECASE)
        assert not re.search(r"\(\?(?!:|=|!)", pattern), name
