"""The one line of a row."""

from navigator.catalogue import Catalogue
from navigator.matching.answers import Answers
from navigator.matching.match import Match, Said, Standing

_LINES = {
    Standing.TRIED: "On your list.",
    Standing.MATCHED: "A guideline or label names this after what is on your list",
    Standing.OPEN: "You can ask about this",
    Standing.LATER: "Later: other steps are named first. You can still ask.",
}


def line_of(match: Match, catalogue: Catalogue, answers: Answers, said: Said) -> str:
    """At most twelve words."""
    return _LINES[match.standing]
