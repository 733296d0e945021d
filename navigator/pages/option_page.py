"""The template context of one option's page that does not depend on the person."""

from typing import Any

from navigator.catalogue import Catalogue
from navigator.choices import Kind
from navigator.models import Treatment


def option_context(catalogue: Catalogue, option: Treatment) -> dict[str, Any]:
    """The sections, sources, terms and rules of an option, by template variable."""
    lists = (
        option.usually_after,
        option.talked_about_when,
        option.only_after,
        option.worth_knowing,
    )
    return {
        "kind": Kind(option.kind),
        "sections": {section["key"]: section for section in option.sections},
        "sources": [catalogue.source[each] for each in option.sources],
        "terms": [catalogue.term[each] for each in option.terms],
        "rules": [
            {"rule": rule, "source": catalogue.source[rule["source"]]}
            for rules in lists
            for rule in rules
        ],
        "parts": [each for each in catalogue.treatments if each.part_of == option.slug],
        "whole": catalogue.treatment.get(option.part_of),
        "included": [catalogue.tryable[part] for part in option.includes],
        "matters": [
            (priority, option.matters[priority.slug])
            for priority in catalogue.priorities
            if priority.slug in option.matters
        ],
    }
