"""The reasons of one option, and that every sentence is true of whoever reads it."""

import random
import re
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string

from navigator.catalogue import Catalogue
from navigator.choices import Result
from navigator.matching.answers import Answers
from navigator.matching.reasons import Reason, reasons_of
from navigator.matching.rules import what_was_said
from navigator.models import Treatment
from tests.builders import make_catalogue, make_class, make_rule, make_treatment, tried

MEDICINES = [*make_class("ssri", "sertraline", "citalopram"), *make_class("snri", "venlafaxine")]
ONE = tried("sertraline", sertraline="no")
TWO = tried("sertraline", "venlafaxine", sertraline="no", venlafaxine="no")


def reasons(answers: Answers, **rules) -> tuple[list[str], list[str], list[str]]:
    """The names of the reasons of one option, under the three heads."""
    option = make_treatment("examplol", **rules)
    cbt = make_treatment("cbt", kind="psychotherapy")
    catalogue = make_catalogue(MEDICINES, option, cbt)
    why, asks, know = reasons_of(catalogue, what_was_said(catalogue, answers), option)
    return [r.name for r in why], [r.name for r in asks], [r.name for r in know]


def test_with_nothing_ticked_the_rules_themselves_are_told():
    rules = {"usually_after": [make_rule(antidepressants=2)], "worth_knowing": [make_rule()]}
    assert reasons(tried(), **rules) == ([], ["rule"], ["told"])


def test_without_a_rule_nothing_needs_to_come_first():
    assert reasons(ONE)[0] == ["nothing-first"]


def test_a_stricter_rule_is_told_beside_the_one_that_holds():
    rules = [make_rule(antidepressants=1), make_rule(antidepressants=2, strength="payer")]
    assert reasons(ONE, usually_after=rules) == (["met"], ["plan-asks"], [])


def test_the_same_count_is_said_once_and_another_one_again():
    rules = [
        make_rule(antidepressants=1),
        make_rule(antidepressants=1, country="ca"),
        make_rule(antidepressants=2, accepts=["side-effects"]),
    ]
    option = make_treatment("examplol", usually_after=rules)
    catalogue = make_catalogue(MEDICINES, option)
    answers = tried("sertraline", "venlafaxine", sertraline="no", venlafaxine="side-effects")
    why, _, _ = reasons_of(catalogue, what_was_said(catalogue, answers), option)
    one = "We counted one antidepressant on your list."
    assert [re.findall(r"We counted [^.]+\.", text_of(reason)) for reason in why] == [
        [one], [], ["We counted two antidepressants on your list."],
    ]  # fmt: skip
    assert ["may also count" in text_of(reason) for reason in why] == [False, False, False]


def test_a_rule_that_is_not_met_is_told():
    assert reasons(ONE, usually_after=[make_rule(antidepressants=2)])[0] == ["unmet"]


def test_what_is_on_the_list_gets_no_other_step_first():
    answers = tried("examplol", examplol="no")
    rules = [make_rule(antidepressants=2)]
    assert reasons(answers, usually_after=rules) == (["tried-no"], ["rule"], [])


def test_before_what_an_option_needs_at_all_that_is_told_alone():
    only = {"only_after": [make_rule(any_antidepressant=1)]}
    assert reasons(tried("cbt"), **only)[0] == ["only-after"]


def test_a_ticked_part_is_named():
    option = make_treatment("augmentation", includes=["ssri"])
    catalogue = make_catalogue(MEDICINES, option)
    (first, *_), _, _ = reasons_of(catalogue, what_was_said(catalogue, ONE), option)
    assert (first.name, first.names) == ("part-tried", ("sertraline",))


# --- every sentence, read back -----------------------------------------------------------------

COUNTED = {None, "partly", "faded", "no"}
PERHAPS = {"side-effects", "unsure"}
NUMBER = {"no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
          "eight": 8, "nine": 9}  # fmt: skip
PEOPLE, OPTIONS_EACH = 2_000, 3


class Facts:
    """What is true of a person, worked out here anew, for people who name medicines alone."""

    def __init__(self, catalogue: Catalogue, answers: Answers) -> None:
        self.answers = answers
        mine = [catalogue.medicine[slug] for slug in answers.tried if slug in catalogue.medicine]
        yes = [m for m in mine if m.counts_as_antidepressant == "yes"]
        depends = [m for m in mine if m.counts_as_antidepressant == "depends"]
        result = {m.slug: answers.results.get(m.slug) for m in mine}
        self.unsaid = sum(result[m.slug] is None for m in yes)
        sure = sum(result[m.slug] in COUNTED for m in yes)
        self.counted = sure - bool(self.unsaid)
        self.side_effects = sum(result[m.slug] == "side-effects" for m in yes)
        maybe = sum(result[m.slug] in PERHAPS for m in yes)
        maybe += sum(result[m.slug] in COUNTED | PERHAPS for m in depends)
        self.perhaps = maybe + bool(self.unsaid)
        self.names = {catalogue.name_of(slug) for slug in answers.tried}
        self.had_therapy = any(
            answers.results.get(slug) not in ("helped", "not-started", "other-reason")
            for slug in answers.tried
            if slug in catalogue.treatment and catalogue.treatment[slug].kind == "psychotherapy"
        )
        self.relatives = any(set(m.close_relatives) & answers.ticked for m in mine)


