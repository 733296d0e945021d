"""What a person's words mean: names found for sure, asked about, known elsewhere, or not known."""

import pytest

from navigator.names.index import name_index
from navigator.names.lookup import find_options, look_up


@pytest.fixture(scope="module")
def index(shipped):
    return name_index(shipped)


def added(index, text):
    return [named.slug for named in look_up(index, text).added]


def asked(questions):
    return [named.slug for question in questions for named in question.choices]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("Zoloft", "sertraline"),
        ("zoloft 100mg", "sertraline"),
        ("zoloft100mg", "sertraline"),
        ("Medicines: Zoloft", "sertraline"),
        ("well butrin", "bupropion"),
        ("5-HTP 100mg", "5-htp"),
        ("sertraline 50 MG Oral Tablet [Zoloft]", "sertraline"),
        ("BUPROPION HCL XL 150mg 24 HR tablet", "bupropion"),
        ("LEXAPRO 10MG QD", "escitalopram"),
        ("teva-venlafaxine", "venlafaxine"),
        ("paxil cr 12.5mg once a day", "paroxetine"),
        ("I was on Prozac for 2 years", "fluoxetine"),
        ("St. John’s Wort", "st-johns-wort"),
        ("TMS", "rtms"),
        ("T.M.S.", "rtms"),
        ("shock therapy", "ect"),
        ("ketamine therapy", "ketamine"),
        ("MAOIs", "maoi"),
        ("an SSRI", "ssri"),
    ],
)
def test_strength_form_salt_release_and_how_often_are_taken_off(index, typed, slugs):
    assert added(index, typed) == slugs.split()


@pytest.mark.parametrize(
    "between", [", ", "; ", "\n", "/", " and ", " then ", " + ", " & ", "\n2. ", " "]
)
def test_names_are_found_whatever_stands_between_them(index, between):
    assert added(index, f"prozac{between}wellbutrin") == ["fluoxetine", "bupropion"]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("acceptance and commitment therapy", ["act"]),
        ("alcohol and drugs", ["alcohol-and-drugs"]),
        ("Zoloft, family and couples therapy", ["sertraline", "family-couples-therapy"]),
        ("olanzapine/fluoxetine", ["olanzapine-fluoxetine"]),
        ("olanzapine 6 MG / fluoxetine 25 MG Capsule [Symbyax]", ["olanzapine-fluoxetine"]),
        ("citalopram 20 mg / lithium 300 mg", ["citalopram", "lithium"]),
        ("CBT, DBT/ACT + TMS", ["cbt", "dbt", "act", "rtms"]),
        ("exercise, and moving more", ["exercise"]),
    ],
)
def test_the_longest_run_that_is_a_name_goes_first(index, typed, slugs):
    assert added(index, typed) == slugs


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zolof", "Zoloft"),
        ("welbutrin", "Wellbutrin"),
        ("sertaline", "sertraline"),
        ("prosac", "Prozac"),
        ("zoloft (sertraline)", "Zoloft"),
        ("sertraline [Zoloft]", "Zoloft"),
    ],
)
def test_a_person_reads_our_name_that_is_nearest_to_their_own(index, typed, name):
    assert [named.name for named in look_up(index, typed).added] == [name]


@pytest.mark.parametrize("typed", ["eat", "met", "cbr", "dpt", "mats", "ecst"])
def test_there_is_no_slip_in_names_of_four_letters_or_fewer(index, typed):
    found = look_up(index, typed)
    assert not asked((*found.which, *found.had))
    assert not found.added


def test_two_letters_may_be_wrong_and_one_in_a_word_of_five(index):
    assert added(index, "setrralime") == ["sertraline"]
    assert added(index, "setrramilm") == []
    assert added(index, "paxip") == ["paroxetine"]
    assert added(index, "xonex") == added(index, "imsom") == added(index, "lavux") == []


@pytest.mark.parametrize("typed", ["lipitor", "praxel", "keto diet", "neurofeedback"])
def test_a_name_of_another_is_never_answered_with_one_of_ours(index, typed):
    found = look_up(index, typed)
    assert found.elsewhere == (typed,)
    assert not found.added


def test_a_slip_that_is_as_near_to_two_names_is_asked_about(index):
    found = look_up(index, "dluoxetine")
    assert asked(found.which) == ["duloxetine", "fluoxetine"]
    assert not found.added


def test_a_slip_that_is_as_near_to_a_name_of_another_is_asked_about(index):
    found = look_up(index, "pradel")
    assert asked(found.which) == ["lithium"]
    assert not found.added


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("never lithium", "lithium"),
        ("afraid of ECT", "ect"),
        ("my mother took Prozac", "fluoxetine"),
        ("not started zoloft", "sertraline"),
        ("allergic to zoloft", "sertraline"),
        ("trazodone for sleep", "trazodone"),
        ("trazadone for sleep", "trazodone"),
        ("Prozac in college", "fluoxetine"),
        ("TMS at a hospital", "rtms"),
        ("zoloft xanafel", "sertraline"),
        ("effexor - bad withdrawal", "venlafaxine"),
    ],
)
def test_a_name_among_other_words_is_asked_about(index, typed, slug):
    found = look_up(index, typed)
    assert asked(found.had) == [slug]
    assert found.added == found.which == found.unknown == ()


