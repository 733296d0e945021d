"""The list of options as HTML, in pieces that are rendered once and shared by many people.

A card is a frame (`_card.html`), which hangs on the option and how it stands, around reasons. A
reason is a rule's own words (`_rule.html`) between sentences that hang on a few numbers
(`_reason.html`). All are rendered when they are first asked for and kept with the release; a card
put together from them is kept with its match. What a person chose is put between the pieces, and
such a card is not kept. A thousand cards then take milliseconds.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe

from navigator.catalogue import Catalogue
from navigator.choices import Strength
from navigator.matching.match import Answers, Match, Reason, Rule, Standing
from navigator.models import Treatment
from navigator.templatetags.navigator_tags import as_list

# Where in a rendered part something else goes, and where names of what was ticked go.
_MARK, _NAMES = mark_safe("\x01"), mark_safe("\x02")

LABELS = {
    Standing.TRIED: "You ticked this",
    Standing.MATCHED: "Often talked about after what you ticked",
    Standing.OPEN: "You can ask about this",
    Standing.LATER: "Often talked about after other steps. You can still ask.",
}


class Group(NamedTuple):
    """Cards under one heading."""

    slug: str
    title: str
    matches: Sequence[Match]


class _Frame(NamedTuple):
    """A card without its reasons, cut where something else goes."""

    start: bytes  # then a tick
    after_tick: bytes
    facts_start: bytes  # then facts that matter
    facts_end: bytes
    first: bytes  # then the first reason
    more: bytes  # then all others
    end: bytes


def listed(catalogue: Catalogue, groups: Sequence[Group], answers: Answers) -> list[bytes]:
    """The groups of cards, as pieces of HTML. Before the first tick no label is shown."""
    labelled, asked = bool(answers.tried), frozenset(answers.ask)
    pieces: list[bytes] = []
    for group in groups:
        start, end = _ends(catalogue, group)
        pieces.append(start)
        for match in group.matches:
            is_asked = match.treatment.slug in asked
            if is_asked or answers.matters:
                pieces.append(_card(catalogue, match, labelled, is_asked, answers.matters))
            else:
                kept = match.memo.get(labelled)
                if kept is None:
                    kept = match.memo[labelled] = _card(catalogue, match, labelled)
                pieces.append(kept)
        pieces.append(end)
    return pieces


def _ends(catalogue: Catalogue, group: Group) -> list[bytes]:
    """What stands before and behind the cards of a group."""

    def make() -> list[bytes]:
        return _cut("_group.html", slug=group.slug, title=group.title, count=len(group.matches))

    return catalogue.kept("groups", (group.slug, len(group.matches)), make)


# --- one card ---------------------------------------------------------------------------------


def _card(
    catalogue: Catalogue,
    match: Match,
    labelled: bool,
    is_asked: bool = False,
    matters: Sequence[str] = (),
) -> bytes:
    """A card. Before the first tick it shows the first reason alone."""
    first, *more = match.reasons
    if not labelled:
        more = []
    frame = _frame(catalogue, match, labelled, len(more))
    others = [piece for reason in more for piece in _reason(catalogue, reason)]
    facts = [_fact(catalogue, match.treatment, slug) for slug in matters]
    told = [frame.facts_start, *facts, frame.facts_end] if facts else []
    ticked = b" checked" if is_asked else b""
    pieces = (frame.start, ticked, frame.after_tick, *told, frame.first, *_reason(catalogue, first))
    return b"".join((*pieces, frame.more, *others, frame.end))


def _frame(catalogue: Catalogue, match: Match, labelled: bool, more: int) -> _Frame:
    option, standing = match.treatment, match.standing
    label = LABELS[standing] if labelled else ""

    def make() -> _Frame:
        return _Frame(*_cut("_card.html", option=option, standing=standing, label=label, more=more))

    return catalogue.kept("cards", (option.slug, standing, label, more), make)


def _reason(catalogue: Catalogue, reason: Reason) -> list[bytes]:
    """The pieces of a reason. Names of what was ticked are put in at the end, and not kept."""
    rule = reason.rule
    if rule is None:
        html = b"".join(_sentences(catalogue, reason))
        names = escape(as_list(reason.names)).encode() if reason.names else b""
        return [html.replace(_NAMES.encode(), names)]
    lead, tail, end = _sentences(catalogue, reason)
    because, source = _rule(catalogue, rule)
    return [lead, because, tail, source, end]


def _sentences(catalogue: Catalogue, reason: Reason) -> list[bytes]:
    """What a reason says besides its rule's own words, cut where these go."""
    rule = reason.rule or {}
    said = {
        "name": reason.name,
        "counted": reason.counted,
        "perhaps": reason.perhaps,
        "unsaid": reason.unsaid,
        "relatives": reason.relatives,
        "wanted": rule.get("antidepressants"),
        "is_payer": rule.get("strength") == Strength.PAYER,
    }

    def make() -> list[bytes]:
        return _cut("_reason.html", names=_NAMES, **said)

    return catalogue.kept("reasons", tuple(said.values()), make)


def _rule(catalogue: Catalogue, rule: Rule) -> list[bytes]:
    """A rule's own words, and the link to its source."""

    def make() -> list[bytes]:
        return _cut("_rule.html", rule=rule, source=catalogue.source[rule["source"]])

    return catalogue.kept("rules", id(rule), make)  # it lives as long as the release


def _fact(catalogue: Catalogue, option: Treatment, slug: str) -> bytes:
    """How an option stands on one thing that matters."""

    def make() -> bytes:
        fact = option.matters.get(slug)
        return _render("_matters.html", priority=catalogue.priority[slug], fact=fact)

    return catalogue.kept("facts", (option.slug, slug), make)


def _cut(template: str, **context: Any) -> list[bytes]:
    """A rendered template, cut where it has a mark."""
    return _render(template, mark=_MARK, **context).split(_MARK.encode())


def _render(template: str, **context: Any) -> bytes:
    return render_to_string(template, context).strip().encode()
