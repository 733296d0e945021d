"""The content as shipped: complete, plain, balanced, without a dose, and safe to read at night."""

import functools
import re
from pathlib import Path
from statistics import median

import pytest

from navigator.choices import Result
from navigator.content.frontmatter import ContentFile
from navigator.content.frontmatter import read as read_file
from navigator.content.markdown import to_text
from navigator.content.promises import check_words, whole_text
from navigator.models import Treatment
from navigator.review.report import quality_report
from tests.conftest import CONTENT

FILES = sorted((CONTENT / "en").rglob("*.md"))
OPTIONS = [
    path.stem
    for folder in ("medication-strategies", "psychotherapies", "procedures", "self-care")
    for path in sorted((CONTENT / "en" / folder).glob("*.md"))
]
HELP = re.compile(r"\b988\b|urgent help", re.IGNORECASE)


@functools.cache
def read(path: Path) -> str:
    """A file as readers may see it, in one line: without notes to editors and addresses."""
    text = path.read_text("utf-8")
    text = re.sub(r"^ *url:.*$| # .*$|\]\([^)]*\)", "", text, flags=re.MULTILINE)
    return re.sub(r"\s+", " ", text)


def sentences(value, at=""):
    """Every text in a value of the front matter, with its place."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from sentences(child, f"{at}.{key}")
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from sentences(child, f"{at}.{place}")


def texts(item):
    """Every text of an item, in the pieces in which it is shown, with its place."""
    apart = {"id", "release", "slug", "sources", "words", "text", "medicine_class", "sections"}
    for column in item._meta.concrete_fields:
        if column.name not in apart:
            yield from sentences(getattr(item, column.name), f"{item.slug}: {column.name}")
    for section in getattr(item, "sections", []):
        text = to_text(section["html"])
        yield f"{item.slug}: {section['heading']}", f"{section['heading']}\n{text}"


def rules_of(option):
    return [*option.usually_after, *option.talked_about_when, *option.worth_knowing]


def everything(catalogue):
    return [(place, text) for item in catalogue for place, text in texts(item)]


@pytest.fixture(scope="module")
def texts_report(shipped):
    return quality_report(shipped)


# --- complete -------------------------------------------------------------------------------

CONTRACT = """
    more-time higher-dose switch-antidepressant combine-antidepressants augmentation
    pharmacogenomic-testing cbt act interpersonal-therapy family-couples-therapy dbt group-therapy
    mindfulness behavioral-activation change-therapy-or-therapist rtms theta-burst ketamine
    esketamine ect vns stick-to-plan alcohol-and-drugs stress sleep exercise
""".split()
TOPICS = """
    life-situations treatment-response medicines-review adherence physical-health other-diagnoses
""".split()
COUNTED = """
    citalopram escitalopram fluoxetine fluvoxamine paroxetine sertraline venlafaxine desvenlafaxine
    duloxetine levomilnacipran bupropion mirtazapine vortioxetine vilazodone nefazodone gepirone
    dextromethorphan-bupropion agomelatine mianserin reboxetine amoxapine clomipramine desipramine
    imipramine protriptyline trimipramine maprotiline lofepramine dosulepin isocarboxazid phenelzine
    tranylcypromine selegiline moclobemide
""".split()
COUNTED_PERHAPS = """
    milnacipran trazodone amitriptyline doxepin nortriptyline olanzapine-fluoxetine zuranolone
    flupentixol tianeptine viloxazine
""".split()
NOT_COUNTED = """
    esketamine ketamine aripiprazole brexpiprazole quetiapine cariprazine lumateperone olanzapine
    risperidone ziprasidone lithium lamotrigine liothyronine buspirone modafinil methylphenidate
    lisdexamfetamine pramipexole benzodiazepine st-johns-wort omega-3 sam-e l-methylfolate cannabis
    dextroamphetamine-amphetamine armodafinil atomoxetine lurasidone asenapine paliperidone
    amisulpride clozapine haloperidol olanzapine-samidorphan valproate carbamazepine
    oxcarbazepine topiramate
    levothyroxine brexanolone 5-htp l-tryptophan kratom lithium-orotate zolpidem zopiclone
    eszopiclone gabapentin pregabalin hydroxyzine propranolol clonidine prazosin
