"""A Firefox without a window, driven by its own protocol: Playwright cannot drive a stock one."""

import base64
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():  # what it needs asks for the name of the system in an old way
    warnings.simplefilter("ignore", DeprecationWarning)
    from marionette_driver.marionette import Marionette

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
CENTIMETERS = {"A4": (21.0, 29.7), "Letter": (21.59, 27.94)}
_PREFERENCES = {
    "marionette.port": 0,  # any free one: Firefox writes which into its profile
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


def required() -> str:
    """The program. Without it a test is skipped with a word at home, and fails where CI is set."""
    if FIREFOX is None:
        lacks = "There is no Firefox. On Debian or Ubuntu: apt install firefox-esr"
        if os.environ.get("CI"):
            pytest.fail(lacks)
        pytest.skip(lacks)
    return FIREFOX


@contextmanager
def firefox(profile: Path | None = None, **preferences: object) -> Iterator[Marionette]:
    """A new Firefox, gone at the end: with an empty profile, or with one that stays."""
    program = required()
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as folder:
        profile = profile or Path(folder)
        wanted = _PREFERENCES | preferences
        lines = [f'user_pref("{k}", {_literal(v)});' for k, v in wanted.items()]
        (profile / "user.js").write_text("\n".join(lines))
        (profile / "MarionetteActivePort").unlink(missing_ok=True)
        command = [program, "-headless", "-marionette", "-no-remote", "-profile", str(profile)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, env={**os.environ, "HOME": folder}, **quiet)
        try:
            client = Marionette(host="127.0.0.1", port=_port(profile), socket_timeout=60)
            client.start_session()
            yield client
            client.delete_session()
        finally:
            process.terminate()
            process.wait(30)


def _literal(value: object) -> str:
    return str(value).lower()


def _port(profile: Path) -> int:
    told = profile / "MarionetteActivePort"
    wait_for(lambda: told.is_file() and told.read_text().strip())
    return int(told.read_text())


def wait_for(holds: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError("Firefox did not get there.")
        time.sleep(0.05)


def pdf(client: Marionette, size: str, margin: float | None = None) -> bytes:
    """The page on paper. Margins in centimeters; without them those of its style."""
    width, height = CENTIMETERS[size]
    wanted: dict[str, Any] = {"page": {"width": width, "height": height}, "background": False}
    sides = ("top", "bottom", "left", "right")
    # The protocol's own margins are used whatever the style says.
    wanted["margin"] = dict.fromkeys(sides, 1.2 if margin is None else margin)
    printed = client._send_message("WebDriver:Print", wanted, key="value")
    return base64.b64decode(printed)
