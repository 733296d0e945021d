"""Urgent numbers on the sheet, in elements that the script fills for another country."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from navigator.models import UrgentHelp

register = template.Library()


@register.simple_tag
def urgent_say(country: UrgentHelp | None) -> SafeString:
    """The end of a sentence: “call or text 988 now”."""
    return format_html('<span data-urgent="say">{}</span>', _say(country))


@register.simple_tag
def urgent_emergency(country: UrgentHelp | None) -> SafeString:
    """A sentence: “Emergency: 911.”"""
    number = "911" if country is None else country.emergency
    text = f"Emergency: {number}." if number else "Help lines: findahelpline.com."
    return format_html('<span data-urgent="emergency">{}</span>', text)


@register.simple_tag
def urgent_number(country: UrgentHelp | None) -> SafeString:
    """The number alone: “988”."""
    return format_html('<span data-urgent="number">{}</span>', _number(country))


@register.simple_tag(takes_context=True)
def source_publisher(context: Any, slug: str) -> str:
    """The publisher of a source."""
    return str(context["catalogue"].source[slug].publisher)


def _say(country: UrgentHelp | None) -> str:
    if country is None:
        return "call or text 988 now"
    first = country.lines[0]
    if "call" not in first:
        return "call your emergency number now"
    how = "call or text" if first.get("text") == first["call"] else "call"
    return f"{how} {first['call']} now"


def _number(country: UrgentHelp | None) -> str:
    if country is None:
        return "988"
    return str(country.lines[0].get("call") or country.emergency or "findahelpline.com")
