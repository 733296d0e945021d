"""The views: one function for each page, from request to response."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.matching.match import match
from navigator.matching.rules import what_was_said
from navigator.matching.sheet import make_sheet
from navigator.matching.warnings import warnings_of
from navigator.names.called import both_names
from navigator.pages.form import NavigatorForm
from navigator.pages.history_panel import history_panel
from navigator.pages.option_page import option_context
from navigator.pages.responses import REASONS_STEP, is_fragment, not_allowed, page
from navigator.pages.rows import option_list, reasons_context
from navigator.pages.sharing import qr_code, share_link
from navigator.pages.whole_page import kind_boxes, whole_page
from navigator.serving.current_release import Unavailable, catalogue_of, is_degraded
from navigator.serving.request_checks import refuse


@page()
def home(request: HttpRequest) -> HttpResponse:
    """The start page: what the site is, the three steps, what happens to answers."""
    return render(request, "home.html")


# --- the navigator ----------------------------------------------------------------------------


@page(post=True, reads_kind=True)
def options(request: HttpRequest) -> HttpResponse:
    """What was tried, and every option with its standing: one page, one form."""
    catalogue = catalogue_of(request)
    form = NavigatorForm.of(request, catalogue)
    found = option_list(catalogue, form)
    context = {
        "form": form,
        "answers": form.answers,
        "options": found,
        **history_panel(catalogue, form),
        "share_link": share_link(request, form.answers),
        "personal": request.method == "POST",
    }
    if is_fragment(request):
        return render(request, "_results.html", context | {"fragment": True})
    return render(request, "options.html", context | whole_page(catalogue, form, found.shown))


@page(post=True, step=REASONS_STEP)
def option(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one option. POST adds the reasons for one person; htmx gets only these."""
    catalogue = catalogue_of(request)
    treatment = catalogue.treatment.get(slug)
    if treatment is None:
        return not_found(request)
    form = NavigatorForm.of(request, catalogue)
    said = what_was_said(catalogue, form.answers)
    warnings = warnings_of(catalogue, said)
    context = reasons_context(catalogue, said, warnings, treatment) | {"form": form}
    if is_fragment(request):
        return render(request, "_reasons.html", context | {"fragment": True})
    (placed,) = (m for m in match(catalogue, said) if m.treatment is treatment)
    context |= {
        "standing": placed.standing,
        "answers": form.answers,
        "hidden": form.hidden({"ask": [slug]}),
        "share_link": share_link(request, form.answers),
    }
    return render(request, "option.html", context | option_context(catalogue, treatment))


# --- the sheet --------------------------------------------------------------------------------


@page(post=True)
def questions(request: HttpRequest) -> HttpResponse:
    """The visit sheet: choose top questions, then print it, save it or show it."""
    catalogue = catalogue_of(request)
    form = NavigatorForm.of(request, catalogue)
    called = form.answers.called
    names = {s: both_names(catalogue, s, called.get(s, "")) for s in form.answers.tried}
    sheet = make_sheet(catalogue, form.answers, names)
    context = {
        "form": form,
        "answers": form.answers,
        "sheet": sheet,
        "hidden": form.hidden({"top": [question.id for question in sheet.questions]}),
        "countries": catalogue.urgent,
        "share_link": share_link(request, form.answers),
        "personal": request.method == "POST",
    }
    if is_fragment(request):
        return render(request, "_sheet.html", context | {"fragment": True})
    return render(request, "questions.html", context)


@page()
def blank_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet without any answer, to print and fill in by hand."""
    catalogue = catalogue_of(request)
    sheet = make_sheet(catalogue, NavigatorForm.of(request, catalogue).answers)
    context = {"sheet": sheet, "blank": True, "countries": catalogue.urgent}
    return render(request, "blank.html", context)


# --- comparing --------------------------------------------------------------------------------


@page(post=True)
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four options side by side."""
    catalogue = catalogue_of(request)
    form = NavigatorForm.of(request, catalogue)
    chosen = form.answers.compare or form.answers.ask[:4]
    treatments = [catalogue.treatment[slug] for slug in chosen]
    context = {
        "form": form,
        "answers": form.answers,
        "chosen": chosen,
        "options": treatments if len(treatments) >= 2 else [],
        "by_kind": _by_kind(catalogue),
        "hidden": form.hidden({"compare": catalogue.treatment}),
        "share_link": share_link(request, form.answers),
        "personal": request.method == "POST",
        "longest": max((_longest_weeks(t) for t in treatments), default=0),
        "priorities": [catalogue.priority[slug] for slug in form.answers.matters],
    }
    if is_fragment(request):
        return render(request, "_compare.html", context | {"fragment": True})
    return render(request, "compare.html", context)


