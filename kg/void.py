"""VoID and DCAT: descriptions of the graph by which programs and catalogues find out what is in it and where it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, VOID, XSD

from kg.counting import Counts
from kg.identifiers import BASE
from ontology.namespaces import PREFIXES, SCHEME, TOPIC, Warrant
from ontology.resources import ONTOLOGY_GRAPH

LICENCE: Final = URIRef("https://www.apache.org/licenses/LICENSE-2.0")
RELEASES: Final = f"{BASE}releases/"
DATASET: Final = f"{BASE}dataset"
"""The graph as it grows, of which every release is a version."""

RIGHTS: Final = (
    "The licence is for the graph's structure and for the descriptions in it. Quoted words and texts belong to the "
    "authors of their sources; each document names its publisher and the address of the original."
)
TITLE: Final = "Warrant: policy recommendations and what they rest on"
_WHAT: Final = (
    "Who recommends that whom should do what, why, and in which exact words of which document. Read by a program from "
    "stored documents; every statement carries that program's confidence and what a person has said of it. A document "
    "of the class w:Brief restates a published source in other words, so words quoted from it aren't the source's."
)
_CATALOGUE: Final = "The graph of Warrant as it grows, its releases, and the endpoints that answer queries on them."
_KEYWORDS: Final = ("policy recommendations", "argument mining", "technology policy", "knowledge graph")
_PROTOCOL: Final = URIRef("http://www.w3.org/TR/sparql11-protocol/")
PUBLISHER: Final = URIRef(f"{BASE}#project")
AUTHOR: Final = "The Warrant contributors"
_SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
CATALOGUE_PREFIXES: Final = {"void": str(VOID), "dcat": str(DCAT), "spdx": str(_SPDX)}
"""Prefixes of these descriptions beyond the well-known ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Distribution:
    """A file of a release.

    Attributes:
        path: its path in the release.
        media_type: what it is.
        title: what is in it.
        size: bytes.
        sha256: digest in hexadecimal digits.
    """

    path: str
    media_type: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """What is described: the graph as it grows, or one release of it.

    Attributes:
        iri: the dataset's IRI.
        version: number of the release, or None for the graph as it grows.
        issued: ISO 8601 date of the release, or None.
        endpoint: where SPARQL is answered for it.
        period: first and last date of publication of its documents, as far as known.
        previous: number of the release before, or None.
        counted: when it was counted, in ISO 8601, where it may have grown since.
    """

    iri: str
    version: str | None = None
    issued: str | None = None
    endpoint: str
    period: tuple[str, str] | None = None
    previous: str | None = None
    counted: str | None = None


def release_iri(version: str) -> str:
    """Give the IRI of a release, under which its files have theirs."""
    return f"{RELEASES}{version}"


def citation(version: str, issued: str | None) -> str:
    """Give how a release is cited, in one line of plain text."""
    dated = f", {issued}" if issued else ""
    return f"{AUTHOR}, {TITLE}, release {version}{dated}, {release_iri(version)}"


def void_graph(described: Described, counts: Counts, dumps: Iterable[str] = ()) -> Graph:
    """Describe a dataset in VoID: how much there is of which class and property, and where it links to.

    Args:
        described: the dataset.
        counts: what it is made of.
        dumps: addresses of files with all of it.
    """
    graph, dataset = _graph(), URIRef(described.iri)
    graph.add((dataset, RDF.type, VOID.Dataset))
    _add_what(graph, dataset, described)
    if described.counted is not None:
        description = URIRef(f"{described.iri}#counts")
        graph.add((description, RDF.type, VOID.DatasetDescription))
        graph.add((description, FOAF.primaryTopic, dataset))
        graph.add((description, DCTERMS.title, Literal("What is in the graph, as counted at this time", lang="en")))
        counted = Literal(described.counted, datatype=XSD.dateTime, normalize=False)
        graph.add((description, DCTERMS.created, counted))
    graph.add((dataset, VOID.sparqlEndpoint, URIRef(described.endpoint)))
    graph.add((dataset, VOID.uriSpace, Literal(f"{BASE}id/")))
    for dump in dumps:
        graph.add((dataset, VOID.dataDump, URIRef(dump)))
    for namespace in _vocabularies(counts):
        graph.add((dataset, VOID.vocabulary, URIRef(namespace)))
    example = counts.example.get(str(Warrant.Recommendation))
    if example:
        graph.add((dataset, VOID.exampleResource, URIRef(example)))
    numbers = {
        VOID.triples: counts.triples, VOID.entities: counts.subjects, VOID.classes: len(counts.entities),
        VOID.properties: len(counts.properties), VOID.distinctSubjects: counts.subjects,
        VOID.distinctObjects: counts.objects,
    }  # fmt: skip
    _add_numbers(graph, dataset, numbers)
    _add_classes(graph, dataset, counts)
    _add_properties(graph, dataset, counts)
    _add_links(graph, dataset, counts)
    return graph


