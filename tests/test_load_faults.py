"""Loads that are killed, find the disk full, run eight at once, or meet a file that does not do.

Each load is a process of its own, on a database of its own.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
import threading

import pytest

from tests.servers import ROOT, environment, manage
from tests.trees import Tree
from tests.with_postgres import postgres, programs

pytestmark = [pytest.mark.slow, pytest.mark.one_database]


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


# --- processes that are stopped -------------------------------------------------------------

DATABASES = ["sqlite", *(["postgresql"] if programs() else [])]


@pytest.fixture(scope="module", params=DATABASES)
def database(request, tmp_path_factory):
    """The address of an empty database of its own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'db.sqlite3'}"
    else:
        with postgres(programs()) as (url, _):
            yield url


def run_module(name, *trees, database):
    """What a module of the tests answers, run in a process of its own."""
    env = environment(trees[0].root.parent, DATABASE_URL=database)
    run = [sys.executable, "-m", name, *(str(tree.root) for tree in trees)]
    done = subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def killed(database, tmp_path_factory):
    """What loads left behind that were killed, or found the disk full; one of them at the end."""
    old, new = (Tree(tmp_path_factory.mktemp(name)) for name in ("old", "new"))
    new.change("You sit and wait.", "You wait.")
    return run_module("tests.killed", old, new, database=database)


def those(killed, **like):
    """How the loads were stopped of which this holds."""
    return [each["how"] for each in killed if like.items() <= each.items()]


def test_loads_were_killed_at_every_statement(killed):
    at_statements = [each for each in killed if each["how"].endswith("statements")]
    assert [each["code"] for each in at_statements[:-1]] == [-9] * (len(at_statements) - 1)
    assert len(at_statements) > 20


def test_the_newest_release_is_the_old_or_the_new(killed):
    assert {each["left"] for each in killed} == {"old", "new"}


def test_a_load_that_ended_is_published(killed):
    assert those(killed, code=0, left="old") == []


def test_no_release_is_torn(killed):
    assert those(killed, whole=False) == []


def test_the_next_load_succeeds(killed):
    assert those(killed, next=False) == []


def test_a_full_disk_is_told_and_changes_nothing(killed, database):
    full = [each for each in killed if each["how"].startswith("full") and each["code"]]
    on_sqlite = database.startswith("sqlite")
    assert {(each["code"], each["left"]) for each in full} == ({(3, "old")} if on_sqlite else set())


# --- loads at once --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def at_once(database, tmp_path_factory):
    """What eight loads were told that began together with new content, and how long they took."""
    tree = Tree(tmp_path_factory.mktemp("at-once"))
    tree.change("You sit and wait.", "You wait in a row.")
    return run_module("tests.at_once", tree, database=database)


def test_of_eight_loads_at_once_one_publishes(at_once):
    assert at_once["told"].count("published") == 1


def test_the_other_seven_are_told_why_they_did_not(at_once):
    busy = "Another load is under way. Wait until it has ended, then try again."
    assert set(at_once["told"]) <= {"published", "nothing new", busy}


def test_eight_loads_at_once_have_their_answers_within_30_seconds(at_once):
    assert at_once["seconds"] < 30


# --- a database file that does not do -------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    return tmp_path / "db.sqlite3"


@pytest.fixture
def on_file(file, tmp_path):
    return environment(tmp_path, DATABASE_URL=f"sqlite:///{file}")


@pytest.fixture(scope="module")
def first_load(tmp_path_factory):
    """A database file with the good tree."""
    home = tmp_path_factory.mktemp("first")
    env = environment(home)
    assert manage(env, "migrate").returncode == 0
    assert manage(env, "load_content", str(Tree(home).root)).returncode == 0
    return home / "db.sqlite3"


@pytest.fixture
def loaded(first_load, file, tree):
    """The first load is done, and the content has changed."""
    shutil.copy(first_load, file)
    tree.change("You sit and wait.", "You wait.")


def newest(file):
    """The number of the newest release, by SQLite alone."""
    database = sqlite3.connect(file)
    try:
        return database.execute("SELECT MAX(id) FROM navigator_release").fetchone()[0]
    finally:
        database.close()


def assert_refused(done, words):
    """One line, no traceback."""
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: ")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_load_waits_for_a_lock_that_goes(loaded, on_file, file, tree):
    locker = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    locker.execute("BEGIN EXCLUSIVE")
    free = threading.Timer(1.5, locker.execute, ["ROLLBACK"])
    free.start()
    done = manage(on_file, "load_content", str(tree.root))
    free.join()
    locker.close()
    assert done.stdout.startswith("Published release 2")


def test_a_lock_that_stays_is_told(loaded, on_file, file, tree):
    impatient = (
        "from django.core.management import call_command; from django.db import connection;"
        "connection.settings_dict['OPTIONS']['timeout'] = 0.3;"
        f"call_command('load_content', {str(tree.root)!r})"
    )
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    done = manage(on_file, "shell", "-v", "0", "-c", impatient)
    locker.close()
    assert "CommandError: Another load is under way" in done.stderr
    assert newest(file) == 1


def test_a_folder_in_which_nothing_can_be_written_is_told(loaded, on_file, file, tree):
    # Not even root can write a journal where a folder stands in its place.
    (file.parent / "db.sqlite3-journal").mkdir()
    done = manage(on_file, "load_content", str(tree.root))
    (file.parent / "db.sqlite3-journal").rmdir()
    assert_refused(done, "The database did not take the catalogue")
    assert newest(file) == 1


def test_a_folder_that_does_not_exist_is_told(tmp_path, tree):
    nowhere = f"sqlite:///{tmp_path / 'nowhere' / 'db.sqlite3'}"
    done = manage(environment(tmp_path, DATABASE_URL=nowhere), "load_content", str(tree.root))
    assert_refused(done, "unable to open database file")


def test_a_database_without_tables_is_told(on_file, tree):
    done = manage(on_file, "load_content", str(tree.root))
    assert_refused(done, "no such table")


def test_a_file_that_is_no_database_is_told_and_left_alone(on_file, file, tree):
    file.write_text("These are my notes, not a database.\n" * 50)
    before = file.read_bytes()
    done = manage(on_file, "load_content", str(tree.root))
    assert_refused(done, "file is not a database")
    assert file.read_bytes() == before


def test_a_process_that_serves_never_creates_a_missing_file(on_file, file, tree):
    done = manage({**on_file, "NAVIGATOR_SERVING": "1"}, "load_content", str(tree.root))
    assert_refused(done, "unable to open database file")
    assert not file.exists()


def test_a_check_needs_no_database(on_file, file, tree):
    done = manage(on_file, "load_content", "--check", str(tree.root))
    assert done.returncode == 0
    assert not file.exists()
