"""The one memo of a release: rendered fragments and the name index, keyed by what they depend on.

No free text and no whole set of answers is cached. Each caller has a dictionary of its own in it.
"""

from collections.abc import Hashable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from navigator.catalogue import Catalogue
from navigator.names.index import NameIndex, name_index

ENTRIES_MAX = 3000  # entries of one caller; a row takes about half a kilobyte


def memo_of(catalogue: Catalogue, name: str) -> dict[Hashable, Any]:
    """The dictionary of one caller, emptied if it has grown past `ENTRIES_MAX`."""
    memo: dict[Hashable, Any] = catalogue.memo.setdefault(name, {})
    if len(memo) > ENTRIES_MAX:
        memo.clear()
    return memo


def index_of(catalogue: Catalogue) -> NameIndex:
    """The name index of a release, built on first use."""
    memo = memo_of(catalogue, "names")
    if "index" not in memo:
        memo["index"] = name_index(catalogue)
    index: NameIndex = memo["index"]
    return index


def rendered(
    catalogue: Catalogue, template: str, depends_on: Hashable = (), **context: Any
) -> SafeString:
    """A fragment, rendered once for each value of `depends_on`, which must determine `context`.

    `depends_on` holds values from small sets (an option, a standing, a result), never free text.
    """
    memo = memo_of(catalogue, template)
    html: SafeString | None = memo.get(depends_on)
    if html is None:
        html = memo[depends_on] = render_to_string(template, context | {"catalogue": catalogue})
    return html
