"""Official identifiers of legal texts (`/us/usc/t50/s4811/b/1`) as lawyers write them ("50 U.S.C. § 4811(b)(1)")."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

_CHAMBERS: Final = {
    "hr": "H.R.", "s": "S.", "hres": "H.R. Res.", "sres": "S. Res.", "hjres": "H.R.J. Res.", "sjres": "S.J. Res.",
    "hconres": "H.R. Con. Res.", "sconres": "S. Con. Res.",
}  # fmt: skip
_LONGEST_TITLE: Final = 80
_STEP: Final = re.compile(r"(?P<kind>s|pt|ch|t)(?P<number>\d.*)\Z")
_SIGNS: Final = {"s": "§", "pt": "pt.", "ch": "ch.", "t": "tit."}


def legal_citation(
    identifier: str, *, provision: str | None = None, title: str | None = None, date: str | None = None
) -> str | None:
    """Give an identifier in a form close to the Bluebook's, or None where it isn't one of those known here.

    Args:
        identifier: such as `/us/bill/119/hr/3447`.
        provision: a longer path into the same text, such as `/us/bill/119/hr/3447/s2/a/1`, or None.
        title: name of the text, which goes before a bill or law where it is short and doesn't say the number already.
        date: its date in words, of which a bill, law or regulation takes only the year.
    """
    steps = [step for step in identifier.split("/") if step]
    write = _WRITERS.get("/".join(steps[:2]))
    if write is None:
        return None
    deeper = provision if provision and provision.startswith(f"{identifier}/") else identifier
    return write([step for step in deeper.split("/") if step][2:], title, date)


def _bill(steps: Sequence[str], title: str | None, date: str | None) -> str | None:
    if len(steps) < 3 or steps[1] not in _CHAMBERS or not (steps[0] + steps[2]).isdigit():
        return None
    number = f"{_CHAMBERS[steps[1]]} {steps[2]}"
    congress = f"{ordinal(int(steps[0]))} Cong."
    return f"{_title(title, number)}{number}, {congress}{_places(steps[3:])}{_year(date)}"


def _public_law(steps: Sequence[str], title: str | None, date: str | None) -> str | None:
    if len(steps) < 2 or not (steps[0] + steps[1]).isdigit():
        return None
    number = f"Pub. L. No. {steps[0]}-{steps[1]}"
    return f"{_title(title, number)}{number}{_places(steps[2:], comma=True)}{_year(date)}"


def _code(name: str, *, dated: bool) -> Callable[[Sequence[str], str | None, str | None], str | None]:
    def write(steps: Sequence[str], _: str | None, date: str | None) -> str | None:
        if not steps or not re.fullmatch(r"t\d+[a-z]?", steps[0]):
            return None
        return f"{steps[0][1:]} {name}{_places(steps[1:])}{_year(date) if dated else ''}"

    return write


def _paged(name: str, *, whole_date: bool) -> Callable[[Sequence[str], str | None, str | None], str | None]:
    def write(steps: Sequence[str], _: str | None, date: str | None) -> str | None:
        if len(steps) != 2:
            return None
        when = (f" ({date})" if date else "") if whole_date else _year(date)
        return f"{steps[0]} {name} {steps[1]}{when}"

    return write


def _order(steps: Sequence[str], _: str | None, date: str | None) -> str | None:
    if not steps or not steps[0].isdigit():
        return None
    when = f" ({date})" if date else ""
    return f"Exec. Order No. {int(steps[0]):,}{_places(steps[1:], comma=True)}{when}"


_WRITERS: Final[dict[str, Callable[[Sequence[str], str | None, str | None], str | None]]] = {
    "us/bill": _bill,
    "us/pl": _public_law,
    "us/usc": _code("U.S.C.", dated=False),
    "us/cfr": _code("C.F.R.", dated=True),
    "us/fr": _paged("Fed. Reg.", whole_date=True),
    "us/stat": _paged("Stat.", whole_date=False),
    "us/eo": _order,
}


def _title(title: str | None, number: str) -> str:
    plain = " ".join((title or "").split()).rstrip(".")
    says_it = re.sub(r"\W", "", number).casefold() in re.sub(r"\W", "", plain).casefold()
    return f"{plain}, " if plain and len(plain) <= _LONGEST_TITLE and not says_it else ""


def _places(steps: Sequence[str], *, comma: bool = False) -> str:
    """Give `s2, a, 1` as ` § 2(a)(1)`; a step that isn't numbered so ends it, because its name can't be told."""
    words = ""
    for step in steps:
        match = _STEP.match(step)
        if match and not words:
            words = f" {_SIGNS[match['kind']]} {match['number']}"
        elif match:
            words += f", {_SIGNS[match['kind']]} {match['number']}"
        elif words and re.fullmatch(r"[A-Za-z0-9]{1,6}", step):
            words += f"({step})"
        else:
            break
    return f",{words}" if words and comma else words


def _year(date: str | None) -> str:
    found = re.search(r"\d{4}\Z", date or "")
    return f" ({found[0]})" if found else ""


def ordinal(number: int) -> str:
    """Give `119th` for 119; the Bluebook writes `2d` and `3d`."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'd', 3: 'd'}).get(number % 10, 'th')}"
