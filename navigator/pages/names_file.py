"""The names of the catalogue for a reader in the browser, for /names.json.

Made of the index of the server's own search, so that both know the same names. Names of a thing
are its keys as they are spelled, each with the text that a person may be shown.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from navigator.catalogue import Catalogue
from navigator.choices import Result
from navigator.models import Treatment
from navigator.names import everyday
from navigator.names.index import SHORTEST_SLIP, NameIndex, name_index
from navigator.names.words import BRITISH, JOINING
from navigator.pages.names_file_words import SAYS, SIGNS
from navigator.pages.responses import page
from navigator.serving.current_release import catalogue_of


@page()
def names_json(request: HttpRequest) -> HttpResponse:
    """The names of this release, for anybody; made once and kept compressed with the release."""
    data = names_file(catalogue_of(request))
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


def names_file(catalogue: Catalogue) -> dict[str, Any]:
    """What the browser needs to read a list as the server would, in plain JSON."""
    index = name_index(catalogue)
    return {
        "release": catalogue.release,
        "things": _things(catalogue, index),
        "others": sorted(index.others),
        "exact": _exact(index),
        "words": {
            "filler": sorted(everyday.FILLER),
            "plain": sorted(everyday.PLAIN | everyday.LOOK_ALIKE),
            "person": sorted(everyday.PERSON),
            "joining": sorted(JOINING),
            "british": [list(pair) for pair in BRITISH],
            "maker": everyday.MAKER.pattern,
        },
        "signs": SIGNS,
        "says": SAYS,
        "results": {result.value: str(result.label) for result in Result},
        "despair": [" ".join(phrase) for phrase in index.despair],
    }


def _exact(index: NameIndex) -> list[str]:
    """Names, as keys, that no misspelled word means."""
    near = set().union(*index.by_length.values())
    return sorted(k for k in index.readings if len(k) >= SHORTEST_SLIP and k not in near)


def _things(catalogue: Catalogue, index: NameIndex) -> dict[str, dict[str, Any]]:
    """By slug: the name, the kind, and each name by which it is known."""
    things: dict[str, dict[str, Any]] = {}
    for key, readings in index.readings.items():
        spelled = " ".join(index.spelled.get(key, (key,)))
        for named in readings:
            thing = things.setdefault(named.slug, _thing(catalogue, named.slug))
            thing["names"][spelled] = named.name
    return things


def _thing(catalogue: Catalogue, slug: str) -> dict[str, Any]:
    item = catalogue.tryable[slug]
    kind = "medicine" if slug in catalogue.medicine else "family"
    if isinstance(item, Treatment):
        kind = item.kind
    return {"name": catalogue.name_of(slug), "kind": kind, "names": {}}
