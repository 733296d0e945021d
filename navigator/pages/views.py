"""From request to response. Each view is a function; what it calls is named after what it does."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.matching.match import Standing, match
from navigator.matching.sheet import make_sheet
from navigator.pages.form import NavigatorForm
from navigator.pages.history_panel import found_medicines, kind_boxes, panel
from navigator.pages.listing import cards_under_headings, shown_matches
from navigator.pages.opendata import as_open_data
from navigator.pages.responses import HOLE, address, filled, is_fragment, not_allowed, page
from navigator.pages.sharing import link, qr_code
from navigator.serving.current_release import Unavailable, catalogue_of, is_degraded
from navigator.serving.request_checks import refuse


@page()
def home(request: HttpRequest) -> HttpResponse:
    """The start: what this is, three steps, what happens to answers."""
    return render(request, "home.html")


# --- the navigator ----------------------------------------------------------------------------


def _options(request: HttpRequest) -> HttpResponse:
    catalogue = catalogue_of(request)
    form = NavigatorForm.of(request, catalogue)
    answers = form.answers
    matches = match(catalogue, answers)
    shown = shown_matches(matches, form)
    found = found_medicines(catalogue, form)
    context = {
        "catalogue": catalogue,
        "form": form,
        "answers": answers,
        "cards": HOLE,
        "count": len(shown),
        "of": len(matches),
        "often": sum(m.standing is Standing.MATCHED for m in shown),
        "found_medicines": found,
        "ticked": [catalogue.name_of(slug) for slug in answers.tried],
        "share_link": link(address(request, "/options/"), answers),
        "personal": request.method == "POST",
    }
    if is_fragment(request) and request.method == "POST":
        response = HttpResponse(render_to_string("_results.html", context | {"fragment": True}))
    else:
        context |= panel(catalogue, form, shown, found)
        response = render(request, "options.html", context)
    return filled(response, cards_under_headings(catalogue, shown, form))


options = page(post=_options)(_options)


@page()
def option(request: HttpRequest, slug: str) -> HttpResponse:
    """One option whole."""
    catalogue = catalogue_of(request)
    treatment = catalogue.treatment.get(slug)
    if treatment is None:
        return not_found(request)
    (placed,) = (
        m
        for m in match(catalogue, NavigatorForm.of(request, catalogue).answers)
        if m.treatment is treatment
    )
    context = {
        "option": treatment,
        "kind": Kind(treatment.kind),
        "sections": {section["key"]: section for section in treatment.sections},
        "sources": [catalogue.source[slug] for slug in treatment.sources],
        "words": [catalogue.term[slug] for slug in treatment.words],
        "rules": [
            {"rule": rule, "source": catalogue.source[rule["source"]]}
            for rule in (
                *treatment.usually_after,
                *treatment.talked_about_when,
                *treatment.worth_knowing,
            )
        ],
        "standing": placed.standing,
        "parts": [t for t in catalogue.treatments if t.part_of == slug],
        "whole": catalogue.treatment.get(treatment.part_of),
        "included": [catalogue.tryable[part] for part in treatment.includes],
        "matters": [
            (priority, treatment.matters[priority.slug])
            for priority in catalogue.priorities
            if priority.slug in treatment.matters
        ],
    }
    return render(request, "option.html", context)


# --- the sheet --------------------------------------------------------------------------------


def _questions(request: HttpRequest) -> HttpResponse:
    catalogue = catalogue_of(request)
    form = NavigatorForm.of(request, catalogue)
    sheet = make_sheet(catalogue, form.answers)
    context = {
        "form": form,
        "answers": form.answers,
        "sheet": sheet,
        "hidden": form.hidden({"top": _boxes(sheet)}),
        "asked": [catalogue.treatment[slug] for slug in form.answers.ask],
        "share_link": link(address(request, "/options/"), form.answers),
        "personal": request.method == "POST",
    }
    if is_fragment(request) and request.method == "POST":
        return render(request, "_sheet.html", context | {"fragment": True})
    return render(request, "questions.html", context)


questions = page(post=_questions)(_questions)


def _boxes(sheet: Any) -> list[str]:
    groups = (*sheet.groups, sheet.something_else)
    return [q.id for q in sheet.any_visit] + [q.id for group in groups for q in group.questions]


@page()
def blank_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet without any answer, to print and fill in by hand."""
    catalogue = catalogue_of(request)
    form = NavigatorForm.of(request, catalogue)
    context = {"sheet": make_sheet(catalogue, form.answers), "answers": form.answers, "blank": True}
    return render(request, "blank.html", context)


# --- comparing --------------------------------------------------------------------------------


def _compare(request: HttpRequest) -> HttpResponse:
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
        "share_link": link(address(request, "/options/"), form.answers),
        "personal": request.method == "POST",
        "longest": max((_months_end(t) for t in treatments), default=0),
    }
    if is_fragment(request) and request.method == "POST":
        return render(request, "_compare.html", context | {"fragment": True})
    return render(request, "compare.html", context)


compare = page(post=_compare)(_compare)


def _months_end(treatment: Any) -> int:
    return int(treatment.practicalities.get("time_to_effect_weeks", {}).get("max", 0))


def _by_kind(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "options": [t for t in catalogue.treatments if t.kind == kind]}
        for kind in Kind
    ]


# --- clinicians -------------------------------------------------------------------------------


def _clinicians(request: HttpRequest) -> HttpResponse:
    catalogue = catalogue_of(request)
    form = NavigatorForm.of(request, catalogue)
    # Options alone: whatever else is posted here, nothing about a patient goes into the link.
    answers = type(form.answers)(ask=form.answers.ask)
    share_link = link(address(request, "/options/"), answers)
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
        "share_link": share_link,
        "qr_code": qr_code(share_link) if answers.ask else "",
    }
    if is_fragment(request) and request.method == "POST":
        return render(request, "_handout.html", context | {"fragment": True})
    return render(request, "clinicians.html", context)


clinicians = page(post=_clinicians)(_clinicians)


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
        "words": [catalogue.term[each] for each in found.words],
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
def quality(request: HttpRequest) -> HttpResponse:
    """The report on the texts: grade, age, balance, and what is not done yet."""
    return render(request, "quality.html", {"report": catalogue_of(request).report})


@page()
def catalogue_json(request: HttpRequest) -> HttpResponse:
    """The open data."""
    data = as_open_data(catalogue_of(request), lambda path: address(request, path))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process can answer, and whether its database does."""
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
    """A request that is no form of ours."""
    return refuse(request, 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that leads nowhere."""
    return refuse(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A mistake of ours. The page needs nothing that could be broken too."""
    return refuse(request, 500)
