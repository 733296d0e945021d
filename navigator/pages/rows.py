"""The list of options: one row each, under its kind, and what is said once above them.

A row depends on (option, standing, line, warning, whether it is asked about) alone, so it is
rendered once for these and kept with the release. A row that stands open holds reasons, which
hang on the person, and is kept nowhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from navigator.catalogue import Catalogue
from navigator.choices import Availability, Kind
from navigator.matching.line import line_of
from navigator.matching.match import Match, Standing, kind_reasons, match
from navigator.matching.reasons import Reason, Reasons, reasons_of
from navigator.matching.rules import Rule, Said, what_was_said
from navigator.matching.warnings import Warning, warnings_of
from navigator.models import Treatment
from navigator.names.lookup import find_options
from navigator.pages.clinic import short_strip
from navigator.pages.form import NavigatorForm
from navigator.pages.memo import index_of, rendered, shelf_of

NAMED_ON_A_FOLD = 2
IN_STUDIES = "in-studies"


# (slug, standing, line, short warning, whether it is asked about, a clinic's strip)
RowKey = tuple[str, Standing, str, str, bool, str]


class Marked(NamedTuple):
    """Options that a fold names: the first by name, and how many more there are."""

    names: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Group:
    """The rows of one kind, and what its own line says before anyone opens it."""

    slug: str
    title: str
    summary: str
    rows: SafeString
    count: int
    marked: Marked
    warned: Marked
    rules: tuple[Rule, ...] = ()
    head: str = ""

    @property
    def says(self) -> str:
        """What a guideline says of the whole kind, for its own line; often nothing."""
        return next((rule["short"] for rule in self.rules if "short" in rule), "")


@dataclass(frozen=True)
class OptionList:
    """All that the list shows."""

    groups: tuple[Group, ...]
    asked: Group | None
    warnings: tuple[Warning, ...]
    shown: tuple[str, ...]  # slugs of the options that have a row
    of: int
    marked: int
    family_marks: tuple[str, ...]  # titles of the kinds that a guideline names as a whole

    @property
    def count(self) -> int:
        """How many options have a row."""
        return len(self.shown)


def option_list(catalogue: Catalogue, form: NavigatorForm) -> OptionList:
    """Place every option, choose what is shown, and put the rows under their kinds."""
    said = what_was_said(catalogue, form.answers)
    matches = match(catalogue, form.answers, said)
    warnings = warnings_of(catalogue, form.answers)
    make = _Rows(catalogue, form, said, warnings)
    shown = _shown(catalogue, form, matches)
    first = [m for m in shown if form.show == "asked" and m.treatment.slug in form.answers.ask]
    rest = [m for m in shown if m not in first]
    families = kind_reasons(catalogue, said)
    groups = [make.found(rest)] if form.searched else list(make.by_kind(rest, families))
    return OptionList(
        groups=tuple(group for group in groups if group.count),
        asked=make.group("asked", "In this link", "", first) if first else None,
        warnings=warnings,
        shown=tuple(m.treatment.slug for m in shown),
        of=len(matches),
        marked=sum(m.standing is Standing.MATCHED for m in matches),
        family_marks=tuple(group.title for group in groups if group.says),
    )


def _shown(catalogue: Catalogue, form: NavigatorForm, matches: Iterable[Match]) -> list[Match]:
    """The options of the kinds chosen; with a search those found, best first."""
    by_slug = {m.treatment.slug: m for m in matches}
    if form.searched:
        by_slug = {slug: by_slug[slug] for slug in find_options(index_of(catalogue), form.searched)}
    shown = [m for m in by_slug.values() if not form.kinds or m.treatment.kind in form.kinds]
    if form.show == "matched":
        return [m for m in shown if m.standing is Standing.MATCHED]
    return shown


class _Rows:
    """Makes the rows of one answer."""

    def __init__(
        self,
        catalogue: Catalogue,
        form: NavigatorForm,
        said: Said,
        warnings: Iterable[Warning],
    ) -> None:
        self.catalogue, self.form, self.said = catalogue, form, said
        self.short = {slug: w.short for w in warnings for slug in w.about}
        self.shelf = shelf_of(catalogue, "_row.html")
        self.asked, self.open = set(form.answers.ask), set(form.answers.open)

    def found(self, matches: list[Match]) -> Group:
        """What a search found, as one group."""
        return self.group("found", "What we found", "", matches)

    def by_kind(
        self, matches: list[Match], families: dict[str, tuple[Rule, ...]]
    ) -> Iterator[Group]:
        """The four kinds, and what only studies give, in the order of the catalogue."""
        by_kind: dict[str, list[Match]] = {}
        for each in matches:
            by_kind.setdefault(_group_of(each.treatment), []).append(each)
        for kind in Kind.values:
            about = self.catalogue.option_kind.get(kind)
            title = about.heading if about else str(Kind(kind).label)
            summary = about.summary if about else ""
            rules = families.get(kind, ())
            yield self.group(kind, title, summary, by_kind.get(kind, []), rules)
        yield self.group(IN_STUDIES, "In studies only", "", by_kind.get(IN_STUDIES, []))

    def group(
        self,
        slug: str,
        title: str,
        summary: str,
        matches: list[Match],
        rules: tuple[Rule, ...] = (),
    ) -> Group:
        """Rows under one heading."""
        warned = [m.treatment for m in matches if m.treatment.slug in self.short]
        marked = [
            m.treatment
            for m in matches
            if m.standing is Standing.MATCHED and m.treatment.slug not in self.short
        ]
        rows = mark_safe("".join([self.row(each) for each in matches]))
        group = Group(
            slug, title, summary, rows, len(matches), _named(marked), _named(warned), rules
        )
        key = (slug, group.count, group.marked, group.warned, tuple(map(id, rules)))
        head = rendered(self.catalogue, "_kind_head.html", key, group=group)
        return replace(group, head=head)

    def row(self, each: Match) -> SafeString:
        """One option; from memory, unless it stands open."""
        slug = each.treatment.slug
        line = line_of(each, self.catalogue, self.form.answers, self.said)
        short = self.short.get(slug, "")
        strip = short_strip(self.catalogue, slug)
        key: RowKey = (slug, each.standing, line, short, slug in self.asked, strip)
        if slug in self.open:
            return self._render(each.treatment, key)
        html: SafeString | None = self.shelf.get(key)
        if html is None:
            html = self.shelf[key] = self._render(each.treatment, key)
        return html

    def _render(self, option: Treatment, key: RowKey) -> SafeString:
        _, standing, line, warning, asked, strip = key
        context: dict[str, object] = {
            "option": option,
            "standing": standing,
            "line": line,
            "warning": warning,
            "asked": asked,
            "strip": strip,
        }
        if option.slug in self.open:
            context["reasons"] = reasons_html(self.catalogue, self.form, option)
        return render_to_string("_row.html", context)


def reasons_html(catalogue: Catalogue, form: NavigatorForm, option: Treatment) -> SafeString:
    """The reasons of one option for one person, as they open in its row."""
    return render_to_string("_reasons.html", reasons_context(catalogue, form, option))


def reasons_context(
    catalogue: Catalogue, form: NavigatorForm, option: Treatment
) -> dict[str, object]:
    """What `_reasons.html` needs."""
    answers = form.answers
    about = [w for w in warnings_of(catalogue, answers) if option.slug in w.about]
    facts = [(catalogue.priority[slug], option.matters.get(slug)) for slug in answers.matters]
    return {
        "catalogue": catalogue,
        "option": option,
        "reasons": _rendered_reasons(catalogue, reasons_of(catalogue, answers, option)),
        "warnings": about,
        "facts": facts,
        "personal": bool(answers.tried),
    }


def _rendered_reasons(catalogue: Catalogue, reasons: Reasons) -> dict[str, list[SafeString]]:
    return {
        head: [_reason(catalogue, reason) for reason in under]
        for head, under in reasons._asdict().items()
    }


def _reason(catalogue: Catalogue, reason: Reason) -> SafeString:
    key = reason._replace(rule=None), id(reason.rule)  # a rule lives as long as its release
    return rendered(catalogue, "_reason.html", key, reason=reason)


def short_name(option: Treatment) -> str:
    """A name without what stands in brackets behind it."""
    return option.name.partition(" (")[0]


def _named(options: list[Treatment]) -> Marked:
    names = tuple(short_name(option) for option in options[:NAMED_ON_A_FOLD])
    return Marked(names, len(options) - len(names))


def _group_of(option: Treatment) -> str:
    return IN_STUDIES if option.availability == Availability.STUDIES else option.kind
