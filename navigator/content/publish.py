"""`publish` writes a release of the catalogue in one transaction."""

import re
from typing import Any, NamedTuple

from django.db import Error, connection, transaction

from navigator.catalogue import MODELS, Catalogue
from navigator.models import Medicine, Release, Treatment
from navigator.releases import Damaged, read_whole

KEPT_RELEASES = 5
_BUSY = "Another load is under way. Wait until it has ended, then try again."
_LOCK_KEY = 7_205_759  # an arbitrary advisory lock key, the same for every load


class Refused(Exception):  # noqa: N818 (a refusal is not an error)
    """The catalogue was not published; the message says why and what to do."""


class Published(NamedTuple):
    """The result of `publish`."""

    release: Release
    changed: bool


def publish(
    catalogue: Catalogue, *, report: dict[str, Any] | None = None, allow_loss: bool = False
) -> Published:
    """Write the catalogue as a new release, in one transaction, or change nothing.

    `report` is what /about/quality/ shows. Unchanged content makes no new release, unless the
    stored one is damaged. Raises Refused if another load is running, if the database fails, or if
    more than a fifth of the options would disappear and `allow_loss` is not given.
    """
    try:
        with transaction.atomic():
            _lock_out_others()
            newest = Release.objects.order_by("-id").first()
            if newest is not None and _is_the_same(newest, catalogue, report) and _whole(newest):
                return Published(newest, changed=False)
            if newest is not None and not allow_loss:
                _refuse_loss(newest, catalogue)
            release = Release.objects.create(
                digest=catalogue.digest, report=report or {}, layer=catalogue.layer
            )
            _write(catalogue, release)
            _prune()
    except Error as error:
        if re.search(r"\b(locked|deadlock|lock timeout)\b", str(error)):
            raise Refused(_BUSY) from error
        first_line = str(error).strip().split("\n")[0]
        raise Refused(
            f"The database did not take the catalogue ({first_line}). Nothing was changed."
        ) from error
    return Published(release, changed=True)


def _is_the_same(newest: Release, catalogue: Catalogue, report: dict[str, Any] | None) -> bool:
    """Whether a release has the same texts and study results. The rest of a report is computed from
    the texts."""
    if newest.digest != catalogue.digest or report is None:
        return newest.digest == catalogue.digest
    return (newest.report.get("study") or {}) == (report.get("study") or {})


def _whole(release: Release) -> bool:
    """Whether the rows of a release still match its digest."""
    try:
        read_whole(release)
    except Damaged:
        return False
    return True


def _lock_out_others() -> None:
    """Allow one load at a time. SQLite's IMMEDIATE transaction does; PostgreSQL needs a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_KEY])
            if not cursor.fetchone()[0]:
                raise Refused(_BUSY)


def _refuse_loss(newest: Release, catalogue: Catalogue) -> None:
    before = set(Treatment.objects.filter(release=newest).values_list("slug", flat=True))
    lost = sorted(before - catalogue.treatment.keys())
    if len(lost) * 5 > len(before):
        raise Refused(
            f"{len(lost)} of {len(before)} options would go: {', '.join(lost)}. "
            "If that is meant, load with --allow-loss. Nothing was changed."
        )


def _write(catalogue: Catalogue, release: Release) -> None:
    for item in catalogue:
        item.pk = None
        item.release = release
    for model in MODELS:
        for item in catalogue.items[model] if model is Medicine else ():
            item.medicine_class = item.medicine_class  # sets the key of the saved class
        model._default_manager.bulk_create(catalogue.items[model], batch_size=100)


def _prune() -> None:
    """Delete all but the last `KEPT_RELEASES`; server processes have theirs in memory."""
    newest = list(Release.objects.order_by("-id").values_list("id", flat=True)[:KEPT_RELEASES])
    Release.objects.exclude(id__in=newest).delete()
