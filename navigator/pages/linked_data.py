"""A page's metadata for search engines, as schema.org JSON-LD.

It gives the date of the last check and the sources. It never claims a review by a clinician.
"""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from navigator.catalogue import Catalogue
from navigator.citations import spoken
from navigator.models import Page, Treatment

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def medical_page(catalogue: Catalogue, item: Treatment | Page, url: str) -> dict[str, Any]:
    """A `MedicalWebPage` for an option or a page of prose. `url` is its absolute address."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": item.name if isinstance(item, Treatment) else item.title,
        "description": spoken(item.summary),
        "url": url,
        "inLanguage": settings.LANGUAGE,
        "lastReviewed": item.checked_on.isoformat(),
        "license": LICENCE,
        "about": {"@type": "MedicalCondition", "name": "Depression"},
        "citation": [catalogue.source[slug].url for slug in item.sources],
    }
    if settings.PUBLISHER:
        data["publisher"] = {"@type": "Organization", "name": settings.PUBLISHER}
    return {key: value for key, value in data.items() if value}


def as_script(data: dict[str, Any]) -> SafeString:
    """JSON that is safe inside a script element: `<`, `>` and `&` are escaped."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(text)
