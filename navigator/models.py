"""The nouns of the catalogue, and its one schema.

A front-matter key is a field name here; content/schemas.py says what may stand in a JSON field.
Facts that SQL never filters are JSON fields, so an unsaved item is whole and rules are tested
without a database. All rows belong to one `Release`; the newest release is what readers see.
"""

import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from navigator.choices import Availability, Counts, EvidenceStrength, Kind

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG_MAX = 60
_is_slug = RegexValidator(rf"\A{SLUG}\Z", "expected lower case letters, digits and hyphens")


class Release(models.Model):
    """One published state of the whole catalogue. Releases are only ever added."""

    digest = models.CharField(max_length=64)
    report = models.JSONField(default=dict)  # what /about/quality/ shows, worked out at the load
    layer = models.JSONField(default=dict)  # what a clinic adds; empty without one
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
    terms = models.JSONField(default=list, blank=True)  # slugs of terms, as they first appear
    text = models.TextField(blank=True, default="")  # the body as plain text, for its grade

    COMPUTED = Item.COMPUTED | {"sections", "sources", "terms", "text"}
    HEADINGS: ClassVar[tuple[tuple[str, str], ...] | None] = None  # None: any headings
    OPTIONAL_HEADINGS: ClassVar[frozenset[str]] = frozenset()  # of HEADINGS those that may lack

    class Meta(Item.Meta):
        abstract = True


class Checked(Prose):
    """An item last held against its sources on a day."""

    CHECK_DAYS: ClassVar[int] = 365  # after which a text has to be held against its sources again

    checked_on = models.DateField()
    clinician_review = models.JSONField(null=True, blank=True, default=None)

    class Meta(Prose.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        """The address at which it is read."""
        raise NotImplementedError

    def is_overdue(self, as_of: datetime.date) -> bool:
        """Whether it was last checked too long before a day."""
        return (as_of - self.checked_on).days > self.CHECK_DAYS


class Treatment(Checked):
    """One option: a way to use medicines, a talk therapy, a procedure or a self-care step."""

    name = models.CharField(max_length=80)
    gloss = models.CharField(max_length=40, blank=True, default="")  # for a name that says nothing
    line = models.CharField(max_length=90, blank=True, default="")  # replaces the derived one
    kind = models.CharField(max_length=30, choices=Kind)
    also_called = models.JSONField(default=list, blank=True)
    summary = models.CharField(max_length=200)
    availability = models.CharField(max_length=10, choices=Availability, default="care", blank=True)
    part_of = models.CharField(max_length=60, blank=True, default="")
    includes = models.JSONField(default=list, blank=True)
    practicalities = models.JSONField(default=dict, blank=True)
    # In depression that has not lifted; and in depression as such, where that is another.
    evidence_strength = models.CharField(max_length=20, choices=EvidenceStrength)
    evidence_in_depression = models.CharField(
        max_length=20, choices=EvidenceStrength, blank=True, default=""
    )
    only_after = models.JSONField(default=list, blank=True)
    usually_after = models.JSONField(default=list, blank=True)
    talked_about_when = models.JSONField(default=list, blank=True)
    worth_knowing = models.JSONField(default=list, blank=True)
    tell_when = models.JSONField(default=list, blank=True)
    approvals = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=list, blank=True)
    benefits = models.JSONField(default=list)
    harms = models.JSONField(default=list)
    matters = models.JSONField(default=dict, blank=True)
    questions = models.JSONField(default=list)

    HEADINGS = (
        ("in-short", "In short"),
        ("what-happens", "What happens"),
        ("how-it-works", "How it is thought to work"),
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
    OPTIONAL_HEADINGS = frozenset({"How it is thought to work"})

    def get_absolute_url(self) -> str:
        """The option's own page."""
        return f"/options/{self.slug}/"


class OptionKind(Checked):
    """One of the four kinds of option: its heading, and what is said once for all of them.

    The slug is the kind. It has no body.
    """

    heading = models.CharField(max_length=60)
    summary = models.CharField(max_length=200)
    talked_about_when = models.JSONField(default=list, blank=True)
    tell_when = models.JSONField(default=list, blank=True)

    def get_absolute_url(self) -> str:
        """Its place in the list of options."""
        return f"/options/#{self.slug}"


class MedicineClass(Checked):
    """A family of medicines, with a box of its own in the panel of what was tried.

    The class of talk therapies has no medicine: its members are the options of that kind.
    """

    class Group(models.TextChoices):
        ANTIDEPRESSANT = "antidepressant", "Antidepressants"
        ADD_ON = "add-on", "Add-on medicines"
        OTHER = "other", "Other medicines and supplements"
        THERAPY = "therapy", "Talk therapies"

    name = models.CharField(max_length=80)
    also_called = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20, choices=Group)
    summary = models.CharField(max_length=300)
    counts_as_antidepressant = models.CharField(max_length=10, choices=Counts)

    def get_absolute_url(self) -> str:
        """Its place on the page of medicines."""
        return f"/medicines/#{self.slug}"


