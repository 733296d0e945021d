"""Generate docs/catalogue.schema.json from the definitions that the loader validates with."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models

from navigator.content import schemas
from navigator.models import (
    SLUG,
    SLUG_MAX,
    Item,
    Medicine,
    MedicineClass,
    OptionKind,
    Source,
    Treatment,
)
from navigator.pages.opendata import KEYS, LICENCE, VERSION

JsonSchema = dict[str, Any]

_SLUG = {"type": "string", "pattern": f"^{SLUG}$", "maxLength": SLUG_MAX}
_NAMES: dict[type[Item], str] = {
    OptionKind: "kind",
    Treatment: "treatment",
    MedicineClass: "medicine_class",
    Medicine: "medicine",
    Source: "source",
}
# Computed keys, and descriptions of keys whose name does not explain them.
_WORKED_OUT: JsonSchema = {
    "slug": {"description": "An identity. It never changes.", "$ref": "#/$defs/slug"},
    "sources": {
        "description": "What it rests on, by slug.",
        "type": "array",
        "items": {"$ref": "#/$defs/slug"},
        "uniqueItems": True,
    },
    "text": {"description": "Its page as plain text.", "type": "string", "minLength": 1},
}
_ABOUT = {
    "checked_on": "When it was last held against its sources.",
    "counts_as_antidepressant": "Whether it counts as one antidepressant that was tried.",
    "evidence_strength": "How sure, in depression that has not lifted.",
    "evidence_in_depression": "How sure, in depression as such; empty where that is no other.",
    "only_after": "While none of these holds, the option comes later. They mark nothing.",
    "usually_after": "One that holds for sure marks the option; while none does, it comes later.",
    "talked_about_when": "One that holds for sure marks the option.",
    "part_of": "The slug of a wider option; empty when it is none's part.",
    "includes": "Classes or medicines that belong to it.",
    "close_relatives": "Medicines so alike that a psychiatrist may count the two as one.",
    "availability": "`studies`: only a study can give it.",
    "second_hand": "Whether only a summary of it was read.",
}


def catalogue_schema() -> JsonSchema:
    """The schema of /catalogue.json. `#/$defs/option_file` is that of /options/<slug>.json."""
    head: JsonSchema = {
        "version": {"const": VERSION},
        "licence": {"const": LICENCE},
        "release": {
            "description": "Grows with each new state of one site.",
            "type": "integer",
            "minimum": 1,
        },
        "digest": {
            "description": "A hash of the texts as they are published.",
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
        },
    }
    lists = {
        "kinds": _list_of("kind"),
        "treatments": _list_of("treatment") | {"minItems": 1},
        "medicine_classes": _list_of("medicine_class"),
        "medicines": _list_of("medicine"),
        "sources": _list_of("source"),
    }
    one = {"treatment": {"$ref": "#/$defs/treatment"}, "sources": _list_of("source")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "catalogue.schema.json",
        "title": "The catalogue of the treatment options navigator, as open data",
        "description": "Made by `manage.py catalogue_schema`. Any change is a new version.",
        **_object(head | lists),
        "$defs": {"slug": _SLUG, **_items(), "option_file": _object(head | one), **_facts()},
    }


def _list_of(name: str) -> JsonSchema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _object(properties: JsonSchema) -> JsonSchema:
    """The schema of an object in which all keys are required, and no others are allowed."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _items() -> JsonSchema:
    more: dict[type[Item], JsonSchema] = {
        Treatment: {"url": {"description": "Its page.", "type": "string", "format": "uri"}},
        Medicine: {"class": {"description": "Its family.", "$ref": "#/$defs/slug"}},
    }
    return {
        _NAMES[model]: _object({key: _key(model, key) for key in keys} | more.get(model, {}))
        for model, keys in KEYS.items()
    }


def _key(model: type[Item], key: str) -> JsonSchema:
    if key in _WORKED_OUT:
        found: JsonSchema = _WORKED_OUT[key]
        return found
    about = {"description": _ABOUT[key]} if key in _ABOUT else {}
    return about | _column(model, model._meta.get_field(key))


def _column(model: type[Item], column: Any) -> JsonSchema:
    """The schema of a model field, from the loader. A field that may be omitted may be empty."""
    if isinstance(column, models.JSONField):
        schema = schemas.SCHEMAS[model.__name__][column.name]
        return {"$ref": f"#/$defs/{_fact_names()[id(schema)]}"}
    shape = schemas.wanted(column)
    found: JsonSchema = shape.schema if shape else {"type": "string"}
    if column.blank and "enum" in found:
        return found | {"enum": list(dict.fromkeys([*found["enum"], ""]))}
    return found | {"minLength": 0} if column.blank and "minLength" in found else found


def _fact_names() -> dict[int, str]:
    return {id(each): name for name, each in vars(schemas).items() if _is_schema(each)}


def _is_schema(value: Any) -> bool:
    return isinstance(value, schemas.Schema)


def _facts() -> JsonSchema:
    """The schemas of published JSON fields, by their name in schemas.py."""
    used = {
        id(schemas.SCHEMAS[model.__name__][key])
        for model, keys in KEYS.items()
        for key in keys
        if key not in _WORKED_OUT and key in schemas.SCHEMAS.get(model.__name__, {})
    }
    return {
        name: {"description": each.about, **each.shape.schema}
        for name, each in vars(schemas).items()
        if _is_schema(each) and id(each) in used
    }


class Command(BaseCommand):
    """`catalogue_schema`: writes the file. A test fails if it is out of date."""

    help = "Write docs/catalogue.schema.json."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "catalogue.schema.json"
        path.write_text(json.dumps(catalogue_schema(), indent=2) + "\n", "utf-8")
        self.stdout.write("Wrote docs/catalogue.schema.json.")
