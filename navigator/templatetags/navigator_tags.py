"""Filters and tags: numbers, ranges, dates, citations, drawings and static file hashes."""

import base64
import datetime
import functools
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list

from navigator import citations
from navigator.choices import Country, Strength
from navigator.models import Checked
from navigator.pages import drawings

register = template.Library()

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@register.filter
def in_words(number: int) -> str:
    """Small numbers as words: 2 is “two”, 12 stays “12”."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """The value of a key that is itself a template variable; None when absent."""
    return mapping.get(key)


def span(value: dict[str, int] | None, unit: str) -> str:
    """A range with its unit: `{min: 4, max: 6}` and “week” give “4 to 6 weeks”."""
    if not value:
        return ""
    low, high = value.get("min", 0), value.get("max", 0)
    number = str(high) if low == high else f"{low} to {high}"
    return f"{number} {unit}{'' if number == '1' else 's'}"


@register.filter
def soon(value: dict[str, int] | None) -> str:
    """Weeks until it may help, in words: a range that begins at zero begins within days."""
    if not value:
        return ""
    low, high = value.get("min", 0), value.get("max", 0)
    if high == 0:
        return "Within days"
    if low == 0:
        return "Days to a week" if high == 1 else f"Days to {high} weeks"
    if high >= 26:
        return f"{round(low / 4.345) or 1} to {round(high / 4.345)} months"
    return span(value, "week")


@register.filter
def after_weeks(weeks: int) -> str:
    """A time point in the unit that people use: days, weeks, months or years."""
    if weeks == 0:
        return "within a day or so"
    if weeks < 20:
        return f"after {weeks} week{'' if weeks == 1 else 's'}"
    if weeks < 52:
        return f"after about {round(weeks / 4.345)} months"
    years = round(weeks / 52)
    return f"after about {years} year{'' if years == 1 else 's'}"


@register.filter
def a_day(value: str | datetime.date | None) -> str:
    """A date in words: 2026-11-23 is “November 23, 2026”."""
    if not value:
        return ""
    day = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
    return f"{day:%B} {day.day}, {day.year}"


@register.filter
def cited(text: str, sources: list[str]) -> SafeString:
    """A sentence of front matter, escaped, with its citations as links to the page's list."""
    return mark_safe(citations.inline(text, sources))


@register.filter
def uncited(text: str) -> str:
    """A sentence of front matter as plain text, without citation marks."""
    return citations.spoken(text)


@register.filter
def linked(text: str) -> SafeString:
    """A sentence of front matter, escaped, with its links and without citation marks."""
    return mark_safe(citations.linked(text))


@register.filter
def strength_label(value: str) -> str:
    """The label of a rule's strength."""
    return str(Strength(value).label)


@register.filter
def country_label(value: str) -> str:
    """The label of a country."""
    return str(Country(value).label)


@register.filter
def as_list(listed: Iterable[str]) -> str:
    """Names in a sentence: “a, b and c”."""
    return str(get_text_list(list(listed), "and"))


@register.filter
def subtract(number: int, other: int) -> int:
    """The difference of two numbers."""
    return number - other


@register.filter
def tel(number: str) -> str:
    """A phone number in the format of `tel:` and `sms:` links."""
    return "".join(character for character in number if character.isdigit() or character == "+")


@register.simple_tag
def brands(names: dict[str, list[str]]) -> str:
    """Brand names in one line, US first, each once."""
    # Sorted: PostgreSQL's jsonb does not keep the order of keys.
    countries = sorted(names, key=lambda country: (country != "us", country))
    return ", ".join(dict.fromkeys(name for country in countries for name in names[country]))


@functools.cache
def _integrity(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(f"There is no static file {path}.")
    digest = hashlib.sha384(Path(found).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


@register.simple_tag
def integrity(path: str) -> str:
    """The value of the `integrity` attribute (SRI) of a static file."""
    return _integrity(path)


@register.filter
def words(text: str) -> list[str]:
    """Split a template string at spaces."""
    return text.split()


@register.filter
def bare_span(value: dict[str, int] | None) -> str:
    """A range without a unit: “2 to 3”."""
    if not value:
        return ""
    low, high = value.get("min", 0), value.get("max", 0)
    if high == 0:
        return "None"
    return str(high) if low == high else f"{low} to {high}"


@register.filter
def minutes(value: dict[str, int] | None) -> str:
    """A range of minutes, in hours where that is easier to read."""
    if not value:
        return ""
    low, high = value.get("min", 0), value.get("max", 0)
    if low >= 120:
        hours = bare_span({"min": round(low / 60), "max": round(high / 60)})
        return f"About {hours} hours"
    return f"{bare_span(value)} minutes"


@register.filter
def is_overdue(item: Checked) -> bool:
    """Whether an item is overdue for a check today."""
    return item.is_overdue(datetime.datetime.now(datetime.UTC).date())


@register.filter
def host(url: str) -> str:
    """The host of a URL, for the visible text of its link."""
    return urlsplit(url).netloc.removeprefix("www.")


@register.filter
def elsewhere(html: str) -> str:
    """Point links to sources and terms at /sources/ and the glossary, for a page without those
    lists."""
    html = html.replace('href="#source-', 'href="/sources/#source-')
    return html.replace('href="#word-', 'href="/glossary/#word-')


@register.simple_tag
def hundred(people: int, label: str) -> SafeString:
    """A picture of 100 people."""
    return drawings.hundred_people(people, label)


@register.simple_tag
def weeks_bar(value: dict[str, int], longest: int) -> SafeString:
    """A bar of weeks until it may help."""
    return drawings.weeks_bar(value.get("min", 0), value.get("max", 0), longest)


@register.simple_tag
def visit_dots(value: dict[str, int]) -> SafeString:
    """Visits a week as dots."""
    return drawings.visit_dots(value.get("max", 0))


@register.simple_tag
def drawing(slug: str) -> SafeString:
    """The small drawing of an option, which helps people to recognise it; empty without one."""
    path = settings.BASE_DIR / "static" / "drawings" / f"{slug}.svg"
    return mark_safe(path.read_text("utf-8")) if path.is_file() else mark_safe("")


@register.simple_tag(takes_context=True)
def source_name(context: Any, slug: str) -> str:
    """Publisher and year of a source."""
    source = context["catalogue"].source[slug]
    return f"{source.publisher}, {source.year}"
