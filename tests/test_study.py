"""The study kit: its texts, its table, and what /about/quality/ makes of it (docs/study)."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string

from navigator.content.frontmatter import ContentError
from navigator.content.publish import publish
from navigator.content.readability import measure
from navigator.management.commands.load_content import STUDY
from navigator.review.study import COLUMNS, TASKS, read_study, sus
from tests.trees import Tree

KIT = Path(__file__).resolve().parent.parent / "docs" / "study"
AGREES = {f"sus{n}": "5" if n % 2 else "1" for n in range(1, 11)}


def person(number: int, **different: str) -> dict[str, str]:
    row = {"person": str(number), "month": "2026-11", "device": "phone"}
    row |= {f"task{n}": "done" for n in range(1, 7)} | AGREES
    return row | different


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def five(tmp_path):
    """A table of five people, of whom one could not do the first task."""
    rows = [person(n) for n in range(1, 5)]
    return table(tmp_path / "study-results.csv", *rows, person(5, task1="not-done", sus1="1"))


# --- the kit


def test_the_consent_text_is_read_by_a_sixth_grader():
    text = re.sub(r"\[[^\]]*\]", "", (KIT / "consent.md").read_text("utf-8"))
    assert measure(text, names=()).grade <= 6


def test_the_consent_text_says_how_to_stop_and_where_help_is():
    text = (KIT / "consent.md").read_text("utf-8")
    assert "You can stop at any time" in text
    assert "988" in text


def test_the_template_has_the_columns_that_are_read():
    assert (KIT / "results-template.csv").read_text("utf-8").strip() == ",".join(COLUMNS)


def test_each_task_says_what_counts_as_done():
    parts = re.split(r"^## \d\. ", (KIT / "tasks.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(parts) == len(TASKS) == 6
    assert all("**Done:**" in part for part in parts)


def test_each_task_is_played_by_a_script():
    scripts = (KIT.parent.parent / "tests/browser/test_study_tasks.py").read_text("utf-8")
    assert re.findall(r"def test_task_(\d)", scripts) == ["1", "2", "3", "4", "5", "6"]


def test_the_example_of_the_guide_is_scored_as_it_says():
    guide = (KIT / "README.md").read_text("utf-8")
    numbers, score = re.search(r"Example: ([\d, ]+) gives .* is (\d+)\.", guide).groups()
    answers = zip([f"sus{n}" for n in range(1, 11)], numbers.split(", "), strict=True)
    assert sus(dict(answers)) == float(score)


# --- the table


def test_without_a_table_there_are_no_sums(tmp_path):
    assert read_study(tmp_path / "none.csv") == {}


def test_tasks_are_counted_by_how_they_went(five):
    sums = read_study(five)
    assert (sums["people"], sums["devices"]["phone"]) == (5, 5)
    assert sums["tasks"][0] == {"name": TASKS[0], "done": 4, "helped": 0, "not_done": 1}


def test_the_middle_score_leaves_out_who_left_a_statement_empty(tmp_path):
    rows = [person(n) for n in range(1, 5)]
    sums = read_study(table(tmp_path / "t.csv", *rows, person(5, sus3="")))
    assert (sums["sus_people"], sums["sus_median"]) == (4, 100)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("person", "Ann"),
        ("month", "2026-11-27"),
        ("device", "iPhone 12"),
        ("task2", "yes"),
        ("sus4", "6"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line_and_column(tmp_path, column, value):
    rows = [person(n) for n in range(1, 5)]
    with pytest.raises(ContentError) as error:
        read_study(table(tmp_path / "t.csv", *rows, person(5, **{column: value})))
    assert (6, column) in [(problem.line, problem.key) for problem in error.value.problems]


def test_fewer_than_five_people_are_refused_since_one_could_guess_who_it_was(tmp_path):
    with pytest.raises(ContentError, match="1 problem"):
        read_study(table(tmp_path / "t.csv", *[person(n) for n in range(1, 5)]))


def test_a_column_more_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(",".join([*COLUMNS, "age"]) + "\n", "utf-8")
    with pytest.raises(ContentError):
        read_study(path)


# --- the page


def test_the_page_says_not_done_yet_until_there_is_a_table(published, client):
    assert "Not done yet." in client.get("/about/quality/").content.decode()


def test_the_page_tells_the_sums(five):
    html = render_to_string("_study.html", {"study": read_study(five)})
    assert "Not done yet" not in html
    assert "5 people tried the guide" in html
    assert '<th scope="row">Say what was tried</th><td>4</td><td>0</td><td>1</td>' in html
    assert "<strong>100.0</strong>" in html


def test_a_study_alone_is_a_new_release_and_so_is_its_withdrawal(db, shipped, report):
    first = publish(shipped, report=report).release
    second = publish(shipped, report=report | {"study": {"people": 5}})
    assert second.changed
    assert publish(shipped, report=report).changed
    assert not publish(shipped, report=report).changed
    assert first.pk < second.release.pk


def test_a_wrong_table_stops_the_load_with_its_line(db, tmp_path):
    folder = Tree(tmp_path)
    table(folder.root / STUDY, *[person(n, device="TV") for n in range(1, 6)])
    said = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("load_content", str(folder.root), stderr=said)
    assert "study-results.csv:2: device: found “TV”" in said.getvalue()
