"""What the site is made of is locked, licensed and listed."""

from packaging.version import Version

from tests import supply_chain


def test_every_locked_package_is_read_with_its_hashes():
    text = supply_chain.LOCK.read_text("utf-8")
    packages = supply_chain.locked()
    assert len(packages) == sum("==" in line.partition(" ")[0] for line in text.splitlines())
    assert sum(len(package.hashes) for package in packages) == text.count("sha256:")
    assert all(package.hashes and Version(package.version) for package in packages)


def test_every_licence_lets_anybody_use_the_whole(capsys):
    assert supply_chain.licences() == 0
    assert "django" in capsys.readouterr().out


def test_the_bill_of_materials_lists_all_and_is_the_same_each_time():
    bill = supply_chain.sbom()
    names = {component["name"] for component in bill["components"]}
    assert {"django", "django-htmx", "nh3", "gunicorn"} <= names
    assert bill == supply_chain.sbom()
    assert bill["dependencies"][0]["dependsOn"] == [c["purl"] for c in bill["components"]]
