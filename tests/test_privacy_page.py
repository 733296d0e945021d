"""Each sentence of /privacy/ is held by a test, or says what others do or what a person may do.

`samples/privacy.txt` is the page sentence by sentence. Below each stand the tests that fail when it
stops being true, or why there can be none. Who changes a sentence changes it there too.
"""

import re
from itertools import groupby

import pytest
from html5lib import parse

from tests.servers import ROOT

PAGE = ROOT / "content" / "en" / "pages" / "privacy.md"
WHY_NO_TEST = {
    "others",  # what browsers, networks, other people and other programs do
    "limit",  # what we say that we do not do: worse than the truth would do no harm
    "advice",  # what a person may do
    "lead",  # words that lead to a sentence, and what we are
}

# The fields of the form, by the item of the page that names them. A field that is not here, or a
# control of a page that is not, has to be named on the page first.
SENT = {
    "what you ticked, by what name, how many, and how it went": {
        "tried", "called-", "many-", "result-", "all", "take-back",
    },
    "names that you typed, to look them up": {"names"},
    "rows in your own words": {"own"},
    "what you typed to search, and what you chose to see": {"q", "kind", "show"},
    "what you want to ask about, what you open or compare, your top questions, and what matters to "
    "you": {"ask", "open", "compare", "top", "matters"},
}  # fmt: skip
FILLER = {"pad"}
CONTROLS = {"input", "select", "textarea", "button"}


def family(name: str) -> str:
    """`result-cbt` is one of the fields `result-`."""
    return re.sub("^(result|many|called)-.+", r"\1-", name)


def sentences() -> list[str]:
    """The page's summary and text without headings, sentence by sentence."""
    head, _, body = PAGE.read_text("utf-8").partition("\n---\n")
    (summary,) = re.findall("^summary: (.+)$", head, re.M)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", f"{summary}\n{body}").replace("**", "")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    bare = [re.sub(r"^(?:- |\d+\. )", "", line) for line in lines]
    return [each for line in bare for each in re.split(r"(?<=[.?!:])\s+(?=[A-Z\"])", line)]


def held() -> list[tuple[str, list[str]]]:
    """Each sentence of the sample with what stands below it."""
    text = (ROOT / "tests" / "samples" / "privacy.txt").read_text("utf-8")
    lines = iter(text.splitlines())
    parts = [list(part) for _, part in groupby(lines, key=lambda line: line.startswith("    "))]
    assert all(len(part) == 1 for part in parts[::2]), "a sentence without a test below it"
    below = [[line.strip() for line in part] for part in parts[1::2]]
    return [(sentence, tests) for (sentence,), tests in zip(parts[::2], below, strict=True)]


TESTS = sorted({test for _, tests in held() for test in tests} - WHY_NO_TEST)


def test_each_sentence_of_the_page_is_held_by_a_test_or_is_about_others():
    assert sentences() == [sentence for sentence, _ in held()]


@pytest.mark.parametrize("named", TESTS)
def test_each_test_that_is_named_is_there(named):
    file, _, name = named.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / "tests" / file).read_text("utf-8"), re.M)


def test_a_promise_is_never_excused_as_what_others_do():
    """Below a sentence stand tests, or one reason why there can be none, and never both."""
    for sentence, tests in held():
        assert len(set(tests) & WHY_NO_TEST) in (0, len(tests)), sentence


RICH = {
    "tried": ["ssri", "cbt"], "result-ssri": "no", "many-ssri": "3", "names": "zoloft, oat milk",
    "own": "oat milk", "ask": "ect", "compare": ["ect", "rtms"], "open": "ect", "all": "no",
    "matters": "no-surgery", "kind": "procedure", "show": "asked", "q": "ect", "top": "visit.cost",
}  # fmt: skip


def test_the_page_names_all_that_a_form_can_hold(client, published):
    """Every control of every form has a name that the page speaks of, and none is made up."""
    found = set()
    for address in ("/options/", "/questions/", "/compare/", "/clinicians/", "/options/ect/"):
        page = parse(client.post(address, RICH).content, namespaceHTMLElements=False)
        found |= {e.get("name") for e in page.iter() if e.tag in CONTROLS and e.get("name")}
    assert {family(name) for name in found} == set().union(*SENT.values())
    assert SENT.keys() <= {sentence for sentence, _ in held()}
