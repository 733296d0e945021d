"""/names.json: the names of the catalogue, for the script that reads lists in the browser.

Built from the index of the server's own search, so that both know the same names. Each name is
given as it is spelled, with the text that may be shown to a person.
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
    """The names of this release: public, built once and cached compressed with the release."""
    data = names_file(catalogue_of(request))
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


def names_file(catalogue: Catalogue) -> dict[str, Any]:
    """The data that the script needs to find the names that the server would find."""
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
    """Keys that only match exactly, never a misspelled word."""
    near = set().union(*index.by_length.values())
    return sorted(k for k in index.readings if len(k) >= SHORTEST_SLIP and k not in near)


def _things(catalogue: Catalogue, index: NameIndex) -> dict[str, dict[str, Any]]:
    """By slug: the name, the kind, and every other name."""
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
