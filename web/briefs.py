"""A brief of one or several recommendations: a page made for paper, a Word file, Markdown, and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from kg.brief import MOST_STATEMENTS, Brief, make_brief
from kg.citing import bluebook
from kg.exports.markdown import MEDIA_TYPE as MARKDOWN_TYPE
from kg.exports.markdown import markdown
from kg.exports.memo import Block, Memo, Run, Style, memo
from kg.exports.wordfile import MEDIA_TYPE as WORD_TYPE
from kg.exports.wordfile import Paper, docx
from web.feeds import title_of
from web.library import library
from web.lists import keys_of_request
from web.negotiation import HTML, JSON, Form, best, named
from web.pages import plain, respond
from web.searches import first_page, list_address, search_of_request
from web.urls import iri_of, key_of, path_of, with_query

blueprint = Blueprint("briefs", __name__)

_MARKDOWN: Final = Form("markdown", MARKDOWN_TYPE, "Markdown", (), ".md", True)
_WORD: Final = Form("docx", WORD_TYPE, "Word", (), ".docx")
_FORMS: Final = (HTML, JSON, _MARKDOWN, _WORD)
_LISTS: Final = (Style.NUMBERED, Style.BULLET)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """An item of a list with those that belong to it."""

    runs: tuple[Run, ...]
    nested: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A block of a memo that stands alone, or a list with all its items."""

    style: str
    runs: tuple[Run, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BriefPage:
    """A memo on a page.

    Attributes:
        title: its title.
        pieces: its text, the title first.
        notes: its notes in order.
        words: where it is as a Word file, by name of the paper.
        markdown: where it is as Markdown.
        selection: where the list or the statement is that it is made of.
        is_single: it is made of one statement.
    """

    title: str
    pieces: tuple[Piece, ...]
    notes: tuple[tuple[Run, ...], ...]
    words: tuple[tuple[str, str], ...] = ()
    markdown: str = ""
    selection: str = ""
    is_single: bool = False


@blueprint.get("/brief")
def brief() -> Response:
    """Give a brief of the statements that the address names, or of the list of recommendations that it describes."""
    form = _form()
    keys = keys_of_request()
    selection = _picked(keys) if keys else _found()
    made = make_brief(library().store, selection.iris, on=_today(), total=selection.total)
    written = memo(made, at=_server(), address=_server() + _address(), of=selection.title)
    if form in (_MARKDOWN, _WORD):
        return _file(written, form, made)
    page = replace(
        page_of(written),
        words=tuple((name, _address(("format", "docx"), *more)) for name, more in _PAPERS),
        markdown=_address(("format", "markdown")),
        selection=selection.address,
        is_single=selection.total == 1,
    )
    response = respond("briefs/brief.html", page, data=lambda: brief_data(made, written))
    for other in (_MARKDOWN, _WORD):
        address = _address(("format", other.name))
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{other.media_type}"')
    return response


_PAPERS: Final[tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = (("US Letter", ()), ("A4", (("paper", "a4"),)))


def _form() -> Form:
    asked = request.args.get("format")
    if asked is None:
        return best(request.headers.get("Accept", ""), _FORMS) or HTML
    found = named(asked, _FORMS)
    if found is None:
        raise BadRequest(f"A brief has no form called {asked!r:.40}; it has {', '.join(form.name for form in _FORMS)}.")
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Selection:
    iris: tuple[str, ...]
    total: int
    address: str
    title: str | None = None


def _picked(keys: Sequence[str]) -> _Selection:
    iris = tuple(iri_of("statement", key) for key in keys[:MOST_STATEMENTS])
    address = with_query("/list", [("statement", key) for key in keys]) if len(keys) > 1 else path_of(iris[0])
    return _Selection(iris=iris, total=len(keys), address=address)


def _found() -> _Selection:
    search = first_page(search_of_request())
    results = library().index.recommendations(replace(search, per_page=MOST_STATEMENTS))
    if not results.total:
        raise BadRequest("No recommendation fits this list, so there is nothing to make a brief of; remove a filter.")
    _, _, title = title_of(search).partition(": ")
    iris = tuple(row.iri for row in results.rows)
    return _Selection(iris=iris, total=results.total, title=title or None, address=list_address(search))


def _today() -> date:
    return datetime.now(UTC).date()


def _server() -> str:
    return request.host_url.rstrip("/")


def _address(*more: tuple[str, str]) -> str:
    pairs = [
        pair for pair in request.args.items(multi=True) if pair[0] not in ("format", "paper", "page", "after", "before")
    ]
    return with_query("/brief", [*pairs, *more])


def _file(written: Memo, form: Form, made: Brief) -> Response:
    asked = request.args.get("paper", Paper.LETTER.value)
    try:
        paper = Paper(asked)
    except ValueError as error:
        raise BadRequest(f"A brief isn't made for paper called {asked!r:.40}; it is for letter or a4.") from error
    data: bytes = markdown(written).encode() if form is _MARKDOWN else docx(written, paper=paper)
    response = Response(data, content_type=form.content_type)
    name = key_of(made.entries[0].statement.iri) if len(made.entries) == 1 else f"{len(made.entries)}"
    response.headers.set(
        "Content-Disposition", "attachment" if form is _WORD else "inline",
        filename=f"brief-{made.on.isoformat()}-{name}{form.suffix}",
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    response.add_etag()
    response.make_conditional(request)
    return response


def page_of(written: Memo) -> BriefPage:
    """Give the page of a memo, without any address."""
    return BriefPage(title=written.title, pieces=pieces(written.blocks), notes=written.notes)


def pieces(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """Gather the items of each list, for a page that has to open and close it."""
    made: list[Piece] = []
    for block in blocks:
        last = made[-1] if made else None
        if block.style is Style.NESTED and last is not None and last.items:
            *most, item = last.items
            items = (*most, replace(item, nested=(*item.nested, block)))
            made[-1] = replace(last, items=items)
        elif block.style in _LISTS and last is not None and last.style == block.style.value:
            made[-1] = replace(last, items=(*last.items, Item(runs=block.runs, nested=())))
        elif block.style in _LISTS:
            made.append(Piece(style=block.style.value, items=(Item(runs=block.runs, nested=()),)))
        else:
            made.append(Piece(style=block.style.value, runs=block.runs))
    return tuple(made)


def brief_data(made: Brief, written: Memo) -> dict[str, Any]:
    """Give a brief as JSON-ready data: the parts of each statement, and the notes with their citations."""
    return {
        "title": written.title,
        "date": made.on.isoformat(),
        "address": written.address,
        "is_unreviewed": made.is_unreviewed,
        "left_out": made.left_out,
        "unknown": list(made.unknown),
        "entries": plain(made.entries),
        "notes": [
            {
                "number": note.number,
                "statement": note.statement,
                "document": note.cited.iri,
                "citation": bluebook(note.cited),
                "section": list(note.section),
                "page": note.cited.page,
                "provision": note.cited.provision,
                "url": note.cited.url,
                "is_brief": note.cited.is_brief,
                "words": "".join(run.text for run in runs),
            }
            for note, runs in zip(made.notes, written.notes, strict=True)
        ],
    }
