"""Throw everything, print what was lost: `make soak`, or `python -m tests.soak [part of a name]`.

About ten minutes; loopback only; needs PostgreSQL, nginx, and root for its small file systems.
Exit code 1 when something was lost that must not be.
"""

import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.servers import environment, set_up
from tests.soak import requests, trials
from tests.soak.trials import Row

IN_THE_HOUSE = [
    trials.nothing,
    trials.kill_workers,
    trials.kill_workers_bare,
    trials.kill_replicas,
    trials.graceful_reloads,
    trials.rolling_restart,
    trials.thirty_reloads,
    trials.postgres_stopped,
    trials.postgres_stalled,
    trials.postgres_full,
    partial(trials.slow_senders, count=200),
    partial(trials.slow_senders, count=999),
    trials.slow_senders_bare,
    requests.dearest_requests,
    requests.eight_dear_at_once,
    requests.many_people,
    requests.bodies_that_mean_harm,
    requests.damaged_release,
    trials.all_dead,
    trials.steady,
]
ALONE = [
    trials.sqlite_locked,
    trials.sqlite_missing,
    trials.sqlite_replaced,
    trials.sqlite_damaged,
    trials.workers_start_on_damage,
    trials.read_only,
    trials.disk_full,
]
HEAD = (
    "| what was thrown at it | requests | lost | 99 of 100 within | also |\n|---|---|---|---|---|"
)


def name_of(trial: Callable[..., Row]) -> str:
    return getattr(trial, "func", trial).__name__


def run(trial: Callable[..., Row], *stage: object) -> Row:
    """One trial; one that breaks off is a loss."""
    try:
        row = trial(*stage)
    except Exception:
        traceback.print_exc()
        row = Row(name_of(trial), 0, 1, 0, "broke off")
    limit = "" if not row.allowed else f" (at most {row.allowed})" if row.allowed < 10**6 else ""
    print(
        f"| {row.thrown} | {row.asked:,} | {row.lost}{limit} | {row.p99_ms:.0f} ms | {row.told} |",
        flush=True,
    )
    return row


def all_rows(wanted: str) -> Iterator[Row]:
    def chosen(among: list) -> list:
        return [trial for trial in among if wanted in name_of(trial)]

    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        home, ready = Path(folder), Path(folder) / "ready"
        ready.mkdir()
        set_up(environment(ready))
        print(HEAD, flush=True)
        if wanted in "from_nothing":
            yield run(trials.from_nothing, home)
        for trial in chosen(ALONE):
            yield run(trial, ready, home)
        if chosen(IN_THE_HOUSE) or wanted == "cost":
            with trials.house(ready) as house:
                for trial in chosen(IN_THE_HOUSE):
                    yield run(trial, house)
                if wanted in ("", "cost"):
                    print("\n| one request | CPU, ms |\n|---|---|")
                    for name, ms in trials.cost(house):
                        print(f"| {name} | {ms:.2f} |")


def main(wanted: str) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # what was started ends too
    started = time.monotonic()
    rows = list(all_rows(wanted))
    too_much = [row.thrown for row in rows if row.lost > row.allowed]
    print(f"\n{len(rows)} trials in {time.monotonic() - started:.0f} s.", end=" ")
    print(
        "Lost too much: " + "; ".join(too_much) if too_much else "Nothing was lost that must not."
    )
    return bool(too_much)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
