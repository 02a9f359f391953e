"""Scores a pipeline on held-out treebanks and marked names, with spaCy's own scorer.

Usage: python -m ingest.training.measure MODEL --data DIR [--gold DIR]
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.training import Example

from ingest.registry import register_components
from ingest.training.mentions import MarkedText, read_annotated, read_universal_ner
from ingest.training.names import UNER
from ingest.training.names import to_doc as names_doc
from ingest.training.treebanks import DEV, by_paragraph, open_text, read_sentences, to_doc

SYNTAX_SCORES = (
    "token_acc",
    "tag_acc",
    "pos_acc",
    "morph_acc",
    "dep_uas",
    "dep_las",
    "sents_p",
    "sents_r",
    "sents_f",
    "lemma_acc",
)


def score_syntax(nlp: Language, treebank: Path) -> dict[str, float]:
    """Scores tags, trees, sentences and lemmas on the raw text of a treebank's paragraphs.

    Args:
        nlp: The pipeline.
        treebank: A CoNLL-U file the pipeline was not trained on.

    Returns:
        spaCy's scores by name. Attachment scores leave punctuation out.
    """
    groups = by_paragraph(read_sentences(open_text(treebank)))
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in (to_doc(nlp.vocab, group) for group in groups)]
    scores = nlp.evaluate(examples)
    return {name: float(scores[name]) for name in SYNTAX_SCORES}


def score_names(nlp: Language, texts: Iterable[MarkedText]) -> dict[str, Any]:
    """Scores marked names: precision, recall and F together and by label.

    Args:
        nlp: The pipeline.
        texts: Marked texts the pipeline was not trained on.

    Returns:
        `ents_p`, `ents_r`, `ents_f` and `ents_per_type`.
    """
    references = [names_doc(nlp, text) for text in texts if text.text.strip()]
    with nlp.select_pipes(enable=["ner"]):
        examples = [Example(nlp(doc.text), doc) for doc in references]
    scores = Scorer.score_spans(examples, "ents")
    return {name: scores[name] for name in ("ents_p", "ents_r", "ents_f", "ents_per_type")}


def words_per_second(nlp: Language, treebank: Path) -> float:
    """Measures how many words a second of processor time the whole pipeline reads, on one core."""
    groups = by_paragraph(read_sentences(open_text(treebank)))
    texts = [to_doc(nlp.vocab, group).text for group in groups]
    started = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts))
    return words / (time.process_time() - started)


def measure(nlp: Language, data: Path, gold: Path | None = None) -> dict[str, Any]:
    """Measures a pipeline on all held-out sets.

    Args:
        nlp: The pipeline.
        data: The folder of open data.
        gold: The folder of held-out annotated policy documents, if at hand.

    Returns:
        Scores by set; `UNER EWT` and `policy documents` are names, the rest syntax.
    """
    report: dict[str, Any] = {name: score_syntax(nlp, data / path) for name, path in DEV.items()}
    report["UNER EWT"] = score_names(nlp, read_universal_ner(data / UNER / "en_ewt-ud-dev.iob2"))
    if gold is not None:
        texts = [text for path in sorted(gold.glob("*.json")) for text in read_annotated(path)]
        report["policy documents"] = score_names(nlp, texts)
    return report


@click.command()
@click.argument("model", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None)
def main(model: Path, data: Path, gold: Path | None) -> None:
    """Scores MODEL on the held-out sets in DATA (and GOLD) and writes the scores as JSON."""
    register_components()
    nlp = spacy.load(model)
    report = measure(nlp, data, gold)
    report["words per second of one core"] = round(words_per_second(nlp, data / DEV["EWT"]))
    click.echo(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
