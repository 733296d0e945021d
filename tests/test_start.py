"""`manage.py start`, which an image calls: two clinics from one image, by environment alone."""

import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager

import pytest

from tests.servers import ROOT, Site, environment, free_port, wait_for
from tests.test_layer import SAMPLE, change

pytestmark = pytest.mark.one_database


@contextmanager
def started(home, name, **more):
    """The command with an environment of its own; everything else is the same."""
    port = free_port()
    env = environment(home, **more) | {
        "NAVIGATOR_BIND": f"127.0.0.1:{port}",
        "NAVIGATOR_WORKERS": "1",
        "DATABASE_URL": f"sqlite:///{home / name}.sqlite3",
    }
    with (home / f"{name}.log").open("wb") as out:
        command = [sys.executable, "manage.py", "start"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            yield Site(port, process, home / f"{name}.log")
        finally:
            process.kill()
            process.wait()


def layer(home, name):
    folder = home / f"layer-{name}"
    shutil.copytree(SAMPLE, folder)
    change(folder, "clinic.md", "name: Example Clinic", f"name: Clinic {name}")
    return str(folder)


def test_two_layers_run_from_one_image_by_environment_alone(ready, tmp_path):
    shutil.copytree(ready / "static", tmp_path / "static")
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(
                started(tmp_path, name, NAVIGATOR_LAYER=layer(tmp_path, name))
            )
            for name in ("East", "West")
        }
        for name, site in sites.items():
            wait_for(lambda site=site: site.health() == "ok", 60)
            text = site.ask("/options/rtms/").body.decode()
            assert f"Clinic {name}" in text
            assert text.count("data-strip") == 1


def test_a_broken_layer_does_not_start_and_says_where(tmp_path):
    folder = layer(tmp_path, "Broken")
    change(tmp_path / "layer-Broken", "options/rtms.md", "given", "best")
    with started(tmp_path, "Broken", NAVIGATOR_LAYER=folder) as site:
        assert site.process.wait(60) == 1
        assert "layer-Broken/options/rtms.md:2: here:" in site.log.read_text("utf-8")
