"""Run a command against a PostgreSQL server that lives as long as the command.

    python -m tests.with_postgres pytest

The server listens on a socket in a folder of its own, and takes nothing from the machine but its
programs (PG_BIN names their folder; else Debian's are found). Exit code 75: there is no server.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NO_SERVER = 75


def programs() -> Path | None:
    """The folder with initdb and postgres, or None."""
    named = os.environ.get("PG_BIN")
    if named:
        return Path(named)
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[4]), default=None)
    return newest.parent if newest else None


@contextmanager
def postgres(bin_dir: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a server; yield its DATABASE_URL and its process. It is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short: a socket's path is limited
    who = _someone_but_root(home)
    log = (home / "log").open("wb")
    run = {"cwd": home, "stdout": log, "stderr": log, **who}
    run["env"] = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    server = None
    try:
        options = ["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([bin_dir / "initdb", *options], check=True, **run)
        options = ["-D", "data", "-k", str(home), "-c", "listen_addresses=", "-c", "fsync=off"]
        server = subprocess.Popen([bin_dir / "postgres", *options], start_new_session=True, **run)
        _wait(bin_dir, home, server, run)
        yield f"postgres://postgres@{quote(str(home), safe='')}/postgres", server
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # a fast shutdown
            server.wait(20)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


def _someone_but_root(home: Path) -> dict[str, object]:
    """Root may not run the server: hand its folder to another user."""
    if os.geteuid() != 0:
        return {}
    user = next(u for u in pwd.getpwall() if u.pw_name in ("postgres", "nobody"))
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(bin_dir: Path, home: Path, server: subprocess.Popen[bytes], run: dict) -> None:
    ready = [bin_dir / "pg_isready", "-q", "-h", str(home)]
    for _ in range(200):
        if subprocess.run(ready, check=False, **run).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError((home / "log").read_text())


def main(command: list[str]) -> int:
    """Run `command` with DATABASE_URL set."""
    bin_dir = programs()
    if bin_dir is None:
        return NO_SERVER
    with postgres(bin_dir) as (url, _):
        env = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
