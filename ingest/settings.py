"""How documents are read: one frozen record, part of the identity of every result."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import SettingsError

SYNTAX_FOLDER: Final = Path(__file__).parent / "model" / "syntax"
ENCODER_FOLDER: Final = Path(__file__).parent / "model" / "encoder"

COMMITTED: Final = "committed"
"""Names the model that comes with the project."""
NONE: Final = "none"
"""Names no model: rules alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PipelineSettings:
    """What the pipeline is built from.

    Attributes:
        syntax: `committed`, `none`, or the name or folder of another spaCy pipeline, such as `en_core_web_md`.
        encoder: `committed`, `none`, or the folder of another encoder of the same make.
        part_length: longest stretch of text, in characters, that goes through the pipeline at once.
        threads: threads of the encoder; it bears on speed alone and isn't part of the identity.
    """

    syntax: str = COMMITTED
    encoder: str = COMMITTED
    part_length: int = 40_000
    threads: int = 1

    def __post_init__(self) -> None:
        if self.part_length < 1_000:
            raise SettingsError(f"part_length is {self.part_length}; give at least 1000 characters.")
        if self.threads < 1:
            raise SettingsError(f"threads is {self.threads}; give at least 1.")

    def identity(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the settings that bear on the result, sorted by name."""
        return (
            ("encoder", Path(self.encoder).name),
            ("part_length", str(self.part_length)),
            ("syntax", Path(self.syntax).name),
        )
