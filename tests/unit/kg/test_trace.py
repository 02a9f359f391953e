import json
from dataclasses import replace

import pytest

from kg.embedded import EmbeddedStore
from kg.errors import UnknownIriError
from kg.gaps import GapKind
from kg.mapping import triples
from kg.model import Direction, Extraction, Role, Statement
from kg.trace import MAX_DEPTH, Trace, trace
from tests import factories

SUPPORTS, DISPUTES = Direction.SUPPORTS, Direction.DISPUTES


def store_of(*extractions: Extraction) -> EmbeddedStore:
    store = EmbeddedStore()
    for extraction in extractions:
        store.replace_graph(extraction.document.graph_iri, triples(extraction))
    return store


def statement_with(extraction: Extraction, words: str) -> Statement:
    return next(statement for statement in extraction.statements if words in statement.quote.exact)


def trace_of(extraction: Extraction, words: str) -> Trace:
    return trace(store_of(extraction), statement_with(extraction, words).iri)


def chain_of(count: int, *, closed: bool = False) -> Extraction:
    sentences = [
        (Role.RECOMMENDATION, "Somebody should act."),
        *((Role.CLAIM, f"Reason {n} holds.") for n in range(count)),
    ]
    links = [(n + 1, n, SUPPORTS) for n in range(count)]
    return factories.extraction_of(sentences, links=[*links, (1, count, SUPPORTS)] if closed else links)


def kinds(found: Trace) -> set[GapKind]:
    return {gap.kind for gap in found.gaps}


def test_a_trace_reaches_the_premises_of_premises_down_to_their_words() -> None:
    found = trace_of(factories.extraction(), "close the loopholes")
    support = found.root.lines[0]
    claim = found.statements[support.premises[0].statement]
    evidence = found.statements[support.premises[0].lines[0].premises[0].statement]
    assert claim.quote.exact == factories.CHIPS_DECIDE
    assert evidence.quote.exact == factories.INSPECTORS_FOUND
    assert factories.TEXT[evidence.quote.start : evidence.quote.end] == evidence.quote.exact


def test_a_trace_gives_back_the_statement_that_was_stored() -> None:
    extraction = factories.extraction()
    stored = statement_with(extraction, "close the loopholes")
    assert trace(store_of(extraction), stored.iri).statement == stored


def test_supporting_lines_come_before_disputing_ones() -> None:
    found = trace_of(factories.extraction(), "close the loopholes")
    assert [line.justification.direction for line in found.root.lines] == [SUPPORTS, DISPUTES]


def test_a_trace_names_documents_authors_and_actors() -> None:
    extraction = factories.extraction()
    found = trace_of(extraction, "close the loopholes")
    document = extraction.document.iri
    assert found.documents[document].title == factories.TITLE
    assert found.documents[document].authors == (factories.ISSUER.name,)
    assert found.authors[document] == (factories.ISSUER.iri,)
    assert found.names[factories.CONGRESS.iri] == factories.CONGRESS.name


def test_the_parts_of_an_ask_are_listed_with_their_words() -> None:
    found = trace_of(factories.extraction(), "close the loopholes")
    assert [found.statements[part].quote.exact for part in found.parts] == [factories.FUND_INSPECTORS]


def test_a_trace_as_data_is_json_and_has_quote_page_and_document_at_every_step() -> None:
    data = json.loads(json.dumps(trace_of(factories.extraction(), "close the loopholes").to_dict()))
    premise = data["lines"][0]["premises"][0]
    assert premise["statement"]["quote"]["exact"] == factories.CHIPS_DECIDE
    assert premise["statement"]["document"] in data["documents"]
    assert premise["lines"][0]["direction"] == "supports"
    assert "page" in premise["statement"]


def test_a_trace_of_an_unknown_iri_says_so() -> None:
    with pytest.raises(UnknownIriError, match="statement/00"):
        trace(store_of(factories.extraction()), "https://w3id.org/warrant/id/statement/00000000000000000000")


@pytest.mark.parametrize("words", ["foo", "", "http://example.org/a b", "1"])
def test_a_trace_of_what_is_no_iri_says_so(words: str) -> None:
    with pytest.raises(UnknownIriError, match="search"):
        trace(store_of(factories.extraction()), words)


def test_a_trace_of_something_other_than_a_statement_says_so() -> None:
    extraction = factories.extraction()
    with pytest.raises(UnknownIriError):
        trace(store_of(extraction), extraction.document.iri)


def test_a_trace_ends_on_a_circle_and_names_it() -> None:
    found = trace_of(chain_of(3, closed=True), "Somebody should act")
    assert [node.statement for node in found.nodes] == list(dict.fromkeys(node.statement for node in found.nodes))
    assert GapKind.CIRCLE in kinds(found)


def test_a_chain_deeper_than_the_limit_is_cut_and_marked() -> None:
    found = trace_of(chain_of(MAX_DEPTH + 5), "Somebody should act")
    assert [node.is_cut for node in found.nodes].count(True) == 1
    assert len(found.nodes) == MAX_DEPTH + 1


