"""The one memo of what is made of a release: names, rows and other parts, by what they depend on.

What one person chose is in no memo. Each owner has a part of it, fills it itself, and empties it
when it is full.
"""

from collections.abc import Hashable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from navigator.catalogue import Catalogue
from navigator.names.index import NameIndex, name_index

ENTRIES_MAX = 3000  # entries; a row takes about half a kilobyte


def memo_of(catalogue: Catalogue, name: str) -> dict[Hashable, Any]:
    """The part of the memo that belongs to an owner."""
    memo: dict[Hashable, Any] = catalogue.memo.setdefault(name, {})
    if len(memo) > ENTRIES_MAX:
        memo.clear()
    return memo


def index_of(catalogue: Catalogue) -> NameIndex:
    """The names of a release, made ready to be looked up."""
    memo = memo_of(catalogue, "names")
    if "index" not in memo:
        memo["index"] = name_index(catalogue)
    index: NameIndex = memo["index"]
    return index


def rendered(
    catalogue: Catalogue, template: str, depends_on: Hashable = (), **context: Any
) -> SafeString:
    """A part of a page, rendered once for the values that it depends on.

    These are few (an option, a standing, a result), never free text.
    """
    memo = memo_of(catalogue, template)
    html: SafeString | None = memo.get(depends_on)
    if html is None:
        html = memo[depends_on] = render_to_string(template, context | {"catalogue": catalogue})
    return html
