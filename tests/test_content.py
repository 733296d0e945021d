"""The loader: every mistake is told with file, line, key, what was found, what was expected."""

import datetime
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from navigator.content.frontmatter import ContentError, ContentFile, read
from navigator.content.load import FILE_MAX_BYTES, SOURCES_MAX_BYTES, read_all
from tests.trees import OPTION, SAMPLES, Tree

ROOT = Path(__file__).resolve().parent.parent
GOOD = (SAMPLES / "good" / "en" / OPTION).read_text("utf-8")
WAIT = "You sit and wait."  # the text under “What happens”, at line 47


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


def test_the_good_tree_loads(tree):
    assert tree.messages() == []


# --- one broken sample for each mistake -----------------------------------------------------


def _samples() -> dict[str, tuple[str, list[str]]]:
    """Of each sample in bad/: the good file that it replaces, and what the editor is told."""
    text = (SAMPLES / "told.txt").read_text("utf-8")
    entries = re.findall(r"^([a-z-]+) \((\S+)\)\n((?:  .+\n)+)", text, re.MULTILINE)
    return {name: (place, told.strip().split("\n  ")) for name, place, told in entries}


BAD = _samples()


def test_every_broken_sample_has_its_answer():
    assert {path.stem for path in (SAMPLES / "bad").glob("*.md")} == BAD.keys()


@pytest.mark.parametrize("name", BAD)
def test_the_editor_is_told_of_the_mistake_and_of_nothing_else(name, tree):
    place, told = BAD[name]
    tree.put((SAMPLES / "bad" / f"{name}.md").read_bytes(), place)
    assert tree.messages() == told


# --- mistakes that a text file cannot show --------------------------------------------------


def told_of_body(tree: Tree, text: str) -> list[str]:
    tree.change(WAIT, text)
    return tree.messages()


@pytest.mark.parametrize(
    ("raw", "line", "found"),
    [
        (b"Exam\x00plol", 2, "the invisible character U+0000"),
        (b"Exam\x1bplol", 2, "the invisible character U+001B"),
        ("Exam\u202eplol".encode(), 2, "the invisible character RIGHT-TO-LEFT OVERRIDE"),
        ("Exam\u200bplol".encode(), 2, "the invisible character ZERO WIDTH SPACE"),
        ("Exam\u2028plol".encode(), 2, "the invisible character LINE SEPARATOR"),
        (b"Exam\xffplol", 2, "byte 0xff"),
        (b"Exam\xc0\xafplol", 2, "byte 0xc0"),  # a slash in an overlong form
        (b"Exam\xed\xa0\x80plol", 2, "byte 0xed"),  # half a surrogate pair
    ],
)
def test_bytes_that_nobody_can_read_are_told_with_their_line(tree, raw, line, found):
    tree.put(GOOD.encode().replace(b"Examplol", raw, 1))
    (problem,) = tree.problems()
    assert problem[:2] == (f"content/en/{OPTION}", line)
    assert problem.found == found


def test_every_character_that_cannot_be_seen_is_refused(tree):
    hidden = {"Cc", "Cf", "Zl", "Zp"}
    characters = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in hidden]
    read_well = []
    for character in characters:
        path = tree.put(GOOD.replace("sit and", f"sit{character}and"))
        if read(ContentFile(path, tree.root)):
            read_well.append(character)
    assert read_well == ["\t", "\n"]


def test_text_in_utf_16_is_told(tree):
    tree.put(GOOD.encode("utf-16"))
    assert tree.problems()[0].expected == "text in UTF-8"


def test_a_byte_order_mark_is_told(tree):
    tree.put(b"\xef\xbb\xbf" + GOOD.encode())
    assert tree.problems()[0].found == "the invisible character ZERO WIDTH NO-BREAK SPACE"


def test_lines_may_end_as_on_windows(tree):
    before = tree.load().digest
    tree.put(GOOD.replace("\n", "\r\n"))
    assert tree.load().digest == before


def test_letters_in_two_forms_of_unicode_are_one_text(tree):
    tree.change(WAIT, "A caf\u00e9.")
    before = tree.load().digest
    tree.change("caf\u00e9", "cafe\u0301")
    assert tree.load().digest == before


