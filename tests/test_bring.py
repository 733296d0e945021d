"""The reader of lists (static/js/bring.js): made of its sources, small, fed with valid samples."""

import hashlib
import json

import brotli
from fhir.resources.R4B import get_fhir_model_class

from tests import bundle, lists

KB = 1024
# Made broken, or of an older kind, on purpose.
NOT_R4 = {"cut-off.json", "other.json", "picture.json", "wanted.json", "utf8-mark.json"}


def test_the_script_is_made_of_the_sources_as_they_are():
    text = bundle.MADE.read_text("utf-8")
    assert bundle.named_digest(text) == bundle.digest()
    assert bundle.named_digest(text.replace("sha256-", "sha256-0")) != bundle.digest()


def test_the_script_is_at_most_12_kb_with_the_zip_reader():
    assert len(brotli.compress(bundle.MADE.read_bytes())) <= 12 * KB


def test_what_is_vendored_has_its_licence_version_and_hash():
    assert "MIT" in (bundle.VENDORED / "LICENSE").read_text("utf-8")
    held = hashlib.sha256((bundle.VENDORED / "browser.js").read_bytes()).hexdigest()
    assert held == bundle.FFLATE_FILE_HASH
    assert f"fflate {bundle.FFLATE}, (c) Arjun Barrett, MIT" in bundle.MADE.read_text("utf-8")


def test_the_script_reaches_for_nothing_that_the_policy_forbids():
    text = bundle.MADE.read_text("utf-8")
    for word in (
        "eval(",
        "new Function",
        "Worker(",
        "innerHTML",
        "XMLHttpRequest",
        "http://",
        "https://",
    ):
        assert word not in text
    assert text.count("fetch(") == 1


def test_the_samples_are_those_that_are_made_anew():
    made = lists.everything()
    assert {path.name for path in lists.HOME.iterdir()} == {*made, "wanted.json"}
    for name, (content, _) in made.items():
        assert (lists.HOME / name).read_bytes() == content, name
    told = {name: want for name, (_, want) in made.items()}
    assert json.loads((lists.HOME / "wanted.json").read_text("utf-8")) == told
    assert len(made) >= 60


def resources():
    for path in sorted(lists.HOME.glob("*json")):
        if path.name not in NOT_R4:
            lines = path.read_text("utf-8").splitlines()
            texts = lines if path.suffix == ".ndjson" else ["\n".join(lines)]
            yield from ((path.name, json.loads(text)) for text in texts)


def test_the_fhir_of_the_samples_is_valid():
    found = list(resources())
    assert len(found) > 15
    for _, value in found:
        get_fhir_model_class(value["resourceType"]).model_validate(value)
