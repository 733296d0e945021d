"""The list of options as HTML: what does not name a person's own ticks is made once.

A card hangs on how its option stands and why: a few facts that many people share. So it is
rendered from `_card.html` when it is first asked for and kept with its match; and a few parts of
the list that stand in a row for many people are packed together and kept with the release. A
thousand cards then take milliseconds, and the HTML stays in templates.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe

from navigator.catalogue import Catalogue
from navigator.matching import Answers, Match, Reason, Standing
from navigator.models import Treatment
from navigator.packing import Packed, Piece, pack
from navigator.templatetags.navigator_tags import as_list

# Parts that are packed together, and how many before them they are packed with a view to. More
# of them pack better; fewer are less often spoilt by a part that is one person's own.
_TOGETHER, _BACK = 5, 15
# What is kept on a shelf of a release, at most: so much, and so much more for each option.
_KEPT, _KEPT_OF_AN_OPTION = 1_500, 8
# Where in a rendered part something else goes, and where names of what was ticked go.
_MARK, _NAMES = "\x01", "\x02"

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


class _Part(NamedTuple):
    """A part of the list. One that many people get has a number, given to no other, ever."""

    number: int | None
    html: bytes


@dataclass(frozen=True, slots=True)
class _Card:
    """A rendered card, and where in it something of one's own goes."""

    whole: _Part
    is_about_ticks: bool
    tick_at: int
    facts_at: int
    facts_start: bytes
    facts_end: bytes


_numbers = count()


def listed(
    catalogue: Catalogue, groups: Sequence[Group], answers: Answers, *, is_rare: bool = False
) -> list[Piece]:
    """The groups of cards, as pieces of HTML. Before the first tick no label is shown.

    Of a list that is rare, such as what a search found, no piece is kept.
    """
    parts = [part for group in groups for part in _parts(catalogue, group, answers)]
    numbers = [None if is_rare else part.number for part in parts]
    pieces: list[Piece] = []
    back = 0
    for start in range(0, len(parts), _TOGETHER):
        end = start + _TOGETHER
        html = b"".join([part.html for part in parts[start:end]])
        if None in numbers[start:end]:
            pieces.append(html)
            back = end
        else:
            back = max(back, start - _BACK)
            key = (start - back, *numbers[back:end])
            make = partial(_pack, html, parts[back:start])
            pieces.append(Packed(html, _kept(catalogue, "packed", key, make)))
    return pieces


def _pack(html: bytes, before: list[_Part]) -> bytes:
    return pack(html, b"".join([part.html for part in before]))


def _parts(catalogue: Catalogue, group: Group, answers: Answers) -> Iterator[_Part]:
    """A heading, its cards, and the end of it."""
    start, end = _frame(catalogue, group)
    labelled, asked = bool(answers.tried), frozenset(answers.ask)
    yield start
    for match in group.matches:
        card = _card(catalogue, match, labelled)
        if card.is_about_ticks or answers.matters or match.treatment.slug in asked:
            yield _Part(None, _own(catalogue, match, card, answers))
        else:
            yield card.whole
    yield end


def _own(catalogue: Catalogue, match: Match, card: _Card, answers: Answers) -> bytes:
    """A card with what one person chose. It is kept nowhere."""
    option, html = match.treatment, card.whole.html
    ticked = b" checked" if option.slug in answers.ask else b""
    facts = [_fact(catalogue, option, slug) for slug in answers.matters]
    told = [card.facts_start, *facts, card.facts_end] if facts else []
    names = next((reason.names for reason in match.reasons if reason.names), None)
    end = html[card.facts_at :]
    if names:
        end = end.replace(_NAMES.encode(), escape(as_list(names)).encode())
    return b"".join([html[: card.tick_at], ticked, html[card.tick_at : card.facts_at], *told, end])


def _kept(catalogue: Catalogue, shelf: str, key: Any, make: Callable[[], Any]) -> Any:
    """What was made once, kept with the release. A shelf that is full is emptied."""
    kept = catalogue.memo.setdefault(shelf, {})
    found = kept.get(key)
    if found is None:
        if len(kept) >= _KEPT + _KEPT_OF_AN_OPTION * len(catalogue.treatments):
            kept.clear()
        found = kept[key] = make()
    return found


# --- one part ---------------------------------------------------------------------------------


def _frame(catalogue: Catalogue, group: Group) -> tuple[_Part, _Part]:
    """What stands before and behind the cards of a group."""
    context = {"slug": group.slug, "title": group.title, "count": len(group.matches)}

    def make() -> tuple[_Part, ...]:
        return tuple(_Part(next(_numbers), html) for html in _cut("_group.html", context))

    start, end = _kept(catalogue, "frames", tuple(context.values()), make)
    return start, end


def _card(catalogue: Catalogue, match: Match, labelled: bool) -> _Card:
    card: _Card | None = match.memo.get(labelled)
    if card is None:
        card = match.memo[labelled] = _make_card(catalogue, match, labelled)
    return card


def _make_card(catalogue: Catalogue, match: Match, labelled: bool) -> _Card:
    first, *more = [_reason(catalogue, reason) for reason in match.reasons]
    context = {
        "option": match.treatment,
        "standing": match.standing,
        "label": LABELS[match.standing] if labelled else "",
        "first": first,
        "more": more if labelled else [],
    }
    head, middle, facts_start, facts_end, end = _cut("_card.html", context)
    whole = _Part(next(_numbers), head + middle + end)
    is_about_ticks = match.reasons[0].name.startswith(("tried-", "part-"))
    facts_at = len(head) + len(middle)
    return _Card(whole, is_about_ticks, len(head), facts_at, facts_start, facts_end)


def _reason(catalogue: Catalogue, reason: Reason) -> str:
    """The HTML of a reason; what was ticked by name is put in later."""
    rule = reason.rule or {}
    key = (id(reason.rule), *reason[:1], *reason[2:6])  # a rule lives as long as its release
    context = {
        "reason": reason,
        "rule": reason.rule,
        "source": catalogue.source.get(rule.get("source", "")),
        "wanted": rule.get("antidepressants"),
        "names": mark_safe(_NAMES),
    }
    html: str = _kept(catalogue, "reasons", key, lambda: _render("_reason.html", context))
    return html


def _fact(catalogue: Catalogue, option: Treatment, slug: str) -> bytes:
    """How an option stands on one thing that matters."""
    context = {"priority": catalogue.priority[slug], "fact": option.matters.get(slug)}
    key = (option.slug, slug)
    fact: bytes = _kept(catalogue, "facts", key, lambda: _render("_matters.html", context).encode())
    return fact


def _cut(template: str, context: dict[str, Any]) -> list[bytes]:
    """A rendered template, cut where it has a mark."""
    html = _render(template, context | {"mark": mark_safe(_MARK)})
    return [part.encode() for part in html.split(_MARK)]


def _render(template: str, context: dict[str, Any]) -> str:
    return mark_safe(render_to_string(template, context).strip())
