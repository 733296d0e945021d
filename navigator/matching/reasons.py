"""Every reason of one option, under three heads."""

from typing import NamedTuple

from navigator.catalogue import Catalogue
from navigator.matching.answers import Answers
from navigator.matching.match import Reason
from navigator.models import Treatment


class Reasons(NamedTuple):
    """Why it is marked so, what labels and plans ask, and what is good to know."""

    why: tuple[Reason, ...] = ()
    asks: tuple[Reason, ...] = ()
    know: tuple[Reason, ...] = ()


def reasons_of(catalogue: Catalogue, answers: Answers, option: Treatment) -> Reasons:
    """The reasons of one option for one person."""
    rules = (*option.usually_after, *option.talked_about_when)
    asks = tuple(Reason("told", rule) for rule in rules)
    return Reasons(asks=asks, know=tuple(Reason("told", rule) for rule in option.worth_knowing))
