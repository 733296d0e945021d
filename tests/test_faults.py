"""A real server while its database goes, changes, breaks, and comes back: nobody sees it.

`make soak` throws more, for longer (tests/soak).
"""

import os
import signal
import sqlite3
import subprocess
import time

import pytest

from tests.servers import (
    THREE_TICKS,
    copy_of,
    environment,
    manage,
    missing,
    set_up,
    site,
    wait_for,
)
from tests.with_postgres import postgres, programs

pytestmark = pytest.mark.one_database
# Longer than the five seconds that `make soak` measures: here other tests share the machine.
RECOVERS_SECONDS = 20
DEGRADED_SECONDS = 15
ANSWERS_SECONDS = 5


@pytest.fixture
def home(ready, tmp_path):
    return copy_of(ready, tmp_path / "home")


@pytest.fixture
def server(home):
    with site(environment(home), home) as running:
        yield running


@pytest.fixture(scope="module")
def database_server():
    bin_dir = programs()
    if bin_dir is None:
        missing("There is no PostgreSQL here. On Debian or Ubuntu: apt install postgresql")
    with postgres(bin_dir) as started:
        yield started


def assert_answers(server):
    """Healthy: the home page, and a post with three ticks, each within seconds."""
    page, post = server.ask("/"), server.ask("/options/", THREE_TICKS)
    assert (page.status, post.status) == (200, 200)
    assert b'data-standing="tried"' in post.body
    assert max(page.seconds, post.seconds) < ANSWERS_SECONDS


def assert_degraded(server):
    """Soon /healthz says so, while answers go on."""
    wait_for(lambda: server.health() == "degraded", DEGRADED_SECONDS)
    assert_answers(server)


def test_a_missing_database_is_told_is_not_created_and_comes_back(server, home):
    file = home / "db.sqlite3"
    file.rename(home / "away")
    assert_degraded(server)
    assert not file.exists()
    (home / "away").rename(file)
    wait_for(lambda: server.health() == "ok", RECOVERS_SECONDS)


def test_a_database_put_in_the_place_of_the_old_is_read(server, home):
    other = home / "other.sqlite3"
    source = sqlite3.connect(home / "db.sqlite3")
    source.execute("VACUUM INTO ?", [str(other)])
    source.close()
    changed = sqlite3.connect(other)
    with changed:
        changed.execute("UPDATE navigator_release SET id = id + 7")
        tables = changed.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%\"release_id\"%'")
        for (name,) in tables.fetchall():
            if not name.startswith("navigator_") or "release" in name:
                continue
            changed.execute(f'UPDATE "{name}" SET release_id = release_id + 7')
    changed.close()
    before = server.ask("/healthz").json()["release"]
    other.replace(home / "db.sqlite3")
    wait_for(lambda: server.ask("/healthz").json()["release"] == before + 7, RECOVERS_SECONDS)
    assert server.health() == "ok"


@pytest.mark.parametrize("keep", [0, 100, 5000, 200_000])
def test_a_truncated_database_does_not_take_the_catalogue_away(server, home, keep):
    file = home / "db.sqlite3"
    whole = file.read_bytes()
    os.truncate(file, keep)
    if keep < 200_000:
        assert_degraded(server)
    else:
        assert_answers(server)
    file.write_bytes(whole)
    wait_for(lambda: server.health() == "ok", RECOVERS_SECONDS)


def test_a_new_release_with_a_flipped_bit_is_not_shown(server, home):
    file = home / "db.sqlite3"
    database = sqlite3.connect(file)
    with database:
        database.execute(
            "INSERT INTO navigator_release (id, digest, report, layer, created_at)"
            " SELECT id + 1, digest, report, layer, created_at FROM navigator_release"
        )
        database.execute("UPDATE navigator_treatment SET summary = summary || '?', release_id = 2")
    database.close()
    assert_degraded(server)
    assert server.ask("/healthz").json()["release"] == 1


