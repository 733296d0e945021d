"""Ask a server as fast as it answers, and read from the kernel what that cost it."""

import os
import re
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

CONNECTIONS = 8
BROWSER = "Accept-Encoding: gzip, deflate, br, zstd\r\nUser-Agent: bench\r\nAccept: text/html\r\n"
_TICK = os.sysconf("SC_CLK_TCK")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Run(NamedTuple):
    """One server asked one thing for a while."""

    cpu_ms: float  # of all processes of the server, for one request
    per_second: float
    p50_ms: float
    p99_ms: float
    wire_bytes: float  # head and body of an answer, on average
    lost: int = 0  # connections that the server dropped; the client went on with new ones


@dataclass
class Target:
    """Something to ask. `requests` are asked in turn, over all rounds."""

    name: str
    port: int
    pid: int
    requests: list[bytes]
    runs: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asked = cycle(self.requests)  # its next() is safe among threads

    @property
    def typical(self) -> Run:
        """The run of median CPU time."""
        return sorted(self.runs)[len(self.runs) // 2]

    def beside(self, hello: "Target") -> float:
        """CPU time as a multiple of hello's, each round by itself: a machine's pace drifts."""
        pairs = zip(self.runs, hello.runs, strict=True)
        return statistics.median(mine.cpu_ms / its.cpu_ms for mine, its in pairs)


def request(path: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a request as a browser sends it. Names are written with underscores."""
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    if body:
        lines.append("Content-Type: application/x-www-form-urlencoded\r\n")
        lines.append(f"Content-Length: {len(body)}\r\n")
    method = "POST" if body else "GET"
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{BROWSER}{''.join(lines)}\r\n"
    return head.encode() + body


def measure(targets: list[Target], rounds: int, seconds: float) -> None:
    """Ask all targets in turn, and that `rounds` times, so that a busy spell meets them all."""
    for target in targets:
        _drive(target, seconds)  # whatever is made once is made now
    for _ in range(rounds):
        for target in targets:
            target.runs.append(_drive(target, seconds))


def _drive(target: Target, seconds: float) -> Run:
    end = time.monotonic() + seconds
    answers: list[tuple[float, int]] = []
    lost: list[Exception] = []

    def ask() -> None:
        while time.monotonic() < end and len(lost) < CONNECTIONS:
            try:
                _converse(target.port, target.asked, end, answers)
            except (OSError, ValueError) as error:
                lost.append(error)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    cpu, started = cpu_seconds(target.pid), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cpu, took = cpu_seconds(target.pid) - cpu, time.monotonic() - started
    if len(lost) >= CONNECTIONS or not answers:
        raise RuntimeError(f"{target.name}: no answer ({lost[:1]})")
    times = sorted(each for each, _ in answers)
    return Run(
        cpu_ms=cpu * 1000 / len(times),
        per_second=len(times) / took,
        p50_ms=times[len(times) // 2] * 1000,
        p99_ms=times[int(len(times) * 0.99)] * 1000,
        wire_bytes=statistics.mean(length for _, length in answers),
        lost=len(lost),
    )


def _converse(
    port: int, asked: Iterator[bytes], end: float, answers: list[tuple[float, int]]
) -> None:
    """One connection: ask, wait for the whole answer, note what it took, until the end."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (started := time.monotonic()) < end:
            line.sendall(next(asked))
            length = len(_answer(line))
            answers.append((time.monotonic() - started, length))


def _answer(line: socket.socket) -> bytes:
    """One whole answer of status 200 or 304."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(line)
    head = got[: got.index(b"\r\n\r\n") + 4]
    status = head[9:12]
    if status not in (b"200", b"304"):
        raise ValueError(f"status {status.decode()}")
    if status == b"304":
        return got
    length = _LENGTH.search(head)
    if length is None:
        while not got.endswith(b"\r\n0\r\n\r\n"):
            got += _more(line)
        return got
    parts, left = [got], len(head) + int(length[1]) - len(got)
    while left:
        parts.append(_more(line))
        left -= len(parts[-1])
    return b"".join(parts)


def _more(line: socket.socket) -> bytes:
    part = line.recv(1 << 18)
    if not part:
        raise ValueError("the connection was closed")
    return part


# --- what the kernel counts -------------------------------------------------------------------


def family(pid: int) -> Iterator[int]:
    """A process and all its children."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children, so far."""
    ticks = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICK


def pss_mb(pid: int) -> float:
    """Memory of one process: its own, and its share of what it shares."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (found,) = re.findall(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)
    return int(found) / 1024
