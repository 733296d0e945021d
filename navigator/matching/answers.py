"""What a person chose, already checked against the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Answers:
    """Slugs in catalogue order. `many`, `called` and `results` hold what was said of a tick."""

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

    def result(self, slug: str) -> str | None:
        """How it went, or None when that was not said."""
        return self.results.get(slug)
