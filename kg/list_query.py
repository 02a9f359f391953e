"""The list of recommendations as SPARQL: what the search index answers on a page, for whoever wants to go on from it.

The index and the graph say the same; only words are found differently: the index knows whole words and the names
around a statement, the query looks for letters in the statement's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rdflib import Literal, URIRef

from kg.conditions import NOBODY
from kg.errors import StoreError
from kg.oxigraph import to_oxigraph
from kg.rows import Search
from ontology.namespaces import PREFIXES

_PATTERNS: Final = {
    "issuer": "?ask w:issuer ?issuer", "addressee": "?ask w:addressee ?addressee", "topic": "?ask w:topic ?topic",
    "instrument": "?ask w:instrument ?instrument", "modality": "?ask w:modality ?modality",
    "source_kind": "?document w:sourceKind ?source_kind", "document": "?ask w:inDocument ?document",
}  # fmt: skip
_SCHEMES: Final = {"instrument": "instrument", "modality": "modality", "source_kind": "source-kind"}
_WORDS: Final = re.compile(r'"([^"]*)"|([^\s"]+)')


def list_query(search: Search) -> str:
    """Give the query for the recommendations that a search finds."""
    inside, outside = (
        ["?ask w:modality ?firmness ; w:inDocument ?document ; w:quote/oa:hasSelector/oa:exact ?words ."],
        [],
    )
    inside.append("?document dcterms:title ?title .")
    for name in _PATTERNS:
        chosen = search.facets.get(name, ())
        if chosen and NOBODY not in chosen:
            inside += [f"VALUES ?{name} {{ {' '.join(_terms(name, chosen))} }}", f"{_PATTERNS[name]} ."]
        elif chosen == (NOBODY,):
            outside.append(f"FILTER NOT EXISTS {{ {_PATTERNS[name]} }}")
    words = list(_sought(search.text))
    inside += [f"FILTER (CONTAINS(LCASE(?words), {_text(word.lower())}))" for word in words]
    if search.text.strip() and not words:
        inside.append("FILTER (false)")
    supports = search.facets.get("support", ())
    if len(supports) == 1:
        outside.append(f"FILTER {'' if supports[0] == 'yes' else 'NOT '}EXISTS {{ ?ask w:supportedBy ?reason }}")
    if not search.include_superseded:
        outside.append("FILTER NOT EXISTS { ?newer w:revises ?document }")
    lines = ["SELECT ?words ?title ?ask WHERE {", "  GRAPH ?graph {", *(f"    {each}" for each in inside), "  }"]
    return "\n".join([*lines, *(f"  {each}" for each in outside), "}", "ORDER BY ?title ?ask", "LIMIT 100", ""])


def _terms(name: str, chosen: tuple[str, ...]) -> Iterator[str]:
    for value in chosen:
        space = PREFIXES["topic"] if name == "topic" else f"{PREFIXES['scheme']}{_SCHEMES.get(name, '')}/"
        iri = value if name in ("issuer", "addressee", "document") else f"{space}{value}"
        try:
            yield str(to_oxigraph(URIRef(iri)))
        except StoreError:
            # What no IRI can be is the value of nothing, here as in the list.
            continue


def _sought(text: str) -> Iterator[str]:
    for phrase, word in _WORDS.findall(text):
        if any(character.isalnum() for character in phrase or word):
            yield phrase or word


def _text(word: str) -> str:
    return str(to_oxigraph(Literal(word.encode("utf-8", "replace").decode("utf-8"))))
