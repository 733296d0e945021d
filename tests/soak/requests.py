"""Trials of what is asked: the dearest requests, many people, bodies that mean harm, a damaged
release. They run in the house of `trials.py`: two replicas behind nginx on PostgreSQL."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

import psycopg

from navigator.choices import Result
from tests.people import TRIED_TWO
from tests.servers import FORM, THREE_TICKS, Site, wait_for
from tests.soak.load import Tally, readers
from tests.soak.stage import Replica, healthy
from tests.soak.trials import House, Row, told

DEAREST = 20  # three-tick answers that one request may cost
GROWTH_MB = 15  # by which memory may grow, whatever is asked
PEOPLE = 4000
CLEAR = {200, 301, 400, 403, 404, 405, 413, 415}
GROWS = "\ufdfa"  # eighteen letters in NFKD
TEXTS = {
    "letters that grow": GROWS * 1000,
    "slips of many names": ", ".join(["zolofta efexora"] * 66),
    "one long word": "z" * 1000,
    "marks": "\u0301" * 1000,
}
PAGES = ["/", "/options/", "/options/ect/", "/about/quality/", "/sources/", "/clinicians/"]
POSTS = ["/options/", "/options/esketamine/", "/questions/", "/compare/", "/clinicians/"]


def slugs(house: House) -> tuple[list[str], list[str]]:
    """What can be ticked, and the options, from the open data."""
    data = house.one.site.ask("/catalogue.json").json()
    options = [each["slug"] for each in data["treatments"]]
    medicines = [each["slug"] for each in data["medicines"]]
    classes = [each["slug"] for each in data["medicine_classes"]]
    return list(dict.fromkeys([*medicines, *classes, *options])), options


def dear_bodies(house: House) -> Iterator[tuple[str, str, bytes]]:
    """(what it is, path, body): all ticked, answered, asked about and open, with each text."""
    tryable, options = slugs(house)
    all_of_it = {"tried": tryable, "ask": options, "open": options}
    all_of_it |= {f"result-{slug}": "unsure" for slug in tryable}
    for path in POSTS:
        for what, text in TEXTS.items():
            fields = all_of_it | {"names": text, "q": text[:100], "own": [text[:60]] * 3}
            yield f"{what} on {path}", path, urlencode(fields, doseq=True).encode()
        size = (64_000 - len("names=")) // len(GROWS.encode()) // 3
        yield f"64 KB of names on {path}", path, urlencode({"names": GROWS * size}).encode()


def cpu_ms(replica: Replica, ask: Callable[[], object], count: int) -> float:
    """CPU milliseconds of the workers for one request."""
    ask()
    before = replica.cpu_seconds()
    for _ in range(count):
        ask()
    return (replica.cpu_seconds() - before) / count * 1000


def dearest_requests(house: House) -> Row:
    """What each of the worst requests costs, beside a three-tick answer in the same run."""
    site, tally = house.one.site, Tally()
    plain = cpu_ms(house.one, lambda: site.ask("/options/", THREE_TICKS), 200)
    found: dict[str, float] = {}
    for what, path, body in dear_bodies(house):
        found[what] = cpu_ms(house.one, lambda p=path, b=body: site.ask(p, b), 10)
    for path in PAGES:
        query = f"{path}?kind=x&q={'%EF%B7%BA' * 300}"
        found[f"a made-up query on {path}"] = cpu_ms(house.one, lambda q=query: site.ask(q), 50)
    tally.seconds = [ms / 1000 for ms in found.values()]
    for what, ms in found.items():
        tally.lost[what] += ms > DEAREST * plain
    worst = max(found, key=lambda what: found[what])
    news = f"three ticks {plain:.1f} ms; the dearest {found[worst] / plain:.1f} times that: {worst}"
    return Row.of("the worst bodies and queries for every address (CPU)", tally, news)


def eight_dear_at_once(house: House) -> Row:
    """Eight senders of the dearest bodies, without a pause, while readers go on."""
    bodies = [(path, body) for _, path, body in dear_bodies(house)]
    with readers(house.front.port) as tally, senders(house.front, bodies, 8) as sent:
        time.sleep(12)
    tally.lost["an odd answer to a dear body"] += len([s for s in sent if s != 200])
    return Row.of("eight senders of the worst bodies at once, 12 s", tally, f"{len(sent)} of these")


@contextmanager
def senders(site: Site, bodies: list[tuple[str, bytes]], count: int) -> Iterator[list[int]]:
    """Send these bodies all the time until the block ends; the statuses of the answers."""
    stop, statuses = threading.Event(), []

    def send(turn: int) -> None:
        while not stop.is_set():
            path, body = bodies[turn % len(bodies)]
            statuses.append(site.ask(path, body, timeout=30).status)
            turn += 1

    with ThreadPoolExecutor(count) as pool:
        under_way = [pool.submit(send, turn) for turn in range(count)]
        try:
            yield statuses
        finally:
            stop.set()
    for each in under_way:
        each.result()


def many_people(house: House) -> Row:
    """Different people, spellings of the host and made-up queries; memory before and after."""
    house.one.stop()
    house.one.start()
    tryable, options = slugs(house)
    site, chance, tally = house.one.site, random.Random(20261127), Tally()

    def ask(path: str, body: bytes | None = None, **headers: str) -> None:
        answer = site.ask(path, body, **headers)
        tally.seconds.append(answer.seconds)
        tally.lost[f"status {answer.status}"] += answer.status not in CLEAR

    for path in PAGES * 8:  # both workers have each page, and each kind of answer
        ask(path)
    for number in range(200):
        ask(POSTS[number % len(POSTS)], _person(chance, tryable, options), HX_Request="true")
    before = house.one.pss_mb()
    for number in range(PEOPLE):
        path = POSTS[number % len(POSTS)] if number % 4 == 0 else "/options/"
        ask(path, _person(chance, tryable, options), HX_Request="true")
    for number in range(600):
        host = "".join(chance.choice((c, c.upper())) for c in "localhost") + f":{number + 1}"
        ask(PAGES[number % len(PAGES)], Host=host)
    for number in range(1000):
        ask(f"{PAGES[number % len(PAGES)]}?x={number}&kind=y{number}&tried=z{number}")
    after = house.one.pss_mb()
    tally.lost[f"more than {GROWTH_MB} MB"] += after - before > GROWTH_MB
    news = f"{before:.0f} to {after:.0f} MB PSS for master and two workers"
    what = f"{PEOPLE:,} different people, 600 spellings of the host, 1,000 made-up queries"
    return Row.of(what, tally, news)


def _person(chance: random.Random, tryable: list[str], options: list[str]) -> bytes:
    ticked = chance.sample(tryable, chance.randint(1, 9))
    said = {f"result-{s}": chance.choice(Result.values) for s in ticked if chance.random() < 0.6}
    asked = chance.sample(options, chance.randint(0, 4))
    return urlencode({"tried": ticked, "ask": asked, **said}, doseq=True).encode()


def bodies_that_mean_harm(house: House) -> Row:
    """Random bytes and broken forms in six types of content, 20 s, while readers go on."""
    chance, counts = random.Random(988), 0
    whole = urlencode(TRIED_TWO, doseq=True).encode()
    types = [
        FORM, FORM + "; charset=utf-16", "multipart/form-data; boundary=x", "multipart/form-data",
        "application/json", "text/plain",
    ]  # fmt: skip
    with readers(house.front.port, 2) as tally:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            body = bytearray(whole if chance.random() < 0.5 else chance.randbytes(300))
            for _ in range(chance.randint(1, 20)):
                body[chance.randrange(len(body))] = chance.randrange(256)
            status = house.front.ask(
                chance.choice(POSTS), bytes(body), Content_Type=chance.choice(types)
            ).status
            tally.lost[f"status {status}"] += status not in CLEAR
            counts += 1
    return Row.of("random bodies in six types of content, 20 s", tally, f"{counts:,} bodies")


def damaged_release(house: House) -> Row:
    """One row of the newest release is changed by hand: replicas that start serve the one before,
    and the next load repairs."""
    with readers(house.front.port) as tally:
        house.content.edit()
        assert house.content.load().returncode == 0
        newest = _newest(house)
        wait_for(lambda: house.one.site.ask("/healthz").json()["release"] == newest, 10)
        with psycopg.connect(house.url) as connection:
            change = "UPDATE navigator_treatment SET name = 'x' WHERE release_id = %s"
            connection.execute(change, [newest])
        for replica in (house.one, house.two):
            replica.stop()
            replica.start()
        served = house.one.site.ask("/healthz").json()
        tally.lost["the damaged release is served"] += served["release"] >= newest
        house.content.edit()
        assert house.content.load().returncode == 0
        back = max(healthy(house.one, 10), healthy(house.two, 10))
    news = f"releases {told(tally)}; ok {back:.1f} s after the next load"
    return Row.of("the newest release damaged, then a rolling restart", tally, news)


def _newest(house: House) -> int:
    with psycopg.connect(house.url) as connection:
        (found,) = connection.execute("SELECT max(id) FROM navigator_release").fetchone()
    return found