""".split()
CLOSE_RELATIVES = [
    {"citalopram", "escitalopram"},
    {"venlafaxine", "desvenlafaxine"},
    {"bupropion", "dextromethorphan-bupropion"},
    {"fluoxetine", "olanzapine-fluoxetine"},
]


@pytest.mark.parametrize("slug", CONTRACT)
def test_each_option_of_the_source_article_has_its_address(shipped, slug):
    assert slug in shipped.treatment


@pytest.mark.parametrize("slug", TOPICS)
def test_each_topic_of_the_visit_is_there(shipped, slug):
    assert slug in {topic.slug for topic in shipped.topics}


def test_the_medicines_that_count_are_these(shipped):
    counted = [m.slug for m in shipped.medicines if m.counts_as_antidepressant == "yes"]
    assert sorted(counted) == sorted(COUNTED)


def test_the_medicines_that_may_count_are_these(shipped):
    perhaps = [m.slug for m in shipped.medicines if m.counts_as_antidepressant == "depends"]
    assert sorted(perhaps) == sorted(COUNTED_PERHAPS)


def test_the_medicines_that_do_not_count_are_these(shipped):
    others = [m.slug for m in shipped.medicines if m.counts_as_antidepressant == "no"]
    assert sorted(others) == sorted(NOT_COUNTED)


@pytest.mark.parametrize(
    ("slug", "counts"),
    [("ssri", "yes"), ("snri", "yes"), ("maoi", "yes"), ("tca", "depends"),
     ("atypical-antidepressant", "depends"), ("antipsychotic", "no"), ("mood-stabilizer", "no")],
)  # fmt: skip
def test_a_class_counts_as_agreed(shipped, slug, counts):
    assert shipped.medicine_class[slug].counts_as_antidepressant == counts


def test_close_relatives_name_each_other(shipped):
    pairs = {
        frozenset({medicine.slug, relative})
        for medicine in shipped.medicines
        for relative in medicine.close_relatives
    }
    assert pairs == {frozenset(pair) for pair in CLOSE_RELATIVES}
    assert all(len(m.close_relatives) <= 1 for m in shipped.medicines)


def test_each_way_in_which_a_try_can_go_has_its_questions(shipped):
    assert {f"result-{value}" for value in Result.values} <= shipped.question_set.keys()


def test_the_three_questions_that_fit_any_visit_come_first(shipped):
    first = [question["key"] for question in shipped.question_set["visit"].questions[:3]]
    assert first == ["options", "benefits-and-harms", "how-likely"]


@pytest.mark.parametrize("slug", ["about", "privacy", "accessibility", "evidence", "updates"])
def test_each_page_that_others_link_to_is_there(shipped, slug):
    assert slug in shipped.page


def test_no_source_is_listed_that_nothing_cites(shipped):
    cited = {slug for item in shipped for slug in getattr(item, "sources", [])}
    assert shipped.source.keys() - cited == set()


def test_no_clinician_is_named_who_has_not_reviewed(shipped):
    assert [i.slug for i in shipped if getattr(i, "clinician_review", None)] == []


# --- balanced -------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", OPTIONS)
def test_an_option_has_at_least_five_questions(shipped, slug):
    assert len(shipped.treatment[slug].questions) >= 5


@pytest.mark.parametrize("slug", OPTIONS)
def test_benefits_and_harms_have_the_same_weight(shipped, slug):
    option = shipped.treatment[slug]
    assert abs(len(option.benefits) - len(option.harms)) <= 1


@pytest.mark.parametrize("slug", OPTIONS)
def test_each_figure_says_in_whom_with_what_doubt_and_from_where(shipped, slug):
    figures = shipped.treatment[slug].figures
    bare = [f for f in figures if not all(f.get(key) for key in ("people", "doubt", "source"))]
    assert bare == []


@pytest.mark.parametrize("slug", OPTIONS)
def test_the_arms_of_a_figure_are_named_apart(shipped, slug):
    for figure in shipped.treatment[slug].figures:
        labels = [arm["label"] for arm in figure["arms"]]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("slug", OPTIONS)
def test_a_rule_of_a_label_or_a_payer_says_where_it_binds(shipped, slug):
    rules = rules_of(shipped.treatment[slug])
    bound = [rule for rule in rules if rule["strength"] in ("label", "payer")]
    assert [rule["because"] for rule in bound if "country" not in rule] == []


# --- plain ----------------------------------------------------------------------------------


def test_options_read_at_grade_six_in_the_median(texts_report):
    grades = [text.grade for text in texts_report.texts if text.address.startswith("/options/")]
    assert median(grades) <= 6.0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_keeps_every_promise_about_words(path):
    """The loader holds them too, at every load: see tests/test_promises.py."""
    file = ContentFile(path, CONTENT)
    assert read_file(file)
    check_words(file)
    assert list(map(str, file.problems)) == []


# --- safe -----------------------------------------------------------------------------------

RISK = re.compile(
    r"\bsuicid|\bself-harm|\b(?:harm|hurt)(?:ing)? (?:yourself|themselves)\b|\bwish to die\b"
    r"|\bwant to die\b|\bend(?:ing)? (?:your|their) life\b|\bwish not to be here\b"
    r"|\bmay not stay safe\b|\bcannot stay safe\b|\bfeel unsafe\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"^line-\S+: (?:title|name)|: lines\.\d+\.name$|^\S+: (?:title|url|publisher)$")


def test_wherever_suicide_or_self_harm_is_named_help_stands_beside_it(shipped):
    alone = [
        place
        for place, text in everything(shipped)
        if RISK.search(text) and not HELP.search(text) and not NAMES.search(place)
    ]
    # What to bring is a list of a few words; the topic's own page has the help.
    assert alone == ["other-diagnoses: bring.2"]


def test_the_topic_that_asks_of_suicide_in_the_family_has_help_on_its_page(shipped):
    (topic,) = [topic for topic in shipped.topics if topic.slug == "other-diagnoses"]
    assert HELP.search(topic.text)


def test_no_way_of_suicide_is_told():
    means = (
        r"overdos\w+|lethal\w*|firearms?|\bguns?\b|hang(?:ed|ing)? (?:yourself|himself)|bridges?"
    )
    found = [(p.name, re.findall(means, read(p), re.IGNORECASE)) for p in FILES]
    assert [(name, words) for name, words in found if words] == []


@pytest.mark.parametrize("slug", OPTIONS)
def test_every_option_says_not_to_change_a_medicine_alone(shipped, slug):
    said = r"Do not (?:change|stop|start)\b[^.]*\bon your own\b"
    assert re.search(said, whole_text(shipped.treatment[slug]))


def test_each_family_of_medicines_says_not_to_change_it_alone(shipped):
    silent = [family.slug for family in shipped.classes if "on your own" not in family.text]
    assert silent == []


# --- the words that carry the most weight ----------------------------------------------------


def section(catalogue, slug, key):
    return next(to_text(s["html"]) for s in catalogue.treatment[slug].sections if s["key"] == key)


def test_ect_begins_with_when_it_can_come_first(shipped):
    assert section(shipped, "ect", "in-short").startswith(
        "ECT can come first when help is needed fast. If someone cannot eat or drink, cannot move "
        "or speak, or may not stay safe: urgent help now, not a visit."
    )


def test_esketamine_does_not_replace_urgent_care(shipped):
    said = "It has not been shown to prevent suicide and does not replace urgent care."
    assert said in section(shipped, "esketamine", "in-short")


def test_the_vns_label_does_not_ask_for_ect_and_tms(shipped):
    rules = shipped.treatment["vns"].usually_after
    (habit,) = [rule for rule in rules if rule["strength"] == "source-article"]
    assert "usually when ECT and TMS have not helped" in habit["because"]
    assert "The US label asks for four or more treatments." in habit["because"]
    assert "Medicare pays only inside a study." in habit["because"]


def test_the_gene_test_is_not_routine(shipped):
    said = "Guidelines do not advise it as routine."
    assert said in section(shipped, "pharmacogenomic-testing", "in-short")
    assert said in shipped.treatment["pharmacogenomic-testing"].summary


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("stick-to-plan", "Making the plan easier to follow"),
        ("keep-current-plan", "Keep the plan for now, with a date to look again"),
    ],
)
def test_an_option_has_the_name_that_blames_nobody(shipped, slug, name):
    assert shipped.treatment[slug].name == name


def test_the_page_for_those_who_tried_a_lot_begins_with_urgent_help(shipped):
    page = shipped.page["tried-a-lot"]
    assert page.title == "When you have tried a lot"
    assert HELP.search(page.sections[0]["html"])


def test_the_page_on_privacy_says_first_what_it_cannot_keep(shipped):
    headings = [section["heading"] for section in shipped.page["privacy"].sections]
    assert headings[:2] == ["In short", "What we cannot keep secret"]
    cannot = to_text(shipped.page["privacy"].sections[1]["html"])
    assert re.search(r"disk.*link that you open.*Scripts off.*private window", cannot, re.DOTALL)


def test_the_page_for_family_asks_them_to_ask_first(shipped):
    said = "Ask them first. They choose what goes on the sheet."
    assert said in shipped.page["for-family"].summary
    assert HELP.search(shipped.page["for-family"].sections[0]["html"])


def test_practice_for_the_visit_has_six_parts_and_promises_little(shipped):
    page = shipped.page["ask"]
    assert len(page.sections) == 6
    assert len(page.text.split()) < 500
    first = to_text(page.sections[0]["html"])
    assert "100 outpatients" in first
    assert "Asking out loud may help more." in first


def test_the_visit_names_over_the_counter_medicines_and_supplements(shipped):
    assert re.search(
        r"Over-the-counter medicines.*Supplements", shipped.page["visit"].text, re.DOTALL
    )


def test_lowering_a_medicine_is_a_question_and_never_done_alone(shipped):
    ask = "Could we lower or stop something that is not helping?"
    passages = [text for _, text in everything(shipped) if ask in text and len(text) > len(ask)]
    assert passages
    assert [text for text in passages if "on your own" not in text] == []


WORDS_OF_OLD = r"\b(?:whom|spells?|tries|shop-bought)\b"


def test_the_pages_say_who_and_this_episode_and_the_medicines_you_took():
    folders = ("pages", "visit", "questions", "urgent")
    mine = [path for path in FILES if path.parent.name in folders]
    texts = {path.name: re.sub(r"key: \S+", "", read(path)) for path in mine}
    old = {name: re.findall(WORDS_OF_OLD, text, re.IGNORECASE) for name, text in texts.items()}
    assert {name: words for name, words in old.items() if words} == {}


def test_the_doctors_term_is_explained_without_blame(shipped):
    text = shipped.page["treatment-resistant"].text
    assert "a doctors' term. It does not mean that you resist help." in text


def test_alcohol_is_never_to_be_stopped_suddenly_alone(shipped):
    text = shipped.treatment["alcohol-and-drugs"].text
    assert re.search(r"seizure", text)
    assert "on your own" in text


def test_star_d_never_shows_67_without_the_count_that_disputes_it(shipped):
    alone = [
        place
        for place, text in everything(shipped)
        if re.search(r"\b67\b", text) and not (re.search(r"\b35\b", text) and "team" in text)
    ]
    assert alone == []


# --- urgent help ----------------------------------------------------------------------------

LINES = [
    ("us", "call", "988"), ("us", "text", "988"), ("us", "text", "838255"),
    ("us", "call", "1-866-488-7386"), ("us", "call", "1-833-852-6262"),
    ("us", "call", "1-800-222-1222"), ("ca", "call", "988"), ("ca", "text", "988"),
    ("uk", "call", "116 123"), ("uk", "call", "111"), ("uk", "text", "85258"),
    ("uk", "call", "0808 808 8000"), ("ie", "call", "116 123"), ("ie", "text", "50808"),
    ("au", "call", "13 11 14"), ("au", "text", "0477 13 11 14"), ("nz", "call", "1737"),
    ("nz", "text", "1737"), ("eu", "call", "116 123"), ("in", "call", "14416"),
    ("in", "call", "1-800-891-4416"), ("elsewhere", "url", "https://findahelpline.com"),
    ("in", "call", "112"),
]  # fmt: skip
# For deaf people and those who cannot speak.
LINES += [
    ("us", "url", "https://988lifeline.org"), ("uk", "url", "https://999bsl.co.uk"),
    ("uk", "text", "999"), ("uk", "call", "18000"), ("ie", "text", "112"), ("nz", "text", "111"),
    ("au", "call", "106"), ("au", "text", "0423 677 767"),
]  # fmt: skip
EMERGENCY = {
    "us": "911", "ca": "911", "uk": "999", "ie": "112", "au": "000", "nz": "111", "in": "112",
    "eu": "112",
}  # fmt: skip


@pytest.mark.parametrize(("country", "way", "number"), LINES)
def test_a_help_line_has_its_number(shipped, country, way, number):
    (place,) = [place for place in shipped.urgent if place.country == country]
    assert number in [line.get(way) for line in place.lines]


def test_no_number_is_listed_that_was_not_checked(shipped):
    listed = {
        (place.country, way, line[way])
        for place in shipped.urgent
        for line in place.lines
        for way in ("call", "text")
        if way in line
    }
    checked = {line for line in LINES if line[1] != "url"}
    more = {("us", "text", "1-833-852-6262"), ("us", "call", "1-800-662-4357")}
    assert listed == checked | more


def test_each_country_has_the_emergency_number_that_was_checked(shipped):
    assert {p.country: p.emergency for p in shipped.urgent if p.emergency} == EMERGENCY


@pytest.mark.parametrize("country", ["us", "ca", "uk", "ie", "au", "nz", "eu", "in", "elsewhere"])
def test_the_first_line_of_a_country_is_a_crisis_line(shipped, country):
    (place,) = [place for place in shipped.urgent if place.country == country]
    first = place.lines[0]["name"]
    assert re.search(r"988|9-8-8|Samaritans|Lifeline|1737|116 123|Tele-MANAS|Find A Help", first)


def test_988_is_told_in_spanish_and_in_sign_language(shipped):
    (us,) = [place for place in shipped.urgent if place.country == "us"]
    ways = [(line["name"], line.get("text"), line.get("text_body")) for line in us.lines]
    assert ("988 in Spanish", "988", "AYUDA") in ways
    (signed,) = [line["note"] for line in us.lines if "Sign Language" in line["name"]]
    assert "videophone" in signed


def test_the_line_that_ended_is_not_listed():
    """988 press 3, for LGBTQ+ young people, ended in July 2025."""
    assert not re.search(r"press(?:ing)? 3\b", read(CONTENT / "en" / "urgent" / "us.md"), re.I)


# --- links ----------------------------------------------------------------------------------

LINK = re.compile(r"\]\((/[^)\s]*)\)")
LINKS = sorted({link for path in FILES for link in LINK.findall(path.read_text("utf-8"))})


def is_broken(client, link):
    path, _, place = link.partition("#")
    page = client.get(path)
    return page.status_code != 200 or (place and f'id="{place}"' not in page.content.decode())


def test_each_link_leads_to_a_page_of_ours_and_to_a_place_on_it(published, client):
    assert [link for link in LINKS if is_broken(client, link)] == []


def test_every_option_is_a_file_and_every_file_an_option(shipped):
    assert sorted(OPTIONS) == sorted(shipped.treatment)
    assert all(isinstance(option, Treatment) for option in shipped.treatments)
