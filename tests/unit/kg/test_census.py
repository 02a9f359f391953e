from pathlib import Path

import pytest

from kg.census import Census, CensusTaker, read_census, take_census, write_census
from kg.counting import counted_triples
from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.errors import StoreBusyError
from tests import query_graph


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    made = EmbeddedStore()
    query_graph.fill(made)
    return made


@pytest.fixture(scope="module")
def census(store: EmbeddedStore) -> Census:
    return take_census(store)


def test_a_count_is_that_of_a_release_and_says_when_and_of_which_state(store: EmbeddedStore, census: Census) -> None:
    assert census.counts == counted_triples(store.dump)
    assert census.revision == store.revision()
    assert census.when.endswith("Z")


def test_a_count_comes_back_from_its_file_as_it_was(tmp_path: Path, census: Census) -> None:
    path = tmp_path / "census.json"
    assert read_census(path) is None
    write_census(path, census)
    assert read_census(path) == census
    assert [each.name for each in tmp_path.iterdir()] == ["census.json"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"counts": {"links": 1}}'])
def test_a_file_that_holds_no_count_is_as_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "census.json"
    path.write_text(text)
    assert read_census(path) is None


class Taker(CensusTaker):
    """Counts when it is told to, and never by itself."""

    begun = 0

    def _begin(self) -> None:
        self.begun += 1


def kept(folder: Path, census: Census, **changes: object) -> Taker:
    values = {name: getattr(census, name) for name in ("counts", "revision", "when", "seconds")} | changes
    write_census(folder / "census.json", Census(**values))
    return Taker(DataDirectory(folder))


def test_a_count_of_the_graph_as_it_is_is_given_without_another(
    tmp_path: Path, store: EmbeddedStore, census: Census
) -> None:
    taker = kept(tmp_path, census)
    assert taker.latest(store) == census
    assert taker.begun == 0


def test_a_count_of_before_is_given_and_the_next_begins(tmp_path: Path, store: EmbeddedStore, census: Census) -> None:
    taker = kept(tmp_path, census, revision="before", when="2020-01-01T00:00:00Z")
    assert taker.latest(store).when == "2020-01-01T00:00:00Z"
    assert taker.begun == 1


def test_a_long_count_is_not_followed_by_the_next_at_once(tmp_path: Path, store: EmbeddedStore, census: Census) -> None:
    taker = kept(tmp_path, census, revision="before", seconds=1e6)
    assert taker.latest(store).revision == "before"
    assert taker.begun == 0


def test_nothing_is_given_before_the_first_count(tmp_path: Path, store: EmbeddedStore) -> None:
    with pytest.raises(StoreBusyError, match="first time"):
        Taker(DataDirectory(tmp_path)).latest(store)