def test_file_names_that_only_unicode_tells_apart_are_refused(tree):
    for name in ("caf\u00e9", "cafe\u0301"):
        tree.put(GOOD, f"procedures/{name}.md")
    assert {p.expected for p in tree.problems()} == {
        "the same name in the form NFC",
        "lower case letters, digits and hyphens, at most 60",
    }


@pytest.mark.parametrize(("depth", "refused"), [(10, False), (11, True)])
def test_twelve_levels_are_read_and_no_more(tree, depth, refused):
    tree.change("place: A clinic", f"place: {'[' * depth}A clinic{']' * depth}")  # two levels above
    (problem,) = tree.problems()
    assert problem.found.startswith("more than 12") is refused


# --- where files stand ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["notes.md", "procedures/notes.txt", "procedures/visit/notes.md", "other/notes.md"]
)
def test_a_file_that_nothing_reads_is_told(tree, name):
    tree.put(GOOD, name)
    (problem,) = tree.problems()
    assert (problem.file, problem.found) == (f"content/en/{name}", "a file that nothing reads")


@pytest.mark.parametrize("name", ["Examplol", "ex amplol", "ex_amplol", "-ex", "e" * 61])
def test_a_file_name_that_is_no_slug_is_told(tree, name):
    tree.put(GOOD, f"procedures/{name}.md")
    (problem,) = tree.problems()
    assert problem.expected == "lower case letters, digits and hyphens, at most 60"


def test_a_slug_used_in_two_folders_is_told(tree):
    tree.put(GOOD.replace("kind: procedure", "kind: self-care"), "self-care/examplol.md")
    (told,) = tree.messages()
    assert told == (
        "content/en/self-care/examplol.md:1: found “examplol” again; "
        "expected a slug not used in content/en/procedures/examplol.md"
    )


def test_an_option_named_as_a_class_of_medicines_is_told(tree):
    tree.put(GOOD, "procedures/ssri.md")
    (problem,) = tree.problems()
    assert problem.found == "“ssri”, a class of medicines"


@pytest.mark.parametrize("slug", ["visit", "antidepressant", "procedure", "result-no"])
def test_a_slug_that_rules_or_links_use_already_is_told(tree, slug):
    tree.put(GOOD, f"procedures/{slug}.md")
    (problem,) = tree.problems()
    assert problem.found == f"“{slug}”, which has a meaning in rules or links"


def test_a_link_to_a_file_outside_is_not_followed(tree, tmp_path):
    (tmp_path / "secret.md").write_text(GOOD)
    tree.path("procedures/secret.md").symlink_to(tmp_path / "secret.md")
    (problem,) = tree.problems()
    assert (problem.file, problem.found) == ("content/en/procedures/secret.md", "a symbolic link")


