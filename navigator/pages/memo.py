"""The one memo of what is made of a release: names, rows and other parts, by what they depend on.

What one person chose is in no memo. Each owner fills its own shelf; a full shelf is emptied.
"""

from collections.abc import Hashable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from navigator.catalogue import Catalogue
from navigator.names.index import NameIndex, name_index

SHELF_MAX = 3000  # entries; a row takes about half a kilobyte


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


def rendered(
    catalogue: Catalogue, template: str, depends_on: Hashable = (), **context: Any
) -> SafeString:
    """A part of a page, rendered once for the values that it depends on.

    These are few (an option, a standing, a result), never free text.
    """
    shelf = shelf_of(catalogue, template)
    html: SafeString | None = shelf.get(depends_on)
    if html is None:
        html = shelf[depends_on] = render_to_string(template, context | {"catalogue": catalogue})
    return html
