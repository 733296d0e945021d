"""Checks of the wording at every load: no dose, no verdict, figures with both numbers.

Each check yields what was found and what was expected. content/README.md explains them to editors.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Strength
from navigator.citations import CITATION, spoken
from navigator.content.frontmatter import At, ContentFile
from navigator.content.markdown import PARAGRAPH_MAX
from navigator.content.readability import measure
from navigator.models import Checked, Source

GRADE_MAX = 7.0

_UNITS = r"mg|mcg|µg|ug|ml|iu|milligrams?|micrograms?|millilit(?:er|re)s?"
_PIECES = r"(?:pill|tablet|capsule|drop|puff|spray|lozenge|patch)(?:e?s)?"
_NUMBERS = r"\d+|half an?|half|one|two|three|four|five|six"
DOSE = re.compile(
    rf"\b\d[\d,.]*\s?(?:{_UNITS}|g|grams?|units?)\b|\b(?:{_UNITS}|mg/kg|units (?:a|per) day)\b"
    rf"|\b(?:{_NUMBERS}) {_PIECES} (?:a|each|every|per|at|in the|once|twice|daily|nightly)\b"
    rf"|\b(?:take|swallow|use) (?:{_NUMBERS}) {_PIECES}\b",
    re.IGNORECASE,
)
PERCENT = re.compile(r"\d+ ?(?:%|percent\b|per cent\b)", re.IGNORECASE)
_SMALL = r"one|two|three|four|five|six|seven|eight|nine|ten|twenty"
# Figures out of fewer than 100 people. Larger numbers are allowed, for what is rarer than 1 in 100.
ONE_IN = re.compile(
    rf"\b(?:\d+|{_SMALL}) (?:in|out of) (?:every )?(?:[1-9]\d?|{_SMALL})\b(?! ?,\d| weeks| months)",
    re.IGNORECASE,
)
# Blame, promises, verdicts, and words that tell a person what to take.
BANNED = (
    r"you(?:'ve|’ve| have)? failed", r"failed (?:treatment|medicine|trial|to respond)\w*",
    r"(?:treatment|medicine|therapy|drug)s? (?:has |have )?failed", r"treatment failures?",
    r"you (?:may |might )?qualify", r"eligib\w+", r"last resort",
    r"only temporary", r"miracle", r"breakthrough", r"game.changer", r"wonder drug",
    r"(?<!not a )\bcure[sd]?\b", r"commit(?:s|ted|ting)? suicide", r"(?:successful|failed) suicide",
    r"suicide (?:attempt )?(?:was )?successful", r"non-?responders?", r"refractory",
    r"recommended for you", r"right for you(?!\.)", r"(?:the )?best (?:option|choice|treatment)",
    r"you should (?:take|try|start|stop|switch|ask for)", r"you must (?:take|try|start|stop)",
    r"you need to (?:take|start|stop)", r"we recommend", r"suffer\w*", r"victims?",
    r"(?<!no one can )guarante\w+", r"will (?:work|help) for you", r"risk-free", r"100% safe",
    r"completely safe", r"noncomplian\w+", r"non-complian\w+", r"did you comply",
    r"(?<!not )your fault", r"(?<!us )substance abuse", r"drug abuse", r"addicts?", r"crazy",
    r"insane", r"lunatic", r"chemical imbalance", r"fair (?:try|trial|chance)", r"no hope",
    r"nothing (?:else )?left", r"do not worry", r"don['’]t worry",
    r"just (?:relax|cheer up|think positive)",
)  # fmt: skip
_BANNED = re.compile(rf"\b(?:{'|'.join(BANNED)})\b", re.IGNORECASE)

_FIGURE = re.compile(r"\b\d+ (?:out )?of (?:every )?100\b")
_COMPARED = re.compile(
    r"\bno (?:comparison|control) group\b|\bnothing to compare\b|\bwithout (?:a|any) comparison\b"
    r"|\bcomparison\b|\bcompared\b|\bdummy\b|\bwithout\b|\bother (?:group|care)\b|\busual care\b"
    r"|\bwith (?:a|the) (?:switch|health class|waiting list)\b|\bthan\b|\bof the others\b"
    r"|\band (?:in |about |of )*\d+\b(?! to \d)"  # a second number, of the other group
    r"|\b(?:estimate|records|survey|count)\b",  # how common something is
    re.IGNORECASE,
)
# Keys whose values are not shown to people.
_UNREAD = frozenset({"url", "slug", "source", "sources", "key", "ids", "recognised"})
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")

# By strength of a rule: the kinds of source that it may cite.
FITTING = {
    Strength.LABEL: ("label", "regulator", "drug-information"),
    Strength.PAYER: ("payer",),
    Strength.GUIDELINE: ("guideline", "official-page"),
    Strength.CONSENSUS: ("consensus",),
    Strength.TRIAL_ENTRY: ("trial", "review", "official-page"),
    Strength.SOURCE_ARTICLE: ("source-article",),
}


class Passage(NamedTuple):
    """A text that people read as one unit, with its place in the file."""

    at: At
    line: int
    text: str


def passages(file: ContentFile) -> Iterator[Passage]:
    """The front matter values that people read, and the paragraphs and list items of the body."""
    for at, text in file.scalars.items():
        if not _UNREAD & set(at):
            yield Passage(at, file.lines[at], text)
    lines: list[str] = []
    start = file.body_line
    for number, line in enumerate([*file.body.split("\n"), ""], file.body_line):
        if lines and (not line.strip() or _LIST_ITEM.match(line) or line.startswith("#")):
            yield Passage((), start, " ".join(lines))
            lines = []
        if line.strip():
            start = start if lines else number
            lines.append(line.strip())


def check_words(file: ContentFile) -> None:
    """Report wording problems that can be seen from each text alone."""
    for at, line, text in passages(file):
        if len(text) > PARAGRAPH_MAX:
            continue  # reported already; long texts of symbols would take minutes
        said = spoken(CITATION.sub("", text))
        for found, expected in problems(said):
            file.wrong(found, expected, at=at, line=line)


def problems(text: str) -> Iterator[tuple[str, str]]:
    """(found, expected) for wording that is not allowed in a text that people read."""
    if dose := DOSE.search(text):
        yield f"the dose “{dose[0]}”", "no dose: say what to ask instead"
    if banned := _BANNED.search(text):
        yield f"“{banned[0]}”", "words of the list in content/README.md instead"
    if often := PERCENT.search(text) or ONE_IN.search(text):
        yield f"“{often[0]}”", "a number out of 100 people"
    figures = _FIGURE.findall(text)
    if len(figures) == 1 and not _COMPARED.search(text):
        expected = "the group it is compared with, or the words “no comparison group”"
        yield f"“{figures[0]}” alone", expected


def problem_of_strength(rule: dict[str, Any], source: Source) -> tuple[str, str] | None:
    """(found, expected) if a rule's strength does not fit its source. A warning has no strength."""
    if "strength" not in rule:
        return None
    kinds = FITTING[Strength(rule["strength"])]
    if source.kind in kinds:
        return None
    found = f"“{rule['strength']}”, while {source.slug} is of the kind “{source.kind}”"
    return found, f"a source of the kind {' or '.join(kinds)}, or another strength"


