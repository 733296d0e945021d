"""The table of all rules in docs/rules.md, made from the content."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Country, Strength
from navigator.citations import spoken
from navigator.content.schemas import CONDITIONS
from navigator.models import OptionKind, Treatment

BEGIN = "<!-- made by `manage.py list_rules`: begin -->"
END = "<!-- made by `manage.py list_rules`: end -->"
_HEAD = "| Ids | Option | Asks for | What it says | Strength | Place | Year | Source |"
_LISTS = {
    "only_after": "needs first",
    "usually_after": "comes after",
    "talked_about_when": "talked about when",
    "worth_knowing": "told to everybody",
    "tell_when": "warns of",
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
    """Every rule: of whole kinds, then by option."""
    items: tuple[OptionKind | Treatment, ...] = (
        *catalogue.option_kind.values(),
        *catalogue.treatments,
    )
    for item in items:
        for name, words in _LISTS.items():
            for rule in getattr(item, name, ()):
                yield _row(catalogue, item, words, rule)


def _row(
    catalogue: Catalogue, item: OptionKind | Treatment, words: str, rule: Mapping[str, Any]
) -> Row:
    source = catalogue.source[rule["source"]]
    asked = condition_in_words(rule)
    return Row(
        ids=", ".join(rule.get("ids", ())),
        option=item.slug if isinstance(item, Treatment) else f"all: {item.slug}",
        asks_for=f"{words}: {asked}" if asked else words,
        because=spoken(rule["because"]),
        strength=str(Strength(rule["strength"]).label) if "strength" in rule else "",
        place=str(Country(rule["country"]).label) if "country" in rule else "",
        year=source.year,
        source=source.slug,
    )


def condition_in_words(rule: Mapping[str, Any]) -> str:
    """The conditions of a rule in words; all of them must be met."""
    parts = []
    for name in CONDITIONS:
        if name not in rule:
            continue
        value = rule[name]
        if name in ("antidepressants", "any_antidepressant"):
            whatever = ", whatever came of it" if name == "any_antidepressant" else ""
            parts.append(f"{value} antidepressant{'s' if value > 1 else ''}{whatever}")
        elif name == "result":
            parts.append(f"{value['of']} went {' or '.join(value['is'])}")
        else:
            link = " and " if name == "tried" else " or "
            parts.append(f"tried {link.join(value)}")
    return "; ".join([*parts, *_modifiers_in_words(rule)])


def _modifiers_in_words(rule: Mapping[str, Any]) -> Iterator[str]:
    """The modifiers of a rule in words."""
    if rule.get("number_not_given"):
        yield "the source says several"
    if "if_also" in rule:
        yield f"if {rule['if_also']} (perhaps at most)"
    if "accepts" in rule:
        yield f"{' and '.join(rule['accepts'])} count"
    if "perhaps_also" in rule:
        yield f"perhaps also {', '.join(rule['perhaps_also'])}"
    if "also_on" in rule:
        yield f"also on {', '.join(rule['also_on'])}"


def table(catalogue: Catalogue) -> str:
    """The whole table as Markdown, between its two marker comments."""
    lines = [BEGIN, "", _HEAD, "|" + " --- |" * len(Row._fields)]
    for row in rows(catalogue):
        cells = (str(cell).replace("|", "/") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", END])


def with_table(document: str, catalogue: Catalogue) -> str:
    """The document with its table replaced. Raises ValueError if a marker is missing."""
    before, _, rest = document.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"The document lacks the line {BEGIN} or {END}.")
    return before + table(catalogue) + after
