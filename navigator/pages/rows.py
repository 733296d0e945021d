"""The list of options: one row each, grouped by kind, with a summary line above each group.

A closed row depends on the few values of `RowKey` alone, so it is rendered once for these and
cached with the release. An open row holds reasons that depend on the person: it is not cached.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from navigator.catalogue import Catalogue
from navigator.choices import Availability, Kind
from navigator.matching.match import Match, Standing, kind_reasons, match
from navigator.matching.reasons import Reason, Reasons, reasons_of
from navigator.matching.rules import Rule, Said, what_was_said
from navigator.matching.warnings import Warning, warnings_of
from navigator.matching.wording import line_of
from navigator.models import Treatment
from navigator.names.lookup import find_options
from navigator.pages.clinic import strip_html
from navigator.pages.form import NavigatorForm
from navigator.pages.memo import index_of, memo_of, rendered

NAMED_ON_A_FOLD = 2
IN_STUDIES = "in-studies"


class RowKey(NamedTuple):
    """Everything that a closed row depends on: its cache key."""

    slug: str
    standing: Standing
    line: str
    warning: str
    asked: bool
    strip: str


class Marked(NamedTuple):
    """Names for the summary line of a group: the first few, and the number of the rest."""

    names: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Group:
    """The rows under one heading. `head` is its <summary>, which shows while it is closed.

    `says`: a guideline's short statement about the whole kind; usually empty.
    """

    slug: str
    title: str
    says: str
    head: SafeString
    rows: SafeString
    count: int


@dataclass(frozen=True)
class OptionList:
    """Everything that the list shows. `shown`: slugs of the options with a row; `family_marks`:
    titles of the kinds about which a guideline makes a statement as a whole."""

    groups: tuple[Group, ...]
    asked: Group | None
    warnings: tuple[Warning, ...]
    shown: tuple[str, ...]
    count: int
    of: int
    marked: int
    family_marks: tuple[str, ...]
    narrow: SafeString


def option_list(catalogue: Catalogue, form: NavigatorForm) -> OptionList:
    """Match every option, apply search and filters, and render the rows by kind."""
    said = what_was_said(catalogue, form.answers)
    matches = match(catalogue, said)
    families = kind_reasons(catalogue, said)
    warnings = warnings_of(catalogue, said)
    lines = {m.treatment.slug: line_of(m, catalogue, said) for m in matches}
    narrow = _narrow(catalogue, form)
    make = _Rows(catalogue, form, said, warnings, lines)
    shown = _shown(catalogue, form, matches)
    first = [m for m in shown if form.show == "asked" and m.treatment.slug in form.answers.ask]
    rest = [m for m in shown if m not in first]
    groups = [make.found(rest)] if form.searched else list(make.by_kind(rest, families))
    return OptionList(
        groups=tuple(group for group in groups if group.count),
        asked=make.group("asked", "In this link", "", first) if first else None,
        warnings=warnings,
        shown=tuple(m.treatment.slug for m in shown),
        count=len(shown),
        of=len(matches),
        marked=sum(m.standing is Standing.MATCHED for m in matches),
        family_marks=tuple(group.title for group in groups if group.says),
        narrow=narrow,
    )


def _shown(catalogue: Catalogue, form: NavigatorForm, matches: Iterable[Match]) -> list[Match]:
    """The matches that pass the filters; with a search only those found, best first."""
    by_slug = {m.treatment.slug: m for m in matches}
    if form.searched:
        by_slug = {slug: by_slug[slug] for slug in find_options(index_of(catalogue), form.searched)}
    shown = [m for m in by_slug.values() if not form.kinds or m.treatment.kind in form.kinds]
    if form.show == "matched":
        return [m for m in shown if m.standing is Standing.MATCHED]
    return shown


def _narrow(catalogue: Catalogue, form: NavigatorForm) -> SafeString:
    """The search and the filters as HTML. Not cached with a search, or with what matters to one."""
    context = {"form": form, "answers": form.answers}
    if form.searched or form.answers.matters:
        return render_to_string("_narrow.html", context | {"catalogue": catalogue})
    return rendered(catalogue, "_narrow.html", (form.kinds, form.show), **context)


class _Rows:
    """Renders the rows of one response."""

    def __init__(
        self,
        catalogue: Catalogue,
        form: NavigatorForm,
        said: Said,
        warnings: tuple[Warning, ...],
        lines: dict[str, str],
    ) -> None:
        self.catalogue, self.said, self.warnings, self.lines = catalogue, said, warnings, lines
        self.short = {slug: w.short for w in warnings for slug in w.about}
        self.asked, self.open = set(form.answers.ask), set(form.answers.open)
        self.memo: dict[Hashable, SafeString] = memo_of(catalogue, "_row.html")

    def found(self, matches: list[Match]) -> Group:
        """The results of a search, as one group."""
        return self.group("found", "What we found", "", matches)

    def by_kind(
        self, matches: list[Match], families: dict[str, tuple[Rule, ...]]
    ) -> Iterator[Group]:
        """The four kinds in their order, then options that are available in studies only."""
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
        """The rows of some matches under one heading."""
        says = next((str(rule["short"]) for rule in rules if "short" in rule), "")
        depends_on = {
            "slug": slug,
            "title": title,
            "says": says,
            "count": len(matches),
            "marked": _named([m.treatment for m in matches if self._is_named_as_marked(m)]),
            "warned": _named([m.treatment for m in matches if m.treatment.slug in self.short]),
        }
        key = (*depends_on.values(), tuple(map(id, rules)))  # rules live as long as the release
        more = {"summary": summary, "rules": rules}
        head = rendered(self.catalogue, "_kind_head.html", key, **depends_on, **more)
        rows = mark_safe("".join([self.row(each) for each in matches]))
        return Group(slug, title, says, head, rows, len(matches))

    def _is_named_as_marked(self, each: Match) -> bool:
        """Whether the summary line names it as marked: not if it already names it as warned."""
        return each.standing is Standing.MATCHED and each.treatment.slug not in self.short

    def row(self, each: Match) -> SafeString:
        """The row of one option: cached if closed, rendered anew if open."""
        option, slug = each.treatment, each.treatment.slug
        strip = strip_html(self.catalogue, slug, short=True) if self.catalogue.layer else ""
        line, short, asked = self.lines[slug], self.short.get(slug, ""), slug in self.asked
        depends_on = RowKey(slug, each.standing, line, short, asked, strip)
        if slug in self.open:
            reasons = reasons_context(self.catalogue, self.said, self.warnings, option)
            return _row(option, depends_on, render_to_string("_reasons.html", reasons))
        html = self.memo.get(depends_on)
        if html is None:
            html = self.memo[depends_on] = _row(option, depends_on)
        return html


def _row(option: Treatment, depends_on: RowKey, reasons: str = "") -> SafeString:
    context = {"option": option, "reasons": reasons, **depends_on._asdict()}
    return render_to_string("_row.html", context)


def reasons_context(
    catalogue: Catalogue, said: Said, warnings: Iterable[Warning], option: Treatment
) -> dict[str, object]:
    """The context of `_reasons.html`: the reasons of one option for one person."""
    matters = said.answers.matters
    return {
        "catalogue": catalogue,
        "option": option,
        "reasons": _rendered_reasons(catalogue, reasons_of(catalogue, said, option)),
        "warnings": [warning for warning in warnings if option.slug in warning.about],
        "facts": [(catalogue.priority[slug], option.matters.get(slug)) for slug in matters],
        "personal": bool(said.answers.tried),
    }


def _rendered_reasons(catalogue: Catalogue, reasons: Reasons) -> dict[str, list[SafeString]]:
    return {
        head: [_reason(catalogue, reason) for reason in under]
        for head, under in reasons._asdict().items()
    }


def _reason(catalogue: Catalogue, reason: Reason) -> SafeString:
    """A reason as HTML. It is not cached if it names what the person ticked."""
    rule, number = reason.rule, id(reason.rule)  # the id is unique while the release lives
    because = rendered(catalogue, "_because.html", number, rule=rule) if rule else ""
    if reason.names or reason.maybe:
        return render_to_string("_reason.html", {"reason": reason, "because": because})
    key = reason._replace(rule=None), number
    return rendered(catalogue, "_reason.html", key, reason=reason, because=because)


def _named(options: list[Treatment]) -> Marked:
    names = tuple(option.name.partition(" (")[0] for option in options[:NAMED_ON_A_FOLD])
    return Marked(names, len(options) - len(names))


def _group_of(option: Treatment) -> str:
    return IN_STUDIES if option.availability == Availability.STUDIES else option.kind
