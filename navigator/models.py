"""The nouns of the catalogue, and its one schema.

A front-matter key is a field name here, and the field's validators say what may stand in it.
Facts that SQL never filters are JSON fields, so an unsaved item is whole and rules are tested
without a database. All rows belong to one `Release`; the newest release is what readers see.
"""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from navigator.shapes import (
    day,
    integer,
    list_of,
    mapping,
    mapping_of,
    one_of,
    require,
    text,
)


class Kind(models.TextChoices):
    """The four kinds of option, in the order in which they are shown."""

    MEDICATION_STRATEGY = "medication-strategy", "Medicine options"
    PSYCHOTHERAPY = "psychotherapy", "Talk therapies"
    PROCEDURE = "procedure", "Procedures"
    SELF_CARE = "self-care", "Steps you can take yourself"


class Result(models.TextChoices):
    """How a try went, in the person's own words."""

    HELPED = "helped", "It helped"
    PARTLY = "partly", "It helped a little"
    FADED = "faded", "It helped, then wore off"
    NO = "no", "It did not help enough"
    SIDE_EFFECTS = "side-effects", "Side effects got in the way"
    NOT_STARTED = "not-started", "I did not start it, or could not get it"
    UNSURE = "unsure", "Not sure, or too soon to tell"


class Counts(models.TextChoices):
    """Whether a medicine or class counts as one antidepressant that was tried."""

    YES = "yes"
    DEPENDS = "depends"
    NO = "no"


class Strength(models.TextChoices):
    """What stands behind a rule. A stronger word does not cancel a weaker one."""

    LABEL = "label", "official label"
    PAYER = "payer", "insurer’s rule"
    GUIDELINE = "guideline", "guideline"
    CONSENSUS = "consensus", "expert panel"
    TRIAL_ENTRY = "trial-entry", "who a study let in"
    SOURCE_ARTICLE = "source-article", "Mayo Clinic article"


class EvidenceStrength(models.TextChoices):
    """How sure the evidence is for depression that has not lifted."""

    STRONG = "strong", "Strong: many good trials, and most agree"
    MODERATE = "moderate", "Moderate: some good trials, or one large one"
    LIMITED = "limited", "Limited: few or small trials"
    MIXED = "mixed", "Mixed: trials disagree"
    NOT_TESTED_ENOUGH = "not-tested-enough", "Not tested enough in hard-to-treat depression"


class Country(models.TextChoices):
    """Where a rule binds."""

    US = "us", "US"
    UK = "uk", "UK"
    CA = "ca", "Canada"


class Availability(models.TextChoices):
    """Whether an option can be had as care, or in studies alone."""

    CARE = "care"
    STUDIES = "studies"


SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_is_slug = RegexValidator(rf"\A{SLUG}\Z", "expected lower case letters, digits and hyphens")

_sentence = text(at_most=400)
_phrase = text(at_most=160)
_slug = text(at_most=60)
_range = mapping({"min": integer(0, 1000), "max": integer(0, 1000)})
_question = mapping({"key": _slug, "text": text(at_most=220)})
_results = one_of(Result.values)

# The conditions that a rule may ask for. Inside one rule all must hold.
CONDITIONS = {
    "antidepressants": integer(1, 10),
    "tried": list_of(_slug),
    "tried_any": list_of(_slug),
    "result": mapping({"of": _slug, "is": list_of(_results, at_most=7)}),
}
_told = {
    "because": _sentence,
    "strength": one_of(Strength.values),
    "source": _slug,
}
_country = {"country": one_of(Country.values)}

PRACTICALITIES = {
    "time_to_effect_weeks": _range,
    "visits_per_week": _range,
    "visit_minutes": _range,
    "course_weeks": _range,
    "place": _phrase,
    "anesthesia": _phrase,
    "drive_home": _phrase,
}


def phrases(value: Any) -> None:
    """A list of short texts."""
    require(list_of(_phrase, at_least=0), value)


def sentences(value: Any) -> None:
    """Two to seven sentences: fewer say little, more are not read."""
    require(list_of(_sentence, at_least=2, at_most=7), value)


def rules(value: Any) -> None:
    """Criteria: at least one condition each, with the reason, its strength and its source."""
    require(list_of(mapping(_told, CONDITIONS | _country), at_least=0), value)
    require(list_of(_has_condition, at_least=0), value)


def _has_condition(value: Any) -> Any:
    if not CONDITIONS.keys() & value.keys():
        yield from mapping(dict.fromkeys([" or ".join(CONDITIONS)], _sentence))({})


def told(value: Any) -> None:
    """What is told to everybody: exceptions, stricter rules, other countries."""
    require(list_of(mapping(_told, _country), at_least=0), value)


def questions(value: Any) -> None:
    """Two to twelve questions; a key is for ever, since links hold it."""
    require(list_of(_question, at_least=2, at_most=12), value)


def five_questions(value: Any) -> None:
    """At least five questions for each treatment."""
    require(list_of(_question, at_least=5, at_most=12), value)


def practicalities(value: Any) -> None:
    """Visits, weeks and place. An absent line means unknown, never zero."""
    require(mapping({}, PRACTICALITIES), value)


