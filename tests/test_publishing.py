"""The one door to rows: a release whole or not at all, and readers who always hold one."""

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from navigator.catalogue import MODELS
from navigator.content.publish import KEPT_RELEASES, Refused, publish
from navigator.models import Release, Treatment
from navigator.releases import read
from navigator.serving import current_release
from navigator.serving.current_release import (
    Unavailable,
    catalogue_of,
    current_catalogue,
    forget,
    is_degraded,
)
from tests.builders import make_catalogue, make_class, make_treatment

TEN = [f"option-{n}" for n in range(10)]


def catalogue(*slugs, **different):
    """A catalogue of a few options, unsaved."""
    return make_catalogue(
        make_class("ssri", "sertraline"), *(make_treatment(slug, **different) for slug in slugs)
    )


def releases():
    return list(Release.objects.order_by("id"))


class Fails:
    """Makes the database fail at the n-th statement, once; or, without n, at every one."""

    def __init__(self, at=None, error=DatabaseError, words="the disk is full"):
        self.at, self.error, self.words = at, error, words
        self.seen = 0

    def __call__(self, execute, *statement):
        self.seen += 1
        if self.at in (None, self.seen):
            raise self.error(self.words)
        return execute(*statement)


# --- publish --------------------------------------------------------------------------------


def test_a_catalogue_becomes_a_release(db):
    published = publish(catalogue("ect"))
    assert published == (releases()[0], True)


def test_a_release_holds_what_was_published(db):
    before = catalogue("ect", "rtms")
    publish(before)
    assert read(releases()[0]).digest == before.digest


def test_the_same_content_again_is_no_new_release(db):
    first = publish(catalogue("ect"))
    assert publish(catalogue("ect")) == (first.release, False)


def test_the_same_content_again_writes_nothing(db):
    publish(catalogue("ect"))
    with CaptureQueriesContext(connection) as asked:
        publish(catalogue("ect"))
    assert asked.captured_queries
    words = {query["sql"].split()[0] for query in asked.captured_queries}
    assert not words & {"INSERT", "UPDATE", "DELETE"}


