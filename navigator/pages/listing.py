"""What stands in the list: which options, under which headings, in which order."""

from collections.abc import Iterable, Iterator

from navigator.catalogue import Catalogue
from navigator.choices import Availability, Kind
from navigator.matching.match import Match
from navigator.names.search import find_options
from navigator.pages.cards import Group, listed
from navigator.pages.form import NavigatorForm


def shown_matches(matches: Iterable[Match], form: NavigatorForm) -> list[Match]:
    """The matches of the kinds chosen; with a search those found, best first."""
    by_slug = {m.treatment.slug: m for m in matches}
    if form.searched:
        found = find_options(form.catalogue, form.searched)
        chosen = [by_slug[slug] for slug in found]
    else:
        chosen = list(by_slug.values())
    return [m for m in chosen if not form.kinds or m.treatment.kind in form.kinds]


def cards_under_headings(
    catalogue: Catalogue, shown: list[Match], form: NavigatorForm
) -> list[bytes]:
    """The cards as pieces of HTML: by kind, those in studies alone last. A search is one group."""
    if form.searched:
        found = [Group("found", "What we found", shown)] if shown else []
        return listed(catalogue, found, form.answers)
    return listed(catalogue, list(_groups(shown)), form.answers)


def _groups(shown: list[Match]) -> Iterator[Group]:
    by_kind: dict[str, list[Match]] = {kind.value: [] for kind in Kind}
    studied: list[Match] = []
    for m in shown:
        is_studied = m.treatment.availability == Availability.STUDIES
        (studied if is_studied else by_kind[m.treatment.kind]).append(m)
    for kind in Kind:
        if by_kind[kind.value]:
            yield Group(kind.value, kind.label, by_kind[kind.value])
    if studied:
        yield Group("in-studies", "In studies only, not available as care", studied)
