"""One statement as a nanopublication in TriG, with a Trusty URI: a name that holds the digest of what it names.

The assertion says what was read: who asks whom for what, or who asserts what, and the justifications that bear on it.
The provenance says from which words of which document and by which program it was read. It is therefore a publication
about *what a document says*, not a claim of ours that it is so, and the publication info says who vouches for what.
Nothing in it comes from a clock, so the same reading gives the same name. The name begins with that of the statement,
so that a server can answer for it without a list of all names.

Trusty URIs: artifact codes of the module RA, see https://trustyuri.net/; nanopublications: https://nanopub.net/.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

import pyoxigraph as ox
from rdflib import Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from kg.exports.argument import Argument, speaker_of
from kg.fields import CLAIM, DOCUMENT, JUSTIFICATION, RECOMMENDATION, Arity, Field
from kg.identifiers import BASE
from kg.model import Claim, Process, Statement
from kg.oxigraph import to_oxigraph
from ontology.namespaces import OA, PREFIXES, Warrant

MEDIA_TYPE: Final = "application/trig"
NANOPUBS: Final = f"{BASE}np/"
LICENCE: Final = URIRef("https://www.apache.org/licenses/LICENSE-2.0")

NP: Final = Namespace("http://www.nanopub.org/nschema#")
NPX: Final = Namespace("http://purl.org/nanopub/x/")

_PENDING: Final = f"{NANOPUBS}pending"
"""Stands for the name until the digest is known."""

Quad = tuple[URIRef, URIRef, URIRef, Node]


def nanopub(argument: Argument, iri: str, process: Process | None = None) -> str:
    """Give a statement with the justifications that bear on it as one nanopublication.

    Args:
        argument: where the statement and what bears on it are.
        iri: the statement.
        process: what read it, or None where that isn't known.
    """
    quads = sorted(set(_quads(argument, argument.statements[iri], process)), key=_order)
    space = f"{NANOPUBS}{iri.rpartition('/')[2]}/"
    name = space + artifact_code(quads, space)
    prefixes = {each: PREFIXES[each] for each in ("w", "oa", "prov", "dcterms", "skos", "rdfs", "xsd")}
    prefixes |= {"np": str(NP), "npx": str(NPX), "this": f"{name}#"}
    named = (_named(quad, name) for quad in quads)
    made = (ox.Quad(*(to_oxigraph(term) for term in (*rest, graph))) for graph, *rest in named)  # type: ignore[arg-type]
    return (ox.serialize(made, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b"").decode()


def artifact_code(quads: Iterable[Quad], space: str = NANOPUBS) -> str:
    """Give the artifact code (Trusty URIs, module RA) of quads in which `_PENDING` stands for the name.

    Args:
        quads: what is said.
        space: what stands before the code in the name.
    """
    lines = ("".join(f"{_line(term, space)}\n" for term in quad) for quad in sorted(quads, key=_order))
    text = "".join(dict.fromkeys(lines))
    digest = base64.urlsafe_b64encode(sha256(text.encode()).digest()).decode().rstrip("=")
    return f"RA{digest}"


def _iri(term: Node, space: str = NANOPUBS) -> str:
    # The digest is taken over IRIs that have a space where it will go.
    return str(term).replace(_PENDING, f"{space} ")


def _line(term: Node, space: str) -> str:
    if not isinstance(term, Literal):
        return _iri(term, space)
    words = str(term).replace("\\", "\\\\").replace("\n", "\\n")
    if term.language:
        return f"@{term.language.lower()} {words}"
    return f"^{term.datatype or XSD.string} {words}"


def _order(quad: Quad) -> tuple[bytes, bytes, bytes, int, bytes, bytes]:
    graph, subject, predicate, value = quad
    kind = b""
    if isinstance(value, Literal):
        kind = f"@{value.language}".encode() if value.language else str(value.datatype or XSD.string).encode()
    words = str(value) if isinstance(value, Literal) else _iri(value)
    is_literal = int(isinstance(value, Literal))
    return _iri(graph).encode(), _iri(subject).encode(), predicate.encode(), is_literal, words.encode(), kind


def _named(quad: Quad, name: str) -> Quad:
    def named(term: Node) -> Node:
        is_pending = isinstance(term, URIRef) and term.startswith(_PENDING)
        return URIRef(f"{name}{term.removeprefix(_PENDING)}") if is_pending else term  # type: ignore[attr-defined]

    graph, subject, predicate, value = (named(term) for term in quad)
    return graph, subject, predicate, value  # type: ignore[return-value]


def _quads(argument: Argument, statement: Statement, process: Process | None) -> Iterator[Quad]:
    this = URIRef(_PENDING)
    head, assertion, provenance, info = (
        URIRef(f"{_PENDING}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    yield head, this, RDF.type, NP.Nanopublication
    yield head, this, NP.hasAssertion, assertion
    yield head, this, NP.hasProvenance, provenance
    yield head, this, NP.hasPublicationInfo, info
    yield from ((assertion, *triple) for triple in _assertion(argument, statement))
    yield from ((provenance, *triple) for triple in _provenance(argument, statement, assertion, process))
    yield info, this, DCTERMS.license, LICENCE
    yield info, this, RDFS.label, Literal(argument.sentence(statement))
    yield info, this, NPX.introduces, URIRef(statement.iri)
    yield info, this, PROV.wasDerivedFrom, URIRef(statement.quote.document)


def _assertion(argument: Argument, statement: Statement) -> Iterator[tuple[URIRef, URIRef, Node]]:
    subject = URIRef(statement.iri)
    is_claim = isinstance(statement, Claim)
    yield subject, RDF.type, Warrant.Claim if is_claim else Warrant.Recommendation
    # How sure the program is belongs to the provenance: the source doesn't say it.
    kept = [field for field in (CLAIM if is_claim else RECOMMENDATION) if field.property not in _OF_THE_READING]
    yield from _written(subject, statement, kept)
    quote, words = URIRef(statement.quote.iri), URIRef(f"{statement.quote.iri}#words")
    yield subject, Warrant.quote, quote
    yield quote, OA.hasSelector, words
    yield words, RDF.type, OA.TextQuoteSelector
    yield words, OA.exact, Literal(statement.quote.exact)
    speaker = speaker_of(statement)
    if speaker is not None:
        yield URIRef(speaker), SKOS.prefLabel, Literal(argument.names.get(speaker, speaker))
    for line in argument.justifications:
        if line.target == statement.iri:
            node = URIRef(line.iri)
            yield node, RDF.type, Warrant.Justification
            kept = [field for field in JUSTIFICATION if field.property not in _OF_THE_READING]
            yield from _written(node, line, kept)


_OF_THE_READING: Final = frozenset({Warrant.confidence, Warrant.cue, Warrant.reviewState})


_OF_THE_SOURCE: Final = frozenset({"title", "publisher", "issued", "url", "sha256", "text_sha256"})


def _provenance(
    argument: Argument, statement: Statement, assertion: URIRef, process: Process | None
) -> Iterator[tuple[URIRef, URIRef, Node]]:
    document = argument.documents[statement.quote.document]
    source, quote = URIRef(document.iri), URIRef(statement.quote.iri)
    yield assertion, PROV.hadPrimarySource, source
    yield assertion, PROV.wasQuotedFrom, quote
    yield assertion, Warrant.confidence, Literal(str(round(statement.confidence, 4)), datatype=XSD.decimal)
    yield assertion, Warrant.cue, Literal(statement.cue)
    position = URIRef(f"{quote}#position")
    yield quote, OA.hasSource, source
    yield quote, OA.hasSelector, position
    yield position, RDF.type, OA.TextPositionSelector
    yield position, OA.start, Literal(statement.quote.start)
    yield position, OA.end, Literal(statement.quote.end)
    if document.is_brief:
        yield source, RDF.type, Warrant.Brief
    yield from _written(source, document, [field for field in DOCUMENT if field.name in _OF_THE_SOURCE])
    if process is not None:
        activity = URIRef(process.extraction_of(document.sha256))
        yield assertion, PROV.wasGeneratedBy, activity
        yield activity, RDFS.label, Literal(process.software)
        yield activity, Warrant.codeDigest, Literal(process.code_digest)
        yield activity, Warrant.modelDigest, Literal(process.model_digest)


def _written(subject: URIRef, record: object, fields: Iterable[Field]) -> Iterator[tuple[URIRef, URIRef, Node]]:
    for field in fields:
        value = getattr(record, field.name)
        values = value if field.arity is Arity.MANY else () if value is None else (value,)
        yield from ((subject, field.property, field.codec.encode(each)) for each in values)
