"""Makes static/js/bring.js anew, in one file, of browser/bring/ and a pinned fflate. Needs npm.

    python -m tests.bundle          make it
    python -m tests.bundle check    say whether it is the one that the sources make

The file names the digest of its sources, so that a test knows without npm if it is out of date.
fflate (MIT) is kept in browser/vendor/fflate/, as its package holds it; Inflate alone is used.
"""

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "browser"
MADE = ROOT / "static" / "js" / "bring.js"
VENDORED = SOURCES / "vendor" / "fflate"
FFLATE, FFLATE_HASH = (
    "0.8.3",
    (
        "sha512-tbZNuJrLwGUp3zshBtdy4W+ORxZuIh8a5ilyIEQDC5rY1f3U20JMry0Ll3WBzU58EZKsEuJFXhb5gwv8CsPvgA=="
    ),
)
# Of the module that is taken from it: known without npm.
FFLATE_FILE_HASH = "b7ca4450b19559a1d50eb381adcee94b82449674be4cd17789d9beba7e6122a1"
FILES = {"esm/browser.js": "browser.js", "LICENSE": "LICENSE"}  # of the package -> of ours
ESBUILD = "0.28.2"
# Names of our own objects' properties that may be made short: none of them is in a file we read.
_OWN = (
    "isSlip isTie isDayFirst isShort isLeftOut isApart isNotStarted isRecord readings periods hits"
)
OPTIONS = [
    "--bundle", "--minify", "--format=iife", "--target=es2021", "--charset=utf8",
    f"--mangle-props=^({_OWN.replace(' ', '|')})$",
]  # fmt: skip


def digest() -> str:
    """The digest of all that the file is made of."""
    paths = sorted(path for path in SOURCES.rglob("*") if path.is_file())
    told = [(path.relative_to(SOURCES).as_posix().encode(), path.read_bytes()) for path in paths]
    made_by = f"{ESBUILD} {OPTIONS}".encode()
    return hashlib.sha256(
        b"\0".join([made_by, *(part for each in told for part in each)])
    ).hexdigest()[:16]


def banner() -> str:
    """What stands at the top of the made file."""
    return f"/* Made of browser/ sha256-{digest()}; fflate {FFLATE}, (c) Arjun Barrett, MIT */"


def named_digest(text: str) -> str:
    """The digest that a made file names."""
    found = re.search(r"browser/ sha256-(\w+)", text)
    return found[1] if found else ""


def vendored(home: Path) -> dict[str, bytes]:
    """The files of the pinned fflate package, whose hash is checked."""
    command = ["npm", "pack", "--silent", f"fflate@{FFLATE}"]
    name = subprocess.run(command, cwd=home, check=True, text=True, capture_output=True).stdout
    package = home / name.strip()
    found = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if f"sha512-{found}" != FFLATE_HASH:
        raise SystemExit(f"fflate {FFLATE} has another hash: sha512-{found}")
    with tarfile.open(package) as archive:
        members = {old: archive.extractfile(f"package/{old}") for old in FILES}
        return {FILES[old]: member.read() for old, member in members.items() if member}


def make(home: Path) -> str:
    """The text of the made file."""
    for name, data in vendored(home).items():
        (VENDORED / name).write_bytes(data)
    install = ["npm", "install", "--silent", "--no-save", "--ignore-scripts", f"esbuild@{ESBUILD}"]
    subprocess.run(install, cwd=home, check=True)
    alias = f"--alias:fflate={VENDORED / 'browser.js'}"
    command = [home / "node_modules/.bin/esbuild", SOURCES / "bring" / "index.js", alias, *OPTIONS]
    done = subprocess.run(command, check=True, text=True, capture_output=True)
    return f"{banner()}\n{done.stdout}"


def main(command: str = "make") -> int:
    with tempfile.TemporaryDirectory() as folder:
        text = make(Path(folder))
    if command == "check":
        return int(text != MADE.read_text("utf-8"))
    MADE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