def test_a_premise_met_twice_is_opened_once() -> None:
    sentences = [(Role.RECOMMENDATION, "Act."), (Role.CLAIM, "One."), (Role.CLAIM, "Two."), (Role.EVIDENCE, "Three.")]
    links = [(1, 0, SUPPORTS), (2, 0, SUPPORTS), (3, 1, SUPPORTS), (3, 2, SUPPORTS)]
    found = trace_of(factories.extraction_of(sentences, links=links), "Act.")
    assert sum(found.statements[node.statement].quote.exact == "Three." for node in found.nodes) == 1


def test_a_recommendation_without_reasons_has_that_gap() -> None:
    found = trace_of(factories.extraction_of([(Role.RECOMMENDATION, "Do it.")]), "Do it.")
    assert GapKind.NO_SUPPORT in kinds(found)
    assert GapKind.ONE_SOURCE not in kinds(found)


def test_claims_alone_have_the_gap_that_none_of_them_is_evidence() -> None:
    assert GapKind.NO_EVIDENCE in kinds(trace_of(chain_of(2), "Somebody"))
    assert GapKind.NO_EVIDENCE not in kinds(trace_of(factories.extraction(), "close the loopholes"))
    assert GapKind.NO_EVIDENCE not in kinds(trace_of(chain_of(0), "Somebody"))


def test_a_direct_reason_is_opened_as_one_even_where_a_deeper_place_comes_first() -> None:
    sentences = [(Role.RECOMMENDATION, "Do it."), (Role.CLAIM, "It helps."), (Role.EVIDENCE, "It helped in 2025.")]
    links = [(1, 0, SUPPORTS), (2, 1, SUPPORTS), (2, 0, SUPPORTS)]
    found = trace_of(factories.extraction_of(sentences, links=links), "Do it.")
    direct = [node for line in found.root.lines for node in line.premises]
    deeper = [node for top in direct for line in top.lines for node in line.premises]
    assert [node.repeats for node in direct] == [False, False]
    assert [node.repeats for node in deeper] == [True]


def test_a_dispute_alone_is_no_support() -> None:
    sentences = [(Role.RECOMMENDATION, "Do it."), (Role.CLAIM, "It harms.")]
    found = trace_of(factories.extraction_of(sentences, links=[(1, 0, DISPUTES)]), "Do it.")
    assert GapKind.NO_SUPPORT in kinds(found)


def test_support_from_the_issuer_alone_has_the_gaps_own_word_and_one_source() -> None:
    sentences = [(Role.RECOMMENDATION, "Do it."), (Role.EVIDENCE, "It worked in 2020.")]
    found = trace_of(factories.extraction_of(sentences, links=[(1, 0, SUPPORTS)]), "Do it.")
    assert {GapKind.OWN_WORD, GapKind.ONE_SOURCE} <= kinds(found)


def test_a_premise_asserted_by_somebody_else_is_not_the_issuers_own_word() -> None:
    sentences = [(Role.RECOMMENDATION, "Do it."), (Role.EVIDENCE, "It worked in 2020.")]
    extraction = factories.extraction_of(sentences, links=[(1, 0, SUPPORTS)])
    other = factories.claim(
        "It worked in 2020.", Role.EVIDENCE, factories.text_of(sentences), asserted_by=factories.CRITIC.iri
    )
    changed = _with(
        extraction, statements=(extraction.statements[0], other), actors=(*extraction.actors, factories.CRITIC)
    )
    assert GapKind.OWN_WORD not in kinds(trace_of(changed, "Do it."))


def test_an_ask_without_issuer_and_addressee_has_both_gaps() -> None:
    text = factories.text_of([(Role.RECOMMENDATION, "Do it.")])
    extraction = factories.extraction_of([(Role.RECOMMENDATION, "Do it.")])
    bare = factories.recommendation("Do it.", text, issuer=None, addressees=())
    found = trace_of(_with(extraction, statements=(bare,)), "Do it.")
    assert {GapKind.NO_ISSUER, GapKind.NO_ADDRESSEE} <= kinds(found)


def test_an_unsure_link_is_a_gap_of_that_link() -> None:
    extraction = factories.extraction()
    weak = tuple(replace(line, confidence=0.3) for line in extraction.justifications)
    found = trace_of(_with(extraction, justifications=weak), "close the loopholes")
    line = found.root.lines[0].justification
    assert [gap.kind for gap in found.gaps_of(line.iri)] == [GapKind.LOW_CONFIDENCE]


def test_a_claim_given_as_reason_without_backing_is_a_gap_of_that_claim() -> None:
    extraction = factories.extraction()
    found = trace_of(extraction, "close the loopholes")
    critics = statement_with(extraction, factories.CRITICS_SAY)
    assert [gap.kind for gap in found.gaps_of(critics.iri)] == [GapKind.UNSUPPORTED_CLAIM]


def test_a_trace_into_a_replaced_version_says_so() -> None:
    old = factories.extraction()
    new = factories.extraction_of([(Role.OTHER, "All is changed.")], revises=old.document.iri)
    root = statement_with(old, "close the loopholes").iri
    found = trace(store_of(old, new), root)
    assert found.newer[old.document.iri] == (new.document.iri,)
    assert GapKind.NEWER_VERSION in kinds(found)


def test_machine_read_statements_are_named_as_unreviewed() -> None:
    assert GapKind.NOT_REVIEWED in kinds(trace_of(factories.extraction(), "close the loopholes"))


def _with(extraction: Extraction, **changes: object) -> Extraction:
    return replace(extraction, **changes)  # type: ignore[arg-type]
