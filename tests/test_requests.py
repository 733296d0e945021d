"""Whatever is sent: a clear answer, never a 5xx, nothing echoed raw, nothing remembered."""

import datetime
import itertools
import re
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.conf import settings as real
from html5lib import parse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from navigator.choices import Kind, Result
from navigator.matching.answers import Answers
from navigator.matching.match import match
from navigator.matching.rules import what_was_said
from navigator.pages import sharing
from navigator.pages.page_cache import BYTES_MAX, CachedPage, PageCache, page_cache_of
from navigator.serving.current_release import current_catalogue
from navigator.serving.security_headers import HEADERS
from tests.servers import FORM

CLEAR = {200, 301, 400, 403, 404, 405, 413, 415}
POSTS = ["/options/", "/options/ect/", "/questions/", "/compare/", "/clinicians/"]
PAGES = [
    "/", "/options/nothing/", "/questions/blank/", "/visit/", "/urgent/",
    "/sources/", "/glossary/", "/medicines/", "/about/", "/privacy/", "/about/evidence/",
    "/about/updates/", "/catalogue.json", "/site.webmanifest", "/sw.js", "/healthz",
    "/static/none.css", "/nowhere",
]  # fmt: skip
NAMES = ["tried", "ask", "top", "compare", "matters", "kind", "q", "medicine", "pad", "result-", ""]
MARK = "<zq\"'>&\x00\x1b\u202e"
KINDS = set(Kind.values)
FIELDS_MAX = real.DATA_UPLOAD_MAX_NUMBER_FIELDS
# Every address whose page is kept.
KEPT = [
    *POSTS,
    *(address for address in PAGES if not re.search("nothing|none|nowhere|healthz", address)),
]
few = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def reader(published, client):
    """A client that shows a 5xx instead of raising, on the shipped catalogue."""
    client.raise_request_exception = False
    return client


def assert_clear(answer):
    """One of our statuses, all headers, and no raw echo of what was marked."""
    assert answer.status_code in CLEAR
    for_all = "Access-Control-Allow-Origin" in answer.headers  # the open data, and it alone
    expected = HEADERS | ({"Cross-Origin-Resource-Policy": "cross-origin"} if for_all else {})
    assert {name: answer.headers.get(name) for name in HEADERS} == expected
    assert "Set-Cookie" not in answer.headers
    body = answer.content
    if answer.headers.get("Content-Encoding") is None:
        assert b"<zq" not in body
        assert not {0, 0x1B} & set(body)
        assert "\u202e".encode() not in body
    return answer


# --- any form, to any address

slugs = st.sampled_from(
    [
        "sertraline",
        "ssri",
        "cbt",
        "rtms",
        "ect",
        "fast",
        "procedure",
        "visit.options",
        "result-no.q",
    ]
)
texts = st.one_of(
    slugs,
    st.sampled_from(sorted(Result.values)),
    st.just(MARK),
    st.text(max_size=200),  # with NUL and control characters
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf"]), max_size=20),
)
names = st.one_of(
    st.sampled_from(NAMES), st.builds("result-{}".format, slugs), st.text(max_size=20)
)
pairs = st.lists(st.tuples(names, texts), max_size=60)


def urlencoded(fields):
    return urlencode(
        [(n.encode(errors="surrogatepass"), v.encode(errors="surrogatepass")) for n, v in fields]
    ).encode()


