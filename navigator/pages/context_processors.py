"""What every page's frame needs: urgent help, the release, who publishes."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from navigator.serving.current_release import Unavailable, catalogue_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Values for `base.html`. Without a catalogue the frame still has its urgent help."""
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
