"""Regenerate the table of rules in docs/rules.md from the content."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from navigator.content.frontmatter import ContentError
from navigator.content.load import read_all
from navigator.review.rules_table import with_table


class Command(BaseCommand):
    """`list_rules`: writes the table. A test fails if docs/rules.md is out of date."""

    help = "Make the table of rules in docs/rules.md anew from content/."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "rules.md"
        try:
            catalogue = read_all(settings.CONTENT_DIR, language=settings.LANGUAGE)
            document = with_table(path.read_text(encoding="utf-8"), catalogue)
        except (ContentError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        path.write_text(document, encoding="utf-8")
        self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}.")
