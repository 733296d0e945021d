"""The proxy's template in a real nginx: what it keeps, what it hides, and what it saves.

`make soak` kills replicas under load and waits until pages are stale (tests/soak).
"""

import json
import os
import re
import socketserver
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest
import yaml

from navigator.serving.security_headers import HEADERS
from navigator.urls import urlpatterns
from tests.proxy import PAGES, filled, nginx, proxy
from tests.servers import (
    ROOT,
    THREE_TICKS,
    Site,
    environment,
    free_port,
    kill,
    missing,
    site,
    stop,
    wait_for,
)

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


def line_of(front, path, body=None, **headers):
    """Ask, and give the answer with its line in the log.

    nginx writes a line, and files the page in its cache, after the last byte was sent: whoever
    asks next without waiting could miss both, or take that line for their own.
    """
    counts = [-1]

    def still():
        counts.append(len(front.lines()))
        return counts[-1] == counts[-2]

    wait_for(still)
    answer = front.ask(path, body, **headers)
    wait_for(lambda: len(front.lines()) > counts[-1])
    return answer, front.lines()[-1]


def test_a_public_page_comes_from_the_cache_the_second_time(front):
    first, fetched = line_of(front, "/options/ect/", **PACKED)
    second, found = line_of(front, "/options/ect/", **PACKED)
    assert first.body == second.body
    assert first.headers["Content-Encoding"] == "br"
    assert [fetched["cache"], found["cache"]] == ["MISS", "HIT"]
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
    filtered = front.ask("/options/?kind=procedure")
    assert filtered.body != front.ask("/options/").body
    assert front.ask("/options/?tried=zebrasecret&kind=procedure").body == filtered.body
    assert b"zebrasecret" not in cached_text(home)


def test_a_made_up_query_or_another_order_of_kinds_is_the_page_that_is_kept(front):
    for path, same in [
        ("/urgent/", ["?kind=procedure", "?x=1", "?kind=x&kind=self-care"]),
        ("/clinicians/", ["?kind=x", "?kind=", "?q=%00"]),
        ("/clinicians/?kind=procedure&kind=self-care", ["?kind=self-care&x&kind=procedure"]),
    ]:
        line_of(front, path)
        for query in same:
            _, line = line_of(front, path.partition("?")[0] + query)
            assert line["cache"] == "HIT"


def test_a_page_is_kept_apart_for_each_part_of_its_key(front):
    """Without a mark between its parts, the key of one request is made of the parts of another."""
    front.ask("/options/?kind=procedure", Accept_Encoding="gzip")
    odd = front.ask("/options/%7Ckind=procedure%7Cgzip", Accept_Encoding="")
    assert odd.status == 404
    text = (PAGES / "nginx.conf.template").read_text("utf-8")
    (key,) = re.findall(r'proxy_cache_key "(.+)";', text)
    assert key.split("|") == ["$scheme", "$host", "$encoding", "$args", "$uri"]


LOGGED = {
    "a page": ("/visit/", None, 200, "/visit/"),
    "an option read": ("/options/vns/", None, 200, "/options/vns/"),
    "an option opened": ("/options/vns/", THREE_TICKS, 200, "/options/-/"),
    "a file": ("/static/none.zsecret", None, 404, "-"),
    "a slug of nothing": ("/options/zsecret/", None, 404, "-"),
    "a page of nothing": ("/zsecret/", None, 404, "-"),
    "without its slash": ("/zsecret", None, 301, "-"),
    "posted to nothing": ("/zsecret/", b"", 405, "-"),
    "a changed link": ("/options/%23tried=zsecret&ask=ect", None, 404, "-"),
    "posted from elsewhere": ("/options/", b"x=" + b"y" * 70_000, 413, "/options/"),
    "an option opened with too much": ("/options/vns/", b"y" * 70_000, 413, "/options/-/"),
}


@pytest.mark.parametrize("case", LOGGED)
def test_only_a_path_of_the_site_is_logged_and_never_the_option_that_somebody_opened(front, case):
    path, body, status, logged = LOGGED[case]
    answer, line = line_of(front, path, body)
    assert answer.status == status
    assert (line["path"], line["method"]) == (logged, "GET" if body is None else "POST")
    assert "zsecret" not in front.log.read_text("utf-8")


def test_the_log_knows_every_fixed_address_of_the_site():
    text = (PAGES / "nginx.conf.template").read_text("utf-8")
    (pattern,) = re.findall(r'"~\^\\d\+ \\S\+ \(\?<fixed>(.+)\)\$" \$fixed;', text)
    fixed = [f"/{route.pattern}" for route in urlpatterns if "<" not in str(route.pattern)]
    assert [path for path in fixed if not re.fullmatch(pattern, path)] == []


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


