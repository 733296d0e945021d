"""Set up and serve on this machine: database, static files, catalogue, server."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

# What glibc does with memory: threads share one heap, and blocks of a megabyte or more (buffers of
# a page that is being compressed) go back to the system when they are freed.
ALLOCATOR = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "1048576",  # bytes
    "MALLOC_TRIM_THRESHOLD_": "1048576",
}


class Command(BaseCommand):
    """`run [--port 8000]`: what `make run` calls. It prints each step."""

    help = "Set up the database, the static files and the catalogue, then serve on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        set_up(self)
        bind = f"127.0.0.1:{options['port']}"
        say(self, f"Serving on http://{bind} (stop with Ctrl+C)")
        start_server("--bind", bind, "--workers", "1")


def set_up(command: BaseCommand) -> None:
    """Migrate, collect static files, load the catalogue; print each step."""
    say(command, "Setting up the database")
    call_command("migrate", verbosity=0)
    say(command, "Collecting static files")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    say(command, "Loading the catalogue from content/")
    call_command("load_content", stdout=command.stdout, stderr=command.stderr)


def start_server(*arguments: str) -> None:
    """Replace this process by the server: not Django's runserver, which logs query strings."""
    os.environ["NAVIGATOR_SERVING"] = "1"
    for name, value in ALLOCATOR.items():
        os.environ.setdefault(name, value)
    configuration = str(settings.BASE_DIR / "navigator" / "serving" / "gunicorn_conf.py")
    server = ["-m", "gunicorn", "navigator.wsgi", "--config", configuration, *arguments]
    os.execv(sys.executable, [sys.executable, *server])


def say(command: BaseCommand, sentence: str) -> None:
    """Print and flush."""
    command.stdout.write(sentence)
    command.stdout.flush()