DAMAGES = {
    "another word": lambda rows: rows.update(summary="Another word."),
    "no rows": lambda rows: rows.delete(),
    "no list where one must be": lambda rows: rows.update(sections={"key": 1}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_release_is_written_anew_though_its_digest_is_the_same(db, damage):
    first = publish(catalogue("ect")).release
    DAMAGES[damage](Treatment.objects.filter(release=first))
    again = publish(catalogue("ect"))
    assert again.changed
    assert (again.release.digest, again.release.pk) == (first.digest, first.pk + 1)
    assert not publish(catalogue("ect")).changed


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_start_on_a_damaged_newest_release_serves_the_one_before_and_says_so(db, damage):
    whole = publish(catalogue("ect")).release
    newest = publish(catalogue("ect", summary="The newest summary.")).release
    DAMAGES[damage](Treatment.objects.filter(release=newest))
    forget()
    assert current_catalogue().release == whole.pk
    assert is_degraded()
    repaired = publish(catalogue("ect", summary="The newest summary.")).release
    assert current_catalogue().release == repaired.pk
    assert not is_degraded()


def test_with_every_release_damaged_there_is_no_catalogue(db):
    publish(catalogue("ect"))
    Treatment.objects.update(summary="Another word.")
    forget()
    with pytest.raises(Unavailable):
        current_catalogue()
    assert is_degraded()


def test_another_word_is_a_new_release(db):
    publish(catalogue("ect"))
    assert publish(catalogue("ect", summary="Another summary of it.")).changed


def test_other_html_of_the_same_words_is_a_new_release(db):
    """So a new renderer reaches the readers."""
    section = {"key": "in-short", "heading": "In short", "html": "<p>One.</p>"}
    publish(catalogue("ect", sections=[section]))
    assert publish(catalogue("ect", sections=[{**section, "html": "<p>One.</p>\n"}])).changed


def test_old_content_published_again_is_a_new_release(db):
    first = publish(catalogue("ect")).release
    publish(catalogue("ect", summary="Another summary of it."))
    third = publish(catalogue("ect")).release
    assert (third.digest, third.pk) == (first.digest, first.pk + 2)


def test_releases_beyond_the_last_five_go(db):
    for number in range(KEPT_RELEASES + 2):
        publish(catalogue("ect", summary=f"The summary in edition {number}."))
    newest = releases()[-1].pk
    assert [release.pk for release in releases()] == list(range(newest - 4, newest + 1))


def test_of_a_release_that_goes_no_row_stays(db):
    for number in range(KEPT_RELEASES + 2):
        publish(catalogue("ect", summary=f"The summary in edition {number}."))
    kept = {release.pk for release in releases()}
    left = {pk for model in MODELS for pk in model.objects.values_list("release_id", flat=True)}
    assert left == kept


def test_a_fifth_of_the_options_may_go(db):
    publish(catalogue(*TEN))
    assert publish(catalogue(*TEN[:8])).changed


def test_more_than_a_fifth_may_not_go_unless_it_is_meant(db):
    publish(catalogue(*TEN))
    with pytest.raises(Refused, match=r"3 of 10 options would go: option-7, option-8, option-9\."):
        publish(catalogue(*TEN[:7]))


def test_new_options_do_not_make_up_for_those_that_would_go(db):
    publish(catalogue(*TEN))
    with pytest.raises(Refused, match="3 of 10"):
        publish(catalogue(*TEN[:7], "new-1", "new-2", "new-3"))


def test_an_empty_catalogue_never_replaces_a_full_one(db):
    publish(catalogue("ect"))
    with pytest.raises(Refused, match="1 of 1"):
        publish(catalogue())


def test_a_refused_catalogue_changes_nothing(db):
    publish(catalogue(*TEN))
    with pytest.raises(Refused):
        publish(catalogue("option-1"))
    assert (len(releases()), Treatment.objects.count()) == (1, 10)


def test_more_than_a_fifth_may_go_when_it_is_meant(db):
    publish(catalogue(*TEN))
    assert publish(catalogue("option-1"), allow_loss=True).changed


def test_a_failure_at_any_statement_leaves_the_old_release_alone(db):
    publish(catalogue("ect"))
    at, published = 0, False
    while not published:
        at += 1
        fails = Fails(at)
        with connection.execute_wrapper(fails):
            try:
                published = publish(catalogue("ect", "rtms")).changed
            except Refused:
                assert [read(release).treatment.keys() for release in releases()] == [{"ect"}]
    assert at > len(MODELS)


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_a_failure_is_told_in_one_line(db, error):
    told = r"^The database did not take the catalogue \(no room\)\. Nothing was changed\.$"
    fails = Fails(3, error, "no room\nDETAIL: a long story")
    with connection.execute_wrapper(fails), pytest.raises(Refused, match=told):
        publish(catalogue("ect"))


@pytest.mark.parametrize("words", ["database is locked", "deadlock detected", "lock timeout"])
def test_a_lock_is_told_as_another_load(db, words):
    fails = Fails(3, OperationalError, words)
    told = "^Another load is under way"
    with connection.execute_wrapper(fails), pytest.raises(Refused, match=told):
        publish(catalogue("ect"))


def test_what_only_sounds_like_a_lock_is_told_as_it_is(db):
    fails = Fails(3, words="block 7 is damaged")
    with connection.execute_wrapper(fails), pytest.raises(Refused, match="block 7"):
        publish(catalogue("ect"))


# --- current_catalogue ----------------------------------------------------------------------


def test_readers_get_the_newest_release(db):
    publish(catalogue("ect"))
    newest = publish(catalogue("ect", "rtms")).release
    held = current_catalogue()
    assert (held.release, held.treatment.keys()) == (newest.pk, {"ect", "rtms"})


def test_without_any_release_there_is_no_catalogue(db):
    with pytest.raises(Unavailable, match="load_content"):
        current_catalogue()


def test_a_site_that_is_still_empty_is_not_called_degraded(db):
    with pytest.raises(Unavailable):
        current_catalogue()
    assert not is_degraded()


def test_a_new_release_is_read_in_one_question_for_each_model(db, django_assert_num_queries):
    publish(make_catalogue(make_class("ssri", "sertraline", "citalopram", "fluoxetine")))
    begin_and_end = 2
    # Which is the newest, its report, its layer.
    with django_assert_num_queries(3 + begin_and_end + len(MODELS)):
        current_catalogue()


def test_without_a_database_there_is_no_catalogue(transactional_db):
    publish(catalogue("ect"))
    with connection.execute_wrapper(Fails()), pytest.raises(Unavailable):
        current_catalogue()


def test_a_warm_process_asks_one_small_question(db, django_assert_num_queries):
    publish(catalogue("ect"))
    current_catalogue()
    with django_assert_num_queries(1) as asked:
        current_catalogue()
    assert "LIMIT 1" in asked.captured_queries[0]["sql"]


def test_a_warm_process_holds_one_and_the_same_catalogue(db):
    publish(catalogue("ect"))
    assert current_catalogue() is current_catalogue()


def test_it_does_not_ask_again_at_once(db, settings, django_assert_num_queries):
    settings.RELEASE_RECHECK_SECONDS = 60
    publish(catalogue("ect"))
    current_catalogue()
    with django_assert_num_queries(0):
        current_catalogue()


def test_while_one_reader_asks_the_others_go_on_with_what_is_held(db, django_assert_num_queries):
    publish(catalogue("ect"))
    held = current_catalogue()
    with current_release.asking, django_assert_num_queries(0):
        assert current_catalogue() is held


def test_a_new_release_is_seen(db):
    publish(catalogue("ect"))
    current_catalogue()
    publish(catalogue("ect", "rtms"))
    assert "rtms" in current_catalogue().treatment


def test_old_content_under_a_new_number_is_seen(db):
    publish(catalogue("ect"))
    before = current_catalogue().release
    publish(catalogue("ect", "rtms"))
    publish(catalogue("ect"), allow_loss=True)
    assert current_catalogue().release == before + 2


def test_one_request_is_answered_from_one_catalogue(db):
    request = RequestFactory().get("/")
    publish(catalogue("ect"))
    before = catalogue_of(request)
    publish(catalogue("ect", "rtms"))
    assert catalogue_of(request) is before


# --- when the database fails ----------------------------------------------------------------


@pytest.fixture
def held(transactional_db):
    """A process that holds a catalogue of one option."""
    publish(catalogue("ect"))
    return current_catalogue()


def test_all_is_well_at_first(held):
    assert not is_degraded()


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, OSError, ValueError])
def test_when_the_database_fails_the_last_catalogue_serves(held, error):
    with connection.execute_wrapper(Fails(error=error)):
        assert current_catalogue() is held


