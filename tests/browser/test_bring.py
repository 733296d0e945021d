"""A long list or a file is read on the device: proposed one by one, and nothing sent before."""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

from navigator.pages.names_file import names_file
from navigator.pages.names_file_words import SAYS
from tests import lists
from tests.browser.conftest import Opener
from tests.browser.steps import answered
from tests.browser.test_accessibility import FINDINGS, TAGS

SAMPLES = Path(__file__).parents[1] / "samples"
WANTED: dict[str, dict[str, Any]] = json.loads((SAMPLES / "lists/wanted.json").read_text("utf-8"))
SECONDS = 5  # in which a file is read or refused
EMPTY = """window.tab.keep((store) => Object.assign(store,
  {tried: [], results: {}, called: {}, own: [], history: {}}))"""
TOLD = """(root) => {
  const all = (selector) => [...root.querySelectorAll(selector)];
  return {
    proposed: all("[data-proposed]").map((one) => one.dataset.proposed),
    unknown: all("[data-own]").map((one) => one.dataset.own),
    results: Object.fromEntries(all("[data-proposed]").map(
      (one) => [one.dataset.proposed, one.querySelector("select").value])),
    trouble: all(".trouble").map((one) => one.textContent).join(" "),
    despair: !root.querySelector("[data-bring-help]").hidden,
  };
}"""

RIGHT_EDGE = """(fold) => Math.max(
  ...[...fold.querySelectorAll("*")].map((each) => each.getBoundingClientRect().right))"""