def _longest_weeks(treatment: Any) -> int:
    return int(treatment.practicalities.get("time_to_effect_weeks", {}).get("max", 0))


def _by_kind(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "options": [t for t in catalogue.treatments if t.kind == kind]}
        for kind in Kind
    ]


# --- clinicians -------------------------------------------------------------------------------


@page(post=True, reads_kind=True)
def clinicians(request: HttpRequest) -> HttpResponse:
    """A link, a QR code and a handout of some options. Nothing about a patient."""
    catalogue = catalogue_of(request)
    form = NavigatorForm.of(request, catalogue)
    # Only `ask` is used: whatever else is posted, nothing about a patient gets into the link.
    answers = type(form.answers)(ask=form.answers.ask)
    link = share_link(request, answers)
    context = {
        "form": form,
        "answers": answers,
        "by_kind": [g for g in _by_kind(catalogue) if not form.kinds or g["kind"] in form.kinds],
        "hidden": [
            ("ask", slug)
            for slug in answers.ask
            if form.kinds and catalogue.treatment[slug].kind not in form.kinds
        ],
        "kinds": kind_boxes(form),
        "chosen": [catalogue.treatment[slug] for slug in answers.ask],
        "share_link": link,
        "qr_code": qr_code(link) if answers.ask else "",
    }
    if is_fragment(request):
        return render(request, "_handout.html", context | {"fragment": True})
    return render(request, "clinicians.html", context)


# --- pages ------------------------------------------------------------------------------------


@page()
def visit(request: HttpRequest) -> HttpResponse:
    """What the psychiatrist may go over, and how to get ready."""
    catalogue = catalogue_of(request)
    return render(
        request, "visit.html", {"page": catalogue.page.get("visit"), "topics": catalogue.topics}
    )


@page()
def urgent(request: HttpRequest) -> HttpResponse:
    """Urgent help by country, and red flags."""
    catalogue = catalogue_of(request)
    return render(
        request,
        "urgent.html",
        {"page": catalogue.page.get("red-flags"), "countries": catalogue.urgent},
    )


@page()
def prose_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of prose from content/…/pages/."""
    catalogue = catalogue_of(request)
    found = catalogue.page.get(slug)
    if found is None:
        return not_found(request)
    context = {
        "page": found,
        "sources": [catalogue.source[each] for each in found.sources],
        "terms": [catalogue.term[each] for each in found.terms],
    }
    return render(request, "page.html", context)


@page()
def sources(request: HttpRequest) -> HttpResponse:
    """All sources, with the pages that use them."""
    catalogue = catalogue_of(request)
    ordered = sorted(
        catalogue.source.values(),
        key=lambda each: (each.publisher.casefold(), each.year, each.title),
    )
    users = catalogue.users_of_sources
    rows = [{"source": source, "users": users[source.slug]} for source in ordered]
    return render(request, "sources.html", {"rows": rows})


@page()
def glossary(request: HttpRequest) -> HttpResponse:
    """Hard words and their meanings."""
    return render(request, "glossary.html", {"terms": catalogue_of(request).terms})


@page()
def medicines(request: HttpRequest) -> HttpResponse:
    """Families of medicines, with the medicines of each."""
    catalogue = catalogue_of(request)
    families = [
        {
            "item": family,
            "medicines": catalogue.medicines_of[family.slug],
            "sources": [catalogue.source[s] for s in family.sources],
        }
        for family in catalogue.classes
    ]
    return render(request, "medicines.html", {"families": families})


@page()
def all_pages(request: HttpRequest) -> HttpResponse:
    """Every page of the guide, and who publishes it."""
    hidden = ("red-flags", "visit", "ask")  # parts of pages that the list names by hand
    pages = [each for each in catalogue_of(request).page.values() if each.slug not in hidden]
    return render(request, "all_pages.html", {"pages": pages})


@page()
def quality(request: HttpRequest) -> HttpResponse:
    """The quality report on the texts: reading grade, age, balance, and what is not done yet."""
    return render(request, "quality.html", {"report": catalogue_of(request).report})


def healthz(request: HttpRequest) -> HttpResponse:
    """Health check: whether this process has a catalogue, and whether its database answers."""
    if request.method not in ("GET", "HEAD"):
        return not_allowed(request, "GET, HEAD")
    try:
        catalogue = catalogue_of(request)
    except Unavailable:
        return JsonResponse({"status": "unavailable", "release": None}, status=503)
    status = "degraded" if is_degraded() else "ok"
    response = JsonResponse({"status": status, "release": catalogue.release})
    response.headers["Cache-Control"] = "no-store"
    return response


# --- errors -----------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a malformed request."""
    return refuse(request, 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no page at this address."""
    return refuse(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: an error of the site. `refuse` falls back to a constant page if the template fails."""
    return refuse(request, 500)
