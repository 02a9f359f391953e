"""The shapes find what they should, the rules in code give the same verdict, and both speak to a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from kg.identifiers import mint
from kg.mapping import triples
from kg.model import Actor, ActorKind, Claim, Extraction, Quote, Recommendation, Role
from kg.rules import check_shapes
from kg.validation import Severity, check, check_graph, shacl_report
from ontology.namespaces import Warrant
from ontology.resources import concepts_graph, examples, read_text, shapes_graph
from tests import factories
from tests.strategies import grounded_extractions

EXAMPLES = examples()
VALID = sorted(name for name in EXAMPLES if name.startswith("valid-"))
INVALID = sorted(name for name in EXAMPLES if name.startswith("invalid-"))
OF_A_DOCUMENT = sorted(name for name, graph in EXAMPLES.items() if (None, RDF.type, Warrant.Document) in graph)
SHAPES = sorted(str(shape).rpartition("#")[2] for shape in shapes_graph().subjects(RDF.type, SH.NodeShape))


def broken_on_purpose(name: str) -> str:
    match = re.match(r"# Breaks shape:(\w+) on purpose: ", read_text(f"examples/{name}"))
    assert match, f"{name} doesn't say which shape it breaks"
    return match[1]


@pytest.mark.parametrize("name", VALID)
def test_a_valid_example_breaks_no_shape(name: str) -> None:
    assert shacl_report(EXAMPLES[name]) == []


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_example_breaks_its_shape_alone(name: str) -> None:
    found = {finding.shape.rpartition("#")[2] for finding in shacl_report(EXAMPLES[name])}
    assert found == {broken_on_purpose(name)}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_an_invalid_example(shape: str) -> None:
    assert shape in {broken_on_purpose(name) for name in INVALID}


def test_every_class_has_a_shape() -> None:
    targets = {str(target) for target in shapes_graph().objects(None, SH.targetClass)}
    classes = {str(term) for term in dir(Warrant) if str(term).rpartition("#")[2][0].isupper()}
    assert classes <= targets


@pytest.mark.parametrize("name", OF_A_DOCUMENT)
def test_code_and_shapes_agree_on_an_example(name: str) -> None:
    assert bool(check_graph(EXAMPLES[name])) is name.startswith("invalid-")


def test_whatever_a_shape_requires_is_missed_when_it_is_gone() -> None:
    bare, required = Graph(), set()
    for name in VALID:
        for triple in EXAMPLES[name]:
            if triple[1] == RDF.type:
                bare.add(triple)
    for shape in shapes_graph().subjects(RDF.type, SH.NodeShape):
        for part in shapes_graph().objects(shape, SH.property):
            path = shapes_graph().value(part, SH.path)
            if shapes_graph().value(part, SH.minCount) is not None and isinstance(path, URIRef) and path != RDF.type:
                required.add((str(shape), str(path)))
    found = {(finding.shape, finding.path) for finding in shacl_report(bare)}
    assert required
    assert required <= found


def test_the_concept_schemes_break_no_shape() -> None:
    assert shacl_report(concepts_graph()) == []


@pytest.mark.parametrize("message", sorted(str(each) for each in shapes_graph().objects(None, SH.message)))
def test_a_message_is_a_sentence_that_says_how_to_mend_it(message: str) -> None:
    assert re.match(r"(A|An|The) [a-z].*; .+\.$", message)


def test_every_constraint_has_a_message() -> None:
    graph = shapes_graph()
    constraints = {*graph.objects(None, SH.property), *graph.objects(None, SH.sparql)}
    assert [each for each in constraints if graph.value(each, SH.message) is None] == []


def test_a_finding_names_thing_property_and_shape() -> None:
    (finding,) = shacl_report(EXAMPLES["invalid-passage-without-role.ttl"])
    assert finding.path == str(Warrant.role)
    assert finding.shape == "https://w3id.org/warrant/shapes#Passage"
    assert finding.focus.startswith("https://w3id.org/warrant/id/passage/")
    assert finding.severity is Severity.VIOLATION
    assert "exactly one role" in finding.message


def test_a_report_takes_triples_as_well_as_a_graph() -> None:
    assert shacl_report(triples(factories.extraction())) == []


# --- the two verdicts ---

Mutation = Callable[[Extraction], Extraction]


def changed(part: str, **fields: Any) -> Mutation:
    """Change the first record of a part that has such fields, where there is one."""

    def change(extraction: Extraction) -> Extraction:
        records: Any = getattr(extraction, part)
        if not isinstance(records, tuple):
            whole: dict[str, Any] = {part: replace(records, **fields)}
            return replace(extraction, **whole)
        fitting = [record for record in records if all(hasattr(record, name) for name in fields)]
        others = tuple(record for record in records if record not in fitting[:1])
        parts: dict[str, Any] = {part: (*(replace(record, **fields) for record in fitting[:1]), *others)}
        return replace(extraction, **parts)

    return change


def without_last(part: str) -> Mutation:
    def change(extraction: Extraction) -> Extraction:
        parts: dict[str, Any] = {part: getattr(extraction, part)[:-1]}
        return replace(extraction, **parts)

    return change


def on_two_pages(extraction: Extraction) -> Extraction:
    """Give two mentions at the same place different pages."""
    twins = [
        replace(mention, quote=replace(mention.quote, page=page))
        for mention in extraction.mentions[:1]
        for page in (1, 2)
    ]
    return replace(extraction, mentions=(*twins, *extraction.mentions[1:]))


def renamed_twin(extraction: Extraction) -> Extraction:
    """Describe the first actor a second time, with a name that is compared as equal."""
    actor = extraction.actors[0]
    return replace(extraction, actors=(*extraction.actors, replace(actor, name=f"The {actor.name}")))


def part_of_itself(extraction: Extraction) -> Extraction:
    statements = tuple(
        replace(statement, part_of=statement.iri) if isinstance(statement, Recommendation) else statement
        for statement in extraction.statements
    )
    return replace(extraction, statements=statements)


def claimed_and_recommended(extraction: Extraction) -> Extraction:
    """Make a recommendation of a claim's words as well."""
    for statement in extraction.statements:
        if isinstance(statement, Claim):
            twin = Recommendation(quote=statement.quote, passage=statement.passage, confidence=0.5, cue="should")
            return replace(extraction, statements=(*extraction.statements, twin))
    return extraction


