"""Composable validators of JSON values, which report every mismatch with its path.

A `Shape` is called with a value and yields its mismatches, each with a path of keys and list
indexes, from which the loader finds the line. It also has the same definition as JSON Schema, for
users of the open data.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

Path = tuple[str | int, ...]


class Mismatch(NamedTuple):
    """One place where a value is not as expected. `at` is the path to it inside the value."""

    at: Path
    found: str
    expected: str


@dataclass(frozen=True)
class Shape:
    """A validator of a value, and the same definition as JSON Schema (2020-12)."""

    check: Callable[[Any], Iterator[Mismatch]]
    schema: dict[str, Any]

    def __call__(self, value: Any) -> Iterator[Mismatch]:
        return self.check(value)


def describe(value: object, limit: int = 60) -> str:
    """A value in words, short enough for one line of an error message."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return f"keys {', '.join(map(str, value))}"[:limit] if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"the number {value}"
    text = str(value)
    return f"“{text[:limit]}…”" if len(text) > limit else f"“{text}”"


def text(*, at_most: int, at_least: int = 1) -> Shape:
    """A text of a given length in characters."""

    def check(value: Any) -> Iterator[Mismatch]:
        if not isinstance(value, str):
            yield Mismatch((), describe(value), "a text")
        elif not at_least <= len(value.strip()) <= at_most:
            expected = f"a text of {at_least} to {at_most} characters"
            yield Mismatch((), f"{len(value.strip())} characters", expected)

    return Shape(check, {"type": "string", "minLength": at_least, "maxLength": at_most})


def integer(at_least: int, at_most: int) -> Shape:
    """A whole number within bounds."""

    def check(value: Any) -> Iterator[Mismatch]:
        if type(value) is not int or not at_least <= value <= at_most:
            expected = f"a whole number from {at_least} to {at_most}"
            yield Mismatch((), describe(value), expected)

    return Shape(check, {"type": "integer", "minimum": at_least, "maximum": at_most})


def _boolean(value: Any) -> Iterator[Mismatch]:
    """A boolean: true or false, as in YAML 1.2."""
    if type(value) is not bool:
        yield Mismatch((), describe(value), "true or false")


boolean = Shape(_boolean, {"type": "boolean"})


def web_address(*schemes: str) -> Shape:
    """A URL with a host and one of some schemes."""
    pattern = re.compile(rf"(?:{'|'.join(schemes)})://[^\s<>\"]{{4,400}}")
    begins = " or ".join(f"{scheme}://" for scheme in schemes)

    def check(value: Any) -> Iterator[Mismatch]:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield Mismatch((), describe(value), f"an address that begins with {begins}")

    return Shape(
        check, {"type": "string", "format": "uri", "pattern": f"^({'|'.join(schemes)})://"}
    )


def _phone_number(value: Any) -> Iterator[Mismatch]:
    """A phone number that is valid in a `tel:` link."""
    if not isinstance(value, str) or not re.fullmatch(r"\+?[0-9][0-9 -]{1,28}", value):
        yield Mismatch((), describe(value), "digits with spaces or hyphens, in quotes")


phone_number = Shape(_phone_number, {"type": "string", "pattern": "^[+]?[0-9][0-9 -]{1,28}$"})


def one_of(choices: Iterable[str]) -> Shape:
    """One of some fixed strings."""
    known = list(choices)

    def check(value: Any) -> Iterator[Mismatch]:
        if not isinstance(value, str) or value not in known:
            yield Mismatch((), describe(value), f"one of: {', '.join(known)}")

    return Shape(check, {"enum": known})


def _day(value: Any) -> Iterator[Mismatch]:
    """A date in the form 2026-11-23."""
    try:
        # Python also reads 20261123 and 2026-W48-1.
        well = datetime.date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        well = False
    if not well:
        yield Mismatch((), describe(value), "a day written as 2026-11-23")


_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
day = Shape(_day, {"type": "string", "format": "date", "pattern": _DAY})


def list_of(shape: Shape, *, at_least: int = 1, at_most: int = 40) -> Shape:
    """A list whose members all have one shape."""

    def check(value: Any) -> Iterator[Mismatch]:
        if not isinstance(value, list):
            yield Mismatch((), describe(value), "a list")
            return
        if not at_least <= len(value) <= at_most:
            expected = f"{at_least} to {at_most} entries"
            found = f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
            yield Mismatch((), found, expected)
        for position, member in enumerate(value):
            yield from _below(position, shape(member))

    return Shape(
        check,
        {"type": "array", "items": shape.schema, "minItems": at_least, "maxItems": at_most},
    )


def mapping(required: dict[str, Shape], optional: dict[str, Shape] | None = None) -> Shape:
    """A mapping with fixed keys. An unknown key is a mismatch."""
    shapes = required | (optional or {})

    def check(value: Any) -> Iterator[Mismatch]:
        if not isinstance(value, dict):
            yield Mismatch((), describe(value), f"a mapping with {', '.join(required)}")
            return
        for key in required:
            if key not in value:
                yield Mismatch((), f"no “{key}”", f"a line “{key}: …”")
        for key, member in value.items():
            if key in shapes:
                yield from _below(key, shapes[key](member))
            else:
                yield Mismatch((key,), f"unknown key “{key}”", f"one of: {', '.join(shapes)}")

    return Shape(
        check,
        {
            "type": "object",
            "required": list(required),
            "properties": {key: member.schema for key, member in shapes.items()},
            "additionalProperties": False,
        },
    )


def mapping_of(shape: Shape, *, keys: Iterable[str] | None = None) -> Shape:
    """A mapping with any keys (or any of `keys`), whose values all have one shape."""
    known = None if keys is None else list(keys)

    def check(value: Any) -> Iterator[Mismatch]:
        if not isinstance(value, dict):
            yield Mismatch((), describe(value), "a mapping")
            return
        for key, member in value.items():
            if known is not None and key not in known:
                yield Mismatch((key,), f"unknown key “{key}”", f"one of: {', '.join(known)}")
            else:
                yield from _below(key, shape(member))

    return Shape(
        check,
        {"type": "object", "additionalProperties": shape.schema}
        | ({} if known is None else {"propertyNames": {"enum": known}}),
    )


def with_one_of(keys: Iterable[str], shape: Shape, missing: str) -> Shape:
    """A mapping of some shape with at least one of some keys."""
    known = list(keys)

    def check(value: Any) -> Iterator[Mismatch]:
        found = list(shape(value))
        yield from found
        if not found and not set(known) & value.keys():
            yield Mismatch((), missing, f"one of: {', '.join(known)}")

    return Shape(check, shape.schema | {"anyOf": [{"required": [key]} for key in known]})


def require(shape: Shape, value: Any) -> None:
    """Raise Django's ValidationError with every mismatch, its path in `params["at"]`."""
    mismatches = list(shape(value))
    if mismatches:
        raise ValidationError(
            [
                ValidationError("%(found)s; expected %(expected)s", params=problem._asdict())
                for problem in mismatches
            ]
        )


def _below(key: str | int, mismatches: Iterator[Mismatch]) -> Iterator[Mismatch]:
    for problem in mismatches:
        yield problem._replace(at=(key, *problem.at))
