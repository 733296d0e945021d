"""Names as people, labels and records write them, each with what it must mean.

`want` is the slugs that stand on the list; `unlisted`: told as another, no box of ours; `any`:
only no box that is wrong.
"""

from pathlib import Path

import pytest

from navigator.names.index import name_index
from navigator.names.lookup import look_up

TABLE = Path(__file__).with_name("samples") / "names.tsv"
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text("utf-8").splitlines()[1:]]


@pytest.fixture(scope="module")
def index(shipped):
    return name_index(shipped)


@pytest.mark.parametrize(("typed", "want"), [(row[0], row[2]) for row in ROWS])
def test_a_name_means_what_the_table_says(index, typed, want):
    found = look_up(index, typed)
    boxes = [named.slug for named in found.added]
    asked = [named for question in (*found.which, *found.had) for named in question.choices]
    if want == "unlisted":
        assert found.elsewhere
    if want in ("unlisted", "any"):
        assert not boxes
        assert not asked
    else:
        assert boxes == want.split(",")


def test_the_table_is_whole():
    assert len(ROWS) > 300
    assert all(len(row) == 3 for row in ROWS)
