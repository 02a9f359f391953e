"""The human table of the vocabulary, made from the ontology's own files: `python -m ontology.reference` prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rdflib import Graph, Node, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from ontology.namespaces import PREFIXES, SCHEME
from ontology.resources import Concept, concepts, concepts_graph, ontology_graph

_HEAD = """\
# The vocabulary

Made from `ontology/warrant.ttl` and `ontology/concepts.ttl` by `python -m ontology.reference`; a test keeps it current.
How the terms are put together is in [the graph, shape by shape](graph.md). Our own terms have the prefix `w:`, which is
`<https://w3id.org/warrant/ontology#>`; each stands under the standard term beside it.
"""


def markdown() -> str:
    """Give the whole page."""
    graph = ontology_graph()
    parts = (
        _HEAD,
        "## Classes\n",
        *_table(("class", "under", "what it is"), _classes(graph)),
        "\n## Properties\n",
        *_table(("property", "of", "value", "under", "what it says"), _properties(graph)),
        "\n## Closed lists\n",
        "Each value is a concept with the IRI `scheme:<list>/<value>`.\n",
        *_table(("list", "values"), _schemes()),
        "\n## Topics\n",
        "Each topic is a concept with the IRI `topic:<notation>`; the indented ones are narrower.\n",
        *_topics(None, 0),
    )
    return "\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _classes(graph: Graph) -> Iterator[tuple[str, ...]]:
    for term in _sorted(graph.subjects(RDF.type, OWL.Class)):
        yield _code(term), _codes(graph.objects(term, RDFS.subClassOf)), _definition(graph, term)


def _properties(graph: Graph) -> Iterator[tuple[str, ...]]:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    for term in _sorted(term for kind in kinds for term in graph.subjects(RDF.type, kind)):
        links = (RDFS.domain, RDFS.range, RDFS.subPropertyOf)
        yield _code(term), *(_codes(graph.objects(term, link)) for link in links), _definition(graph, term)


def _schemes() -> Iterator[tuple[str, ...]]:
    for scheme in _sorted(concepts_graph().subjects(RDF.type, SKOS.ConceptScheme)):
        name = str(scheme).removeprefix(str(SCHEME))
        if name != "topic":
            yield f"`{name}`", ", ".join(f"`{concept.notation}`" for concept in concepts(name))


def _topics(broader: str | None, depth: int) -> Iterator[str]:
    for concept in _children(broader):
        yield f"{'  ' * depth}- `{concept.notation}`: **{concept.label}.** {concept.definition}"
        yield from _topics(concept.notation, depth + 1)


def _children(broader: str | None) -> Iterator[Concept]:
    return (concept for concept in concepts("topic") if concept.broader == broader)


def _definition(graph: Graph, term: Node) -> str:
    return str(graph.value(term, SKOS.definition))


def _sorted(terms: Iterable[Node]) -> list[Node]:
    return sorted(terms, key=str)


def _codes(terms: Iterable[Node]) -> str:
    return ", ".join(_code(term) for term in _sorted(terms)) or "any"


def _code(term: Node) -> str:
    for prefix, namespace in PREFIXES.items():
        if isinstance(term, URIRef) and term.startswith(namespace):
            return f"`{prefix}:{term.removeprefix(namespace)}`"
    return f"`{term}`"


if __name__ == "__main__":
    sys.stdout.write(markdown())