class Silent(socketserver.BaseRequestHandler):
    """A replica that takes a request and never answers."""

    def handle(self):
        self.server.asked.append(self.request.recv(4096).split(b" ")[0])
        time.sleep(30)


def test_a_post_that_timed_out_is_not_sent_to_another_replica(home):
    needs_nginx()
    asked = []
    with ExitStack() as stack:
        ports = []
        for _ in range(2):
            server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Silent)
            server.daemon_threads, server.block_on_close, server.asked = True, False, asked
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            ports.append(server.server_address[1])
        front = stack.enter_context(proxy(home / "silent", ports))
        answer, line = line_of(front, "/options/", THREE_TICKS, timeout=40)
        assert answer.status == 503
        assert line["tries"] == "504"
    assert asked == [b"POST"]


@pytest.mark.parametrize("size", [65_537, 5_000_000])
def test_who_sends_too_much_sees_the_refusal(front, size):
    answer = front.ask("/options/", b"a" * size)
    assert answer.status == 413
    assert answer.headers["Connection"] == "close"
    assert b"tel:988" in answer.body


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


def interpolated(value, given):
    """A value of compose.yaml as compose reads it."""

    def filled(match):
        if match["name"] is None:
            return "$"
        return given.get(match["name"]) or match["default"] or ""

    return re.sub(r"\$\$|\$\{(?P<name>\w+)(?::[-?](?P<default>[^}]*))?\}", filled, value)


@pytest.fixture
def composed(home, certificate):
    """The proxy of compose.yaml, started here, with a replica that is not there: its two ports."""
    needs_nginx()
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    given = compose["services"]["proxy"]["environment"]
    hosts = {"NAVIGATOR_HOSTS": "guide.example.org, other.example.org"}
    values = {name: interpolated(value, hosts) for name, value in given.items()}
    text = filled(values)
    assert "${" not in text.replace("${NAVIGATOR_…}", "")
    place, secure, plain = home / "composed", free_port(), free_port()
    place.mkdir(exist_ok=True)
    here = {"/tmp": place, "/dev/stdout": place / "access.log", "/pages/": f"{PAGES}/"}
    here |= {"/keys/fullchain": certificate / "cert", "/keys/privkey": certificate / "key"}
    here |= {"10.217.7.11:8000": "127.0.0.1:1", "10.217.7.12:8000": "127.0.0.1:1"}
    here |= {"8443 ssl": f"127.0.0.1:{secure} ssl", "8080;": f"127.0.0.1:{plain};"}
    text = re.sub("|".join(map(re.escape, here)), lambda found: str(here[found[0]]), text)
    file = place / "nginx.conf"
    file.write_text(text)
    options = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    command = [nginx(), "-c", file, "-p", place, "-g", options]
    with (place / "errors.log").open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        wait_for(lambda: process.poll() is not None or Site(plain, process, file).listens())
        assert process.poll() is None, (place / "errors.log").read_text()
        yield Site(plain, process, file), Site(secure, process, place / "access.log")
    finally:
        stop(process)


@pytest.mark.parametrize(
    "path", ["/%0d%0aSet-Cookie:a=b", "/options/?kind=x", "/%23tried=zsecret", "//x"]
)
def test_plain_http_is_sent_to_the_first_name_of_the_site_with_the_path_as_it_came(composed, path):
    answer = composed[0].ask(path, Host="evil.example")
    assert answer.status == 308
    assert answer.headers["Location"] == f"https://guide.example.org{path}"
    assert answer.headers["Set-Cookie"] is None
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("request_line", [b"GET / HTTP/1.1\r\n\r\n", b"GET /" + b"a" * 40_000])
def test_what_the_redirect_refuses_carries_every_header_too(composed, request_line):
    head, _, _ = composed[0].raw(request_line).partition(b"\r\n\r\n")
    given = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert {name: given.get(name) for name in HEADERS} == HEADERS


def test_plain_http_on_the_port_of_https_is_refused_with_every_header(composed):
    answer = composed[1].ask("/options/")
    assert answer.status == 400
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert b"tel:988" in answer.body


def test_with_the_values_of_the_compose_file_and_no_replica_urgent_help_is_there(
    composed, certificate
):
    trusted = ssl.create_default_context(cafile=certificate / "cert.pem")
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(f"https://localhost:{composed[1].port}/urgent/", context=trusted)
    with told.value as answer:
        assert answer.status == 503
        assert b"tel:988" in answer.read()


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