def people(catalogue: Catalogue) -> Iterator[Answers]:
    """People made up by chance, always the same ones."""
    chance = random.Random(20261127)
    slugs = [slug for slug in catalogue.tryable if slug not in catalogue.medicine_class]
    for _ in range(PEOPLE):
        chosen = set(chance.sample(slugs, chance.randint(1, 14)))
        ticked = tuple(slug for slug in catalogue.tryable if slug in chosen)
        said = {s: chance.choice(Result.values) for s in ticked if chance.random() < 0.7}
        yield Answers(tried=ticked, results=said)


def text_of(reason: Reason) -> str:
    """The sentences of a reason, without its rule's own words."""
    html = render_to_string("_reason.html", {"reason": reason, "because": ""})
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()
    return text.replace("&#x27;", "'").replace("&amp;", "&")


def untrue(text: str, reason: Reason, option: Treatment, facts: Facts) -> Iterator[str]:
    """What a text says that is not so."""
    accepts = bool(reason.rule and "accepts" in reason.rule)
    counted = facts.counted + (facts.side_effects if accepts else 0)
    perhaps = facts.perhaps - (facts.side_effects if accepts else 0)
    for word in re.findall(r"We counted (\w+) antidepressant", text):
        if NUMBER[word] != counted:
            yield f"counted {counted}"
    missing = re.search(r"Not there yet on your list: ([^.]+)\.", text)
    all_lacks = reason.asks if reason.name in ("unmet", "more", "plan-asks") else ""
    lacks = missing[1] if missing else all_lacks
    for number in re.findall(r"(\d+) antidepressant", lacks):
        if counted + perhaps >= int(number):
            yield f"{number} are there"
    if "talk therapy" in lacks and " that " not in lacks and facts.had_therapy:
        yield "a talk therapy is there"
    for names in re.findall(r"may also count (.+?)\. ", f"{text} "):
        left = names
        for name in sorted(facts.names, key=len, reverse=True):
            left = left.replace(name, "")
        if re.sub(r"and|[ ,]", "", left):
            yield f"not on the list: {left}"
    if reason.name.startswith("tried-") and option.slug not in facts.answers.ticked:
        yield "it is not on the list"
    if "Nothing needs to come first" in text and (option.only_after or option.usually_after):
        yield "something does"
    for word in re.findall(r"Of (\w+) you did not say", text):
        if NUMBER[word] != facts.unsaid:
            yield f"{facts.unsaid} not said"
    if "close relatives" in text and not facts.relatives:
        yield "no relatives"
    if re.search(r"no that count|one part of this|you ticked fewer|\bNone\b|  |\( ", text):
        yield "broken words"
    if option.slug in facts.answers.ticked and re.search(r"[Ii]t starts after|asks for more", text):
        yield "it is tried"


@pytest.fixture(scope="module")
def read_back(shipped):
    """All that is untrue, and the names of the reasons that were read."""
    chance = random.Random(7)
    wrong, seen = [], set()
    for answers in people(shipped):
        facts = Facts(shipped, answers)
        for option in chance.sample(shipped.treatments, OPTIONS_EACH):
            found = reasons_of(shipped, what_was_said(shipped, answers), option)
            for reason in (*found.why, *found.asks, *found.know):
                text = text_of(reason)
                seen.add(reason.name)
                wrong += [
                    (option.slug, answers, text, say) for say in untrue(text, reason, option, facts)
                ]
    return wrong, seen


def test_every_sentence_is_true_of_two_thousand_people(read_back):
    wrong, _ = read_back
    assert wrong[:3] == []


def test_every_kind_of_reason_was_read(read_back):
    _, seen = read_back
    wanted = {"met", "perhaps", "unmet", "more", "plan-asks", "only-after", "nothing-first",
              "you-can-ask", "part-tried", "rule", "told"}  # fmt: skip
    assert wanted <= seen


def test_what_is_said_of_five_antidepressants_never_says_that_they_are_too_few(shipped):
    slugs = ("sertraline", "venlafaxine", "bupropion", "mirtazapine", "vortioxetine")
    answers = Answers(tried=slugs, results=dict.fromkeys(slugs, "no"))
    facts = Facts(shipped, answers)
    for option in shipped.treatments:
        found = reasons_of(shipped, what_was_said(shipped, answers), option)
        for reason in (*found.why, *found.asks):
            text = text_of(reason)
            assert list(untrue(text, reason, option, facts)) == [], text


def test_no_line_of_the_sentences_is_longer_than_a_diff_can_show():
    with open("templates/_reason.html", encoding="utf-8") as file:
        assert [line for line in file if len(line) > 161] == []


@pytest.mark.parametrize("result", [*Result.values, "unsaid"])
def test_each_way_in_which_a_try_can_go_has_its_sentence(shipped, result):
    text = text_of(Reason(f"tried-{result}"))
    assert text.startswith("On your list")
