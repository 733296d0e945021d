"""docs/asvs.md names each item once, and only tests and files that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "asvs.md").read_text("utf-8")
ITEMS = 253  # of levels 1 and 2 in ASVS 5.0.0


def test_every_item_of_levels_1_and_2_is_accounted_for():
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| [12] \|", TEXT, re.M)
    chapters = sum(map(int, re.findall(r"^\| all (\d+) of ", TEXT, re.M)))
    lists = re.findall(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \| [^12]", TEXT, re.M)
    others = [item for listed in lists for item in listed.split(", ")]
    assert len({*rows, *others}) == len(rows) + len(others)
    assert len(rows) + len(others) + chapters == ITEMS


def test_what_holds_an_item_exists():
    held = set(re.findall(r"\]\(\.\./([^)#]+)\)", TEXT))
    assert held
    assert {path for path in held if not (ROOT / path).exists()} == set()
