"""Context for `base.html` on every page: urgent help, the release, the publisher."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from navigator.serving.current_release import Unavailable, catalogue_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Values for `base.html`. Without a catalogue the numbers of urgent help are fixed ones."""
    try:
        catalogue = catalogue_of(request)
    except Unavailable:
        return {"site": settings, "path": request.path, "catalogue": None, "home_country": None}
    here = next((help for help in catalogue.urgent if help.country == settings.COUNTRY), None)
    return {
        "site": settings,
        "path": request.path,
        "catalogue": catalogue,
        "home_country": here,
    }
