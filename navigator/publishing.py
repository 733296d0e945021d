"""The one door to rows: `publish` writes a release whole or not at all, `current_catalogue` reads.

Readers hold the newest release in memory. When the database does not answer, they go on with
what they hold, and `/healthz` says so.
"""

import threading
import time
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.http import HttpRequest

from navigator.catalogue import MODELS, Catalogue
from navigator.models import Item, Medicine, Release, Treatment

KEPT_RELEASES = 5
_LOCK_KEY = 7_205_759  # any number, the same for every loader of one PostgreSQL database


class Refused(Exception):  # noqa: N818 (a refusal is not an error of ours)
    """The catalogue was not published, and why, with what to do."""


class Unavailable(Exception):  # noqa: N818
    """There is no catalogue: nothing in memory, and the database does not give one."""


class Published(NamedTuple):
    """What `publish` did."""

    release: Release
    changed: bool


def publish(catalogue: Catalogue, *, allow_loss: bool = False) -> Published:
    """Replace the catalogue by a new release, in one transaction, or change nothing.

    The same content again is no new release. Raises Refused when another load is under way, or
    when more than a fifth of the options would go and `allow_loss` is not given.
    """
    try:
        with transaction.atomic():
            _lock_out_others()
            newest = Release.objects.order_by("-id").first()
            if newest is not None and newest.digest == catalogue.digest:
                return Published(newest, changed=False)
            if newest is not None and not allow_loss:
                _refuse_loss(newest, catalogue)
            release = Release.objects.create(digest=catalogue.digest)
            _write(catalogue, release)
            _prune()
    except DatabaseError as error:
        if "lock" in str(error).lower():
            raise Refused(
                "Another load is under way. Wait until it has ended, then try again."
            ) from error
        raise Refused(
            f"The database did not take the catalogue ({_first_line(error)}). Nothing was changed."
        ) from error
    return Published(release, changed=True)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]


def _lock_out_others() -> None:
    """One load at a time. SQLite's IMMEDIATE transaction does it; PostgreSQL needs a word."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_KEY])
            if not cursor.fetchone()[0]:
                raise Refused("Another load is under way. Wait until it has ended, then try again.")


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
        model._default_manager.bulk_create(catalogue.items[model], batch_size=100)


def _prune() -> None:
    """Old releases beyond the last few go; readers hold theirs in memory."""
    kept = list(Release.objects.order_by("-id").values_list("id", flat=True)[:KEPT_RELEASES])
    Release.objects.exclude(id__in=kept).delete()


def read(release: Release) -> Catalogue:
    """Read one release from the database, in one query for each model."""
    items: list[Item] = []
    for model in MODELS:
        if model is Medicine:
            items += Medicine.objects.filter(release=release).select_related("medicine_class")
        else:
            items += model._default_manager.filter(release=release)
    return Catalogue.of(items, release.pk)


class _Shelf:
    """What this process holds: the newest catalogue that it has read, and when it last asked."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self.catalogue: Catalogue | None = None
        self.key: tuple[int, str] | None = None
        self.asked_at = float("-inf")
        self.degraded = False


_shelf = _Shelf()


def forget() -> None:
    """Drop what this process holds, as at its start (for tests and after a fork)."""
    _shelf.clear()


def current_catalogue() -> Catalogue:
    """The newest catalogue. Raises Unavailable when there never was one.

    A warm process asks at most once in RELEASE_RECHECK_SECONDS, with one small query. One thread
    asks; the others go on with what is held.
    """
    held = _shelf.catalogue
    if held is not None and not _is_time_to_ask():
        return held
    if not _shelf.lock.acquire(blocking=held is None):
        return held  # type: ignore[return-value]
    try:
        if _shelf.catalogue is None or _is_time_to_ask():
            _ask()
    finally:
        _shelf.lock.release()
    if _shelf.catalogue is None:
        raise Unavailable("No catalogue has been loaded. Run: python manage.py load_content")
    return _shelf.catalogue


def catalogue_of(request: HttpRequest) -> Catalogue:
    """The catalogue that a request is answered from: one and the same from its start to its end."""
    held: Catalogue | None = getattr(request, "catalogue", None)
    if held is None:
        held = current_catalogue()
        request.catalogue = held  # type: ignore[attr-defined]
    return held


def is_degraded() -> bool:
    """Whether the database did not answer when it was last asked."""
    return _shelf.degraded


def _is_time_to_ask() -> bool:
    pause = settings.RELEASE_RETRY_SECONDS if _shelf.degraded else settings.RELEASE_RECHECK_SECONDS
    return time.monotonic() - _shelf.asked_at >= pause


def _ask() -> None:
    try:
        newest = Release.objects.order_by("-id").first()
        if newest is None:
            # An emptied database never replaces what is held.
            _shelf.degraded = _shelf.catalogue is not None
        else:
            key = newest.pk, newest.digest
            if key != _shelf.key:
                # One transaction, so that a load or a pruning between two queries is not seen.
                with transaction.atomic():
                    catalogue = read(newest)
                if not catalogue.treatments:
                    raise DatabaseError("the release went while it was read")
                _shelf.catalogue, _shelf.key = catalogue, key
            _shelf.degraded = False
    except (DatabaseError, InterfaceError, OSError):
        _shelf.degraded = True
        connection.close()  # a new one is opened when the database is asked again
    finally:
        _shelf.asked_at = time.monotonic()
