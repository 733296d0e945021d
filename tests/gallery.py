"""Take the pictures of docs/gallery/: `make gallery`. Needs Chromium.

The site is served from a database of its own, so that a gallery shows the content as it stands.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "docs" / "gallery"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
STORY = "#tried=sertraline,venlafaxine,cbt&result-sertraline=no&result-cbt=partly"
ASKED = STORY + "&ask=rtms,esketamine"


@contextmanager
def site() -> Iterator[str]:
    """The site on a free port, as `make run` serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/gallery.sqlite3"}
        command = [sys.executable, str(ROOT / "manage.py"), "run", "--port", str(port)]
        server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urlopen(f"{address}/healthz", timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The site did not start. Try: make run")


def _shoot(page: Page, address: str, name: str, *, anchor: str = "", press: str = "") -> None:
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_timeout(1500)
    if press:
        page.locator(press).first.click()
        page.wait_for_timeout(1000)
    if anchor:
        page.locator(anchor).first.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    page.screenshot(path=GALLERY / f"{name}.png")
    print(f"docs/gallery/{name}.png")


def main() -> None:
    """Take all pictures, at the sizes at which people see the site."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        desk = browser.new_page(viewport={"width": 1280, "height": 860})
        _shoot(desk, f"{address}/", "home")
        _shoot(desk, f"{address}/options/{STORY}", "options")
        _shoot(desk, f"{address}/options/esketamine/", "option")
        _shoot(desk, f"{address}/options/esketamine/", "figures", anchor=".figure")
        _shoot(desk, f"{address}/questions/{ASKED}", "sheet")
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"{address}/compare/#ask=ect,rtms,ketamine")
        _shoot(page, f"{address}/compare/", "compare", anchor="table.compare")
        phone = browser.new_page(viewport={"width": 360, "height": 740})
        _shoot(phone, f"{address}/", "phone-home")
        _shoot(phone, f"{address}/options/{STORY}", "phone-options")
        _shoot(phone, f"{address}/options/{STORY}", "phone-tried", press="[data-change]")
        procedures = "#g-procedure > summary"
        _shoot(
            phone, f"{address}/options/{STORY}", "phone-rows", press=procedures, anchor=procedures
        )
        _shoot(phone, f"{address}/options/#ask=ect,esketamine,rtms", "phone-link")
        _shoot(phone, f"{address}/questions/{ASKED}", "phone-sheet")
        dark = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="dark")
        _shoot(dark, f"{address}/options/{STORY}", "dark")
        _print(desk, address)
        browser.close()


def _print(page: Page, address: str) -> None:
    """The sheet as it is printed, as a PDF to download."""
    page.goto(f"{address}/questions/{ASKED}")
    page.wait_for_timeout(1500)
    page.pdf(path=GALLERY / "sheet.pdf", format="A4", prefer_css_page_size=True)
    print("docs/gallery/sheet.pdf")


if __name__ == "__main__":
    main()
