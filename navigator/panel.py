"""The panel of what was tried: boxes by family, what a search found, and hidden inputs.

A box that is not ticked is the same for everybody: it is rendered once and kept with the release.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from navigator.catalogue import Catalogue
from navigator.forms import NavigatorForm
from navigator.matching import Match
from navigator.search import find_medicines
from navigator.words import Kind


def found_medicines(catalogue: Catalogue, form: NavigatorForm) -> list[dict[str, Any]]:
    """Medicines found, each with the name that the person knows it by."""
    rows = []
    for found in find_medicines(catalogue, form.medicine_searched):
        name = catalogue.name_of(found.slug)
        known_as = "" if found.name.casefold() == name.casefold() else found.name
        rows.append(_row(catalogue, found.slug, form) | {"known_as": known_as})
    return rows


def panel(catalogue: Catalogue, form: NavigatorForm, shown: list[Match]) -> dict[str, Any]:
    """The panel of what was tried, for a whole page; and what is chosen but has no control there.

    A medicine that a search found has its box among the results, so it is left out of the list.
    """
    found = {result.slug for result in find_medicines(catalogue, form.medicine_searched)}
    families = [
        {
            "item": family,
            "row": None if family.slug in found else _box(catalogue, family.slug, form),
            "rows": [
                _box(catalogue, medicine.slug, form)
                for medicine in catalogue.medicines_of[family.slug]
                if medicine.slug not in found
            ],
        }
        for family in catalogue.classes
    ]
    others = [
        {
            "kind": kind,
            "rows": [
                _box(catalogue, option.slug, form)
                for option in catalogue.treatments
                if option.kind == kind and option.slug not in catalogue.medicine
            ],
        }
        for kind in (Kind.PSYCHOTHERAPY, Kind.PROCEDURE, Kind.MEDICATION_STRATEGY, Kind.SELF_CARE)
    ]
    controls = {
        "tried": catalogue.tryable,
        "ask": [m.treatment.slug for m in shown],
        "matters": catalogue.priority,
        "kind": Kind.values,
    }
    return {
        "families": families,
        "others": others,
        "hidden": form.hidden(controls),
        "kinds": kind_boxes(form),
    }


def kind_boxes(form: NavigatorForm) -> list[dict[str, Any]]:
    return [{"kind": kind, "checked": kind.value in form.kinds} for kind in Kind]


def _box(catalogue: Catalogue, slug: str, form: NavigatorForm) -> dict[str, Any]:
    """A box in its family, with its HTML."""
    row = _row(catalogue, slug, form)
    if row["checked"]:
        return row | {"html": _render(catalogue, row)}
    kept = catalogue.memo.setdefault("boxes", {})
    if slug not in kept:
        kept[slug] = _render(catalogue, row)
    return row | {"html": kept[slug]}


def _render(catalogue: Catalogue, row: dict[str, Any]) -> SafeString:
    context = {"row": row, "prefix": "t-", "is_family": row["slug"] in catalogue.medicine_class}
    return render_to_string("_row.html", context)


def _row(catalogue: Catalogue, slug: str, form: NavigatorForm) -> dict[str, Any]:
    """A box of the panel, with how it went beside it."""
    return {
        "slug": slug,
        "item": catalogue.tryable[slug],
        "name": catalogue.name_of(slug),
        "checked": slug in form.answers.ticked,
        "result": form.answers.result(slug) or "",
    }
