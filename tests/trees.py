"""A small content tree in a folder of its own, for tests of the loader."""

import os
import shutil
from pathlib import Path

from navigator.catalogue import Catalogue
from navigator.content.frontmatter import ContentError, Problem
from navigator.content.load import read_all

SAMPLES = Path(__file__).resolve().parent / "samples"
OPTION = "procedures/examplol.md"


class Tree:
    """A copy of tests/samples/good, which loads without a problem, to be changed by a test."""

    def __init__(self, folder: Path) -> None:
        self.root = Path(shutil.copytree(SAMPLES / "good", folder / "content"))

    def path(self, name: str = OPTION) -> Path:
        return self.root / "en" / name

    def put(self, text: str | bytes, name: str = OPTION) -> Path:
        """Write a file, also one that is broken."""
        path = self.path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def change(self, old: str, new: str, name: str = OPTION) -> None:
        """Replace some words, which must be there, where they first stand."""
        text = self.path(name).read_text("utf-8")
        assert old in text, old
        self.put(text.replace(old, new, 1), name)

    def remove(self, name: str) -> None:
        path = self.path(name)
        shutil.rmtree(path) if path.is_dir() else os.unlink(path)

    def load(self, **options: int) -> Catalogue:
        return read_all(self.root, **options)

    def problems(self, **options: int) -> list[Problem]:
        """Everything that the loader finds wrong; nothing else may be raised."""
        try:
            self.load(**options)
        except ContentError as error:
            return error.problems
        return []

    def messages(self, **options: int) -> list[str]:
        """What the editor reads."""
        return [str(problem) for problem in self.problems(**options)]
