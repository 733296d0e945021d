"""The trials. Each throws one thing at a running site and tells what readers lost."""

import os
import random
import resource
import selectors
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import psycopg

from tests.proxy import proxy
from tests.servers import THREE_TICKS, Site, copy_of, environment, kill, manage, set_up, wait_for
from tests.soak.load import Tally, readers
from tests.soak.stage import Content, Postgres, Replica, healthy
from tests.with_postgres import postgres, programs


@dataclass
class Row:
    """One line of the table."""

    thrown: str
    asked: int
    lost: int
    p99_ms: float
    told: str = ""
    allowed: int = 0

    @classmethod
    def of(cls, thrown: str, tally: Tally, told: str = "", allowed: int = 0) -> "Row":
        reasons = ", ".join(f"{n} x {what}" for what, n in tally.lost.most_common(3) if n)
        told = "; ".join(filter(None, (told, reasons)))
        return cls(thrown, tally.asked, tally.lost.total(), tally.slowest(), told, allowed)


# --- two replicas behind nginx on PostgreSQL


@dataclass
class House:
    """All of it, running."""

    one: Replica
    two: Replica
    front: Site
    content: Content
    database: Postgres
    url: str
    home: Path

    def each(self) -> Iterator[tuple[int, Replica]]:
        turn = 0
        while True:
            yield turn, (self.one, self.two)[turn % 2]
            turn += 1


@contextmanager
def house(home: Path) -> Iterator[House]:
    bin_dir = programs()
    assert bin_dir, "There is no PostgreSQL here"
    with ExitStack() as stack:
        url, process = stack.enter_context(postgres(bin_dir))
        place = Path(unquote(url.partition("@")[2].rpartition("/")[0]))
        database = Postgres(bin_dir, process, place)
        stack.callback(database.close)
        env = environment(home, DATABASE_URL=url)
        set_up(env)
        one, two = Replica(env, home), Replica(env, home)
        stack.callback(lambda: (one.stop(), two.stop()))
        front = stack.enter_context(proxy(home / "proxy", [one.port, two.port]))
        yield House(one, two, front, Content(env, home), database, url, home)


def nothing(house: House) -> Row:
    with readers(house.front.port) as tally:
        time.sleep(10)
    return Row.of("nothing, 10 s (to compare with)", tally, f"p50 {tally.slowest(0.5):.0f} ms")


def kill_workers(house: House) -> Row:
    with readers(house.front.port) as tally:
        for turn, replica in zip(range(30), house.each(), strict=False):
            replica[1].kill_a_worker(turn)
            time.sleep(1)
    return Row.of("a worker killed (SIGKILL) each second, 30 s", tally)


def kill_workers_bare(house: House) -> Row:
    with readers(house.one.port) as tally:
        for turn in range(15):
            house.one.kill_a_worker(turn)
            time.sleep(1)
    return Row.of("the same without the proxy, 15 kills", tally, allowed=45)


def kill_replicas(house: House) -> Row:
    with readers(house.front.port) as tally:
        for _, (_, replica) in zip(range(6), house.each(), strict=False):
            replica.kill()
            time.sleep(1)
            replica.start()
            time.sleep(1)
    return Row.of("a whole replica killed and started again, 6 times", tally)


def graceful_reloads(house: House) -> Row:
    with readers(house.front.port) as tally:
        for _, (_, replica) in zip(range(10), house.each(), strict=False):
            replica.reload()
            time.sleep(2)
    return Row.of("ten graceful reloads (SIGHUP)", tally)


def rolling_restart(house: House) -> Row:
    with readers(house.front.port) as tally:
        house.content.edit()
        done = house.content.load()
        assert done.returncode == 0, done.stderr
        for replica in (house.one, house.two):
            replica.stop()
            replica.start()
        time.sleep(2)
    return Row.of("new content, then a rolling restart", tally, f"releases {told(tally)}")


def thirty_reloads(house: House) -> Row:
    with readers(house.front.port) as idle:
        time.sleep(5)
    with readers(house.front.port) as tally:
        published = house.content.load_thirty_times(60)
    news = f"{published} published, {len(tally.releases)} seen; p99 idle {idle.slowest():.0f} ms"
    return Row.of("thirty loads of new content in 60 s", tally, news)


