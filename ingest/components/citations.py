"""Finds citations of bills, laws, rules and orders, and gives them identifiers.

A bill number without a Congress settles nothing: unless the document's own data say in which Congress it was written,
the citation keeps its words and has no identifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from spacy.tokens import Doc

from ingest.components.drafts import CitationDraft, Context, context_of
from kg.model import CitationKind

_Found = tuple[str | None, str | None]
_DOT = r"\.?\s?"
_ORDINAL = r"(?P<congress>1[01]\d|[89]\d)(?:st|nd|rd|th)"

_BILL = re.compile(
    rf"(?<![\w.])(?P<kind>H{_DOT}(?:R{_DOT})?(?:J{_DOT}Res{_DOT}|Con{_DOT}Res{_DOT}|Res{_DOT})?"
    rf"|S{_DOT}(?:J{_DOT}Res{_DOT}|Con{_DOT}Res{_DOT}|Res{_DOT})?)(?P<number>\d{{1,5}})(?![\w%]|\.\d)"
    rf"(?:\s?[,(]?\s?(?:of the |in the )?{_ORDINAL} Cong(?:ress|\.)\)?)?"
)
_PUBLIC_LAW = re.compile(
    r"\b(?:Public Law|Pub\.\s?L\.|P\.\s?L\.)(?:\sNo\.)?\s?(?P<congress>\d{2,3})[-–‑](?P<number>\d+)"
)
_US_CODE = re.compile(
    r"\b(?P<title>\d{1,2})\s(?:U\.\s?S\.\s?C\.|USC)(?:\s?A\.)?\s?(?:§+\s?|[Ss]ec(?:tion|\.)\s)?"
    r"(?P<section>\d+[a-zA-Z]{0,2}(?:[-–]\d+[a-z]?)?)(?P<path>(?:\([0-9a-zA-Z]{1,4}\))*)"
)
_US_CODE_TITLE = re.compile(
    r"\b[Ss]ection (?P<section>\d+[a-zA-Z]{0,2}(?:[-–]\d+[a-z]?)?)(?P<path>(?:\([0-9a-zA-Z]{1,4}\))*)"
    r" of title (?P<title>\d{1,2}), United States Code"
)
_CFR = re.compile(
    r"\b(?P<title>\d{1,2})\s(?:C\.\s?F\.\s?R\.|CFR)\s?(?P<kind>§+\s?|[Pp]arts?\s|[Pp]t\.\s)?(?P<part>\d{1,4})"
    r"(?:\.(?P<section>\d+[a-z]?))?"
)
_REGISTER = re.compile(r"\b(?P<volume>\d{1,3})\s(?:Fed\.\s?Reg\.|FR|F\.R\.)\s(?P<page>\d{1,3},\d{3}|\d{3,6})\b")
_ORDER = re.compile(r"\b(?:Executive Orders?|E\.\s?O\.|EO)(?:\sNo\.)?\s(?P<number>1[0-4]\d{3}|\d{4})\b")
_URL = re.compile(r"\bhttps?://[^\s<>\"'”’)\]]+[^\s<>\"'”’)\].,;:!?]")

_BILL_TYPES: Final = {
    "hr": ("hr", "house-bill"),
    "s": ("s", "senate-bill"),
    "hres": ("hres", "house-resolution"),
    "sres": ("sres", "senate-resolution"),
    "hjres": ("hjres", "house-joint-resolution"),
    "sjres": ("sjres", "senate-joint-resolution"),
    "hconres": ("hconres", "house-concurrent-resolution"),
    "sconres": ("sconres", "senate-concurrent-resolution"),
}


class CitationFinder:
    """Finds citations by their form."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the citations."""
        doc._.citations = self.predict(doc)
        return doc

    def predict(self, doc: Doc) -> list[CitationDraft]:
        """The citations in order; where two overlap, the longer one."""
        return find(doc.text, context_of(doc))


def find(text: str, context: Context) -> list[CitationDraft]:
    """The citations of a text in order, none overlapping another."""
    drafts = sorted(_all(text, context), key=lambda draft: (draft.start, -draft.end))
    kept: list[CitationDraft] = []
    for draft in drafts:
        if not kept or draft.start >= kept[-1].end:
            kept.append(draft)
    return kept


def _all(text: str, context: Context) -> Iterator[CitationDraft]:
    for kind, pattern, resolve in _FORMS:
        for match in pattern.finditer(text):
            found = resolve(match, context)
            if found is not None:
                yield CitationDraft(start=match.start(), end=match.end(), kind=kind, identifier=found[0], url=found[1])


def _bill(match: re.Match[str], context: Context) -> _Found | None:
    kind = re.sub(r"[^a-z]", "", match["kind"].casefold())
    if kind not in _BILL_TYPES or (kind == "s" and "." not in match["kind"]):
        return None
    congress = int(match["congress"]) if match["congress"] else context.congress
    if congress is None:
        return None, None
    short, long = _BILL_TYPES[kind]
    url = f"https://www.congress.gov/bill/{_ordinal(congress)}-congress/{long}/{match['number']}"
    return f"/us/bill/{congress}/{short}/{match['number']}", url


def _public_law(match: re.Match[str], context: Context) -> _Found:
    congress, number = int(match["congress"]), match["number"]
    url = f"https://www.congress.gov/public-laws/{_ordinal(congress)}-congress"
    return f"/us/pl/{congress}/{number}", url


def _us_code(match: re.Match[str], context: Context) -> _Found:
    title, section = match["title"], match["section"].replace("–", "-")
    path = "".join(f"/{part}" for part in re.findall(r"\((\w+)\)", match["path"]))
    url = f"https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{title}-section{section}"
    return f"/us/usc/t{title}/s{section}{path}", url


def _cfr(match: re.Match[str], context: Context) -> _Found:
    title, part, section = match["title"], match["part"], match["section"]
    if section is None:
        return f"/us/cfr/t{title}/pt{part}", f"https://www.ecfr.gov/current/title-{title}/part-{part}"
    url = f"https://www.ecfr.gov/current/title-{title}/section-{part}.{section}"
    return f"/us/cfr/t{title}/s{part}.{section}", url


def _register(match: re.Match[str], context: Context) -> _Found:
    volume, page = match["volume"], match["page"].replace(",", "")
    return f"/us/fr/{volume}/{page}", f"https://www.federalregister.gov/citation/{volume}-FR-{page}"


def _order(match: re.Match[str], context: Context) -> _Found:
    number = match["number"]
    return f"/us/eo/{number}", f"https://www.federalregister.gov/executive-order/{number}"


def _url(match: re.Match[str], context: Context) -> _Found:
    return None, match[0]


_FORMS: Final[tuple[tuple[CitationKind, re.Pattern[str], Callable[[re.Match[str], Context], _Found | None]], ...]] = (
    (CitationKind.BILL, _BILL, _bill),
    (CitationKind.PUBLIC_LAW, _PUBLIC_LAW, _public_law),
    (CitationKind.US_CODE, _US_CODE, _us_code),
    (CitationKind.US_CODE, _US_CODE_TITLE, _us_code),
    (CitationKind.CFR, _CFR, _cfr),
    (CitationKind.FEDERAL_REGISTER, _REGISTER, _register),
    (CitationKind.EXECUTIVE_ORDER, _ORDER, _order),
    (CitationKind.URL, _URL, _url),
)


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
