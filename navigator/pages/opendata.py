"""The catalogue as open data: /catalogue.json, and one option at /options/<slug>.json.

`manage.py catalogue_schema` generates docs/catalogue.schema.json from KEYS, the models and the
loader's shapes. The file holds everything that decides a standing.
"""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from navigator.catalogue import Catalogue
from navigator.citations import spoken
from navigator.models import Item, Medicine, MedicineClass, OptionKind, Source, Treatment
from navigator.pages.responses import View, address, page
from navigator.serving.current_release import catalogue_of
from navigator.serving.request_checks import refuse

VERSION = 2
LICENCE = "CC-BY-4.0"

# The published fields of each model. Left out: names that are recognised but never shown, and
# fields of this copy of the site (release, layer).
KEYS: dict[type[Item], tuple[str, ...]] = {
    OptionKind: (
        "slug", "heading", "summary", "talked_about_when", "tell_when", "checked_on",
    ),
    Treatment: (
        "slug", "name", "gloss", "kind", "also_called", "summary", "line", "availability",
        "part_of", "includes", "practicalities", "evidence_strength", "evidence_in_depression",
        "only_after", "usually_after", "talked_about_when", "worth_knowing", "tell_when",
        "approvals", "figures", "benefits", "harms", "matters", "questions", "sources", "text",
        "checked_on",
    ),
    MedicineClass: (
        "slug", "name", "also_called", "group", "summary", "counts_as_antidepressant", "sources",
        "checked_on",
    ),
    Medicine: (
        "slug", "name", "brands", "also_called", "counts_as_antidepressant", "close_relatives",
        "note", "sources",
    ),
    Source: ("slug", "title", "publisher", "year", "url", "kind", "second_hand"),
}  # fmt: skip


def as_open_data(catalogue: Catalogue, absolute: Callable[[str], str]) -> dict[str, Any]:
    """The whole catalogue as JSON-ready data. `absolute` turns a path into an absolute URL."""
    return _head(catalogue) | {
        "kinds": [_fields(kind) for kind in catalogue.option_kind.values()],
        "treatments": [_treatment(option, absolute) for option in catalogue.treatments],
        "medicine_classes": [_fields(family) for family in catalogue.classes],
        "medicines": [_medicine(medicine) for medicine in catalogue.medicines],
        "sources": [_fields(source) for source in catalogue.source.values()],
    }


def option_as_open_data(
    catalogue: Catalogue, option: Treatment, absolute: Callable[[str], str]
) -> dict[str, Any]:
    """One option as in /catalogue.json, with the sources that it cites."""
    return _head(catalogue) | {
        "treatment": _treatment(option, absolute),
        "sources": [_fields(catalogue.source[slug]) for slug in option.sources],
    }


def _head(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "version": VERSION,
        "licence": LICENCE,
        "release": catalogue.release,
        "digest": catalogue.digest,
    }


def _fields(item: Item) -> dict[str, Any]:
    return {name: _plain(getattr(item, name)) for name in KEYS[type(item)]}


def _plain(value: Any) -> Any:
    """A value without citation marks, in all its nested lists and mappings."""
    if isinstance(value, str):
        return spoken(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(member) for member in value]
    if isinstance(value, dict):
        # Sorted: PostgreSQL's jsonb does not keep the order of keys.
        return {key: _plain(value[key]) for key in sorted(value)}
    return value


def _treatment(option: Treatment, absolute: Callable[[str], str]) -> dict[str, Any]:
    return _fields(option) | {"url": absolute(option.get_absolute_url())}


def _medicine(medicine: Medicine) -> dict[str, Any]:
    return _fields(medicine) | {"class": medicine.medicine_class.slug}


# --- addresses --------------------------------------------------------------------------------


def open_to_others(view: View) -> View:
    """Allow other origins to read a response (CORS). That is safe: it is public, and the site has
    no cookies, so there are no credentials to misuse."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return opened


@open_to_others
@page()
def catalogue_json(request: HttpRequest) -> HttpResponse:
    """The whole catalogue."""
    return _json(as_open_data(catalogue_of(request), lambda path: address(request, path)))


@open_to_others
@page()
def option_json(request: HttpRequest, slug: str) -> HttpResponse:
    """One option."""
    catalogue = catalogue_of(request)
    option = catalogue.treatment.get(slug)
    if option is None:
        return refuse(request, 404)
    return _json(option_as_open_data(catalogue, option, lambda path: address(request, path)))


def _json(data: dict[str, Any]) -> HttpResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})
