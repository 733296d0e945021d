"""Fixtures: the shipped catalogue, read once, and a published copy of it."""

from pathlib import Path

import pytest

from navigator.catalogue import Catalogue
from navigator.content import read_all
from navigator.publishing import forget, publish

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
