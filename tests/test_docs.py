"""What the documents say is so: keys, targets, links, variables, and the examples in them."""

import ast
import re
import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest

from navigator import choices as words
from navigator import models
from navigator.catalogue import MODELS
from navigator.content import schemas as facts
from navigator.content.frontmatter import ContentError
from navigator.content.load import read_all
from tests.test_floor_plan import MODULES

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "content" / "README.md").read_text("utf-8")
SECTION_OF = {
    models.Treatment: "An option",
    models.MedicineClass: "A family of medicines",
    models.Medicine: "A medicine",
    models.Source: "A source",
    models.OptionKind: "A kind of option",
    models.Priority: "A thing that may matter",
    models.Term: "A hard word",
    models.ReviewTopic: "A topic of the visit",
    models.QuestionSet: "A set of questions",
    models.PlanForm: "What plans ask to see",
    models.Page: "A page",
    models.UrgentHelp: "Urgent help of a country",
}
CHOICES = [
    words.Kind,
    words.Result,
    words.Counts,
    words.Strength,
    words.EvidenceStrength,
    words.Country,
    words.Availability,
    words.Approval,
    models.Source.Type,
    models.MedicineClass.Group,
]
# Samples are broken on purpose.
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part == "samples" for part in path.relative_to(ROOT).parts)
)
# Pages for readers link to addresses of the site; the loader and other tests hold those.
GUIDES = [path for path in DOCUMENTS if "en" not in path.relative_to(ROOT).parts]


