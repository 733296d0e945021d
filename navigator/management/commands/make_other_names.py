"""`make_other_names WHEEL`: names of medicines outside the catalogue, from an open dictionary.

The wheel is that of `drug-named-entity-recognition` (MIT), whose dictionary joins DrugBank's open
data (CC0), MeSH and MedlinePlus (public domain). It is read by an unpickler that allows no class,
so that none of its code can run. Two sorts are written: single-word names that MedlinePlus or the
NHS describe, and any name so close to one of the catalogue that it could pass for a slip of it.
"""

import bz2
import io
import pickle
import re
import zipfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from navigator.content.load import read_all
from navigator.names.everyday import FILLER, PLAIN
from navigator.names.index import SHORTEST_SLIP, name_index
from navigator.names.other_names import MADE
from navigator.names.slips import allowed
from navigator.names.words import key, words

_DICTIONARY = "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2"
_PLAIN_NAME = re.compile(r"[a-z]+")
_LENGTH = range(4, 25)
_IDS = ("medline_plus_id", "nhs_url", "drugbank_id", "mesh_id")
_FOREIGN = ("um", "us", "o", "a")  # endings of the same name in other languages


class _NoClass(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise CommandError(f"the dictionary asks for {module}.{name}: nothing of it is run")


class Command(BaseCommand):
    help = "Make the list of other medicines' names anew from a wheel that you downloaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("wheel", type=Path)
        parser.add_argument("--to", type=Path, default=MADE)

    def handle(self, *args: Any, **options: Any) -> None:
        wheel: Path = options["wheel"]
        ours = frozenset(name_index(read_all(settings.CONTENT_DIR)).readings)
        names = sorted(_names_to_keep(_dictionary(wheel), ours))
        version = wheel.name.split("-")[1]
        head = f"# Names of other medicines: drug-named-entity-recognition {version} (MIT), A to Z"
        options["to"].write_text("\n".join([head, *names]) + "\n", "utf-8")
        self.stdout.write(f"{len(names)} names")


def _dictionary(wheel: Path) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as archive:
        data = bz2.decompress(archive.read(_DICTIONARY))
    found: dict[str, Any] = _NoClass(io.BytesIO(data)).load()
    return found


def _names_to_keep(dictionary: dict[str, Any], ours: frozenset[str]) -> set[str]:
    """The names to write; none is a name of the catalogue in any language."""
    meant: dict[str, list[str]] = dictionary["drug_variant_to_canonical"]
    known: dict[str, dict[str, Any]] = dictionary["drug_canonical_to_data"]
    others = {
        name: canonical
        for name, canonical in meant.items()
        if _is_plain(name) and not any(_is_ours(part, ours) for part in (name, *canonical))
    }
    described = {n for n, of in others.items() if any(_has(known, c, _IDS[:2]) for c in of)}
    listed = {n for n, of in others.items() if any(_has(known, c, _IDS) for c in of)}
    return _without_foreign(described) | set(_near(listed - described, ours))


def _has(known: dict[str, dict[str, Any]], name: str, ids: Iterable[str]) -> bool:
    return any(known.get(name, {}).get(one) for one in ids)


def _is_plain(name: str) -> bool:
    is_word = bool(_PLAIN_NAME.fullmatch(name)) and len(name) in _LENGTH
    return is_word and name not in FILLER and name not in PLAIN


def _is_ours(name: str, ours: frozenset[str]) -> bool:
    return key(words(name)) in ours or any(part in ours for part in words(name))


def _without_foreign(names: set[str]) -> set[str]:
    """Names without forms in other languages: cetirizina and cetirizin beside cetirizine."""
    return {name for name in names if not _is_foreign(name, names)}


def _is_foreign(name: str, names: set[str]) -> bool:
    stems = {name.removesuffix(end) for end in _FOREIGN} - {name}
    return f"{name}e" in names or any(s in names or f"{s}e" in names for s in stems)


def _near(names: Iterable[str], ours: frozenset[str]) -> Iterator[str]:
    own = [name for name in ours if len(name) >= SHORTEST_SLIP]
    for name in names:
        if process.extractOne(name, own, scorer=OSA.distance, score_cutoff=allowed(len(name))):
            yield name
