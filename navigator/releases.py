"""Read a release from the database into a catalogue."""

from django.db import InterfaceError, OperationalError, transaction

from navigator.catalogue import MODELS, Catalogue
from navigator.models import Item, Medicine, Release


class Damaged(Exception):  # noqa: N818
    """The rows of a release do not match the digest that was stored with it."""


def read(release: Release) -> Catalogue:
    """Read one release from the database, in one query for each model."""
    items: list[Item] = []
    for model in MODELS:
        if model is Medicine:
            items += Medicine.objects.filter(release=release).select_related("medicine_class")
        else:
            items += model._default_manager.filter(release=release)
    return Catalogue.of(items, release.pk, release.report, release.layer)


def read_whole(release: Release) -> Catalogue:
    """Read a release and verify its digest. Raises Damaged, or the database's error if it does not
    answer."""
    try:
        # One transaction, so that a load or a pruning between two queries has no effect.
        with transaction.atomic():
            catalogue = read(release)
        whole = catalogue.digest == release.digest
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # a damaged file can raise anything
        raise Damaged from error
    if not whole:
        raise Damaged
    return catalogue
