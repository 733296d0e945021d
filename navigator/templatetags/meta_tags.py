"""What `_meta.html` puts into the head of a page."""

from typing import Any

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString

from navigator.pages.linked_data import as_script, medical_page
from navigator.pages.responses import address

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical(context: RequestContext) -> str:
    """The page's absolute URL, without a query."""
    return absolute(context, context.request.path)


@register.simple_tag(takes_context=True)
def absolute(context: RequestContext, path: str) -> str:
    """The absolute URL of a path on this site."""
    return address(context.request, path)


@register.simple_tag(takes_context=True)
def linked_data(context: RequestContext, item: Any) -> SafeString:
    """The JSON-LD of an option or a page of prose."""
    return as_script(medical_page(context["catalogue"], item, canonical(context)))