# --- reading grade ----------------------------------------------------------------------------


def problem_of_grade(item: Checked, names: tuple[str, ...]) -> tuple[str, str] | None:
    """(found, expected) if a text's reading grade is too high."""
    grade = measure(whole_text(item), names=names).grade
    if grade <= GRADE_MAX:
        return None
    return f"reading grade {grade}", f"at most {GRADE_MAX}: shorter sentences, shorter words"


def names_of(catalogue: Catalogue) -> tuple[str, ...]:
    """Drug and treatment names, which do not raise a text's reading grade."""
    names: set[str] = set()
    named: tuple[Any, ...] = (*catalogue.medicines, *catalogue.classes, *catalogue.treatments)
    for item in named:
        names |= {item.name, *item.also_called}
        for brands in getattr(item, "brands", {}).values():
            names |= set(brands)
    return tuple(sorted(names - {""}))


def whole_text(item: Checked) -> str:
    """All texts of an item that people read, joined as sentences."""
    parts = [getattr(item, "summary", ""), item.text]
    for name in ("benefits", "harms", "bring"):
        parts += getattr(item, name, [])
    parts += [question["text"] for question in getattr(item, "questions", [])]
    parts += [fact["fact"] for fact in getattr(item, "matters", {}).values()]
    for name in _RULES:
        parts += [rule["because"] for rule in getattr(item, name, [])]
    return "\n\n".join(spoken(part) for part in parts if part)


_RULES = ("only_after", "usually_after", "talked_about_when", "tell_when", "worth_knowing")
