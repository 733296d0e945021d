"""The list of options as HTML: what does not name a person's own ticks is rendered once.

A card hangs on the option, how it stands and why: a few facts that many people share. So it is
rendered from `_card.html` when it is first asked for and kept with the release. A thousand cards
then take milliseconds, and the HTML stays in templates.
"""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from navigator.catalogue import Catalogue
from navigator.matching import Answers, Match, Reason, Standing
from navigator.templatetags.navigator_tags import as_list

# Pieces of HTML that are kept with one release, at most; more are rendered anew each time.
_KEPT = 20_000
# Stands in kept HTML where the names of what a person ticked go: they are kept nowhere.
_NAMES = "\x00"

LABELS = {
    Standing.TRIED: "You ticked this",
    Standing.MATCHED: "Often talked about after what you ticked",
    Standing.OPEN: "You can ask about this",
    Standing.LATER: "Often talked about after other steps. You can still ask.",
}


def cards(catalogue: Catalogue, matches: Iterable[Match], answers: Answers) -> SafeString:
    """Cards of the matches, in their order. Before the first tick no label is shown."""
    labelled = bool(answers.tried)
    return mark_safe("".join([_card(catalogue, match, answers, labelled) for match in matches]))


def _card(catalogue: Catalogue, match: Match, answers: Answers, labelled: bool) -> str:
    asked = match.treatment.slug in answers.ask
    reasons = tuple(map(_key, match.reasons))
    key = ("card", match.treatment.slug, match.standing, asked, labelled, answers.matters, reasons)
    html = catalogue.memo.get(key)
    if html is None:
        html = _render_card(catalogue, match, answers, labelled)
        _keep(catalogue, key, html)
    named = next((reason for reason in match.reasons if reason.names), None)
    return html.replace(_NAMES, escape(as_list(named.names))) if named else html


def _render_card(catalogue: Catalogue, match: Match, answers: Answers, labelled: bool) -> str:
    option = match.treatment
    first, *more = [_reason(catalogue, reason) for reason in match.reasons]
    context = {
        "option": option,
        "standing": match.standing,
        "label": LABELS[match.standing] if labelled else "",
        "asked": option.slug in answers.ask,
        "facts": [(catalogue.priority[slug], option.matters.get(slug)) for slug in answers.matters],
        "first": first,
        "more": more if labelled else [],
    }
    return str(render_to_string("_card.html", context))


def _reason(catalogue: Catalogue, reason: Reason) -> SafeString:
    """The HTML of a reason, kept with the release; what was ticked by name is put in later."""
    key = ("reason", _key(reason))
    if key not in catalogue.memo:
        _keep(catalogue, key, _render_reason(catalogue, reason))
    return catalogue.memo.get(key) or _render_reason(catalogue, reason)


def _render_reason(catalogue: Catalogue, reason: Reason) -> SafeString:
    rule = reason.rule or {}
    source = catalogue.source.get(rule.get("source", ""))
    wanted = rule.get("antidepressants")
    context = {
        "reason": reason,
        "rule": reason.rule,
        "source": source,
        "wanted": wanted,
        "names": mark_safe(_NAMES),
    }
    return render_to_string("_reason.html", context)


def _key(reason: Reason) -> tuple[Any, ...]:
    """What a reason's sentence hangs on. A rule is itself for as long as its release is held."""
    return (id(reason.rule), *reason[:1], *reason[2:6])


def _keep(catalogue: Catalogue, key: tuple[Any, ...], html: str) -> None:
    if len(catalogue.memo) < _KEPT:
        catalogue.memo[key] = html
