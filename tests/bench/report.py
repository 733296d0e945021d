"""What was measured, as a page of Markdown and a plot."""

import datetime
import math
import os
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tests.bench.compare import Measured

# What is asked, in the words of the table.
WORDS = {
    "hello": "a view that says hello, same server, same middleware",
    "bare": "a view that says hello, same server, no middleware at all",
    "home": "home",
    "options": "options, before the first tick",
    "not modified": "options again, not modified (304)",
    "option": "one option",
    "sheet": "sheet, before the first tick",
    "filter": "filter, three ticks: the fragment",
    "filter, whole page": "filter, three ticks: the whole page, without script",
    "sheet, filled in": "sheet, three ticks: the fragment",
    "reasons": "reasons of one option: the fragment",
    "names": "one to five names, some misspelled: the fragment",
    "search": "a search among options: the fragment",
    "matters": "two things that matter: the fragment",
    "any query": "options, with a made-up query",
    "nginx": "the options page as a file behind nginx",
    "datasette": "datasette, one filter on the same options",
}
PUBLIC = ("home", "options", "option", "sheet")


class Aim(NamedTuple):
    """A figure to reach, what was reached, and what to know about it."""

    what: str
    most: float
    found: float
    unit: str
    note: str = ""

    @property
    def met(self) -> bool:
        return self.found <= self.most