def test_when_the_database_fails_the_process_says_so(held):
    with connection.execute_wrapper(Fails()):
        current_catalogue()
    assert is_degraded()


def test_when_the_database_is_back_all_is_well_again(held):
    with connection.execute_wrapper(Fails()):
        current_catalogue()
    current_catalogue()
    assert not is_degraded()


def test_a_failing_database_is_left_alone_for_a_while(held, settings, django_assert_num_queries):
    settings.RELEASE_RETRY_SECONDS = 60
    with connection.execute_wrapper(Fails()):
        current_catalogue()
    with django_assert_num_queries(0):
        current_catalogue()


def test_a_failure_is_logged_once_however_long_it_lasts(held, caplog):
    with connection.execute_wrapper(Fails()):
        for _ in range(3):
            current_catalogue()
    assert [record.message for record in caplog.records] == [
        "the database did not give the catalogue"
    ]


@pytest.mark.parametrize("at", range(1, len(MODELS) + 2))
def test_a_failure_amid_reading_a_new_release_keeps_the_old_one(held, at):
    publish(catalogue("ect", "rtms"))
    with connection.execute_wrapper(Fails(at)):
        assert current_catalogue() is held


def test_an_emptied_database_never_replaces_what_is_held(held):
    Release.objects.all().delete()
    assert current_catalogue() is held


def test_an_emptied_database_is_told(held):
    Release.objects.all().delete()
    current_catalogue()
    assert is_degraded()


def test_a_release_without_its_rows_is_not_shown(held):
    Release.objects.create(digest="0" * 64)
    assert (current_catalogue(), is_degraded()) == (held, True)


def test_a_release_that_was_changed_by_another_hand_is_not_shown(held):
    newest = publish(catalogue("ect", "rtms")).release
    Treatment.objects.filter(release=newest, slug="rtms").update(summary="Another hand.")
    assert (current_catalogue(), is_degraded()) == (held, True)


def test_a_process_that_forgets_reads_anew(held):
    forget()
    assert current_catalogue() is not held
