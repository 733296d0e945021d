"""What the site is made of: its licences, its bill of materials, what is known against it.

    python -m tests.supply_chain licences | sbom | audit

Reads the lock file and the installed packages; only `audit` asks the network, and says so when it
could not.
"""

import base64
import datetime
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, NamedTuple

from tests.bundle import FFLATE, FFLATE_HASH

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
TOOLS = ROOT / ".venv" / "tools"
LAST_AUDIT = TOOLS / "last-audit.json"
PIP_AUDIT = "pip-audit==2.10.1"
NOT_DONE = 75
# Licences that let anybody use, change and pass on the whole; LGPL: as a library, unchanged.
ALLOWED = {"MIT", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "PSF-2.0", "LGPL-3.0-only"}
# In static/js/bring.js (tests/bundle.py).
VENDORED = {
    "type": "library",
    "bom-ref": f"pkg:npm/fflate@{FFLATE}",
    "name": "fflate",
    "version": FFLATE,
    "purl": f"pkg:npm/fflate@{FFLATE}",
    "licenses": [{"license": {"id": "MIT"}}],
    "hashes": [{"alg": "SHA-512", "content": base64.b64decode(FFLATE_HASH[7:]).hex()}],
}
_PINNED = re.compile(
    r"^(?P<name>[\w.-]+)(?P<extras>\[[\w,.-]+\])?==(?P<version>[\w.]+)(?: ; (?P<marker>[^\\]*))?",
    re.M,
)


class Package(NamedTuple):
    """One locked package."""

    name: str
    version: str
    hashes: list[str]

    @property
    def licence(self) -> str:
        """In the package's own words; empty when it is not for this machine."""
        try:
            about = distribution(self.name).metadata
        except PackageNotFoundError:
            return ""
        named = about.get("License-Expression") or (about.get("License") or "").split("\n")[0]
        classes = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
        return named or " ".join(c.split("::")[-1].strip() for c in classes).removesuffix(
            " License"
        )


def locked(lock: Path = LOCK) -> list[Package]:
    """The packages of a lock file, with their hashes."""
    text = lock.read_text("utf-8")
    found = list(_PINNED.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        Package(m["name"], m["version"], re.findall(r"sha256:(\w+)", text[m.start() : end]))
        for m, end in zip(found, ends, strict=True)
    ]


def licences() -> int:
    """One line a package; fails for a licence that nobody has looked at."""
    strange = []
    for package in locked():
        licence = package.licence or "not installed on this machine"
        print(f"{package.name:20} {package.version:12} {licence}")
        if package.licence and package.licence not in ALLOWED:
            strange.append(package.name)
    if strange:
        print(f"Look at the licence of: {', '.join(strange)}", file=sys.stderr)
    return bool(strange)


def sbom() -> dict[str, Any]:
    """A CycloneDX 1.6 bill of materials. The same lock gives the same text."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    us = {
        "type": "application",
        "bom-ref": project["name"],
        "name": project["name"],
        "version": project["version"],
        "licenses": [{"license": {"id": project["license"]}}],
    }
    packages = locked()
    serial = uuid.uuid5(uuid.NAMESPACE_URL, repr(packages))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": us},
        "components": [*(_component(package) for package in packages), VENDORED],
        "dependencies": [
            {"ref": project["name"], "dependsOn": [*map(_purl, packages), VENDORED["purl"]]}
        ],
    }


def _purl(package: Package) -> str:
    return f"pkg:pypi/{package.name.lower().replace('_', '-')}@{package.version}"


def _component(package: Package) -> dict[str, Any]:
    named = [{"license": {"name": package.licence}}] if package.licence else []
    files = [{"alg": "SHA-256", "content": digest} for digest in package.hashes]
    return {
        "type": "library",
        "bom-ref": _purl(package),
        "name": package.name,
        "version": package.version,
        "purl": _purl(package),
        "licenses": named,
        "hashes": files,
    }


def audit() -> int:
    """Hashes and versions from what is here; then known holes, if the advisory service answers."""
    wrong = [p.name for p in locked() if not p.hashes or _installed(p) not in ("", p.version)]
    print(f"Installed as locked, with hashes: {'all' if not wrong else 'NOT ' + ', '.join(wrong)}")
    python = TOOLS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", TOOLS], check=True)
    subprocess.run([python, "-m", "pip", "install", "-qq", PIP_AUDIT], check=False)
    command = [
        python,
        "-m",
        "pip_audit",
        "-r",
        LOCK,
        "--require-hashes",
        "--disable-pip",
        "--strict",
    ]
    done = subprocess.run(command, text=True, capture_output=True, check=False)
    if "vulnerabilit" in done.stdout + done.stderr:
        print(done.stdout + done.stderr)
        remember_audit()
        return max(done.returncode, bool(wrong))
    print(not_audited())
    return 1 if wrong else NOT_DONE


def remember_audit() -> None:
    """Write down that the service answered today, for these locked versions."""
    LAST_AUDIT.parent.mkdir(parents=True, exist_ok=True)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    LAST_AUDIT.write_text(json.dumps({"on": today, "lock": _digest_of_lock()}), "utf-8")


def not_audited() -> str:
    """What to say when the service did not answer: when it last did, and whether for this lock."""
    said = (
        "*** NOT AUDITED: the advisory service did not answer. Try again where it can be reached."
    )
    if not LAST_AUDIT.exists():
        return f"{said}\n*** It has never answered on this machine."
    last = json.loads(LAST_AUDIT.read_text("utf-8"))
    same = "for these versions" if last["lock"] == _digest_of_lock() else "for OTHER versions"
    return f"{said}\n*** It last answered on {last['on']}, {same}."


def _digest_of_lock() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _installed(package: Package) -> str:
    try:
        return distribution(package.name).version
    except PackageNotFoundError:
        return ""


def main(command: str) -> int:
    if command == "sbom":
        print(json.dumps(sbom(), indent=1))
        return 0
    return {"licences": licences, "audit": audit}[command]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
