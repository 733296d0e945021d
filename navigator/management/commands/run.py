"""Set everything up and serve on this machine: database, static files, catalogue, server."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """`run [--port 8000]`: what `make run` calls. It says each step."""

    help = "Set up the database, the static files and the catalogue, then serve on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        self._say("Setting up the database")
        call_command("migrate", verbosity=0)
        self._say("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        self._say("Loading the catalogue from content/")
        call_command("load_content", stdout=self.stdout, stderr=self.stderr)
        address = f"http://127.0.0.1:{options['port']}"
        self._say(f"Serving on {address} (stop with Ctrl+C)")
        os.environ["NAVIGATOR_SERVING"] = "1"
        # Our own server, not Django's runserver: that one writes query strings to its log.
        server = [
            sys.executable, "-m", "gunicorn", "navigator.wsgi",
            "--config", str(settings.BASE_DIR / "navigator" / "gunicorn_conf.py"),
            "--bind", f"127.0.0.1:{options['port']}", "--workers", "1",
        ]  # fmt: skip
        os.execv(sys.executable, server)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
