"""Settings of the tests, on top of the real ones."""

from navigator.settings import *  # noqa: F403

SECRET_KEY = "tests only"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
RELEASE_RECHECK_SECONDS = 0
RELEASE_RETRY_SECONDS = 0
WHITENOISE_AUTOREFRESH = True
