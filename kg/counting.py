"""What a graph is made of, counted in one pass over its dump: classes, properties, and links to elsewhere.

A triple that stands in several named graphs counts once. Memory doesn't grow with the graph: what has to be sorted is
sorted on disk.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from rdflib.namespace import OWL, RDF, SKOS

from kg.sorting import sorted_lines
from ontology.namespaces import Warrant

_TYPE: Final = f"<{RDF.type}>".encode()
_LINKS: Final = {f"<{each}>".encode(): str(each) for each in (SKOS.exactMatch, OWL.sameAs, Warrant.cites)}


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """How often a property is used, on how many subjects and with how many different values."""

    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What a graph is made of.

    Attributes:
        triples: different triples.
        subjects: different subjects.
        objects: different objects.
        entities: class IRI to how many things it has.
        properties: property IRI to its counts.
        of_class: class IRI to property IRI to the triples with that property on its things.
        links: property IRI and address of a web site to the triples that lead there.
        example: class IRI to its first thing.
    """

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    entities: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, PropertyCount] = field(default_factory=dict)
    of_class: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    links: Mapping[tuple[str, str], int] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)


def counted_triples(lines: Callable[[], Iterable[bytes]]) -> Counts:
    """Count the triples of a dump.

    Args:
        lines: gives the lines of N-Quads anew each time it is called; it is called three times.
    """
    tally = _Tally()
    for subject, triples in groupby(_triples(lines()), key=lambda triple: triple[0]):
        tally.add(subject, [(predicate, value) for _, predicate, value in triples])
    objects = _different(b"%s %s\n" % (predicate, value) for _, predicate, value in _triples(lines()))
    of_property = Counter(line.split(b" ", 1)[0] for line in objects)
    all_objects = sum(1 for _ in _different(b"%s\n" % value for _, _, value in _triples(lines(), ordered=False)))
    return Counts(
        triples=sum(tally.triples.values()),
        subjects=tally.subjects_in_all,
        objects=all_objects,
        entities=_named(tally.entities),
        properties={
            _iri(name): PropertyCount(number, tally.subjects[name], of_property[name])
            for name, number in sorted(tally.triples.items())
        },
        of_class={_iri(name): _named(counter) for name, counter in sorted(tally.of_class.items())},
        links=dict(sorted(tally.links.items())),
        example={_iri(name): _iri(first) for name, first in sorted(tally.example.items())},
    )


class _Tally:
    """Counts subject after subject."""

    def __init__(self) -> None:
        self.triples: Counter[bytes] = Counter()
        self.subjects: Counter[bytes] = Counter()
        self.entities: Counter[bytes] = Counter()
        self.of_class: dict[bytes, Counter[bytes]] = defaultdict(Counter)
        self.links: Counter[tuple[str, str]] = Counter()
        self.example: dict[bytes, bytes] = {}
        self.subjects_in_all = 0

    def add(self, subject: bytes, said: list[tuple[bytes, bytes]]) -> None:
        predicates = Counter(predicate for predicate, _ in said)
        classes = [value for predicate, value in said if predicate == _TYPE]
        self.subjects_in_all += 1
        self.triples.update(predicates)
        self.subjects.update(predicates.keys())
        self.entities.update(classes)
        for each in classes:
            self.of_class[each].update(predicates)
            self.example.setdefault(each, subject)
        for predicate, value in said:
            if predicate in _LINKS and value.startswith(b"<http"):
                self.links[_LINKS[predicate], _site(value)] += 1


def _triples(lines: Iterable[bytes], *, ordered: bool = True) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Give the different triples; where the order doesn't matter, some may come twice."""
    bare = (b"%s\n" % line[: line.rindex(b" <")] for line in lines)
    for line in _different(bare) if ordered else bare:
        # A dump has no blank nodes, so neither a subject nor a predicate has a space in it.
        subject, predicate, value = line[:-1].split(b" ", 2)
        yield subject, predicate, value


def _different(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in groupby(sorted_lines(lines)))


def _site(value: bytes) -> str:
    parts = urlsplit(_iri(value))
    return f"{parts.scheme}://{parts.netloc}/"


def _iri(term: bytes) -> str:
    return term[1:-1].decode()


def _named(counter: Mapping[bytes, int]) -> dict[str, int]:
    return {_iri(name): number for name, number in sorted(counter.items())}
