from pathlib import Path

import pytest

from kg.directory import ActorSearch, ActorSort, Directory, directory
from kg.index import Index
from kg.model import Role
from kg.rows import ActorRow
from tests import factories


def actor(name: str, *, kind: str = "organization", aliases: tuple[str, ...] = (), **counts: int) -> ActorRow:
    said = {"asks_made": 0, "asks_received": 0, "claims": 0, "documents": 1} | counts
    return ActorRow(iri=f"https://example.org/{name}", name=name, kind=kind, aliases=aliases, same_as=(), **said)


ROWS = (
    actor("Åland Council", asks_made=1, claims=9),
    actor("United States Congress", kind="government", aliases=("the Hill",), asks_received=5, asks_made=2),
    actor("Ministry of 商務部", kind="government", claims=1),
    actor("Bystander Inc.", kind="company"),
)


def names(**search: object) -> list[str]:
    return [row.name for row in Directory(ROWS).find(ActorSearch(**search)).rows]  # type: ignore[arg-type]


def test_actors_come_by_their_asks_and_bystanders_only_when_asked_for() -> None:
    assert names() == ["United States Congress", "Åland Council", "Ministry of 商務部"]
    assert names(mentioned=True)[-1] == "Bystander Inc."
    assert Directory(ROWS).only_mentioned(ActorSearch(text="by")) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("congress", "United States Congress"),
        ("unit con", "United States Congress"),
        # Another name finds it, too.
        ("hill", "United States Congress"),
        # Accents and case don't matter, and other scripts are found.
        ("aland", "Åland Council"),
        ("ÅLAND", "Åland Council"),
        ("商務部", "Ministry of 商務部"),
    ],
)
def test_an_actor_is_found_by_the_beginnings_of_its_words(text: str, found: str) -> None:
    assert names(text=text) == [found]


def test_a_word_inside_another_finds_nothing_and_punctuation_finds_all() -> None:
    assert names(text="ress") == []
    assert len(names(text="%_'\"")) == 3


def test_kinds_are_counted_under_the_other_conditions() -> None:
    assert Directory(ROWS).kinds(ActorSearch(kind="company")) == {"government": 2, "organization": 1}
    assert names(kind="organization") == ["Åland Council"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (ActorSort.CLAIMS, "Åland Council"),
        (ActorSort.MADE, "United States Congress"),
        (ActorSort.NAME, "Ministry of 商務部"),
    ],
)
def test_actors_are_sorted_by_what_is_asked(sort: ActorSort, first: str) -> None:
    assert names(sort=sort)[0] == first


def test_pages_cut_the_list_and_know_its_length() -> None:
    page = Directory(ROWS).find(ActorSearch(per_page=2, page=2))
    assert ([row.name for row in page.rows], page.total, page.pages) == (["Ministry of 商務部"], 3, 2)


def test_the_directory_says_what_the_index_says_and_follows_it(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:
        index.replace(factories.extraction())
        assert {row.iri: directory(index).actor(row.iri) for row in index.actors()} == {
            row.iri: row for row in index.actors()
        }
        assert directory(index) is directory(index)
        more = factories.extraction_of([(Role.RECOMMENDATION, "Congress should act.")], issuer=factories.CRITIC)
        index.replace(more)
        found = directory(index).actor(factories.CONGRESS.iri)
        assert found is not None
        assert (found.asks_received, found.documents) == (2, 2)
        index.drop(more.document.iri)
        assert directory(index).actor(factories.CONGRESS.iri) == index.actor(factories.CONGRESS.iri)