def multipart(fields, files=()):
    parts = [(f'name="{name}"', value) for name, value in fields]
    parts += [(f'name="{name}"; filename="{name}"', value) for name, value in files]
    lines = []
    for head, value in parts:
        lines.append(f"--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
    return ("".join(lines) + "--x--\r\n").encode(errors="surrogatepass")


bodies = st.one_of(
    st.tuples(st.just(FORM), pairs.map(urlencoded)),
    st.tuples(st.just(FORM), st.binary(max_size=300)),
    st.tuples(st.just(FORM), st.binary(max_size=100).map(lambda b: b"tried=" + b)),
    st.tuples(st.just(FORM), st.binary(max_size=99).map(lambda b: quote_from_bytes(b).encode())),
    st.tuples(st.just("multipart/form-data; boundary=x"), pairs.map(multipart)),
    st.tuples(st.just("multipart/form-data; boundary=x"), st.binary(max_size=300)),
    st.tuples(
        st.sampled_from(
            [
                "multipart/form-data", "multipart/form-data; boundary=", "text/plain", "",
                "application/json", "text/xml", "application/octet-stream", "; charset",
                FORM + "; charset=utf-7", FORM + "; charset=utf-16", FORM + "; charset=UTF-8",
                FORM + "; charset=nothing-known", "multipart/form-data; boundary=\u00e9",
            ]
        ),
        pairs.map(urlencoded),
    ),
)  # fmt: skip


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("address", POSTS)
def test_any_form_gets_a_clear_answer(reader, address, htmx):
    @few
    @given(bodies)
    @example((FORM, urlencoded([(name, MARK) for name in NAMES])))
    @example((FORM, urlencoded([("q", MARK * 40), ("medicine", MARK * 40)])))
    @example((FORM, b"tried=%ff%fe%c0%80&q=%ed%a0%80&result-%00=%00"))
    @example((FORM, b"%=%&&&==&;;&tried"))
    def holds(sent):
        kind, body = sent
        headers = {"HX-Request": "true"} if htmx else {}
        assert_clear(reader.generic("POST", address, body, kind, headers=headers))

    holds()


@pytest.mark.parametrize("address", PAGES)
def test_a_post_where_no_form_is_gets_a_clear_answer(reader, address):
    for kind, body in [(FORM, b"tried=sertraline"), ("text/plain", b"x"), (FORM, b"\xff" * 99)]:
        answer = assert_clear(reader.generic("POST", address, body, kind))
        assert answer.status_code in {301, 404, 405, 415}


@pytest.mark.parametrize("address", POSTS + PAGES)
def test_any_query_gets_the_page_of_everybody(reader, address):
    plain = reader.get(address)

    @settings(few, max_examples=10)
    @given(pairs)
    @example([("kind", MARK), ("kind", "procedure"), ("q", MARK)])
    def holds(fields):
        answer = assert_clear(reader.get(f"{address}?{urlencoded(fields).decode()}"))
        assert answer.status_code == plain.status_code
        if answer.status_code == 200 and not {v for n, v in fields if n == "kind"} & KINDS:
            assert answer.content == plain.content

    holds()


MADE_UP = ["kind=x", "kind=x&kind=x", "kind=&kind=Procedure", "q=%EF%B7%BA", "tried=cbt&pad=pp"]


@pytest.mark.parametrize("query", MADE_UP)
@pytest.mark.parametrize("address", KEPT)
def test_a_made_up_query_renders_nothing_and_comes_packed_like_the_page_itself(
    reader, address, query
):
    plain = reader.get(address, headers={"accept-encoding": "br"})
    answer = reader.get(f"{address}?{query}", headers={"accept-encoding": "br"})
    assert answer.templates == []
    assert answer.content == plain.content
    assert (answer.headers["Content-Encoding"], answer.headers["ETag"]) == (
        "br",
        plain.headers["ETag"],
    )


@pytest.mark.parametrize("address", ["/", "/urgent/", "/about/quality/", "/options/ect/"])
def test_only_the_list_and_the_handout_read_a_kind(reader, address):
    plain = reader.get(address)
    answer = reader.get(f"{address}?kind=procedure")
    assert answer.templates == []
    assert answer.content == plain.content


def test_kinds_are_read_in_any_order_any_number_of_times_and_beside_what_nobody_knows(reader):
    plain = reader.get("/options/?kind=procedure&kind=self-care")
    for query in ("kind=self-care&kind=procedure", "kind=procedure&kind=x&kind=self-care&" * 20):
        answer = reader.get(f"/options/?{query}")
        assert answer.templates == []
        assert answer.content == plain.content
    assert plain.content != reader.get("/options/").content


SPELLINGS = ["LOCALHOST", "localhost:80", "localhost:8080", "localhost.", "LocalHost:" + "9" * 300]


@pytest.mark.parametrize("host", SPELLINGS)
def test_a_page_is_kept_once_however_the_host_is_spelled(reader, host):
    plain = reader.get("/options/", headers={"host": "localhost"})
    answer = reader.get("/options/", headers={"host": host})
    assert answer.templates == []
    assert answer.content == plain.content


def test_pages_are_cached_by_bytes_and_the_oldest_give_way():
    page = CachedPage("tag", "text/html", {"": b"a" * 60, "br": b"a" * 40})
    cache = PageCache(datetime.date(2026, 11, 27), bytes_max=350)
    for number in range(10):
        cache.put(number, page)
    assert (len(cache), cache.size) == (3, 300)
    assert [number for number in range(10) if cache.get(number)] == [7, 8, 9]


def test_all_pages_together_stay_far_below_the_bound(reader):
    for kinds in itertools.product([0, 1], repeat=4):
        asked = [kind for kind, wanted in zip(Kind.values, kinds, strict=True) if wanted]
        reader.get("/options/", {"kind": asked})
    cache = page_cache_of(current_catalogue())
    assert 0 < cache.size < BYTES_MAX / 2


@pytest.mark.parametrize("host", ["localhost:" + "9" * 3000, "localhost:0"])
def test_a_handout_names_the_configured_address_whatever_the_port_is(reader, published, host):
    for fields in ({"ask": ["ect"]}, {"ask": list(published.treatment)}):
        answer = reader.post("/clinicians/", fields, headers={"host": host})
        assert answer.status_code == 200
        assert b'value="http://localhost/options/#ask=' in answer.content
        assert b"qr-code" in answer.content


def test_a_handout_whose_link_is_too_long_for_a_code_says_so(reader, monkeypatch):
    monkeypatch.setattr(sharing, "QR_CODE_HOLDS", 30)
    answer = reader.post("/clinicians/", {"ask": ["ect", "rtms"]})
    assert answer.status_code == 200
    assert b"qr-code" not in answer.content
    assert b"too long for a code" in answer.content


def on_the_wire(path):
    """A path as a WSGI server hands it on: its bytes, read as Latin-1."""
    return path.encode().decode("latin-1")


def test_any_path_of_any_length_gets_a_clear_answer(reader):
    @few
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
    @example("a" * 10_000)
    @example("/evil.example/%2e%2e/\\..\\")
    @example("options/\x00/")
    @example("static/../navigator/settings.py")
    @example("static/%2e%2e/manage.py")
    @example(MARK)
    def holds(path):
        answer = assert_clear(reader.generic("GET", "/", PATH_INFO=on_the_wire(f"/{path}")))
        assert "SECRET_KEY" not in answer.content.decode()
        if answer.status_code == 301:
            assert not answer.headers["Location"].startswith("//")

    holds()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("address", [*POSTS, "/", "/urgent/", "/healthz", "/catalogue.json"])
def test_a_wrong_method_is_refused(reader, address, method):
    answer = assert_clear(reader.generic(method, address, b"", FORM))
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "host", ["evil.example", "", "localhost:x", "a b", "localhost, evil.example", "\x00", "[::1"]
)
def test_a_bad_host_is_refused(reader, host):
    for address in ("/", "/options", "/catalogue.json", "/static/none.css"):
        answer = assert_clear(reader.get(address, HTTP_HOST=host))
        assert answer.status_code == 400


