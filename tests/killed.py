"""Publish in processes that are killed, or find the disk full, and say what each left behind.

    python -m tests.killed OLD NEW        (two folders of content; DATABASE_URL names the database)

Each child publishes NEW over OLD. The answer is a list in JSON, one entry for each child: how it
was stopped, which content is newest afterwards, whether all releases are whole, and whether the
next load succeeds.
"""

import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, connections

RANDOM_TIMES = 20


def in_child(work: Callable[[], None], *, kill_after: float | None = None) -> int:
    """Run `work` in a process of its own; its exit code, negative when it was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(statement: int, work: Callable[[], None]) -> None:
    """Kill this process just after its n-th statement; with 0, before the first."""
    seen = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal seen
        answer = execute(*arguments) if statement else None
        seen += 1
        if seen == statement or not statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with connection.execute_wrapper(count):
        work()


def on_a_full_disk(limit: int, work: Callable[[], None]) -> None:
    """No file may grow beyond `limit` bytes; exit code 3 when the load says so itself."""
    from navigator.content.publish import Refused

    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        work()
    except Refused as error:
        os._exit(3 if "Nothing was changed" in str(error) else 4)


class Trial:
    """Two catalogues and the database in which they take turns."""

    def __init__(self, old: Path, new: Path) -> None:
        from navigator.content.load import read_all

        self.old, self.new = read_all(old), read_all(new)
        self.answers: list[dict[str, Any]] = []

    def publish(self, catalogue: Any) -> None:
        """Publish; wait for a server that has not noticed yet that its client is dead."""
        from navigator.content.publish import Refused, publish

        for _ in range(100):
            try:
                publish(catalogue)
                return
            except Refused as error:
                if "Another load" not in str(error):
                    raise
                time.sleep(0.05)
        raise RuntimeError("still locked")

    def run(self, how: str, work: Callable[[], None], **options: Any) -> int:
        """One child; what it left behind goes into the answers."""
        from navigator.models import Release
        from navigator.releases import read

        self.publish(self.old)
        code = in_child(work, **options)
        releases = list(Release.objects.order_by("id"))
        first, last = releases[0], releases[-1]
        names = {self.old.digest: "old", self.new.digest: "new"}
        left = names.get(last.digest, "something else")
        whole = all(read(release).digest == release.digest for release in (first, last))
        self.publish(self.new)
        newest = Release.objects.order_by("-id")[0]
        self.answers.append(
            {
                "how": how, "code": code, "left": left, "whole": whole and len(releases) <= 5,
                "next": read(newest).digest == self.new.digest,
            }
        )  # fmt: skip
        return code


def main(old: str, new: str) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    trial = Trial(Path(old), Path(new))

    def load() -> None:
        trial.publish(trial.new)

    code, statement = -1, -1
    while code != 0:
        statement += 1
        code = trial.run(f"after {statement} statements", partial(killed_after, statement, load))
    trial.publish(trial.old)
    started = time.monotonic()
    in_child(load)
    longest = time.monotonic() - started
    for _ in range(RANDOM_TIMES):
        moment = random.uniform(0, longest)
        trial.run(f"at {moment:.4f} s", load, kill_after=moment)
    if connection.vendor == "sqlite":
        for limit in range(0, 320 * 1024, 20 * 1024):
            trial.run(f"full at {limit} bytes", partial(on_a_full_disk, limit, load))
    print(json.dumps(trial.answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
