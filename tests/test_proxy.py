"""The proxy's template in a real nginx: what it keeps, what it hides, and what it saves.

`make soak` kills replicas under load and waits until pages are stale (tests/soak).
"""

import json
import re
import ssl
import subprocess
import urllib.request
from contextlib import ExitStack

import pytest
import yaml

from navigator.serving.security_headers import HEADERS
from tests.proxy import PAGES, filled, nginx, proxy
from tests.servers import ROOT, THREE_TICKS, environment, kill, missing, site

pytestmark = pytest.mark.one_database
PACKED = {"Accept_Encoding": "gzip, deflate, br"}


def needs_nginx():
    if nginx() is None:
        missing("There is no nginx here. On Debian or Ubuntu: apt install nginx-light")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("proxy")


@pytest.fixture(scope="module")
def front(ready, home):
    needs_nginx()
    with site(environment(ready), ready) as replica, proxy(home, [replica.port]) as running:
        yield running


def cached_text(home):
    files = [path for path in (home / "cache").rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def test_a_public_page_comes_from_the_cache_the_second_time(front):
    first, second = front.ask("/options/ect/", **PACKED), front.ask("/options/ect/", **PACKED)
    assert first.body == second.body
    assert first.headers["Content-Encoding"] == "br"
    kept = [line["cache"] for line in front.lines() if line["path"] == "/options/ect/"]
    assert kept == ["MISS", "HIT"]
    again = front.ask("/options/ect/", If_None_Match=first.headers["ETag"], **PACKED)
    assert again.status == 304
    assert {name: again.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("accepts", "gets"),
    [("", None), ("gzip", "gzip"), ("gzip, br", "br"), ("br;q=0, gzip", "gzip"), ("brr", None)],
)
def test_each_reader_gets_an_encoding_that_they_accept(front, accepts, gets):
    answer = front.ask("/visit/", Accept_Encoding=accepts)
    assert answer.headers["Content-Encoding"] == gets


def test_a_personal_answer_is_kept_nowhere_and_keeps_its_size(front, home):
    answer = front.ask("/questions/", b"ask=ect&q=zebrasecret&" + THREE_TICKS, **PACKED)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.body) % 2048 == 0
    assert b"zebrasecret" not in cached_text(home)
    assert not [*(home / "body").iterdir(), *(home / "temp").iterdir()]


def test_what_somebody_wrote_into_a_query_goes_no_further(front, home):
    plain = front.ask("/options/")
    assert front.ask("/options/?tried=zebrasecret&kind=procedure").body == plain.body
    assert front.ask("/options/?kind=procedure").body != plain.body
    assert front.ask("/options/?kind=procedure&kind=psychotherapy").status == 200
    assert b"zebrasecret" not in cached_text(home)


def test_the_log_has_the_path_and_nothing_of_a_person(front, home):
    front.ask("/visit/?q=zebrasecret", Referer="http://zebrasecret/", User_Agent="zebrasecret")
    front.raw(b"GET /visit/?q=zebrasecret\r\n\r\n")
    text = front.log.read_text() + (home / "errors.log").read_text()
    assert "zebrasecret" not in text
    assert "127.0.0.1" not in text
    expected = {"at", "method", "path", "status", "seconds", "cache", "tries"}
    assert all(set(json.loads(line)) == expected for line in front.log.read_text().splitlines())


REFUSED = {
    400: b"GET / HTTP/1.1\r\n\r\n",
    405: b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    413: b"POST /options/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n"
    + b"a" * 65537,
    414: b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    501: b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: odd\r\n\r\n",
}


@pytest.mark.parametrize("status", REFUSED)
def test_what_the_proxy_itself_refuses_carries_every_header(front, status):
    head, _, body = front.raw(REFUSED[status]).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    given = dict(line.split(": ", 1) for line in lines)
    assert first.split()[1] == str(status)
    assert {name: given.get(name) for name in HEADERS} == HEADERS
    assert given["Server"] == "nginx"
    assert b"tel:988" in body


def test_a_post_to_a_dead_replica_is_given_to_the_other(ready, home):
    needs_nginx()
    env = environment(ready)
    with ExitStack() as stack:
        one, other = (stack.enter_context(site(env, ready)) for _ in range(2))
        front = stack.enter_context(proxy(home / "two", [one.port, other.port]))
        kill(one)
        answers = [front.ask("/options/", THREE_TICKS) for _ in range(6)]
        assert {answer.status for answer in answers} == {200}


