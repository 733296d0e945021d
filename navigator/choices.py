"""The enumerations of the catalogue and the form: values and display labels."""

from django.db import models


class Kind(models.TextChoices):
    """The four kinds of option, in the order in which they are shown."""

    MEDICATION_STRATEGY = "medication-strategy", "Medicine options"
    PSYCHOTHERAPY = "psychotherapy", "Talk therapies"
    PROCEDURE = "procedure", "Procedures"
    SELF_CARE = "self-care", "Steps you can take yourself"


class Result(models.TextChoices):
    """How a try went; the labels are the words that a person chooses from."""

    HELPED = "helped", "It helped"
    PARTLY = "partly", "It helped a little"
    FADED = "faded", "It helped, then wore off"
    NO = "no", "It did not help enough"
    SIDE_EFFECTS = "side-effects", "Side effects got in the way"
    NOT_STARTED = "not-started", "I did not start it, or could not get it"
    UNSURE = "unsure", "Not sure, or too soon to tell"
    OTHER_REASON = "other-reason", "I took it for something else"


class Counts(models.TextChoices):
    """Whether a medicine or class counts as one antidepressant that was tried."""

    YES = "yes"
    DEPENDS = "depends"
    NO = "no"


class Strength(models.TextChoices):
    """What kind of source a rule has. A rule of one strength does not override another."""

    LABEL = "label", "official label"
    PAYER = "payer", "insurer’s rule"
    GUIDELINE = "guideline", "guideline"
    CONSENSUS = "consensus", "expert panel"
    TRIAL_ENTRY = "trial-entry", "who a study let in"
    SOURCE_ARTICLE = "source-article", "Mayo Clinic article"


class EvidenceStrength(models.TextChoices):
    """How certain the evidence is."""

    STRONG = "strong", "Strong: many good trials, and most agree"
    MODERATE = "moderate", "Moderate: some good trials, or one large one"
    LIMITED = "limited", "Limited: few or small trials"
    MIXED = "mixed", "Mixed: trials disagree"
    NOT_TESTED_ENOUGH = "not-tested-enough", "Not tested enough"


class Country(models.TextChoices):
    """The country where a rule applies."""

    US = "us", "US"
    UK = "uk", "UK"
    CA = "ca", "Canada"
    AU = "au", "Australia"
    ENGLAND = "england", "England"
    SCOTLAND = "scotland", "Scotland"


class Approval(models.TextChoices):
    """The status that a regulator or a health service gives an option."""

    APPROVED = "approved"
    OFF_LABEL = "off-label"
    IN_STUDIES = "in-studies"
    NOT_ADVISED = "not-advised"
    AVAILABLE = "available"
    ACCEPTED = "accepted"
    SPECIAL_PERMISSION = "special-permission"


class Unasked(models.TextChoices):
    """Conditions that the form does not ask about: a rule with one is at most perhaps met."""

    SEVERE = "your depression is severe"
    TWO_YEARS = "your depression has lasted two years or more"


class Availability(models.TextChoices):
    """Whether an option is available in routine care, or in studies only."""

    CARE = "care"
    STUDIES = "studies"
