"""The report on the texts: grade, balance, age, and what the evidence does not say."""

import datetime
import io
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from navigator.content.promises import names_of, whole_text
from navigator.management.commands import content_report
from navigator.models import (
    Checked,
    MedicineClass,
    Page,
    QuestionSet,
    ReviewTopic,
    Treatment,
    UrgentHelp,
)
from navigator.review.report import (
    URGENT_CHECK_DAYS,
    overdue,
    quality_report,
)
from tests.builders import make_catalogue, make_class, make_treatment
from tests.trees import Tree

CHECKED = datetime.date(2026, 11, 23)
ARMS = [{"label": "With", "people_per_100": 40}, {"label": "Without", "people_per_100": 30}]
FIGURES = [
    {
        "outcome": "Symptoms cut by half", "after_weeks": 6, "arms": ARMS,
        "people": "100 adults", "doubt": "One small trial.", "source": "a-guideline",
    }
]  # fmt: skip
EASY = "You sit and wait. It does not hurt."
# Grade 6.8: no single text may pass 7.0, but the median of all may not pass 6.0.
NEARLY_HARD = "A person at the clinic asks you about your health and your other medicines first."
NEARLY_HARD_TEXT = "\n\n".join([" ".join([NEARLY_HARD] * 20)] * 20)
HARD = (
    "Individual psychiatric rehabilitation necessitates interdisciplinary collaboration "
    "incorporating comprehensive evaluation of psychosocial circumstances."
)


def report_of(*items):
    return quality_report(make_catalogue(*items))


def text_of(slug, *items):
    return next(t for t in report_of(*items).texts if t.address == f"/options/{slug}/")


def urgent_help(checked_on):
    line = {"name": "A line", "call": "988", "checked_on": checked_on, "source": "a-guideline"}
    return UrgentHelp(slug="us", name="US", country="us", position=1, lines=[line])


# --- the texts ------------------------------------------------------------------------------


def test_a_hard_text_has_a_higher_grade_than_an_easy_one():
    easy, hard = make_treatment("easy", text=EASY), make_treatment("hard", text=HARD)
    assert text_of("hard", easy, hard).grade > text_of("easy", easy, hard).grade + 3


def test_the_highest_grade_is_that_of_the_hardest_text():
    report = report_of(make_treatment("easy", text=EASY), make_treatment("hard", text=HARD))
    assert report.highest_grade == max(text.grade for text in report.texts)


def test_the_median_is_that_of_options_alone():
    items = [make_treatment(f"easy-{n}", text=EASY) for n in range(3)]
    report = report_of(*items, make_class("ssri", "sertraline"))
    grades = sorted(t.grade for t in report.texts if t.address.startswith("/options/"))
    assert report.median_grade == grades[1]


def test_without_options_there_is_no_median():
    assert report_of().median_grade == 0.0


def test_benefits_and_harms_are_counted():
    option = make_treatment("one", benefits=["a", "b", "c"], harms=["d", "e"])
    assert text_of("one", option)[5:7] == (3, 2)


def test_sources_are_counted():
    assert text_of("one", make_treatment("one", sources=["a", "b"])).sources == 2


def test_all_that_a_person_reads_is_measured():
    rule = {"because": "A reason.", "strength": "guideline", "source": "a", "antidepressants": 1}
    option = make_treatment(
        "one",
        summary="A summary.",
        text="A body. ",
        benefits=["A gain. [@a]", "b"],
        matters={"fast": {"meets": "yes", "fact": "A fact."}},
        usually_after=[rule],
    )
    text = whole_text(option)
    words = ("A summary.", "A body.", "A gain.", "A fact.", "A reason.", "Question 1?")
    assert [part for part in words if part not in text] == []


def test_citation_marks_are_not_measured():
    assert "@" not in whole_text(make_treatment("one", benefits=["A gain. [@a]", "b"]))


def test_names_of_medicines_brands_and_options_are_known():
    family = make_class("ssri", "sertraline")
    family[1].brands = {"us": ["Zoloft"], "uk": ["Lustral"]}
    names = names_of(make_catalogue(family, make_treatment("ect", also_called=["shock therapy"])))
    assert {"sertraline", "Zoloft", "Lustral", "Ect", "shock therapy", "SSRI"} <= set(names)


def test_a_name_does_not_make_a_text_harder():
    name = "Transcranial magnetic stimulation"
    named = make_treatment("tms", name=name, text=f"{name} does not hurt.")
    plain = make_treatment("tms", name=name, text="It does not hurt.")
    assert text_of("tms", named).grade == text_of("tms", plain).grade


def test_missing_facts_are_named():
    option = make_treatment("one", practicalities={"place": "A clinic"})
    missing = ("time to effect", "visits per week", "course", "figures")
    assert text_of("one", option).missing == missing


