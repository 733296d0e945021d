"""What the site is made of is locked, licensed and listed."""

import datetime
import re
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests import supply_chain

DEV_LOCK = supply_chain.ROOT / "requirements-dev.lock"


def test_every_locked_package_is_read_with_its_hashes():
    text = supply_chain.LOCK.read_text("utf-8")
    packages = supply_chain.locked()
    assert len(packages) == sum("==" in line.partition(" ")[0] for line in text.splitlines())
    assert sum(len(package.hashes) for package in packages) == text.count("sha256:")
    assert all(package.hashes and Version(package.version) for package in packages)


@pytest.mark.parametrize("lock", [supply_chain.LOCK, DEV_LOCK], ids=lambda lock: lock.name)
def test_what_a_package_asks_for_with_an_extra_is_locked_with_it(lock):
    """Else pip takes the newest release for the extra, and refuses it for want of a hash."""
    text = lock.read_text("utf-8")
    pinned = {package.name for package in supply_chain.locked(lock)}
    asked = [
        need
        for each in distributions()
        if each.name.lower() in pinned
        for need in map(Requirement, each.requires or [])
        if need.extras and (need.marker is None or need.marker.evaluate({"extra": ""}))
    ]
    missing = [n for n in asked if f"\n{n.name}[{','.join(sorted(n.extras))}]==" not in text]
    assert not missing
    assert asked or lock is supply_chain.LOCK


def test_every_licence_lets_anybody_use_the_whole(capsys):
    assert supply_chain.licences() == 0
    assert "django" in capsys.readouterr().out


def test_the_bill_of_materials_lists_all_and_is_the_same_each_time():
    bill = supply_chain.sbom()
    names = {component["name"] for component in bill["components"]}
    assert {"django", "django-htmx", "nh3", "gunicorn", "fflate"} <= names
    assert bill == supply_chain.sbom()
    assert bill["dependencies"][0]["dependsOn"] == [c["purl"] for c in bill["components"]]


def test_an_audit_that_was_not_answered_says_when_one_last_was(monkeypatch, tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("django==5.2\n")
    monkeypatch.setattr(supply_chain, "LAST_AUDIT", tmp_path / "tools" / "last-audit.json")
    monkeypatch.setattr(supply_chain, "LOCK", lock)
    assert "has never answered on this machine" in supply_chain.not_audited()
    supply_chain.remember_audit()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    assert f"last answered on {today}, for these versions" in supply_chain.not_audited()
    lock.write_text("django==5.3\n")
    assert f"last answered on {today}, for OTHER versions" in supply_chain.not_audited()


@pytest.mark.parametrize("lock", [supply_chain.LOCK, DEV_LOCK], ids=lambda lock: lock.name)
def test_every_line_of_a_lock_that_names_a_package_is_followed_by_its_hashes(lock):
    text = lock.read_text("utf-8")
    blocks = re.split(r"\n(?=[\w.-]+(?:\[[\w,.-]+\])?==)", text.strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
