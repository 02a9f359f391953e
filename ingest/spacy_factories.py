"""What spaCy imports by itself when a pipeline names `word_parser` and nobody has made the components known yet.

The package declares this module as an entry point, so that `spacy.load("ingest/model/syntax")` works on its own.
"""

from __future__ import annotations

from ingest.registry import make_word_parser, register_components

# spaCy asks for this name while the line after it runs.
word_parser = make_word_parser
register_components()
