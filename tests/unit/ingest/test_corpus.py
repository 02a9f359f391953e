"""The bundled briefs are complete, agree with their catalogue and keep the rules of their README."""

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import ingest

CORPUS = Path(ingest.__file__).parent / "corpus"
BRIEFS = sorted((CORPUS / "briefs").glob("*.md"))
SOURCES: list[dict[str, Any]] = tomllib.loads((CORPUS / "sources.toml").read_text("utf-8"))["source"]
BY_BRIEF = {source["brief"]: source for source in SOURCES}

FRONT_MATTER_KEYS = [
    "title",
    "kind",
    "source_title",
    "source_publisher",
    "source_author",
    "source_date",
    "source_url",
    "source_kind",
    "language",
]
SOURCE_KINDS = {
    "policy_paper",
    "report",
    "bill",
    "rule",
    "executive_order",
    "press",
    "testimony",
    "court_case",
    "statement",
    "speech",
}
SOURCE_KEYS = {
    "id",
    "title",
    "publisher",
    "author",
    "date",
    "url",
    "kind",
    "brief",
    "stance",
    "about",
    "verified_from",
}
STANCES = {"for", "against", "mixed", "neutral"}
LONGEST_QUOTATION = 11

each_brief = pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source["id"])


def _parts(path: Path) -> tuple[dict[str, str], str]:
    """Front matter and body; a line without `key: value` fails here."""
    opening, front, body = path.read_text("utf-8").split("---\n", 2)
    assert opening == ""
    lines = [line.partition(": ") for line in front.splitlines()]
    assert all(separator for _, separator, _ in lines), f"{path.name}: a line is not `key: value`"
    pairs = {key: value for key, _, value in lines}
    assert len(pairs) == len(lines), f"{path.name}: a key stands twice"
    return pairs, body


def _is_date(text: str) -> bool:
    """True for YYYY, YYYY-MM and YYYY-MM-DD that name a day, month or year there is."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def test_at_least_24_briefs_are_bundled() -> None:
    assert len(BRIEFS) >= 24


def test_at_least_six_sources_argue_against_a_recommendation() -> None:
    assert sum(source["stance"] == "against" for source in SOURCES) >= 6


def test_each_of_the_three_recommendations_has_sources_for_it() -> None:
    abouts = Counter(source["about"] for source in SOURCES if source["stance"] == "for")
    assert sum("loopholes" in about for about in abouts) >= 1
    assert sum("distillation" in about for about in abouts) >= 1
    assert sum("export of the American" in about for about in abouts) >= 1


def test_the_main_kinds_of_source_are_all_there() -> None:
    kinds = {source["kind"] for source in SOURCES}
    assert kinds >= {"policy_paper", "report", "bill", "rule", "executive_order", "court_case", "statement"}


def test_no_id_brief_or_address_stands_twice_in_the_catalogue() -> None:
    for key in ("id", "brief", "url"):
        counts = Counter(source[key] for source in SOURCES)
        assert [value for value, count in counts.items() if count > 1] == []


def test_catalogue_and_folder_name_the_same_briefs() -> None:
    assert set(BY_BRIEF) == {path.name for path in BRIEFS}


@each_brief
def test_front_matter_has_the_agreed_keys_in_order(path: Path) -> None:
    front, _ = _parts(path)
    assert list(front) == FRONT_MATTER_KEYS
    assert all(value.strip() == value and value for value in front.values())
    assert front["title"].startswith("Brief: ")
    assert (front["kind"], front["language"]) == ("brief", "en")
    assert front["source_kind"] in SOURCE_KINDS


@each_brief
def test_front_matter_agrees_with_the_catalogue(path: Path) -> None:
    front, _ = _parts(path)
    source = BY_BRIEF[path.name]
    for key in ("title", "publisher", "author", "date", "url", "kind"):
        assert front[f"source_{key}"] == source[key]


@each_brief
def test_body_has_one_title_some_headings_and_a_fair_length(path: Path) -> None:
    _, body = _parts(path)
    assert len(re.findall(r"^# ", body, re.MULTILINE)) == 1
    assert len(re.findall(r"^## ", body, re.MULTILINE)) >= 2
    assert 250 <= len(body.split()) <= 620


@each_brief
def test_quotations_are_short(path: Path) -> None:
    _, body = _parts(path)
    quotations = re.findall(r'"([^"]+)"', body)
    assert body.count('"') == 2 * len(quotations), "a quotation mark has no partner"
    assert [q for q in quotations if len(q.split()) > LONGEST_QUOTATION] == []


@each_brief
def test_text_is_plain_typography(path: Path) -> None:
    _, body = _parts(path)
    assert re.findall("[\u2018\u2019\u201c\u201d\u00a0\u2014\u2026]", body) == []


@each_brief
def test_abbreviations_are_written_out_before_they_stand_alone(path: Path) -> None:
    _, body = _parts(path)
    for short in ("BIS", "OSTP", "MOFCOM", "CNAS", "CSIS", "ITIF", "SIA", "IAPS", "USCC", "NSCAI", "SME", "DNI", "EAR"):
        first = re.search(rf"\b{short}\b", body)
        assert first is None or body[first.start() - 1] == "(", f"{short} is not introduced"


@each_source
def test_catalogue_entry_is_complete(source: dict[str, Any]) -> None:
    assert source.keys() - {"notes"} == SOURCE_KEYS
    assert all(isinstance(value, str) and value.strip() for value in source.values())
    assert source["stance"] in STANCES
    assert source["kind"] in SOURCE_KINDS
    assert source["brief"] == f"{source['id']}.md"
    assert _is_date(source["date"])


@each_source
def test_address_is_a_public_web_page(source: dict[str, Any]) -> None:
    parts = urlsplit(source["url"])
    assert parts.scheme == "https"
    assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.netloc)
    assert not parts.query
    assert "/" in parts.path


@pytest.mark.parametrize("source", [s for s in SOURCES if s["kind"] == "bill"], ids=lambda s: s["id"])
def test_a_bill_is_addressed_by_its_number(source: dict[str, Any]) -> None:
    number = re.match(r"(H\.R\.|S\.) (\d+), ", source["title"])
    assert number is not None
    chamber = {"H.R.": "house", "S.": "senate"}[number[1]]
    assert source["url"] == f"https://www.congress.gov/bill/119th-congress/{chamber}-bill/{number[2]}"


@each_source
def test_less_than_a_full_date_is_explained(source: dict[str, Any]) -> None:
    if len(source["date"]) == 4:
        assert "verified" in source["notes"]


@each_source
def test_no_path_of_a_machine_is_named(source: dict[str, Any]) -> None:
    assert re.findall(r"(?:^|[\s\"'(])/(?:work|tmp|root|home)\b", " ".join(source.values())) == []
