"""The configuration of gunicorn. Its access log is off: `private_logging` writes one instead."""

import gc
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "navigator.settings")
os.environ["NAVIGATOR_SERVING"] = "1"

from django.conf import settings

bind = settings.BIND
workers = settings.WORKERS
worker_class = "navigator.serving.worker.QuietWorker"
logger_class = "navigator.serving.worker.QuietLogger"
threads = 4
backlog = 512
preload_app = True  # workers share the code and the catalogue
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # the disk may be read-only
accesslog = None
errorlog = "-"
loglevel = "warning"
timeout = 30  # seconds until a worker that hangs is replaced
graceful_timeout = 30  # seconds that a stopping worker gives requests in progress
keepalive = 5
limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190
# Proxy headers are read in one place alone (request_checks.proxy_alone_is_believed), not here.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}


def when_ready(server: Any) -> None:
    """Before the first fork: read the catalogue and render the most visited pages. All workers
    share that memory, and the first request does not wait."""
    from navigator.serving.current_release import warm_up
    from navigator.serving.warming import render_pages

    if (catalogue := warm_up()) is not None:
        name = server.LISTENERS[0].getsockname()  # of a socket file: its path
        render_pages(catalogue, str(name[1]) if isinstance(name, tuple) else "")
    gc.freeze()  # the garbage collector must not write to memory pages that workers share
