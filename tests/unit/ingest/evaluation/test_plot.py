"""The reliability plot is well-formed, says in words what it shows, and follows light and dark."""

from __future__ import annotations

from lxml import etree

from ingest.evaluation.calibration import Bin
from ingest.evaluation.plot import reliability_svg

NAME = "{http://www.w3.org/2000/svg}"
BINS = (
    Bin(low=0.4, high=0.4667, count=3, confidence=0.45, accuracy=0.6),
    Bin(low=0.9333, high=1.0, count=120, confidence=0.97, accuracy=0.9),
    Bin(low=0.8, high=0.8667, count=0, confidence=0.0, accuracy=0.0),
)


def drawn(*bins: Bin) -> etree._Element:
    return etree.fromstring(reliability_svg(bins, title="How sure & how right", what="segments").encode())


def test_it_says_in_words_what_it_shows() -> None:
    root = drawn(*BINS)
    assert root.get("role") == "img"
    assert root.findtext(f"{NAME}title") == "How sure & how right"
    said = root.findtext(f"{NAME}desc") or ""
    assert "123 segments · expected calibration error 0.072" in said
    assert "0.40 to 0.47: 3, mean confidence 0.45, right 0.60" in said


def test_bins_without_answers_are_not_drawn() -> None:
    bars, none = (
        [each for each in drawn(*bins).iter(f"{NAME}rect") if "bar" in (each.get("class") or "")]
        for bins in (BINS, BINS[2:])
    )
    assert len(bars) - len(none) == 2 * 2  # a column and its count, for each of two bins


def test_too_sure_and_not_sure_enough_look_different() -> None:
    classes = [[each.get("class") for each in group.iter(f"{NAME}rect")][1] for group in drawn(*BINS).iter(f"{NAME}g")]
    assert classes == ["under", "over"]


def test_it_follows_light_and_dark() -> None:
    assert "prefers-color-scheme: dark" in (drawn(*BINS).findtext(f"{NAME}style") or "")


def test_it_can_be_empty() -> None:
    assert "There is nothing to show" in (drawn().findtext(f"{NAME}desc") or "")


def test_nothing_is_drawn_outside_the_picture() -> None:
    root = drawn(*BINS)
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    for each in root.iter(f"{NAME}rect"):
        left, top, wide, high = (float(each.get(name) or 0) for name in ("x", "y", "width", "height"))
        assert left >= 0 and left + wide <= width
        assert top >= 0 and top + high <= height