def test_a_link_to_a_folder_outside_is_not_followed(tree, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    tree.path("more").symlink_to(tmp_path / "elsewhere")
    (problem,) = tree.problems()
    assert (problem.file, problem.found) == ("content/en/more", "a symbolic link")


def test_the_folder_of_a_language_may_not_be_a_link(tree, tmp_path):
    tree.path("").rename(tmp_path / "elsewhere")
    tree.path("").symlink_to(tmp_path / "elsewhere")
    (problem,) = tree.problems()
    assert problem.found == "no such folder"


def test_a_device_is_not_opened(tree):
    os.mkfifo(tree.path("procedures/endless.md"))
    (problem,) = tree.problems()
    assert problem.file == "content/en/procedures/endless.md"


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(ContentError) as error:
        read_all(tmp_path / "nowhere")
    assert error.value.problems[0].found == "no such folder"


def test_a_folder_without_options_is_told(tree):
    for folder in ("procedures", "psychotherapies", "self-care", "medication-strategies"):
        tree.remove(folder)
    assert tree.messages() == ["content/en:1: found no treatment; expected at least one"]


def test_a_file_that_may_not_be_read_is_told(tree, monkeypatch):
    def closed(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", closed)
    assert "a file that cannot be opened (Permission denied)" in tree.messages()[0]


def test_a_folder_that_may_not_be_read_is_told(tree, monkeypatch):
    scandir = os.scandir

    def closed(path):
        if str(path).endswith("procedures"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    told = "a folder that cannot be opened (Permission denied); expected a folder to read"
    assert f"content/en/procedures:1: found {told}" in tree.messages()


# --- sizes ----------------------------------------------------------------------------------


def test_a_file_of_64_kib_is_read(tree):
    tree.put(GOOD + "\n" * (FILE_MAX_BYTES - len(GOOD.encode())))
    assert tree.messages() == []


def test_one_byte_more_is_too_large(tree):
    tree.put(GOOD + "\n" * (FILE_MAX_BYTES - len(GOOD.encode()) + 1))
    found = "found 65,537 bytes; expected at most 65,536 bytes a file"
    assert f"content/en/{OPTION}:1: {found}" in tree.messages()


def test_the_list_of_sources_may_be_four_times_as_large(tree):
    sources = tree.path("sources.md").read_text("utf-8")
    room = SOURCES_MAX_BYTES - len(sources.encode())
    tree.put(sources + "\n" * room, "sources.md")
    assert tree.messages() == []
    tree.put(sources + "\n" * (room + 1), "sources.md")
    found = "found 262,145 bytes; expected at most 262,144 bytes a file"
    assert f"content/en/sources.md:1: {found}" in tree.messages()


def test_more_than_two_mebibytes_in_all_are_too_much(tree):
    for number in range(33):
        tree.put(GOOD + "\n" * 63_000, f"procedures/large-{number}.md")
    (told,) = tree.messages()
    assert re.fullmatch(
        r"content/en:1: found 2,\d{3},\d{3} bytes of content; expected at most 2,097,152 bytes",
        told,
    )


def test_whoever_runs_the_site_says_how_much_is_too_much(tree):
    (told,) = tree.messages(total_max_bytes=1000)
    assert told.endswith("bytes of content; expected at most 1,000 bytes")


# --- what would stop the loader or the machine ----------------------------------------------

LAUGHS = "\n".join(
    ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    + [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
)
MERGES = "\n".join(
    ["a: &a {x: 1}"]
    + [
        f"{b}: &{b}\n  <<: [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdef", "bcdefg", strict=True)
    ]
)
BOMBS = {
    "aliases": f"---\n{LAUGHS}\n---\n",
    "merges": f"---\n{MERGES}\n---\n",
    "lists": f"---\nname: {'[' * 20_000}\n---\n",
    "mappings": f"---\nname: {'{a: ' * 15_000}\n---\n",
    "dashes": f"---\nname:\n  {'- ' * 20_000}a\n---\n",
    "questions": f"---\n{'? ' * 20_000}a\n---\n",
    "scalar": f"---\nname: {'x' * 1024 * 1024}\n---\n",
    "keys-twice": f"---\n{'name: x' * 1}\n" + "name: x\n" * 7_000 + "---\n",
    "keys-unknown": "---\n" + "".join(f"k{n}: 1\n" for n in range(6_000)) + "---\n",
    "brackets": GOOD.replace(WAIT, "[" * 50_000),
    "link-starts": GOOD.replace(WAIT, "[](" * 16_000),
    "image-starts": GOOD.replace(WAIT, "![" * 25_000),
    "html-starts": GOOD.replace(WAIT, "<a " * 16_000),
    "backticks": GOOD.replace(WAIT, "``\\" * 16_000),
    "stars": GOOD.replace(WAIT, "*_" * 25_000),
    "quotes": GOOD.replace(WAIT, ">" * 50_000),
    "list-marks": GOOD.replace(WAIT, "1. " * 16_000),
    "spaces-in-a-heading": GOOD.replace(WAIT, "## a" + " " * 50_000 + "b"),
    "citation-starts": GOOD.replace(WAIT, "[@a" * 16_000),
    "one-long-word": GOOD.replace(WAIT, "x" * 50_000),
}
MEASURE = """
import json, sys, time
from pathlib import Path
import django
django.setup()
from navigator.content.load import read_all
from navigator.content.frontmatter import ContentError
root = Path(sys.argv[1])
read_all(root)  # all that is loaded once is loaded now
answers = {}
for bomb in sorted(Path(sys.argv[2]).iterdir()):
    place = root / "en" / "procedures" / "bomb.md"
    place.write_bytes(bomb.read_bytes())
    started = time.process_time()
    try:
        told = len(read_all(root).treatments) and 0
    except ContentError as error:
        told = sum(p.file.endswith("bomb.md") for p in error.problems)
    answers[bomb.stem] = [told, time.process_time() - started]
# Not ru_maxrss: that also counts what the process that started this one had in use.
peak = next(l for l in Path("/proc/self/status").read_text().split("\\n") if "VmHWM" in l)
print(json.dumps([answers, int(peak.split()[1]) / 1024]))
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Each bomb in turn beside the good tree: problems told, seconds of processor; MB at most."""
    home = tmp_path_factory.mktemp("bombs")
    tree = Tree(home)
    (home / "bombs").mkdir()
    for name, text in BOMBS.items():
        (home / "bombs" / f"{name}.md").write_text(text, "utf-8")
    run = [sys.executable, "-c", MEASURE, str(tree.root), str(home / "bombs")]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        run, cwd=ROOT, env=environment, capture_output=True, check=True, text=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_told_and_not_loaded(measured, name):
    assert measured[0][name][0] >= 1


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_under_a_second(measured, name):
    assert measured[0][name][1] < 1


def test_all_bombs_together_take_less_than_100_mb(measured):
    assert measured[1] < 100, measured[1]


# --- all at once, and always the same -------------------------------------------------------


def test_all_problems_of_several_files_are_told_in_one_run(tree):
    tree.change("name: Examplol\n", "")
    tree.change("kind: self-care", "kind: pill", "self-care/walking.md")
    tree.change("source: a-guideline", "source: a-book", "psychotherapies/talking.md")
    tree.change("year: 2025", "year: soon", "sources.md")
    assert [(p.file.removeprefix("content/en/"), p.key) for p in tree.problems()] == [
        ("procedures/examplol.md", "name"),
        ("psychotherapies/talking.md", "usually_after.0.source"),
        ("self-care/walking.md", "kind"),
        ("sources.md", "sources.1.year"),
    ]


def test_a_name_that_may_stand_in_a_file_that_cannot_be_read_is_not_complained_about(tree):
    tree.put(b"\xff", "procedures/examplol.md")
    assert [problem.file for problem in tree.problems()] == ["content/en/procedures/examplol.md"]


def test_problems_are_told_in_the_order_of_files_and_lines(tree):
    tree.change("name: Walking", "name: 7", "self-care/walking.md")
    tree.change("checked_on: 2026-11-23", "checked_on: soon")
    tree.change("name: Examplol", "name: 7")
    assert [problem[:2] for problem in tree.problems()] == [
        (f"content/en/{OPTION}", 2),
        (f"content/en/{OPTION}", 38),
        ("content/en/self-care/walking.md", 2),
    ]


def test_the_order_of_files_on_the_disk_does_not_change_the_digest(tree, tmp_path):
    (tmp_path / "again").mkdir()
    again = Tree(tmp_path / "again")
    for path in sorted(again.root.rglob("*.md"), reverse=True):
        text = path.read_bytes()
        path.unlink()
        path.write_bytes(text)
    assert again.load().digest == tree.load().digest


def test_a_change_of_one_letter_changes_the_digest(tree):
    before = tree.load().digest
    tree.change(WAIT, "You sit and wail.")
    assert tree.load().digest != before


DIGEST = """
import sys; from pathlib import Path
import django; django.setup()
from navigator.content.load import read_all
print(read_all(Path(sys.argv[1])).digest)
"""


@pytest.mark.parametrize(
    "place",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
        {"TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0", "PYTHONHASHSEED": "3"},
    ],
)
def test_the_digest_is_the_same_in_every_time_zone_and_locale(tree, place):
    tree.change(WAIT, "Café, straße, İstanbul.")
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.settings", **place}
    run = [sys.executable, "-c", DIGEST, str(tree.root)]
    done = subprocess.run(
        run, cwd=ROOT, env=environment, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == tree.load().digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WAIT, "See [another option](/options/walking/#cost)."),
        ("{min: 1, max: 2}", "{min: 2, max: 2}"),
        ("  place: A clinic\n", ""),
    ],
)
def test_what_is_well_is_not_complained_about(tree, old, new):
    tree.change(old, new)
    assert tree.messages() == []


