"""How to cite documents, statements and quotes, and their arguments in the formats of other tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from kg.citing import BIBTEX_MEDIA_TYPE, CSL_MEDIA_TYPE, Cited, bibtex, bluebook, csl, csl_json
from kg.errors import UnknownIriError
from kg.exports.argument import Argument
from kg.exports.forms import FORMS, ExportForm
from kg.exports.nanopub import MEDIA_TYPE as NANOPUB_MEDIA_TYPE
from kg.exports.nanopub import NANOPUBS, nanopub
from kg.identifiers import kind_of, mint
from kg.looking_up import cited, document_records, process_of
from kg.mapping import extraction_from
from kg.model import Process
from kg.trace import trace
from web.library import library
from web.negotiation import names_html
from web.pages import respond
from web.urls import iri_of, path_of

blueprint = Blueprint("exports", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class CitePage:
    """How to cite one thing, and in which formats it can be had.

    Attributes:
        iri: the thing.
        path: its page.
        cited: what the citation says.
        bluebook: the citation as lawyers write it, nearly.
        bibtex: a BibTeX entry.
        csl: CSL-JSON.
        exports: formats of its argument; none for a quote.
    """

    iri: str
    path: str
    cited: Cited
    bluebook: str
    bibtex: str
    csl: str
    exports: tuple[ExportForm, ...]


_CITATIONS: Final[dict[str, tuple[Callable[[Cited], str], str, str]]] = {
    "bluebook": (lambda each: f"{bluebook(each)}\n", "text/plain; charset=utf-8", ".txt"),
    "bibtex": (bibtex, f"{BIBTEX_MEDIA_TYPE}; charset=utf-8", ".bib"),
    "csl-json": (lambda each: csl_json([each]), CSL_MEDIA_TYPE, ".json"),
}
_BY_MEDIA_TYPE: Final = {BIBTEX_MEDIA_TYPE: "bibtex", CSL_MEDIA_TYPE: "csl-json"}


@blueprint.get("/id/<any(document, statement, quote):kind>/<key>/cite")
def cite(kind: str, key: str) -> Response:
    """Say how to cite a thing: on a page, or as one of the forms by `?format=` or `Accept`."""
    iri = _checked(kind, key)
    found = cited(library().store, iri)
    form = request.args.get("format", "").lower() or _accepted()
    if form in _CITATIONS:
        write, content_type, suffix = _CITATIONS[form]
        response = _file(write(found), content_type, f"{kind}-{key}{suffix}")
        response.vary.add("Accept")
        return response
    exports = tuple(each for each in FORMS.values() if kind == "statement" or (kind == "document" and not each.of_one))
    page = CitePage(
        iri=iri, path=path_of(iri), cited=found, bluebook=bluebook(found), bibtex=bibtex(found),
        csl=csl_json([found]), exports=exports,
    )  # fmt: skip
    data = {"iri": iri, "bluebook": page.bluebook, "bibtex": page.bibtex, "csl": csl(found)}
    return respond("exports/cite.html", page, data={**data, "exports": [each.name for each in exports]})


def _accepted() -> str:
    # Only a client that names one of these gets it; browsers name none of them.
    named = [media_type for media_type, _ in request.accept_mimetypes if media_type in _BY_MEDIA_TYPE]
    return _BY_MEDIA_TYPE[named[0]] if named else ""


@blueprint.get("/id/<any(document, statement):kind>/<key>/export/<name>")
def export(kind: str, key: str, name: str) -> Response:
    """Give the argument of a statement, or that of a whole document, in a format of other tools."""
    iri, form = _checked(kind, key), FORMS.get(name)
    if form is None:
        raise NotFound
    if kind == "document" and form.of_one:
        raise BadRequest(f"{form.title} is about one statement; ask for it at the address of a statement.")
    argument, process = _argument(kind, iri)
    charset = "; charset=utf-8" if form.media_type.startswith("text/") else ""
    return _file(form.write(argument, process), f"{form.media_type}{charset}", f"{kind}-{key}{form.suffix}")


@blueprint.get("/np/<key>/<code>")
def nanopublication(key: str, code: str) -> Response:
    """Give the nanopublication of a name; its statement is named in it, and the rest is computed and compared."""
    iri = _checked("statement", key)
    if names_html(request.headers.get("Accept", "")):
        response = Response(status=303, headers={"Location": path_of(iri)})
    else:
        argument, process = _argument("statement", iri)
        text = nanopub(argument, iri, process)
        if f"<{NANOPUBS}{key}/{code}>" not in text:
            raise NotFound(
                "The graph doesn't give this nanopublication any more: its statement, what bears on it or what read it "
                f"is another now. {path_of(iri)}/export/nanopub has the present one."
            )
        response = _file(text, NANOPUB_MEDIA_TYPE, f"statement-{key}.nanopub.trig")
    response.vary.add("Accept")
    return response


def _checked(kind: str, key: str) -> str:
    iri = iri_of(kind, key)
    if kind_of(iri) != kind:
        raise NotFound
    return iri


def _argument(kind: str, iri: str) -> tuple[Argument, Process | None]:
    store = library().store
    if kind == "statement":
        found = Argument.of_trace(trace(store, iri))
        return found, process_of(store, found.statements[iri].quote.document)
    document = document_records(store, [iri]).get(iri)
    if document is None:
        raise UnknownIriError(iri)
    extraction = extraction_from(store.graph(mint("graph", document.sha256)))
    return Argument.of_extraction(extraction), extraction.process


def _file(text: str, content_type: str, name: str) -> Response:
    response = Response(text, content_type=content_type)
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
