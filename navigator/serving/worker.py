"""Gunicorn's worker and logger: error responses with our headers, no IP address or query in logs.

Set in `gunicorn_conf.py`. An invalid HTTP request (no host, 300 headers, a path of 10 KB) never
reaches Django: gunicorn answers it, and by default logs its request line and its sender.
"""

import logging
import socket
import time
from http import HTTPStatus
from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from navigator.serving.private_logging import JsonLines
from navigator.serving.security_headers import HEADERS

log = logging.getLogger(__name__)

_LENGTH_DIGITS_MAX = 12
_READ_OUT_SECONDS = 2.0
_OF_A_BODY = ("CONTENT-LENGTH", "TRANSFER-ENCODING")
_ANSWER_FITS = 256 * 1024  # bytes of the socket's send buffer: a whole page fits

_OUR_FAULT = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
_STATUS: dict[type[Exception], HTTPStatus] = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}


class OneSend:
    """A socket wrapper that sends the headers of a response together with its body.

    Gunicorn sends them in two calls. A worker that is killed in between leaves half a response, and
    a proxy that has forwarded the headers cannot retry with another replica.
    """

    def __init__(self, line: socket.socket) -> None:
        self.line, self.head = line, b""
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ANSWER_FITS)

    def sendall(self, data: bytes) -> None:
        if not self.head and data.startswith(b"HTTP/1.") and data.endswith(b"\r\n\r\n"):
            self.head = data
        else:
            head, self.head = self.head, b""
            self.line.sendall(head + data)

    def flush(self) -> None:
        """Send headers that no body followed."""
        if self.head:
            self.sendall(b"")

    def sendfile(self, *args: Any, **more: Any) -> int:
        self.flush()
        return self.line.sendfile(*args, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)


class QuietWorker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threaded worker, with error responses that repeat nothing of the request."""

    def handle_request(self, req: Any, conn: Any) -> Any:
        if req.version >= (1, 1) and not any(name == "HOST" for name, _ in req.headers):
            raise errors.InvalidHeader("HOST", req=req)
        too_large = _is_too_large(req)
        if too_large:
            req.force_close()  # its body is not read, so the connection cannot be reused
        line, conn.sock = conn.sock, OneSend(conn.sock)
        try:
            return super().handle_request(req, conn)
        finally:
            conn.sock.flush()
            conn.sock = line
            if too_large:
                _read_out(line)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        if isinstance(exc, _OUR_FAULT) or not isinstance(exc, errors.ParseException):
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            log.error("no answer", exc_info=exc)
        else:
            status = _STATUS.get(type(exc), HTTPStatus.BAD_REQUEST)
        log.info("refused", extra={"facts": {"status": status.value, "why": type(exc).__name__}})
        try:
            write_nonblock(client, refusal(status))
        except OSError:
            log.debug("the client had gone")


def _is_too_large(req: Any) -> bool:
    """Whether `request_checks` will refuse this body without reading it."""
    sent = {name: value for name, value in req.headers if name in _OF_A_BODY}
    length = sent.get("CONTENT-LENGTH", "0")
    if "TRANSFER-ENCODING" in sent or len(length) > _LENGTH_DIGITS_MAX:
        return True
    return length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _read_out(line: socket.socket) -> None:
    """Read and discard the rest of the request, up to `_READ_OUT_SECONDS`: closing a socket with
    unread bytes resets the connection, and the client may never see the response."""
    until = time.monotonic() + _READ_OUT_SECONDS
    try:
        line.shutdown(socket.SHUT_WR)
        while (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            if not line.recv(65536):
                break
    except OSError:
        log.debug("the client had gone")


def refusal(status: HTTPStatus) -> bytes:
    """A whole HTTP response as bytes: the status, every security header, urgent numbers."""
    body = f"{status.phrase}. In danger? Call or text 988 (US), or your emergency number.\n"
    headers = HEADERS | {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *map(": ".join, headers.items()), "", body]
    return "\r\n".join(lines).encode("latin-1")


class QuietLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own messages as JSON lines."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
