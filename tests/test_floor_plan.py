"""The wings of navigator/ by when code runs, and who may import whom (docs/architecture.md)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "navigator"
NOUNS = {"models", "choices", "catalogue", "citations", "releases"}
# What the modules of a wing may import, besides their own wing.
MAY_IMPORT = {
    "nouns": set(),
    "matching": {"nouns"},
    "names": {"nouns"},
    "content": {"nouns"},
    "review": {"nouns", "content"},
    "serving": {"nouns"},
    "pages": {"nouns", "matching", "names", "serving"},
    "templatetags": {"nouns", "names", "pages"},
    "management": {"nouns", "content", "review", "names", "pages", "serving"},
    "urls": {"pages", "serving"},
    "wsgi": {"serving"},
    "settings": set(),
}
PURE = ("matching", "names")
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for path in ROOT.rglob("*.py")
    if path.name != "__init__.py" and "migrations" not in path.parts
)


def wing(module: str) -> str:
    first = module.partition(".")[0]
    return "nouns" if first in NOUNS else first


def source(module: str) -> str:
    return (ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8")


def imports(module: str) -> set[str]:
    """The modules of the house that a module imports, wherever the import stands in it."""
    found = set()
    for node in ast.walk(ast.parse(source(module))):
        if isinstance(node, ast.ImportFrom) and node.module:
            package, *inside = node.module.split(".")
            if package == "navigator":
                base = ".".join(inside)
                names = {f"{base}.{alias.name}".strip(".") for alias in node.names}
                found |= {name if name in MODULES else base for name in names}
    return found - {""}


@pytest.mark.parametrize("module", MODULES)
def test_imports_stay_in_the_wing_or_go_to_one_that_it_may_use(module):
    own = wing(module)
    others = {each for each in imports(module) if wing(each) != own}
    assert {each for each in others if wing(each) not in MAY_IMPORT[own]} == set()


def test_a_process_that_serves_never_imports_the_loader_or_the_reports():
    seen, todo = set(), ["urls", "wsgi", "serving.worker", "serving.gunicorn_conf"]
    todo += [module for module in MODULES if module.startswith("templatetags.")]
    while todo:
        module = todo.pop()
        if module not in seen:
            seen.add(module)
            todo += imports(module)
    assert len(seen) > 10
    assert {module for module in seen if wing(module) in ("content", "review")} == set()


@pytest.mark.parametrize("module", MODULES)
def test_nobody_imports_the_settings_module(module):
    assert "settings" not in imports(module)


@pytest.mark.parametrize("module", [m for m in MODULES if wing(m) in PURE])
def test_the_judgement_is_pure(module):
    for word in ("django.conf", "django.db", "django.http", ".objects", "datetime", "time."):
        assert f"import {word}" not in source(module)
        assert f"from {word}" not in source(module)
    assert ".objects" not in source(module)


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_an_attic(module):
    assert len(source(module).splitlines()) <= 400
