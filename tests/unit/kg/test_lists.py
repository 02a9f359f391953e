"""Lists: facets, orders, dates, pages and words over the documents of `query_graph`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.column_reader import day_range
from kg.conditions import ALIASES, FACETS, NOBODY
from kg.index import Index
from kg.phrases import wider
from kg.rows import Match, Search, Sort, StatementRow
from tests import factories, query_graph

REPORT, REVISED = query_graph.extractions()[1:3]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("index") / "index.sqlite") as opened:
        for extraction in query_graph.extractions():
            opened.replace(extraction)
        yield opened


def values_of(row: StatementRow) -> dict[str, set[str]]:
    return {
        "topic": {each for topic in row.topics for each in wider(topic)} or {NOBODY},
        "addressee": {each.iri for each in row.addressees} or {NOBODY},
        "issuer": {row.speaker.iri if row.speaker else NOBODY},
        "instrument": {row.instrument or NOBODY},
        "modality": {row.modality or NOBODY},
        "source_kind": {row.source_kind},
        "year": {row.issued[:4] if row.issued else NOBODY},
        "support": {("no", "one", "several")[min(row.supports, 2)]},
        "disputed": {"yes" if row.disputes else "no"},
        "sources": {"several" if row.sources > 1 else "one"},
        "brief": {"yes" if row.is_brief else "no"},
        "review": {row.review},
        "document": {row.document},
    }


CHOICES = st.dictionaries(
    st.sampled_from(["topic", "instrument", "modality", "year", "support", "brief", "review", "source_kind"]),
    st.sampled_from(["export-controls", "technology-controls", "funding", "must", "should", "2026", "no", "one", "yes",
                     NOBODY, "machine", "confirmed", "policy_paper", "bill"]).map(lambda value: (value,)),
    max_size=3,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(CHOICES, st.booleans())
def test_lists_and_counts_are_those_of_the_rows_themselves(
    index: Index, chosen: dict[str, tuple[str, ...]], with_replaced: bool
) -> None:
    every = list(index.every(Search(include_superseded=with_replaced)))
    listing = index.listing(Search(facets=chosen, include_superseded=with_replaced, per_page=100))

    def fits(row: StatementRow, *, but: str = "") -> bool:
        held = values_of(row)
        meant = {
            name: {each for value in values for each in ALIASES.get((name, value), (value,))}
            for name, values in chosen.items()
        }
        return all(held[name] & values for name, values in meant.items() if name != but)

    assert {row.iri for row in listing.results.rows} == {row.iri for row in every if fits(row)}
    for facet in listing.facets:
        fitting = (row for row in every if fits(row, but=facet.name))
        expected = Counter(value for row in fitting for value in values_of(row)[facet.name])
        assert {each.value: each.count for each in facet.values if each.count} == expected, facet.name
    assert {facet.name for facet in listing.facets} == set(FACETS)


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "Congress"])
def test_pages_after_and_before_a_row_make_the_whole_list(index: Index, sort: Sort, text: str) -> None:
    whole = [row.iri for row in index.every(Search(sort=sort, text=text))]
    forward: list[str] = []
    page = index.statements(Search(sort=sort, text=text, per_page=2))
    while page.rows:
        assert page.first == len(forward) + 1
        forward += [row.iri for row in page.rows]
        page = index.statements(Search(sort=sort, text=text, per_page=2, after=forward[-1]))
    assert forward == whole
    back = index.statements(Search(sort=sort, text=text, per_page=2, before=whole[-1]))
    assert [row.iri for row in back.rows] == whole[-3:-1]


def test_a_page_goes_on_after_a_row_that_no_longer_fits(index: Index) -> None:
    whole = list(index.every(Search(sort=Sort.SUPPORT)))
    absent = next(row for row in whole if row.instrument != "funding")
    after = index.statements(Search(sort=Sort.SUPPORT, facets={"instrument": ("funding",)}, after=absent.iri))
    expected = [row.iri for row in whole[whole.index(absent) :] if row.instrument == "funding"]
    assert [row.iri for row in after.rows] == expected


def test_a_page_after_a_row_that_is_gone_is_the_first_and_says_so(index: Index) -> None:
    page = index.statements(Search(after="https://w3id.org/warrant/id/statement/00000000000000000000"))
    assert (page.first, page.is_lost) == (1, True)
    assert page.rows


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        (Sort.SUPPORT, lambda row: -row.supports),
        (Sort.DISPUTED, lambda row: -row.disputes),
        (Sort.SOURCES, lambda row: (-row.sources, -row.supports)),
        (Sort.CONFIDENCE, lambda row: -row.confidence),
        (Sort.DOCUMENT, lambda row: (row.document_title, row.document, row.start)),
        (Sort.NEWEST, lambda row: -day_range(row.issued)[1]),
    ],
)
def test_orders_are_what_they_say(index: Index, sort: Sort, key: object) -> None:
    rows = list(index.every(Search(sort=sort)))
    assert rows == sorted(rows, key=key)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ("2026", (20260101, 20261231)),
        ("2024-02", (20240201, 20240229)),
        ("2026-05-14", (20260514, 20260514)),
        (None, (0, 0)),
        ("May 2026", (0, 0)),
        ("2026-13-40", (20261231, 20261201 + 30)),
    ],
)
def test_a_date_means_all_its_days(issued: str | None, expected: tuple[int, int]) -> None:
    assert day_range(issued)[1] == expected[1]


@pytest.mark.parametrize(
    ("earliest", "latest", "found"),
    [
        # The bill is dated 2026, so that it can be of any day of that year.
        ("2026-01", "2026-02", {"A bill"}),
        ("2026-06-20", None, {"A bill", "A letter", "A brief"}),
        (None, "2025", set()),
        ("2026-05-14", "2026-05-14", {"A bill", factories.TITLE}),
    ],
)
def test_dates_narrow_to_documents_that_can_be_of_the_range(
    index: Index, earliest: str | None, latest: str | None, found: set[str]
) -> None:
    rows = index.every(Search(earliest=earliest, latest=latest))
    assert {row.document_title for row in rows} == found


@pytest.mark.parametrize("date", ["yesterday", "2026-13", "26", "2026-1-1", "2026-01-32"])
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        Search(earliest=date)


def test_a_topic_has_the_statements_of_those_below_it(index: Index) -> None:
    below, above = (
        {row.iri for row in index.every(Search(facets={"topic": (topic,)}))}
        for topic in ("export-controls", "technology-controls")
    )
    assert below
    assert below <= above


def test_what_somebody_asks_or_is_asked_is_one_list(index: Index) -> None:
    iri = factories.CONGRESS.iri
    both = {row.iri for row in index.every(Search(facets={"actor": (iri,)}))}
    single = [{row.iri for row in index.every(Search(facets={name: (iri,)}))} for name in ("issuer", "addressee")]
    assert all(single)
    assert both == single[0] | single[1]


def test_the_name_of_a_topic_finds_what_is_about_it_and_says_so(index: Index) -> None:
    listing = index.listing(Search(text="smuggling", per_page=50))
    assert listing.named == (("smuggling", ("chip-smuggling",)),)
    assert listing.only_words is not None
    assert 0 < listing.only_words < listing.results.total
    for row in listing.results.rows:
        (reason, *_) = row.why
        assert (reason.match is Match.TOPIC) == ("smuggl" not in row.exact.lower())
        assert reason.match is not Match.TOPIC or (reason.found, reason.searched) == ("chip-smuggling", "smuggling")
    assert index.statements(Search(text="smuggling", only_words=True)).total == listing.only_words


def test_statements_with_the_words_come_before_those_only_about_the_topic(index: Index) -> None:
    rows = index.statements(Search(text="smuggling", per_page=50)).rows
    kinds = [any(reason.match is Match.WORDS for reason in row.why) for row in rows]
    assert kinds == sorted(kinds, reverse=True)


@pytest.mark.parametrize(
    ("text", "match", "found"),
    [
        ("inspectors", Match.WORDS, ""),
        ("BIS", Match.ACTOR, factories.BUREAU.name),
        ("item", Match.TITLE, ""),
    ],
)
def test_a_result_says_where_it_was_found(index: Index, text: str, match: Match, found: str) -> None:
    rows = index.statements(Search(text=text)).rows
    assert rows
    for row in rows:
        assert (match, found) in [(reason.match, reason.found) for reason in row.why]


def test_values_left_out_of_a_facet_are_counted(index: Index) -> None:
    whole = {facet.name: facet for facet in index.listing(Search()).facets}["addressee"]
    short = {facet.name: facet for facet in index.listing(Search(), most=1).facets}["addressee"]
    assert whole.others == 0
    assert short.others == len(whole.values) - 1
    assert short.values[0].count == max(value.count for value in whole.values)


def test_columns_follow_what_comes_and_goes(tmp_path: Path) -> None:
    press, report, revised, *_ = query_graph.extractions()
    with Index.open(tmp_path / "a.sqlite") as followed:
        for extraction in (report, press, revised):
            followed.replace(extraction)
            followed.facets(Search())
        followed.drop(press.document.iri)
        followed.replace(press)
        with Index.open(tmp_path / "a.sqlite") as fresh:
            for sort in Sort:
                assert list(followed.every(Search(sort=sort))) == list(fresh.every(Search(sort=sort)))
            assert followed.facets(Search()) == fresh.facets(Search())


def test_the_day_a_document_came_in_is_that_of_the_first_run_that_names_it(tmp_path: Path) -> None:
    from kg.embedded import EmbeddedStore

    store = EmbeddedStore()
    query_graph.fill(store)
    with Index.open(tmp_path / "index.sqlite") as synchronised:
        synchronised.synchronise(store)
        loaded = {row.document_title: row.loaded for row in synchronised.every(Search(include_superseded=True))}
        first = next(synchronised.every(Search(sort=Sort.LOADED)))
        synchronised.replace(REVISED)
        again = next(synchronised.every(Search(facets={"document": (REVISED.document.iri,)})))
    assert loaded[factories.TITLE] == "2026-07-01T09:05:00Z"
    assert loaded["A letter"] == "2026-07-02T09:05:00Z"
    assert first.loaded == again.loaded == "2026-07-02T09:05:00Z"
