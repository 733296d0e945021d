"""Read the results of a user study (CSV) strictly, and sum them up for /about/quality/.

docs/study/README.md describes the columns. None identifies a person.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from navigator.content.frontmatter import ContentError, Problem

TASKS = (
    "Say what was tried",
    "Find out why an option is marked",
    "Put two options on the sheet",
    "Put a mistake right",
    "Find urgent help in another country",
    "Open a link, and leave nothing behind",
)
DEVICES = ("phone", "computer", "paper")
OUTCOMES = ("done", "helped", "not-done")
_TASK_COLUMNS = [f"task{number}" for number in range(1, len(TASKS) + 1)]
_SUS_COLUMNS = [f"sus{number}" for number in range(1, 11)]
COLUMNS = ["person", "month", "device", *_TASK_COLUMNS, *_SUS_COLUMNS]
PEOPLE_MIN, PEOPLE_MAX = 5, 500  # with fewer, a participant could be identified
BYTES_MAX = 256 * 1024

Row = dict[str, str]


def read_study(path: Path) -> dict[str, Any]:
    """The sums of the file at `path`, or an empty mapping if there is none.

    Raises ContentError with every invalid cell, by line and column.
    """
    if not path.exists():
        return {}
    if path.stat().st_size > BYTES_MAX:
        raise ContentError([_problem(path, 1, "", "a large file", f"at most {BYTES_MAX:,} bytes")])
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError([_problem(path, 1, "", "other bytes", "text in UTF-8")]) from error
    rows = list(csv.reader(io.StringIO(text)))
    problems = list(_problems(path, rows))
    if problems:
        raise ContentError(problems)
    return _sums([dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]])


def sus(row: Row) -> float | None:
    """One person's System Usability Scale, 0 to 100; None if a statement was not answered."""
    answers = [row[column] for column in _SUS_COLUMNS]
    if not all(answers):
        return None
    numbers = [int(answer) for answer in answers]
    return 2.5 * (sum(n - 1 for n in numbers[::2]) + sum(5 - n for n in numbers[1::2]))


def _sums(rows: list[Row]) -> dict[str, Any]:
    scores = [score for row in rows if (score := sus(row)) is not None]
    months = sorted(row["month"] for row in rows)
    return {
        "people": len(rows),
        "first_month": months[0],
        "last_month": months[-1],
        "devices": {name: sum(row["device"] == name for row in rows) for name in DEVICES},
        "tasks": [
            {"name": name}
            | {
                outcome.replace("-", "_"): sum(row[column] == outcome for row in rows)
                for outcome in OUTCOMES
            }
            for name, column in zip(TASKS, _TASK_COLUMNS, strict=True)
        ],
        "sus_people": len(scores),
        "sus_median": median(scores) if scores else None,
    }


def _problems(path: Path, rows: list[list[str]]) -> Iterator[Problem]:
    if not rows or rows[0] != COLUMNS:
        yield _problem(path, 1, "", "other columns", ",".join(COLUMNS))
        return
    people = len(rows) - 1
    if not PEOPLE_MIN <= people <= PEOPLE_MAX:
        yield _problem(
            path, 1, "", f"{people} people", f"{PEOPLE_MIN} to {PEOPLE_MAX}, one line each"
        )
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(COLUMNS):
            yield _problem(path, line, "", f"{len(row)} cells", f"{len(COLUMNS)} cells")
            continue
        for column, value in zip(COLUMNS, row, strict=True):
            pattern, expected = _wanted(column)
            if not re.fullmatch(pattern, value):
                yield _problem(path, line, column, f"“{value[:40]}”", expected)
    if len({row[0] for row in rows[1:] if row}) != people:
        yield _problem(path, 1, "person", "a number twice", "each person once")


def _wanted(column: str) -> tuple[str, str]:
    """(pattern of a valid cell, the expected value in words)."""
    if column == "person":
        return r"[1-9]\d{0,2}", "a number from 1 on"
    if column == "month":
        return r"20\d\d-(0[1-9]|1[0-2])", "a month as 2026-11, no day"
    if column == "device":
        return "|".join(DEVICES), f"one of: {', '.join(DEVICES)}"
    if column in _TASK_COLUMNS:
        return "|".join(OUTCOMES), f"one of: {', '.join(OUTCOMES)}"
    return "[1-5]?", "1 to 5, or nothing"


def _problem(path: Path, line: int, column: str, found: str, expected: str) -> Problem:
    return Problem(path.name, line, column, found, expected)
