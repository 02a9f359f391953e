"""What a run found, document by document, and what failed and why; as words for a person or as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from kg.model import Direction, Extraction, Role
from kg.wording import counted


class Outcome(StrEnum):
    """What became of one path."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    SAME_AS = "same_as"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """How much was found in one document."""

    passages: int
    recommendations: int
    claims: int
    evidence: int
    supports: int
    disputes: int
    actors: int
    citations: int

    @classmethod
    def in_extraction(cls, extraction: Extraction) -> Found:
        """Count what an extraction holds."""
        roles = Counter(statement.role for statement in extraction.statements)
        directions = Counter(justification.direction for justification in extraction.justifications)
        return cls(
            passages=len(extraction.passages),
            recommendations=roles[Role.RECOMMENDATION],
            claims=roles[Role.CLAIM],
            evidence=roles[Role.EVIDENCE],
            supports=directions[Direction.SUPPORTS],
            disputes=directions[Direction.DISPUTES],
            actors=len(extraction.actors),
            citations=len(extraction.citations),
        )

    def __str__(self) -> str:
        """Give the counts as words."""
        links = counted(self.supports, "support link") + ", " + counted(self.disputes, "dispute link")
        parts = (counted(self.recommendations, "recommendation"), counted(self.claims, "claim"))
        return f"{', '.join(parts)}, {self.evidence:,} evidence, {links}, {counted(self.passages, 'passage')}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What became of one path.

    Attributes:
        path: the path, as reached from what the user gave.
        outcome: what became of it.
        document: IRI of the document, or None where there is none.
        title: its title, or None.
        found: how much was found, or None where nothing was read.
        detail: why it failed or was skipped, or which document it equals; None otherwise.
        warnings: what the reader had to decide, one sentence each.
        seconds: time that reading took, or None where nothing was read.
        pipeline_seconds: how much of it was spent inside the spaCy pipeline, or None.
    """

    path: str
    outcome: Outcome
    document: str | None = None
    title: str | None = None
    found: Found | None = None
    detail: str | None = None
    warnings: tuple[str, ...] = ()
    seconds: float | None = None
    pipeline_seconds: float | None = None

    def lines(self) -> list[str]:
        """Give the entry as lines of text."""
        head = f"  {self.path}"
        if self.found is not None:
            head += f": {self.found}"
        elif self.detail is None:
            head += f": {self.outcome}"
        lines = [head] if self.detail is None else [f"  {self.detail}"]
        lines += [f"    note: {warning}" for warning in self.warnings]
        return lines


_HEADINGS = {
    Outcome.LOADED: "Read and loaded",
    Outcome.UNCHANGED: "Unchanged since the last run",
    Outcome.SAME_AS: "Same bytes as another file",
    Outcome.SKIPPED: "Skipped",
    Outcome.FAILED: "Failed",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RunReport:
    """The whole of a run.

    Attributes:
        entries: one for each path met, in order.
        trouble: what went wrong with the run itself, or None.
    """

    entries: tuple[Entry, ...]
    trouble: str | None = None

    @property
    def has_failures(self) -> bool:
        """Whether any path failed, or the run itself."""
        return self.trouble is not None or any(entry.outcome is Outcome.FAILED for entry in self.entries)

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain data for JSON."""
        totals = Counter(str(entry.outcome) for entry in self.entries)
        return {
            "totals": {str(outcome): totals[outcome] for outcome in Outcome},
            "documents": [asdict(entry) for entry in self.entries],
            "trouble": self.trouble,
        }

    def to_text(self) -> str:
        """Give the report as text that accounts for every path."""
        lines: list[str] = []
        for outcome, heading in _HEADINGS.items():
            entries = [entry for entry in self.entries if entry.outcome is outcome]
            if entries:
                lines.append(f"{heading}: {len(entries)}")
                for entry in entries:
                    lines += entry.lines()
        if self.trouble is not None:
            lines.append(self.trouble)
        lines.append(self._summary())
        return "\n".join(lines)

    def _summary(self) -> str:
        counts = Counter(entry.outcome for entry in self.entries)
        loaded = [entry.found for entry in self.entries if entry.outcome is Outcome.LOADED and entry.found]
        total = sum(found.recommendations for found in loaded)
        parts = [f"{counts[outcome]} {str(outcome).replace('_', ' ')}" for outcome in Outcome if counts[outcome]]
        if not parts:
            return "Nothing to read: no file was found under the given paths."
        files = counted(len(self.entries), "path")
        return f"{files}: {', '.join(parts)}; {counted(total, 'recommendation')} in what was loaded."
