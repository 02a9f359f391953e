"""Reads every annotated text through the real reader, as a plain text file, and compares; segmentation counts too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.evaluation.calibration import bins
from ingest.evaluation.comparing import Comparison
from ingest.evaluation.counting import JUSTIFYING, Counts, count_all
from ingest.evaluation.figures import figures, intervals
from ingest.evaluation.gold import Json, read_gold
from ingest.evaluation.saving import found_at
from ingest.extraction import to_gold
from kg.errors import SourceError
from kg.model import Extraction, Process, Quote

if TYPE_CHECKING:
    from spacy.language import Language

_UNNAMED: Final = Process(software="evaluation", code_digest="", model_digest="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """A set of annotated documents beside what was found in them.

    Attributes:
        documents: the documents that could be compared, by name.
        problems: what is wrong with those that couldn't.
    """

    documents: tuple[Comparison, ...]
    problems: tuple[SourceError, ...]

    def counts(self) -> Counts:
        """The counts of all documents together."""
        return sum((count_all(document) for document in self.documents), Counter())

    def figures(self) -> Json:
        """All scores, see `ingest.evaluation.figures`."""
        return figures(self.counts())

    def report(self) -> Json:
        """Everything: scores, their intervals, bins, scores by document, and what was found where."""
        each = [count_all(document) for document in self.documents]
        total: Counts = sum(each, Counter())
        return {
            **figures(total),
            "intervals": intervals(each),
            "reliability": {name: [asdict(place) for place in bins(total, name)] for name in ("roles", "links")},
            "by_document": {
                document.name: _brief(counts) for document, counts in zip(self.documents, each, strict=True)
            },
            "problems": [str(problem) for problem in self.problems],
            "predictions": {document.name: found_at(document) for document in self.documents},
        }


def evaluate(
    gold_dir: Path, nlp: Language, *, tell: Callable[[int, int, str], None] = lambda done, total, name: None
) -> Evaluation:
    """Read every annotated document of a folder and compare.

    Args:
        gold_dir: folder of annotated documents, one JSON file each.
        nlp: the pipeline.
        tell: is told after each document how many are done, how many there are, and which one it was.

    Raises:
        SourceError: the folder holds none.
    """
    gold, problems = read_gold(gold_dir)
    documents = []
    for done, item in enumerate(gold, start=1):
        try:
            documents.append(compare(nlp, item.name, item.content))
        except SourceError as error:
            problems.append(error)
        tell(done, len(gold), item.name)
    return Evaluation(documents=tuple(documents), problems=tuple(problems))


def compare(nlp: Language, name: str, gold: Json) -> Comparison:
    """Read one annotated document and lay what is found beside it.

    Raises:
        SourceError: the text can't be read as it is, so that places in it mean nothing.
    """
    extraction, text = _read(nlp, gold["text"], name)
    if text != gold["text"]:
        reason = "its text has line ends or a byte order mark that reading takes out, so its ranges don't fit"
        raise SourceError(name, reason, "write it with plain line feeds")
    quotes = list(_quotes(extraction))
    wrong = tuple((quote.start, quote.end) for quote in quotes if text[quote.start : quote.end] != quote.exact)
    return Comparison(name, gold, to_gold(extraction, text), quotes=len(quotes), wrong_quotes=wrong)


def predict(nlp: Language, text: str, name: str) -> Json:
    """What the pipeline finds in a text that comes as a plain text file."""
    extraction, stored = _read(nlp, text, name)
    return to_gold(extraction, stored)


def _read(nlp: Language, text: str, name: str) -> tuple[Extraction, str]:
    from ingest.pipeline import read_document
    from ingest.readers import read

    data = text.encode("utf-8", "surrogatepass")
    source = read(data, name=f"{name}.txt")
    return read_document(nlp, source, data_sha256=sha256(data).hexdigest(), process=_UNNAMED), source.text


def _quotes(extraction: Extraction) -> Iterator[Quote]:
    for group in (extraction.statements, extraction.mentions, extraction.citations):
        yield from (item.quote for item in group)


def _brief(counts: Counts) -> Json:
    """The scores of one document; None where there is nothing to score."""
    whole = figures(counts)
    links = sum(counts[f"links/{relation}/{kind}"] for relation in JUSTIFYING for kind in ("gold", "found"))
    return {
        "segments": counts["segments/of"],
        "role_accuracy": whole["roles"]["accuracy"],
        "recommendation_f1": _where(whole["roles"]["recommendation"]),
        "addressee": whole["frames"]["addressee"] if counts["frames/of"] else None,
        "links_f1": whole["links"]["f1"] if links else None,
        "actors_f1": _where(whole["actors"]),
    }


def _where(scores: Json) -> float | None:
    return scores["f1"] if scores["gold"] or scores["found"] else None
