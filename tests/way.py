"""The way of one request through navigator/: which module it stays in, and how often it climbs.

A function counts once, where it is first entered, so loops over options and lists add nothing. A
stay is a run of such first entries in one module; a climb is a step to a module on a higher floor
than the one before. A module's floor is one above the highest module that it imports.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import groupby, pairwise
from types import CodeType, FrameType
from typing import Any, NamedTuple

from tests.test_floor_plan import MODULES, ROOT, imports

Entry = tuple[str, str]  # module, function


@cache
def floor(module: str) -> int:
    """0 for a module that imports none of ours."""
    return 1 + max((floor(each) for each in imports(module) & set(MODULES)), default=-1)


class Way(NamedTuple):
    """What was entered, in order; each function once."""

    entries: tuple[Entry, ...]

    @property
    def stays(self) -> list[str]:
        """The modules, each run of entries in one of them once."""
        return [module for module, _ in groupby(self.entries, key=lambda entry: entry[0])]

    @property
    def climbs(self) -> int:
        """Steps to a higher floor."""
        return sum(floor(after) > floor(before) for before, after in pairwise(self.stays))

    def __str__(self) -> str:
        runs = groupby(self.entries, key=lambda entry: entry[0])
        return "\n".join(f"{floor(m):3} {m}: {' '.join(f for _, f in run)}" for m, run in runs)


def _module(code: CodeType) -> str:
    """The module of ours that some code stands in, or nothing."""
    inside = code.co_filename.removeprefix(f"{ROOT}/")
    return "" if inside == code.co_filename else inside.removesuffix(".py").replace("/", ".")


@contextmanager
def traced(start: Entry) -> Iterator[Callable[[], Way]]:
    """Note what is entered from the first entry of `start` until it returns."""
    entries: dict[Entry, None] = {}
    ended = False

    def note(frame: FrameType, event: str, _: Any) -> None:
        nonlocal ended
        entry = (_module(frame.f_code), frame.f_code.co_name)
        if event == "return" and entry == start:
            ended = True
        is_named = entry[0] and not entry[1].startswith("<")  # no comprehension
        if event == "call" and is_named and not ended and (entries or entry == start):
            entries.setdefault(entry)

    sys.setprofile(note)
    try:
        yield lambda: Way(tuple(entries))
    finally:
        sys.setprofile(None)
