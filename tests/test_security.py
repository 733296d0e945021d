"""What the site promises to everybody who looks: headers, no cookie, no leak, no careless start."""

import json
import logging
import re
import runpy
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.views.debug import get_exception_reporter_class

from navigator.pages import views
from navigator.serving import private_logging, request_checks
from navigator.serving.security_headers import HEADERS
from tests.servers import FORM, ROOT, THREE_TICKS, copy_of, environment, manage, site

HTTPS = {"X_Forwarded_Proto": "https"}
HSTS = "max-age=63072000; includeSubDomains; preload"
KEY = "k" * 50
MULTIPART = "multipart/form-data"  # without its boundary
FIELDS_MAX = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


# --- headers: one production server, behind a proxy that speaks HTTPS


@pytest.fixture(scope="module")
def server(ready):
    env = environment(ready, NAVIGATOR_PLAIN_HTTP="0", NAVIGATOR_BEHIND_PROXY="1")
    with site(env, ready) as running:
        yield running


ANSWERS = {
    "page": (200, "/", {}),
    "head": (200, "/options/", {"method": "HEAD"}),
    "open data": (200, "/catalogue.json", {}),
    "worker": (200, "/sw.js", {}),
    "health": (200, "/healthz", {}),
    "personal page": (200, "/options/", {"body": THREE_TICKS}),
    "personal fragment": (200, "/options/", {"body": THREE_TICKS, "HX_Request": "true"}),
    "sheet": (200, "/questions/", {"body": THREE_TICKS}),
    "comparison": (200, "/compare/", {"body": b"compare=ect&compare=rtms"}),
    "handout": (200, "/clinicians/", {"body": b"ask=ect"}),
    "moved": (301, "/options", {}),
    "nowhere": (404, "/nowhere/", {}),
    "no such file": (404, "/static/none.css", {}),
    "not a form": (400, "/options/", {"body": b"a", "Content_Type": MULTIPART}),
    "bad host": (400, "/", {"Host": "evil.example"}),
    "fields too many": (400, "/options/", {"body": b"&".join([b"tried=a"] * (FIELDS_MAX + 1))}),
    "cross-site": (403, "/options/", {"body": b"", "Sec_Fetch_Site": "cross-site"}),
    "wrong method": (405, "/options/", {"method": "DELETE"}),
    "read-only page": (405, "/about/", {"body": b""}),
    "too large": (413, "/options/", {"body": b"a" * 65537}),
    "not our type": (415, "/options/", {"body": b"{}", "Content_Type": "application/json"}),
}


def assert_guarded(answer):
    """Every security header, no cookie, no word on what the server is made of."""
    expected = HEADERS | {"Strict-Transport-Security": HSTS}
    if answer.headers["Access-Control-Allow-Origin"] == "*":  # open data alone
        assert answer.headers["Content-Type"] == "application/json"
        expected |= {"Cross-Origin-Resource-Policy": "cross-origin"}
    assert {name: answer.headers[name] for name in expected} == expected
    assert answer.headers["Set-Cookie"] is None
    assert answer.headers["X-Powered-By"] is None
    if answer.body and answer.headers["Content-Type"].startswith("text/"):
        assert answer.headers.get_content_charset() == "utf-8"


@pytest.mark.one_database
@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_carries_every_header_and_no_cookie(server, case):
    status, path, request = ANSWERS[case]
    answer = server.ask(path, **HTTPS, **request)
    assert answer.status == status
    if case == "bad host":  # no name to remember: HSTS would say nothing
        answer.headers["Strict-Transport-Security"] = HSTS
    assert_guarded(answer)


@pytest.mark.one_database
def test_files_and_unchanged_answers_carry_the_headers_too(server, ready):
    css = next((ready / "static" / "css").glob("site.*.css")).name
    for path in (f"/static/css/{css}", "/options/"):
        whole = server.ask(path, **HTTPS)
        again = server.ask(path, If_None_Match=whole.headers["ETag"], **HTTPS)
        assert (whole.status, again.status) == (200, 304)
        assert_guarded(whole)
        assert_guarded(again)
    assert "immutable" in server.ask(f"/static/css/{css}", **HTTPS).headers["Cache-Control"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("addresses", "status"),
    [("127.0.0.1", 200), ("10.9.9.0/24, 127.0.0.0/8", 200), ("10.9.9.9", 301)],
)
def test_a_proxy_is_believed_only_from_its_address(ready, addresses, status):
    env = environment(
        ready,
        NAVIGATOR_PLAIN_HTTP="0",
        NAVIGATOR_BEHIND_PROXY="1",
        NAVIGATOR_PROXY_ADDRESSES=addresses,
    )
    with site(env, ready) as running:
        assert running.ask("/visit/", **HTTPS).status == status


