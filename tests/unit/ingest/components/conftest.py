"""A pipeline of rules alone, and a way to read a text with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from ingest.pipeline import build
from ingest.settings import NONE, PipelineSettings
from tests.unit.ingest.components.reading import Read, read_text


@pytest.fixture(scope="session")
def nlp() -> Language:
    return build(PipelineSettings(syntax=NONE, encoder=NONE))


@pytest.fixture
def reading(nlp: Language) -> Callable[..., Read]:
    return lambda text, name="test.txt": read_text(nlp, text, name)
