"""A clinic's own layer: read as strictly as the catalogue, and nothing of ours can be changed."""

import datetime
import shutil
import struct
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from navigator.catalogue import Catalogue
from navigator.content.frontmatter import ContentError
from navigator.content.layer import read_layer, with_layer
from navigator.content.publish import publish
from navigator.releases import read
from navigator.serving.current_release import forget

SAMPLE = Path(__file__).resolve().parent.parent / "docs" / "sample-layer"
TODAY = datetime.date(2026, 11, 27)
RTMS, ECT, VNS = "options/rtms.md", "options/ect.md", "options/vns.md"


@pytest.fixture
def folder(tmp_path):
    """A copy of the sample, to be broken."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "layer"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text, old
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def told(folder: Path, shipped: Catalogue) -> list[str]:
    with pytest.raises(ContentError) as error:
        read_layer(folder, shipped, today=TODAY)
    return [str(problem) for problem in error.value.problems]


def test_the_sample_says_what_its_files_say(shipped):
    layer = read_layer(SAMPLE, shipped, today=TODAY)
    assert layer["clinic"]["name"] == "Example Clinic"
    assert layer["clinic"]["logo"]["type"] == "image/svg+xml"
    assert layer["options"]["vns"] == {"here": "not-here", "as_of": "2026-11-20"}
    assert layer["options"]["rtms"]["wait_weeks"] == 6
    assert list(layer["sources"]) == ["example-clinic-hours", "example-clinic-waits"]


SVG = "<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>"
BROKEN = {
    "no name": ("clinic.md", "name: Example Clinic\n", "", "layer/clinic.md:1: found no “name”"),
    "no funding": (
        "clinic.md",
        "funding: Example Clinic paid for this copy. No company that sells a treatment did.\n",
        "",
        "layer/clinic.md:1: found no “funding”",
    ),
    "an unknown key": (
        "clinic.md", "hours:", "opening:", "layer/clinic.md:4: opening: found unknown key",
    ),
    "a key twice": (
        "clinic.md", "hours:", "name: Another\nhours:",
        "layer/clinic.md:4: name: found “name” a second time",
    ),
    "a text below": (
        "clinic.md", "example-clinic-hours\n---\n", "example-clinic-hours\n---\nCall us first.\n",
        "layer/clinic.md:14: found text below",
    ),
    "HTML": (
        "clinic.md", "Front desk", "<b>Front desk</b>", "layer/clinic.md:3: contact: found HTML",
    ),
    "a link": (
        "clinic.md", "or the portal", "[the portal](/options/ect/)",
        "layer/clinic.md:3: contact: found a link or a citation",
    ),
    "an urgent line without a way": (
        "clinic.md", "    call: 206-555-0111\n", "", "layer/clinic.md:8: urgent.0: found no way",
    ),
    "a number with letters": (
        "clinic.md", "206-555-0111", "1-800-CLINIC",
        "layer/clinic.md:9: urgent.0.call: found “1-800-CLINIC”",
    ),
    "an urgent line without a source": (
        "clinic.md", "    source: example-clinic-hours\n", "",
        "layer/clinic.md:8: urgent.0: found no “source”",
    ),
    "a key that would take a number of ours away": (
        "clinic.md", "urgent:\n", "without: [988]\nurgent:\n",
        "layer/clinic.md:7: without: found unknown key",
    ),
    "a logo that is not there": (
        "clinic.md", "logo: logo.svg", "logo: logo.png",
        "layer/clinic.md:5: logo: found no file logo.png",
    ),
    "a logo of another name": (
        "clinic.md", "logo: logo.svg", "logo: https://clinic.example/logo.svg",
        "layer/clinic.md:5: logo: found “https://clinic.example/logo.svg”",
    ),
    "not given and not referred": (
        RTMS, "here: given", "here: best", "layer/options/rtms.md:2: here: found “best”",
    ),
    "a wait in words": (
        RTMS, "wait_weeks: 6", "wait_weeks: six", "options/rtms.md:3: wait_weeks: found “six”",
    ),
    "a wait below zero": (
        RTMS, "wait_weeks: 6", "wait_weeks: -1", "rtms.md:3: wait_weeks: found the number -1",
    ),
    "a wait for what is not here": (
        VNS, "as_of:", "wait_weeks: 2\nas_of:", "vns.md:3: wait_weeks: found a wait",
    ),
    "no day": (ECT, "as_of: 2026-11-20\n", "", "options/ect.md:1: found no “as_of”"),
    "a day to come": (
        ECT, "2026-11-20", "2026-11-28", "options/ect.md:4: as_of: found “2026-11-28”",
    ),
    "a day in another order": (
        ECT, "2026-11-20", "20/11/2026", "options/ect.md:4: as_of: found “20/11/2026”",
    ),
    "a standing of its own": (
        ECT, "here: referred", "here: referred\nstanding: matched",
        "options/ect.md:3: standing: found unknown key “standing”",
    ),
    "a fact of its own": (
        ECT, "here: referred", "here: referred\nsummary: It always works.",
        "options/ect.md:3: summary: found unknown key “summary”",
    ),
    "a long note": (RTMS, "There is a lift.", "x" * 240, "rtms.md:5: note: found"),
    "a note with a dose": (
        RTMS, "There is a lift.", "You take 20 mg before.",
        "options/rtms.md:5: note: found the dose “20 mg”",
    ),
    "a note that says what to take": (
        RTMS, "There is a lift.", "It is the best option for you.",
        "options/rtms.md:5: note: found “the best option”",
    ),
    "a note with a percentage": (
        RTMS, "There is a lift.", "It helps 80% of people.", "rtms.md:5: note: found “80%”",
    ),
    "a figure with nothing to compare": (
        RTMS, "There is a lift.", "It helps 80 out of 100 people.",
        "options/rtms.md:5: note: found “80 out of 100” alone",
    ),
    "a note that is hard to read": (
        RTMS,
        "Visits are in the morning, on the second floor. There is a lift.",
        "Interdisciplinary neuromodulation consultations necessitate preliminary authorization "
        "documentation from participating organizations.",
        "options/rtms.md:5: note: found reading grade",
    ),
    "a source that nobody lists": (
        RTMS, "source: example-clinic-waits", "source: somebody",
        "options/rtms.md:6: source: found the source “somebody”",
    ),
    "a source of ours again": (
        "sources.md", "slug: example-clinic-hours", "slug: nice-ng222",
        "layer/sources.md:3: sources.0.slug: found the source “nice-ng222” again",
    ),
    "a source without an address": (
        "sources.md", "    url: https://clinic.example/waits\n", "",
        "layer/sources.md:9: sources.1: found no “url”",
    ),
    "a logo with a script": (
        "logo.svg", "<title>", "<script>alert(1)</script><title>",
        "layer/logo.svg:2: found <script>",
    ),
    "a logo that does something": (
        "logo.svg", "<rect ", '<rect onload="alert(1)" ',
        "layer/logo.svg:3: found the attribute “onload”",
    ),
    "a logo with a picture from elsewhere": (
        "logo.svg", "<rect ", '<use href="https://clinic.example/a.svg#a"/><rect ',
        "layer/logo.svg:3: found “href” to “https://clinic.example/a.svg#a”",
    ),
    "a logo painted from elsewhere": (
        "logo.svg", 'fill="#3b5b8c"', 'fill="url(https://clinic.example/a)"',
        "layer/logo.svg:3: found “fill” that leads elsewhere",
    ),
    "a logo with a style from elsewhere": (
        "logo.svg", "<title>", "<style>@import 'a.css';</style><title>",
        "layer/logo.svg:2: found a style that leads elsewhere",
    ),
    "a logo with a style sheet": (
        "logo.svg", "<svg ", '<?xml-stylesheet href="a.css"?>\n<svg ',
        "layer/logo.svg:1: found the instruction “xml-stylesheet”",
    ),
    "a logo that unfolds": (
        "logo.svg", "<svg ", '<!DOCTYPE svg [<!ENTITY a "aaaa">]>\n<svg ',
        "layer/logo.svg:1: found a document type",
    ),
    "a logo that is cut off": (
        "logo.svg", "</svg>", "", "layer/logo.svg:6: found XML that cannot be read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name, old, new, expected", BROKEN.values(), ids=BROKEN)
def test_a_broken_layer_is_refused_with_its_file_and_line(
    folder, shipped, name, old, new, expected
):
    change(folder, name, old, new)
    problems = told(folder, shipped)
    assert [problem for problem in problems if expected in problem], problems


def test_all_that_is_wrong_is_told_at_once(folder, shipped):
    change(folder, RTMS, "given", "best")
    change(folder, ECT, "2026-11-20", "yesterday")
    assert len(told(folder, shipped)) == 2


def test_a_file_for_an_option_that_we_do_not_have_is_refused(folder, shipped):
    (folder / "options" / "leeches.md").write_text("---\nhere: given\nas_of: 2026-11-20\n---\n")
    assert told(folder, shipped)[0].startswith("layer/options/leeches.md:1: found the option")


def test_a_layer_without_its_clinic_is_refused(folder, shipped):
    (folder / "clinic.md").unlink()
    assert told(folder, shipped)[0].startswith("layer/clinic.md:1: found no such file")


@pytest.mark.parametrize("name", ["glossary.md", "urgent/us.md", "options/ect.txt", "logo.gif"])
def test_a_file_that_nothing_reads_is_refused(folder, shipped, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    assert any("that nothing reads" in problem for problem in told(folder, shipped))


def test_a_link_out_of_the_folder_is_refused(folder, shipped):
    (folder / "options" / "cbt.md").unlink()
    (folder / "options" / "cbt.md").symlink_to("/etc/passwd")
    assert "found a symbolic link" in told(folder, shipped)[0]


def png(width: int, height: int, more: int = 0) -> bytes:
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)
    return head + b"\x08\x02\x00\x00\x00" + b"\x00" * (4 + more)


@pytest.mark.parametrize(
    "content, expected",
    [
        (png(48, 48), None),
        (png(48, 48, more=20 * 1024), "bytes; expected at most 20,480 bytes"),
        (png(30_000, 30_000), "found 30000 x 30000 pixels"),
        (b"<svg/>", "found a file that is no PNG"),
    ],
)
def test_a_png_is_small_and_is_one(folder, shipped, content, expected):
    (folder / "logo.png").write_bytes(content)
    change(folder, "clinic.md", "logo.svg", "logo.png")
    if expected is None:
        assert read_layer(folder, shipped, today=TODAY)["clinic"]["logo"]["type"] == "image/png"
    else:
        assert expected in told(folder, shipped)[0]


# --- stored with the release


def test_a_layer_is_stored_with_the_release_and_is_part_of_what_is_new(db, shipped):
    bare = publish(shipped).release
    published = publish(with_layer(shipped, SAMPLE, today=TODAY))
    assert published.changed
    assert bare.digest != published.release.digest
    catalogue = read(published.release)
    assert catalogue.layer["clinic"]["name"] == "Example Clinic"
    assert catalogue.digest == published.release.digest
    assert not publish(with_layer(shipped, SAMPLE, today=TODAY)).changed


def test_without_a_layer_the_digest_is_that_of_the_texts_alone(shipped):
    assert Catalogue(shipped.items, layer={}).digest == shipped.digest


def test_the_load_reads_the_layer_that_the_environment_names(db, settings, folder, capsys):
    settings.LAYER_DIR = folder
    change(folder, RTMS, "given", "best")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("load_content")
    assert "layer/options/rtms.md:2: here: found “best”" in capsys.readouterr().err


def test_the_check_of_a_layer_names_the_clinic_and_writes_nothing(
    folder, capsys, django_assert_num_queries, db
):
    with django_assert_num_queries(0):
        call_command("check_layer", str(folder))
    assert "All is well: Example Clinic, 4 options" in capsys.readouterr().out


def test_the_check_of_a_broken_layer_fails_with_each_problem(folder, capsys):
    change(folder, ECT, "2026-11-20", "2026-13-20")
    with pytest.raises(CommandError, match="1 problem"):
        call_command("check_layer", str(folder))
    assert "layer/options/ect.md:4: as_of:" in capsys.readouterr().err


@pytest.fixture(autouse=True)
def forgotten():
    yield
    forget()
