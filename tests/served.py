"""Settings of servers that tests start: the real ones; only the files' folder is elsewhere."""

import os
from pathlib import Path

from navigator.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TEST_STATIC_ROOT"])
