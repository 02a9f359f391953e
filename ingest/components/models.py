"""Loads the encoder once for all components that use it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.settings import COMMITTED, ENCODER_FOLDER, NONE

if TYPE_CHECKING:
    from ingest.encoder import Encoder


@cache
def encoder(name: str, threads: int) -> Encoder | None:
    """The encoder that a setting names, or None where it names none."""
    if name == NONE:
        return None
    from ingest.encoder import Encoder

    return Encoder.load(ENCODER_FOLDER if name == COMMITTED else Path(name), threads)
