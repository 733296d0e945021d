"""Load the catalogue from Markdown: validate everything, then publish all of it or nothing."""

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from navigator.content.frontmatter import ContentError
from navigator.content.layer import with_layer
from navigator.content.load import read_all
from navigator.content.publish import Refused, publish
from navigator.review.report import quality_report
from navigator.review.study import read_study

STUDY = "study-results.csv"  # in the folder of content, once a study has been done


class Command(BaseCommand):
    """`load_content [--check] [--allow-loss] [folder]`."""

    help = "Check the Markdown in content/ and publish it as the new catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--check", action="store_true", help="only check; write nothing")
        parser.add_argument(
            "--allow-loss", action="store_true", help="publish even if many options would go"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            catalogue = read_all(
                options["folder"],
                language=settings.LANGUAGE,
                total_max_bytes=settings.CONTENT_MAX_BYTES,
                progress=_Progress(self.stderr, started),
            )
            study = read_study(options["folder"] / STUDY)
            if settings.LAYER_DIR:
                catalogue = with_layer(catalogue, settings.LAYER_DIR)
        except ContentError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{error}. Nothing was changed.") from error
        counts = f"{len(catalogue.treatments)} options, {len(catalogue.medicines)} medicines"
        if options["check"]:
            self.stdout.write(f"All is well: {counts}. Nothing was written.")
            return
        try:
            report = quality_report(catalogue).as_data() | {"study": study}
            published = publish(catalogue, report=report, allow_loss=options["allow_loss"])
        except Refused as error:
            raise CommandError(str(error)) from error
        what = "Published" if published.changed else "Nothing new: the catalogue is already"
        self.stdout.write(f"{what} release {published.release.pk} ({counts}).")


class _Progress:
    """A progress line on a terminal or in a log, once a load takes longer than a second."""

    def __init__(self, out: Any, started: float) -> None:
        self.out = out
        self.started = started
        self.written_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.started > 1 and (now - self.written_at > 0.5 or done == total):
            self.written_at = now
            end = "\n" if done == total or not sys.stderr.isatty() else ""
            self.out.write(f"\rReading content: {done} of {total} files", ending=end)
            self.out.flush()