def catalogue_graph(endpoint: str, releases: Iterable[tuple[str, str | None]]) -> Graph:
    """List the graph as it grows and its releases in DCAT; each release's own `dcat.ttl` says more.

    Args:
        endpoint: where the graph of today answers.
        releases: number and date of each.
    """
    graph, whole = _graph(), URIRef(DATASET)
    catalogue = _add_catalogue(graph)
    _add_dataset(graph, catalogue, Described(iri=DATASET, endpoint=endpoint))
    for version, issued in releases:
        iri = release_iri(version)
        _add_dataset(graph, catalogue, Described(iri=iri, version=version, issued=issued, endpoint=f"{iri}/sparql"))
        graph.add((whole, _DCAT3.hasVersion, URIRef(iri)))
        graph.add((URIRef(iri), RDFS.seeAlso, URIRef(f"{iri}/dcat.ttl")))
    return graph


def _add_catalogue(graph: Graph) -> URIRef:
    catalogue = URIRef(f"{BASE}catalog")
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    graph.add((catalogue, DCTERMS.title, Literal("Warrant: data and services", lang="en")))
    graph.add((catalogue, DCTERMS.description, Literal(_CATALOGUE, lang="en")))
    graph.add((catalogue, DCTERMS.license, LICENCE))
    graph.add((catalogue, FOAF.homepage, URIRef(f"{BASE}releases")))
    for page in (URIRef(f"{BASE}releases"), URIRef(BASE)):
        graph.add((page, RDF.type, FOAF.Document))
    graph.add((LICENCE, RDF.type, DCTERMS.LicenseDocument))
    _add_publisher(graph, catalogue)
    return catalogue


def _add_publisher(graph: Graph, published: URIRef) -> None:
    graph.add((published, DCTERMS.publisher, PUBLISHER))
    graph.add((PUBLISHER, RDF.type, FOAF.Agent))
    graph.add((PUBLISHER, FOAF.name, Literal(AUTHOR)))


def _add_dataset(graph: Graph, catalogue: URIRef, described: Described) -> None:
    dataset, service = URIRef(described.iri), URIRef(described.endpoint)
    graph.add((catalogue, DCAT.dataset, dataset))
    graph.add((dataset, RDF.type, DCAT.Dataset))
    _add_what(graph, dataset, described)
    _add_publisher(graph, dataset)
    for keyword in _KEYWORDS:
        graph.add((dataset, DCAT.keyword, Literal(keyword, lang="en")))
    if described.version:
        graph.add((dataset, _DCAT3.version, Literal(described.version)))
        cited = citation(described.version, described.issued)
        graph.add((dataset, DCTERMS.bibliographicCitation, Literal(cited, lang="en")))
    graph.add((catalogue, DCAT.service, service))
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCTERMS.title, Literal("SPARQL 1.1 endpoint, reading only", lang="en")))
    graph.add((service, DCTERMS.conformsTo, _PROTOCOL))
    graph.add((service, DCAT.endpointDescription, service))
    graph.add((_PROTOCOL, RDF.type, DCTERMS.Standard))
    graph.add((service, DCAT.endpointURL, service))
    graph.add((service, DCAT.servesDataset, dataset))


def _add_what(graph: Graph, dataset: URIRef, described: Described) -> None:
    suffix = f", release {described.version}" if described.version else ""
    graph.add((dataset, DCTERMS.title, Literal(f"{TITLE}{suffix}", lang="en")))
    graph.add((dataset, DCTERMS.description, Literal(_WHAT, lang="en")))
    graph.add((dataset, DCTERMS.license, LICENCE))
    graph.add((dataset, DCTERMS.rights, Literal(RIGHTS, lang="en")))
    graph.add((dataset, FOAF.homepage, URIRef(BASE)))
    if described.issued:
        kind = {4: XSD.gYear, 7: XSD.gYearMonth}.get(len(described.issued), XSD.date)
        graph.add((dataset, DCTERMS.issued, Literal(described.issued, datatype=kind, normalize=False)))


def _add_classes(graph: Graph, dataset: URIRef, counts: Counts) -> None:
    for name, number in counts.entities.items():
        partition = URIRef(f"{dataset}#class-{_short(name)}")
        graph.add((dataset, VOID.classPartition, partition))
        graph.add((partition, VOID["class"], URIRef(name)))
        _add_numbers(graph, partition, {VOID.entities: number})
        for used, triples in counts.of_class.get(name, {}).items():
            inner = URIRef(f"{partition}-{_short(used)}")
            graph.add((partition, VOID.propertyPartition, inner))
            graph.add((inner, VOID.property, URIRef(used)))
            _add_numbers(graph, inner, {VOID.triples: triples})


def _add_properties(graph: Graph, dataset: URIRef, counts: Counts) -> None:
    for name, count in counts.properties.items():
        partition = URIRef(f"{dataset}#property-{_short(name)}")
        graph.add((dataset, VOID.propertyPartition, partition))
        graph.add((partition, VOID.property, URIRef(name)))
        numbers = {
            VOID.triples: count.triples, VOID.distinctSubjects: count.subjects, VOID.distinctObjects: count.objects,
        }  # fmt: skip
        _add_numbers(graph, partition, numbers)


