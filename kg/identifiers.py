"""The only place where an IRI is minted.

An IRI is computed from content and place, never from the clock, a counter or chance, so that a second run (or a better
model) gives the same statement the same IRI. The parts are joined as JSON: `"ab", "c"` and `"a", "bc"` differ.
"""

from __future__ import annotations

import json
import re
import unicodedata
from hashlib import sha256
from typing import Final, Literal, get_args

BASE: Final = "https://w3id.org/warrant/"
ONTOLOGY: Final = f"{BASE}ontology#"

Kind = Literal[
    "document", "graph", "history", "passage", "statement", "quote", "actor", "mention", "citation", "justification",
    "extraction", "run", "run-graph", "model", "settings", "software", "provision", "proposition", "review",
    "withdrawal",
]  # fmt: skip

_KINDS: Final = frozenset(get_args(Kind))
_ID: Final = re.compile(re.escape(BASE) + r"id/([a-z-]+)/([0-9a-f]{20})\Z")


def mint(kind: Kind, *parts: str) -> str:
    """Give the IRI for a thing of `kind` that is identified by `parts`.

    Args:
        kind: the sort of thing; it is part of the path and of the identity.
        parts: what tells the thing from all others of its kind, at least one string.

    Returns:
        `<base>id/<kind>/<first 20 hexadecimal digits of a SHA-256>`.

    Raises:
        ValueError: there are no parts.
    """
    if not parts:
        raise ValueError(f"an IRI for a {kind} needs at least one identifying part")
    digest = sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{BASE}id/{kind}/{digest[:20]}"


def kind_of(iri: str) -> str | None:
    """Give the kind in an IRI that `mint` could have made, or None for any other string."""
    match = _ID.match(iri)
    return match[1] if match and match[1] in _KINDS else None


def normalised_name(name: str) -> str:
    """Give the form of an actor's name that is compared: NFKC, case folded, one space, no leading article."""
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return re.sub(r"^the (?=\S)", "", folded)
