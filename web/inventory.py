"""What is in the graph, as a page: how many things of which class, which properties they have, where they link to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kg.census import Census
from kg.counting import Counts
from web.sparql.form import short
from web.urls import path_of, with_query


@dataclass(frozen=True, kw_only=True, slots=True)
class Used:
    """A class or property with its counts.

    Attributes:
        name: its IRI with a well-known prefix.
        iri: its IRI.
        href: its place in the vocabulary, or None for a term of others.
        query: where its things, or its triples, are asked for.
        counts: how often it is used, as the heads of the table say.
    """

    name: str
    iri: str
    href: str | None
    query: str
    counts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class InventoryPage:
    """What the page shows.

    Attributes:
        counts: the counts.
        when: when they were taken, in ISO 8601.
        classes: the class with most things first.
        properties: the property with most triples first.
        links: site, property and number of links.
    """

    counts: Counts
    when: str
    classes: tuple[Used, ...]
    properties: tuple[Used, ...]
    links: tuple[tuple[str, str, int], ...]


def inventory(census: Census) -> InventoryPage:
    """Give the page of what a graph is made of."""
    counts = census.counts
    classes = {iri: (number,) for iri, number in counts.entities.items()}
    properties = {iri: (each.triples, each.subjects, each.objects) for iri, each in counts.properties.items()}
    links = sorted(((urlsplit(site).netloc, short(name), number) for (name, site), number in counts.links.items()))
    return InventoryPage(
        counts=counts,
        when=census.when,
        classes=_used(classes, "SELECT DISTINCT ?thing WHERE {{ ?thing a <{}> }} LIMIT 100"),
        properties=_used(properties, "SELECT DISTINCT ?thing ?value WHERE {{ ?thing <{}> ?value }} LIMIT 100"),
        links=tuple(sorted(links, key=lambda each: -each[2])),
    )


def _used(terms: Mapping[str, tuple[int, ...]], query: str) -> tuple[Used, ...]:
    ordered = sorted(terms.items(), key=lambda each: (-each[1][0], each[0]))
    return tuple(
        Used(
            name=short(iri), iri=iri, href=path if (path := path_of(iri)) != iri else None,
            query=with_query("/sparql", [("query", query.format(iri))]), counts=numbers,
        )
        for iri, numbers in ordered
    )  # fmt: skip


def inventory_data(census: Census) -> dict[str, Any]:
    """Give the same ready for JSON."""
    counts = census.counts
    return {
        "counted": census.when,
        "triples": counts.triples,
        "subjects": counts.subjects,
        "objects": counts.objects,
        "classes": dict(counts.entities),
        "properties": {
            iri: {"triples": each.triples, "subjects": each.subjects, "objects": each.objects}
            for iri, each in counts.properties.items()
        },
        "links": [{"property": name, "site": site, "triples": number} for (name, site), number in counts.links.items()],
    }
