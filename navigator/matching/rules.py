"""What ticks say, and whether a rule holds."""

from navigator.matching.match import Rule, Said, what_was_said

__all__ = ["Rule", "Said", "what_was_said"]
