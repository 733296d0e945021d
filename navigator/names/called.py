"""Pairs of names to show for an item: the one that the person uses, and another beside it."""

from navigator.catalogue import Catalogue
from navigator.models import Medicine


def own_names(catalogue: Catalogue, slug: str) -> frozenset[str]:
    """All names that the catalogue shows for a tickable item."""
    item = catalogue.tryable[slug]
    names = {catalogue.name_of(slug), *getattr(item, "also_called", ())}
    return frozenset(names.union(*getattr(item, "brands", {}).values()))


def first_brand(medicine: Medicine) -> str:
    """Its first US brand, or the first brand of another country; empty when it has none."""
    countries = sorted(medicine.brands, key=lambda country: (country != "us", country))
    return next((name for country in countries for name in medicine.brands[country]), "")


def both_names(catalogue: Catalogue, slug: str, called: str = "") -> tuple[str, str]:
    """(name, name beside it): the person's name `called`, and the catalogue's name.

    If `called` is empty, a medicine gets its first brand, with the generic name beside it. The
    second name is empty if it would repeat the first.
    """
    name = catalogue.name_of(slug)
    medicine = catalogue.medicine.get(slug)
    if medicine is not None:
        brand = first_brand(medicine)
        first = called or brand or name
        second = brand if _same(first, name) else name
    elif slug in catalogue.medicine_class:
        return called or name, "" if _same(called or name, name) else name
    else:
        first, second = called or name, name
        if called and called.casefold() in name.casefold():
            first = name
    return first, "" if _same(first, second) else second


def in_full(names: tuple[str, str]) -> str:
    """Both names in one line: “Zoloft (sertraline)”."""
    first, second = names
    return f"{first} ({second})" if second else first


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
