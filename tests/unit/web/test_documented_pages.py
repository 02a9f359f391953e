"""The reference of the pages names every address and every parameter, and none that isn't there."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from kg.conditions import ACTOR, FACETS
from kg.document_list import FACETS as DOCUMENT_FACETS
from tests.unit.web.conftest import shelf_in

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "pages.md").read_text(encoding="utf-8")
NAMED = frozenset(re.findall(r"`([^`\n]+)`", PAGE))
_CONVERTER = re.compile(r"<(?:(any)\(([^)]*)\):|[a-z]+:)?\w+>")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    with shelf_in(tmp_path_factory.mktemp("shelf")) as shelf:
        return shelf.app


def shapes(rule: str) -> set[str]:
    """Give a rule as a reader sees addresses: `*` for what is put in, one for each of the words that may stand."""
    found = {rule}
    for each in _CONVERTER.finditer(rule):
        choices = each[2].split(", ") if each[1] else ["*"]
        found = {shape.replace(each[0], choice) for shape, choice in product(found, choices)}
    return found


def routes(app: Flask) -> set[str]:
    return {shape for rule in app.url_map.iter_rules() for shape in shapes(rule.rule)}


def documented() -> set[str]:
    # What is put in is written in capitals there: KEY, NAME, KIND, NOTATION, VERSION.
    return {re.sub(r"\b[A-Z]+\b", "*", each) for each in NAMED if each.startswith("/") and "?" not in each}


def test_every_address_of_the_application_is_documented(app: Flask) -> None:
    assert routes(app) - documented() == set()


def test_no_address_is_documented_that_is_not_there(app: Flask) -> None:
    # Topics and suffixes are served by what answers for everything under /id.
    assert documented() - routes(app) == {"/id/topic/*", "/id/statement/*.ttl"}


def test_every_parameter_that_a_page_reads_is_documented() -> None:
    read = {
        name
        for path in (ROOT / "web").glob("*.py")
        for name in re.findall(
            r"(?:request\.args|given|values)(?:\.get(?:list)?\(|\[)\"(\w+)\"", path.read_text(encoding="utf-8")
        )
    }
    assert {"q", "statement", "node"} <= read
    assert (read | {*FACETS, *DOCUMENT_FACETS, ACTOR, "after", "before", "from", "to"}) - NAMED - {"format"} == set()