class Fold:
    """The fold on screen 1, as a person uses it. `requests` counts from when it is open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("[data-bring]")
        self.requests: list[str] = []
        page.goto("/options/")
        page.locator("#tick > summary").click()
        with page.expect_response(re.compile("names.json")):
            self.root.locator("summary").first.click()
        expect(self.root.locator("fieldset").first).to_be_enabled()
        page.on("request", lambda request: self.requests.append(request.url))

    def read(self, text: str = "", files: Any = None) -> dict[str, Any]:
        """Paste a text or choose files, press the button, and see what is told."""
        self.root.locator("textarea").fill(text)
        self.root.locator("[data-bring-file]").set_input_files(files or [])
        self.root.get_by_role("button", name="Read it here").click()
        expect(self.root.get_by_role("button", name="Start over")).to_be_visible(timeout=20_000)
        told: dict[str, Any] = self.root.evaluate(TOLD)
        return told

    def start_over(self) -> None:
        self.root.get_by_role("button", name="Start over").click()

    def proposed(self, text: str) -> list[str]:
        found = self.read(text)["proposed"]
        self.start_over()
        return sorted(found)

    def one(self, slug: str) -> Locator:
        return self.root.locator(f'[data-proposed="{slug}"]')

    def add(self) -> None:
        with answered(self.page):
            self.root.get_by_role("button", name="Add these").click()

    def store(self) -> dict[str, Any]:
        return self.page.evaluate("window.tab.store")


@pytest.fixture
def opened(open_page: Opener) -> Callable[..., Fold]:
    return lambda *size, **more: Fold(open_page(*size, **more))


def a_file(data: bytes | str, name: str) -> dict[str, Any]:
    buffer = data if isinstance(data, bytes) else data.encode()
    return {"name": name, "mimeType": "application/octet-stream", "buffer": buffer}


# --- what is proposed ---------------------------------------------------------------------------


def test_a_list_is_proposed_and_nothing_is_ticked_or_sent_before_it_is_added(opened):
    fold = opened()
    told = fold.read("Zoloft 100 mg, Mar 2019 - Sep 2020\nEffexor XR 2021\nlisinopril 10 mg tablet")
    assert told["proposed"] == ["sertraline", "venlafaxine"]
    expect(fold.one("sertraline")).to_contain_text("Zoloft 100 mg, Mar 2019 - Sep 2020")
    expect(fold.one("sertraline")).to_contain_text("From March 2019 to September 2020.")
    assert fold.store()["tried"] == []
    assert fold.requests == []
    fold.add()
    kept = fold.store()
    assert kept["tried"] == ["sertraline", "venlafaxine"]
    assert kept["called"] == {"sertraline": "Zoloft", "venlafaxine": "Effexor XR"}
    assert kept["history"] == {
        "sertraline": [{"from": "2019-03", "to": "2020-09"}],
        "venlafaxine": [{"from": "2021", "to": ""}],
    }


def test_of_a_file_the_tab_keeps_slugs_names_of_the_catalogue_and_dates_alone(opened, shipped):
    fold = opened()
    fold.read(files=SAMPLES / "lists/portal.txt")
    fold.add()
    names = {name for t in names_file(shipped)["things"].values() for name in t["names"].values()}
    kept = {key: value for key, value in fold.store().items() if value and key != "step"}
    assert kept.keys() == {"tried", "called", "history"}
    assert set(kept["called"].values()) <= names
    assert all(each.keys() == {"from", "to"} for all_ in kept["history"].values() for each in all_)
    assert fold.root.locator("textarea").input_value() == ""
    assert fold.page.locator("body", has_text="Take 1 tablet").count() == 0
    posts = [url for url in fold.requests if not url.endswith("/options/")]
    assert posts == []


def test_every_sample_gives_what_is_wanted_of_it(opened):
    fold, wrong = opened(), {}
    for name, want in WANTED.items():
        fold.page.evaluate(EMPTY)
        told = fold.read(files=SAMPLES / "lists" / name)
        problems = list(differences(told, want))
        fold.page.evaluate("() => { window.tab.change = window.tab.keep; }")  # it posts not
        if told["proposed"]:
            fold.root.get_by_role("button", name="Add these").click()
            fold.root.evaluate("fold => { fold.open = true; }")
            if want.get("history", fold.store()["history"]) != fold.store()["history"]:
                problems.append(fold.store()["history"])
        else:
            fold.start_over()
        if problems:
            wrong[name] = problems
    assert wrong == {}
    assert len(WANTED) >= 60
    assert fold.requests == []


def differences(told: dict[str, Any], want: dict[str, Any]) -> Iterator[Any]:
    """What a sample told otherwise than is wanted."""
    if sorted(told["proposed"]) != sorted(want["proposed"]):
        yield told["proposed"]
    if told["trouble"] != SAYS.get(want.get("says", ""), ""):
        yield told["trouble"]
    if not set(want.get("unknown", [])) <= set(told["unknown"]):
        yield told["unknown"]
    if told["despair"] != want.get("despair", False):
        yield "despair"
    results = {slug: told["results"].get(slug) for slug in want.get("results", {})}
    if results != want.get("results", {}):
        yield results


def test_names_of_the_table_are_read_as_the_server_reads_them(opened, shipped):
    """A therapy or procedure is never taken from a misspelled word of a list: it is only missed."""
    things = names_file(shipped)["things"]
    fold, wrong = opened(), {}
    for line in (SAMPLES / "names.tsv").read_text("utf-8").splitlines()[1:]:
        typed, _, want = line.split("\t")
        slugs = [] if want in ("any", "unlisted") else sorted(want.split(","))
        found = fold.proposed(typed)
        treatments = all(things[slug]["kind"] not in ("medicine", "family") for slug in slugs)
        if found != slugs and not (found == [] and treatments):
            wrong[typed] = found
    assert wrong == {}


def medicine_names(catalogue: Any) -> list[tuple[str, str]]:
    """Each name of each medicine, with its slug; a name of two parts is asked about elsewhere."""
    things = names_file(catalogue)["things"].items()
    return [
        (name, slug)
        for slug, thing in things
        if thing["kind"] == "medicine"
        for name in thing["names"]
        if not re.search(r" (?:and|or) ", name)
    ]


def found_of(fold: Fold, names: dict[str, str], line: str) -> tuple[int, list[str]]:
    """How many names are proposed as what they are, and the lines proposed as something else.

    Each text that is read holds one name of each medicine.
    """
    rounds: dict[int, dict[str, str]] = {}
    for name, slug in names.items():
        number = next(n for n in range(99) if slug not in rounds.get(n, {}))
        rounds.setdefault(number, {})[slug] = line.format(name)
    right, wrong = 0, []
    for lines in rounds.values():
        fold.read("\n".join(lines.values()))
        told = fold.root.locator("[data-proposed]").evaluate_all(
            "all => all.map((one) => [one.dataset.proposed, one.querySelector('q').textContent])"
        )
        fold.start_over()
        right += sum(lines.get(slug) == text for slug, text in told)
        wrong += [text for slug, text in told if lines.get(slug) != text]
    return right, wrong


def test_names_that_are_spelled_right_are_found(opened, shipped):
    names = dict(medicine_names(shipped))
    right, wrong = found_of(opened(), names, "{} 10 mg tablet, take one daily")
    assert len(names) > 300
    assert right >= 0.97 * len(names)
    assert len(wrong) <= 0.01 * len(names)


def misspelled(name: str, chance: random.Random) -> str:
    """A letter left out, doubled, changed, or swapped with the next one."""
    at = chance.randrange(1, len(name) - 1)
    changed = chance.choice("aeiou" if name[at] in "aeiou" else "bcdfglmnprstvxz")
    return chance.choice([
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + changed + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    ])  # fmt: skip


def test_names_with_a_slip_are_found_and_never_taken_for_others(opened, shipped):
    chance = random.Random(11)
    names = [pair for pair in medicine_names(shipped) if len(pair[0]) > 5 and pair[0].isalpha()]
    slips = {misspelled(name, chance): slug for name, slug in names}
    slips = {slip: slug for slip, slug in slips.items() if slip not in dict(names)}
    right, wrong = found_of(opened(), slips, "{} 50 mg")
    assert len(slips) > 200
    assert right >= 0.9 * len(slips)
    assert len(wrong) <= 0.01 * len(slips)


@pytest.mark.parametrize("line", ["{}", "{} 10 mg tablet, take 1 daily, started 03/04/2020"])
def test_none_of_the_other_medicines_that_are_prescribed_most_is_proposed(opened, line):
    text = (SAMPLES / "other_medicines.txt").read_text("utf-8")
    names = [name for name in text.splitlines() if not name.startswith("#")]
    assert len(names) >= 200
    assert opened().proposed("\n".join(line.format(name) for name in names)) == []


# --- what a person says of a proposal -----------------------------------------------------------


def test_what_was_taken_for_something_else_is_kept_so_and_what_is_left_out_is_not_kept(opened):
    fold = opened()
    fold.read("Trazodone 50 mg\nZoloft\nPaxil")
    fold.one("trazodone").get_by_label("I took it for something else").check()
    fold.one("sertraline").get_by_label("How did it go?").select_option("partly")
    fold.one("paroxetine").get_by_role("button", name="Leave out").click()
    expect(fold.one("paroxetine").get_by_role("combobox")).to_have_count(0)
    fold.one("paroxetine").get_by_role("button", name="Put back: Paxil").click()
    fold.one("paroxetine").get_by_role("button", name="Leave out: Paxil").click()
    fold.add()
    assert fold.store()["tried"] == ["trazodone", "sertraline"]
    assert fold.store()["results"] == {"trazodone": "other-reason", "sertraline": "partly"}


def test_what_is_not_on_our_list_can_be_kept_in_own_words(opened):
    fold = opened()
    fold.read("Xanafel 20 mg daily\nlisinopril 10 mg\nZoloft")
    fold.root.get_by_text("Not on our list (2)").click()
    fold.root.get_by_label("Xanafel").check()
    fold.add()
    assert fold.store()["own"] == ["Xanafel"]


def test_what_is_on_the_list_already_keeps_what_was_said_of_it(opened):
    fold = opened()
    fold.page.evaluate(
        "window.tab.keep((s) => { s.tried = ['sertraline']; s.results = {sertraline: 'no'}; })"
    )
    fold.read("Zoloft 2015")
    expect(fold.one("sertraline")).to_contain_text("This is on your list already.")
    fold.add()
    assert fold.store()["tried"] == ["sertraline"]
    assert fold.store()["results"] == {"sertraline": "no"}


def test_words_of_despair_are_answered_first(opened):
    fold = opened()
    assert not fold.read("Zoloft")["despair"]
    fold.start_over()
    assert fold.read("Zoloft. Nothing helps. I want to die.")["despair"]
    expect(fold.root.get_by_text("Call or text 988")).to_be_visible()


# --- what comes from the field for names, and what is cleared -----------------------------------


def test_a_long_paste_into_the_field_for_names_is_read_here_and_not_sent(open_page):
    page = open_page()
    page.goto("/options/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    text = "Zoloft 50 mg\nPaxil 20 mg\n" * 20
    page.locator("#names").evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", text);
          field.dispatchEvent(new ClipboardEvent("paste",
            {clipboardData, bubbles: true, cancelable: true}));
        }""",
        text,
    )
    expect(page.locator('[data-proposed="paroxetine"]')).to_be_visible()
    assert page.locator("#names").input_value() == ""
    assert "POST" not in asked


