"""Imports go down the stairs of docs/architecture.md, never up, and modules stay small."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "navigator"
# Each module may import from the stairs below it, and from its own where that is named.
STAIRS = [
    {"shapes", "prose", "readability", "drawings", "words", "padding"},
    {"facts"},
    {"models"},
    {"catalogue", "frontmatter", "glossary"},
    {"crosscheck", "matching", "search", "yardsticks", "opendata", "rulebook"},
    {"content", "sheet", "sharing", "quality", "recall"},
    {"publishing"},
    {"forms", "templatetags.navigator_tags", "context_processors"},
    {"cards", "panel", "delivery", "management"},
    {"listing"},
    {"views"},
    {"urls"},
]
APART = {"settings", "wsgi", "headers", "requests", "counters"}
APART |= {"gunicorn_conf", "health", "serving", "warming"}  # for the server alone
LEVEL = {name: level for level, names in enumerate(STAIRS) for name in names}
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for path in ROOT.rglob("*.py")
    if path.name != "__init__.py" and "migrations" not in path.parts
)


def imports(module: str) -> set[str]:
    """The modules of the house that a module imports."""
    path = ROOT / (module.replace(".", "/") + ".py")
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "navigator":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("navigator."):
            found.add(node.module.removeprefix("navigator."))
    return found


def level(module: str) -> int:
    return LEVEL["management"] if module.startswith("management.") else LEVEL[module]


@pytest.mark.parametrize("module", [m for m in MODULES if m not in APART])
def test_imports_go_down_the_stairs(module):
    below = {m for m in imports(module) if m not in APART}
    if module.startswith("management."):  # one command may be a part of another
        below = {m for m in below if not m.startswith("management.")}
    assert not {m for m in below if level(m) >= level(module)}


@pytest.mark.parametrize("module", MODULES)
def test_nobody_imports_the_settings_module(module):
    assert "settings" not in imports(module)


@pytest.mark.parametrize("module", ["matching", "sheet", "facts", "words", "search"])
def test_the_judgement_is_pure(module):
    source = (ROOT / f"{module}.py").read_text("utf-8")
    assert "django.conf" not in source
    assert ".objects" not in source
    assert "datetime" not in source


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_an_attic(module):
    assert len((ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8").splitlines()) <= 400
