"""Others that serve the same: a file behind nginx, and datasette filtering the same catalogue."""

import getpass
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from navigator.catalogue import Catalogue
from tests.servers import free_port, stop, wait_for

FILTER = "/catalogue/options?kind__not=self-care&_size=max"


class Rival(NamedTuple):
    """A running server of somebody else's, or why there is none."""

    port: int = 0
    pid: int = 0
    lacking: str = ""


_NGINX = """
{user}
daemon off;
worker_processes 2;
pid {home}/nginx.pid;
error_log stderr error;
events {{ }}
http {{
  access_log off;
  types {{ text/html html; }}
  gzip_static on;
  sendfile on;
  keepalive_requests 1000000;
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  server {{ listen 127.0.0.1:{port}; root {home}; }}
}}
"""


@contextmanager
def nginx(home: Path, plain: bytes, packed: bytes) -> Iterator[Rival]:
    """nginx with one page as a file, /page.html, and the same packed beside it."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    if program is None:
        yield Rival(lacking="there is no nginx on this machine")
        return
    home.mkdir()
    (home / "page.html").write_bytes(plain)
    (home / "page.html.gz").write_bytes(packed)
    port = free_port()
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(_NGINX.format(user=user, home=home, port=port))
    command = [program, "-p", str(home), "-c", str(home / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: _answers(port, "/page.html"))
        yield Rival(port, process.pid)
    finally:
        stop(process)


def install_datasette(home: Path) -> Path | None:
    """datasette in a virtual environment of its own, or None when it cannot be installed."""
    venv.create(home, with_pip=True)
    command = [home / "bin" / "pip", "install", "-qq", "--disable-pip-version-check", "datasette"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return None
    program = home / "bin" / "datasette"
    return program if done.returncode == 0 and program.exists() else None


@contextmanager
def datasette(program: Path | None, home: Path, catalogue: Catalogue) -> Iterator[Rival]:
    """datasette with one table of options."""
    if program is None:
        yield Rival(lacking="datasette could not be installed here")
        return
    home.mkdir()
    _write_table(home / "catalogue.db", catalogue)
    port = free_port()
    command = [program, home / "catalogue.db", "--port", str(port), "--setting"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "max_returned_rows", "2000"], stdout=log, stderr=log, cwd=home
        )
        try:
            wait_for(lambda: _answers(port, FILTER), 30)
            yield Rival(port, process.pid)
        finally:
            stop(process)


def _write_table(path: Path, catalogue: Catalogue) -> None:
    """What a card shows: the option, and its reasons as JSON."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE options (slug PRIMARY KEY, name, kind, summary, reasons)")
        for option in catalogue.treatments:
            rules = [*option.usually_after, *option.talked_about_when, *option.worth_knowing]
            row = (option.slug, option.name, option.kind, option.summary, json.dumps(rules))
            database.execute("INSERT INTO options VALUES (?, ?, ?, ?, ?)", row)
    database.close()


def _answers(port: int, path: str) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return bool(answer.read())


def versions(datasette_program: Path | None) -> list[str]:
    """What was measured, by version."""
    import django
    import gunicorn

    found = [
        f"Python {sys.version.split()[0]}",
        f"Django {django.__version__}",
        f"gunicorn {gunicorn.__version__}",
    ]
    if datasette_program:
        told = subprocess.run([datasette_program, "--version"], capture_output=True, text=True)
        found.append(f"datasette {told.stdout.split()[-1]}")
    return found
