"""Start the server of an image; with a clinic's layer, load it first."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from navigator.management.commands.run import say, start_server


class Command(BaseCommand):
    """`start`: serves the release in the database. With NAVIGATOR_LAYER it loads the content first,
    so that two clinics can run the same image (docs/deploy.md), which holds the static files."""

    help = "Serve; with NAVIGATOR_LAYER, load texts and layer first (docs/deploy.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.LAYER_DIR:
            say(self, f"Loading the catalogue with the layer {settings.LAYER_DIR}")
            call_command("migrate", verbosity=0)
            call_command("load_content", stdout=self.stdout, stderr=self.stderr)
        start_server()
