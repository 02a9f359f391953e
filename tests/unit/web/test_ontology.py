"""The page of the vocabulary: all terms are there, each link leads somewhere, and drawings follow the terms."""

from __future__ import annotations

import math
import re

import pytest
from flask.testing import FlaskClient

from kg.named_queries import names
from ontology.diagrams import BOX_HEIGHT, BOX_WIDTH, Box, diagrams
from ontology.vocabulary import vocabulary
from web.ontology import SCHEMES, ontology_page


@pytest.fixture
def html(client: FlaskClient) -> str:
    """The page as a browser gets it."""
    response = client.get("/ontology", headers={"Accept": "text/html"})
    assert response.mimetype == "text/html"
    assert "application/ld+json" in ", ".join(response.headers.getlist("Link"))
    return response.text


def test_every_term_has_its_place_and_its_meaning(html: str) -> None:
    for term in vocabulary().terms:
        assert f'id="{term.name}"' in html
        assert term.short in html
        assert term.standard or term.ours, term.name


def test_every_link_on_the_page_leads_somewhere_on_it(html: str) -> None:
    places = re.findall(r'\bid="([^"]+)"', html)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= {*places, "main"}


def test_every_example_query_is_a_question_of_the_page(html: str) -> None:
    assert all(f'id="q-{name}"' in html for name in names())


def test_terms_lead_to_the_questions_that_use_them() -> None:
    found = ontology_page()
    known = {term.name for term in found.vocabulary.terms}
    assert set(found.asked_with) <= known
    assert "supportedBy" in found.asked_with


def test_the_closed_lists_are_all_there() -> None:
    assert [name for name, _, _ in ontology_page().schemes] == [name for name, _ in SCHEMES]


# --- diagrams ---


def overlap(one: Box, other: Box) -> bool:
    return abs(one.x - other.x) < BOX_WIDTH and abs(one.y - other.y) < BOX_HEIGHT


@pytest.mark.parametrize("drawn", diagrams(vocabulary()), ids=lambda each: each.key)
def test_no_two_boxes_lie_on_each_other_and_all_lie_inside(drawn: object) -> None:
    boxes = drawn.boxes  # type: ignore[attr-defined]
    assert not [(a.name, b.name) for a in boxes for b in boxes if a is not b and overlap(a, b)]
    for box in boxes:
        assert 0 <= box.x <= drawn.width - BOX_WIDTH  # type: ignore[attr-defined]
        assert 0 <= box.y <= drawn.height - BOX_HEIGHT  # type: ignore[attr-defined]


def test_the_arrows_are_those_of_the_ontology() -> None:
    (argument,) = (each for each in diagrams(vocabulary()) if each.key == "argument")
    links = {(a.source, a.target): a.names for a in argument.arrows if not a.is_kind}
    assert links["Recommendation", "Actor"] == ("addressee", "issuer")
    assert links["Justification", "Statement"] == ("premise", "target")
    assert links["Statement", "Justification"] == ("hasJustification",)
    assert ("Recommendation", "Statement") in {(a.source, a.target) for a in argument.arrows if a.is_kind}


def test_no_words_lie_on_each_other() -> None:
    for drawn in diagrams(vocabulary()):
        placed = [(x, y, len(words) * 6.5) for arrow in drawn.arrows for words, x, y in arrow.labels]
        for index, (x, y, width) in enumerate(placed):
            for x2, y2, width2 in placed[index + 1 :]:
                assert math.fabs(y - y2) >= 12 or math.fabs(x - x2) >= (width + width2) / 2, drawn.key
