"""The addresses of the product, and a view that says hello beside them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from navigator import urls


def hello(request: HttpRequest) -> HttpResponse:
    """What a view costs that does nothing: six bytes."""
    return HttpResponse(b"hello\n")


urlpatterns = [path("hello", hello), *urls.urlpatterns]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