@pytest.mark.parametrize(
    ("sender", "believed"),
    [
        ("10.9.9.9", True),
        ("::ffff:10.9.9.9", True),  # as a server that listens on [::] sees it
        ("fd00::9", True),
        ("", True),  # through a socket file
        ("10.9.8.9", False),
        ("::ffff:10.9.8.9", False),
        ("fd00::a", False),
    ],
)
def test_a_proxy_is_known_by_its_address_however_that_is_written(settings, sender, believed):
    settings.BEHIND_PROXY, settings.PROXY_ADDRESSES = True, ["10.9.9.0/24", "fd00::9"]
    seen = []
    ask = request_checks.proxy_alone_is_believed(seen.append)
    ask(RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"}, REMOTE_ADDR=sender))
    assert ("HTTP_X_FORWARDED_PROTO" in seen[0].META) is believed


@pytest.mark.one_database
def test_without_a_proxy_nobody_may_say_that_it_is_https(ready):
    env = environment(ready, NAVIGATOR_PLAIN_HTTP="0")
    with site(env, ready) as running:
        assert running.ask("/visit/", **HTTPS).status == 301


@pytest.mark.one_database
def test_not_even_a_proxy_may_say_under_which_name_or_folder_the_site_stands(server):
    plain = server.ask("/clinicians/", b"ask=ect", **HTTPS)
    request = (
        b"POST /clinicians/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"
        b"SCRIPT_NAME: /evil\r\nScript-Name: /evil\r\nX-Forwarded-Host: evil.example\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n"
        b"Connection: close\r\n\r\nask=ect"
    )
    head, _, body = server.raw(request).partition(b"\r\n\r\n")
    assert b"200" in head.split(b"\r\n")[0]
    assert body == plain.body
    assert b"https://127.0.0.1/options/#ask=ect" in body


@pytest.mark.one_database
@pytest.mark.parametrize("size", [65_537, 4_000_000])
def test_who_sends_too_much_sees_the_refusal_and_the_connection_is_closed(server, size):
    answer = server.ask("/options/", b"a" * size, **HTTPS)
    assert answer.status == 413
    assert answer.headers["Connection"] == "close"
    assert b"That was too large" in answer.body


@pytest.mark.one_database
def test_plain_http_is_sent_to_https(server):
    answer = server.ask("/options/")
    assert answer.status == 301
    assert answer.headers["Location"].startswith("https://127.0.0.1")
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "request_line",
    {
        "no host": b"GET / HTTP/1.1\r\n\r\n",
        "long path": b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "300 headers": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 300 + b"\r\n",
        "10 KB header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"b" * 10_000 + b"\r\n\r\n",
        "not HTTP": b"tried=sertraline\r\n\r\n",
        "lower-case method": b"get / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "two lengths": b"POST /options/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        b"Content-Length: 6\r\n\r\ntried",
        "length and chunks": b"POST /options/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "odd coding": b"POST /options/ HTTP/1.1\r\nHost: localhost\r\n"
        b"Transfer-Encoding: tried-sertraline\r\n\r\n",
        "endless chunks": b"POST /options/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"X-Forwarded-Proto: https\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ntried\r\n0\r\n\r\n",
    }.items(),
    ids=lambda item: item[0],
)
def test_what_is_not_http_is_refused_with_every_header(server, request_line):
    _, sent = request_line
    head, _, body = server.raw(sent).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    assert status.split()[1].startswith("4")
    given = dict(line.split(": ", 1) for line in lines)
    assert {name: given.get(name) for name in HEADERS} == HEADERS
    assert b"sertraline" not in body
    assert b"988" in body


@pytest.mark.one_database
def test_an_answer_is_sent_at_once_so_that_a_killed_worker_leaves_all_or_nothing(server):
    request = b"GET /options/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n"
    server.raw(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))  # rendered now
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        line.sendall(request.replace(b"Host", b"Accept-Encoding: br\r\nHost"))
        head, _, body = line.recv(2**20).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    assert len(body) == length > 5000


