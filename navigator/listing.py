"""What stands in the list: which options, under which headings, in which order."""

from collections.abc import Iterable
from typing import Any

from navigator.cards import cards
from navigator.catalogue import Catalogue
from navigator.forms import NavigatorForm
from navigator.matching import Match
from navigator.search import find_options
from navigator.words import Availability, Kind


def shown_matches(matches: Iterable[Match], form: NavigatorForm) -> list[Match]:
    """The matches of the kinds chosen; with a search those found, best first."""
    by_slug = {m.treatment.slug: m for m in matches}
    if form.searched:
        found = find_options(form.catalogue, form.searched)
        chosen = [by_slug[slug] for slug in found]
    else:
        chosen = list(by_slug.values())
    return [m for m in chosen if not form.kinds or m.treatment.kind in form.kinds]


def groups(catalogue: Catalogue, shown: list[Match], form: NavigatorForm) -> list[dict[str, Any]]:
    """Cards under headings: by kind, then what is in studies alone. A search is one group."""
    if form.searched:
        if not shown:
            return []
        title = "What we found"
        return [_group(catalogue, "found", title, shown, form)]
    groups = []
    for kind in Kind:
        here = [m for m in shown if m.treatment.kind == kind and not _in_studies(m)]
        if here:
            groups.append(_group(catalogue, kind.value, kind.label, here, form))
    studied = [m for m in shown if _in_studies(m)]
    if studied:
        groups.append(
            _group(catalogue, "in-studies", "In studies only, not available as care", studied, form)
        )
    return groups


def _in_studies(m: Match) -> bool:
    return m.treatment.availability == Availability.STUDIES


def _group(
    catalogue: Catalogue, slug: str, title: str, matches: list[Match], form: NavigatorForm
) -> dict[str, Any]:
    html = cards(catalogue, matches, form.answers)
    return {"slug": slug, "title": title, "cards": html, "count": len(matches)}
