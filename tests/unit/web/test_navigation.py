import pytest

from web.navigation import navigation


@pytest.mark.parametrize(
    ("path", "words", "current"),
    [
        ("/recommendations", "Recommendations", "page"),
        ("/id/statement/0123", "Recommendations", "true"),
        ("/id/statement/0123/graph.svg", "Recommendations", "true"),
        ("/id/topic/export-controls", "Topics", "true"),
        ("/id/document/0123", "Documents", "true"),
        ("/id/actor/0123", "Actors", "true"),
        ("/brief", "My list", "true"),
        ("/method", "Method", "page"),
        ("/sparql", "SPARQL", "page"),
        ("/releases/2026.1", "Releases", "true"),
        ("/concepts", "Vocabulary", "true"),
        ("/id/scheme/role", "Vocabulary", "true"),
    ],
)
def test_the_section_that_one_is_in_is_marked_and_no_other(path: str, words: str, current: str) -> None:
    ways = navigation(path)
    marked = {way.words: way.current for way in (*ways.main, ways.method, *ways.research) if way.current}
    assert marked == {words: current}


@pytest.mark.parametrize("path", ["/", "/nothing", "/listing", "/briefs", "/recommendationsx", "/id/thing/1"])
def test_elsewhere_no_section_is_marked(path: str) -> None:
    ways = navigation(path)
    assert not any(way.current for way in (*ways.main, ways.method, *ways.research))


def test_only_pages_of_researchers_count_as_such() -> None:
    assert navigation("/ontology").is_research
    assert not navigation("/recommendations").is_research
