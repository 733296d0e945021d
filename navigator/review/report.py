"""The quality report on the texts: reading grade, age, balance, sources, and what is not done.

The checklists are IPDAS version 4 (patient decision aids) and PEMAT-P (printable materials).
What needs people outside the team is reported as not done until they have done it.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.content.promises import names_of, whole_text
from navigator.content.readability import measure
from navigator.models import Checked, Treatment
from navigator.review.checklists import Criterion, ipdas, pemat

MEDIAN_GRADE_MAX = 6.0
URGENT_CHECK_DAYS = 183


class TextReport(NamedTuple):
    """One text: its path, its grade, its balance and its sources."""

    address: str
    name: str
    grade: float
    words: int
    checked_on: datetime.date
    benefits: int | None
    harms: int | None
    sources: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class QualityReport:
    """What /about/quality/ shows and `content_report` prints."""

    texts: tuple[TextReport, ...]
    ipdas: tuple[Criterion, ...]
    pemat: tuple[Criterion, ...]

    @property
    def median_grade(self) -> float:
        """The median of the options' grades."""
        grades = [t.grade for t in self.texts if t.address.startswith("/options/")]
        return round(median(grades), 1) if grades else 0.0

    @property
    def highest_grade(self) -> float:
        """The grade of the hardest text."""
        return max((text.grade for text in self.texts), default=0.0)

    def as_data(self) -> dict[str, Any]:
        """The report as JSON-ready data, which is stored with the release."""
        texts = [
            text._asdict() | {"checked_on": text.checked_on.isoformat()} for text in self.texts
        ]
        return {
            "median_grade": self.median_grade,
            "highest_grade": self.highest_grade,
            "texts": texts,
            "ipdas": [item._asdict() for item in self.ipdas],
            "pemat": [item._asdict() for item in self.pemat],
        }


def quality_report(catalogue: Catalogue) -> QualityReport:
    """Measure every text, and apply the checklists to the catalogue."""
    names = names_of(catalogue)
    texts = tuple(_text_report(item, names) for item in _texts(catalogue))
    return QualityReport(texts, tuple(ipdas(catalogue)), tuple(pemat(catalogue)))


def overdue(catalogue: Catalogue, as_of: datetime.date) -> Iterator[str]:
    """Items overdue for a check on the date `as_of`: texts after a year, help lines after half."""
    for item in _texts(catalogue):
        if item.is_overdue(as_of):
            yield f"{item.slug}: last checked on {item.checked_on}"
    for country in catalogue.urgent:
        for line in country.lines:
            day = datetime.date.fromisoformat(line["checked_on"])
            if (as_of - day).days > URGENT_CHECK_DAYS:
                yield f"urgent help, {country.name}, {line['name']}: last checked on {day}"


def _texts(catalogue: Catalogue) -> Iterator[Checked]:
    yield from catalogue.treatments
    yield from catalogue.classes
    yield from catalogue.topics
    yield from catalogue.question_set.values()
    yield from catalogue.page.values()


def _text_report(item: Checked, names: tuple[str, ...]) -> TextReport:
    grade = measure(whole_text(item), names=names)
    benefits = len(item.benefits) if isinstance(item, Treatment) else None
    harms = len(item.harms) if isinstance(item, Treatment) else None
    return TextReport(
        address=item.get_absolute_url(),
        name=getattr(item, "name", "") or getattr(item, "title", ""),
        grade=grade.grade,
        words=grade.words,
        checked_on=item.checked_on,
        benefits=benefits,
        harms=harms,
        sources=len(item.sources),
        missing=tuple(_missing(item)),
    )


def _missing(item: Checked) -> Iterator[str]:
    """Facts that are not known from the evidence yet."""
    if not isinstance(item, Treatment):
        return
    for name in ("time_to_effect_weeks", "visits_per_week", "course_weeks", "place"):
        if name not in item.practicalities and item.kind in ("psychotherapy", "procedure"):
            yield re.sub("_weeks$", "", name).replace("_", " ")
    if not item.figures:
        yield "figures"
