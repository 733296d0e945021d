"""compose.yaml and the image, read against the rules of docker compose and podman compose."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.servers import ROOT, environment, manage, missing, set_up, site
from tests.with_postgres import postgres, programs

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
ONCE = {"setup", "certificate"}
PINNED = re.compile(r"^docker\.io/library/[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}$")


def test_one_service_builds_the_image_that_the_others_take():
    assert [name for name, each in SERVICES.items() if "build" in each] == ["setup"]
    ours = {each["image"] for each in SERVICES.values() if not PINNED.match(each["image"])}
    assert ours == {"localhost/navigator:latest"}
    assert {SERVICES[name]["pull_policy"] for name in ("app1", "app2")} == {"never"}


def test_every_image_is_named_in_full_and_pinned_by_its_digest():
    foreign = [each["image"] for name, each in SERVICES.items() if name[:3] not in ("app", "set")]
    lines = (ROOT / "Containerfile").read_text("utf-8").splitlines()
    foreign += [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert [image for image in foreign if not PINNED.match(image)] == []


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_limits_a_log_that_turns_and_no_right_too_many(name):
    service = SERVICES[name]
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
    # Said here: an image in podman's own format has none.
    assert name in ONCE or service["healthcheck"]["test"][0] == "CMD"


def test_the_proxy_is_not_root_and_its_key_is_a_copy_that_it_can_read():
    proxy, copier = SERVICES["proxy"], SERVICES["certificate"]
    assert proxy["user"] == "101:101"
    assert "chown 101:101 /keys/fullchain.pem /keys/privkey.pem" in copier["command"][0]
    assert not any("certs" in volume for volume in proxy["volumes"])
    assert proxy["depends_on"]["certificate"] == {"condition": "service_completed_successfully"}


@pytest.fixture
def copied(tmp_path):
    """What the certificate's command does, in folders of this machine and for this user."""
    command = SERVICES["certificate"]["command"][0]
    for inside in ("/certs", "/keys"):
        (tmp_path / inside[1:]).mkdir()
        command = command.replace(f"{inside}/", f"{tmp_path}{inside}/")
    command = command.replace("101:101", f"{os.getuid()}:{os.getgid()}")
    return tmp_path, lambda: subprocess.run(
        ["sh", "-c", command], text=True, capture_output=True, check=False
    )


def test_a_key_of_root_alone_is_copied_again_and_again(copied):
    folder, run = copied
    for text in ("one", "two"):
        for name in ("fullchain.pem", "privkey.pem"):
            (folder / "certs" / name).write_text(text)
            (folder / "certs" / name).chmod(0o600)
        assert run().returncode == 0
        assert (folder / "keys" / "privkey.pem").read_text() == text
        assert (folder / "keys" / "privkey.pem").stat().st_mode & 0o777 == 0o400


def test_a_certificate_that_is_not_there_is_said_in_one_clear_line(copied):
    _, run = copied
    done = run()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Put fullchain.pem and privkey.pem into ./certs")


def test_hosts_that_look_for_a_dockerfile_find_the_same_image():
    assert (ROOT / "Dockerfile").read_bytes() == (ROOT / "Containerfile").read_bytes()


@pytest.mark.one_database
def test_the_health_check_of_a_replica_passes_while_it_answers_and_fails_without(ready):
    check = SERVICES["app1"]["healthcheck"]["test"]
    assert check == ["CMD", "python", "-m", "navigator.serving.health"]
    image = (ROOT / "Containerfile").read_text("utf-8")
    assert '"-m", "navigator.serving.health"' in image
    with site(environment(ready), ready) as running:
        env = environment(ready, NAVIGATOR_BIND=f"127.0.0.1:{running.port}")
        command = [sys.executable, *check[2:]]
        assert subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0
    gone = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True)
    assert gone.returncode != 0


# --- the database's two users

ODD_PASSWORD = "p/#?@:%&'\" $x"


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """A PostgreSQL that asks for passwords, as settings by their parts."""
    bin_dir = programs()
    if bin_dir is None:
        missing("There is no PostgreSQL here. On Debian or Ubuntu: apt install postgresql")
    with postgres(bin_dir) as (url, _):
        home = Path(re.sub("%2F", "/", url.partition("@")[2].rpartition("/")[0]))
        yield {"NAVIGATOR_DATABASE_HOST": str(home), "NAVIGATOR_DATABASE_NAME": "postgres"}


def as_user(ready, parts, user, password, **more):
    env = environment(ready, **parts, **more)
    del env["DATABASE_URL"]
    return env | {"NAVIGATOR_DATABASE_USER": user, "NAVIGATOR_DATABASE_PASSWORD": password}


def test_a_reader_may_read_the_catalogue_and_nothing_else(ready, parts):
    owner = as_user(ready, parts, "postgres", ODD_PASSWORD, NAVIGATOR_READER_PASSWORD=ODD_PASSWORD)
    set_up(owner)
    for _ in range(2):  # the second time it is there
        done = manage(owner, "add_reader", "reader")
        assert done.returncode == 0, done.stderr
    reader = as_user(ready, parts, "reader", ODD_PASSWORD)
    read = "from navigator.models import Release; print(Release.objects.count())"
    assert manage(reader, "shell", "--no-imports", "-c", read).stdout.strip() == "1"
    for harm in ("Release.objects.create(digest='x')", "Release.objects.all().delete()"):
        tried = manage(reader, "shell", "-c", f"from navigator.models import Release; {harm}")
        assert "permission denied" in tried.stderr
    with site(reader, ready) as running:
        assert running.health() == "ok"


def test_a_reader_without_a_password_is_refused_in_one_line(ready, parts):
    done = manage(as_user(ready, parts, "postgres", "x"), "add_reader", "reader")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Set NAVIGATOR_READER_PASSWORD to the user's password.")


def test_any_password_comes_through_whole(ready, parts):
    env = as_user(ready, parts, "navigator", ODD_PASSWORD)
    said = "from django.conf import settings; print(settings.DATABASES['default']['PASSWORD'])"
    done = manage(env, "shell", "--no-imports", "-c", said)
    assert done.stdout.strip() == ODD_PASSWORD
    both = manage(env | {"DATABASE_URL": "sqlite:///x"}, "check")
    assert "not both" in both.stderr
