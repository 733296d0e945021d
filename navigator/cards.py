"""The list of options as HTML: what does not depend on a person is rendered once for a release.

`_card.html` is rendered with a mark at each place that depends on the answers; a request then
joins the pieces. A thousand cards take milliseconds this way, and the HTML stays in templates.
"""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from navigator.catalogue import Catalogue
from navigator.matching import Answers, Match, Reason, Standing

_SLOT = "\x00"
_REASONS_KEPT = 20_000  # sentences about one release that are kept; more are rendered anew

LABELS = {
    Standing.TRIED: "You ticked this",
    Standing.MATCHED: "Often talked about after what you ticked",
    Standing.OPEN: "You can ask about this",
    Standing.LATER: "Often talked about after other steps. You can still ask.",
}


def cards(catalogue: Catalogue, matches: Iterable[Match], answers: Answers) -> SafeString:
    """Cards of the matches, in their order. Before the first tick no label is shown."""
    labelled = bool(answers.tried)
    return mark_safe("".join(_card(catalogue, match, answers, labelled) for match in matches))


def _card(catalogue: Catalogue, match: Match, answers: Answers, labelled: bool) -> str:
    slug = match.treatment.slug
    standing, label, asked, facts, reasons, end = _pieces(catalogue, match.treatment)
    first, *more = [_reason(catalogue, reason) for reason in match.reasons]
    return "".join(
        (
            standing,
            match.standing,
            label,
            f'<p class="label label--{match.standing}">{LABELS[match.standing]}</p>'
            if labelled
            else "",
            asked,
            " checked" if slug in answers.ask else "",
            facts,
            _facts(catalogue, match.treatment, answers.matters),
            reasons,
            first,
            _more(more) if labelled else "",
            end,
        )
    )


def _pieces(catalogue: Catalogue, option: Any) -> list[str]:
    key = ("card", option.slug)
    if key not in catalogue.memo:
        html = render_to_string("_card.html", {"option": option, "slot": mark_safe(_SLOT)})
        catalogue.memo[key] = html.split(_SLOT)
    return catalogue.memo[key]  # type: ignore[no-any-return]


def _more(reasons: list[str]) -> str:
    if not reasons:
        return ""
    title = "1 more thing to know" if len(reasons) == 1 else f"{len(reasons)} more things to know"
    return f"<details><summary>{title}</summary>{''.join(reasons)}</details>"


def _facts(catalogue: Catalogue, option: Any, matters: tuple[str, ...]) -> str:
    told = [(catalogue.priority[slug], option.matters.get(slug)) for slug in matters]
    if not told:
        return ""
    return render_to_string("_matters.html", {"facts": told})


def _reason(catalogue: Catalogue, reason: Reason) -> str:
    """The HTML of a reason. What names nothing that a person ticked is kept with the release."""
    if reason.names:
        return _render(catalogue, reason)
    key = ("reason", id(reason.rule), *reason[:1], *reason[2:])
    kept = catalogue.memo.get(key)
    if kept is None:
        kept = _render(catalogue, reason)
        if len(catalogue.memo) < _REASONS_KEPT:
            catalogue.memo[key] = kept
    return kept


def _render(catalogue: Catalogue, reason: Reason) -> str:
    source = catalogue.source.get(reason.rule["source"]) if reason.rule else None
    wanted = reason.rule.get("antidepressants") if reason.rule else None
    context = {"reason": reason, "rule": reason.rule, "source": source, "wanted": wanted}
    return render_to_string("_reason.html", context)