# --- sizes

BIG = {
    "a field too many": (400, FORM, b"&".join([b"tried=cbt"] * (FIELDS_MAX + 1))),
    "20,000 fields": (400, FORM, b"a=&" * 20_000),
    "100,000 fields": (413, FORM, b"a=&" * 100_000),
    "a field of 64 KB": (413, FORM, b"q=" + b"a" * 65_536),
    "a field of nearly 64 KB": (200, FORM, b"q=" + b"%41" * 21_000),
    "10 MB": (413, FORM, b"a" * 10_000_000),
    "a length of 5,000 digits": (413, FORM, b""),
    "one file": (200, "multipart/form-data; boundary=x", multipart([], [("tried", "cbt")])),
    "200 files": (
        400,
        "multipart/form-data; boundary=x",
        multipart([], [(f"f{n}", "x") for n in range(200)]),
    ),
    "a part too many": (
        400,
        "multipart/form-data; boundary=x",
        multipart([("tried", "cbt")] * (FIELDS_MAX + 1)),
    ),
    "no boundary": (400, "multipart/form-data", multipart([("tried", "cbt")])),
    "an endless boundary": (400, "multipart/form-data; boundary=" + "x" * 5000, b"--x"),
    "broken base64": (
        400,
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=q; filename=q\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n",
    ),
    "headers without end": (400, "multipart/form-data; boundary=x", b"--x\r\nA: " + b"b" * 60_000),
}


@pytest.mark.parametrize("case", BIG)
def test_what_is_too_much_is_refused_at_once(reader, case):
    status, kind, body = BIG[case]
    reader.post("/options/", {})  # the first request also loads templates
    length = {"CONTENT_LENGTH": "9" * 5000} if "digits" in case else {}
    answers, best = [], 99.0
    for _ in range(3):
        started = time.process_time()
        answers.append(reader.generic("POST", "/questions/", body, kind, **length))
        best = min(best, time.process_time() - started)
    assert [assert_clear(answer).status_code for answer in answers] == [status] * 3
    assert best < 0.05


