"""How to cite a document or a quote: BibTeX, CSL-JSON, and a form close to that of the Bluebook.

A legal text is cited by its official identifier (`/us/bill/119/hr/3447` becomes "H.R. 3447, 119th Cong."), anything
else by author, title, publisher, date and address. What the graph doesn't know is left out and never guessed: no
session of a Congress, no reporter, no page. A brief is cited as what it is, a text written for this project about a
source: its words and its title aren't those of the source, and whoever wrote the source didn't write the brief.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.identifiers import normalised_name
from kg.legal import legal_citation
from kg.model import Actor, ActorKind, Document, SourceKind

CSL_MEDIA_TYPE: Final = "application/vnd.citationstyles.csl+json"
BIBTEX_MEDIA_TYPE: Final = "application/x-bibtex"


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who a document is by; a person's name is taken apart in citations, an organization's never."""

    name: str
    is_person: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """A document, or a place in it, as a citation needs it.

    Attributes:
        iri: the document's IRI.
        title: its title.
        authors: whom it is by.
        publisher: who published it, or None.
        issued: ISO 8601 date, possibly cut to a month or year, or None.
        url: where the original was published, or None.
        kind: sort of publication.
        identifiers: official identifiers.
        is_brief: it was written for this project about another source.
        sha256: digest of the original bytes, which says exactly which version is cited.
        page: page of the quote, or None.
        provision: path of the provision that the quote stands in, or None.
        words: the quoted words, or None where the whole document is cited.
        place: IRI of the quote, or None.
    """

    iri: str
    title: str
    authors: tuple[Author, ...] = ()
    publisher: str | None = None
    issued: str | None = None
    url: str | None = None
    kind: SourceKind = SourceKind.UNKNOWN
    identifiers: tuple[str, ...] = ()
    is_brief: bool = False
    sha256: str = ""
    page: int | None = None
    provision: str | None = None
    words: str | None = None
    place: str | None = None

    @classmethod
    def of(
        cls, document: Document, actors: Iterable[Actor] = (), *, page: int | None = None,
        provision: str | None = None, words: str | None = None, place: str | None = None,
    ) -> Cited:  # fmt: skip
        """Take a document's record; `actors` tell which of its authors are persons."""
        persons = {normalised_name(each.name) for each in actors if each.kind is ActorKind.PERSON}
        authors = (Author(name=name, is_person=normalised_name(name) in persons) for name in document.authors)
        return cls(
            iri=document.iri, title=document.title, authors=tuple(authors), publisher=document.publisher,
            issued=document.issued, url=document.url, kind=document.kind, identifiers=document.identifiers,
            is_brief=document.is_brief, sha256=document.sha256, page=page, provision=provision, words=words,
            place=place,
        )  # fmt: skip

    @property
    def date(self) -> tuple[int, ...]:
        """Year, month and day as far as they are known."""
        return tuple(int(part) for part in (self.issued or "").split("-") if part.isdigit())


# --- Bluebook-like ---

_MONTHS: Final = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
_BRIEF: Final = "a brief written for Warrant, in other words than its source"
_PROJECT: Final = "Warrant"


def bluebook(cited: Cited) -> str:
    """Give one line in a form close to the Bluebook's, in plain text.

    A bill, law, rule or order with an official identifier is cited by that; see `kg.legal` for the forms.
    """
    if cited.is_brief:
        page = f", at {cited.page}" if cited.page else ""
        return f"{cited.title.rstrip('.')}{page} ({_of_brief(cited)})."
    for identifier in cited.identifiers:
        legal = legal_citation(identifier, provision=cited.provision, title=cited.title, date=_date_words(cited))
        if legal is not None:
            return f"{legal}."
    return f"{_secondary(cited)}."


def _of_brief(cited: Cited) -> str:
    """Say what a brief is, and of which source as far as that is known: by whom, published by whom, when and where."""
    source = filter(None, (_joined(_names(cited)), _other_publisher(cited), _date_words(cited), cited.url))
    return f"{_BRIEF}: {known}" if (known := ", ".join(source)) else _BRIEF


def _other_publisher(cited: Cited) -> str | None:
    return cited.publisher if cited.publisher and cited.publisher not in _names(cited) else None


def _secondary(cited: Cited) -> str:
    publisher = _other_publisher(cited)
    bracket = ", ".join(filter(None, (publisher, _date_words(cited))))
    who = _joined(_names(cited))
    title = cited.title.rstrip(".")
    head = ", ".join(filter(None, (who, title, f"at {cited.page}" if cited.page else None)))
    return ", ".join(filter(None, (f"{head} ({bracket})" if bracket else head, cited.url)))


def _names(cited: Cited) -> tuple[str, ...]:
    return tuple(author.name for author in cited.authors)


def _joined(names: Sequence[str]) -> str:
    # Rule 15.1: two authors are joined by an ampersand, of more only the first is named.
    return f"{names[0]} et al." if len(names) > 2 else " & ".join(names)


def _date_words(cited: Cited) -> str | None:
    date = cited.date
    if not date:
        return None
    month = f"{_MONTHS[date[1] - 1]} " if len(date) > 1 else ""
    return f"{month}{date[2]}, {date[0]}" if len(date) > 2 else f"{month}{date[0]}"


# --- CSL-JSON ---

