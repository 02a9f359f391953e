"""The formats in which an argument can be had, as data: for pages, the command line and whoever lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kg.exports import aif, argdown, claimreview, graphml, nanopub
from kg.exports.argument import Argument
from kg.model import Process


@dataclass(frozen=True, slots=True)
class ExportForm:
    """One format.

    Attributes:
        name: what it is called in addresses and on the command line.
        title: what people call it.
        media_type: what it is sent as.
        suffix: what its files end with.
        use: what it is good for.
        write: gives it for an argument, with what read it.
        of_one: it is about one statement, so a whole document can't be had in it.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    use: str
    write: Callable[[Argument, Process | None], str]
    of_one: bool = False


def _argdown(argument: Argument, _: Process | None) -> str:
    main = argument.statements[argument.main] if argument.main else None
    documents = sorted(document.title for document in argument.documents.values())
    title = argument.sentence(main) if main is not None else "; ".join(documents)
    return argdown.argdown(argument, title=title)


def _nanopub(argument: Argument, process: Process | None) -> str:
    return nanopub.nanopub(argument, argument.main or next(iter(argument.statements)), process)


FORMS: Final[dict[str, ExportForm]] = {
    form.name: form
    for form in (
        ExportForm(
            "argdown", "Argdown", argdown.MEDIA_TYPE, ".argdown", "argument maps as text, for argdown.org",
            _argdown,
        ),
        ExportForm(
            "aif", "AIF as JSON", aif.MEDIA_TYPE, ".aif.json", "argument tools that read AIFdb's JSON",
            lambda argument, _: aif.aif_json(argument),
        ),
        ExportForm(
            "aif-rdf", "AIF as RDF", "text/turtle", ".aif.ttl", "argument tools that read AIF's ontology",
            lambda argument, _: aif.aif_graph(argument).serialize(format="turtle"),
        ),
        ExportForm(
            "nanopub", "Nanopublication", nanopub.MEDIA_TYPE, ".nanopub.trig",
            "one citable, self-checking packet: what is said, where, and what read it", _nanopub, of_one=True,
        ),
        ExportForm(
            "claims", "schema.org claims", claimreview.MEDIA_TYPE, ".claims.jsonld",
            "the claims in it with their sources, and what others say of them; recommendations are none",
            lambda argument, _: claimreview.claim_reviews(argument),
        ),
        ExportForm(
            "graphml", "GraphML", graphml.MEDIA_TYPE, ".graphml", "network tools: networkx, Gephi, yEd, igraph",
            lambda argument, _: graphml.graphml(argument),
        ),
    )
}  # fmt: skip
"""Name to format."""