def test_with_every_replica_dead_public_pages_and_urgent_help_are_there(ready, home):
    needs_nginx()
    env = environment(ready)
    with site(env, ready) as replica, proxy(home / "dead", [replica.port]) as front:
        kept = front.ask("/options/")
        kill(replica)
        assert front.ask("/options/").body == kept.body
        for answer in (front.ask("/options/", THREE_TICKS), front.ask("/sources/")):
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "30"
            assert answer.headers["Cache-Control"] == "no-store"
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
            assert b'href="tel:988"' in answer.body


@pytest.fixture(scope="module")
def certificate(home):
    """A folder with a certificate for this machine."""
    place = home / "tls"
    place.mkdir()
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(place / "key.pem"), "-out", str(place / "cert.pem")]
    subprocess.run([*make, *names, *files], check=True, capture_output=True)
    return place


def test_the_values_of_the_compose_file_make_a_sound_configuration(home, certificate):
    needs_nginx()
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    given = compose["services"]["proxy"]["environment"]
    values = {name: value.replace("$$", "$") for name, value in given.items()}
    text = filled(values)
    assert "${" not in text.replace("${NAVIGATOR_…}", "")
    here = {"/tmp/": f"{home}/", "/pages/": f"{PAGES}/"}
    here |= {"/certs/fullchain": f"{certificate}/cert", "/certs/privkey": f"{certificate}/key"}
    for path, ours in here.items():
        text = text.replace(path, ours)
    file = home / "compose.conf"
    file.write_text(text)
    done = subprocess.run(
        [nginx(), "-t", "-c", file, "-p", home], text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.replace('"user" directive', "")


def test_over_tls_even_the_proxy_s_own_pages_say_to_stay_there(ready, certificate):
    needs_nginx()
    env = environment(ready, NAVIGATOR_PLAIN_HTTP="0", NAVIGATOR_BEHIND_PROXY="1")
    trusted = ssl.create_default_context(cafile=certificate / "cert.pem")
    with site(env, ready) as replica, proxy(certificate, [replica.port], tls=True) as front:
        address = f"https://localhost:{front.port}"
        for path in ("/", "/" + "a" * 10_000):
            try:
                answer = urllib.request.urlopen(address + path, context=trusted)
            except urllib.error.HTTPError as refused:
                answer = refused
            with answer:
                assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_the_proxy_s_headers_are_the_site_s():
    text = (PAGES / "headers.conf").read_text("utf-8")
    assert dict(re.findall(r'^add_header (\S+) "(.*)" always;$', text, re.M)) == HEADERS


def test_a_body_that_is_allowed_never_touches_the_disk(settings):
    text = (PAGES / "nginx.conf.template").read_text("utf-8")
    limits = re.findall(r"client_(?:max_body_size|body_buffer_size) (\d+)k;", text)
    assert [int(limit) * 1024 for limit in limits] == [settings.DATA_UPLOAD_MAX_MEMORY_SIZE] * 2


def test_the_urgent_page_has_the_numbers_of_the_content(shipped):
    text = (PAGES / "urgent.html").read_text("utf-8")
    rows = dict(re.findall(r"<li><strong>(.+?):</strong>(.*)</li>", text))
    assert set(rows) == {place.name for place in shipped.urgent}
    for place in shipped.urgent:
        line = place.lines[0]
        numbers = [line.get("call"), line.get("text"), place.emergency]
        assert [n for n in numbers if n] == re.findall(r">([\d ]+)</a>", rows[place.name])


def test_every_number_of_the_urgent_page_can_be_dialled_and_is_one_of_the_content(shipped):
    page = (PAGES / "urgent.html").read_text("utf-8")
    links = re.findall(r'<a href="(tel|sms):(\d+)">([\d ]+)</a>', page)
    assert [shown for _, dialled, shown in links if shown.replace(" ", "") != dialled] == []
    lines = [line for place in shipped.urgent for line in place.lines]
    call = [place.emergency for place in shipped.urgent] + [line.get("call") for line in lines]
    known = {"tel": call, "sms": [line.get("text") for line in lines]}
    assert [shown for way, _, shown in links if shown not in known[way]] == []


def test_the_urgent_page_has_the_ways_for_those_who_cannot_speak(shipped):
    page = (PAGES / "urgent.html").read_text("utf-8")
    lines = [line for place in shipped.urgent for line in place.lines]
    ways = [line.get("text") or line.get("call") for line in lines if "Deaf" in line["name"]]
    assert len([way for way in ways if way]) == 6
    assert [way for way in ways if way and f">{way}</a>" not in page] == []
