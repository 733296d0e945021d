"""Each page as anybody gets it, as a person's own page, and as the fragment that htmx asks for."""

import gzip
import re

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from html5lib import parse

from tests import people

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/options/", "/questions/", "/questions/blank/", "/compare/", "/visit/", "/clinicians/",
    "/urgent/", "/sources/", "/glossary/", "/medicines/", "/about/", "/privacy/", "/accessibility/",
    "/about/evidence/", "/about/updates/", "/about/changes/", "/about/quality/", "/tried-a-lot/",
    "/treatment-resistant/", "/how-to-choose/", "/catalogue.json", "/healthz", "/sw.js",
    "/site.webmanifest",
]  # fmt: skip
CONTRACT = """more-time higher-dose switch-antidepressant combine-antidepressants augmentation
pharmacogenomic-testing cbt act interpersonal-therapy family-couples-therapy dbt group-therapy
mindfulness behavioral-activation change-therapy-or-therapist rtms theta-burst ketamine esketamine
ect vns stick-to-plan alcohol-and-drugs stress sleep exercise""".split()
HTMX = {"HX-Request": "true"}


def page(response):
    """The parsed page, without the namespaces of HTML."""
    return parse(response.content, namespaceHTMLElements=False)


def elements(response, attribute):
    """All elements that carry an attribute."""
    return [each for each in page(response).iter() if attribute in each.attrib]


CONTROLS = """tried own ask top compare matters open kind q names show all take-back""".split()


@pytest.mark.parametrize("address", ["/options/", "/questions/", "/compare/", "/options/ect/"])
def test_the_form_has_no_field_for_who_somebody_is(client, published, address):
    answer = client.post(address, people.TRIED_EVERYTHING)
    controls = [
        each for each in elements(answer, "name") if each.tag in ("input", "select", "textarea")
    ]
    names = {each.attrib["name"] for each in controls}
    assert names
    assert [
        n for n in names if n not in CONTROLS and not re.match("(result|called|many)-", n)
    ] == []
    assert {each.attrib.get("type") for each in controls}.isdisjoint({"email", "tel", "password"})


def standings(response):
    return {
        e.get("data-treatment"): e.get("data-standing") for e in elements(response, "data-standing")
    }


