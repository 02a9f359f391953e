"""Small annotated documents for the tests of the evaluation."""

from __future__ import annotations

from typing import Any

from ingest.evaluation.comparing import Comparison

TEXT = "Congress must fund it. Ports lie open. Agents seized 40 tons in 2025."


def segment(name: str, start: int, end: int, role: str, **frame: Any) -> dict[str, Any]:
    empty = {"addressee": [], "action": None, "strength": None, "instrument": None, "asserted_by": None, "also": []}
    return {"id": name, "start": start, "end": end, "role": role, **empty, **frame}


def document(*segments: dict[str, Any], links: Any = (), actors: Any = ()) -> dict[str, Any]:
    return {"text": TEXT, "segments": list(segments), "links": list(links), "actors": list(actors)}


def link(premise: str, target: str, relation: str = "supports", **more: Any) -> dict[str, Any]:
    return {"premise": premise, "target": target, "relation": relation, **more}


ASK = segment("s1", 0, 22, "recommendation", addressee=["The Congress"], strength="must", instrument="funding")
CLAIM = segment("s2", 23, 38, "claim")
FACT = segment("s3", 39, 69, "evidence", asserted_by="Port Watch")
CONGRESS = {"name": "United States Congress", "type": "government", "mentions": ["Congress"]}
WATCH = {"name": "Port Watch", "type": "organization", "mentions": ["Port Watch"]}
GOLD = document(ASK, CLAIM, FACT, links=[link("s2", "s1"), link("s3", "s2")], actors=[CONGRESS, WATCH])


def beside(found: dict[str, Any], gold: dict[str, Any] = GOLD, name: str = "d") -> Comparison:
    return Comparison(name, gold, found, quotes=3)


def sure(confidence: float, *segments: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**each, "confidence": confidence} for each in segments]