@pytest.mark.parametrize("how", ["new CustomEvent('tab:cleared')", "new Event('pagehide')"])
def test_what_was_read_goes_with_the_answers(opened, how):
    fold = opened()
    fold.read("Zoloft 2015")
    target = "window" if "pagehide" in how else "document"
    fold.page.evaluate(f"{target}.dispatchEvent({how})")
    expect(fold.one("sertraline")).to_have_count(0)
    assert fold.root.locator("textarea").input_value() == ""


def test_without_script_there_is_no_such_fold(open_page):
    page = open_page(script=False)
    page.goto("/options/")
    expect(page.locator("[data-bring]")).to_be_hidden()
    assert page.locator("[data-bring] [name]").count() == 0


def test_it_is_no_part_of_a_first_visit(open_page):
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/options/")
    page.locator("#tick > summary").click()
    assert not [url for url in asked if "bring" in url or "names.json" in url]


def test_when_the_names_do_not_come_a_sentence_says_so(open_page, complaints):
    page = open_page()
    page.route("**/names.json", lambda route: route.abort())
    page.goto("/options/")
    page.locator("#tick > summary").click()
    page.locator("#bring > summary").click()
    expect(page.get_by_text("The list of names did not load")).to_be_visible()
    complaints.clear()


# --- bounds -------------------------------------------------------------------------------------


