"""Small catalogues for tests: whole items with few words, and what a test wants different."""

from typing import Any

from navigator.catalogue import Catalogue
from navigator.choices import Counts
from navigator.matching.answers import Answers
from navigator.models import Item, Medicine, MedicineClass, Priority, QuestionSet, Source, Treatment

GUIDELINE = "a-guideline"


def make_source(slug: str = GUIDELINE, **different: Any) -> Source:
    values = {"title": "A guideline", "publisher": "A society", "year": 2024, "kind": "guideline"}
    return Source(slug=slug, **{**values, "url": "https://example.org/guideline", **different})


def make_rule(**conditions: Any) -> dict[str, Any]:
    """A criterion with the conditions given, its reason, strength and source."""
    told = {"because": "A guideline says so.", "strength": "guideline", "source": GUIDELINE}
    return {**told, **conditions}


def make_treatment(slug: str = "examplol", **different: Any) -> Treatment:
    values = {
        "name": slug.replace("-", " ").capitalize(),
        "kind": "procedure",
        "summary": "An example of an option, invented for a test.",
        "evidence_strength": "limited",
        "benefits": ["It may help.", "It is short."],
        "harms": ["It may not help.", "It takes time."],
        "questions": [{"key": f"q{n}", "text": f"Question {n}?"} for n in range(1, 6)],
        "checked_on": "2026-11-23",
        "sources": [GUIDELINE],
    }
    item = Treatment(slug=slug, **{**values, **different})
    item.clean_fields(exclude=["release"])
    return item


def make_class(
    slug: str, *medicines: str, counts: str = Counts.YES, **different: Any
) -> list[Item]:
    """A class and its medicines. “trazodone?” counts perhaps, “aripiprazole-” does not count."""
    values = {
        "name": slug.upper(),
        "position": 1,
        "group": "antidepressant",
        "summary": "A family of medicines.",
        "counts_as_antidepressant": counts,
        "checked_on": "2026-11-23",
    }
    family = MedicineClass(slug=slug, **{**values, **different})
    family.clean_fields(exclude=["release"])
    return [family, *(_medicine(family, text, place) for place, text in enumerate(medicines))]


def _medicine(family: MedicineClass, text: str, place: int) -> Medicine:
    how = {"?": Counts.DEPENDS, "-": Counts.NO}.get(text[-1], Counts.YES)
    slug = text.rstrip("?-")
    return Medicine(
        slug=slug,
        name=slug,
        medicine_class=family,
        counts_as_antidepressant=how,
        position=place,
        sources=[GUIDELINE],
    )


def make_catalogue(*items: Item | list[Item]) -> Catalogue:
    """A catalogue of the items given, with a source, a priority and questions for any visit."""
    flat = [one for item in items for one in (item if isinstance(item, list) else [item])]
    visit = QuestionSet(
        slug="visit",
        name="For any visit",
        checked_on="2026-11-23",
        questions=[
            {"key": "options", "text": "What are my options?"},
            {"key": "benefits-and-harms", "text": "What are the benefits and harms of each?"},
            {"key": "how-likely", "text": "How likely is each for me?"},
        ],
    )
    visit.clean_fields(exclude=["release"])
    return Catalogue.of([make_source(), Priority(slug="fast", name="It works soon"), visit, *flat])


def tried(*slugs: str, **results: str) -> Answers:
    """Answers of somebody who ticked `slugs`; results as keywords (`sertraline="no"`)."""
    said = {slug.replace("_", "-"): result for slug, result in results.items()}
    return Answers(tried=slugs, results=said)
