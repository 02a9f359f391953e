"""Identifiers of cited texts, and the public addresses where they can be read.

Identifiers follow the scheme of United States Legislative Markup (USLM): `/us/usc/t50/s4811/a`, `/us/pl/117/167`. An
address is given only where the site is known to hold the text: congress.gov has bills from the 93rd Congress on,
govinfo.gov public laws from the 104th and the Statutes at Large from volume 65, federalregister.gov issues from 1994.
Nothing here asks any of these sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_BILL_PAGES: Final = {
    "hr": "house-bill", "s": "senate-bill", "hres": "house-resolution", "sres": "senate-resolution",
    "hjres": "house-joint-resolution", "sjres": "senate-joint-resolution",
    "hconres": "house-concurrent-resolution", "sconres": "senate-concurrent-resolution",
}  # fmt: skip
BILL_KINDS: Final = frozenset(_BILL_PAGES)
_FIRST_CONGRESS_WITH_PAGES: Final = 93
_FIRST_CONGRESS_WITH_LAWS: Final = 104
_FIRST_REGISTER_VOLUME: Final = 59
_FIRST_ORDER: Final = 12_890
_FIRST_STATUTES_VOLUME: Final = 65


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation means.

    Attributes:
        identifier: identifier of the cited text, or None where the words don't settle it.
        url: public address of the cited text, or None where none is known.
        path: path of the cited provision in the outline of the citing document, or None.
    """

    identifier: str | None = None
    url: str | None = None
    path: str | None = None

    def below(self, path: str) -> Cited:
        """A piece of the same text; it is read at the same address."""
        return Cited(f"{self.identifier}{path}" if self.identifier is not None else None, self.url)


UNSETTLED: Final = Cited()


def own(path: str | None) -> Cited:
    """A provision of the citing document; one of an order has no identifier, because the order's number isn't known."""
    return Cited(path if path is not None and path.startswith("/us/") else None, None, path)


def bill(congress: int | None, kind: str, number: int) -> Cited:
    """A bill or resolution; without its Congress it can't be told which."""
    if congress is None:
        return UNSETTLED
    page = f"https://www.congress.gov/bill/{ordinal(congress)}-congress/{_BILL_PAGES[kind]}/{number}"
    return Cited(f"/us/bill/{congress}/{kind}/{number}", page if congress >= _FIRST_CONGRESS_WITH_PAGES else None)


def public_law(congress: int, number: int) -> Cited:
    """A public law."""
    page = f"https://www.govinfo.gov/link/plaw/{congress}/public/{number}"
    return Cited(f"/us/pl/{congress}/{number}", page if congress >= _FIRST_CONGRESS_WITH_LAWS else None)


def us_code(title: int, section: str) -> Cited:
    """A section of the United States Code."""
    number = plain_dashes(section)
    page = f"https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{title}-section{number}"
    return Cited(f"/us/usc/t{title}/s{number}", page)


def us_code_title(title: int, path: str = "") -> Cited:
    """A title of the United States Code, or a chapter of it: `/ch35`."""
    return Cited(f"/us/usc/t{title}{path}")


def cfr_title(title: int) -> Cited:
    """A title of the Code of Federal Regulations."""
    return Cited(f"/us/cfr/t{title}", f"https://www.ecfr.gov/current/title-{title}")


def cfr_part(title: int, part: str) -> Cited:
    """A part of the Code of Federal Regulations."""
    return Cited(f"/us/cfr/t{title}/pt{part}", f"https://www.ecfr.gov/current/title-{title}/part-{part}")


def cfr_section(title: int, section: str) -> Cited:
    """A section of the Code of Federal Regulations."""
    number = plain_dashes(section)
    return Cited(f"/us/cfr/t{title}/s{number}", f"https://www.ecfr.gov/current/title-{title}/section-{number}")


def register(volume: int, page: int) -> Cited:
    """A page of the Federal Register."""
    address = f"https://www.federalregister.gov/citation/{volume}-FR-{page}"
    return Cited(f"/us/fr/{volume}/{page}", address if volume >= _FIRST_REGISTER_VOLUME else None)


def executive_order(number: int) -> Cited:
    """A numbered executive order."""
    address = f"https://www.federalregister.gov/executive-order/{number}"
    return Cited(f"/us/eo/{number}", address if number >= _FIRST_ORDER else None)


def statutes(volume: int, printed_page: str) -> Cited:
    """A page of the Statutes at Large; a few are numbered like `1654A-77`."""
    page = plain_dashes(printed_page)
    address = f"https://www.govinfo.gov/link/statute/{volume}/{page}"
    return Cited(f"/us/stat/{volume}/{page}", address if page.isdigit() and volume >= _FIRST_STATUTES_VOLUME else None)


def plain_dashes(number: str) -> str:
    """A section's number with the hyphen of identifiers and addresses, whichever dash it was printed with."""
    return number.translate({0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-"})


def ordinal(number: int) -> str:
    """The number with its ordinal ending: `101st`, `112th`."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
