"""A person's validated answers: the input of every matching function."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Answers:
    """A person's answers. Every slug exists in the catalogue; slugs are in catalogue order.

    `many` maps a class to the number of its medicines taken in all. `called` maps a slug to the
    name that the person uses for it. `own` holds free text for what is not in the catalogue.
    """

    tried: tuple[str, ...] = ()
    results: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, int] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    top: tuple[str, ...] = ()
    compare: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @cached_property
    def ticked(self) -> frozenset[str]:
        """The slugs ticked as tried, for membership tests."""
        return frozenset(self.tried)
