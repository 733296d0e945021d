"""Strips of a clinic's layer. Without a layer each tag renders as nothing."""

from django import template
from django.template import RequestContext

from navigator.pages.clinic import clinic_html, strip_html

register = template.Library()


@register.simple_tag(takes_context=True)
def strip(context: RequestContext, slug: str, *, short: bool = False) -> str:
    """The clinic's facts about an option: `{% strip option.slug %}`, in a list `short=True`."""
    catalogue = context.get("catalogue")
    return strip_html(catalogue, slug, short=short) if catalogue and catalogue.layer else ""


@register.simple_tag(takes_context=True)
def clinic(context: RequestContext, place: str) -> str:
    """The clinic's contact strip; `place` is `handout`, `sheet`, `urgent` or `about`."""
    catalogue = context.get("catalogue")
    asked = getattr(context.get("answers"), "ask", ()) if place == "sheet" else ()
    return clinic_html(catalogue, place, asked) if catalogue else ""