# Files that a guide tells its reader to make.
MADE_BY_READERS = {
    "content/en/procedures/name-of-option.md",
    "content/study-results.csv",
    "static/drawings/name-of-option.svg",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def fences(text: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)


def prose_of(text: str) -> str:
    """A document without its code."""
    return re.sub(r"^ *```.*?^ *```$|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)


def code_of(text: str) -> str:
    """The code in a document: fenced, indented and inside lines."""
    return "\n".join(re.findall(r"^ *```.*?^ *```$|`[^`\n]*`|^ {4,}.*$", text, re.S | re.M))


def keys_of(model) -> set[str]:
    return {f.name for f in model._meta.concrete_fields} - model.COMPUTED


# --- the guide for editors


def section(title: str) -> str:
    """A part of the guide's list of keys."""
    (found,) = re.findall(rf"^### {title}[:\n].*?(?=^### |\Z)", GUIDE, re.DOTALL | re.MULTILINE)
    return found


def required(column) -> bool:
    return not column.blank and column.default in (models.models.NOT_PROVIDED, list)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_guide_names_every_key_of_every_file(model):
    named = set(re.findall(r"`([a-z_]+)`", section(SECTION_OF[model])))
    assert keys_of(model) <= named


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_guide_marks_the_keys_that_must_be_there(model):
    columns = [f for f in model._meta.concrete_fields if f.name in keys_of(model)]
    bold = set(re.findall(r"\*\*`([a-z_]+)`\*\*", section(SECTION_OF[model])))
    assert bold - {"medicines"} == {f.name for f in columns if required(f)}


@pytest.mark.parametrize("choices", CHOICES, ids=lambda choices: choices.__name__)
def test_the_guide_names_every_word_that_may_be_chosen(choices):
    assert set(choices.values) <= set(re.findall(r"`([a-z-]+)`", GUIDE))


def test_the_guide_names_every_condition_and_every_practical_fact():
    named = set(re.findall(r"`([a-z_]+)[:`]", GUIDE))
    assert facts.CONDITIONS.keys() | facts.MODIFIERS.keys() | facts.PRACTICALITIES.keys() <= named


def test_the_first_example_changes_a_sentence_that_is_there():
    (change,) = fences(GUIDE, "diff")
    (old,) = re.findall(r"^ *-(.+)$", change, re.MULTILINE)
    assert old in (ROOT / "content/en/self-care/light-therapy.md").read_text("utf-8")


# --- its skeleton of an option

SKELETON = fences(GUIDE, "markdown")[0]


@pytest.fixture
def copied(tmp_path):
    """A copy of content/, where files can be added."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def add(folder: Path, name: str, text: str, changes: dict[str, str]) -> None:
    for old, new in changes.items():
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    (folder / "en" / "procedures" / f"{name}.md").write_text(text, "utf-8")


def told(folder: Path) -> list[str]:
    """What the loader says about a folder, long lists cut as in the guide."""
    with pytest.raises(ContentError) as error:
        read_all(folder)
    return [
        re.sub(r"(one of: In short, What happens, ).*", r"\1…", str(problem))
        for problem in error.value.problems
    ]


def test_the_skeleton_loads_without_a_problem(copied):
    add(copied, "example", SKELETON, {})
    assert "example" in read_all(copied).treatment


def test_the_skeleton_shows_every_key_of_an_option():
    shown = set(re.findall(r"^(?:# )?([a-z_]+):", SKELETON, re.MULTILINE))
    assert keys_of(models.Treatment) - shown == {"clinician_review"}


def test_mistakes_in_a_file_are_told_as_the_guide_shows(copied):
    add(copied, "another", SKELETON, {"name: TODO": "name: TODO:"})
    mistakes = {
        "kind: procedure": "kind: self-care",
        "{min: 2, max: 6}": "{min: 2, max: six}",
        "    source: nice-ng222\n": "",
        "strength: guideline": "strength: advice",
        "  - TODO second hard point. [@nice-ng222]\n": "",
        "  - TODO third hard point. [@nice-ng222]\n": "",
        "checked_on: 2026-11-23": "checked_on: November 23",
        "TODO What it is.": "TODO <b>What it is.",
        "## When it stops": "## When it ends",
    }
    add(copied, "example", SKELETON, mistakes)
    assert fences(GUIDE, "text")[0].splitlines() == told(copied)


def test_mistakes_between_files_are_told_as_the_guide_shows(copied):
    mistakes = {
        "TODO What it is.": "TODO [What](/options/etc/) it is.",
        "point. [@nice-ng222]": "point. [@nice-2222]",
        "of: antidepressant": "of: antidepresant",
        "few-visits:": "visits:",
        "key: numbers": "key: fits-me",
    }
    add(copied, "example", SKELETON, mistakes)
    assert fences(GUIDE, "text")[1].splitlines() == told(copied)


@pytest.mark.parametrize("block", fences(GUIDE, "yaml"))
def test_every_other_example_loads_too(copied, block):
    """An example is put where the guide says, in place of what stands there."""
    slug = re.match(r" *- slug: (\S+)", block)
    if "url:" in block:
        path, before = copied / "en" / "sources.md", "sources:\n"
    elif slug:
        path, before = copied / "en" / "medicines" / "tca.md", "medicines:\n"
        block = block.replace(slug[1], "examplol")
    elif "of the closed kind" in GUIDE.partition(block)[2][:200]:
        path, before = copied / "en" / "kinds" / "self-care.md", "talked_about_when:\n"
    elif block.startswith(("clinician_review", "tell_when")):
        path, before = copied / "en" / "procedures" / "vns.md", "---\n"
    else:
        path, before = copied / "en" / "procedures" / "vns.md", "usually_after:\n"
        if "key:" in block:
            before = "questions:\n"
    text = path.read_text("utf-8")
    path.write_text(text.replace(before, before + block, 1), "utf-8")
    assert read_all(copied).treatments


# --- the rest of the documents


def variables(path: Path) -> set[str]:
    """The names of environment variables in a module."""
    text = path.read_text("utf-8")
    constants = (n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant))
    found = {v for v in constants if isinstance(v, str) and re.fullmatch("NAVIGATOR_[A-Z_]+", v)}
    return found | ({"DATABASE_URL"} if "dj_database_url.config(" in text else set())


SETTINGS = ("settings.py", "serving/gunicorn_conf.py")


def test_the_readme_names_every_environment_variable():
    read = [
        variables(ROOT / "navigator" / name) for name in ("settings.py", "serving/gunicorn_conf.py")
    ]
    document = (ROOT / "README.md").read_text("utf-8")
    assert {name for name in set().union(*read) if f"`{name}`" not in document} == set()


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_every_make_target_that_is_named_exists(path):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    code = code_of(path.read_text("utf-8"))
    named = re.findall(r"^[ `]*make(?: [A-Z]+=\S+)* ([a-z][a-z-]*)", code, re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_to_a_file(path):
    links = re.findall(r"\]\(([^)\s]+)\)", prose_of(path.read_text("utf-8")))
    relative = [link for link in links if not re.match(r"[a-z]+:|/|#", link)]
    assert [link for link in relative if not (path.parent / link.split("#")[0]).exists()] == []


def paths_named(text: str) -> set[str]:
    """Files of the repository that a document names as code: `tests/test_rules.py`."""
    named = re.findall(r"`([a-z_]+(?:/[\w.-]+)+\.[a-z]+)`", text)
    return {path for path in named if (ROOT / path.partition("/")[0]).is_dir()}


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_every_file_that_a_document_names_is_there(path):
    named = paths_named(path.read_text("utf-8"))
    places = (ROOT, ROOT / "navigator")  # docs/architecture.md names modules by their wing
    lost = {name for name in named if not any((place / name).exists() for place in places)}
    assert lost <= MADE_BY_READERS


def anchor(heading: str) -> str:
    """The name that a heading has in an address, as GitHub and GitLab make it."""
    bare = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return bare.replace(" ", "-")


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_every_link_inside_a_document_leads_to_a_heading(path):
    text = path.read_text("utf-8")
    anchors = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", prose_of(text))) <= anchors


def test_the_architecture_names_every_wing_and_every_module_in_it():
    document = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    wings = dict(re.findall(r"^    ([a-z]+)/? +(.+)$", document.partition("## The wings")[2], re.M))
    drawn = {f"{wing}.{name}" for wing, names in wings.items() for name in names.split()}
    others = ("management", "templatetags")  # where Django looks for them
    ours = {module for module in MODULES if module.partition(".")[0] not in others}
    assert drawn == {module if "." in module else f"root.{module}" for module in ours}


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_each_decision_has_a_number_of_its_own_and_three_parts():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    for number, path in enumerate(DECISIONS, start=1):
        text = path.read_text("utf-8")
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert headings[0].startswith(f"{number}. "), path.name
        assert headings[1:] == ["Context", "Decision", "Consequences"], path.name


def test_the_guide_to_the_tests_names_every_file_of_theirs():
    guide = (ROOT / "tests" / "README.md").read_text("utf-8")
    named = re.findall(r"`(?:browser/)?([a-z_*]+\.py)`|`([a-z]+)/`", guide)
    patterns = [one or other for one, other in named]
    ours = [path.name for path in (ROOT / "tests").glob("*.py") if path.name != "__init__.py"]
    assert [name for name in ours if not any(fnmatch(name, p) for p in patterns)] == []


def test_the_readme_names_every_command_and_no_other():
    readme = (ROOT / "README.md").read_text("utf-8").partition("Commands of `manage.py`")[2]
    named = re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.+?) \|", readme, re.MULTILINE)))
    folder = ROOT / "navigator" / "management" / "commands"
    assert set(named) == {path.stem for path in folder.glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_every_link_to_a_part_of_another_document_leads_to_a_heading(path):
    for target, part in re.findall(
        r"\]\(([\w./-]+\.md)#([^)]+)\)", prose_of(path.read_text("utf-8"))
    ):
        text = (path.parent / target).read_text("utf-8")
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert part in {anchor(heading) for heading in headings}, target
