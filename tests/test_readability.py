"""The reading grade: syllables against a list counted by hand, the formula against a text."""

import subprocess
import sys
from pathlib import Path

import pytest

from navigator.content.readability import measure, plain, syllables

ROOT = Path(__file__).resolve().parent.parent

# Counted by hand, as a US dictionary parts them.
COUNTED = {
    1: """
        the you through though would make makes made time times care helped asked tried
        stopped talked used missed nurse brain blood weight weigh eight height sleep weeks
        month years don't can't you're it's whole whose cried died lie takes comes gives
        lives notes aches strange judge edge proof friend view gene type doubt scan source
        share spouse
    """,
    2: """
        doses changes boxes wanted needed started ended taken given treatment statement
        depressed doctor clinic question answer guideline studies study people person worry
        breathing bleeding feeling seeing being doing trying lying science quiet diet create
        special social patient ancient conscious anxious cautious precious able table little
        simple people's because before became sometimes someone every careful useful safely
        safety likely lonely closely hopeless homework lifetime sideways rhythm sleepy
        asleep dizzy headache stomach pressure measure sugar thyroid current device minutes
        o'clock isn't doesn't couldn't adult value fluid ruin danger nervous region million
        senior onion union review reviewed applied moment pieces voices ages pages washes
        places houses loses causes crisis relapse remind unsafe label sessions alone balance
        refuse promise increased office received believes hidden
    """,
    3: """
        medicine therapy therapist therapies hospital pharmacy pharmacist insurance evidence
        family relatives energy memory appetite idea area reaction emotion serious previous
        various usual gradual everyone everything anyone several different completely nausea
        lithium ketamine magnetic electric surgery devices exercise alcohol mindfulness
        acceptance behavior cognitive continue video radio period prescription prescriber
        psychosis mania bipolar suicide dangerous religious opinion companion depression
        improvement services appointment agreement excitement quietly remission emergent
        together tomorrow curious obvious sodium delicious refuses apnea
    """,
    4: """
        anxiety situation information education usually actually stimulation anesthesia
        exercises activation evaluate medication psychiatrist suicidal emergency society
        variety experience comparison psychiatry mysterious superior diarrhea
    """,
    5: "antidepressant psychotherapy interpersonal individual electricity",
}
WORDS = [(word, count) for count, words in COUNTED.items() for word in words.split()]


@pytest.mark.parametrize(("word", "count"), WORDS)
def test_syllables_are_counted_as_by_hand(word, count):
    assert syllables(word) == count


def test_capitals_and_curly_marks_change_nothing():
    assert syllables("Doesn’t") == syllables("doesn't")


def test_a_word_without_a_vowel_has_one_syllable():
    assert syllables("TV's") == 1


# 11 words, 2 sentences, 1+2+1+1+2+1 and 1+1+1+2+3 syllables.
TEXT = "Your doctor may ask about sleep. Tell the truth about medicines."


def test_words_sentences_and_syllables_are_counted_as_by_hand():
    assert measure(TEXT)[:3] == (11, 2, 16)


def test_the_grade_is_that_of_the_formula():
    assert measure(TEXT).grade == round(0.39 * 11 / 2 + 11.8 * 16 / 11 - 15.59, 1) == 3.7


def test_longer_sentences_are_harder():
    assert measure(TEXT.replace(". Tell", " and tell")).grade > measure(TEXT).grade


def test_longer_words_are_harder():
    assert measure(TEXT.replace("medicines", "medications")).grade > measure(TEXT).grade


def test_the_lines_of_a_list_are_sentences():
    assert measure("You may\n\n- sleep\n- walk").sentences == 3


def test_a_point_inside_a_number_or_an_address_ends_no_sentence():
    assert measure("About 2.5 weeks at example.org go by.").sentences == 1


def test_numbers_are_no_words():
    assert measure("30 out of 100 people").words == 3


def test_a_name_counts_as_one_short_word():
    with_name = measure(
        "Ask about transcranial magnetic stimulation now.",
        names=["transcranial magnetic stimulation"],
    )
    assert with_name == measure("Ask about it now.")


def test_a_name_inside_another_word_is_left_alone():
    assert measure("A planet.", names=["plan"]).syllables == 3


def test_a_text_without_words_has_no_grade():
    assert measure(" 12 % ") == (0, 0, 0, 0.0)


def test_markup_and_front_matter_are_not_read():
    markdown = (
        "---\nname: x\n---\n## A heading\n\nCall **now**, see [help](/urgent/). [@a-source]\n"
    )
    assert plain(markdown).split() == ["Call", "now,", "see", "help."]


def test_files_can_be_measured_from_a_terminal(tmp_path):
    (tmp_path / "text.md").write_text(f"---\nname: x\n---\n{TEXT}\n", "utf-8")
    run = [sys.executable, "-m", "navigator.content.readability", str(tmp_path / "text.md")]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"  3.7  {tmp_path / 'text.md'}\n"
