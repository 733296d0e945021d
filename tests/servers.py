"""Real servers for tests: gunicorn as in production, on a free port of this machine."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from navigator.management.commands.run import ALLOCATOR

ROOT = Path(__file__).resolve().parent.parent
FORM = "application/x-www-form-urlencoded"
THREE_TICKS = urlencode(
    {"tried": ["sertraline", "venlafaxine", "cbt"], "result-sertraline": "no"}, doseq=True
).encode()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a production server needs, and nothing from the machine but its programs."""
    return {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        **ALLOCATOR,
        "DJANGO_SETTINGS_MODULE": "tests.served",
        "TEST_STATIC_ROOT": str(home / "static"),
        "DATABASE_URL": f"sqlite:///{home / 'db.sqlite3'}",
        "NAVIGATOR_PRODUCTION": "1",
        "NAVIGATOR_PLAIN_HTTP": "1",
        "NAVIGATOR_SECRET_KEY": "for-tests-" * 8,
        "NAVIGATOR_HOSTS": "localhost,127.0.0.1",
        **more,
    }


def manage(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py; its output is in the answer."""
    run = [sys.executable, "manage.py", *command]
    return subprocess.run(run, cwd=ROOT, env=env, text=True, capture_output=True, check=False)


def set_up(env: dict[str, str]) -> None:
    """Static files, tables, the shipped catalogue."""
    for command in (["collectstatic", "--no-input"], ["migrate"], ["load_content"]):
        done = manage(env, *command)
        assert done.returncode == 0, done.stdout + done.stderr


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Site:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(
        self, path: str, body: bytes | None = None, method: str = "", timeout: float = 10, **headers
    ) -> Answer:
        """One request. Names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            named.setdefault("Content-Type", FORM)
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method or ("GET" if body is None else "POST"), path, body, named)
            got = connection.getresponse()
            return Answer(got.status, got.headers, got.read(), time.monotonic() - started)
        finally:
            connection.close()

    def raw(self, request: bytes, timeout: float = 10) -> bytes:
        """What comes back for these bytes, until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as line:
            line.sendall(request)
            parts = []
            try:
                while part := line.recv(65536):
                    parts.append(part)
            except ConnectionResetError:
                pass  # what came before it counts
        return b"".join(parts)

    def listens(self) -> bool:
        socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        return True

    def health(self) -> str:
        return self.ask("/healthz").json()["status"]

    def lines(self) -> list[dict[str, Any]]:
        """The log; every line of it is JSON."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


def wait_for(what: Callable[[], object], seconds: float = 10) -> float:
    """Wait until `what` holds; how long that took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        try:
            if what():
                return time.monotonic() - started
        except (OSError, http.client.HTTPException, ValueError):
            pass
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextmanager
def site(env: dict[str, str], home: Path, *, port: int = 0, workers: int = 1) -> Iterator[Site]:
    """Start a server; it is gone afterwards."""
    port = port or free_port()
    log = home / f"server-{port}.log"
    configuration = str(ROOT / "navigator" / "serving" / "gunicorn_conf.py")
    command = [sys.executable, "-m", "gunicorn", "--config", configuration, "navigator.wsgi"]
    env = {**env, "NAVIGATOR_BIND": f"127.0.0.1:{port}", "NAVIGATOR_WORKERS": str(workers)}
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
        running = Site(port, process, log)
        try:
            wait_for(lambda: process.poll() is not None or running.ask("/healthz").status)
            yield running
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process of ours gracefully; after ten seconds, at once."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kill(running: Site) -> None:
    """The whole replica, master and workers, at once, as when its machine goes."""
    os.killpg(running.process.pid, signal.SIGKILL)
    running.process.wait()


def missing(what: str) -> None:
    """Skip where a program is lacking; in CI that is a failure."""
    pytest.fail(what) if os.environ.get("CI") else pytest.skip(what)


def copy_of(home: Path, to: Path) -> Path:
    """A copy of a folder that `set_up` filled."""
    shutil.copytree(home, to, ignore=shutil.ignore_patterns("*.log"))
    return to