_CSL_TYPES: Final = {
    SourceKind.POLICY_PAPER: "report", SourceKind.REPORT: "report", SourceKind.BILL: "bill",
    SourceKind.LAW: "legislation", SourceKind.RULE: "regulation", SourceKind.EXECUTIVE_ORDER: "regulation",
    SourceKind.GUIDANCE: "report", SourceKind.PRESS: "article-newspaper", SourceKind.STATEMENT: "document",
    SourceKind.SPEECH: "speech", SourceKind.TESTIMONY: "hearing", SourceKind.COURT_CASE: "legal_case",
    SourceKind.UNKNOWN: "document",
}  # fmt: skip


def csl(cited: Cited) -> dict[str, Any]:
    """Give an item of CSL-JSON 1.0.2, as Zotero, Pandoc and citeproc read it."""
    # Of a brief, nobody but the project is the author, and nothing says when it was written.
    of_source = "original-" if cited.is_brief else ""
    item: dict[str, Any] = {
        "id": key_of(cited),
        "type": "document" if cited.is_brief else _CSL_TYPES[cited.kind],
        "title": cited.title,
        **({"author": [{"literal": _PROJECT}]} if cited.is_brief else {}),
        f"{of_source}author": [_csl_name(author) for author in cited.authors],
        f"{of_source}publisher": cited.publisher,
        "issued" if not cited.is_brief else "original-date": {"date-parts": [list(cited.date)]} if cited.date else None,
        "URL": cited.iri if cited.is_brief else cited.url,
        "number": _number(cited),
        "locator": str(cited.page) if cited.page else None,
        "note": _note(cited),
        "source": "Warrant",
    }
    return {name: value for name, value in item.items() if value not in (None, [])}


def csl_json(items: Iterable[Cited]) -> str:
    """Give several items as one CSL-JSON file."""
    return json.dumps([csl(each) for each in items], ensure_ascii=False, indent=1) + "\n"


def _csl_name(author: Author) -> dict[str, str]:
    if not author.is_person:
        return {"literal": author.name}
    given, _, family = author.name.rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": family}


def _number(cited: Cited) -> str | None:
    found = (legal_citation(each) for each in cited.identifiers)
    return None if cited.is_brief else next((each for each in found if each), None)


def _note(cited: Cited) -> str | None:
    quoted = "Quoted words of the brief" if cited.is_brief else "Quoted words"
    parts = (
        f"This is {_of_brief(cited)}" if cited.is_brief else None,
        f"{quoted}: “{' '.join(cited.words.split())}”" if cited.words else None,
        f"Read at {cited.place or cited.iri}",
        f"SHA-256 of the file read: {cited.sha256}" if cited.sha256 else None,
    )
    return ". ".join(filter(None, parts))


# --- BibTeX ---

_BIBTEX_TYPES: Final = {
    SourceKind.POLICY_PAPER: "techreport", SourceKind.REPORT: "techreport", SourceKind.GUIDANCE: "techreport",
}  # fmt: skip
_TEX: Final = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
_BIB_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(cited: Cited) -> str:
    """Give one BibTeX entry in UTF-8; `@techreport` for papers and reports, else `@misc`."""
    kind = "misc" if cited.is_brief else _BIBTEX_TYPES.get(cited.kind, "misc")
    date = () if cited.is_brief else cited.date
    number = _number(cited)
    publisher = "institution" if kind == "techreport" else "howpublished"
    publisher_name = _PROJECT if cited.is_brief else cited.publisher or next(iter(_names(cited)), None)
    address = cited.iri if cited.is_brief else cited.url
    fields: Mapping[str, str | None] = {
        # Double braces keep capitals as they are.
        "title": f"{{{{{_tex(cited.title)}}}}}",
        "author": _bib_authors(cited) or None,
        publisher: f"{{{_tex(publisher_name)}}}" if publisher_name else None,
        "number": f"{{{_tex(number)}}}" if number else None,
        "year": f"{{{date[0]}}}" if date else None,
        "month": _BIB_MONTHS[date[1] - 1] if len(date) > 1 else None,
        "day": f"{{{date[2]}}}" if len(date) > 2 else None,
        "pages": f"{{{cited.page}}}" if cited.page else None,
        "url": f"{{{_url(address)}}}" if address else None,
        "note": f"{{{_tex(_note(cited) or '')}}}",
    }
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items() if value is not None)
    return f"@{kind}{{{key_of(cited)},\n{lines}\n}}\n"


def _bib_authors(cited: Cited) -> str:
    if cited.is_brief:
        return f"{{{{{_PROJECT}}}}}"
    names = (
        _tex(author.name) if author.is_person else f"{{{_tex(author.name)}}}" for author in cited.authors
    )  # a name in braces isn't taken apart
    joined = " and ".join(names)
    return f"{{{joined}}}" if joined else ""


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_TEX)


def _url(url: str) -> str:
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def key_of(cited: Cited) -> str:
    """Give a key: first author's last word, year, first long word of the title, four digits of the digest."""
    author = cited.authors[0].name if cited.authors else cited.publisher or "anonymous"
    long_words = [word for word in _ascii(cited.title).split() if len(word) > 3]
    parts = (_ascii(author).split() or ["anonymous"])[-1], str(cited.date[0]) if cited.date else "", *long_words[:1]
    return "".join(parts).lower() + f"-{cited.sha256[:4]}{_quote_key(cited)}"


def _quote_key(cited: Cited) -> str:
    return f"-{cited.place.rsplit('/', 1)[-1][:6]}" if cited.place else ""


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", " ", plain)


FORMS: Final = {"bibtex": (bibtex, BIBTEX_MEDIA_TYPE, ".bib"), "bluebook": (bluebook, "text/plain", ".txt")}
"""Name to writer, media type and suffix, for the forms that are one piece of text."""
