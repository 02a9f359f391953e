"""Citations that stand by themselves: `H.R. 3447`, `50 U.S.C. 4811`, `15 CFR part 744`, `89 Fed. Reg. 12345`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from ingest.components.citations import addresses
from ingest.components.citations.addresses import BILL_KINDS, Cited
from ingest.components.citations.items import SEVERAL, Announced, Item, numbers
from ingest.components.drafts import CitationDraft, Context
from kg.model import CitationKind

_DOT = r"\.?\s?"
_DASH = r"\s?[-\u2010-\u2014]\s?"
_CONGRESS = r"(?P<congress>1[01]\d|[1-9]\d)\s?(?:st|nd|rd|th|\[(?:st|nd|rd|th)\])\s(?:Cong(?:ress\b|\.)|CONGRESS\b)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"

_BILL = re.compile(
    rf"(?<![\w.])(?P<kind>H{_DOT}(?:R{_DOT})?(?:(?:J|Con){_DOT})?(?:Res{_DOT})?|S{_DOT}(?:(?:J|Con){_DOT})?(?:Res{_DOT})?)"
    rf"(?P<number>\d{{1,5}})(?![\w%]|\.\d|,\d{{3}}\b)(?:\s?[,(]?\s?(?:of the |in the )?{_CONGRESS}\)?)?"
)
_PUBLIC_LAW = re.compile(
    r"\b(?:Public\s[Ll]aws?|Pub\.\s?L\.|P\.\s?L\.|PL)(?:\sNos?\.)?\s?"
    rf"(?:(?P<congress>\d{{2,3}}){_DASH}(?P<number>\d{{1,3}})|(?P<glued>1[01]\d)(?P<rest>\d{{1,3}}))(?!\d)"
)
_PUBLIC_LAW_PIECE = re.compile(
    r",?\s(?:(?P<big>[Dd]iv(?:ision|\.)|[Tt]it(?:le|\.)|[Ss]ubtit(?:le|\.)|[Pp]art|[Cc]h(?:apter|\.))\s?"
    r"(?P<name>[IVXLC]{1,8}|[A-Z]{1,2}|\d{1,3})\b|(?P<section>§{1,2}|[Ss]ec(?:tions?|s?\.))\s?(?=\d))"
)
_US_CODE = re.compile(
    r"(?<![\w.§])(?P<title>\d{1,2})\s?(?:U\.\s?S\.\s?C\b\.?|USC\b|U\.\s?S\.\s?Code\b)(?:\s?A\.)?\s?"
    r"(?P<note>(?:note\s)?prec(?:eding|\.)\s|note\sprec(?:eding|\.)\s)?"
    r"(?:(?P<chapter>[Cc]h(?:apters?|\.)\s)|(?P<app>[Aa]pp(?:endix|\.)\s)|(?P<many>§§|[Ss]ections\s|[Ss]ecs\.\s)|§|[Ss]ection\s|[Ss]ec\.\s)?"
    r"\s?(?=\d)"
)
_APPENDIX = re.compile(r"(?<![\w.§])(?P<title>\d{1,2})\sU\.\s?S\.\s?C\.\s[Aa]pp(?:endix\b|\.)(?!\s?\d)")
_CODE_END = re.compile(r"\s(?P<seq>et\.?\sseq\b\.?)|\snote(?:\sprec\.)?(?!\w)")
_CFR = re.compile(
    r"(?<![\w.§])(?P<title>\d{1,2})\s?(?:C\.\s?F\.\s?R\b\.?|CFR\b)(?:,?\s(?:[Cc]hapter|[Cc]h\.)\s[IVXLC]{1,7}\b,?)?"
    r"\s?(?:(?P<parts>[Pp]arts?\s|[Pp]ts?\.\s)|(?P<many>§§|[Ss]ections\s)|§|[Ss]ection\s)?\s?(?=\d)"
)
_CFR_TITLE = re.compile(
    r"\b[Tt]itle\s(?P<title>\d{1,2}),?\s(?:of\sthe\s)?(?:U\.S\.\s)?Code\sof\sFederal\sRegulations"
    r"(?:\s\((?:C\.F\.R\.|CFR)\))?,?\s(?:(?P<parts>[Pp]arts?\s)|[Ss]ections?\s|§{1,2}\s?)(?=\d)"
)
_REGISTER = re.compile(
    r"(?<![\w.])(?P<volume>\d{1,3})\s(?:Fed\.\s?Reg\.|F\.\s?R\.|FR)\s(?P<page>\d{1,3},\d{3}|\d{3,6})\b(?![,.]\d)"
    rf"(?:,\s\d{{1,3}},?\d{{3}}\b)?(?:[-\u2013]\d{{1,3}},?\d{{0,3}}\b)?"
    rf"(?:,?\s\((?:{_MONTH}\s\d{{1,2}},\s)?\d{{4}}\)|,\s{_MONTH}\s\d{{1,2}},\s\d{{4}})?"
)
_ORDER = re.compile(
    r"\b(?:Executive\sOrders?|Exec\.\s?Orders?|E\.\s?O\.s?|EOs?)(?:\s\((?:E\.\s?O\.s?|EOs?)\))?(?:\sNos?\.)?\s"
    r"(?P<number>1[0-9],?\d{3}|\d{4})\b(?![-\u2013]?\d)"
    rf"(?:\sof\s{_MONTH}\s\d{{1,2}},\s\d{{4}}|,\s{_MONTH}\s\d{{1,2}},\s\d{{4}})?"
)
_NEXT_ORDER = re.compile(r"(?:,\s(?:and\s)?|\sand\s)(?P<number>1[0-9],?\d{3})\b(?![-\u2013]?\d)")
_STATUTES = re.compile(
    r"(?<![\w.])(?P<volume>\d{1,3})\sStat\.\s"
    r"(?P<page>\d{1,4}(?:[A-Z](?:[-\u2013]\d{1,4})?)?)\b(?:[-\u2013]\d{1,4}\b)?(?![,.]\d)"
)
_URL = re.compile(r"\bhttps?://[^\s<>\"'”’)\]]{1,2000}(?<![.,;:!?])")
_YEAR = re.compile(r"(?<![\w.,$])(?:19|20)\d\d(?![\w,])")

_YEARS_NEAR: Final = 60
_LEVELS: Final = {"d": "d", "t": "t", "s": "st", "p": "pt", "c": "ch"}


def stand_alone(text: str, context: Context) -> Iterator[CitationDraft]:
    """All citations that need nothing but themselves, in no order; they may overlap."""
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            yield from read(match, text, context)


def draft(kind: CitationKind, start: int, end: int, cited: Cited) -> CitationDraft:
    """A citation at a place."""
    return CitationDraft(start=start, end=end, kind=kind, identifier=cited.identifier, url=cited.url, path=cited.path)


def public_law_at(text: str, start: int) -> tuple[int, Cited] | None:
    """The public law cited at a place: where it ends and what it is."""
    match = _PUBLIC_LAW.match(text, start)
    return (match.end(), _law(match)) if match is not None else None


def _bill(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    kind = re.sub(r"[^a-z]", "", match["kind"].casefold())
    if kind not in BILL_KINDS or (kind == "s" and "." not in match["kind"]):
        return
    congress = int(match["congress"]) if match["congress"] else context.congress
    if congress is not None and not match["congress"] and _is_of_other_year(text, match.end(), congress):
        congress = None
    cited = addresses.bill(congress, kind, int(match["number"]))
    yield draft(CitationKind.BILL, match.start(), match.end(), cited)


def _is_of_other_year(text: str, end: int, congress: int) -> bool:
    """Whether a year right after a bill lies outside the two of the Congress in which the document was written."""
    following = re.split(r"[.;](?=\s)|\n\n", text[end : end + _YEARS_NEAR], maxsplit=1)[0]
    year = _YEAR.search(following)
    first = 1787 + 2 * congress
    return year is not None and not first <= int(year[0]) <= first + 2


def _law(match: re.Match[str]) -> Cited:
    return addresses.public_law(int(match["congress"] or match["glued"]), int(match["number"] or match["rest"]))


def _public_law(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    """A law and the pieces of it that are named after it: `Pub. L. 116-283, div. A, title IX, § 9902`."""
    cited, end = _law(match), match.end()
    while (piece := _PUBLIC_LAW_PIECE.match(text, end)) is not None:
        if piece["section"]:
            announced = Announced.SEVERAL if piece["section"] in SEVERAL else Announced.ONE
            yield from _pieces(match.start(), cited, numbers(text, piece.end(), announced))
            return
        level = "st" if piece["big"].casefold().startswith("sub") else _LEVELS[piece["big"][0].casefold()]
        cited, end = cited.below(f"/{level}{piece['name']}"), piece.end()
    yield draft(CitationKind.PUBLIC_LAW, match.start(), end, cited)


def _pieces(start: int, law: Cited, found: list[Item]) -> Iterator[CitationDraft]:
    for rank, item in enumerate(found):
        cited = law.below(f"/s{item.number}{item.path}") if item.path is not None else Cited(None, law.url)
        yield draft(CitationKind.PUBLIC_LAW, item.start if rank else start, item.end, cited)


def _us_code(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    found = numbers(text, match.end(), Announced.SEVERAL if match["many"] else Announced.OPEN)
    title = int(match["title"])
    for rank, item in enumerate(found):
        ending = _CODE_END.match(text, item.end)
        end = ending.end() if ending is not None else item.end
        if item.path is None:
            cited = addresses.UNSETTLED
        elif match["chapter"]:
            cited = addresses.us_code_title(title, f"/ch{item.number}{item.path}")
        elif match["app"]:
            cited = addresses.us_code_title(title, f"/app{item.number}{item.path}")
        else:
            is_open = ending is not None and bool(ending["seq"])
            cited = addresses.us_code(title, item.number).below(item.path + ("/etseq" if is_open else ""))
        yield draft(CitationKind.US_CODE, item.start if rank else match.start(), end, cited)


def _appendix(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    cited = addresses.us_code_title(int(match["title"]), "/app")
    yield draft(CitationKind.US_CODE, match.start(), match.end(), cited)


def _cfr(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    many = match["parts"] or match.groupdict().get("many")
    for rank, item in enumerate(numbers(text, match.end(), Announced.SEVERAL if many else Announced.OPEN)):
        cited = rule(int(match["title"]), item)
        yield draft(CitationKind.CFR, item.start if rank else match.start(), item.end, cited)


def rule(title: int, item: Item) -> Cited:
    """A part (`744`) or a section (`744.11`) of the Code of Federal Regulations."""
    if item.path is None:
        return addresses.UNSETTLED
    make = addresses.cfr_section if "." in item.number else addresses.cfr_part
    return make(title, item.number).below(item.path)


def _register(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    cited = addresses.register(int(match["volume"]), int(match["page"].replace(",", "")))
    yield draft(CitationKind.FEDERAL_REGISTER, match.start(), match.end(), cited)


def _order(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    start: int = match.start()
    following: re.Match[str] | None = match
    while following is not None:
        cited = addresses.executive_order(int(following["number"].replace(",", "")))
        yield draft(CitationKind.EXECUTIVE_ORDER, start, following.end(), cited)
        following = _NEXT_ORDER.match(text, following.end())
        start = following.start("number") if following is not None else 0


def _statutes(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    cited = addresses.statutes(int(match["volume"]), match["page"])
    yield draft(CitationKind.STATUTES_AT_LARGE, match.start(), match.end(), cited)


def _url(match: re.Match[str], text: str, context: Context) -> Iterator[CitationDraft]:
    yield draft(CitationKind.URL, match.start(), match.end(), Cited(None, match[0]))


_Read = Callable[[re.Match[str], str, Context], Iterator[CitationDraft]]

_FORMS: Final[tuple[tuple[re.Pattern[str], _Read], ...]] = (
    (_BILL, _bill),
    (_PUBLIC_LAW, _public_law),
    (_US_CODE, _us_code),
    (_APPENDIX, _appendix),
    (_CFR, _cfr),
    (_CFR_TITLE, _cfr),
    (_REGISTER, _register),
    (_ORDER, _order),
    (_STATUTES, _statutes),
    (_URL, _url),
)
