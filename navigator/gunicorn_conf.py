"""How gunicorn serves the site. Its access log is off: the site writes its own, path alone."""

import os

bind = os.environ.get("NAVIGATOR_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("NAVIGATOR_WORKERS", "2"))
worker_class = "gthread"
threads = 4
preload_app = True
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
timeout = 30  # seconds until a worker that hangs is replaced
graceful_timeout = 30  # seconds for requests in flight when it stops
keepalive = 5
limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190
forwarded_allow_ips = os.environ.get("NAVIGATOR_PROXY_ADDRESSES", "127.0.0.1,::1")
