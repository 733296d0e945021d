"""What a whole page of options shows besides its fragment: folds to tick from, and filters."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.pages.form import NavigatorForm
from navigator.pages.history_panel import Fold, fold_groups
from navigator.pages.memo import rendered


def whole_page(catalogue: Catalogue, form: NavigatorForm, shown: Iterable[str]) -> dict[str, Any]:
    """The folds, what already stands elsewhere on the page, and hidden inputs for the rest.

    `shown` names the options that have a row.
    """
    named = form.named
    asked = {each.slug for question in (*named.which, *named.had) for each in question.choices}
    return {
        "folds": [
            (
                group.heading,
                [_fold(catalogue, fold, form.answers.ticked, asked) for fold in group.folds],
            )
            for group in fold_groups(catalogue)
        ],
        "hidden": form.hidden(_controls(catalogue, form, shown)),
        "kinds": kind_boxes(form),
    }


def _fold(
    catalogue: Catalogue, fold: Fold, ticked: frozenset[str], elsewhere: set[str]
) -> SafeString:
    """A family to tick from. Untouched it is the same for everybody."""
    slugs = {slug for slug, _ in fold.boxes} | {fold.own}
    context = {"fold": fold, "ticked": ticked & slugs, "elsewhere": elsewhere & slugs}
    if context["ticked"] or context["elsewhere"]:
        return render_to_string("_fold.html", context)
    return rendered(catalogue, "_fold.html", fold.slug, **context)


def _controls(catalogue: Catalogue, form: NavigatorForm, shown: Iterable[str]) -> dict[str, Any]:
    """Which chosen values have a control of their own on the page."""
    return {
        "tried": catalogue.tryable,
        "own": form.answers.own,
        "ask": shown,
        "matters": catalogue.priority,
        "kind": Kind.values,
    }


def kind_boxes(form: NavigatorForm) -> list[dict[str, Any]]:
    """The boxes of the four kinds."""
    return [{"kind": kind, "checked": kind.value in form.kinds} for kind in Kind]
