"""What is read from the database is what was written, on either database, to the last comma."""

from navigator.content.publish import publish
from navigator.models import Release
from navigator.pages.opendata import as_open_data
from navigator.releases import read
from navigator.serving.current_release import hold

LISTS = ("/options/", "/options/esketamine/", "/medicines/", "/sources/", "/visit/", "/urgent/")


def test_a_release_reads_back_with_its_digest(db, shipped):
    publish(shipped)
    release = Release.objects.get()
    assert read(release).digest == release.digest == shipped.digest


def test_one_catalogue_can_be_published_twice_by_one_process(db, shipped):
    publish(shipped)
    Release.objects.all().delete()
    publish(shipped)
    assert read(Release.objects.get()).class_of["sertraline"] == "ssri"


def test_the_order_of_all_lists_and_keys_survives_the_database(db, shipped):
    before = repr(as_open_data(shipped, str))
    publish(shipped)
    after = as_open_data(read(Release.objects.get()), str)
    assert repr(after | {"release": 0}) == before


def test_pages_are_the_same_from_the_database_as_from_the_files(db, shipped, client):
    def main_parts():
        pages = [client.get(path).content for path in LISTS]
        return [page.partition(b"<main")[2].partition(b"</main>")[0] for page in pages]

    publish(shipped)
    published = main_parts()
    hold(shipped)
    assert main_parts() == published
    assert all(published)
