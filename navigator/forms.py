"""`NavigatorForm`: everything a person chooses travels in it. POST in, `Answers` out.

An unknown slug or value (an old link, a typing slip) is told and ignored; nothing else is lost.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from navigator.catalogue import Catalogue
from navigator.matching import Answers
from navigator.words import Kind, Result

TOP_MAX = 3
COMPARE_MAX = 4
_RESULT = "result-"
_TEXT_MAX = 100


class SlugsField(forms.Field):
    """Values of one name, each once, in the order sent. What they may be, the form decides."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part for part in value or () if part))


class SearchField(forms.Field):
    """What was typed to search. A NUL or an overlong text is cut: there is nothing to refuse."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> str:
        return _searchable(value or "")


class NavigatorForm(forms.Form):
    """The one form. Bound to a POST body, or on GET to `kind` of the query alone."""

    tried = SlugsField()
    ask = SlugsField()
    top = SlugsField()
    compare = SlugsField()
    matters = SlugsField()
    kind = SlugsField()
    q = SearchField()
    medicine = SearchField()

    data: QueryDict

    def __init__(self, data: QueryDict, catalogue: Catalogue) -> None:
        super().__init__(data)
        self.catalogue = catalogue
        self.ignored: list[str] = []
        self.notices: list[str] = []
        self.full_clean()

    @classmethod
    def of(cls, request: HttpRequest, catalogue: Catalogue) -> "NavigatorForm":
        """The form of a request: a POST binds its body, even an empty one; GET binds `kind`."""
        if request.method == "POST":
            return cls(request.POST, catalogue)
        kinds = QueryDict(mutable=True)
        kinds.setlist("kind", request.GET.getlist("kind"))
        return cls(kinds, catalogue)

    # --- cleaning: known values stay, in catalogue order where that is fixed

    def clean_tried(self) -> tuple[str, ...]:
        return self._known("tried", self.catalogue.tryable)

    def clean_ask(self) -> tuple[str, ...]:
        return self._known("ask", self.catalogue.treatment)

    def clean_compare(self) -> tuple[str, ...]:
        chosen = self._known("compare", self.catalogue.treatment)
        if len(chosen) > COMPARE_MAX:
            self.notices.append(f"You can compare up to {COMPARE_MAX} at once. We show the first.")
        return chosen[:COMPARE_MAX]

    def clean_matters(self) -> tuple[str, ...]:
        return self._known("matters", self.catalogue.priority)

    def clean_kind(self) -> tuple[str, ...]:
        return self._known("kind", Kind.values)

    def clean_top(self) -> tuple[str, ...]:
        chosen = self._sent("top", self.catalogue.question)
        if len(chosen) > TOP_MAX:
            self.notices.append(f"You can choose up to {TOP_MAX} top questions. We kept the first.")
        return chosen[:TOP_MAX]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["results"] = self._results()
        return self.cleaned_data

    def _sent(self, name: str, known: Iterable[str] | Mapping[str, Any]) -> tuple[str, ...]:
        sent = self.cleaned_data[name]
        self.ignored += [value for value in sent if value not in known]
        return tuple(value for value in sent if value in known)

    def _known(self, name: str, known: Iterable[str] | Mapping[str, Any]) -> tuple[str, ...]:
        chosen = set(self._sent(name, known))
        return tuple(value for value in known if value in chosen)

    def _results(self) -> dict[str, str]:
        """How each ticked thing went. A result for something not ticked is ignored."""
        tried = set(self.cleaned_data.get("tried", ()))
        results = {}
        for name in self.data:
            if not name.startswith(_RESULT):
                continue
            slug = name.removeprefix(_RESULT)
            # The same question can stand in a list and in search results: the last word counts.
            value = next((v for v in reversed(self.data.getlist(name)) if v), "")
            if value and value not in Result.values:
                self.ignored.append(value)
            elif value and slug in tried:
                results[slug] = value
            elif value and slug not in self.catalogue.tryable:
                self.ignored.append(slug)
        return results

    # --- what the rest of the house reads

    @property
    def answers(self) -> Answers:
        """What the person chose."""
        data = self.cleaned_data
        names = ("tried", "results", "ask", "top", "compare", "matters")
        return Answers(**{name: data[name] for name in names})

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds to show; none means all."""
        return tuple(self.cleaned_data["kind"])

    @property
    def searched(self) -> str:
        """What was typed to find an option."""
        return str(self.cleaned_data["q"])

    @property
    def medicine_searched(self) -> str:
        """What was typed to find a medicine."""
        return str(self.cleaned_data["medicine"])

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
        data = self.cleaned_data
        pairs = [
            (name, value)
            for name in ("tried", "ask", "top", "compare", "matters", "kind")
            for value in data[name]
            if value not in set(shown.get(name, ()))
        ]
        boxes = set(shown.get("tried", ()))
        pairs += [
            (_RESULT + slug, value) for slug, value in data["results"].items() if slug not in boxes
        ]
        return pairs


def _searchable(text: str) -> str:
    """Text as a search takes it: printable, one line, at most 100 characters."""
    return "".join(c if c.isprintable() else " " for c in text)[:_TEXT_MAX].strip()