def approvals(value: Any) -> None:
    """What regulators say, by country and day."""
    shape = mapping(
        {
            "country": one_of(Country.values),
            "status": one_of(["approved", "off-label", "in-studies", "not-advised", "available"]),
            "text": _sentence,
            "as_of": day,
            "source": _slug,
        }
    )
    require(list_of(shape, at_least=0), value)


def figures(value: Any) -> None:
    """Figures that may be shown: arms out of 100 people, when, in whom, with doubt and source."""
    arm = mapping({"label": _phrase, "people_per_100": integer(0, 100)})
    shape = mapping(
        {
            "outcome": _phrase,
            "after_weeks": integer(0, 520),
            "arms": list_of(arm, at_least=2, at_most=4),
            "people": _sentence,
            "doubt": _sentence,
            "source": _slug,
        }
    )
    require(list_of(shape, at_least=0), value)


def matters(value: Any) -> None:
    """Plain facts by priority: whether the option meets it, and the fact."""
    fact = mapping({"meets": one_of(["yes", "partly", "no"]), "fact": _sentence})
    require(mapping_of(fact), value)


def brands(value: Any) -> None:
    """Brand names by country."""
    require(mapping_of(list_of(_phrase), keys=["us", "uk", "ca", "eu"]), value)


def lines(value: Any) -> None:
    """Help lines: a name, a way to reach it, the day it was last checked, the source."""
    optional = dict.fromkeys(["call", "text", "text_body", "url", "note"], _sentence)
    shape = mapping({"name": _phrase, "checked_on": day, "source": _slug}, optional)
    require(list_of(shape), value)


def review(value: Any) -> None:
    """A review by a real clinician of the organisation that publishes."""
    require(mapping({"by": _phrase, "role": _phrase, "on": day}), value)


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
    slug = models.CharField(max_length=60, validators=[_is_slug])

    # Fields that the loader works out; an editor does not write them.
    COMPUTED: ClassVar[frozenset[str]] = frozenset({"id", "release", "slug"})

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="%(class)s_slug_in_release")
        ]

    def __str__(self) -> str:
        return self.slug


class Checked(Item):
    """An item with text of its own, last held against its sources on a day."""

    checked_on = models.DateField()
    clinician_review = models.JSONField(null=True, blank=True, default=None, validators=[review])
    sections = models.JSONField(default=list, blank=True)  # [{"key", "heading", "html"}]
    sources = models.JSONField(default=list, blank=True)  # slugs, in the order they are cited
    text = models.TextField(blank=True, default="")  # the body as plain text, for its grade

    COMPUTED = Item.COMPUTED | {"sections", "sources", "text"}
    HEADINGS: ClassVar[tuple[tuple[str, str], ...] | None] = None  # None: any headings

    class Meta(Item.Meta):
        abstract = True


class Treatment(Checked):
    """One option: a way to use medicines, a talk therapy, a procedure or a self-care step."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=30, choices=Kind)
    also_called = many(phrases, blank=True)
    summary = models.CharField(max_length=200)
    availability = models.CharField(max_length=10, choices=Availability, default="care", blank=True)
    part_of = models.CharField(max_length=60, blank=True, default="")
    includes = many(phrases, blank=True)
    practicalities = many(practicalities, blank=True, default=dict)
    evidence_strength = models.CharField(max_length=20, choices=EvidenceStrength)
    usually_after = many(rules, blank=True)
    talked_about_when = many(rules, blank=True)
    worth_knowing = many(told, blank=True)
    approvals = many(approvals, blank=True)
    figures = many(figures, blank=True)
    benefits = many(sentences)
    harms = many(sentences)
    matters = many(matters, blank=True, default=dict)
    questions = many(five_questions)

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
    also_called = many(phrases, blank=True)
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20, choices=Group)
    summary = models.CharField(max_length=300)
    counts_as_antidepressant = models.CharField(max_length=10, choices=Counts)


class Medicine(Item):
    """One medicine by its generic name. It stands in the file of its class."""

    medicine_class = models.ForeignKey(MedicineClass, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    brands = many(brands, blank=True, default=dict)
    also_called = many(phrases, blank=True)
    counts_as_antidepressant = models.CharField(max_length=10, choices=Counts)
    close_relatives = many(phrases, blank=True)
    note = models.CharField(max_length=400, blank=True, default="")
    sources = many(phrases)
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
    bring = many(sentences)
    questions = many(questions)

    HEADINGS = (
        ("why", "Why they ask"),
        ("say", "What you can say"),
        ("good-to-know", "Good to know"),
    )


class QuestionSet(Checked):
    """Questions that belong to any visit, or to how a try went."""

    name = models.CharField(max_length=80)
    questions = many(questions)


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


class UrgentHelp(Checked):
    """Help lines of one country."""

    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=20)
    emergency = models.CharField(max_length=20, blank=True, default="")
    lines = many(lines)

    # The day stands at each line, since each is checked by itself.
    checked_on = None
    COMPUTED = Checked.COMPUTED


class Term(Item):
    """A hard word and its meaning."""

    term = models.CharField(max_length=60)
    forms = many(phrases, blank=True)
    meaning = models.CharField(max_length=300)

    COMPUTED = Item.COMPUTED
