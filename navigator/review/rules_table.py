"""The table of all rules in docs/rules.md, made from the content."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Country, Strength
from navigator.citations import spoken
from navigator.content.schemas import CONDITIONS
from navigator.models import Treatment

BEGIN = "<!-- made by `manage.py list_rules`: begin -->"
END = "<!-- made by `manage.py list_rules`: end -->"
_HEAD = "| Ids | Option | Asks for | What it says | Strength | Place | Year | Source |"
_LISTS = {
    "usually_after": "comes after",
    "talked_about_when": "talked about when",
    "worth_knowing": "told to everybody",
}


class Row(NamedTuple):
    """One rule of one option."""

    ids: str
    option: str
    asks_for: str
    because: str
    strength: str
    place: str
    year: int
    source: str


def rows(catalogue: Catalogue) -> Iterator[Row]:
    """Every rule, by option."""
    for option in catalogue.treatments:
        for name, words in _LISTS.items():
            for rule in getattr(option, name):
                yield _row(catalogue, option, words, rule)


def _row(catalogue: Catalogue, option: Treatment, words: str, rule: Mapping[str, Any]) -> Row:
    source = catalogue.source[rule["source"]]
    asked = condition_in_words(rule)
    return Row(
        ids=", ".join(rule.get("ids", ())),
        option=option.slug,
        asks_for=f"{words}: {asked}" if asked else words,
        because=spoken(rule["because"]),
        strength=str(Strength(rule["strength"]).label),
        place=str(Country(rule["country"]).label) if "country" in rule else "",
        year=source.year,
        source=source.slug,
    )


def condition_in_words(rule: Mapping[str, Any]) -> str:
    """What a rule asks for; all of it must hold."""
    parts = []
    for name in CONDITIONS:
        if name not in rule:
            continue
        value = rule[name]
        if name == "antidepressants":
            parts.append(f"{value} antidepressant{'s' if value > 1 else ''}")
        elif name == "result":
            parts.append(f"{value['of']} went {' or '.join(value['is'])}")
        else:
            link = " and " if name == "tried" else " or "
            parts.append(f"tried {link.join(value)}")
    return "; ".join(parts)


def table(catalogue: Catalogue) -> str:
    """The whole table as Markdown, between its two marks."""
    lines = [BEGIN, "", _HEAD, "|" + " --- |" * len(Row._fields)]
    for row in rows(catalogue):
        cells = (str(cell).replace("|", "/") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", END])


def with_table(document: str, catalogue: Catalogue) -> str:
    """The document with its table made anew. Raises ValueError when a mark is missing."""
    before, _, rest = document.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"The document lacks the line {BEGIN} or {END}.")
    return before + table(catalogue) + after
