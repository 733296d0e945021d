"""The parts of the options page outside the htmx fragment: boxes to tick, and kind filters."""

from collections.abc import Iterable, Iterator, Set
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.names.called import both_names, in_full
from navigator.pages.form import NavigatorForm
from navigator.pages.memo import memo_of, rendered

TRIED_KINDS = (Kind.PSYCHOTHERAPY, Kind.PROCEDURE, Kind.MEDICATION_STRATEGY, Kind.SELF_CARE)
ONE_OF_THESE = "One of these, I do not know which"


class Fold(NamedTuple):
    """A <details> of boxes (slug to label); the box of the class itself, if any, is the first."""

    title: str
    boxes: dict[str, str]


def whole_page(catalogue: Catalogue, form: NavigatorForm, shown: Iterable[str]) -> dict[str, Any]:
    """The folds, the kind filters, and hidden inputs for answers without a control on the page.

    `shown`: slugs of the options that have a row.
    """
    ticked, named = form.answers.ticked, form.named
    asked = {each.slug for question in (*named.which, *named.had) for each in question.choices}
    return {
        "folds": [
            (heading, [_fold(catalogue, fold, ticked, asked - ticked) for fold in folds])
            for heading, folds in _folds(catalogue).items()
        ],
        "hidden": form.hidden(_controls(catalogue, form, shown)),
        "kinds": kind_boxes(form),
    }


def _folds(catalogue: Catalogue) -> dict[str, list[Fold]]:
    """Folds by heading: classes of medicines, then the other options by kind. Cached."""
    folds: dict[Any, list[Fold]] = memo_of(catalogue, "folds")
    if not folds:
        for family in catalogue.classes:
            if members := catalogue.medicines_of[family.slug]:
                boxes = {m.slug: in_full(both_names(catalogue, m.slug)) for m in members}
                fold = Fold(family.name, {family.slug: ONE_OF_THESE, **boxes})
                folds.setdefault(family.get_group_display(), []).append(fold)
        folds["Therapies, procedures and steps"] = list(_option_folds(catalogue))
    return folds


def _option_folds(catalogue: Catalogue) -> Iterator[Fold]:
    for kind in TRIED_KINDS:
        options = [o for o in catalogue.treatments if o.kind == kind]
        boxes = {o.slug: o.name for o in options if o.slug not in catalogue.medicine}
        if kind is Kind.PSYCHOTHERAPY and "talk-therapy" in catalogue.medicine_class:
            boxes = {"talk-therapy": ONE_OF_THESE, **boxes}
        about = catalogue.option_kind.get(kind)
        yield Fold(about.heading if about else str(kind.label), boxes)


def _fold(catalogue: Catalogue, fold: Fold, ticked: Set[str], elsewhere: Set[str]) -> SafeString:
    """A fold as HTML, without the boxes that are `elsewhere` on the page (a box must be there only
    once). It is cached if no box of it is ticked or left out."""
    touched = fold.boxes.keys() & (ticked | elsewhere)
    boxes = [
        _box(catalogue, slug, name, slug in ticked)
        for slug, name in fold.boxes.items()
        if slug not in elsewhere
    ]
    context = {"title": fold.title, "boxes": boxes}
    if touched:
        return render_to_string("_fold.html", context)
    return rendered(catalogue, "_fold.html", fold.title, **context)


def _box(catalogue: Catalogue, slug: str, name: str, ticked: bool) -> SafeString:
    return rendered(catalogue, "_box.html", (slug, ticked), slug=slug, name=name, ticked=ticked)


def _controls(catalogue: Catalogue, form: NavigatorForm, shown: Iterable[str]) -> dict[str, Any]:
    """By field: the values that have a control on the page."""
    return {
        "tried": catalogue.tryable,
        "own": form.answers.own,
        "ask": shown,
        "matters": catalogue.priority,
        "kind": Kind.values,
    }


def kind_boxes(form: NavigatorForm) -> list[dict[str, Any]]:
    """The filter boxes of the four kinds."""
    return [{"kind": kind, "checked": kind.value in form.kinds} for kind in Kind]