def test_memory_does_not_grow_with_what_is_sent(reader):
    def resident():
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    def round_of_posts(start):
        for n in range(start, start + 100):
            fields = {"q": f"zz{n}", "tried": [f"nothing-{n}", "cbt"], f"result-{n}": str(n)}
            assert reader.post(POSTS[n % 4], fields).status_code == 200
            assert reader.get(f"/options/?q={n}&x={n}").status_code == 200

    round_of_posts(0)
    before = resident()
    round_of_posts(100)
    assert resident() - before < 10_000_000


# --- every answer that can be given


def everything(catalogue):
    """The largest form that a person can send: all ticked, named, counted, opened and answered."""
    return {
        "tried": list(catalogue.tryable),
        **{f"result-{slug}": ["side-effects"] for slug in catalogue.tryable},
        **{f"called-{slug}": [item.name] for slug, item in catalogue.tryable.items()},
        **{f"many-{slug}": ["9"] for slug in catalogue.medicine_class},
        "own": [f"{n}: oat milk and a walk to the sea, twice a day, all year" for n in range(10)],
        "ask": list(catalogue.treatment),
        "open": list(catalogue.treatment),
        "compare": list(catalogue.treatment)[:4],
        "matters": list(catalogue.priority),
        "top": list(catalogue.question)[:3],
        "kind": list(Kind.values),
        "show": ["asked", "matched"],  # a link's options first, and the box "only what is marked"
        **{name: ["x"] for name in ("names", "q", "all", "take-back", "pad")},
    }


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("ticked", ["nothing", "everything"])
def test_nothing_and_everything_give_the_same_page_each_time(reader, published, address, ticked):
    form = everything(published) if ticked == "everything" else {}
    first, second = reader.post(address, form), reader.post(address, form)
    assert first.status_code == 200
    assert first.content == second.content
    assert b"</html>" in first.content


def test_the_largest_form_is_served_and_hardly_more(shipped):
    """Who ticks everything is answered; who sends much more is no reader of ours."""
    largest = everything(shipped)
    fields, body = sum(map(len, largest.values())), urlencode(largest, doseq=True)
    assert fields <= FIELDS_MAX <= 1.1 * fields
    assert len(body) < real.DATA_UPLOAD_MAX_MEMORY_SIZE / 2


@pytest.mark.parametrize("address", ["/options/", "/compare/", "/options/ect/"])
def test_no_form_on_a_page_has_more_fields_than_the_largest(reader, published, address):
    largest = everything(published) | {"names": [""], "q": [""]}
    page = parse(reader.post(address, largest).content, namespaceHTMLElements=False)
    names = Counter(
        control.get("name")
        for control in page.iter()
        if control.tag in ("input", "select", "textarea") and control.get("name")
    )
    names["compare"] = min(names["compare"], 4)  # boxes, of which four may be ticked
    assert {name for name in names if names[name] > len(largest.get(name, ()))} == set()


def test_words_of_a_language_are_names_like_any_other(reader, published):
    form = {"tried": ["__proto__", "sertraline"], "result-__proto__": "no", "ask": "constructor"}
    form |= {"called-constructor": "x", "many-hasOwnProperty": "3"}
    for address in ("/options/", "/questions/", "/compare/"):
        answer = assert_clear(reader.post(address, form))
        assert answer.status_code == 200
        for name in ("__proto__", "constructor", "hasOwnProperty"):
            assert f"“{name}”" in answer.content.decode(), address


def test_every_pair_places_every_option_once_and_the_same_way(shipped):
    expected = [option.slug for option in shipped.treatments]
    for pair in itertools.combinations(shipped.tryable, 2):
        placed = match(shipped, what_was_said(shipped, Answers(tried=pair)))
        assert [m.treatment.slug for m in placed] == expected
    assert match(shipped, what_was_said(shipped, Answers(tried=pair))) == placed


def test_pairs_of_kinds_give_whole_pages(reader, published):
    slugs = [*[*published.treatment][::6], *published.medicine_class]
    for pair in itertools.combinations(slugs, 2):
        answer = reader.post("/options/", {"tried": pair}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        found = answer.content.count(b"data-treatment=")
        assert found == len(published.treatments)
