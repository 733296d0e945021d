"""What has to be told of things on the list before any change; it never changes a standing."""

from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.matching.answers import Answers


class Warning(NamedTuple):
    """A warning, short and whole, and the options that it is about."""

    text: str
    short: str
    source: str
    country: str
    about: frozenset[str]
    names: tuple[str, ...]


def warnings_of(catalogue: Catalogue, answers: Answers) -> tuple[Warning, ...]:
    """The warnings that hold."""
    return ()