NOBODY = mint("actor", "nobody that is described")
MUTATIONS: tuple[Mutation, ...] = (
    lambda extraction: extraction,
    changed("document", title=" "),
    changed("document", sha256="abc"),
    changed("document", text_sha256="A" * 64),
    changed("document", length=-1),
    changed("document", media_type="text"),
    changed("document", issued="May 2026"),
    changed("document", issued="2026-13"),
    changed("document", language="English language"),
    changed("document", pages=0),
    changed("document", is_brief=True, url=None),
    changed("document", authors=("Nobody",)),
    changed("process", software=""),
    changed("process", model_digest=" "),
    changed("process", settings=(("", "x"),)),
    changed("passages", order=-1),
    changed("passages", role=Role.CLAIM, also=(Role.CLAIM,)),
    changed("passages", provision=""),
    changed("passages", page=0),
    changed("passages", asserted_by=NOBODY),
    changed("passages", document=mint("document", "another")),
    changed("statements", passage=mint("passage", "another")),
    changed("statements", cue=""),
    changed("statements", topics=("Not a topic",)),
    changed("statements", issuer=NOBODY),
    changed("statements", asserted_by=NOBODY),
    changed("statements", addressees=(NOBODY,)),
    changed("statements", action="\n"),
    changed("statements", hedges=("",)),
    changed("statements", part_of=mint("statement", "another")),
    changed("justifications", cue=""),
    changed("justifications", target=mint("statement", "another")),
    changed("actors", name=" "),
    changed("actors", aliases=("",)),
    changed("mentions", actor=NOBODY),
    changed("mentions", candidates=(NOBODY,)),
    changed("citations", identifier=" "),
    without_last("passages"),
    without_last("statements"),
    without_last("actors"),
    on_two_pages,
    renamed_twin,
    part_of_itself,
    claimed_and_recommended,
)


@given(pair=grounded_extractions(), mutation=st.sampled_from(MUTATIONS))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_code_and_shapes_agree_on_any_extraction(pair: tuple[Extraction, str], mutation: Mutation) -> None:
    extraction = mutation(pair[0])
    findings, report = check_shapes(extraction), shacl_report(triples(extraction))
    assert bool(findings) is bool(report), (findings, report)


@pytest.mark.parametrize("mutation", MUTATIONS[1:])
def test_code_refuses_a_broken_extraction(mutation: Mutation) -> None:
    assert check_shapes(mutation(factories.extraction()))


@given(pair=grounded_extractions())
@settings(max_examples=30, deadline=None)
def test_a_grounded_extraction_passes(pair: tuple[Extraction, str]) -> None:
    assert check(*pair) == ()


# --- grounding ---


def test_a_text_with_other_characters_is_refused() -> None:
    findings = check(factories.extraction(), factories.TEXT.replace("strongest", "strangest"))
    assert any("isn't what the text has there" in finding for finding in findings)


def test_a_shifted_quote_is_refused() -> None:
    extraction = factories.extraction()
    first = extraction.statements[0]
    moved = replace(first.quote, start=first.quote.start + 1, end=first.quote.end + 1)
    findings = check(replace(extraction, statements=(replace(first, quote=moved),), justifications=()), factories.TEXT)
    assert any("ground it again" in finding for finding in findings)


def test_a_quote_with_wrong_context_is_refused() -> None:
    extraction = factories.extraction()
    mention = extraction.mentions[0]
    wrong = replace(mention, quote=replace(mention.quote, prefix="other words"))
    findings = check(replace(extraction, mentions=(wrong,)), factories.TEXT)
    assert any("isn't what the text has there" in finding for finding in findings)


def test_a_passage_beyond_the_end_is_refused() -> None:
    extraction = factories.extraction()
    long = replace(extraction.passages[-1], end=len(factories.TEXT) + 1)
    findings = check(replace(extraction, passages=(*extraction.passages[:-1], long)), factories.TEXT)
    assert any("after the end of the text" in finding for finding in findings)


def test_another_text_than_the_digest_names_is_refused() -> None:
    findings = check(factories.extraction(), factories.TEXT + " ")
    assert any("digest" in finding for finding in findings)
    assert any("code points" in finding for finding in findings)


def test_too_much_context_is_refused() -> None:
    extraction = factories.extraction()
    mention = extraction.mentions[0]
    wide = Quote(**{**{f: getattr(mention.quote, f) for f in Quote.__slots__}, "prefix": "x" * 33})
    assert check_shapes(replace(extraction, mentions=(replace(mention, quote=wide),)))


def test_two_equal_records_are_no_conflict() -> None:
    extraction = factories.extraction()
    assert check_shapes(replace(extraction, actors=(*extraction.actors, extraction.actors[0]))) == ()


def test_a_finding_names_the_actor_that_is_missing() -> None:
    extraction = factories.extraction()
    missing = Actor(name="Example Institute", kind=ActorKind.ORGANIZATION).iri
    findings = check_shapes(replace(extraction, actors=extraction.actors[1:]))
    assert any(missing in finding for finding in findings)
