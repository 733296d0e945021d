"""Check a clinic's layer against the content: every problem with its file and line."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from navigator.content.frontmatter import ContentError
from navigator.content.layer import with_layer
from navigator.content.load import read_all


class Command(BaseCommand):
    """`check_layer [folder]`: what `make layer-check` calls. It writes nothing."""

    help = "Check a clinic's own layer; writes nothing (docs/clinics.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        sample = settings.BASE_DIR / "docs" / "sample-layer"
        default = settings.LAYER_DIR or sample
        parser.add_argument("folder", nargs="?", type=Path, default=default)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalogue = read_all(
                settings.CONTENT_DIR,
                language=settings.LANGUAGE,
                total_max_bytes=settings.CONTENT_MAX_BYTES,
            )
            layer = with_layer(catalogue, options["folder"]).layer
        except ContentError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{error}. Nothing was changed.") from error
        name, count = layer["clinic"]["name"], len(layer["options"])
        self.stdout.write(f"All is well: {name}, {count} options. Nothing was written.")
