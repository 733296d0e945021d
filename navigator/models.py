"""The nouns of the catalogue, and its one schema.

A front-matter key is a field name here, and the field's validators say what may stand in it.
Facts that SQL never filters are JSON fields, so an unsaved item is whole and rules are tested
without a database. All rows belong to one `Release`; the newest release is what readers see.
"""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from navigator import facts
from navigator.words import Availability, Counts, EvidenceStrength, Kind

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG_MAX = 60
_is_slug = RegexValidator(rf"\A{SLUG}\Z", "expected lower case letters, digits and hyphens")


def many(validator: Any, *, blank: bool = False, default: Any = list) -> Any:
    """A JSON field with its validator."""
    return models.JSONField(default=default, blank=blank, validators=[validator])


class Release(models.Model):
    """One published state of the whole catalogue. Releases are only ever added."""

    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"release {self.pk} ({self.digest[:8]})"


class Item(models.Model):
    """What every row of the catalogue has: its release, and its slug (file name or key)."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="+")
    slug = models.CharField(max_length=SLUG_MAX, validators=[_is_slug])

    # Fields that the loader works out; an editor does not write them.
    COMPUTED: ClassVar[frozenset[str]] = frozenset({"id", "release", "slug"})

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="%(class)s_slug_in_release")
        ]

    def __str__(self) -> str:
        return self.slug


class Prose(Item):
    """An item with a body of its own."""

    sections = models.JSONField(default=list, blank=True)  # [{"key", "heading", "html"}]
    sources = models.JSONField(default=list, blank=True)  # slugs, in the order they are cited
    words = models.JSONField(default=list, blank=True)  # slugs of hard words, as they first stand
    text = models.TextField(blank=True, default="")  # the body as plain text, for its grade

    COMPUTED = Item.COMPUTED | {"sections", "sources", "words", "text"}
    HEADINGS: ClassVar[tuple[tuple[str, str], ...] | None] = None  # None: any headings

    class Meta(Item.Meta):
        abstract = True


class Checked(Prose):
    """An item last held against its sources on a day."""

    checked_on = models.DateField()
    clinician_review = models.JSONField(
        null=True, blank=True, default=None, validators=[facts.review]
    )

    class Meta(Prose.Meta):
        abstract = True


class Treatment(Checked):
    """One option: a way to use medicines, a talk therapy, a procedure or a self-care step."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=30, choices=Kind)
    also_called = many(facts.phrases, blank=True)
    summary = models.CharField(max_length=200)
    availability = models.CharField(max_length=10, choices=Availability, default="care", blank=True)
    part_of = models.CharField(max_length=60, blank=True, default="")
    includes = many(facts.phrases, blank=True)
    practicalities = many(facts.practicalities, blank=True, default=dict)
    evidence_strength = models.CharField(max_length=20, choices=EvidenceStrength)
    usually_after = many(facts.rules, blank=True)
    talked_about_when = many(facts.rules, blank=True)
    worth_knowing = many(facts.told, blank=True)
    approvals = many(facts.approvals, blank=True)
    figures = many(facts.figures, blank=True)
    benefits = many(facts.sentences)
    harms = many(facts.sentences)
    matters = many(facts.matters, blank=True, default=dict)
    questions = many(facts.five_questions)

    HEADINGS = (
        ("in-short", "In short"),
        ("what-happens", "What happens"),
        ("time-and-place", "Time and place"),
        ("how-soon", "How soon it may help and how long it lasts"),
        ("how-well", "How well it works and how sure we are"),
        ("side-effects", "Side effects and downsides"),
        ("tell-first", "Tell your psychiatrist first if"),
        ("cost", "Cost and insurance"),
        ("before-it", "What usually comes before it"),
        ("when-it-stops", "When it stops"),
        ("enough", "Did it have enough dose and time?"),
    )

    def get_absolute_url(self) -> str:
        """The option's own page."""
        return f"/options/{self.slug}/"


class MedicineClass(Checked):
    """A family of medicines, with a box of its own in the panel of what was tried."""

    class Group(models.TextChoices):
        ANTIDEPRESSANT = "antidepressant", "Antidepressants"
        ADD_ON = "add-on", "Add-on medicines"
        OTHER = "other", "Other medicines and supplements"

    name = models.CharField(max_length=80)
    also_called = many(facts.phrases, blank=True)
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20, choices=Group)
    summary = models.CharField(max_length=300)
    counts_as_antidepressant = models.CharField(max_length=10, choices=Counts)


class Medicine(Item):
    """One medicine by its generic name. It stands in the file of its class."""

    medicine_class = models.ForeignKey(MedicineClass, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    brands = many(facts.brands, blank=True, default=dict)
    also_called = many(facts.phrases, blank=True)
    counts_as_antidepressant = models.CharField(max_length=10, choices=Counts)
    close_relatives = many(facts.phrases, blank=True)
    note = models.CharField(max_length=400, blank=True, default="")
    sources = many(facts.phrases)
    position = models.PositiveSmallIntegerField(default=0)

    COMPUTED = Item.COMPUTED - {"slug"} | {"medicine_class", "position"}


class Source(Item):
    """Where a fact comes from."""

    class Type(models.TextChoices):
        LABEL = "label", "official label"
        REGULATOR = "regulator", "regulator"
        PAYER = "payer", "insurer’s rule"
        GUIDELINE = "guideline", "guideline"
        CONSENSUS = "consensus", "expert panel"
        TRIAL = "trial", "study"
        REVIEW = "review", "review of studies"
        OFFICIAL_PAGE = "official-page", "official page"
        SOURCE_ARTICLE = "source-article", "the article this guide grew from"

    title = models.CharField(max_length=240)
    publisher = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    url = models.URLField(max_length=500)
    kind = models.CharField(max_length=20, choices=Type)
    second_hand = models.BooleanField(default=False)

    COMPUTED = Item.COMPUTED - {"slug"}


class ReviewTopic(Checked):
    """One of the things that the psychiatrist may go over."""

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    summary = models.CharField(max_length=200)
    bring = many(facts.sentences)
    questions = many(facts.questions)

    HEADINGS = (
        ("why", "Why they ask"),
        ("say", "What you can say"),
        ("good-to-know", "Good to know"),
    )


class QuestionSet(Checked):
    """Questions that belong to any visit, or to how a try went."""

    name = models.CharField(max_length=80)
    questions = many(facts.questions)


class Priority(Item):
    """One of the things that may matter to a person."""

    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=160, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    COMPUTED = Item.COMPUTED - {"slug"} | {"position"}


class Page(Checked):
    """A page of prose."""

    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200)


class UrgentHelp(Prose):
    """Help lines of one country. Each line says itself when it was last checked."""

    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=20)
    emergency = models.CharField(max_length=20, blank=True, default="")
    lines = many(facts.lines)


class Term(Item):
    """A hard word and its meaning."""

    term = models.CharField(max_length=60)
    forms = many(facts.phrases, blank=True)
    meaning = models.CharField(max_length=300)

    COMPUTED = Item.COMPUTED
