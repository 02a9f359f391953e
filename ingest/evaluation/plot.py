"""A reliability plot as SVG: how often answers of each confidence are right.

Drawn by hand, so that nothing has to be installed for it; it follows the reader's choice of light or dark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from ingest.evaluation.calibration import BINS, Bin, calibration_error

_SIDE: Final = 360
_LEFT: Final = 64
_TOP: Final = 76
_GAP: Final = 24
_BARS: Final = 84
_BOTTOM: Final = 56
_WIDTH: Final = _LEFT + _SIDE + 40
_HEIGHT: Final = _TOP + _SIDE + _GAP + _BARS + _BOTTOM

_STYLE: Final = """
  svg { --page: #ffffff; --ink: #1b2733; --soft: #5b6b7a; --grid: #e3e8ed; --bar: #2f6db3; --over: #d1495b;
        --under: #0b8f6f; --ideal: #8a97a5; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #14191f; --ink: #e8edf2; --soft: #9fb0c0; --grid: #2a333d; --bar: #6aa9ea; --over: #ff8a94;
          --under: #4fe0b6; --ideal: #8f9dab; }
  }
  .page { fill: var(--page); }
  text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--soft); }
  .title { font-size: 16px; font-weight: 600; fill: var(--ink); }
  .lead { fill: var(--soft); }
  .axis { fill: var(--ink); }
  .grid { stroke: var(--grid); stroke-width: 1; }
  .frame { stroke: var(--soft); stroke-width: 1; fill: none; }
  .bar { fill: var(--bar); fill-opacity: 0.85; }
  .few { fill-opacity: 0.35; }
  .over, .under { fill-opacity: 0.25; stroke-width: 1; stroke-dasharray: 3 2; }
  .over { fill: var(--over); stroke: var(--over); }
  .under { fill: var(--under); stroke: var(--under); }
  .ideal { stroke: var(--ideal); stroke-width: 1.5; stroke-dasharray: 6 4; }
  .count { font-size: 9.5px; }
"""


def reliability_svg(bins: Sequence[Bin], *, title: str, what: str) -> str:
    """Draw how confidence and accuracy go together.

    Args:
        bins: see `ingest.evaluation.calibration`.
        title: heading of the plot.
        what: what was answered, in the plural, such as "segments".
    """
    total = sum(place.count for place in bins)
    error = calibration_error(bins)
    lead = f"{total:,} {what} · expected calibration error {error:.3f}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(_described(bins, lead))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="page" width="{_WIDTH}" height="{_HEIGHT}" rx="8"/>',
        f'<text class="title" x="{_LEFT}" y="30">{escape(title)}</text>',
        f'<text class="lead" x="{_LEFT}" y="50">{escape(lead)}</text>',
        *_grid(),
        *(line for place in bins if place.count for line in _column(place)),
        f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
        f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"/>',
        *_histogram(bins),
        *_words(),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _described(bins: Sequence[Bin], lead: str) -> str:
    rows = [
        f"{place.low:.2f} to {place.high:.2f}: {place.count}, mean confidence {place.confidence:.2f}, "
        f"right {place.accuracy:.2f}"
        for place in bins
        if place.count
    ]
    return f"{lead}. By confidence: {'; '.join(rows)}." if rows else f"{lead}. There is nothing to show."


def _x(share: float) -> float:
    return round(_LEFT + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * _SIDE, 1)


def _grid() -> Iterator[str]:
    for tenth in range(0, 11, 2):
        share = tenth / 10
        yield f'<line class="grid" x1="{_x(0)}" y1="{_y(share)}" x2="{_x(1)}" y2="{_y(share)}"/>'
        yield f'<line class="grid" x1="{_x(share)}" y1="{_y(0)}" x2="{_x(share)}" y2="{_y(1)}"/>'
        yield f'<text x="{_LEFT - 8}" y="{_y(share) + 4}" text-anchor="end">{share:.1f}</text>'


def _column(place: Bin) -> Iterator[str]:
    """One bar up to the accuracy, and over or on it the gap to the confidence."""
    left, width = _x(place.low) + 1.5, _SIDE / BINS - 3
    top, sure = _y(place.accuracy), _y(place.confidence)
    few = " few" if place.count < 10 else ""
    told = f"{place.low:.2f} to {place.high:.2f}: {place.count} answers, {place.accuracy:.2f} right"
    yield f"<g><title>{told}, mean confidence {place.confidence:.2f}</title>"
    yield _rect(f"bar{few}", left, top, width, _y(0) - top)
    side = "over" if place.confidence > place.accuracy else "under"
    yield f"{_rect(side, left, min(top, sure), width, abs(sure - top))}</g>"


def _histogram(bins: Sequence[Bin]) -> Iterator[str]:
    """How many answers there are in each bin, below the plot."""
    base = _TOP + _SIDE + _GAP + _BARS
    most = max((place.count for place in bins), default=0) or 1
    for place in bins:
        if place.count:
            height = max(1.0, (_BARS - 16) * place.count / most)
            left, width = _x(place.low) + 1.5, _SIDE / BINS - 3
            yield _rect("bar", left, base - height, width, height)
            middle = round(left + width / 2, 1)
            above = base - height - 4
            yield f'<text class="count" x="{middle}" y="{above:.1f}" text-anchor="middle">{place.count}</text>'
    yield f'<line class="frame" x1="{_x(0)}" y1="{base}" x2="{_x(1)}" y2="{base}"/>'
    for tenth in range(0, 11, 2):
        yield f'<text x="{_x(tenth / 10)}" y="{base + 18}" text-anchor="middle">{tenth / 10:.1f}</text>'


def _words() -> Iterator[str]:
    base = _TOP + _SIDE + _GAP + _BARS
    middle = _LEFT + _SIDE / 2
    yield f'<text class="axis" x="{middle}" y="{base + 40}" text-anchor="middle">how sure the machine says it is</text>'
    across, up = 18, _TOP + _SIDE / 2
    turned = f'x="{across}" y="{up}" text-anchor="middle" transform="rotate(-90 {across} {up})"'
    yield f'<text class="axis" {turned}>how often it is right</text>'
    low = base - _BARS / 2
    turned = f'x="{across}" y="{low}" text-anchor="middle" transform="rotate(-90 {across} {low})"'
    yield f'<text class="axis" {turned}>how many</text>'
    # Along the lower end of the diagonal: of four roles the likeliest has a quarter at least, so there are no bars.
    place = f'x="{_x(0.13)}" y="{_y(0.13) - 7}" text-anchor="middle" transform="rotate(-45 {_x(0.13)} {_y(0.13)})"'
    yield f"<text {place}>as sure as right</text>"


def _legend() -> Iterator[str]:
    """What the signs mean, in the corner that a sound model leaves empty."""
    rows = (("bar", "right"), ("over", "too sure"), ("under", "not sure enough"), ("bar few", "fewer than ten answers"))
    for number, (name, words) in enumerate(rows):
        top = _TOP + 16 + 20 * number
        yield _rect(name, _LEFT + 14, top, 12, 12)
        yield f'<text x="{_LEFT + 34}" y="{top + 10.5}">{words}</text>'


def _rect(name: str, left: float, top: float, width: float, height: float) -> str:
    return f'<rect class="{name}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
