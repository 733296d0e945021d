"""The newest release that is whole, held in memory by each process that serves.

When the database does not answer, readers go on with what is held; when the newest release is
damaged, with the one before it. `/healthz` says so.
"""

import logging
import threading
import time
from itertools import chain

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import QuerySet
from django.http import HttpRequest

from navigator.catalogue import Catalogue
from navigator.models import Release
from navigator.releases import Damaged, read_whole

log = logging.getLogger(__name__)


class Unavailable(Exception):  # noqa: N818
    """There is no catalogue: nothing in memory, and the database does not give one."""


class _Held:
    """What this process holds: the newest catalogue that it has read, and when it last asked."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.catalogue: Catalogue | None = None
        self.key: tuple[int, str] | None = None
        self.asked_at = float("-inf")
        self.degraded = False


class _Asker:
    """A thread that asks the database, so that one that hangs holds up no reader.

    It starts with the first question, so after a server has forked. Nothing but it uses a
    database connection in a process that serves.
    """

    def __init__(self) -> None:
        self.wanted, self.idle = threading.Event(), threading.Event()
        self.idle.set()
        self.thread: threading.Thread | None = None

    def ask(self, patience: float) -> None:
        """Have the database asked, unless it is being asked, and wait for it, but not for long."""
        alive = self.thread is not None and self.thread.is_alive()  # a fork leaves threads behind
        if self.idle.is_set() or not alive:
            self.idle.clear()
            _held.asked_at = time.monotonic()
            if not alive:
                self.thread = threading.Thread(target=self._run, name="asker", daemon=True)
                self.thread.start()
            self.wanted.set()
        elif _held.catalogue is not None:
            return  # it hangs, or a new release is being read: go on with what is held
        self.idle.wait(patience)

    def hangs(self) -> bool:
        return not self.idle.is_set() and time.monotonic() - _held.asked_at > _HANGS_SECONDS

    def _run(self) -> None:
        while self.wanted.wait():
            self.wanted.clear()
            _ask()
            close_old_connections()
            self.idle.set()


_PATIENCE_SECONDS = 0.25  # of a reader who has something to read


_FIRST_PATIENCE_SECONDS = 5.0  # of one who has nothing yet


_HANGS_SECONDS = 1.0


_held = _Held()


_asker = _Asker()


asking = threading.Lock()  # held by the one reader who asks; the others go on meanwhile


def hold(catalogue: Catalogue) -> None:
    """Answer from this catalogue and ask no more (for tests)."""
    _held.catalogue, _held.asked_at = catalogue, float("inf")


def forget() -> None:
    """Drop what this process holds, as at its start (for tests)."""
    _held.clear()


def warm_up() -> Catalogue | None:
    """Read the catalogue before a server forks: its workers share it, and hold it at once.

    Nothing else may ask before the fork: the thread that asks, and its connection, are a worker's.
    """
    _ask()
    connection.close()
    return _held.catalogue


def current_catalogue() -> Catalogue:
    """The newest catalogue. Raises Unavailable when there never was one.

    A warm process asks at most once in RELEASE_RECHECK_SECONDS, with one small query. One reader
    waits for it a moment; the others go on with what is held.
    """
    held = _held.catalogue
    if held is not None and not _is_time_to_ask():
        return held
    if not asking.acquire(blocking=held is None):
        return held  # type: ignore[return-value]
    try:
        if _held.catalogue is None or _is_time_to_ask():
            if settings.SERVING:
                _asker.ask(_FIRST_PATIENCE_SECONDS if held is None else _PATIENCE_SECONDS)
            else:
                _ask()
    finally:
        asking.release()
    if _held.catalogue is None:
        raise Unavailable("No catalogue has been loaded. Run: python manage.py load_content")
    return _held.catalogue


def catalogue_of(request: HttpRequest) -> Catalogue:
    """The catalogue that a request is answered from: one and the same from its start to its end."""
    held: Catalogue | None = getattr(request, "catalogue", None)
    if held is None:
        held = current_catalogue()
        request.catalogue = held  # type: ignore[attr-defined]
    return held


def is_degraded() -> bool:
    """Whether the database did not answer, or not rightly, when it was last asked."""
    return _held.degraded or _asker.hangs()


def _is_time_to_ask() -> bool:
    pause = settings.RELEASE_RETRY_SECONDS if _held.degraded else settings.RELEASE_RECHECK_SECONDS
    return time.monotonic() - _held.asked_at >= pause


def _ask() -> None:
    try:
        newest = _releases().first()
        if newest is None:
            # An emptied database never replaces what is held.
            _held.degraded = _held.catalogue is not None
        else:
            _take(newest)
    except Exception as error:  # a damaged file can raise anything: go on with what is held
        if not _held.degraded:
            log.warning("the database did not give the catalogue", exc_info=error)
        _held.degraded = True
        connection.close()  # a new one is opened when the database is asked again
    finally:
        _held.asked_at = time.monotonic()


def _releases() -> QuerySet[Release]:
    """Newest first; of each only its number and digest, since this is asked once a second."""
    return Release.objects.only("digest").order_by("-id")


def _take(newest: Release) -> None:
    """Hold the newest release that is whole, and pass over those that are damaged."""
    damaged = False
    for release in chain([newest], _releases().filter(pk__lt=newest.pk)):
        key = (release.pk, release.digest)
        try:
            if key != _held.key:
                _held.catalogue, _held.key = read_whole(release), key
            break
        except Damaged:
            if not _held.degraded:
                log.warning("a release is damaged", extra={"facts": {"release": release.pk}})
            damaged = True
    _held.degraded = damaged