def test_a_file_name_of_60_letters_is_well(tree):
    tree.put(GOOD, f"procedures/{'e' * 60}.md")
    assert tree.messages() == []


# --- what is read ---------------------------------------------------------------------------


def test_words_that_other_readers_of_yaml_take_for_something_else_stay_words(tree):
    tree.change(
        "{us: [Zoloft]}", "{us: [no, 12:30, 014, 1e3, 2026-11-23, Yes]}", "medicines/ssri.md"
    )
    brands = tree.load().medicine["sertraline"].brands
    assert brands == {"us": ["no", "12:30", "014", "1e3", "2026-11-23", "Yes"]}


def test_sources_are_numbered_in_the_order_in_which_they_are_cited(tree):
    tree.change("summary: An example", "summary: '[@a-label] An example")
    tree.change("of a procedure.", "of a procedure.'")
    assert tree.load().treatment["examplol"].sources == ["a-label", "a-guideline"]


def test_a_hard_word_is_linked_to_its_meaning(tree):
    assert tree.load().treatment["examplol"].terms == ["trial"]


def test_progress_is_told_for_every_file(tree):
    seen = []
    read_all(tree.root, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(n, 13) for n in range(1, 14)]


# --- whatever stands in a file --------------------------------------------------------------

KEYS = sorted(set(re.findall(r"^([a-z_]+):", GOOD, re.MULTILINE)) | {"slug", "sources", "release"})
SCALARS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["no", "~", "12:30", "014", "-", "[@a-label]", "[a](//b)", "procedure", "<b>"]),
    st.integers(-5, 10**20),
    st.floats(allow_nan=True),
    st.booleans(),
    st.none(),
    st.dates().map(datetime.date.isoformat),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*KEYS, "key", "text", "min", "max", "tried"]), inner)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [OPTION, "medicines/ssri.md", "sources.md", "priorities.md", "glossary.md", "urgent/us.md",
     "visit/history.md", "questions/visit.md", "pages/about.md"]
)  # fmt: skip
ANYTHING = settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def small(tree):
    """One option alone, which loads in a moment."""
    for folder in ("psychotherapies", "self-care", "medication-strategies"):
        tree.remove(folder)
    return tree


