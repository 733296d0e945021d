"""Settings of a Django that does nothing but say hello: no middleware of anybody."""

from tests.bench.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
