"""The models of the catalogue. Each key of the front matter is a field here.

content/schemas.py validates the JSON fields. Facts that SQL never filters are JSON fields, so an
unsaved item is complete, and rules can be tested without a database. Every row belongs to one
`Release`; the site serves the newest release.
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
    report = models.JSONField(default=dict)  # what /about/quality/ shows, computed at the load
    layer = models.JSONField(default=dict)  # a clinic's own facts; empty without one
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"release {self.pk} ({self.digest[:8]})"


class Item(models.Model):
    """Abstract base of every model: the release, and the slug (file name or key)."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="+")
    slug = models.CharField(max_length=SLUG_MAX, validators=[_is_slug])

    # Fields that the loader computes; they are not keys of the front matter.
    COMPUTED: ClassVar[frozenset[str]] = frozenset({"id", "release", "slug"})

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="%(class)s_slug_in_release")
        ]

    def __str__(self) -> str:
        return self.slug


class Prose(Item):
    """Abstract: an item with a Markdown body."""

    sections = models.JSONField(default=list, blank=True)  # [{"key", "heading", "html"}]
    sources = models.JSONField(default=list, blank=True)  # slugs, in the order they are cited
    terms = models.JSONField(default=list, blank=True)  # slugs of terms, as they first appear
    text = models.TextField(blank=True, default="")  # the body as plain text, for its reading grade

    COMPUTED = Item.COMPUTED | {"sections", "sources", "terms", "text"}
    HEADINGS: ClassVar[tuple[tuple[str, str], ...] | None] = None  # None: any headings
    OPTIONAL_HEADINGS: ClassVar[frozenset[str]] = frozenset()  # may be missing

    class Meta(Item.Meta):
        abstract = True


class Checked(Prose):
    """Abstract: an item with the date on which it was last checked against its sources."""

    CHECK_DAYS: ClassVar[int] = 365  # after which an item is overdue for a check

    checked_on = models.DateField()
    clinician_review = models.JSONField(null=True, blank=True, default=None)

    class Meta(Prose.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        """The path at which it is read."""
        raise NotImplementedError

    def is_overdue(self, as_of: datetime.date) -> bool:
        """Whether on the date `as_of` the last check is more than `CHECK_DAYS` ago."""
        return (as_of - self.checked_on).days > self.CHECK_DAYS


class Treatment(Checked):
    """One option: a way to use medicines, a talk therapy, a procedure or a self-care step."""

    name = models.CharField(max_length=80)
    gloss = models.CharField(max_length=40, blank=True, default="")  # explains an unclear name
    line = models.CharField(max_length=90, blank=True, default="")  # replaces the derived one
    kind = models.CharField(max_length=30, choices=Kind)
    also_called = models.JSONField(default=list, blank=True)
    summary = models.CharField(max_length=200)
    availability = models.CharField(max_length=10, choices=Availability, default="care", blank=True)
    part_of = models.CharField(max_length=60, blank=True, default="")
    includes = models.JSONField(default=list, blank=True)
    practicalities = models.JSONField(default=dict, blank=True)
    # In treatment-resistant depression; then in depression in general, only if that differs.
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
    """One of the four kinds of option: its heading, and texts and rules for the whole kind.

    The slug is the kind. It has no body.
    """

    heading = models.CharField(max_length=60)
    summary = models.CharField(max_length=200)
    talked_about_when = models.JSONField(default=list, blank=True)
    tell_when = models.JSONField(default=list, blank=True)

    def get_absolute_url(self) -> str:
        """Its heading in the list of options."""
        return f"/options/#{self.slug}"


class MedicineClass(Checked):
    """A class (family) of medicines, with a checkbox of its own: “one of these”.

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
        """Its section on the page of medicines."""
        return f"/medicines/#{self.slug}"


class Medicine(Item):
    """One medicine by its generic name. It is defined in the file of its class."""

    medicine_class = models.ForeignKey(MedicineClass, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    brands = models.JSONField(default=dict, blank=True)
    also_called = models.JSONField(default=list, blank=True)
    recognised = models.JSONField(default=list, blank=True)  # recognised, never shown
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
        """Its section on the page about the visit."""
        return f"/visit/#{self.slug}"


class QuestionSet(Checked):
    """Questions for any visit, or for one result of a try."""

    name = models.CharField(max_length=80)
    questions = models.JSONField(default=list)

    def get_absolute_url(self) -> str:
        """A page that shows it without any answers."""
        return "/questions/blank/"


class Priority(Item):
    """One of the things that may matter to a person."""

    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=160, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    COMPUTED = Item.COMPUTED - {"slug"} | {"position"}


class PlanForm(Checked):
    """Fields of US health plans' prior-authorization forms, for one option or for all.

    The slug is the option's, or `all`. It has no body. A line names a field as the form does; it
    has no score, no number of weeks and no verdict.
    """

    ALL = "all"
    CHECK_DAYS = 183  # plans change their forms often

    asks = models.JSONField(default=list)

    def get_absolute_url(self) -> str:
        """The sheet, which shows it once its option is to be asked about."""
        return "/questions/"


class Page(Checked):
    """A page of prose."""

    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200)

    # Pages whose path is not /<slug>/.
    ADDRESSES: ClassVar[dict[str, str]] = {
        "ask": "/visit/ask/",
        "changes": "/about/changes/",
        "evidence": "/about/evidence/",
        "red-flags": "/urgent/",
        "updates": "/about/updates/",
    }

    def get_absolute_url(self) -> str:
        """The path of the page."""
        return self.ADDRESSES.get(self.slug, f"/{self.slug}/")


class UrgentHelp(Prose):
    """Help lines of one country. Each line has its own date of the last check."""

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
