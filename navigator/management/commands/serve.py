"""Set up and serve in production: several workers, limits, a graceful stop."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from navigator.management.commands.run import say, set_up, start_server


class Command(BaseCommand):
    """`serve`: what `make serve` calls. Environment variables set the address and the workers."""

    help = "Set up the database, the static files and the catalogue, then serve (docs/deploy.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        set_up(self)
        say(self, f"Serving on {settings.BIND} with {settings.WORKERS} workers")
        start_server()
