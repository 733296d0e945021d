"""One run: load a catalogue of each size, serve it, and ask ours and the others in turn."""

import argparse
import gzip
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from navigator.catalogue import Catalogue
from navigator.choices import Result
from navigator.content.load import read_all
from navigator.models import MedicineClass
from tests.bench import report, rivals
from tests.bench.generate import SEED, SHIPPED, generate
from tests.bench.measure import Target, measure, pss_mb, request
from tests.bench.weights import Weight, weigh
from tests.servers import ROOT, environment, manage, site

PEOPLE = 20_000  # more than are asked for in a run: nobody's answers come twice
MAX_KIB = 32 * 1024
SHIPPED_OPTIONS = len(read_all(SHIPPED).treatments)
NAMES = ("zolof", "efexor xr 150 mg", "Wellbutrin", "abilfy", "remeron 15mg", "TMS", "talk therapy")


class Load(NamedTuple):
    """`load_content` of a folder: how long, how much memory, and what it said meanwhile."""

    files: int
    seconds: float
    peak_mb: float
    last_line: str


@dataclass
class Measured:
    """All that was measured with a catalogue of one size."""

    options: int
    load: Load
    targets: dict[str, Target]
    lacking: list[str]
    workers_mb: list[float]
    master_mb: float
    weights: list[Weight]


def main() -> None:
    """Read the command line, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=[SHIPPED_OPTIONS, 100])
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--look", action="store_true", help="print; write nothing")
    chosen = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("CPU time and memory are read from /proc, as Linux has it. There is none here.")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as home:
        say("Installing datasette, to measure beside it")
        program = rivals.install_datasette(Path(home, "datasette"))
        found = [_measure(Path(home), size, program, chosen) for size in chosen.sizes]
        versions = rivals.versions(program)
    text = report.text(found, versions, time.monotonic() - started)
    print(text)
    if not chosen.look:
        (ROOT / "docs" / "performance.md").write_text(text, "utf-8")
        (ROOT / "docs" / "performance.svg").write_text(report.plot(found), "utf-8")
        say("Written: docs/performance.md, docs/performance.svg")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _measure(
    home: Path, options: int, program: Path | None, chosen: argparse.Namespace
) -> Measured:
    """Load a catalogue of so many options, serve it, and ask all there is to ask."""
    here = home / str(options)
    here.mkdir()
    say(f"{options} options: loading")
    content = generate(here, options)
    env = environment(
        here,
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        NAVIGATOR_CONTENT=str(content),
        NAVIGATOR_CONTENT_MAX_KIB=str(MAX_KIB),
    )
    for command in ("collectstatic", "--no-input"), ("migrate",):
        done = manage(env, *command)
        assert done.returncode == 0, done.stderr
    load = _load(env, content)
    catalogue = read_all(content, total_max_bytes=MAX_KIB * 1024)
    with ExitStack() as stack:
        ours = stack.enter_context(site(env, here, workers=2))
        bare_env = env | {"DJANGO_SETTINGS_MODULE": "tests.bench.bare"}
        bare = stack.enter_context(site(bare_env, here, workers=2))
        plain = ours.ask("/options/").body
        packed = gzip.compress(plain, 9)
        files = stack.enter_context(rivals.nginx(here / "nginx", plain, packed))
        other = stack.enter_context(rivals.datasette(program, here / "datasette", catalogue))
        weights = weigh(ours)
        mine, people = (ours.port, ours.process.pid), three_ticks(catalogue)
        etag = ours.ask("/options/").headers["ETag"]
        targets = [
            Target("hello", *mine, [request("/hello")]),
            Target("bare", bare.port, bare.process.pid, [request("/hello")]),
            Target("home", *mine, [request("/")]),
            Target("options", *mine, [request("/options/")]),
            Target("not modified", *mine, [request("/options/", If_None_Match=etag)]),
            Target("option", *mine, [request("/options/esketamine/")]),
            Target("sheet", *mine, [request("/questions/")]),
            Target("filter", *mine, [_post("/options/", p) for p in people]),
            Target(
                "filter, whole page", *mine, [_post("/options/", p, htmx=False) for p in people]
            ),
            Target("sheet, filled in", *mine, [_post("/questions/", p) for p in people]),
            Target("reasons", *mine, [_post("/options/esketamine/", p) for p in people]),
            Target("names", *mine, [_post("/options/", p) for p in _with_names(people)]),
            Target("search", *mine, [_post("/options/", p + b"&q=magnet+therapy") for p in people]),
            Target("matters", *mine, [_post("/options/", p + _matters(catalogue)) for p in people]),
            Target("any query", *mine, [request(f"/options/?x={n}&kind=y{n}") for n in range(999)]),
        ]
        if files.port:
            targets.append(Target("nginx", files.port, files.pid, [request("/page.html")]))
        if other.port:
            targets.append(Target("datasette", other.port, other.pid, [request(rivals.FILTER)]))
        say(f"{options} options: measuring {len(targets)} things, {chosen.rounds} rounds")
        measure(targets, chosen.rounds, chosen.seconds)
        return Measured(
            options=len(catalogue.treatments),
            load=load,
            targets={each.name: each for each in targets},
            lacking=[each.lacking for each in (files, other) if each.lacking],
            workers_mb=[pss_mb(pid) for pid in ours.workers()],
            master_mb=pss_mb(ours.process.pid),
            weights=weights,
        )


def _load(env: dict[str, str], content: Path) -> Load:
    command = [sys.executable, "manage.py", "load_content"]
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, told
    lines = [line for line in re.split(r"[\r\n]+", told) if line.startswith("Reading")]
    files = len(list((content / "en").glob("*/*.md"))) + len(list((content / "en").glob("*.md")))
    return Load(
        files, time.monotonic() - started, usage.ru_maxrss / 1024, lines[-1] if lines else ""
    )


def three_ticks(catalogue: Catalogue) -> list[bytes]:
    """People who ticked two antidepressants and an option, and said how some of it went."""
    draw = random.Random(SEED)
    medicines = [
        medicine.slug
        for family in catalogue.items[MedicineClass]
        if family.group == MedicineClass.Group.ANTIDEPRESSANT
        for medicine in catalogue.medicines_of[family.slug]
    ]
    options = [option.slug for option in read_all(SHIPPED).treatments]
    people: dict[bytes, None] = {}  # in the order drawn
    while len(people) < PEOPLE:
        ticked = [*draw.sample(medicines, 2), draw.choice(options)]
        results = {f"result-{s}": draw.choice(Result.values) for s in ticked if draw.random() < 0.5}
        people[urlencode({"tried": ticked, **results}, doseq=True).encode()] = None
    return list(people)


def _with_names(people: list[bytes]) -> list[bytes]:
    return [person + _names(number) for number, person in enumerate(people[:2000])]


def _names(number: int) -> bytes:
    """One to five names, some misspelled."""
    chosen = [NAMES[(number + each) % len(NAMES)] for each in range(number % 5 + 1)]
    return b"&" + urlencode({"names": ", ".join(chosen)}).encode()


def _matters(catalogue: Catalogue) -> bytes:
    """Two things that matter."""
    return b"".join(f"&matters={each.slug}".encode() for each in catalogue.priorities[:2])


def _post(path: str, body: bytes, htmx: str = "true") -> bytes:
    return request(path, body, **({"HX_Request": htmx} if htmx else {}))