def test_of_an_option_with_figures_none_are_missed():
    option = make_treatment("one", kind="self-care", figures=FIGURES)
    assert text_of("one", option).missing == ()


def test_of_a_self_care_step_no_visits_are_missed():
    assert text_of("one", make_treatment("one", kind="self-care")).missing == ("figures",)


@pytest.mark.parametrize(
    ("item", "address"),
    [
        (make_treatment("ect"), "/options/ect/"),
        (MedicineClass(slug="ssri"), "/medicines/#ssri"),
        (ReviewTopic(slug="history"), "/visit/#history"),
        (QuestionSet(slug="visit"), "/questions/blank/"),
        (Page(slug="privacy"), "/privacy/"),
        (Page(slug="evidence"), "/about/evidence/"),
        (Page(slug="red-flags"), "/urgent/"),
    ],
)
def test_each_text_has_the_address_at_which_it_is_read(item, address):
    assert item.get_absolute_url() == address


# --- their age ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "late"), [(0, False), (Checked.CHECK_DAYS, False), (Checked.CHECK_DAYS + 1, True)]
)
def test_a_text_is_overdue_after_a_year(days, late):
    found = list(overdue(make_catalogue(make_treatment("ect")), CHECKED + datetime.timedelta(days)))
    assert ("ect: last checked on 2026-11-23" in found) is late


@pytest.mark.parametrize(("days", "late"), [(URGENT_CHECK_DAYS, 0), (URGENT_CHECK_DAYS + 1, 1)])
def test_a_help_line_is_overdue_after_half_a_year(days, late):
    catalogue = make_catalogue(urgent_help("2026-11-23"))
    found = list(overdue(catalogue, CHECKED + datetime.timedelta(days)))
    assert found.count("urgent help, US, A line: last checked on 2026-11-23") == late


def test_a_leap_day_is_a_day_like_others():
    option = make_treatment("ect", checked_on="2028-02-29")
    late = list(overdue(make_catalogue(option), datetime.date(2029, 3, 1)))
    assert "ect: last checked on 2028-02-29" in late


# --- content_report -------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path, settings, monkeypatch):
    """Content for the command, which thinks that it is the day of the last check."""
    tree = Tree(tmp_path)
    settings.CONTENT_DIR = tree.root
    clock = SimpleNamespace(date=SimpleNamespace(today=lambda: CHECKED))
    monkeypatch.setattr(content_report, "datetime", clock)
    return tree


def report():
    """What the command prints."""
    out = io.StringIO()
    call_command("content_report", stdout=out)
    return out.getvalue()


def test_the_report_has_a_line_for_each_text(tree):
    lines = report().splitlines()
    assert [line.split("  ")[0] for line in lines[1:6]] == [
        "Adding one", "Listening", "Talking", "Examplol", "Walking",
    ]  # fmt: skip


def test_the_report_tells_the_median(tree):
    assert "Median grade of the options: " in report()


def test_a_text_that_is_too_hard_fails_the_report(tree):
    tree.change("You sit and wait.", " ".join([HARD] * 5))
    with pytest.raises(CommandError, match=r"examplol.md:1: found reading grade \d+"):
        report()


def test_a_median_that_is_too_high_fails_the_report(tree):
    for name in ("procedures/examplol", "self-care/walking", "psychotherapies/talking"):
        tree.change("You sit and wait.", NEARLY_HARD_TEXT, f"{name}.md")
    with pytest.raises(CommandError, match=r"median grade \d+\.\d, expected at most 6\.0"):
        report()


def test_a_text_that_is_overdue_fails_the_report(tree):
    tree.change("checked_on: 2026-11-23", "checked_on: 2025-11-22")
    with pytest.raises(CommandError, match="overdue: examplol: last checked on 2025-11-22"):
        report()


def test_content_with_a_mistake_fails_the_report_with_its_line(tree):
    tree.change("kind: procedure", "kind: pill")
    with pytest.raises(CommandError, match=r"procedures/examplol\.md:3: kind: found “pill”"):
        report()


# --- headings -------------------------------------------------------------------------------

HEADINGS = [
    {"key": key, "heading": said, "html": "<p>You.</p>"} for key, said in Treatment.HEADINGS
]


def headings_of(*sections):
    report = report_of(make_treatment("rtms", sections=list(sections)))
    return next(item.state for item in report.pemat if item.number == "9")


def test_an_option_may_leave_out_how_it_is_thought_to_work():
    kept = [s for s in HEADINGS if s["heading"] not in Treatment.OPTIONAL_HEADINGS]
    assert headings_of(*kept) == headings_of(*HEADINGS) == "met"


def test_an_option_may_leave_out_no_other_heading():
    assert headings_of(*HEADINGS[1:]) == "not met"
