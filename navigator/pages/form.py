"""`NavigatorForm`: everything a person chooses travels in it. POST in, `Answers` out.

An unknown slug or value (an old link, a typing slip) is told and ignored; nothing else is lost.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from navigator.catalogue import Catalogue
from navigator.choices import Kind, Result
from navigator.matching.match import Answers

TOP_MAX = 3
COMPARE_MAX = 4
_RESULT = "result-"
_TEXT_MAX = 100
_KINDS, _RESULTS = tuple(Kind.values), frozenset(Result.values)


class NavigatorForm:
    """The one form. Read from a POST body, or on GET from `kind` of the query alone.

    No Django form: nothing in it is required, nothing is refused, and no field has an error.
    Known values stay, each once, in catalogue order where that is fixed.
    """

    def __init__(self, data: QueryDict, catalogue: Catalogue) -> None:
        self.data = data
        self.catalogue = catalogue
        self.ignored: list[str] = []
        self.notices: list[str] = []
        tried = self._known("tried", catalogue.tryable)
        self.answers = Answers(
            tried=tried,
            ask=self._known("ask", catalogue.treatment),
            top=self._top(),
            compare=self._compare(),
            matters=self._known("matters", catalogue.priority),
            results=self._results(set(tried)),
        )
        self.kinds = self._known("kind", _KINDS)
        self.searched = _searchable(data.get("q", ""))
        self.medicine_searched = _searchable(data.get("medicine", ""))

    @classmethod
    def of(cls, request: HttpRequest, catalogue: Catalogue) -> "NavigatorForm":
        """The form of a request: a POST binds its body, even an empty one; GET binds `kind`."""
        if request.method == "POST":
            return cls(request.POST, catalogue)
        kinds = QueryDict(mutable=True)
        kinds.setlist("kind", request.GET.getlist("kind"))
        return cls(kinds, catalogue)

    # --- reading

    def _sent(self, name: str, known: Iterable[str] | Mapping[str, Any]) -> list[str]:
        """Known values of a name in the order sent. The others are noted."""
        sent = dict.fromkeys(value for value in self.data.getlist(name) if value)
        self.ignored += [value for value in sent if value not in known]
        return [value for value in sent if value in known]

    def _known(self, name: str, known: Iterable[str] | Mapping[str, Any]) -> tuple[str, ...]:
        """Known values of a name in the order of `known`."""
        chosen = set(self._sent(name, known))
        return tuple([value for value in known if value in chosen]) if chosen else ()

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

    def _results(self, tried: set[str]) -> dict[str, str]:
        """How each ticked thing went. A result for something not ticked is ignored."""
        results = {}
        for name in self.data:
            if not name.startswith(_RESULT):
                continue
            slug = name.removeprefix(_RESULT)
            # The same question can stand in a list and in search results: the last word counts.
            value = next((v for v in reversed(self.data.getlist(name)) if v), "")
            if value and value not in _RESULTS:
                self.ignored.append(value)
            elif value and slug in tried:
                results[slug] = value
            elif value and slug not in self.catalogue.tryable:
                self.ignored.append(slug)
        return results

    # --- what the rest of the house reads

    @property
    def told(self) -> list[str]:
        """Sentences about what was ignored, for the page. Values are cut short."""
        if not self.ignored:
            return self.notices
        names = ", ".join(f"“{_searchable(value)[:40]}”" for value in self.ignored[:5])
        more = f" and {len(self.ignored) - 5} more" if len(self.ignored) > 5 else ""
        return [
            f"We do not know {names}{more}. A link may be old, or a name may have changed. "
            "All else is kept.",
            *self.notices,
        ]

    def hidden(self, shown: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
        """What was chosen and has no control on the page: (name, value) for hidden inputs."""
        chosen = {
            "tried": self.answers.tried,
            "ask": self.answers.ask,
            "top": self.answers.top,
            "compare": self.answers.compare,
            "matters": self.answers.matters,
            "kind": self.kinds,
        }
        pairs = []
        for name, values in chosen.items():
            boxes = set(shown.get(name, ()))
            pairs += [(name, value) for value in values if value not in boxes]
        boxes = set(shown.get("tried", ()))
        results = self.answers.results.items()
        pairs += [(_RESULT + slug, value) for slug, value in results if slug not in boxes]
        return pairs


def _searchable(text: str) -> str:
    """Text as a search takes it: printable, one line, at most 100 characters."""
    return "".join(c if c.isprintable() else " " for c in text)[:_TEXT_MAX].strip()
