"""The checklists IPDAS and PEMAT, item by item, applied to the catalogue.

IPDAS version 4 (44 items): the wording of Q and C is in BMJ Open 2016;6:e011918, table 2. PEMAT-P
(24 items; 13 and 14 are for film and sound): AHRQ. The items are paraphrased. A program can check
that something is there, not that it is good; an item that only a person can judge is "not done yet"
until somebody outside the team has judged it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.citations import spoken
from navigator.content.markdown import to_text
from navigator.content.readability import measure
from navigator.models import Checked, Treatment, UrgentHelp

State = Literal["met", "not met", "not done yet", "does not apply"]
Check = Callable[[Catalogue], Iterable[str]]  # yields violations of an item; none if it is met

# The checklists set no numbers; these are our own choice.
LENGTH_RATIO_MIN = 2 / 3  # words of the shorter list, good or hard points, to the longer one
EVERYDAY_GRADE_MAX = 6.0  # what the American Medical Association advises; drug names count here
PASSIVE_SHARE_MAX = 0.2
PARAGRAPH_WORDS_MAX = 100
COLUMN_HEAD_WORDS_MAX = 12
STEPS_MIN = 3
NAMED_MAX = 3  # violations that a report names

_PASSIVE = re.compile(r"\b(?:is|are|was|were|been?|being) (?:not )?(?:\w+ly )?\w+e[dn]\b", re.I)
_BLOCK = re.compile(r"<(p|li)\b[^>]*>(.*?)</\1>", re.DOTALL)


class Criterion(NamedTuple):
    """One item of a checklist: what it requires in short, its state, and why."""

    number: str
    text: str
    state: State
    why: str


class _Asked(NamedTuple):
    """An item before it is judged. `otherwise` is its state without a check, or when one fails."""

    number: str
    text: str
    check: Check | None
    why: str
    otherwise: State = "not met"


def ipdas(catalogue: Catalogue) -> Iterator[Criterion]:
    """Every item of IPDAS version 4: to qualify (Q), to be certified (C), and of quality."""
    return (_judge(asked, catalogue) for asked in _IPDAS)


def pemat(catalogue: Catalogue) -> Iterator[Criterion]:
    """Every item of PEMAT-P: up to 19 on understanding, from 20 on acting."""
    return (_judge(asked, catalogue) for asked in _PEMAT)


def _judge(asked: _Asked, catalogue: Catalogue) -> Criterion:
    """The state of an item: met without violations; otherwise it names the first few."""
    number, text, check, why, otherwise = asked
    if check is None:
        return Criterion(number, text, otherwise, why)
    broken = tuple(check(catalogue))
    if not broken:
        return Criterion(number, text, "met", why)
    more = f" and {len(broken) - NAMED_MAX} more" if len(broken) > NAMED_MAX else ""
    return Criterion(
        number, text, otherwise, f"This falls short: {', '.join(broken[:NAMED_MAX])}{more}."
    )


# --- makers of checks -------------------------------------------------------------------------


def _all_of(*checks: Check) -> Check:
    return lambda catalogue: (broken for check in checks for broken in check(catalogue))


def _each(group: str, holds: Callable[[Any], object]) -> Check:
    """A check of every item of a group, such as `treatments`. An empty group is a violation."""

    def check(catalogue: Catalogue) -> Iterator[str]:
        items = getattr(catalogue, group)
        yield from (_called(item) for item in items if not holds(item))
        if not items:
            yield f"no {group}"

    return check


def _each_option(holds: Callable[[Treatment], object]) -> Check:
    return _each("treatments", holds)


def _each_text(holds: Callable[[Any], object]) -> Check:
    """A check of every item with a body, of any model."""

    def check(catalogue: Catalogue) -> Iterator[str]:
        texts = [item for item in catalogue if isinstance(item, Checked)]
        yield from (_called(item) for item in texts if not holds(item))
        if not texts:
            yield "no texts"

    return check


def _each_figure(holds: Callable[[dict[str, Any]], object]) -> Check:
    """A check of every figure of every option. No figure at all is a violation."""

    def check(catalogue: Catalogue) -> Iterator[str]:
        figures = [(item, figure) for item in catalogue.treatments for figure in item.figures]
        yield from (_called(item) for item, figure in figures if not holds(figure))
        if not figures:
            yield "no figures"

    return check


def _page(slug: str, words: str = "") -> Check:
    """A check that a page exists, with these words in a heading."""

    def check(catalogue: Catalogue) -> Iterator[str]:
        page = catalogue.page.get(slug)
        headings = [part["heading"].lower() for part in page.sections] if page else []
        if not any(words in heading for heading in headings):
            yield f"the page “{slug}” is not there" + (f" or has no “{words}”" if words else "")

    return check


def _section(slug: str, key: str, words: str = "") -> Check:
    """A check that a section of an option contains these words."""

    def check(catalogue: Catalogue) -> Iterator[str]:
        option = catalogue.treatment.get(slug)
        text = _text_of(option, key) if option else ""
        if not text or words not in text:
            yield f"the option “{slug}” does not say it"

    return check


def _called(item: Any) -> str:
    return str(getattr(item, "name", "") or getattr(item, "title", "") or item.slug)


# --- what holds of one item -------------------------------------------------------------------


def _text_of(option: Treatment, key: str) -> str:
    return " ".join(to_text(part["html"]) for part in option.sections if part["key"] == key)


def _has(*keys: str) -> Callable[[Treatment], bool]:
    return lambda option: all(_text_of(option, key) for key in keys)


def _balanced(option: Treatment) -> bool:
    """Whether benefits and harms differ by at most one in number, and are of similar length."""
    lists = option.benefits, option.harms
    words = sorted(len(spoken(" ".join(points)).split()) for points in lists)
    close = abs(len(option.benefits) - len(option.harms)) <= 1
    return close and words[0] >= LENGTH_RATIO_MIN * words[1]


def _dated(item: Any) -> bool:
    """Whether it has a date of its last check; for urgent help, each help line has its own."""
    if isinstance(item, UrgentHelp):
        return all(line.get("checked_on") for line in item.lines)
    return bool(item.checked_on)


def _comparable(option: Treatment) -> bool:
    return bool(option.practicalities and option.benefits and option.harms)


def _out_of_100(figure: dict[str, Any]) -> bool:
    return all(0 <= arm.get("people_per_100", -1) <= 100 for arm in figure["arms"])


def _captioned(figure: dict[str, Any]) -> bool:
    return bool(figure.get("outcome")) and all(arm.get("label") for arm in figure["arms"])


def _everyday(item: Checked) -> bool:
    return measure(item.text).grade <= EVERYDAY_GRADE_MAX


def _mostly_active(option: Treatment) -> bool:
    passive = len(_PASSIVE.findall(option.text))
    return passive <= PASSIVE_SHARE_MAX * measure(option.text).sentences


def _short_chunks(item: Checked) -> bool:
    blocks = (block for part in item.sections for _, block in _BLOCK.findall(part["html"]))
    return all(len(to_text(block).split()) <= PARAGRAPH_WORDS_MAX for block in blocks)


def _headed(option: Treatment) -> bool:
    found = [part["key"] for part in option.sections]
    optional = Treatment.OPTIONAL_HEADINGS
    return found == [key for key, h in Treatment.HEADINGS if key in found or h not in optional]


def _has_cues(option: Treatment) -> bool:
    return any(re.search("<(?:li|strong)>", part["html"]) for part in option.sections)


# --- what holds of the whole catalogue --------------------------------------------------------


def _all_kinds(catalogue: Catalogue) -> Iterator[str]:
    found = {option.kind for option in catalogue.treatments}
    return (f"no {kind.label.lower()}" for kind in Kind if kind not in found)


def _without(what: str, field: str) -> Check:
    """A check that reports the number of options without a fact, rather than each name."""

    def check(catalogue: Catalogue) -> Iterator[str]:
        lacking = sum(not getattr(option, field) for option in catalogue.treatments)
        if lacking or not catalogue.treatments:
            yield f"{lacking} of {len(catalogue.treatments)} options have no {what}"

    return check


def _one_period(catalogue: Catalogue) -> Iterator[str]:
    weeks = {figure["after_weeks"] for option in catalogue.treatments for figure in option.figures}
    if not weeks:
        yield "no figures"
    elif len(weeks) > 1:
        yield f"trials differ, so the figures run from {min(weeks)} to {max(weeks)} weeks"


def _any_visit(catalogue: Catalogue) -> Iterator[str]:
    if "visit" not in catalogue.question_set:
        yield "no questions for any visit"


def _steps(catalogue: Catalogue) -> Iterator[str]:
    page = catalogue.page.get("how-to-choose")
    steps = [part for part in page.sections if part["key"].startswith("step-")] if page else []
    if len(steps) < STEPS_MIN:
        yield f"“How to choose” has {len(steps)} steps"


# --- the items --------------------------------------------------------------------------------

_GENE_TEST = "pharmacogenomic-testing"
_NO_ILLNESS = "The one test here, the gene test, does not look for an illness."


def _not_done(number: str, text: str, why: str) -> _Asked:
    return _Asked(number, text, None, why, "not done yet")


def _by_person(number: str, text: str) -> _Asked:
    return _not_done(number, text, "Nobody outside the team has marked this.")


def _no_matter(number: str, text: str, why: str = _NO_ILLNESS) -> _Asked:
    return _Asked(number, text, None, why, "does not apply")


_IPDAS = (
    _Asked("Q1", "Says what the health problem is", _page("treatment-resistant"),
           "A page says what treatment-resistant depression is."),
    _Asked("Q2", "Says which decision is to be made", _page("how-to-choose", "name the decision"),
           "“How to choose” begins with naming the decision."),
    _Asked("Q3", "Lists the options",
           _all_of(_all_kinds, _section("keep-current-plan", "in-short")),
           "All four kinds are listed, and so is changing nothing for now."),
    _Asked("Q4", "Tells the good side of each option", _each_option(lambda o: o.benefits),
           "Each option lists its good points."),
    _Asked("Q5", "Tells the bad side of each option", _each_option(lambda o: o.harms),
           "Each option lists its hard points."),
    _Asked("Q6", "Tells what each option is like, for body, mind and daily life",
           _each_option(_has("what-happens", "time-and-place", "side-effects")),
           "Each option tells what happens, when and where, and its side effects."),
    _Asked("C1", "Gives the good and the bad the same room", _each_option(_balanced),
           "Good and hard points differ by one at most, and by a third of the words at most."),
    _Asked("C2", "Names its sources", _each_option(lambda o: o.sources),
           "Each option names its sources."),
    _Asked("C3", "Shows its date", _each_text(_dated), "Each text shows when it was last checked."),
    _Asked("C4", "Says how often it is brought up to date", _page("updates"),
           "A page says when texts are checked again."),
    _Asked("C5", "Says how unsure the results are", _each_option(_has("how-well")),
           "Each option says how well it works and how sure we are."),
    _Asked("C6", "Says who paid for it", _page("about", "who paid"),
           "“About this guide” says who runs this copy and who paid."),
    _Asked("C7", "Test: says what it measures", _section(_GENE_TEST, "what-happens", "genes"),
           "The page on the gene test says which genes it reads."),
    _Asked("C8", "Test: says what comes next if it finds something",
           _section(_GENE_TEST, "how-soon", "If it finds something"),
           "The page on the gene test says what a finding may lead to."),
    _Asked("C9", "Test: says what comes next if it finds nothing",
           _section(_GENE_TEST, "how-soon", "If it finds nothing"),
           "The page on the gene test says what to look at then."),
    _no_matter("C10", "Test: warns of finding illness that would never have done harm"),
    _Asked("1", "Says what is likely if nothing is done",
           _section("keep-current-plan", "how-soon"),
           "“Keep the plan for now” tells how people did without a change."),
    _Asked("2", "Lets readers compare the good and the bad", _each_option(_comparable),
           "Two to four options stand side by side, in the same rows."),
    _Asked("3", "Gives the chances of results", _without("figure that we can stand by", "figures"),
           "Each option has a figure with its source."),
    _Asked("4", "Says which people the numbers are about", _each_figure(lambda f: f.get("people")),
           "Each figure says who was studied."),
    _Asked("5", "Says to how many people it happens", _each_figure(_out_of_100),
           "Each figure counts people out of 100."),
    _Asked("6", "Compares chances over the same time", _one_period,
           "All figures cover the same number of weeks."),
    _Asked("7", "Compares chances out of the same number", _each_figure(_out_of_100),
           "All figures are out of 100 people."),
    _Asked("8", "Shows chances in more than one way", _each_figure(_captioned),
           "Each figure is told in words and numbers, and drawn as 100 people."),
    _Asked("9", "Asks what matters most to the reader", _each("priorities", lambda p: p.name),
           "Readers can tick what matters to them."),
    _Asked("10", "Shows a way to decide, step by step", _page("how-to-choose"),
           "“How to choose” goes through it step by step."),
    _Asked("11", "Gives questions or a worksheet for the visit",
           _all_of(_any_visit, _each_option(lambda o: o.questions)),
           "Each option has questions, and they print as a sheet."),
    _not_done("12", "Patients were asked what they need", "We read studies but asked no patients."),
    _not_done("13", "Clinicians were asked what they need",
              "We read studies but asked no clinicians."),
    _not_done("14", "Patients outside the team reviewed it", "No patients have reviewed it."),
    _Asked("15", "Clinicians outside the team reviewed it",
           _without("clinician’s review", "clinician_review"),
           "A clinician has reviewed each option.", "not done yet"),
    _not_done("16", "Patients tried it out", "No patients have tried it in a test."),
    _not_done("17", "Clinicians tried it out", "No clinicians have tried it in a test."),
    _Asked("18", "Says how the evidence was found and chosen", _page("evidence", "where we looked"),
           "“How we chose the facts” says where we looked and what we left out."),
    _Asked("19", "Says how good the evidence is", _each_option(lambda o: o.evidence_strength),
           "Each option has one word for how strong the evidence is."),
    _Asked("20", "Says what the writers are", _page("about", "who wrote it"),
           "“About this guide” says that no clinician wrote it and that AI software helped."),
    _Asked("21", "Tells its reading level", _each_option(lambda o: measure(o.text).words),
           "The program works out a grade for each text and shows it on this page."),
    _not_done("22", "Was shown to bring choices closer to values", "No trial has been run."),
    _not_done("23", "Was shown to bring more knowledge", "No trial has been run."),
    _no_matter("24", "Test: says how often it is right when there is illness"),
    _no_matter("25", "Test: says how often it is wrong when there is none"),
    _no_matter("26", "Test: says how often it is right when there is none"),
    _no_matter("27", "Test: says how often it is wrong when there is illness"),
    _no_matter("28", "Test: says how often illness is found with it and without it"),
)  # fmt: skip

_PEMAT = (
    _by_person("1", "The purpose is plain"),
    _by_person("2", "Nothing leads away from the purpose"),
    _Asked("3", "Uses everyday words", _each_text(_everyday),
           "No text is above grade 6, even with names of drugs counted."),
    _Asked("4", "Explains medical words", _each("terms", lambda t: t.meaning),
           "Hard words are explained in the glossary."),
    _Asked("5", "Says who does what (active voice)", _each_option(_mostly_active),
           "A rough count finds at most one passive sentence in five in each option."),
    _by_person("6", "Numbers are clear"),
    _Asked("7", "Leaves the reader no sums to do", _each_figure(_out_of_100),
           "All figures are out of 100 people."),
    _Asked("8", "Comes in short chunks", _each_text(_short_chunks),
           "No paragraph has more than 100 words."),
    _Asked("9", "Has headings that tell what follows", _each_option(_headed),
           "All options have the same headings in the same order; one may be left out."),
    _by_person("10", "Comes in an order that makes sense"),
    _Asked("11", "Has a summary", _each_option(_has("in-short")),
           "Each option begins with “In short”."),
    _Asked("12", "Makes key points stand out", _each_option(_has_cues),
           "Each option uses lists or bold words."),
    _by_person("15", "Has pictures wherever they help"),
    _by_person("16", "Pictures back up the words"),
    _Asked("17", "Pictures have titles or captions", _each_figure(_captioned),
           "Each figure says what was counted, and each drawing has a label."),
    _by_person("18", "Pictures are clear"),
    _Asked("19", "Tables have short, clear headings",
           _each_option(lambda o: len(o.name.split()) <= COLUMN_HEAD_WORDS_MAX),
           "Columns are headed by names of options, none above 12 words."),
    _Asked("20", "Names at least one thing to do", _each_option(lambda o: o.questions),
           "Each option has questions to ask at the visit."),
    _Asked("21", "Speaks to the reader", _each_option(lambda o: re.search(r"\byou\b", o.text)),
           "Each option says “you”."),
    _Asked("22", "Breaks what to do into steps", _steps,
           "“How to choose” has a heading for each step."),
    _Asked("23", "Gives a tool to act with, such as a checklist",
           _all_of(_any_visit, _each("topics", lambda t: t.bring)),
           "There is a sheet to print, with questions and what to bring."),
    _no_matter("24", "Explains how to do sums", "The reader has no sums to do."),
    _by_person("25", "Explains how to use charts and tables to act"),
    _by_person("26", "Uses pictures where they help to act"),
)  # fmt: skip
