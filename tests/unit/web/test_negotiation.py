import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.negotiation import GRAPHS, HTML, JSON, ROWS, THINGS, best, named, names_html

PAGES = (HTML, JSON, *THINGS)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "html"),
        ("*/*", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/json", "json"),
        ("application/ld+json", "json-ld"),
        ("application/ld+json, application/json", "json"),
        ("text/turtle;q=0.4, application/rdf+xml;q=0.9", "rdfxml"),
        ("TEXT/TURTLE", "turtle"),
        ("text/*;q=0.5, text/html;q=0.1", "turtle"),
        ("application/*", "json"),
        ("text/html;q=0, */*", "json"),
        ("text/turtle;q=nonsense, text/html;q=0.1", "html"),
    ],
)
def test_the_form_that_is_liked_best_wins(accept: str, expected: str) -> None:
    found = best(accept, PAGES)
    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0", "nonsense", ";;;,,,"])
def test_what_nobody_can_give_is_none(accept: str) -> None:
    assert best(accept, PAGES) is None


@given(st.text(max_size=80))
def test_no_header_breaks_it(accept: str) -> None:
    assert best(accept, ROWS) in (None, *ROWS)
    assert names_html(accept) in (True, False)


def test_forms_go_by_several_names() -> None:
    for name in ("turtle", "ttl", "TTL", "text/turtle"):
        found = named(name, GRAPHS)
        assert found is not None
        assert found.media_type == "text/turtle"
    assert named("turtle", ROWS) is None