def inputs(response, name):
    return [e for e in page(response).iter("input") if e.get("name") == name]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers(client, published, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("slug", CONTRACT)
def test_every_option_of_the_contract_has_its_page(client, published, slug):
    response = client.get(f"/options/{slug}/")
    assert response.status_code == 200
    assert standings(response)[slug]


def test_an_option_page_answers_all_its_headings(client, published):
    headings = {"".join(e.itertext()) for e in page(client.get("/options/esketamine/")).iter("h2")}
    model = type(published.treatment["esketamine"])
    wanted = {heading for _, heading in model.HEADINGS} - model.OPTIONAL_HEADINGS
    assert wanted | {"Questions to ask", "Sources", "Is it approved?"} <= headings


@pytest.mark.parametrize("address", ["/options/nothing/", "/nothing/", "/options/ECT/"])
def test_an_address_that_leads_nowhere_is_a_404_with_urgent_help(client, published, address):
    response = client.get(address)
    assert response.status_code == 404
    assert 'href="tel:988"' in response.text


@pytest.mark.parametrize("address", [a for a in PAGES if "." not in a and a != "/healthz"])
def test_urgent_help_stands_on_every_page(client, published, address):
    response = client.get(address)
    assert 'href="tel:988"' in response.text
    assert 'href="tel:911"' in response.text


# --- the navigator


def test_the_public_list_holds_every_option_and_no_label(client, published):
    response = client.get("/options/")
    assert set(standings(response)) == set(published.treatment)
    assert "You ticked this" not in response.text
    assert "Often talked about after what you ticked" not in response.text


def test_the_list_and_the_fragment_hold_the_same_results(client, published):
    whole = client.post("/options/", people.TRIED_TWO)
    fragment = client.post("/options/", people.TRIED_TWO, headers=HTMX)
    assert standings(whole) == standings(fragment)
    assert "<html" not in fragment.text


def test_ticks_change_standings(client, published):
    seen = standings(client.post("/options/", people.TRIED_TWO))
    assert (seen["cbt"], seen["esketamine"], seen["vns"]) == ("tried", "matched", "later")


def row_of(response, slug):
    return next(e for e in elements(response, "data-standing") if e.get("data-treatment") == slug)


def told(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_row_holds_a_box_a_name_and_one_line_and_no_reason(client, published):
    row = row_of(client.post("/options/", people.TRIED_TWO), "esketamine")
    assert [e.get("value") for e in row.iter("input")] == ["esketamine"]
    (line,) = [e for e in row.iter() if "data-line" in e.attrib]
    assert 0 < len(told(line).replace("●", "").split()) <= 12
    assert [e for e in row.iter() if "data-reason" in e.attrib] == []


def test_every_reason_has_its_source_year_and_strength(client, published):
    response = client.post("/options/esketamine/", people.TRIED_TWO, headers=HTMX)
    reasons = [told(e) for e in elements(response, "data-reason")]
    assert len(reasons) >= 3
    assert any(re.search(r"US, official label: .+, 20\d\d", reason) for reason in reasons)
    assert "<html" not in response.text


def test_the_personal_page_of_an_option_holds_what_the_fragment_holds(client, published):
    whole = client.post("/options/esketamine/", people.TRIED_TWO)
    part = client.post("/options/esketamine/", people.TRIED_TWO, headers=HTMX)
    shown = {e.get("data-reason") for e in elements(part, "data-reason")}
    assert shown
    assert shown <= {e.get("data-reason") for e in elements(whole, "data-reason")}
    assert "How this stands to your list" in whole.text


def test_a_get_of_an_option_shows_its_rules_without_the_person(client, published):
    text = client.get("/options/esketamine/").text
    assert "data-reason" in text
    assert "How this stands to your list" not in text


def test_a_row_that_stands_open_brings_its_reasons_with_the_list(client, published):
    person = people.TRIED_TWO | {"open": ["esketamine"]}
    response = client.post("/options/", person, headers=HTMX)
    (open_row,) = [e.get("data-reasons") for e in elements(response, "data-reasons")]
    alone = client.post("/options/esketamine/", people.TRIED_TWO, headers=HTMX)
    assert open_row == "esketamine"
    assert [told(e) for e in elements(response, "data-reason")] == [
        told(e) for e in elements(alone, "data-reason")
    ]


def test_reasons_of_all_options_are_of_one_size(client, published):
    headers = HTMX | {"Accept-Encoding": "br"}
    sizes = {
        len(client.post(f"/options/{slug}/", people.TRIED_TWO, headers=headers).content)
        for slug in ("esketamine", "cbt", "sleep", "vns")
    }
    assert len(sizes) == 1


def test_only_what_is_marked_can_be_shown_and_the_rest_is_said(client, published):
    seen = standings(client.post("/options/", people.TRIED_TWO))
    response = client.post("/options/", people.TRIED_TWO | {"show": "matched"})
    marked = {slug for slug, standing in seen.items() if standing == "matched"}
    assert set(standings(response)) == marked
    assert f"{len(seen) - len(marked)} options are not shown" in response.text


def test_a_link_s_options_stand_first_and_once(client, published):
    response = client.post("/options/", {"ask": ["vns", "ect"], "show": "asked"})
    slugs = [e.get("data-treatment") for e in elements(response, "data-standing")]
    assert set(slugs[:2]) == {"vns", "ect"}
    assert len(slugs) == len(set(slugs)) == len(published.treatments)
    assert "2 options are in this link" in response.text


def test_the_personal_link_holds_no_free_text(client, published):
    person = {"tried": ["sertraline"], "own": ["oat milk"], "q": "sleep", "names": "zoloft"}
    response = client.post("/options/", person)
    (share,) = [e.get("value") for e in elements(response, "data-share-link")]
    assert share.endswith("/options/#tried=sertraline&called-sertraline=Zoloft")


# --- names


def test_names_typed_stand_on_the_list_under_both_names(client, published):
    response = client.post("/options/", {"names": "Zoloft, effexor xr 150mg", "tried": ["cbt"]})
    listed = {e.get("data-tried"): told(e) for e in elements(response, "data-tried")}
    assert set(listed) == {"sertraline", "venlafaxine", "cbt"}
    assert "Zoloft (sertraline)" in listed["sertraline"]


def test_what_is_not_known_can_be_kept_and_stays_in_the_field(client, published):
    response = client.post("/options/", {"names": "Zoloft, xanafel"})
    (unknown,) = elements(response, "data-unknown")
    assert [(e.get("name"), e.get("value")) for e in unknown.iter("input")] == [("own", "xanafel")]
    (field,) = [e for e in elements(response, "name") if e.get("name") == "names"]
    assert field.text.strip() == "xanafel"


def test_own_words_stand_on_the_list_and_travel_on(client, published):
    response = client.post("/options/", {"own": ["bach flowers"]})
    assert [e.get("value") for e in inputs(response, "own")] == ["bach flowers"]


@pytest.mark.parametrize("name", ["names", "own", "q"])
def test_words_of_despair_are_answered_first_and_said(client, published, name):
    response = client.post("/options/", {name: "I want to die"}, headers=HTMX)
    (help_first,) = elements(response, "data-despair")
    assert "988" in told(help_first)
    assert "want to die" not in response.text
    (status,) = [e for e in elements(response, "id") if e.get("id") == "status"]
    assert "You can get help right now" in told(status)


def test_every_piece_typed_is_answered_in_the_status_line(client, published):
    response = client.post("/options/", {"names": "Zoloft, xanafel"}, headers=HTMX)
    (status,) = [e for e in elements(response, "id") if e.get("id") == "status"]
    assert "Added Zoloft." in told(status)
    assert "We do not know “xanafel”." in response.text


def test_the_same_for_all_is_written_into_what_is_empty(client, published):
    person = {"tried": ["sertraline", "cbt"], "result-cbt": "helped", "all": "no"}
    response = client.post("/options/", person)
    chosen = {
        e.get("name"): [o.get("value") for o in e.iter("option") if "selected" in o.attrib]
        for e in elements(response, "name")
        if e.tag == "select"
    }
    assert chosen["result-sertraline"] == ["no"]
    assert chosen["result-cbt"] == ["helped"]
    assert chosen["all"] == []


def test_nothing_is_lost_without_script(client, published):
    """All that is chosen comes back as a control or a hidden input, each tried value once."""
    person = people.TRIED_EVERYTHING | {
        "top": ["vns.cost"],
        "compare": ["cbt", "act"],
        "q": "sleep",
    }
    response = client.post("/options/", person)
    for name in ("tried", "ask", "compare"):
        kept = [
            e.get("value")
            for e in inputs(response, name)
            if e.get("type") == "hidden" or "checked" in e.attrib
        ]
        assert sorted(kept) == sorted(person[name])
    boxes = [e.get("value") for e in inputs(response, "tried")]
    assert len(boxes) == len(set(boxes))


def test_a_search_holds_only_what_was_found_best_first(client, published):
    response = client.post("/options/", {"q": "ketamine"})
    found = [e.get("data-treatment") for e in elements(response, "data-standing")]
    assert found[0] == "ketamine"
    assert "esketamine" in found
    assert "sleep" not in found


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_kind_shows_only_that_kind(client, published, method):
    response = getattr(client, method)("/options/", {"kind": "self-care"})
    kinds = {published.treatment[slug].kind for slug in standings(response)}
    assert kinds == {"self-care"}


def test_a_get_reads_no_answer_from_the_query(client, published):
    response = client.get("/options/?tried=sertraline&tried=venlafaxine&ask=ect")
    assert standings(response) == standings(client.get("/options/"))


@pytest.mark.parametrize(
    "address", ["/options/", "/options/ect/", "/compare/", "/questions/", "/clinicians/"]
)
def test_an_unknown_value_is_told_with_status_200(client, published, address):
    response = client.post(address, {"tried": ["moonbeam"], "result-moonbeam": "no"})
    assert response.status_code == 200
    assert "“moonbeam”" in response.text


def test_what_matters_is_told_as_facts_and_changes_no_order(client, published):
    plain = list(standings(client.post("/options/", {"tried": ["cbt"]})))
    person = {"tried": ["cbt"], "matters": ["can-drive-home"], "open": ["ect"]}
    response = client.post("/options/", person)
    assert list(standings(response)) == plain
    assert "I can drive home:" in response.text


def test_a_warm_worker_needs_one_small_query(client, published):
    client.post("/options/", people.TRIED_TWO)
    with CaptureQueriesContext(connection) as queries:
        client.post("/options/", people.TRIED_TWO, headers=HTMX)
    assert len(queries) == 1


# --- the sheet


def test_the_sheet_holds_history_questions_and_urgent_help(client, published):
    text = client.post("/questions/", people.TRIED_TWO).text
    for wanted in (
        "Notes for my visit", "To my psychiatrist or doctor:", "What are my options?",
        "venlafaxine", "It did not help enough", "What to bring", "After the visit",
        "Esketamine nasal spray", "Taking now", "Metal or implant",
    ):  # fmt: skip
        assert wanted in text


def test_the_sheet_prints_no_standing(client, published):
    response = client.post("/questions/", people.TRIED_TWO)
    assert not elements(response, "data-standing")
    assert "Often talked about" not in response.text


def test_top_questions_stand_first(client, published):
    key = published.treatment["rtms"].questions[0]
    response = client.post("/questions/", people.TRIED_TWO | {"top": [f"rtms.{key['key']}"]})
    assert response.text.index(key["text"]) < response.text.index("My treatment history")


@pytest.mark.parametrize(
    "result", ["partly", "faded", "side-effects", "not-started", "no", "unsure"]
)
def test_questions_follow_what_happened(client, published, result):
    text = client.post("/questions/", {"tried": ["sertraline"], "result-sertraline": result}).text
    assert published.question_set[f"result-{result}"].questions[0]["text"] in text


def test_boxes_to_fill_in_have_no_name_and_never_leave_the_page(client, published):
    sheet = page(client.post("/questions/", people.TRIED_TWO))
    cells = [each for each in sheet.iter() if "cell" in (each.get("class") or "")]
    assert len(cells) > 10
    assert not any("name" in e.attrib for e in cells)


def test_the_blank_sheet_holds_no_answer(client, published):
    text = client.get("/questions/blank/").text
    assert "My treatment history" in text
    assert 'name="top"' not in text


# --- comparing and links


def test_two_options_stand_side_by_side(client, published):
    response = client.post("/compare/", {"compare": ["rtms", "ect"]})
    heads = [e.get("data-treatment") for e in page(response).iter("th") if e.get("data-treatment")]
    assert sorted(heads) == ["ect", "rtms"]


def test_one_option_asks_for_a_second(client, published):
    assert "Choose at least one more" in client.post("/compare/", {"compare": ["ect"]}).text


@pytest.mark.parametrize("address", ["/options/", "/questions/", "/compare/"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_every_personal_answer_carries_its_link(client, published, address, headers):
    response = client.post(address, people.TRIED_TWO, headers=headers)
    (link,) = elements(response, "data-share-link")
    assert "name" not in link.attrib
    before, behind = link.get("value").split("#")
    assert before == "http://testserver/options/"
    assert "tried=sertraline,venlafaxine,cbt" in behind or "cbt" in behind
    assert "result-sertraline=no" in behind


def test_a_link_holds_no_search_and_no_filter(client, published):
    person = people.TRIED_TWO | {"q": "sleep", "kind": "procedure", "medicine": "zoloft"}
    (link,) = elements(client.post("/options/", person), "data-share-link")
    assert not any(word in link.get("value") for word in ("sleep", "procedure", "zoloft", "?"))


def test_clinicians_get_a_link_a_code_and_a_handout_without_patient_data(client, published):
    response = client.post("/clinicians/", people.TRIED_TWO | {"kind": "procedure"})
    (link,) = elements(response, "data-share-link")
    assert link.get("value") == "http://testserver/options/#ask=esketamine,rtms"
    assert "<svg" in response.text
    assert "sertraline" not in response.text


# --- delivery


def test_a_public_page_has_an_etag_and_answers_304(client, published):
    first = client.get("/options/")
    again = client.get("/options/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_public_page_goes_out_compressed(client, published, encoding):
    response = client.get("/options/", headers={"Accept-Encoding": encoding})
    assert response.headers["Content-Encoding"] == encoding
    assert len(response.content) * 4 < len(client.get("/options/").content)


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("person", [people.NEW_PATIENT, people.TRIED_TWO, people.TRIED_EVERYTHING])
def test_a_personal_answer_is_padded_and_never_stored(client, published, encoding, person):
    response = client.post("/options/", person, headers={**HTMX, "Accept-Encoding": encoding})
    assert response.headers["Cache-Control"] == "no-store"
    assert len(response.content) % 2048 == 0


@pytest.mark.parametrize(
    ("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_a_padded_answer_unpacks_to_the_page(client, published, encoding, unpack):
    packed = client.post("/options/", people.TRIED_TWO, headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert b"On your list:" in unpack(packed.content)


def test_another_method_is_refused(client, published):
    response = client.put("/options/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")


def test_without_a_catalogue_the_site_says_so_and_still_shows_help(client, db):
    response = client.get("/options/")
    assert response.status_code == 503
    assert 'href="tel:988"' in response.text


def test_healthz_names_the_release(client, published):
    body = client.get("/healthz").json()
    assert body["status"] == "ok"
    assert body["release"] > 0


def test_the_open_data_holds_what_the_contract_names(client, published):
    data = client.get("/catalogue.json").json()
    assert {"release", "treatments", "medicines", "sources"} <= data.keys()
    wanted = "slug name kind also_called summary usually_after talked_about_when questions sources"
    assert set(wanted.split()) | {"checked_on", "url"} <= data["treatments"][0].keys()
    assert "[@" not in str(data)
