"""The WSGI application that a server runs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "navigator.settings")
os.environ.setdefault("NAVIGATOR_SERVING", "1")

from django.core.wsgi import get_wsgi_application

from navigator.serving.private_logging import log_only_places

log_only_places()
application = get_wsgi_application()