def big_export(count: int) -> bytes:
    """An Apple Health export of so many records, with a file of 80 MB that nobody needs."""
    held = io.BytesIO()
    record = json.dumps(lists.request("Zoloft 50 mg"))
    folder = "apple_health_export"
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{folder}/export.xml", b"<Record/>" * 9_000_000)
        for number in range(count):
            kind = "MedicationRequest" if number % 2 else "Observation"
            archive.writestr(f"{folder}/clinical-records/{kind}-{number}.json", record)
    return held.getvalue()


def bomb(told_size: int = 0) -> bytes:
    """A zip whose one file unpacks to 60 MB, and may tell a smaller size."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("list.txt", b"Zoloft\n" * 9_000_000)
        size = archive.infolist()[0].file_size
    data = held.getvalue()
    return (
        data.replace(size.to_bytes(4, "little"), told_size.to_bytes(4, "little"))
        if told_size
        else data
    )


def many_resources(count: int) -> str:
    entries = [{"resource": lists.plain_patient()} for _ in range(count - 1)]
    return json.dumps(
        {"resourceType": "Bundle", "entry": [*entries, {"resource": lists.request("Zoloft")}]}
    )


def odd_words(count: int) -> str:
    chance = random.Random(3)
    words = ("".join(chance.choices("abcdefghilmnoprstuvz", k=9)) for _ in range(count))
    return "\n".join([*(f"{word} 10 mg" for word in words), "Zoloft"])


def many_entries() -> str:
    others = [lists.entry("lisinopril")] * 9_000
    return lists.ccda(lists.medicines(lists.entry("Zoloft"), *others))


def entities() -> str:
    return lists.ccda(head="<!DOCTYPE x [" + '<!ENTITY a "b">' * 350_000 + "]>")


def deep_json() -> str:
    return '{"resourceType":"Bundle","entry":' + "[" * 200_000 + "]" * 200_000 + "}"


# What is made, the name of the file, and what must be proposed or said of it ("": either).
LARGE: dict[str, tuple[Callable[[], bytes | str], str, str]] = {
    "20,000 entries in a zip": (lambda: big_export(20_000), "export.zip", "sertraline"),
    "a bomb": (bomb, "bomb.zip", "zip"),
    "a bomb that lies": (lambda: bomb(1000), "bomb.zip", "zip"),
    "20,000 resources": (lambda: many_resources(20_000), "all.json", "sertraline"),
    "5 MB of XML": (many_entries, "all.xml", "sertraline"),
    "5 MB of entities": (entities, "all.xml", "entities"),
    "deep XML": (lambda: lists.ccda("<a>" * 200_000), "deep.xml", "broken"),
    "deep JSON": (deep_json, "deep.json", "none"),
    "a page of 4 MB": (lambda: "<html>" + "<style a='" * 400_000 + "'><p>Zoloft", "page.html", ""),
    "20,000 odd words": (lambda: odd_words(20_000), "odd.txt", ""),
    "one line of 5 MB": (lambda: "note, " * 900_000, "line.txt", ""),
    "60 MB of text": (lambda: "Zoloft\n" * 9_000_000, "long.txt", "large"),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_large_or_hostile_is_read_or_refused_in_time_with_the_page_alive(
    opened, tmp_path, name
):
    make, file_name, want = LARGE[name]
    data = make()
    path = tmp_path / file_name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    fold = opened()
    fold.page.evaluate(
        """() => {
          const read = document.querySelector("[data-bring-read]");
          read.addEventListener("click", () => { window.began = performance.now(); }, true);
          new MutationObserver(() => { window.took ||= performance.now() - window.began; })
            .observe(document.querySelector("[data-bring-found]"), {childList: true});
        }"""
    )
    told = fold.read(files=path)
    took = fold.page.evaluate("window.took") / 1000
    assert took < SECONDS
    if want in SAYS:
        assert told["trouble"] == SAYS[want]
        assert told["proposed"] == []
    elif want:
        assert told["proposed"] == [want]
    fold.start_over()
    assert fold.proposed("Paxil") == ["paroxetine"]
    assert fold.requests == []


# --- for everybody ------------------------------------------------------------------------------


def test_all_of_it_is_done_with_the_keyboard(opened):
    fold = opened()
    fold.root.locator("textarea").focus()
    keyboard = fold.page.keyboard
    keyboard.insert_text("Zoloft 2015")
    for _ in range(2):
        keyboard.press("Tab")
    expect(fold.root.get_by_role("button", name="Read it here")).to_be_focused()
    keyboard.press("Enter")
    expect(fold.root.get_by_role("heading", name="We found 1.")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(fold.one("sertraline").get_by_label("I took it for something else")).to_be_focused()
    keyboard.press("Enter")  # in a form this would send it
    keyboard.press("Space")
    assert fold.requests == []
    for _ in range(2):
        keyboard.press("Tab")
    with answered(fold.page):
        keyboard.press("Enter")
    assert fold.store()["results"] == {"sertraline": "other-reason"}


def test_a_reader_hears_what_each_control_is_and_what_was_found(opened):
    fold = opened()
    fold.read("Zoloft 2015\nEffexor")
    expect(fold.page.get_by_role("status").filter(has_text="We found 2.")).to_have_count(1)
    for role, name in [
        ("textbox", "Paste your list"),
        ("button", "Or open a file"),
        ("button", "Leave out: Zoloft (sertraline)"),
        ("group", "Effexor (venlafaxine)"),
    ]:
        expect(fold.root.get_by_role(role, name=name)).to_be_visible()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_in_it_and_it_fits_the_screen(opened, complaints, size):
    fold = opened(size)
    fold.read(files=SAMPLES / "lists/portal.txt")
    fold.root.locator("details > summary").last.click()
    fold.page.evaluate(AXE_SCRIPT)
    found = fold.page.evaluate(FINDINGS.replace("run(document", "run('[data-bring]'"), TAGS)
    right = fold.root.evaluate(RIGHT_EDGE)
    complaints.clear()  # axe tries a style
    assert found == []
    assert right <= fold.page.viewport_size["width"]
