"""Report on the texts in content/: grade, balance, sources, age. No database is needed."""

import datetime
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from navigator.catalogue import Catalogue
from navigator.content.frontmatter import ContentError
from navigator.content.load import read_all
from navigator.content.promises import GRADE_MAX
from navigator.review.checklists import Criterion
from navigator.review.report import (
    MEDIAN_GRADE_MAX,
    QualityReport,
    TextReport,
    overdue,
    quality_report,
)

_ROW = "{:<50} {:>5} {:>5} {:>8} {:>5} {:>7}  {:<10}  {}"
_HEADS = ("text", "grade", "words", "benefits", "harms", "sources", "checked on", "missing")


class Command(BaseCommand):
    """`content_report`: what /about/quality/ shows, for a terminal or a nightly job."""

    help = "Report on the texts in content/. Fails when one is too hard to read or overdue."

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = _read()
        report = quality_report(catalogue)
        late = tuple(overdue(catalogue, datetime.date.today()))
        self.stdout.write("\n".join(_lines(report, late)))
        problems = (*_too_hard(report), *(f"overdue: {line}" for line in late))
        if problems:
            raise CommandError("\n".join(problems))


def _read() -> Catalogue:
    try:
        return read_all(
            settings.CONTENT_DIR,
            language=settings.LANGUAGE,
            total_max_bytes=settings.CONTENT_MAX_BYTES,
        )
    except ContentError as error:
        raise CommandError("\n".join(map(str, (*error.problems, error)))) from error


def _lines(report: QualityReport, late: tuple[str, ...]) -> list[str]:
    """The whole report."""
    return [
        _ROW.format(*_HEADS),
        *map(_row, report.texts),
        "",
        f"Median grade of the options: {report.median_grade} (at most {MEDIAN_GRADE_MAX})",
        f"Highest grade: {report.highest_grade} (at most {GRADE_MAX})",
        "",
        *_by_state("IPDAS", report.ipdas),
        *_by_state("PEMAT-P", report.pemat),
        "",
        *(f"Overdue: {line}" for line in late or ("nothing",)),
    ]


def _row(text: TextReport) -> str:
    balance = ("" if count is None else count for count in (text.benefits, text.harms))
    last = (text.sources, text.checked_on.isoformat(), ", ".join(text.missing))
    return _ROW.format(text.name, text.grade, text.words, *balance, *last).rstrip()


def _by_state(label: str, criteria: tuple[Criterion, ...]) -> list[str]:
    """One line for each state: how many items, and which."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for item in criteria:
        numbers[item.state].append(item.number)
    return [f"{label}, {state}: {len(n)} ({', '.join(n)})" for state, n in numbers.items()]


def _too_hard(report: QualityReport) -> list[str]:
    """The median of the options, if it is too high. The loader holds each single text."""
    if report.median_grade <= MEDIAN_GRADE_MAX:
        return []
    return [f"median grade {report.median_grade}, expected at most {MEDIAN_GRADE_MAX}"]
