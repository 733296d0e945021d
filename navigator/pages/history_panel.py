"""Screen 1 for one person: their list, questions about unclear names, and what to add next."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.text import get_text_list

from navigator.catalogue import Catalogue
from navigator.choices import Result
from navigator.matching.answers import Answers
from navigator.names.called import both_names, in_full
from navigator.names.index import Named
from navigator.pages.form import NavigatorForm
from navigator.pages.memo import rendered

RESULTS = Result.choices
A_LOT = 8
A_LOT_IS = {"ect", "rtms", "theta-burst", "accelerated-tms", "ketamine", "esketamine", "vns"}


class Listed(NamedTuple):
    """An item of the list: (person's name, other name), result, number taken, rendered HTML."""

    slug: str
    names: tuple[str, str]
    called: str
    result: str
    is_family: bool
    many: int
    is_new: bool
    html: SafeString


def history_panel(catalogue: Catalogue, form: NavigatorForm) -> dict[str, Any]:
    """The template context of screen 1 for one person."""
    new = {named.slug for named in form.named.added} | {slug for slug, _ in form.named.count}
    context = {
        "tried_a_lot": _has_tried_a_lot(form),
        "asked_back": _asked_back(catalogue, form),
        "for_all": rendered(catalogue, "_for_all.html", results=RESULTS),
        "nothing_marked": _why_nothing_is_marked(catalogue, form),
    }
    listed = [_listed(catalogue, form.answers, slug, slug in new) for slug in form.answers.tried]
    added = [row.names[0] for row in listed if row.is_new]
    return context | {
        "your_list": listed,
        "listed": len(listed) + len(form.answers.own),
        "on_list": get_text_list([*(row.names[0] for row in listed), *form.answers.own], "and"),
        "added": get_text_list(added, "and"),
    }


def _listed(catalogue: Catalogue, answers: Answers, slug: str, is_new: bool) -> Listed:
    called = answers.called.get(slug, "")
    row = Listed(
        slug,
        both_names(catalogue, slug, called),
        called,
        answers.results.get(slug) or "",
        slug in catalogue.medicine_class,
        answers.many.get(slug, 0),
        is_new,
        SafeString(),
    )
    html = rendered(catalogue, "_listed.html", row, row=row, results=RESULTS)
    return row._replace(html=html)


def _asked_back(catalogue: Catalogue, form: NavigatorForm) -> dict[str, Any]:
    """Typed names that need an answer or are unknown. `unsettled` is put back into the field."""
    named = form.named
    pieces = [question.piece for question in (*named.which, *named.had)]
    return {
        "which": [(each.piece, _choices(catalogue, each.choices)) for each in named.which],
        "had": [(each.piece, _choices(catalogue, each.choices)) for each in named.had],
        "elsewhere": named.elsewhere,
        "unknown": named.unknown,
        "unsettled": ", ".join((*pieces, *named.elsewhere, *named.unknown)),
    }


def _choices(catalogue: Catalogue, choices: Iterable[Named]) -> list[tuple[str, str]]:
    return [(each.slug, in_full(both_names(catalogue, each.slug, each.name))) for each in choices]


def _has_tried_a_lot(form: NavigatorForm) -> bool:
    """Whether the list has `A_LOT` items, or a procedure that is used late in treatment."""
    answers = form.answers
    return len(answers.tried) + len(answers.own) >= A_LOT or not A_LOT_IS.isdisjoint(answers.tried)


def _why_nothing_is_marked(catalogue: Catalogue, form: NavigatorForm) -> str:
    """The hint for a list that marks no option: what to add or answer. Empty without a list."""
    answers = form.answers
    counting = [slug for slug in answers.tried if _counts(catalogue, slug)]
    if not answers.tried and not answers.own:
        return ""
    if not counting:
        return (
            "No antidepressant is on your list. "
            "Add those you took, or “one of these, I do not know which”."
        )
    unsaid = [slug for slug in counting if answers.results.get(slug) is None]
    if not unsaid:
        return ""
    first, _ = both_names(catalogue, unsaid[0], answers.called.get(unsaid[0], ""))
    return f"Say how {first} went, and marks may change."


def _counts(catalogue: Catalogue, slug: str) -> bool:
    item = catalogue.medicine.get(slug) or catalogue.medicine_class.get(slug)
    return item is not None and item.counts_as_antidepressant != "no"
