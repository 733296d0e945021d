"""Small generated SVG charts: 100 people, weeks and visits as bars.

Each has an accessible name or the same fact in words beside it, and its shapes differ without
colour, so that it can be read in black and white print.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_STEP = 12  # SVG units from one cell of the grid to the next


def hundred_people(filled: int, label: str) -> SafeString:
    """A grid of 100 people, `filled` of them solid, the rest in outline."""
    title = f"{filled} of 100 people: {label}"
    solid = _people(range(filled))
    rest = _people(range(filled, 100))
    return format_html(
        '<svg class="people" viewBox="0 0 120 120" role="img" aria-label="{}">'
        '<path class="people__with" d="{}"/><path class="people__without" d="{}"/></svg>',
        title,
        solid,
        rest,
    )


def _people(places: range) -> str:
    """SVG path data: a head and shoulders for each cell of the grid, row by row."""
    parts = []
    for place in places:
        x, y = place % 10 * _STEP, place // 10 * _STEP
        parts.append(f"M{x + 4.2} {y + 3.6}a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z")
        parts.append(f"M{x + 3} {y + 10.4}v-2a3 2.4 0 0 1 6 0v2z")
    return "".join(parts)


def weeks_bar(low: int, high: int, longest: int) -> SafeString:
    """A bar from week `low` to week `high`; `longest` is the number of weeks at full width."""
    scale = 100 / max(longest, 1)
    start, width = low * scale, max((high - low) * scale, 2)
    return format_html(
        '<svg class="bar-of-weeks" viewBox="0 0 100 8" preserveAspectRatio="none" '
        'aria-hidden="true">'
        '<rect class="bar__all" width="100" height="8"/>'
        '<rect class="bar__part" x="{}" width="{}" height="8"/></svg>',
        round(min(start, 98), 1),
        round(min(width, 100 - min(start, 98)), 1),
    )


def visit_dots(most: int) -> SafeString:
    """Seven circles, one for each day of a week; `most` of them, the visits a week, are filled."""
    names = ["bar__part" if day < most else "bar__all" for day in range(7)]
    dots = "".join(
        f'<circle class="{name}" cx="{6 + day * 14}" cy="6" r="4.5"/>'
        for day, name in enumerate(names)
    )
    return mark_safe(f'<svg class="dots" viewBox="0 0 98 12" aria-hidden="true">{dots}</svg>')
