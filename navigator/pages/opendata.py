"""The catalogue as open data, for /catalogue.json. Its schema is docs/catalogue.schema.json."""

from collections.abc import Callable
from typing import Any

from navigator.catalogue import Catalogue
from navigator.citations import spoken
from navigator.models import Item, Medicine, Source, Treatment

VERSION = 1


def as_open_data(catalogue: Catalogue, address: Callable[[str], str]) -> dict[str, Any]:
    """Everything that anybody may reuse (CC BY 4.0). `address` makes a path absolute."""
    return {
        "version": VERSION,
        "licence": "CC-BY-4.0",
        "release": catalogue.release,
        "digest": catalogue.digest,
        "treatments": [_treatment(option, address) for option in catalogue.treatments],
        "medicines": [_medicine(medicine) for medicine in catalogue.medicines],
        "sources": [_source(source) for source in catalogue.source.values()],
    }


def _fields(item: Item, *names: str) -> dict[str, Any]:
    return {name: _plain(getattr(item, name)) for name in names}


def _plain(value: Any) -> Any:
    """A value without citation marks, at any depth."""
    if isinstance(value, str):
        return spoken(value)
    if isinstance(value, list):
        return [_plain(member) for member in value]
    if isinstance(value, dict):
        # Sorted: PostgreSQL keeps keys in an order of its own.
        return {key: _plain(value[key]) for key in sorted(value)}
    return value


def _treatment(option: Treatment, address: Callable[[str], str]) -> dict[str, Any]:
    names = (
        "slug", "name", "kind", "also_called", "summary", "availability", "part_of", "includes",
        "practicalities", "evidence_strength", "usually_after", "talked_about_when",
        "worth_knowing", "approvals", "figures", "benefits", "harms", "matters", "questions",
        "sources", "text",
    )  # fmt: skip
    return _fields(option, *names) | {
        "checked_on": option.checked_on.isoformat(),
        "url": address(option.get_absolute_url()),
    }


def _medicine(medicine: Medicine) -> dict[str, Any]:
    names = (
        "slug", "name", "brands", "also_called", "counts_as_antidepressant", "close_relatives",
        "note", "sources",
    )  # fmt: skip
    return _fields(medicine, *names) | {"class": medicine.medicine_class.slug}


def _source(source: Source) -> dict[str, Any]:
    return _fields(source, "slug", "title", "publisher", "year", "url", "kind", "second_hand")
