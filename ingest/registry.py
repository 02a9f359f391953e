"""Makes every component of the pipeline known to spaCy, in one explicit place.

`register_components()` may be called any number of times. The order of the pipeline is not decided here but in
`pipeline.cfg`.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from ingest.components.actors import ActorFinder
from ingest.components.attribution import Attributor
from ingest.components.citations import CitationFinder
from ingest.components.drafts import EXTENSIONS
from ingest.components.frames import Framer
from ingest.components.justifications import Justifier
from ingest.components.parser import WordParser
from ingest.components.passages import PassageFinder
from ingest.components.roles import RoleFinder
from ingest.components.structure import StructureMarker
from ingest.components.topics import TopicFinder

_LISTS = frozenset({"passages", "mentions", "citations", "links"})
Component = Any


def _structure(nlp: Language, name: str) -> Component:
    return StructureMarker()


def make_word_parser(nlp: Language, name: str, model: str) -> Component:
    """Make the parser; public because spaCy may look for it as an entry point, see `ingest.spacy_factories`."""
    return WordParser(model)


def _passages(nlp: Language, name: str) -> Component:
    return PassageFinder()


def _citations(nlp: Language, name: str) -> Component:
    return CitationFinder()


def _actors(nlp: Language, name: str) -> Component:
    return ActorFinder()


def _roles(nlp: Language, name: str, encoder: str, threads: int) -> Component:
    return RoleFinder(encoder=encoder, threads=threads)


def _attribution(nlp: Language, name: str) -> Component:
    return Attributor()


def _frames(nlp: Language, name: str) -> Component:
    return Framer()


def _justifications(nlp: Language, name: str, encoder: str, threads: int) -> Component:
    return Justifier(encoder=encoder, threads=threads)


def _topics(nlp: Language, name: str) -> Component:
    return TopicFinder()


def register_components() -> None:
    """Register the factories and the custom attributes of `Doc` that they read and write."""
    for attribute in EXTENSIONS:
        if attribute in _LISTS:
            Doc.set_extension(attribute, default=[], force=True)
        else:
            Doc.set_extension(attribute, default=None, force=True)
    model = {"encoder": "committed", "threads": 1}
    Language.factory("structure", func=_structure, assigns=["token.is_sent_start", "doc.sents"])
    Language.factory(
        "word_parser",
        func=make_word_parser,
        default_config={"model": "committed"},
        assigns=["token.dep", "token.head", "token.is_sent_start", "doc.sents", "token.tag", "token.pos"],
    )
    Language.factory("passages", func=_passages, requires=["doc.sents"], assigns=["doc._.passages"])
    Language.factory("citations", func=_citations, assigns=["doc._.citations"])
    Language.factory("actors", func=_actors, requires=["doc._.passages"], assigns=["doc._.mentions"])
    Language.factory(
        "roles",
        func=_roles,
        default_config=model,
        requires=["doc._.passages"],
        assigns=["doc._.vectors"],
    )
    Language.factory("attribution", func=_attribution, requires=["doc._.passages", "doc._.mentions"])
    Language.factory("frames", func=_frames, requires=["doc._.passages", "doc._.mentions", "doc._.vectors"])
    Language.factory(
        "justifications",
        func=_justifications,
        default_config=model,
        requires=["doc._.passages", "doc._.vectors"],
        assigns=["doc._.links"],
    )
    Language.factory("topics", func=_topics, requires=["doc._.passages"])
