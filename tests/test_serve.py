"""`manage.py serve`, which `make serve` calls: sets up, says each step, serves, stops gently."""

import signal
import subprocess
import sys
import threading

import pytest

from tests.servers import ROOT, THREE_TICKS, Site, environment, free_port, wait_for

pytestmark = pytest.mark.one_database
STEPS = [
    "Setting up the database",
    "Collecting static files",
    "Loading the catalogue from content/",
    "Published release 1",
    "Serving on 127.0.0.1:",
]


@pytest.fixture
def served(tmp_path):
    """The command as a person starts it, from nothing, with three workers."""
    port = free_port()
    env = environment(tmp_path, NAVIGATOR_BIND=f"127.0.0.1:{port}", NAVIGATOR_WORKERS="3")
    with (tmp_path / "out").open("wb") as out:
        command = [sys.executable, "manage.py", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            yield Site(port, process, tmp_path / "out")
        finally:
            process.kill()
            process.wait()


def test_serving_from_nothing_says_each_step_and_stops_without_dropping_anybody(served):
    wait_for(lambda: served.health() == "ok", 30)
    said = served.log.read_text("utf-8")
    places = [said.index(step) for step in STEPS]
    assert places == sorted(places)
    wait_for(lambda: len(served.workers()) == 3)
    answers = []
    asking = [
        threading.Thread(target=lambda: answers.append(served.ask("/options/", THREE_TICKS)))
        for _ in range(6)
    ]
    for thread in asking:
        thread.start()
    wait_for(lambda: answers)
    served.process.send_signal(signal.SIGTERM)
    for thread in asking:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 6
    assert served.process.wait(15) == 0
