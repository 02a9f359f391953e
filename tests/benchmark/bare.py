"""The bare pipeline over a directory: the time spent inside spaCy alone, with nothing read, mapped or stored around it.

Run as `python -m tests.benchmark.bare DIRECTORY`; prints one JSON object. `pipeline_s` is the whole spaCy pipeline of
the project (syntax, encoder, rules), `syntax_s` only the trained syntax and name models in it, over the same texts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.cleaning import clean
from ingest.discovery import discover
from ingest.pipeline import _context, build, parts
from ingest.readers import read
from ingest.settings import PipelineSettings
from kg.errors import WarrantError

_TRAINED = frozenset({"tok2vec", "tagger", "morphologizer", "parser", "ner", "lemmatizer", "trainable_lemmatizer"})


def part_texts(directory: str) -> Iterator[Any]:
    for item in discover([directory]):
        if not isinstance(item, Path):
            continue
        try:
            source = read(item.read_bytes(), name=str(item))
        except WarrantError:
            continue
        cleaned = clean(source)
        yield from parts(cleaned, _context(source, cleaned), 40_000)


def run(directory: str) -> dict[str, float]:
    nlp = build(PipelineSettings())
    pipeline = syntax = 0.0
    characters = 0
    for part in part_texts(directory):
        doc: Any = nlp.make_doc(part.text)
        doc._.part = part
        for name, component in nlp.pipeline:
            start = time.perf_counter()
            doc = component(doc)
            seconds = time.perf_counter() - start
            pipeline += seconds
            syntax += seconds if name in _TRAINED else 0.0
        characters += len(part.text)
    return {"pipeline_s": pipeline, "syntax_s": syntax, "characters": characters}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(sys.argv[1])) + "\n")
