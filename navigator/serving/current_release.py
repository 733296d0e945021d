"""The newest undamaged release, held in memory by each server process.

If the database does not answer, requests are served from the release in memory; if the newest
release is damaged, from the one before it. `/healthz` then reports `degraded`.
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
    """No catalogue: none in memory, and none could be read from the database."""


class _Held:
    """The state of this process: the catalogue in memory, and when the database was last queried.

    `key` is the (id, digest) of the release; `degraded` that the last query failed or found damage.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.catalogue: Catalogue | None = None
        self.key: tuple[int, str] | None = None
        self.asked_at = float("-inf")
        self.degraded = False


class _Asker:
    """A thread that queries the database, so that a database that hangs blocks no request.

    It starts with the first query, so after the server has forked. In a server process no other
    thread uses a database connection.
    """

    def __init__(self) -> None:
        self.wanted, self.idle = threading.Event(), threading.Event()
        self.idle.set()
        self.thread: threading.Thread | None = None

    def ask(self, patience: float) -> None:
        """Start a query unless one is running, and wait for it, at most `patience` seconds."""
        alive = self.thread is not None and self.thread.is_alive()  # threads do not survive a fork
        if self.idle.is_set() or not alive:
            self.idle.clear()
            _held.asked_at = time.monotonic()
            if not alive:
                self.thread = threading.Thread(target=self._run, name="asker", daemon=True)
                self.thread.start()
            self.wanted.set()
        elif _held.catalogue is not None:
            return  # it hangs, or reads a new release: serve the catalogue in memory meanwhile
        self.idle.wait(patience)

    def hangs(self) -> bool:
        return not self.idle.is_set() and time.monotonic() - _held.asked_at > _HANGS_SECONDS

    def _run(self) -> None:
        while self.wanted.wait():
            self.wanted.clear()
            _ask()
            close_old_connections()
            self.idle.set()


_PATIENCE_SECONDS = 0.25  # that a request waits for a query when a catalogue is in memory


_FIRST_PATIENCE_SECONDS = 5.0  # that it waits when none is


_HANGS_SECONDS = 1.0


_held = _Held()


_asker = _Asker()


asking = threading.Lock()  # held by the one request that queries; the others do not wait


def hold(catalogue: Catalogue) -> None:
    """Serve this catalogue, and query the database no more (for tests)."""
    _held.catalogue, _held.asked_at = catalogue, float("inf")


def forget() -> None:
    """Reset to the state at the start of a process (for tests)."""
    _held.clear()


def warm_up() -> Catalogue | None:
    """Read the catalogue before the server forks, so that its workers share the memory.

    Nothing else may query before the fork: the thread and its connection must belong to a worker.
    """
    _ask()
    connection.close()
    return _held.catalogue


def current_catalogue() -> Catalogue:
    """The newest catalogue. Raises Unavailable if none was ever read.

    With a catalogue in memory, at most one small query runs each RELEASE_RECHECK_SECONDS. One
    request waits for it up to `_PATIENCE_SECONDS`; the others use the catalogue in memory.
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
    """The catalogue of a request, fixed at its first use, so that one response has one release."""
    held: Catalogue | None = getattr(request, "catalogue", None)
    if held is None:
        held = current_catalogue()
        request.catalogue = held  # type: ignore[attr-defined]
    return held


def is_degraded() -> bool:
    """Whether the last query failed, hangs, or found a damaged or missing release."""
    return _held.degraded or _asker.hangs()


def _is_time_to_ask() -> bool:
    pause = settings.RELEASE_RETRY_SECONDS if _held.degraded else settings.RELEASE_RECHECK_SECONDS
    return time.monotonic() - _held.asked_at >= pause


def _ask() -> None:
    try:
        newest = _releases().first()
        if newest is None:
            # An emptied database never replaces the catalogue in memory.
            _held.degraded = _held.catalogue is not None
        else:
            _take(newest)
    except Exception as error:  # a damaged SQLite file can raise anything: keep serving
        if not _held.degraded:
            log.warning("the database did not give the catalogue", exc_info=error)
        _held.degraded = True
        connection.close()  # the next query opens a new one
    finally:
        _held.asked_at = time.monotonic()


def _releases() -> QuerySet[Release]:
    """Releases, newest first, with id and digest alone, as this query runs once a second."""
    return Release.objects.only("digest").order_by("-id")


def _take(newest: Release) -> None:
    """Read the newest undamaged release into memory, unless it is there already."""
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
