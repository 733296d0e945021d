"""The larger catalogue that `make bench` measures is made of what we ship, and loads."""

import pytest

from navigator.content.load import read_all
from tests.bench.generate import generate

pytestmark = pytest.mark.one_database
OPTIONS = 70


def test_a_catalogue_of_more_options_is_made_of_ours_and_loads(tmp_path):
    catalogue = read_all(generate(tmp_path, OPTIONS), total_max_bytes=8 * 1024 * 1024)
    assert len(catalogue.treatments) == OPTIONS