def assert_loads_or_is_told(tree: Tree, name: str, content: str | bytes) -> None:
    """The loader may take a file or say what is wrong with it; any other error fails."""
    before = tree.path(name).read_bytes()
    try:
        tree.put(content, name)
        for problem in tree.problems():
            assert problem.found
            assert problem.expected
    finally:
        tree.put(before, name)


@ANYTHING
@given(name=NAMES, content=st.binary(max_size=300))
def test_random_bytes_are_told_as_problems(small, name, content):
    assert_loads_or_is_told(small, name, b"---\n" + content + b"\n---\n" + content)


@ANYTHING
@given(name=NAMES, keys=st.dictionaries(st.sampled_from(KEYS), VALUES), body=st.text(max_size=60))
def test_random_front_matter_is_told_as_problems(small, name, keys, body):
    front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())
    assert_loads_or_is_told(small, name, f"---\n{front}---\n{body}".encode("utf-8", "replace"))


@ANYTHING
@given(key=st.sampled_from(KEYS), value=VALUES)
def test_a_random_value_in_a_good_file_is_told_as_a_problem(small, key, value):
    kept = re.sub(rf"^{key}:.*\n(?:  .*\n)*", "", GOOD, flags=re.MULTILINE)
    text = kept.replace("---\n", f"---\n{key}: {json.dumps(value)}\n", 1)
    assert_loads_or_is_told(small, OPTION, text.encode("utf-8", "replace"))


@ANYTHING
@given(body=st.text(alphabet="#*_-+>[]()!@\\`&;:/<a 1.\n", max_size=200))
def test_random_markdown_is_told_or_is_harmless(small, body):
    assert_loads_or_is_told(small, OPTION, GOOD.replace(WAIT, body))
