"""Fixtures: the shipped catalogue, read once, and a published copy of it."""

from pathlib import Path

import pytest

from navigator.catalogue import Catalogue
from navigator.content import read_all
from navigator.publishing import forget, publish
from tests.servers import environment, set_up

CONTENT = Path(__file__).resolve().parent.parent / "content"


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The catalogue in content/, unsaved: for tests that need no database."""
    return read_all(CONTENT)


@pytest.fixture
def published(db, shipped):
    """The shipped catalogue, published; views can be asked."""
    forget()
    publish(shipped)
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
