from __future__ import annotations

from ingest.components.topics import TopicFinder


def test_topics_are_found_on_word_borders_and_blind_to_case() -> None:
    finder = TopicFinder()
    assert "export-controls" in finder.predict("Export controls work.")
    assert finder.predict("It was unexportcontrolled.") == ()
