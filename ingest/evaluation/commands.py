"""What `warrant evaluate` does, from paths to text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ingest.components import models
from ingest.evaluation.calibration import bins
from ingest.evaluation.errors import WIDTH, as_markdown, mistakes
from ingest.evaluation.gold import Json
from ingest.evaluation.measuring import Evaluation, evaluate
from ingest.evaluation.plot import reliability_svg
from ingest.evaluation.rendering import changes_as_text, report_as_text
from ingest.evaluation.saving import as_json, changes, read_saved
from ingest.evaluation.units import UnitReader, measure_units, read_comments, units_as_text
from ingest.settings import PipelineSettings
from kg.errors import SettingsError, SourceError

Tell = Callable[[int, int, str], None]
_PLOT_TITLE: Final = "How sure, and how often right"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the user wants to see.

    Attributes:
        output_format: `text` or `json`.
        against: an earlier result to compare with, or None.
        errors: how many wrong extractions of each kind to show, or None for scores.
        width: longest quotation among them, in characters.
        plot: where to draw the reliability plot, or None.
    """

    output_format: str = "text"
    against: Path | None = None
    errors: int | None = None
    width: int = WIDTH
    plot: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """What is printed: the result, and a sentence for each thing that couldn't be scored."""

    text: str
    problems: tuple[str, ...]


def score_folder(folder: Path, settings: PipelineSettings, asked: Asked, *, tell: Tell) -> Output:
    """Score the reading of a folder of annotated documents.

    Raises:
        SourceError: the folder holds no annotated documents, or the earlier result is none.
        SettingsError: a model can't be loaded, or the plot can't be written.
    """
    from ingest.pipeline import build

    saved = read_saved(asked.against) if asked.against is not None else None
    evaluation = evaluate(folder, build(settings), tell=tell)
    problems = tuple(str(problem) for problem in evaluation.problems)
    if not evaluation.documents:
        raise evaluation.problems[0] if len(problems) == 1 else _none_left(folder, problems)
    if asked.plot is not None:
        draw(evaluation, asked.plot)
    if asked.errors is not None:
        text = _mistakes(evaluation, asked.errors, asked)
    else:
        text = _scores(evaluation, saved, asked.output_format)
    return Output(text=text, problems=problems)


def score_units(path: Path, settings: PipelineSettings, output_format: str, *, tell: Tell) -> Output:
    """Score labels and links of given units.

    Raises:
        SourceError: the file holds no comments.
        SettingsError: the settings name no encoder, or one that can't be loaded.
    """
    comments, problems = read_comments(path)
    if not comments:
        raise problems[0]
    reader: object = models.encoder(settings.encoder, settings.threads)
    if not isinstance(reader, UnitReader):
        raise SettingsError(f"The encoder `{settings.encoder}` can't label given units; name one that can.")
    result = measure_units(comments, reader, tell=tell)
    text = json.dumps(result, ensure_ascii=False, indent=1) if output_format == "json" else units_as_text(result)
    return Output(text=text, problems=tuple(str(problem) for problem in problems))


def _none_left(folder: Path, problems: tuple[str, ...]) -> SourceError:
    reason = f"holds {len(problems)} files and none is an annotated document; the first: {problems[0].rstrip('.')}"
    return SourceError(str(folder), reason, "mend them, or name another folder")


def draw(evaluation: Evaluation, path: Path) -> None:
    """Draw how sure the roles are and how often they are right.

    Raises:
        SettingsError: the file can't be written.
    """
    svg = reliability_svg(bins(evaluation.counts(), "roles"), title=_PLOT_TITLE, what="segments")
    try:
        path.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"The plot can't be written to {path} ({error.strerror}); name another file.") from error


def _mistakes(evaluation: Evaluation, number: int, asked: Asked) -> str:
    found = mistakes(evaluation.documents, number)
    if asked.output_format == "json":
        plain = {kind: [asdict(item) for item in group] for kind, group in found.items()}
        return json.dumps(plain, ensure_ascii=False, indent=1)
    return as_markdown(found, width=asked.width).rstrip()


def _scores(evaluation: Evaluation, saved: Json | None, output_format: str) -> str:
    report = evaluation.report()
    gained = changes(evaluation.documents, report, saved) if saved is not None else None
    if output_format == "json":
        if gained is not None:
            listed = {name: [asdict(item) for item in gained[name]] for name in ("became_right", "became_wrong")}
            report = {**report, "changes": {**gained, **listed}}
        return as_json(report)
    parts = [report_as_text(report)]
    if gained is not None:
        parts.append(changes_as_text(gained, evaluation.documents))
    return "\n".join(parts)
