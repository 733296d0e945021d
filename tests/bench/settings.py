"""Settings of the server that is measured: those of production, and one address more."""

from tests.served import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
