"""What a person chose, already checked against the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Answers:
    """What a person chose. Slugs in catalogue order.

    `many` says for a class how many of it were taken in all, `called` by which of its names a
    thing is known to the person, `own` holds what is not in the catalogue, in the person's words.
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
        """What was ticked as tried."""
        return frozenset(self.tried)
