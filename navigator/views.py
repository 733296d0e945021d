"""From request to response. Each view is a function; what it calls is named after what it does."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static

from navigator.cards import cards
from navigator.catalogue import Catalogue
from navigator.delivery import address, is_fragment, page
from navigator.forms import NavigatorForm
from navigator.matching import Match, Standing, match
from navigator.models import Availability, Kind
from navigator.opendata import as_open_data
from navigator.publishing import Unavailable, current_catalogue, is_degraded
from navigator.quality import quality_report
from navigator.requests import refuse
from navigator.search import find_medicines, find_options
from navigator.sharing import link, qr_code
from navigator.sheet import make_sheet


@page()
def home(request: HttpRequest) -> HttpResponse:
    """The start: what this is, three steps, what happens to answers."""
    return render(request, "home.html")


# --- the navigator ----------------------------------------------------------------------------


def _options(request: HttpRequest) -> HttpResponse:
    catalogue = current_catalogue()
    form = NavigatorForm.of(request, catalogue)
    answers = form.answers
    matches = match(catalogue, answers)
    shown = _shown(matches, form)
    context = {
        "catalogue": catalogue,
        "form": form,
        "answers": answers,
        "groups": _groups(catalogue, shown, form),
        "count": len(shown),
        "of": len(matches),
        "often": sum(m.standing is Standing.MATCHED for m in shown),
        "found_medicines": _found_medicines(catalogue, form),
        "ticked": [catalogue.name_of(slug) for slug in answers.tried],
        "share_link": link(address(request, "/options/"), answers),
    }
    if is_fragment(request) and request.method == "POST":
        return render(request, "_results.html", context | {"fragment": True})
    return render(request, "options.html", context | _panel(catalogue, form, shown))


options = page(post=_options)(_options)


def _shown(matches: Iterable[Match], form: NavigatorForm) -> list[Match]:
    """The matches of the kinds chosen; with a search those found, best first."""
    by_slug = {m.treatment.slug: m for m in matches}
    if form.searched:
        found = find_options(form.catalogue, form.searched)
        chosen = [by_slug[slug] for slug in found]
    else:
        chosen = list(by_slug.values())
    return [m for m in chosen if not form.kinds or m.treatment.kind in form.kinds]


def _groups(catalogue: Catalogue, shown: list[Match], form: NavigatorForm) -> list[dict[str, Any]]:
    """Cards under headings: by kind, then what is in studies alone. A search is one group."""
    if form.searched:
        if not shown:
            return []
        title = "What we found"
        return [_group(catalogue, "found", title, shown, form)]
    groups = []
    for kind in Kind:
        here = [m for m in shown if m.treatment.kind == kind and not _in_studies(m)]
        if here:
            groups.append(_group(catalogue, kind.value, kind.label, here, form))
    studied = [m for m in shown if _in_studies(m)]
    if studied:
        groups.append(_group(catalogue, "in-studies", "In studies only, not available as care", studied, form))
    return groups


def _in_studies(m: Match) -> bool:
    return m.treatment.availability == Availability.STUDIES


def _group(
    catalogue: Catalogue, slug: str, title: str, matches: list[Match], form: NavigatorForm
) -> dict[str, Any]:
    html = cards(catalogue, matches, form.answers)
    return {"slug": slug, "title": title, "cards": html, "count": len(matches)}


def _found_medicines(catalogue: Catalogue, form: NavigatorForm) -> list[dict[str, Any]]:
    """Medicines found, each with the name that the person knows it by."""
    rows = []
    for found in find_medicines(catalogue, form.medicine_searched):
        name = catalogue.name_of(found.slug)
        known_as = "" if found.name.casefold() == name.casefold() else found.name
        rows.append(_row(catalogue, found.slug, form) | {"known_as": known_as})
    return rows


def _panel(catalogue: Catalogue, form: NavigatorForm, shown: list[Match]) -> dict[str, Any]:
    """The panel of what was tried, for a whole page; and what is chosen but has no control there.

    A medicine that a search found has its box among the results, so it is left out of the list.
    """
    found = {result.slug for result in find_medicines(catalogue, form.medicine_searched)}
    families = [
        {
            "item": family,
            "row": None if family.slug in found else _row(catalogue, family.slug, form),
            "rows": [
                _row(catalogue, medicine.slug, form)
                for medicine in catalogue.medicines_of[family.slug]
                if medicine.slug not in found
            ],
        }
        for family in catalogue.classes
    ]
    others = [
        {
            "kind": kind,
            "rows": [
                _row(catalogue, option.slug, form)
                for option in catalogue.treatments
                if option.kind == kind and option.slug not in catalogue.medicine
            ],
        }
        for kind in (Kind.PSYCHOTHERAPY, Kind.PROCEDURE, Kind.MEDICATION_STRATEGY, Kind.SELF_CARE)
    ]
    controls = {
        "tried": catalogue.tryable,
        "ask": [m.treatment.slug for m in shown],
        "matters": catalogue.priority,
        "kind": Kind.values,
    }
    return {
        "families": families,
        "others": others,
        "hidden": form.hidden(controls),
        "kinds": _kinds(form),
    }


def _kinds(form: NavigatorForm) -> list[dict[str, Any]]:
    return [{"kind": kind, "checked": kind.value in form.kinds} for kind in Kind]


def _row(catalogue: Catalogue, slug: str, form: NavigatorForm) -> dict[str, Any]:
    """A box of the panel, with how it went beside it."""
    return {
        "slug": slug,
        "item": catalogue.tryable[slug],
        "name": catalogue.name_of(slug),
        "checked": slug in form.answers.ticked,
        "result": form.answers.result(slug) or "",
    }


@page()
def option(request: HttpRequest, slug: str) -> HttpResponse:
    """One option whole."""
    catalogue = current_catalogue()
    treatment = catalogue.treatment.get(slug)
    if treatment is None:
        return not_found(request)
    (placed,) = (m for m in match(catalogue, NavigatorForm.of(request, catalogue).answers) if m.treatment is treatment)
    context = {
        "option": treatment,
        "kind": Kind(treatment.kind),
        "sections": {section["key"]: section for section in treatment.sections},
        "sources": [catalogue.source[slug] for slug in treatment.sources],
        "rules": [
            {"rule": rule, "source": catalogue.source[rule["source"]]}
            for rule in (*treatment.usually_after, *treatment.talked_about_when, *treatment.worth_knowing)
        ],
        "standing": placed.standing,
        "parts": [t for t in catalogue.treatments if t.part_of == slug],
        "whole": catalogue.treatment.get(treatment.part_of),
        "included": [catalogue.tryable[part] for part in treatment.includes],
        "matters": [(catalogue.priority[key], fact) for key, fact in treatment.matters.items()],
    }
    return render(request, "option.html", context)


# --- the sheet --------------------------------------------------------------------------------


def _questions(request: HttpRequest) -> HttpResponse:
    catalogue = current_catalogue()
    form = NavigatorForm.of(request, catalogue)
    sheet = make_sheet(catalogue, form.answers)
    context = {
        "form": form,
        "answers": form.answers,
        "sheet": sheet,
        "hidden": form.hidden({"top": _boxes(sheet), "ask": form.answers.ask}),
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
    catalogue = current_catalogue()
    form = NavigatorForm.of(request, catalogue)
    context = {"sheet": make_sheet(catalogue, form.answers), "answers": form.answers, "blank": True}
    return render(request, "blank.html", context)


# --- comparing --------------------------------------------------------------------------------


def _compare(request: HttpRequest) -> HttpResponse:
    catalogue = current_catalogue()
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
    catalogue = current_catalogue()
    form = NavigatorForm.of(request, catalogue)
    # Options alone: whatever else is posted here, nothing about a patient goes into the link.
    answers = type(form.answers)(ask=form.answers.ask)
    share_link = link(address(request, "/options/"), answers)
    context = {
        "form": form,
        "answers": answers,
        "by_kind": [g for g in _by_kind(catalogue) if not form.kinds or g["kind"] in form.kinds],
        "hidden": [("ask", slug) for slug in answers.ask if form.kinds and catalogue.treatment[slug].kind not in form.kinds],
        "kinds": _kinds(form),
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
    catalogue = current_catalogue()
    return render(request, "visit.html", {"page": catalogue.page.get("visit"), "topics": catalogue.topics})


@page()
def urgent(request: HttpRequest) -> HttpResponse:
    """Urgent help by country, and red flags."""
    catalogue = current_catalogue()
    return render(request, "urgent.html", {"page": catalogue.page.get("red-flags"), "countries": catalogue.urgent})


@page()
def prose_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of prose from content/…/pages/."""
    catalogue = current_catalogue()
    found = catalogue.page.get(slug)
    if found is None:
        return not_found(request)
    return render(request, "page.html", {"page": found, "sources": [catalogue.source[s] for s in found.sources]})