def told(tally: Tally) -> str:
    return ", ".join(sorted(tally.releases, key=int))


def postgres_stopped(house: House) -> Row:
    with readers(house.front.port) as tally:
        house.database.stop()
        wait_for(lambda: house.one.site.health() == "degraded", 5)
        time.sleep(10)
        house.database.start()
        back = max(healthy(house.one), healthy(house.two))
    return Row.of("PostgreSQL stopped (immediate) for 10 s", tally, f"ok again after {back:.1f} s")


def postgres_stalled(house: House) -> Row:
    with readers(house.front.port) as tally:
        house.database.stall(30)
        back = max(healthy(house.one), healthy(house.two))
    return Row.of("PostgreSQL stalled (SIGSTOP) for 30 s", tally, f"ok again after {back:.1f} s")


def postgres_full(house: House) -> Row:
    held = []
    with readers(house.front.port) as tally:
        try:
            while len(held) < 500:
                held.append(psycopg.connect(house.url))
        except psycopg.OperationalError:
            pass
        house.one.kill_a_worker(0)
        time.sleep(8)
        for connection in held:
            connection.close()
        back = max(healthy(house.one), healthy(house.two))
    news = f"{len(held)} taken; ok again after {back:.1f} s"
    return Row.of("all connections of PostgreSQL taken, 8 s, and a worker killed", tally, news)