@pytest.mark.parametrize(
    ("typed", "sure", "unsure"),
    [
        ("never lithium, zoloft", ["sertraline"], ["lithium"]),
        ("never took lithium, prozac or zoloft", [], ["lithium", "fluoxetine", "sertraline"]),
        ("my mother took Prozac, Zoloft and Paxil", [], ["fluoxetine", "sertraline", "paroxetine"]),
        ("my mother took Prozac. I took Zoloft", ["sertraline"], ["fluoxetine"]),
        ("ECT and TMS scare me", [], ["ect", "rtms"]),
        ("Mom: Prozac, Zoloft; me: Paxil", ["paroxetine"], ["fluoxetine", "sertraline"]),
        ("Tried: Zoloft, Prozac. Next: TMS", ["sertraline", "fluoxetine"], ["rtms"]),
        ("never took Prozac\nZoloft", ["sertraline"], ["fluoxetine"]),
    ],
)
def test_other_words_are_about_all_names_of_their_clause(index, typed, sure, unsure):
    found = look_up(index, typed)
    assert [named.slug for named in found.added] == sure
    assert asked(found.had) == unsure


def test_two_readings_are_asked_and_never_guessed(index):
    found = look_up(index, "olanzapine and fluoxetine")
    assert asked(found.which) == ["olanzapine-fluoxetine", "olanzapine", "fluoxetine"]
    assert not found.added


def test_an_antidepressant_is_asked_about_by_family(index):
    found = look_up(index, "an antidepressant")
    assert asked(found.which) == ["ssri", "snri", "atypical-antidepressant", "tca", "maoi"]


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("three SSRIs", (("ssri", 3),)),
        ("3 different ssris and two SNRIs", (("ssri", 3), ("snri", 2))),
        ("one SSRI", ()),
        ("two therapists", (("talk-therapy", 2),)),
        ("all SSRIs", ()),
        ("zoloft 5 mg", ()),
    ],
)
def test_a_family_may_be_told_with_a_number(index, typed, count):
    assert look_up(index, typed).count == count


def test_what_is_unknown_is_told_as_it_was_typed(index):
    found = look_up(index, "Xanafel 20 mg, Zoloft")
    assert found.unknown == ("Xanafel 20 mg",)
    assert look_up(index, "q" * 200).unknown == ("q" * 60,)


def test_a_half_typed_name_is_asked_about(index):
    assert asked(look_up(index, "wellbu").which) == ["bupropion"]
    assert not look_up(index, "wellbu").added


def test_how_often_alone_is_no_piece_that_wants_an_answer(index):
    assert look_up(index, "zoloft, 2 tablets by mouth every morning").unknown == ()
    assert look_up(index, "every morning").unknown == ("every morning",)


@pytest.mark.parametrize("typed", ["", "   ", ",,;\n", "\x00", "()[]", "﷽"])
def test_nothing_typed_is_nothing_found(index, typed):
    found = look_up(index, typed)
    assert not found.added
    assert find_options(index, typed) == []


def test_medications_never_become_meditation(index):
    assert not look_up(index, "Medications").added


@pytest.mark.parametrize(
    "typed", ["memory", "ability", "David", "situation", "talking", "calling", "journal", "stable"]
)
def test_an_everyday_word_is_never_taken_for_a_misspelled_name(index, typed):
    found = look_up(index, typed)
    assert not found.added
    assert not asked((*found.which, *found.had))


def test_no_name_of_ours_is_called_a_name_of_another(index):
    assert not index.others & index.readings.keys()


@pytest.mark.parametrize("text", ["Zoloft, xanafel", "never lithium", "paxil or praxel", "10 mg"])
def test_every_piece_gets_one_answer(index, text):
    found = look_up(index, text)
    answers = [*found.added, *found.which, *found.had, *found.elsewhere, *found.unknown]
    assert len(answers) == 1 + text.count(",") + text.count(" or ")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("rtms", "rtms"),
        ("cbt", "cbt"),
        ("cognitve", "cbt"),
        ("cogn", "cbt"),
        ("spravato", "esketamine"),
        ("mindfulness", "mindfulness"),
        ("abilify", "antipsychotic-add-on"),
        ("t3", "liothyronine"),
        ("ketamine therapy", "ketamine"),
        ("lithum", "lithium"),
        ("TMS therapy", "rtms"),
        ("magnet therapy", "rtms"),
        ("magnets", "rtms"),
        ("vagus", "vns"),
        ("gene test", "pharmacogenomic-testing"),
        ("electroconvulsive", "ect"),
        ("electrical", "ect"),
        ("genetic testing", "pharmacogenomic-testing"),
        ("theta burst", "theta-burst"),
        ("light box", "light-therapy"),
    ],
)
def test_a_search_shows_the_right_option_first(index, typed, slug):
    assert find_options(index, typed)[0] == slug


@pytest.mark.parametrize("typed", ["counseling", "counselling", "talk therapy", "psychotherapy"])
def test_talk_therapy_finds_all_talk_therapies(index, shipped, typed):
    kind = [o.slug for o in shipped.treatments if o.kind == "psychotherapy"]
    assert set(find_options(index, typed)) >= set(kind)
    assert added(index, typed) == ["talk-therapy"]


def test_the_name_that_is_shown_is_always_one_of_the_catalogue_s_own(index, shipped):
    for readings in index.readings.values():
        for slug, name in readings:
            item = shipped.tryable[slug]
            brands = [b for names in getattr(item, "brands", {}).values() for b in names]
            assert name in (shipped.name_of(slug), *getattr(item, "also_called", ()), *brands)


def test_what_is_recognised_is_found_and_never_shown(index, shipped):
    hidden = [(m.slug, text) for m in shipped.medicines for text in m.recognised]
    assert len(hidden) > 30
    for slug, text in hidden:
        (named,) = look_up(index, text).added
        assert named == (slug, shipped.medicine[slug].name)


@pytest.mark.parametrize("typed", ["lipitor", "eat", "xqzxqz", "keto diet", "I met him"])
def test_a_search_shows_nothing_false(index, typed):
    assert find_options(index, typed) == []
