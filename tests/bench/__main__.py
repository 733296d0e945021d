"""Measure this product beside others, in one run, and write docs/performance.md and its plot.

    python -m tests.bench [--sizes 42 100 1000] [--seconds 1] [--rounds 3] [--look]

`--look` prints the tables and writes nothing. All of it stays on this machine's loopback, and
everything that is started or written is gone afterwards.
"""

import os

import django


def start() -> None:
    """Set Django up first: what is measured needs its models."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.bench.compare import main

    main()


start()