def slow_senders(house: House, count: int) -> Row:
    with ExitStack() as stack:
        for how in ("headers", "body", "reading"):
            stack.enter_context(slow(house.front.port, count // 3, how))
        time.sleep(1)
        tally = stack.enter_context(readers(house.front.port))
        time.sleep(12)
    return Row.of(f"{count} slow connections (headers, body, reading), 12 s", tally)


def slow_senders_bare(house: House) -> Row:
    with ExitStack() as stack:
        for how in ("headers", "body"):
            stack.enter_context(slow(house.one.port, 100, how))
        time.sleep(1)
        tally = stack.enter_context(readers(house.one.port, 2))
        time.sleep(8)
    return Row.of("200 slow connections without the proxy, 8 s", tally, allowed=10**9)


@contextmanager
def slow(port: int, count: int, how: str) -> Iterator[None]:
    """Connections that send, or read, a byte a second."""
    start = {
        "headers": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        "body": b"POST /options/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n",
        "reading": b"GET /sources/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    }[how]
    stop, lines = threading.Event(), selectors.DefaultSelector()

    def drip() -> None:
        while not stop.wait(1):
            for key in list(lines.get_map().values()):
                try:
                    key.fileobj.recv(1) if how == "reading" else key.fileobj.send(b"a")
                except OSError:  # closed on us, as it should be
                    lines.unregister(key.fileobj)
                    key.fileobj.close()

    for _ in range(count):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.settimeout(2)
        line.connect(("127.0.0.1", port))
        line.send(start)
        lines.register(line, selectors.EVENT_READ)
    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        for key in list(lines.get_map().values()):
            key.fileobj.close()


def all_dead(house: House) -> Row:
    """Longer than pages are fresh: only stale ones are left. Then nobody may wait for nothing."""
    paths = ["/", "/options/", "/options/ect/", "/questions/blank/", "/urgent/", "/about/"]
    for path in paths:
        house.front.ask(path)
    kill(house.one.site)
    kill(house.two.site)
    time.sleep(65)
    tally = Tally()
    for path in paths:
        answer = house.front.ask(path)
        tally.seconds.append(answer.seconds)
        if answer.status != 200:
            tally.lost[f"{path} {answer.status}"] += 1
    post, cold = house.front.ask("/options/", THREE_TICKS), house.front.ask("/glossary/")
    for answer in (post, cold):
        helpful = b"tel:988" in answer.body and answer.headers["Retry-After"]
        tally.seconds.append(answer.seconds)
        if answer.status != 503 or not helpful:
            tally.lost[f"no urgent page: {answer.status}"] += 1
    house.one.start()
    house.two.start()
    wait_for(lambda: house.front.ask("/options/", THREE_TICKS).status == 200, 5)
    return Row.of("every replica dead for 65 s", tally, "stale pages 200; POST the urgent page")


def steady(house: House) -> Row:
    """Memory and CPU over time; nothing is broken on purpose."""
    seconds = int(os.environ.get("SOAK_SECONDS", "60"))
    for replica in (house.one, house.two):
        replica.stop()
        replica.start()
    with readers(house.front.port):
        time.sleep(10)
    before = [replica.pss_mb() for replica in (house.one, house.two)]
    with readers(house.front.port) as tally:
        time.sleep(seconds)
    after = [replica.pss_mb() for replica in (house.one, house.two)]
    growth = (sum(after) / sum(before) - 1) * 100
    news = f"{after[0]:.0f} MB PSS for master and two workers; growth {growth:.1f} %"
    return Row.of(f"a steady load, {seconds} s", tally, news)


def cost(house: House) -> list[tuple[str, float]]:
    """CPU milliseconds of a worker for one request, asked of a replica itself."""
    found = []
    for name, path, body, headers in [
        ("health", "/healthz", None, {}),
        ("page from memory", "/options/", None, {"Accept_Encoding": "br"}),
        ("personal page", "/options/", THREE_TICKS, {"Accept_Encoding": "gzip"}),
        (
            "personal fragment",
            "/options/",
            THREE_TICKS,
            {"HX_Request": "true", "Accept_Encoding": "gzip"},
        ),
        ("sheet", "/questions/", THREE_TICKS, {"Accept_Encoding": "gzip"}),
    ]:
        house.one.site.ask(path, body, **headers)
        before, count = house.one.cpu_seconds(), 400
        for _ in range(count):
            house.one.site.ask(path, body, **headers)
        found.append((name, (house.one.cpu_seconds() - before) / count * 1000))
    started, count = time.monotonic(), 900  # nginx ends a connection after a thousand
    connection = socket.create_connection(("127.0.0.1", house.front.port))
    request = b"GET /options/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for _ in range(count):
        connection.sendall(request)
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65536)
            assert part, "the proxy closed the connection"
            head += part
        size = int(head.lower().partition(b"content-length: ")[2].split(b"\r")[0])
        left = size - len(head.partition(b"\r\n\r\n")[2])
        while left > 0:
            left -= len(connection.recv(65536))
    connection.close()
    found.append(("page from the proxy (time)", (time.monotonic() - started) / count * 1000))
    return found


# --- one process on SQLite


@contextmanager
def one_process(ready: Path, home: Path) -> Iterator[Replica]:
    place = copy_of(ready, home / f"one-{time.monotonic_ns()}")
    replica = Replica(environment(place), place)
    try:
        yield replica
    finally:
        replica.stop()
        shutil.rmtree(place)


def sqlite_locked(ready: Path, home: Path) -> Row:
    with one_process(ready, home) as replica:
        locker = sqlite3.connect(replica.home / "db.sqlite3", isolation_level=None)
        with readers(replica.port) as tally:
            locker.execute("BEGIN EXCLUSIVE")
            time.sleep(10)
            locker.execute("ROLLBACK")
            back = healthy(replica)
        locker.close()
    return Row.of("SQLite locked for 10 s", tally, f"ok again after {back:.1f} s")


def sqlite_missing(ready: Path, home: Path) -> Row:
    with one_process(ready, home) as replica:
        file = replica.home / "db.sqlite3"
        with readers(replica.port) as tally:
            file.rename(replica.home / "away")
            wait_for(lambda: replica.site.health() == "degraded", 5)
            time.sleep(5)
            created = file.exists()
            (replica.home / "away").rename(file)
            back = healthy(replica)
    tally.lost["an empty file was made"] += created
    return Row.of("the SQLite file gone for 5 s", tally, f"ok again after {back:.1f} s")


def sqlite_replaced(ready: Path, home: Path) -> Row:
    with one_process(ready, home) as replica:
        content = Content(replica.env, replica.home)
        with readers(replica.port) as tally:
            for _ in range(3):
                other = replica.home / "other.sqlite3"
                shutil.copy(replica.home / "db.sqlite3", other)
                env = {**content.env, "DATABASE_URL": f"sqlite:///{other}"}
                content.edit()
                assert manage(env, "load_content").returncode == 0
                release = replica.site.ask("/healthz").json()["release"]
                other.replace(replica.home / "db.sqlite3")
                wait_for(lambda r=release: replica.site.ask("/healthz").json()["release"] > r, 5)
    return Row.of("the SQLite file replaced by a newer one, 3 times", tally, told(tally))


def sqlite_damaged(ready: Path, home: Path) -> Row:
    dice = random.Random(988)
    with one_process(ready, home) as replica:
        file = replica.home / "db.sqlite3"
        whole = file.read_bytes()
        with readers(replica.port) as tally:
            for turn in range(60):
                if turn % 2:
                    os.truncate(file, dice.randrange(len(whole)))
                else:
                    broken = bytearray(whole)
                    for _ in range(1 + turn):
                        broken[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
                    file.write_bytes(broken)
                time.sleep(0.3)
            file.write_bytes(whole)
            back = healthy(replica)
    return Row.of("SQLite truncated or bits flipped, 60 times", tally, f"ok after {back:.1f} s")


def workers_start_on_damage(ready: Path, home: Path) -> Row:
    with one_process(ready, home) as replica:
        file = replica.home / "db.sqlite3"
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        time.sleep(2)
        with readers(replica.port) as tally:
            for turn in range(6):
                time.sleep(1)
                replica.kill_a_worker(turn)
            time.sleep(1)
    return Row.of("six workers killed while half of the file is gone (no proxy)", tally, allowed=18)


@contextmanager
def disk(place: Path, kib: int) -> Iterator[Path]:
    """A small file system of its own, in memory."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def read_only(ready: Path, home: Path) -> Row:
    with disk(home / "read-only", 32_000) as place:
        shutil.copy(ready / "db.sqlite3", place)
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        env = environment(ready, DATABASE_URL=f"sqlite:///{place / 'db.sqlite3'}")
        replica = Replica(env, ready)
        with readers(replica.port) as tally:
            time.sleep(5)
        health = replica.site.health()
        replica.stop()
    return Row.of("a read-only disk, 5 s", tally, f"health {health}")


def disk_full(ready: Path, home: Path) -> Row:
    """A load on disks that are full a little later each time."""
    size = (ready / "db.sqlite3").stat().st_size // 1024
    refused, published, words = 0, 0, set()
    total = Tally()
    for spare in range(0, 4000, 200):
        with disk(home / "full", size + spare) as place:
            shutil.copy(ready / "db.sqlite3", place)
            env = environment(ready, DATABASE_URL=f"sqlite:///{place / 'db.sqlite3'}")
            replica = Replica(env, ready, workers=1)
            content = Content(env, home / f"content-{spare}")
            content.edit()
            with readers(replica.port, 2) as tally:
                done = content.load()
                time.sleep(1.5)
            refused += done.returncode != 0
            published += done.returncode == 0
            if done.returncode:
                words.add(done.stderr.strip().splitlines()[-1].partition("(")[2][:24])
                total.lost["more than one release"] += len(tally.releases) != 1
            total.seconds += tally.seconds
            total.lost += tally.lost
            replica.stop()
        if published:
            break
    news = f"{refused} loads refused ({', '.join(words)}), then {published} published"
    return Row.of("a full disk at each write of a load", total, news)


def from_nothing(home: Path) -> Row:
    """Migrate, load, start, until healthy."""
    place = home / "nothing"
    place.mkdir()
    env = environment(place)
    assert manage(env, "collectstatic", "--no-input").returncode == 0  # done when an image is built
    started, cpu = time.monotonic(), _children_cpu_seconds()
    assert manage(env, "migrate").returncode == 0
    assert manage(env, "load_content").returncode == 0
    loaded = time.monotonic() - started
    replica = Replica(env, place)
    healthy(replica)
    seconds = time.monotonic() - started
    replica.stop()
    tally = Tally(seconds=[seconds])
    cpu = _children_cpu_seconds() - cpu
    tally.lost["more than 5 s of CPU"] += cpu > 5  # the clock says more about other work
    news = f"healthy after {seconds:.1f} s, migrate and load {loaded:.1f} s of it; CPU {cpu:.1f} s"
    return Row.of("a start from nothing", tally, news)


def _children_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
