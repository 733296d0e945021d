"""The stage: replicas, a proxy, a database, content that changes."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from tests.servers import ROOT, Site, free_port, kill, manage, site, wait_for


class Replica:
    """One application server that can be killed and started again on its port."""

    def __init__(self, env: dict[str, str], home: Path, workers: int = 2) -> None:
        self.env, self.home, self.workers = env, home, workers
        self.port = free_port()
        self.start()

    def start(self) -> None:
        self.stack = ExitStack()
        self.site: Site = self.stack.enter_context(
            site(self.env, self.home, port=self.port, workers=self.workers)
        )

    def stop(self) -> None:
        """Gracefully: requests in flight are answered."""
        self.stack.close()

    def kill(self) -> None:
        kill(self.site)

    def kill_a_worker(self, turn: int) -> None:
        workers = self.site.workers()
        if workers:
            os.kill(workers[turn % len(workers)], signal.SIGKILL)

    def reload(self) -> None:
        os.kill(self.site.process.pid, signal.SIGHUP)

    def pss_mb(self) -> float:
        """Memory of master and workers, shared pages counted once."""
        found = 0
        for pid in (self.site.process.pid, *self.site.workers()):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            found += int(rollup.partition("\nPss:")[2].split()[0])
        return found / 1024

    def cpu_seconds(self) -> float:
        """CPU time that the workers have used."""
        ticks = 0
        for pid in self.site.workers():
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().split()[13:15]))
        return ticks / os.sysconf("SC_CLK_TCK")


class Content:
    """A copy of the shipped content; each edit makes a new release."""

    def __init__(self, env: dict[str, str], home: Path) -> None:
        self.folder = home / "content"
        shutil.copytree(ROOT / "content", self.folder)
        self.env = {**env, "NAVIGATOR_CONTENT": str(self.folder)}
        self.edits = 0

    def edit(self) -> None:
        self.edits += 1
        file = self.folder / "en" / "urgent" / "us.md"
        text = file.read_text("utf-8").rstrip("\n").rstrip("!")
        file.write_text(text + "!" * (1 + self.edits % 2) + "\n", "utf-8")

    def load(self) -> subprocess.CompletedProcess[str]:
        return manage(self.env, "load_content")

    def load_thirty_times(self, seconds: float) -> int:
        """Thirty loads from disk, evenly in this time, by one process; how many it published."""
        script = _THIRTY.format(seconds=seconds / 30, file=str(self.folder / "en/urgent/us.md"))
        done = manage(self.env, "shell", "--no-imports", "-c", script)
        assert done.returncode == 0, done.stderr
        return int(done.stdout.split()[-1])


_THIRTY = """
import pathlib, time
from django.conf import settings
from navigator.content.load import read_all
from navigator.content.publish import publish
file, published = pathlib.Path({file!r}), 0
for turn in range(30):
    started = time.monotonic()
    file.write_text(file.read_text("utf-8").rstrip("!\\n") + "!" * (1 + turn % 2) + "\\n", "utf-8")
    published += publish(read_all(settings.CONTENT_DIR)).changed
    time.sleep(max(0, {seconds} - (time.monotonic() - started)))
print(published)
"""


class Postgres:
    """Control over the server that `tests.with_postgres` started."""

    def __init__(self, bin_dir: Path, process: subprocess.Popen[bytes], home: Path) -> None:
        self.bin_dir, self.process, self.home = bin_dir, process, home
        owner = (home / "data").stat().st_uid
        self.who = {"user": owner, "group": owner, "extra_groups": []} if os.geteuid() == 0 else {}

    def _control(self, *words: str) -> None:
        options = f"-k {self.home} -c listen_addresses= -c fsync=off"
        command = [self.bin_dir / "pg_ctl", "-D", self.home / "data", "-w", "-o", options]
        log = ["-l", self.home / "log2"] if "start" in words else []
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*command, *log, *words], check=True, cwd=self.home, **quiet, **self.who)

    def stop(self) -> None:
        self._control("stop", "-m", "immediate")
        self.process.wait(10)

    def start(self) -> None:
        self._control("start")

    def close(self) -> None:
        """Stop it if it was started again here."""
        if self.process.poll() is not None:
            self._control("stop", "-m", "fast")

    def stall(self, seconds: float) -> None:
        group = self.process.pid if self.process.poll() is None else self._restarted()
        os.killpg(group, signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            os.killpg(group, signal.SIGCONT)

    def _restarted(self) -> int:
        return os.getpgid(int((self.home / "data" / "postmaster.pid").read_text().split()[0]))


def healthy(replica: Replica, seconds: float = 5) -> float:
    """How long until this replica says ok."""
    return wait_for(lambda: replica.site.health() == "ok", seconds)
