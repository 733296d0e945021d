"""Readers who never stop asking, and count what they did not get."""

import gzip
import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers import FORM, THREE_TICKS

READERS = 6
PAUSE_SECONDS = 0.02
GETS = ["/", "/options/", "/options/ect/", "/questions/", "/sources/", "/urgent/"]
POSTS = ["/options/", "/questions/", "/options/"]
ASKED = [
    *((path, None) for path in GETS[:3]),
    *((path, THREE_TICKS) for path in POSTS),
    *((path, None) for path in GETS[3:]),
]


@dataclass
class Tally:
    """What readers got."""

    seconds: list[float] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    releases: set[str] = field(default_factory=set)

    @property
    def asked(self) -> int:
        return len(self.seconds)

    def slowest(self, share: float = 0.99) -> float:
        """Milliseconds within which this share of requests was answered."""
        ordered = sorted(self.seconds) or [0.0]
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


@contextmanager
def readers(port: int, count: int = READERS) -> Iterator[Tally]:
    """Ask this port for everything, all the time, until the block ends."""
    tally, stop = Tally(), threading.Event()
    threads = [
        threading.Thread(target=_read, args=(port, number, tally, stop)) for number in range(count)
    ]
    for thread in threads:
        thread.start()
    try:
        yield tally
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _read(port: int, number: int, tally: Tally, stop: threading.Event) -> None:
    turn = number
    while not stop.is_set():
        path, body = ASKED[turn % len(ASKED)]
        turn += 1
        started = time.monotonic()
        try:
            wrong = ask(port, path, body, tally)
        except (OSError, EOFError, http.client.HTTPException) as error:
            wrong = type(error).__name__
        tally.seconds.append(time.monotonic() - started)
        if wrong:
            tally.lost[f"{wrong} ({'POST' if body else 'GET'})"] += 1
        time.sleep(PAUSE_SECONDS)


def ask(port: int, path: str, body: bytes | None, tally: Tally) -> str:
    """One request; what was wrong with its answer, or nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        headers = {"Accept-Encoding": "gzip"} | ({} if body is None else {"Content-Type": FORM})
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        return f"status {answer.status}"
    text = gzip.decompress(text)
    told = {*re.findall(rb'data-release="(\d+)"', text), *re.findall(rb"Release (\d+)\.", text)}
    if len(told) != 1:
        return f"a page of releases {sorted(told)}"
    tally.releases |= {release.decode() for release in told}
    if body and b"sertraline" not in text.lower():
        return "a personal page without its ticks"
    return ""
