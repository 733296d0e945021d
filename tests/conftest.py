"""Fixtures: the shipped catalogue, read once, and a published copy of it."""

import os
from pathlib import Path

import pytest

from navigator.catalogue import Catalogue
from navigator.content.load import read_all
from navigator.content.publish import publish
from navigator.review.report import quality_report
from navigator.serving.current_release import forget
from tests.servers import environment, set_up

CONTENT = Path(__file__).resolve().parent.parent / "content"
DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database only those tests run again that use one."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    others = [item for item in items if not _uses_a_database(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if _uses_a_database(item)]


def _uses_a_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    return marked or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The catalogue in content/, unsaved: for tests that need no database."""
    return read_all(CONTENT)


@pytest.fixture(scope="session")
def report(shipped) -> dict:
    """The report on the shipped texts, as a load stores it."""
    return quality_report(shipped).as_data()


@pytest.fixture
def published(db, shipped, report):
    """The shipped catalogue, published; views can be asked."""
    forget()
    publish(shipped, report=report)
    yield shipped
    forget()


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Each test starts as a new process would."""
    forget()


@pytest.fixture(scope="session")
def ready(tmp_path_factory):
    """A folder with what a real server needs: static files, a database with the catalogue."""
    home = tmp_path_factory.mktemp("ready")
    set_up(environment(home))
    return home