def _add_links(graph: Graph, dataset: URIRef, counts: Counts) -> None:
    for (name, site), number in counts.links.items():
        host = site.split("//", 1)[-1].strip("/")
        links = URIRef(f"{dataset}#links-{_short(name)}-{host}")
        graph.add((dataset, VOID.subset, links))
        graph.add((links, RDF.type, VOID.Linkset))
        graph.add((links, VOID.subjectsTarget, dataset))
        graph.add((links, VOID.objectsTarget, URIRef(site)))
        graph.add((links, VOID.linkPredicate, URIRef(name)))
        _add_numbers(graph, links, {VOID.triples: number})


def _add_numbers(graph: Graph, subject: URIRef, numbers: dict[URIRef, int]) -> None:
    for name, number in numbers.items():
        graph.add((subject, name, Literal(number)))


def _vocabularies(counts: Counts) -> list[str]:
    used = [*counts.entities, *counts.properties]
    ours = (PREFIXES["id"], str(TOPIC), str(SCHEME))
    spaces = {iri for iri in PREFIXES.values() if iri not in ours and any(each.startswith(iri) for each in used)}
    return sorted(spaces)


def _short(iri: str) -> str:
    best = max(
        (each for each in PREFIXES.items() if iri.startswith(each[1])), key=lambda each: len(each[1]), default=None
    )
    return iri.rstrip("/#").rpartition("/")[2] if best is None else f"{best[0]}-{iri.removeprefix(best[1])}"


def dcat_graph(described: Described, distributions: Iterable[Distribution]) -> Graph:
    """Describe a release in DCAT 3: a version of the dataset, its files, and the service that answers for it."""
    graph, release = _graph(), URIRef(described.iri)
    catalogue, whole = _add_catalogue(graph), URIRef(DATASET)
    _add_dataset(graph, catalogue, described)
    graph.add((catalogue, DCAT.dataset, whole))
    graph.add((whole, RDF.type, DCAT.Dataset))
    _add_what(graph, whole, Described(iri=DATASET, endpoint=described.endpoint))
    _add_publisher(graph, whole)
    graph.add((whole, _DCAT3.hasVersion, release))
    graph.add((release, _DCAT3.isVersionOf, whole))
    graph.add((release, DCTERMS.conformsTo, URIRef(ONTOLOGY_GRAPH)))
    graph.add((URIRef(ONTOLOGY_GRAPH), RDF.type, DCTERMS.Standard))
    if described.previous:
        graph.add((release, _DCAT3.previousVersion, URIRef(release_iri(described.previous))))
    if described.period:
        _add_period(graph, release, described.period)
    for each in distributions:
        _add_distribution(graph, release, each)
    return graph


# rdflib's closed namespace has the terms of DCAT 2.
_DCAT3: Final = Namespace(str(DCAT))


def _add_period(graph: Graph, release: URIRef, period: tuple[str, str]) -> None:
    node = URIRef(f"{release}#period")
    graph.add((release, DCTERMS.temporal, node))
    graph.add((node, RDF.type, DCTERMS.PeriodOfTime))
    for name, date in zip((DCAT.startDate, DCAT.endDate), period, strict=True):
        kind = {4: XSD.gYear, 7: XSD.gYearMonth}.get(len(date), XSD.date)
        graph.add((node, name, Literal(date, datatype=kind, normalize=False)))


def _add_distribution(graph: Graph, release: URIRef, each: Distribution) -> None:
    address = URIRef(f"{release}/{each.path}")
    node, checksum = URIRef(f"{release}#{each.path}"), URIRef(f"{release}#{each.path}-sha256")
    graph.add((release, DCAT.distribution, node))
    graph.add((node, RDF.type, DCAT.Distribution))
    graph.add((node, DCTERMS.title, Literal(each.title, lang="en")))
    graph.add((node, DCTERMS.license, LICENCE))
    graph.add((node, DCAT.accessURL, release))
    graph.add((node, DCAT.downloadURL, address))
    media_type = URIRef(f"https://www.iana.org/assignments/media-types/{each.media_type}")
    graph.add((node, DCAT.mediaType, media_type))
    graph.add((media_type, RDF.type, DCTERMS.MediaType))
    graph.add((node, DCAT.byteSize, Literal(each.size, datatype=XSD.nonNegativeInteger)))
    graph.add((node, _SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, _SPDX.Checksum))
    graph.add((checksum, _SPDX.algorithm, _SPDX.checksumAlgorithm_sha256))
    graph.add((_SPDX.checksumAlgorithm_sha256, RDF.type, _SPDX.ChecksumAlgorithm))
    graph.add((checksum, _SPDX.checksumValue, Literal(each.sha256, datatype=XSD.hexBinary, normalize=False)))


def _graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    spaces = {"rdfs": RDFS, "void": VOID, "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "xsd": XSD, "spdx": _SPDX}
    for prefix, namespace in spaces.items():
        graph.bind(prefix, str(namespace))
    graph.bind("w", PREFIXES["w"])
    return graph
