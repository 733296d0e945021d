"""The panel of what was tried: boxes by family, what a search found, and hidden inputs.

A family of which nothing is ticked is the same for everybody, and so is a box that is not: these
are rendered once and kept with the release.
"""

from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.matching.match import Match
from navigator.names.search import find_medicines
from navigator.pages.form import NavigatorForm

_TRIED_KINDS = (
    Kind.PSYCHOTHERAPY,
    Kind.PROCEDURE,
    Kind.MEDICATION_STRATEGY,
    Kind.SELF_CARE,
)


class _Family(NamedTuple):
    """Boxes that fold away together, under a heading that several families share."""

    key: str
    heading: str
    title: str
    slugs: tuple[str, ...]
    hint: str  # the first of them by name
    is_open: bool = False


def found_medicines(catalogue: Catalogue, form: NavigatorForm) -> list[dict[str, Any]]:
    """Medicines found, each with the name that the person knows it by."""
    rows = []
    for found in find_medicines(catalogue, form.medicine_searched):
        name = catalogue.name_of(found.slug)
        known_as = "" if found.name.casefold() == name.casefold() else found.name
        rows.append(_row(catalogue, found.slug, form) | {"known_as": known_as})
    return rows


def panel(
    catalogue: Catalogue, form: NavigatorForm, shown: list[Match], results: list[dict[str, Any]]
) -> dict[str, Any]:
    """The panel of what was tried, for a whole page; and what is chosen but has no control there.

    A medicine that a search found has its box among the `results` of `found_medicines`, so it is
    left out of its family.
    """
    found = {row["slug"] for row in results}
    controls = {
        "tried": catalogue.tryable,
        "ask": [m.treatment.slug for m in shown],
        "matters": catalogue.priority,
        "kind": Kind.values,
    }
    return {
        "families": [
            {"heading": family.heading, "html": _family(catalogue, family, form, found)}
            for family in catalogue.kept("panel", "families", lambda: _families(catalogue))
        ],
        "hidden": form.hidden(controls),
        "kinds": kind_boxes(form),
    }


def kind_boxes(form: NavigatorForm) -> list[dict[str, Any]]:
    return [{"kind": kind, "checked": kind.value in form.kinds} for kind in Kind]


# --- families ---------------------------------------------------------------------------------


def _families(catalogue: Catalogue) -> list[_Family]:
    """Families of medicines, each with its own box last; then the other options by kind."""
    found = []
    for number, family in enumerate(catalogue.classes):
        slugs = tuple(medicine.slug for medicine in catalogue.medicines_of[family.slug])
        heading, hint = family.get_group_display(), _hint(catalogue, slugs)
        own = (*slugs, family.slug)
        found.append(_Family(family.slug, heading, family.name, own, hint, number == 0))
    for kind in _TRIED_KINDS:
        slugs = tuple(
            option.slug
            for option in catalogue.treatments
            if option.kind == kind and option.slug not in catalogue.medicine
        )
        heading, hint = "Talk therapies, procedures and steps", _hint(catalogue, slugs)
        found.append(_Family(kind.value, heading, kind.label, slugs, hint))
    return found


def _hint(catalogue: Catalogue, slugs: tuple[str, ...]) -> str:
    names = ", ".join(catalogue.name_of(slug) for slug in slugs[:3])
    return names + ("…" if len(slugs) > 3 else "")


def _family(
    catalogue: Catalogue, family: _Family, form: NavigatorForm, found: set[str]
) -> SafeString:
    is_ticked = not form.answers.ticked.isdisjoint(family.slugs)

    def make() -> SafeString:
        boxes = [_box(catalogue, slug, form) for slug in family.slugs if slug not in found]
        is_open = family.is_open or is_ticked
        context = {"family": family, "boxes": mark_safe("".join(boxes)), "is_open": is_open}
        return render_to_string("_family.html", context)

    if is_ticked or not found.isdisjoint(family.slugs):
        return make()
    return catalogue.kept("families", family.key, make)


def _box(catalogue: Catalogue, slug: str, form: NavigatorForm) -> SafeString:
    def make() -> SafeString:
        is_family = slug in catalogue.medicine_class
        context = {"row": _row(catalogue, slug, form), "prefix": "t-", "is_family": is_family}
        return render_to_string("_row.html", context)

    return make() if slug in form.answers.ticked else catalogue.kept("boxes", slug, make)


def _row(catalogue: Catalogue, slug: str, form: NavigatorForm) -> dict[str, Any]:
    """A box of the panel, with how it went beside it."""
    return {
        "slug": slug,
        "item": catalogue.tryable[slug],
        "name": catalogue.name_of(slug),
        "checked": slug in form.answers.ticked,
        "result": form.answers.result(slug) or "",
    }
