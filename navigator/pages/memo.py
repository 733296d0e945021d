"""The one memo of what is made of a release: names, rows and pages, by what they depend on.

What one person chose is in no memo. Each owner fills its own shelf; a full shelf is emptied.
"""

from collections.abc import Hashable
from typing import Any

from navigator.catalogue import Catalogue
from navigator.names.index import NameIndex, name_index

SHELF_MAX = 4000  # entries; a row takes about half a kilobyte


def shelf_of(catalogue: Catalogue, name: str) -> dict[Hashable, Any]:
    """What an owner keeps with a release."""
    shelf: dict[Hashable, Any] = catalogue.memo.setdefault(name, {})
    if len(shelf) > SHELF_MAX:
        shelf.clear()
    return shelf


def index_of(catalogue: Catalogue) -> NameIndex:
    """The names of a release, made ready to be looked up."""
    shelf = shelf_of(catalogue, "names")
    if "index" not in shelf:
        shelf["index"] = name_index(catalogue)
    index: NameIndex = shelf["index"]
    return index
