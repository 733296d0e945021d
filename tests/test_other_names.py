"""The list of other medicines' names: what stands in it, and how it is made anew."""

import bz2
import pickle
import zipfile
from pathlib import PurePosixPath

import pytest
from django.core.management import CommandError, call_command

from navigator.names.other_names import BY_HAND, MADE, other_names, read

DICTIONARY = "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2"


def wheel(tmp_path, data):
    path = tmp_path / "drug_named_entity_recognition-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(DICTIONARY, bz2.compress(pickle.dumps(data)))
    return path


def made(tmp_path, names, **known):
    data = {"drug_variant_to_canonical": names, "drug_canonical_to_data": known}
    to = tmp_path / "made.txt"
    call_command("make_other_names", wheel(tmp_path, data), to=to, verbosity=0)
    return to.read_text("utf-8").splitlines()


def test_described_medicines_are_kept_and_ours_are_left_out(tmp_path):
    lines = made(
        tmp_path,
        {
            "lipitor": ["atorvastatin"],
            "sertralinum": ["sertraline"],
            "unknownol": ["unknownol"],
            "wine": ["atorvastatin"],
            "sertralina acid": ["atorvastatin"],
        },
        atorvastatin={"medline_plus_id": "a1"},
        sertraline={"medline_plus_id": "a2"},
        unknownol={"mesh_id": "D1"},
    )
    assert "9.9.9" in lines[0]
    assert lines[1:] == ["lipitor"]


def test_what_lies_within_a_slip_of_ours_is_kept_whatever_it_is(tmp_path):
    names = {"sertralane": ["sertralane"], "metiapinol": ["metiapinol"], "sertralene": ["x"]}
    lines = made(tmp_path, names, sertralane={"mesh_id": "D1"}, metiapinol={"mesh_id": "D2"})
    assert lines[1:] == ["sertralane"]


def test_a_form_in_another_language_is_left_out(tmp_path):
    names = {name: ["c"] for name in ("cetirizine", "cetirizin", "cetirizina", "cetirizinum")}
    assert made(tmp_path, names, c={"nhs_url": "x"})[1:] == ["cetirizine"]


def test_a_dictionary_that_holds_a_class_is_not_read(tmp_path):
    with pytest.raises(CommandError, match="pathlib"):
        call_command("make_other_names", wheel(tmp_path, PurePosixPath("x")), to=tmp_path / "o")
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("path", [MADE, BY_HAND], ids=lambda path: path.name)
def test_a_list_is_sorted_and_says_where_it_is_from(path):
    names = read(path)
    assert path.read_text("utf-8").startswith("#")
    assert names == sorted(set(names))
    assert all(name == name.lower() for name in names)


def test_the_list_is_long_enough_to_help_and_short_enough_to_load():
    assert 5_000 < len(other_names()) < 8_000
    assert MADE.stat().st_size < 100_000