# --- posts from other sites


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {}),  # no browser: nobody's answers ride on it
        (200, {"sec-fetch-site": "same-origin"}),
        (200, {"sec-fetch-site": "none"}),
        (403, {"sec-fetch-site": "same-site"}),
        (403, {"sec-fetch-site": "cross-site"}),
        (403, {"sec-fetch-site": ""}),
        (403, {"sec-fetch-site": "anything else"}),
        (200, {"origin": "http://testserver"}),
        (200, {"origin": "HTTP://TESTSERVER"}),
        (403, {"origin": "null"}),
        (403, {"origin": "http://testserver.evil.example"}),
        (403, {"origin": "http://testserver:8000"}),
        (403, {"origin": "http://[evil"}),
        (403, {"origin": ""}),
        (403, {"sec-fetch-site": "cross-site", "origin": "http://testserver"}),
        (200, {"sec-fetch-site": "same-origin", "origin": "http://evil.example"}),
    ],
)
def test_a_post_from_another_site_is_refused(published, client, status, headers):
    answer = client.post("/options/", {"tried": "sertraline"}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_no_other_method_is_answered(published, client, method):
    assert getattr(client, method)("/options/").status_code == 405


# --- starting


@pytest.mark.one_database
def test_the_deployment_check_is_clean(ready):
    env = environment(ready, NAVIGATOR_PLAIN_HTTP="0", NAVIGATOR_BEHIND_PROXY="1")
    done = manage(env, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def settings_with(monkeypatch, **environ):
    for name in ("NAVIGATOR_PRODUCTION", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "navigator" / "settings.py"))


@pytest.mark.parametrize(
    ("environ", "advice"),
    [
        ({}, "NAVIGATOR_SECRET_KEY to at least 50 random characters"),
        ({"NAVIGATOR_SECRET_KEY": "short"}, "NAVIGATOR_SECRET_KEY"),
        ({"NAVIGATOR_SECRET_KEY": KEY}, "NAVIGATOR_HOSTS to the site's host names"),
        ({"NAVIGATOR_SECRET_KEY": KEY, "NAVIGATOR_HOSTS": " , "}, "NAVIGATOR_HOSTS"),
        ({"NAVIGATOR_SECRET_KEY": KEY, "NAVIGATOR_HOSTS": "*"}, "NAVIGATOR_HOSTS"),
        (
            {"NAVIGATOR_SECRET_KEY": KEY, "NAVIGATOR_HOSTS": "a.org", "NAVIGATOR_DEBUG": "1"},
            "NAVIGATOR_DEBUG to 0",
        ),
    ],
)
def test_production_does_not_start_without_its_settings(monkeypatch, environ, advice):
    with pytest.raises(ImproperlyConfigured, match="For production, set .*" + advice):
        settings_with(monkeypatch, NAVIGATOR_PRODUCTION="1", **environ)


def test_production_says_all_that_is_missing_at_once(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY.*HOSTS.*DEBUG"):
        settings_with(monkeypatch, NAVIGATOR_PRODUCTION="1", NAVIGATOR_DEBUG="1")


@pytest.mark.parametrize(
    "odd",
    [
        {"NAVIGATOR_PRODUCTION": "yes"},
        {"NAVIGATOR_DEBUG": "true"},
        {"NAVIGATOR_COUNT_PAGES": "maybe"},
        {"NAVIGATOR_PLAIN_HTTP": "2"},
        {"NAVIGATOR_BEHIND_PROXY": " 1"},
        {"NAVIGATOR_PROXY_ADDRESSES": "proxy"},
        {"NAVIGATOR_PROXY_ADDRESSES": "*"},
        {"NAVIGATOR_WORKERS": "two"},
        {"NAVIGATOR_WORKERS": "0"},
        {"NAVIGATOR_MAX_FIELDS": "-1"},
        {"NAVIGATOR_MAX_BODY_KIB": "64.0"},
        {"NAVIGATOR_CONTENT_MAX_KIB": "9" * 20},
    ],
)
def test_an_odd_value_stops_the_start_and_is_named(monkeypatch, odd):
    ((name, value),) = odd.items()
    with pytest.raises(ImproperlyConfigured, match=re.escape(f"{name} is “{value}”. Set it to ")):
        settings_with(monkeypatch, **odd)


def test_without_any_setting_only_this_machine_is_served(monkeypatch):
    found = settings_with(monkeypatch)
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert found["BIND"].startswith("127.0.0.1:")


@pytest.mark.one_database
def test_the_refusal_is_one_sentence_on_the_command_line(ready):
    done = manage(environment(ready, NAVIGATOR_HOSTS=""), "serve")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "Not started. For production, set NAVIGATOR_HOSTS to the site's host names, "
        "with commas (no *)."
    )


# --- what is not there


def test_no_accounts_no_sessions_no_admin_are_even_imported():
    loaded = subprocess.run(
        [sys.executable, "-c", "import navigator.wsgi, sys; print(*sys.modules)"],
        cwd=ROOT, text=True, capture_output=True, check=True,
    ).stdout.split()  # fmt: skip
    contrib = {name.split(".")[2] for name in loaded if name.startswith("django.contrib.")}
    assert contrib <= {"staticfiles", "messages"}  # Django's own files import messages' constants
    middleware = " ".join(settings.MIDDLEWARE).lower()
    assert not any(word in middleware for word in ("session", "auth", "csrf", "message"))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_no_host(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


# --- what is written down


@pytest.mark.one_database
def test_the_log_is_json_with_the_path_alone(server):
    server.ask(
        "/options/?tried=querysecret",
        b"tried=bodysecret",
        **HTTPS,
        Referer="refsecret",
        User_Agent="agentsecret",
    )
    server.ask("/?q=querysecret", Host="hostsecret.example")
    server.raw(b"GET /?q=querysecret HTTP/1.1\r\nX-Secret: querysecret\r\n\r\n")
    text = server.log.read_text("utf-8")
    assert "secret" not in text
    assert "127.0.0.1" not in text
    (*_, line) = (line for line in server.lines() if line.get("method") == "POST")
    assert set(line) == {"at", "level", "message", "method", "path", "status", "ms"}
    assert line["path"] == "/options/"


@pytest.mark.one_database
def test_nothing_that_was_posted_is_in_a_file(ready, tmp_path):
    """Neither a form, nor what somebody sends as a file, nor a body that is too large."""
    home, temporary = copy_of(ready, tmp_path / "home"), tmp_path / "temporary"
    temporary.mkdir()
    secret = b"zebrasecret" * 3000
    file = (
        b'--x\r\nContent-Disposition: form-data; name="q"; filename="zebrasecret"\r\n\r\n'
        + secret
        + b"\r\n--x--\r\n"
    )
    env = environment(home, TMPDIR=str(temporary), NAVIGATOR_COUNT_PAGES="1")
    with site(env, home) as running:
        answers = [
            running.ask("/options/", b"tried=cbt&own=zebrasecret&names=zebrasecret&q=" + secret),
            running.ask("/options/zebrasecret/", b"open=ect"),
            running.ask("/questions/", file, Content_Type=MULTIPART + "; boundary=x"),
            running.ask("/compare/", secret * 3),
        ]
        assert [answer.status for answer in answers] == [200, 404, 200, 413]
        files = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert running.log in files
        assert [file for file in files if b"zebrasecret" in file.read_bytes()] == []


LOGGED = {
    "a page": ("GET", "/visit/", 200, "/visit/"),
    "an option read": ("GET", "/options/ect/", 200, "/options/ect/"),
    "an option opened": ("POST", "/options/ect/", 200, "/options/-/"),
    "an option that is not": ("POST", "/options/secret/", 404, "/options/-/"),
    "another method": ("PUT", "/options/ect/", 405, "/options/-/"),
    "a slug of nothing": ("GET", "/options/secret/", 404, "-"),
    "a page of nothing": ("GET", "/secret/", 404, "-"),
    "without its slash": ("GET", "/secret", 301, "-"),
    "posted to nothing": ("POST", "/secret/", 405, "-"),
    "a changed link": ("GET", "/options/%23tried=secret&ask=ect", 404, "-"),
    "changed twice": ("GET", "/options/%2523tried=secret", 404, "-"),
    "refused": ("POST", "/options/", 415, "/options/"),
    "a file that is not": ("GET", "/static/secret.css", 404, "-"),
}


@pytest.mark.one_database
@pytest.mark.parametrize("case", LOGGED)
def test_only_a_path_of_ours_is_logged_and_never_the_option_that_somebody_opened(server, case):
    method, path, status, logged = LOGGED[case]
    kind = "text/plain" if case == "refused" else FORM
    body = b"tried=cbt" if method == "POST" else None
    answer = server.ask(path, body, method, Content_Type=kind, **HTTPS)
    assert answer.status == status
    assert server.lines()[-1]["path"] == logged
    assert "secret" not in server.log.read_text("utf-8")


@pytest.mark.parametrize("path", ["/options/%23tried=zsecret", "/options/%2523ask=zsecret"])
def test_a_link_that_was_changed_on_its_way_is_explained_and_not_repeated(published, client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"became %23" in answer.content
    assert b"zsecret" not in answer.content
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"became %23" not in client.get("/options/zsecret/").content


DYING = """
import navigator.wsgi, gc, logging, sys, threading, warnings
def fail(): raise ValueError("bodysecret")
class Left:
    def __del__(self): fail()
class Odd:
    def __str__(self): fail()
warnings.warn("bodysecret")
thread = threading.Thread(target=fail); thread.start(); thread.join()
Left(); gc.collect()
logging.getLogger("navigator").warning("%s %s", Odd(), "bodysecret")
fail()
"""


def test_what_nobody_caught_is_logged_as_its_kind_and_place(ready):
    done = subprocess.run(
        [sys.executable, "-c", DYING],
        cwd=ROOT, env=environment(ready), text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert "secret" not in done.stdout + done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    said = {line["message"]: line["error"] for line in lines}
    assert said == {
        "a warning": "UserWarning",
        "a thread died": "ValueError",
        "an error outside of any call": "ValueError",
        "the process died": "ValueError",
    }
    assert all(line["place"] for line in lines)
    assert done.returncode == 1


def failing(request):
    secret = request.POST["tried"]
    raise KeyError(secret)


@pytest.fixture
def broken(published, client, monkeypatch):
    """The answer to a post to a view that fails with what was posted in its hands."""
    monkeypatch.setattr(views, "make_sheet", lambda *_: failing(_.request))
    monkeypatch.setattr(views, "NavigatorForm", _FailingForm)
    client.raise_request_exception = False
    return lambda path="/options/": client.post(f"{path}?q=querysecret", {"tried": "bodysecret"})


class _FailingForm:
    @classmethod
    def of(cls, request, catalogue):
        failing(request)


def test_a_mistake_of_ours_tells_its_place_and_not_what_was_posted(broken, caplog):
    answer = broken()
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"
    written = [private_logging.JsonLines().format(record) for record in caplog.records]
    (error,) = (json.loads(line) for line in written if '"error"' in line)
    assert error["error"] == "KeyError"
    assert "test_security.py" in error["place"][-1]
    assert "secret" not in "".join(written) + answer.content.decode()
    assert mail.outbox == []


def test_a_mistake_of_ours_does_not_tell_which_option_was_opened(broken, caplog):
    assert broken("/options/vns/").status_code == 500
    written = [private_logging.JsonLines().format(record) for record in caplog.records]
    assert "vns" not in "".join(written)
    assert {line["path"] for line in map(json.loads, written)} == {"/options/-/"}


def test_no_error_report_carries_anything_posted():
    request = RequestFactory().post("/options/?q=querysecret", {"tried": "bodysecret"})
    try:
        failing(request)
    except KeyError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    report = reporter.get_traceback_text() + reporter.get_traceback_html()
    assert "KeyError" in report
    assert "secret" not in report.replace("test_security", "")


def test_even_without_a_template_an_error_page_has_help_and_headers(broken, monkeypatch):
    def no_template(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(request_checks, "render", no_template)
    answer = broken()
    assert answer.status_code == 500
    assert b"tel:988" in answer.content
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_gunicorn_s_own_messages_are_json_too():
    record = logging.makeLogRecord({"msg": "Worker (pid:%s) was sent %s!", "args": (7, "SIGKILL")})
    assert json.loads(private_logging.JsonLines().format(record))["message"].startswith(
        "Worker (pid:7)"
    )


def test_a_log_line_is_one_line_whatever_is_in_it():
    odd = "a\nb\u2028c\x00\ud800"
    line = private_logging.JsonLines().format(logging.makeLogRecord({"msg": odd}))
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == odd
