"""The cache of public pages: each one plain, with gzip and with Brotli; limited in bytes."""

import datetime
import gzip
import hashlib
import threading
from collections.abc import Hashable
from typing import NamedTuple

import brotli
from django.http import HttpResponse

from navigator.catalogue import Catalogue

BYTES_MAX = 12 * 1024 * 1024  # per worker and release; the whole site takes about 4 MiB


class CachedPage(NamedTuple):
    """A public page: ETag, Content-Type, and its body by Content-Encoding ("" is plain)."""

    etag: str
    content_type: str
    bodies: dict[str, bytes]

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))


class PageCache:
    """Pages of one release and one day, as a text may become overdue the next day. First in, first
    out."""

    def __init__(self, day: datetime.date, bytes_max: int = BYTES_MAX) -> None:
        self.day, self.bytes_max = day, bytes_max
        self.size = 0
        self._pages: dict[Hashable, CachedPage] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> CachedPage | None:
        return self._pages.get(key)

    def put(self, key: Hashable, page: CachedPage) -> None:
        """Add a page, and drop the oldest until the rest fits into `bytes_max`."""
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = page
            self.size += page.size
            while self.size > self.bytes_max:
                oldest = next(iter(self._pages))
                self.size -= self._pages.pop(oldest).size


def page_cache_of(catalogue: Catalogue) -> PageCache:
    """The cache of a release for today (UTC); yesterday's is dropped."""
    today = datetime.datetime.now(datetime.UTC).date()
    pages: PageCache | None = catalogue.memo.get("pages")
    if pages is None or pages.day != today:
        pages = catalogue.memo["pages"] = PageCache(today)
    return pages


def encoded(response: HttpResponse) -> CachedPage:
    """A rendered page in every encoding, with a weak ETag computed from its plain body."""
    body = response.content
    bodies = {
        "": body,
        "gzip": gzip.compress(body, 9, mtime=0),
        "br": brotli.compress(body, quality=10),  # 11 takes three times as long, for 2 % less
    }
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    return CachedPage(etag, response.headers["Content-Type"], bodies)