@page()
def sources(request: HttpRequest) -> HttpResponse:
    """All sources, with the pages that use them."""
    catalogue = current_catalogue()
    users: dict[str, list[Any]] = {slug: [] for slug in catalogue.source}
    for item in (*catalogue.treatments, *catalogue.classes, *catalogue.topics, *catalogue.page.values()):
        for slug in item.sources:
            users[slug].append(item)
    rows = [{"source": source, "users": users[source.slug]} for source in catalogue.source.values()]
    rows.sort(key=lambda row: (row["source"].publisher.casefold(), row["source"].year, row["source"].title))
    return render(request, "sources.html", {"rows": rows})


@page()
def glossary(request: HttpRequest) -> HttpResponse:
    """Hard words and their meanings."""
    return render(request, "glossary.html", {"terms": current_catalogue().terms})


@page()
def medicines(request: HttpRequest) -> HttpResponse:
    """Families of medicines, with the medicines of each."""
    catalogue = current_catalogue()
    families = [
        {"item": family, "medicines": catalogue.medicines_of[family.slug], "sources": [catalogue.source[s] for s in family.sources]}
        for family in catalogue.classes
    ]
    return render(request, "medicines.html", {"families": families})


@page()
def quality(request: HttpRequest) -> HttpResponse:
    """The report on the texts: grade, age, balance, and what is not done yet."""
    return render(request, "quality.html", {"report": quality_report(current_catalogue())})


@page()
def catalogue_json(request: HttpRequest) -> HttpResponse:
    """The open data."""
    data = as_open_data(current_catalogue(), lambda path: address(request, path))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@page()
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the site on its home screen."""
    data = {
        "name": "What is left to ask",
        "short_name": "Left to ask",
        "description": "Options to ask about when depression has not lifted.",
        "start_url": "/options/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf6ee",
        "theme_color": "#0b4f4b",
        "icons": [{"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(data, content_type="application/manifest+json")


@page()
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that opens a few public pages without a network."""
    names = ("css/site.css", "css/print.css", "js/state.js", "django_htmx/htmx-2.min.js", "icon.svg")
    files = [static(name) for name in names]
    digest = hashlib.sha256((current_catalogue().digest + "".join(files)).encode()).hexdigest()[:16]
    pages = ["/options/", "/questions/", "/questions/blank/", "/urgent/"]
    context = {"digest": digest, "pages": json.dumps(pages), "files": json.dumps(files)}
    return render(request, "sw.js", context, content_type="text/javascript")


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process can answer, and whether its database does."""
    try:
        catalogue = current_catalogue()
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
