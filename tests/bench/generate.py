"""Make a content folder with more options than we have, the same for the same seed.

    python -m tests.bench.generate FOLDER 1000

An invented option is shuffled together from the shipped ones: each section, rule, harm and question
is a real one of some option, so sizes and words are plausible. Its conditions are drawn anew, so
that rules differ as much as they would. Nothing of it is true: it is for measuring alone.
"""

import json
import random
import shutil
import sys
from pathlib import Path
from typing import Any

from navigator.content import markdown as prose
from navigator.content.frontmatter import ContentFile, read
from navigator.content.load import KIND_OF_FOLDER

SHIPPED = Path(__file__).resolve().parent.parent.parent / "content"
SEED = 20261123


class Shipped:
    """The files that we ship, as bags to draw from."""

    def __init__(self) -> None:
        self.options: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.tryable: list[str] = []
        self.texts: dict[str, list[str]] = {}  # the parts of all options, by heading
        for path in sorted((SHIPPED / "en").glob("*/*.md")):
            file = ContentFile(path, SHIPPED)
            if file.folder in KIND_OF_FOLDER and read(file):
                parts = {part.heading: part.markdown for part in prose.sections(file.body)}
                self.options.append((file.folder, file.data, parts))
                for heading, text in parts.items():
                    self.texts.setdefault(heading, []).append(text)
                self.tryable.append(file.slug)
            elif file.folder == "medicines" and read(file):
                self.tryable += [file.slug, *(entry["slug"] for entry in file.data["medicines"])]


def generate(to: Path, options: int) -> Path:
    """Fill `to`/content with the shipped files and as many invented options as are missing."""
    folder = to / "content"
    shutil.copytree(SHIPPED, folder)
    shipped, draw = Shipped(), random.Random(SEED)
    for number in range(len(shipped.options) + 1, options + 1):
        place, data, parts = _invent(shipped, draw, number)
        keys = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()]
        body = [f"## {heading}\n\n{text}" for heading, text in parts.items()]
        text = "\n".join(["---", *keys, "---", "", "\n\n".join(body), ""])
        (folder / "en" / place / f"invented-{number}.md").write_text(text, "utf-8")
    return folder


def _invent(
    shipped: Shipped, draw: random.Random, number: int
) -> tuple[str, dict[str, Any], dict[str, str]]:
    """One option: its folder, front matter and body."""
    place, data, parts = draw.choice(shipped.options)
    data = json.loads(json.dumps(data))  # a copy whose lists are its own
    data["name"] = f"Invented option {number}"
    for key in ("also_called", "part_of", "includes"):
        data.pop(key, None)
    for key in ("benefits", "harms", "worth_knowing"):
        if key in data:
            data[key] = draw.choice(shipped.options)[1].get(key, data[key])
    for rule in (*data.get("usually_after", ()), *data.get("talked_about_when", ())):
        _draw_conditions(rule, shipped, draw)
    body = {heading: draw.choice(shipped.texts[heading]) for heading in parts}
    return place, data, body


def _draw_conditions(rule: dict[str, Any], shipped: Shipped, draw: random.Random) -> None:
    if "antidepressants" in rule:
        rule["antidepressants"] = draw.randint(1, 4)
    for key in ("tried", "tried_any"):
        if key in rule:
            rule[key] = draw.sample(shipped.tryable, len(rule[key]))
    if "result" in rule and draw.random() < 0.5:
        rule["result"]["of"] = draw.choice(shipped.tryable)


if __name__ == "__main__":
    print(generate(Path(sys.argv[1]), int(sys.argv[2])))