class Medicine(Item):
    """One medicine by its generic name. It stands in the file of its class."""

    medicine_class = models.ForeignKey(MedicineClass, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    brands = models.JSONField(default=dict, blank=True)
    also_called = models.JSONField(default=list, blank=True)
    recognised = models.JSONField(default=list, blank=True)  # names that are found, never shown
    counts_as_antidepressant = models.CharField(max_length=10, choices=Counts)
    close_relatives = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=400, blank=True, default="")
    sources = models.JSONField(default=list)
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
        NEWS = "news", "news"
        DRUG_INFORMATION = "drug-information", "drug information"
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
    bring = models.JSONField(default=list)
    questions = models.JSONField(default=list)

    HEADINGS = (
        ("why", "Why they ask"),
        ("say", "What you can say"),
        ("good-to-know", "Good to know"),
    )

    def get_absolute_url(self) -> str:
        """Its place on the page of the visit."""
        return f"/visit/#{self.slug}"


class QuestionSet(Checked):
    """Questions that belong to any visit, or to how a try went."""

    name = models.CharField(max_length=80)
    questions = models.JSONField(default=list)

    def get_absolute_url(self) -> str:
        """Where it can be read without any answer."""
        return "/questions/blank/"


class Priority(Item):
    """One of the things that may matter to a person."""

    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=160, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    COMPUTED = Item.COMPUTED - {"slug"} | {"position"}


class PlanForm(Checked):
    """Fields that health plans' forms have for one option, or for all. US only.

    The slug is the option's, or `all`. It has no body. A line names a field as a form does, and
    no score, no number of weeks and no verdict.
    """

    ALL = "all"
    CHECK_DAYS = 183  # plans change their forms often

    asks = models.JSONField(default=list)

    def get_absolute_url(self) -> str:
        """Where it is read, once its option is asked about."""
        return "/questions/"


class Page(Checked):
    """A page of prose."""

    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200)

    # Pages that do not stand at /<slug>/.
    ADDRESSES: ClassVar[dict[str, str]] = {
        "ask": "/visit/ask/",
        "changes": "/about/changes/",
        "evidence": "/about/evidence/",
        "red-flags": "/urgent/",
        "updates": "/about/updates/",
    }

    def get_absolute_url(self) -> str:
        """The page's own address."""
        return self.ADDRESSES.get(self.slug, f"/{self.slug}/")


class UrgentHelp(Prose):
    """Help lines of one country. Each line says itself when it was last checked."""

    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=20)
    emergency = models.CharField(max_length=20, blank=True, default="")
    lines = models.JSONField(default=list)


class Term(Item):
    """A hard word and its meaning."""

    term = models.CharField(max_length=60)
    forms = models.JSONField(default=list, blank=True)
    meaning = models.CharField(max_length=300)

    COMPUTED = Item.COMPUTED
