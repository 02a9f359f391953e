"""The list of recommendations as SPARQL: what the search index answers on a page, for whoever wants to go on from it.

The index and the graph say the same; only words are found differently: the index knows whole words and the names
around a statement, the query looks for letters in the statement's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rdflib import Literal, URIRef

from kg.conditions import ACTOR, NOBODY, chosen_values
from kg.errors import StoreError
from kg.oxigraph import to_oxigraph
from kg.phrases import Term, narrower, terms_of
from kg.rows import Search
from ontology.namespaces import PREFIXES

_PATTERNS: Final = {
    "issuer": "?ask w:issuer ?issuer", "addressee": "?ask w:addressee ?addressee", "topic": "?ask w:topic ?topic",
    "instrument": "?ask w:instrument ?instrument", "modality": "?ask w:modality ?modality",
    "source_kind": "?document w:sourceKind ?source_kind", "document": "?ask w:inDocument ?document",
    "review": "?ask w:reviewState ?review", ACTOR: "?ask w:issuer|w:addressee ?actor",
}  # fmt: skip
_SCHEMES: Final = {
    "instrument": "instrument", "modality": "modality", "source_kind": "source-kind", "review": "review-state",
}  # fmt: skip
_THINGS: Final = ("issuer", "addressee", "document", ACTOR)
_REASON: Final = "EXISTS { ?ask w:supportedBy ?reason }"
_REASONS: Final = "EXISTS { ?ask w:supportedBy ?reason , ?other FILTER (?reason != ?other) }"
_CONDITIONS: Final = {
    ("support", "no"): f"NOT {_REASON}",
    ("support", "one"): f"({_REASON} && NOT {_REASONS})",
    ("support", "several"): _REASONS,
    ("disputed", "yes"): "EXISTS { ?ask w:disputedBy ?objection }",
    ("disputed", "no"): "NOT EXISTS { ?ask w:disputedBy ?objection }",
    ("brief", "yes"): "EXISTS { ?document a w:Brief }",
    ("brief", "no"): "NOT EXISTS { ?document a w:Brief }",
    ("year", NOBODY): "NOT EXISTS { ?document dcterms:issued ?issued }",
}


@dataclass(frozen=True, slots=True)
class _Clauses:
    """What stands inside the pattern for a document's graph, and what stands outside."""

    inside: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def list_query(search: Search) -> str:
    """Give the query for the recommendations that a search finds; a condition that it leaves out is named in it."""
    clauses = _Clauses(
        ["?ask w:modality ?firmness ; w:inDocument ?document ; w:quote/oa:hasSelector/oa:exact ?words .",
         "?document dcterms:title ?title ."]
    )  # fmt: skip
    for name, values in search.facets.items():
        if values:
            _narrow(clauses, name, chosen_values(name, values))
    _date(clauses, search)
    _words(clauses, search)
    if not search.include_superseded:
        clauses.outside.append("FILTER NOT EXISTS { ?newer w:revises ?document }")
    lines = [
        "SELECT DISTINCT ?words ?title ?ask WHERE {",
        "  GRAPH ?graph {",
        *(f"    {each}" for each in clauses.inside),
        "  }",
    ]
    return "\n".join([*lines, *(f"  {each}" for each in clauses.outside), "}", "ORDER BY ?title ?ask", "LIMIT 100", ""])


def _narrow(clauses: _Clauses, name: str, values: Sequence[str]) -> None:
    if name in _PATTERNS:
        if values == (NOBODY,):
            clauses.outside.append(f"FILTER NOT EXISTS {{ {_PATTERNS[name]} }}")
        elif NOBODY not in values:
            clauses.inside.extend([f"VALUES ?{name} {{ {' '.join(_terms(name, values))} }}", f"{_PATTERNS[name]} ."])
        else:
            clauses.inside.append("# Those without a value are in the list and not here.")
    elif name == "sources":
        clauses.inside.append("# In how many documents the reasons stand is asked in the list and not here.")
    else:
        clauses.outside.append(f"FILTER ({' || '.join(_condition(name, value) for value in values)})")


def _condition(name: str, value: str) -> str:
    known = _CONDITIONS.get((name, value))
    if known is None and name == "year":
        return f"EXISTS {{ ?document dcterms:issued ?issued FILTER STRSTARTS(STR(?issued), {_text(value)}) }}"
    return known or "false"


def _terms(name: str, chosen: Iterable[str]) -> Iterator[str]:
    values = (each for value in chosen for each in narrower(value)) if name == "topic" else chosen
    for value in values:
        space = PREFIXES["topic"] if name == "topic" else f"{PREFIXES['scheme']}{_SCHEMES.get(name, '')}/"
        iri = value if name in _THINGS else f"{space}{value}"
        try:
            yield str(to_oxigraph(URIRef(iri)))
        except StoreError:
            # What no IRI can be is the value of nothing, here as in the list.
            continue


def _date(clauses: _Clauses, search: Search) -> None:
    """Compare the first and the last day that a date can mean, as the list does; no month ends after its 31st."""
    if not (search.earliest or search.latest):
        return
    clauses.inside.append("?document dcterms:issued ?issued .")
    if search.earliest:
        last = 'CONCAT(STR(?issued), SUBSTR("0000-12-31", STRLEN(STR(?issued)) + 1))'
        clauses.inside.append(f"FILTER ({last} >= {_text(_padded(search.earliest, '0000-01-01'))})")
    if search.latest:
        first = 'CONCAT(STR(?issued), SUBSTR("0000-01-01", STRLEN(STR(?issued)) + 1))'
        clauses.inside.append(f"FILTER ({first} <= {_text(_padded(search.latest, '0000-12-31'))})")


def _padded(date: str, rest: str) -> str:
    return date + rest[len(date) :]


def _words(clauses: _Clauses, search: Search) -> None:
    terms = terms_of(search.text, only_words=search.only_words)
    clauses.inside.extend([f"FILTER ({_finds(term)})" for term in terms])
    if search.text.strip() and not terms:
        clauses.inside.append("FILTER (false)")


def _finds(term: Term) -> str:
    words = [term.words] if term.is_quoted else term.words.split()
    found = [" && ".join(map(_contains, words)), *map(_contains, term.names)]
    if term.topics:
        topics = " ".join(_terms("topic", term.topics))
        found.append(f"EXISTS {{ VALUES ?about {{ {topics} }} ?ask w:topic ?about }}")
    return found[0] if len(found) == 1 else " || ".join(f"({each})" for each in found)


def _contains(words: str) -> str:
    return f"CONTAINS(LCASE(?words), {_text(words.lower())})"


def _text(word: str) -> str:
    return str(to_oxigraph(Literal(word.encode("utf-8", "replace").decode("utf-8"))))
