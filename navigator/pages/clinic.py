"""A clinic's own facts, as strips: "At Example Clinic, as of November 20, 2026: given here. ...".

A strip is one element with the attribute `data-strip`. Nothing else on a page depends on a layer.
"""

import base64
import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from navigator.catalogue import Catalogue
from navigator.pages.memo import memo_of
from navigator.pages.responses import page
from navigator.serving.current_release import catalogue_of
from navigator.serving.request_checks import refuse

OLD_DAYS = 180  # after which a strip says that it may be out of date
WAIT_DAYS = 365  # after which a waiting time is no longer shown


class Strip(NamedTuple):
    """A clinic's facts about one option, and whether they are out of date today."""

    clinic: str
    as_of: datetime.date
    here: str
    wait_weeks: int | None
    note: str
    source: Any  # title, publisher, year, url; None when no source is named
    is_old: bool


def strip_of(catalogue: Catalogue, slug: str, today: datetime.date) -> Strip | None:
    """The strip of an option; None if the layer has no file for it."""
    said = catalogue.layer.get("options", {}).get(slug)
    if not said:
        return None
    as_of = datetime.date.fromisoformat(said["as_of"])
    age = (today - as_of).days
    return Strip(
        clinic=catalogue.layer["clinic"]["name"],
        as_of=as_of,
        here=said["here"],
        wait_weeks=said.get("wait_weeks") if age <= WAIT_DAYS else None,
        note=said.get("note", ""),
        source=_source(catalogue, said.get("source")),
        is_old=age > OLD_DAYS,
    )


def _source(catalogue: Catalogue, slug: str | None) -> Any:
    own = catalogue.layer.get("sources", {})
    return own.get(slug) or catalogue.source.get(slug or "")


def strip_html(catalogue: Catalogue, slug: str, *, short: bool) -> SafeString:
    """The strip of an option as HTML; empty if there is none. Rendered once a day."""
    today = datetime.datetime.now(datetime.UTC).date()
    memo = memo_of(catalogue, "strips")
    html: SafeString | None = memo.get((slug, short, today))
    if html is None:
        strip = strip_of(catalogue, slug, today)
        html = _render("_strip.html", strip=strip, short=short) if strip else SafeString()
        memo[slug, short, today] = html
    return html


def clinic_html(catalogue: Catalogue, place: str, asked: Iterable[str] = ()) -> SafeString:
    """The clinic's contact strip for one page: `handout`, `sheet`, `urgent` or `about`.

    On the sheet it also says for each slug in `asked` whether the clinic offers that option.
    """
    clinic = catalogue.layer.get("clinic")
    if not clinic or (place == "urgent" and not clinic.get("urgent")):
        return SafeString()
    today = datetime.datetime.now(datetime.UTC).date()
    strips = [(catalogue.treatment[slug], strip_of(catalogue, slug, today)) for slug in asked]
    said = [(option, strip) for option, strip in strips if strip]
    return _render("_clinic.html", clinic=clinic, place=place, said=said)


def _render(template: str, **context: Any) -> SafeString:
    return mark_safe(render_to_string(template, context).strip())


@page()
def logo(request: HttpRequest) -> HttpResponse:
    """The clinic's logo."""
    found = catalogue_of(request).layer.get("clinic", {}).get("logo")
    if not found:
        return refuse(request, 404)
    return HttpResponse(base64.b64decode(found["data"]), content_type=found["type"])