def test_a_start_on_a_damaged_newest_release_serves_the_one_before_and_a_load_repairs(home):
    env = environment(home)
    database = sqlite3.connect(home / "db.sqlite3")
    with database:
        database.execute("UPDATE navigator_release SET digest = 'old'")
    assert manage(env, "load_content").returncode == 0
    with database:
        # The first is whole again; of the second a word is not what was written.
        first, second = database.execute("SELECT id FROM navigator_release ORDER BY id").fetchall()
        database.execute(
            "UPDATE navigator_release SET digest = (SELECT max(digest) FROM navigator_release"
            " WHERE id = ?) WHERE id = ?",
            [*second, *first],
        )
        database.execute(
            "UPDATE navigator_treatment SET summary = summary || '?' WHERE release_id = ?", second
        )
    database.close()
    with site(env, home) as started:
        assert started.ask("/healthz").json() == {"status": "degraded", "release": first[0]}
        assert_answers(started)
        assert started.ask("/urgent/").status == 200
        done = manage(env, "load_content")
        assert "Published release" in done.stdout
        wait_for(lambda: started.health() == "ok", RECOVERS_SECONDS)


def test_a_locked_database_holds_up_nobody(server, home):
    locker = sqlite3.connect(home / "db.sqlite3", isolation_level=None)
    locker.execute("BEGIN EXCLUSIVE")
    until = time.monotonic() + 3
    while time.monotonic() < until:
        assert_answers(server)
    locker.execute("ROLLBACK")
    locker.close()
    wait_for(lambda: server.health() == "ok", RECOVERS_SECONDS)


def test_a_new_release_shows_within_seconds(server, home):
    release = server.ask("/healthz").json()["release"]
    database = sqlite3.connect(home / "db.sqlite3")
    with database:
        database.execute("UPDATE navigator_release SET digest = 'old'")
    database.close()
    done = manage(environment(home), "load_content")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: server.ask("/healthz").json()["release"] > release, RECOVERS_SECONDS)
    assert_answers(server)


def test_a_worker_that_starts_without_a_database_has_its_masters_catalogue(server, home):
    (home / "db.sqlite3").rename(home / "away")
    (worker,) = server.workers()
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: server.workers() not in ([], [worker]))
    assert_degraded(server)


def test_without_any_catalogue_the_site_says_so_with_urgent_help(home):
    (home / "db.sqlite3").unlink()
    with site(environment(home), home) as empty:
        page = empty.ask("/options/")
        assert page.status == 503
        assert page.headers["Retry-After"]
        assert b"988" in page.body
        assert empty.ask("/healthz").json()["status"] == "unavailable"
        assert not (home / "db.sqlite3").exists()


def test_it_serves_from_a_read_only_disk(home):
    disk = home / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("This user may not mount a file system")
    try:
        (disk / "db.sqlite3").write_bytes((home / "db.sqlite3").read_bytes())
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        env = environment(home, DATABASE_URL=f"sqlite:///{disk / 'db.sqlite3'}")
        with site(env, home) as reading:
            assert_answers(reading)
            assert reading.health() == "ok"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_postgresql_that_stalls_holds_up_nobody(database_server, ready):
    url, process = database_server
    env = environment(ready, DATABASE_URL=url)
    set_up(env)
    with site(env, ready) as running:
        assert_answers(running)
        os.killpg(process.pid, signal.SIGSTOP)
        try:
            assert_degraded(running)
        finally:
            os.killpg(process.pid, signal.SIGCONT)
        wait_for(lambda: running.health() == "ok", RECOVERS_SECONDS)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_process_that_serves_cannot_write(engine, request, home):
    env = environment(home, NAVIGATOR_SERVING="1")
    if engine == "postgresql":
        env["DATABASE_URL"], _ = request.getfixturevalue("database_server")
        set_up({**env, "NAVIGATOR_SERVING": "0"})
    write = "from navigator.models import Release; Release.objects.create(digest='x')"
    tried = manage(env, "shell", "-c", write)
    assert tried.returncode != 0
    assert "read-only transaction" in tried.stderr or "readonly database" in tried.stderr
