"""The command `load_content`: what it says, and when it changes nothing."""

import io
import time

import pytest
from django.core.management import CommandError, call_command

from navigator.content.publish import publish
from navigator.management.commands.load_content import _Progress
from navigator.models import Release, Treatment
from tests.trees import Tree


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


def load(*options):
    """What the command prints: its answer, and its complaints."""
    out, err = io.StringIO(), io.StringIO()
    call_command("load_content", *map(str, options), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


# --- what it says ---------------------------------------------------------------------------


def test_it_says_what_it_published(db, tree):
    out, _ = load(tree.root)
    assert out == f"Published release {Release.objects.get().pk} (5 options, 2 medicines).\n"


def test_a_second_time_it_says_that_nothing_is_new(db, tree):
    load(tree.root)
    out, _ = load(tree.root)
    release = Release.objects.get().pk
    assert (
        out
        == f"Nothing new: the catalogue is already release {release} (5 options, 2 medicines).\n"
    )


def test_without_a_folder_it_loads_that_of_the_settings(db, tree, settings):
    settings.CONTENT_DIR = tree.root
    load()
    assert Treatment.objects.count() == 5


def test_a_check_says_that_all_is_well(tree):
    out, _ = load("--check", tree.root)
    assert out == "All is well: 5 options, 2 medicines. Nothing was written.\n"


def test_a_check_does_not_even_ask_the_database(db, tree, django_assert_num_queries):
    with django_assert_num_queries(0):
        load("--check", tree.root)


@pytest.mark.parametrize("option", [[], ["--check"]])
def test_mistakes_are_counted(db, tree, option):
    tree.change("kind: procedure", "kind: pill")
    tree.change("year: 2025", "year: soon", "sources.md")
    with pytest.raises(CommandError, match=r"^2 problems\. Nothing was changed\.$"):
        load(*option, tree.root)


def test_one_mistake_is_one(db, tree):
    tree.change("kind: procedure", "kind: pill")
    with pytest.raises(CommandError, match=r"^1 problem\. Nothing was changed\.$"):
        load(tree.root)


def test_each_mistake_is_a_line_of_its_own(tree):
    tree.change("kind: procedure", "kind: pill")
    tree.change("year: 2025", "year: soon", "sources.md")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("load_content", "--check", str(tree.root), stdout=out, stderr=err)
    assert err.getvalue().splitlines() == tree.messages()


def test_with_a_mistake_nothing_is_published(db, tree):
    tree.change("kind: procedure", "kind: pill")
    with pytest.raises(CommandError):
        load(tree.root)
    assert not Release.objects.exists()


def test_too_much_content_is_refused_as_the_settings_say(tree, settings):
    settings.CONTENT_MAX_BYTES = 1024
    with pytest.raises(CommandError, match="1 problem"):
        load("--check", tree.root)


def test_a_loss_is_refused_with_what_to_do(db, tree):
    load(tree.root)
    for name in ("psychotherapies/listening.md", "medication-strategies/adding-one.md"):
        tree.remove(name)
    with pytest.raises(CommandError, match="load with --allow-loss"):
        load(tree.root)


def test_a_loss_that_is_meant_is_published(db, tree):
    load(tree.root)
    for name in ("psychotherapies/listening.md", "medication-strategies/adding-one.md"):
        tree.remove(name)
    assert load("--allow-loss", tree.root)[0].startswith("Published release")


def test_an_empty_folder_never_replaces_a_full_catalogue_even_when_loss_is_meant(db, tree):
    load(tree.root)
    for folder in ("procedures", "psychotherapies", "self-care", "medication-strategies"):
        tree.remove(folder)
    with pytest.raises(CommandError):
        load("--allow-loss", tree.root)
    assert Treatment.objects.count() == 5


def test_a_quick_load_shows_no_progress(db, tree):
    assert load(tree.root)[1] == ""


def test_a_slow_load_shows_its_progress():
    out = io.StringIO()
    progress = _Progress(_Writer(out), time.monotonic() - 2)
    for done in range(1, 4):
        progress(done, 3)
    assert out.getvalue() == "\rReading content: 1 of 3 files\n\rReading content: 3 of 3 files\n"


class _Writer:
    """What a command's output is to it, without a terminal."""

    def __init__(self, out):
        self.out = out

    def write(self, text, ending):
        self.out.write(text + ending)

    def flush(self):
        pass


def test_publishing_the_shipped_content_is_quick(db, shipped):
    started = time.process_time()
    publish(shipped)
    assert time.process_time() - started < 2
