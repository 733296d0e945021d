"""Names of medicines and treatments that are not ours, so that a near name is never served.

Two sorted text files beside this module, one name a line: `other_names.txt` is made by the command
`make_other_names` from an open dictionary, `other_names_by_hand.txt` holds treatments, devices and
foods that people name and that we do not list. Both are read once for a release.
"""

from collections.abc import Iterable
from pathlib import Path

MADE = Path(__file__).with_name("other_names.txt")
BY_HAND = Path(__file__).with_name("other_names_by_hand.txt")


def read(path: Path) -> list[str]:
    """The names of a file; empty lines and lines with # say where they come from."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def other_names(paths: Iterable[Path] = (MADE, BY_HAND)) -> list[str]:
    """Every name that is known and is not ours."""
    return [name for path in paths for name in read(path)]