def text(found: "Sequence[Measured]", versions: list[str], seconds: float) -> str:
    """The whole page."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    first = found[0]
    aims = list(_aims(found))
    parts = [
        "# How fast and how light",
        f"Made by `make bench` on {day} in {seconds / 60:.0f} minutes: {os.cpu_count()} "
        f"processors, {', '.join(versions)}. Run it on your own machine: times differ between "
        "machines, multiples of hello less so.",
        "![CPU time for each request](performance.svg)",
        "## What was aimed at, and what was reached",
        _aims_table(aims),
        *_sentences(aims),
        "## What was measured",
        HOW,
        *(f"Left out: {why}." for why in first.lacking),
        *(part for each in found for part in (f"### {each.options} options", _table(each))),
        "## Memory",
        _memory_table(found),
        "## Loading",
        _load_table(found),
        "## Weight of a first visit",
        WEIGHT,
        _weight_table(first),
    ]
    return "\n\n".join(parts) + "\n"


HOW = """The product runs as in production: `navigator/serving/gunicorn_conf.py`, two workers of
four threads, SQLite. The same server answers `hello`, a view of six bytes, through the same
middleware. One client on the same machine keeps eight connections busy, so requests per second
and waiting times are those of a server at its limit that shares its processors with the client.
CPU time is the server's own, of all its processes, as the kernel counts it. The things are asked
in turn, in rounds; a multiple of hello compares inside a round, and the table holds the median.
The three ticks are those of made-up people: two antidepressants and one option each, some with a
result. None of them comes twice, so nothing can be answered from what was kept of the same person.
Options beyond the shipped ones are shuffled together from them
(`tests/bench/generate.py`), so they repeat each other and pack better than real ones would.
Datasette answers one filter that leaves nearly all options in its table, with their reasons as
JSON; it does no matching."""

WEIGHT = """Kilobytes of 1,000 bytes, as sent to a browser that takes brotli, without the heads of
answers. The first view needs the HTML and the style; scripts wait."""


# What may cost how many times a bare view that says hello.
COST = {
    "filter": 3.7,
    "filter, whole page": 10,
    "reasons": 2.5,
    "names": 8,
    "search": 8,
    "sheet, filled in": 8,
    "matters": 5,
    "home": 1.6,
    "options": 1.6,
    "option": 1.6,
    "sheet": 1.6,
    "any query": 1.6,
    "not modified": 1.6,
}


def _aims(found: "Sequence[Measured]") -> Iterator[Aim]:
    first, last = found[0], found[-1]
    bare = first.targets["bare"]
    for name, most in COST.items():
        yield Aim(WORDS[name], most, first.targets[name].beside(bare), "times a bare hello’s CPU")
    if last.options > first.options:
        growth = last.targets["filter"].typical.cpu_ms / first.targets["filter"].typical.cpu_ms
        what = f"filter, {last.options} options beside {first.options}"
        yield Aim(what, 1.5, growth, "times the CPU")
    memory = sum(first.workers_mb) + first.master_mb
    yield Aim("two workers and their master", 90, memory, "MB (PSS)")
    listed = next(each for each in first.weights if each.path == "/options/")
    yield Aim("whole first visit of /options/", 32, listed.whole / 1000, "KB")
    yield Aim("requests of a first visit of /options/", 5, listed.requests, "requests")
    yield Aim("scripts of /options/", 20, listed.script / 1000, "KB")
    for each in first.weights:
        yield Aim(f"HTML and style of {each.path}", 14, each.first_view / 1000, "KB")


def _sentences(aims: list[Aim]) -> Iterator[str]:
    missed = [aim for aim in aims if not aim.met]
    yield f"Of {len(aims)} aims {len(aims) - len(missed)} were reached in this run."
    if missed:
        names = "; ".join(
            f"{aim.what} ({_number(aim.found)} instead of {_number(aim.most)} {aim.unit})"
            for aim in missed
        )
        yield f"Missed: {names}."


def _aims_table(aims: list[Aim]) -> str:
    rows = [
        [
            aim.what,
            f"{_number(aim.most)} {aim.unit}",
            _number(aim.found),
            "yes" if aim.met else "**no**",
        ]
        for aim in aims
    ]
    return _markdown(["what", "at most", "found", "reached"], rows)


def _table(measured: "Measured") -> str:
    hello = measured.targets["hello"]
    rows = []
    for name, target in measured.targets.items():
        run = target.typical
        rows.append(
            [
                WORDS[name],
                f"{run.cpu_ms:.2f}",
                f"{target.beside(hello):.2f}",
                f"{run.per_second:,.0f}",
                f"{run.p50_ms:.1f}",
                f"{run.p99_ms:.1f}",
                f"{run.wire_bytes:,.0f}",
            ]
        )
    head = ["asked", "CPU ms", "× hello", "requests/s", "p50 ms", "p99 ms", "bytes on the wire"]
    return _markdown(head, rows)


def _memory_table(found: "Sequence[Measured]") -> str:
    rows = [
        [
            f"{each.options:,}",
            " + ".join(f"{mb:.1f}" for mb in each.workers_mb),
            f"{sum(each.workers_mb):.1f}",
            f"{each.master_mb:.1f}",
        ]
        for each in found
    ]
    return _markdown(["options", "each worker, MB", "two workers, MB", "master, MB"], rows)


def _load_table(found: "Sequence[Measured]") -> str:
    rows = [
        [
            f"{each.load.files:,}",
            f"{each.load.seconds:.1f}",
            f"{each.load.peak_mb:.0f}",
            f"“{each.load.last_line}”" if each.load.last_line else "none: it takes under a second",
        ]
        for each in found
    ]
    return _markdown(["files", "seconds", "peak memory, MB", "last progress line"], rows)


def _weight_table(measured: "Measured") -> str:
    rows = []
    for each in measured.weights:
        sizes = (*each[1:5], each.first_view, each.whole)
        rows.append([each.path, *(f"{size / 1000:.1f}" for size in sizes), str(each.requests)])
    head = ["page", "HTML", "style", "scripts", "icon", "HTML + style", "all", "requests"]
    return _markdown(head, rows)


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    align = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, align, *rows])


def _number(value: float) -> str:
    if value == int(value):
        return f"{value:.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


# --- the plot ---------------------------------------------------------------------------------

_LEFT, _WIDTH, _ROW, _TOP = 330, 800, 24, 46
_LOW, _HIGH = 0.01, 1000.0  # milliseconds


def plot(found: "Sequence[Measured]") -> str:
    """CPU time for each request, as bars on a logarithmic scale."""
    bars = list(_bars(found))
    height = _TOP + _ROW * len(bars) + 14
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>CPU time of the server for each request, in milliseconds</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        '<text x="10" y="18" font-weight="bold">CPU time of the server for each request, '
        "milliseconds (each line is ten times the last)</text>",
    ]
    for power in range(-2, 4):
        x = _x(10.0**power)
        parts.append(f'<path d="M{x:.0f} {_TOP - 6}V{height - 8}" stroke="#d8d8d8"/>')
        parts.append(
            f'<text x="{x:.0f}" y="{_TOP - 10}" text-anchor="middle">{10.0**power:g}</text>'
        )
    for place, (name, cpu_ms, times, colour) in enumerate(bars):
        y, end = _TOP + place * _ROW, _x(cpu_ms)
        size = f'width="{end - _LEFT:.0f}" height="{_ROW - 7}"'
        parts += [
            f'<text x="{_LEFT - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LEFT}" y="{y + 3}" {size} fill="{colour}"/>',
            f'<text x="{end + 5:.0f}" y="{y + 15}">{cpu_ms:.2f} ({times:.1f}×)</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(cpu_ms: float) -> float:
    share = math.log10(max(cpu_ms, _LOW) / _LOW) / math.log10(_HIGH / _LOW)
    return _LEFT + share * (_WIDTH - _LEFT - 90)


def _bars(found: "Sequence[Measured]") -> Iterator[tuple[str, float, float, str]]:
    """Rows of the plot: all of the shipped catalogue, and of larger ones what grows."""

    def bar(measured: Any, name: str, colour: str) -> Iterator[tuple[str, float, float, str]]:
        target = measured.targets.get(name)
        if target is not None:
            times = target.beside(measured.targets["hello"])
            label = name if name in ("hello", *PUBLIC) else f"{name}, {measured.options:,} options"
            yield label, target.typical.cpu_ms, times, colour

    first = found[0]
    for name in ("nginx", "hello", *PUBLIC, "not modified"):
        yield from bar(first, name, "#8a8a8a" if name in ("nginx", "hello") else "#0b4f4b")
    for name in ("filter", "filter, whole page", "datasette"):
        for measured in found:
            yield from bar(measured, name, "#8a8a8a" if name == "datasette" else "#0b4f4b")
