"""`NavigatorForm`: parses and validates everything a person chooses. POST in, `Answers` out.

An unknown slug or value (from an old link or a typing error) is ignored with a notice; the other
values are used.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from navigator.catalogue import Catalogue
from navigator.choices import Kind, Result
from navigator.matching.answers import Answers
from navigator.names.called import own_names
from navigator.names.despair import speaks_of_despair
from navigator.names.index import NameIndex
from navigator.names.lookup import Looked, look_up
from navigator.pages.memo import index_of

TOP_MAX = 3
COMPARE_MAX = 4
OWN_MAX = 10
OWN_LENGTH_MAX = 60
NAMES_LENGTH_MAX = 1000
SEARCH_LENGTH_MAX = 100
MANY = range(2, 10)
_KINDS = tuple(Kind.values)
_RESULTS = frozenset(Result.values)
_NOTHING = Looked()


class NavigatorForm:
    """The one form of the site. On GET it reads `kind` from the query, and nothing else.

    Not a Django form: no field is required, and no field can have an error. Known values are used
    once each, in catalogue order except where the person's own order matters (`top`).
    """

    RESULTS = Result.choices
    KINDS = Kind.choices

    def __init__(self, data: QueryDict, catalogue: Catalogue) -> None:
        self.data = data
        self.catalogue = catalogue
        self.ignored: list[str] = []
        self.notices: list[str] = []
        self.despair = False
        self.named = self._named()
        tried = self._tried()
        self.answers = Answers(
            tried=tried,
            results=self._results(tried),
            many=self._many(tried),
            called=self._called(tried),
            own=self._own(),
            ask=self._known("ask", catalogue.treatment),
            top=self._top(),
            compare=self._compare(),
            matters=self._known("matters", catalogue.priority),
            open=self._known("open", catalogue.treatment),
        )
        self.kinds = self._known("kind", _KINDS)
        self.searched = self._searched()
        self.show = data.get("show", "") if data.get("show") in ("matched", "asked") else ""
        if self.ignored:
            self.notices.insert(0, self._not_known())

    @classmethod
    def of(cls, request: HttpRequest, catalogue: Catalogue) -> "NavigatorForm":
        """The form of a request: POST binds the body, even an empty one; GET binds `kind`."""
        if request.method == "POST":
            return cls(request.POST, catalogue)
        kinds = QueryDict(mutable=True)
        kinds.setlist("kind", request.GET.getlist("kind"))
        return cls(kinds, catalogue)

    # --- free text: names of treatments, a search, things not in the catalogue

    @property
    def _index(self) -> NameIndex:
        return index_of(self.catalogue)

    def _named(self) -> Looked:
        """Look up the names typed. Words of despair in any field set `self.despair`."""
        text = self.data.get("names", "")[:NAMES_LENGTH_MAX]
        if not text.strip():
            return _NOTHING
        looked = look_up(self._index, text)
        self.despair = self.despair or looked.despair
        return looked

    def _searched(self) -> str:
        text = one_line(self.data.get("q", ""), SEARCH_LENGTH_MAX)
        if text and speaks_of_despair(self._index, text):
            self.despair = True
            return ""
        return text

    def _own(self) -> tuple[str, ...]:
        """Treatments that are not in the catalogue, as typed. Words of despair are left out."""
        own = []
        for value in self.data.getlist("own"):
            text = one_line(value, OWN_LENGTH_MAX)
            if text and speaks_of_despair(self._index, text):
                self.despair = True
            elif text:
                own.append(text)
        own = list(dict.fromkeys(own))
        if len(own) > OWN_MAX:
            self.notices.append(f"Up to {OWN_MAX} things in your own words. We kept the first.")
        return tuple(own[:OWN_MAX])

    # --- values that the catalogue knows

    def _sent(self, name: str, known: Iterable[str] | Mapping[str, Any]) -> list[str]:
        """The known values of a field, in the order sent. Unknown ones go to `self.ignored`."""
        sent = dict.fromkeys(value for value in self.data.getlist(name) if value)
        self.ignored += [value for value in sent if value not in known]
        return [value for value in sent if value in known]

    def _known(self, name: str, known: Iterable[str] | Mapping[str, Any]) -> tuple[str, ...]:
        """The known values of a field, in the order of `known`."""
        chosen = set(self._sent(name, known))
        return tuple([value for value in known if value in chosen]) if chosen else ()

    def _tried(self) -> tuple[str, ...]:
        """The slugs ticked, with those that the typed names add."""
        tryable = self.catalogue.tryable
        chosen = {*self._sent("tried", tryable), *(named.slug for named in self.named.added)}
        chosen |= {slug for slug, _ in self.named.count}
        return tuple([slug for slug in tryable if slug in chosen]) if chosen else ()

    def _compare(self) -> tuple[str, ...]:
        chosen = self._known("compare", self.catalogue.treatment)
        if len(chosen) > COMPARE_MAX:
            self.notices.append(f"You can compare up to {COMPARE_MAX} at once. We show the first.")
        return chosen[:COMPARE_MAX]

    def _top(self) -> tuple[str, ...]:
        chosen = self._sent("top", self.catalogue.question)
        if len(chosen) > TOP_MAX:
            self.notices.append(f"You can choose up to {TOP_MAX} top questions. We kept the first.")
        return tuple(chosen[:TOP_MAX])

    # --- values about one ticked item: `result-<slug>`, `many-<class>`, `called-<slug>`

    def _about(self, prefix: str, tried: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """(slug, last value) for each ticked slug. Unknown slugs go to `self.ignored`."""
        for name in self.data:
            if name.startswith(prefix):
                slug = name.removeprefix(prefix)
                value = next((v for v in reversed(self.data.getlist(name)) if v), "")
                if value and slug in tried:
                    yield slug, value
                elif value and slug not in self.catalogue.tryable:
                    self.ignored.append(slug)

    def _results(self, tried: tuple[str, ...]) -> dict[str, str]:
        """The result by ticked slug. `all` fills missing results, `take-back` removes those again.

        `self.filled` lists the slugs that `all` filled, for the button that takes it back.
        """
        results = {}
        for slug, value in self._about("result-", tried):
            if value in _RESULTS:
                results[slug] = value
            else:
                self.ignored.append(value)
        for_all = self.data.get("all", "")
        self.filled = [slug for slug in tried if slug not in results] if for_all in _RESULTS else []
        if for_all and for_all not in _RESULTS:
            self.ignored.append(for_all)
        results |= dict.fromkeys(self.filled, for_all)
        for slug in self.data.get("take-back", "").split(","):
            results.pop(slug, None)
        return {slug: results[slug] for slug in tried if slug in results}

    def _many(self, tried: tuple[str, ...]) -> dict[str, int]:
        """The number of medicines taken of a class in all, two to nine."""
        many = {slug: number for slug, number in self.named.count if number in MANY}
        for slug, value in self._about("many-", tried):
            number = int(value) if value.isdecimal() and len(value) == 1 else 0
            if slug in self.catalogue.medicine_class and number in MANY:
                many[slug] = number
            else:
                self.ignored.append(value)
        return many

    def _called(self, tried: tuple[str, ...]) -> dict[str, str]:
        """The person's name for each item. Only names that the catalogue has for it are valid."""
        called = {named.slug: named.name for named in self.named.added}
        for slug, value in self._about("called-", tried):
            if value in own_names(self.catalogue, slug):
                called[slug] = value
        return called

    # --- for the templates

    def _not_known(self) -> str:
        """The notice that lists the ignored values, each cut to 40 characters."""
        names = ", ".join(f"“{one_line(value, 40)}”" for value in self.ignored[:5])
        more = f" and {len(self.ignored) - 5} more" if len(self.ignored) > 5 else ""
        return (
            f"We do not know {names}{more}. A link may be old, or a name may have changed. "
            "All else is kept."
        )

    def hidden(self, shown: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
        """(name, value) of the hidden inputs: answers without a control on the page.

        `shown` maps a field to the values that have a control.
        """
        answers = self.answers
        chosen: dict[str, Iterable[str]] = {
            "tried": answers.tried,
            "own": answers.own,
            "ask": answers.ask,
            "top": answers.top,
            "compare": answers.compare,
            "matters": answers.matters,
            "open": answers.open,
            "kind": self.kinds,
        }
        pairs = []
        for name, values in chosen.items():
            boxes = set(shown.get(name, ()))
            pairs += [(name, value) for value in values if value not in boxes]
        listed = set(shown.get("tried", ()))
        about = {"result": answers.results, "many": answers.many, "called": answers.called}
        for prefix, by_slug in about.items():
            for slug, value in by_slug.items():
                if slug not in listed:
                    pairs.append((f"{prefix}-{slug}", str(value)))
        return pairs


def one_line(text: str, at_most: int) -> str:
    """Printable text on one line of at most `at_most` characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * at_most]).split())[
        :at_most
    ]
