"""The teacher's answers for texts that nobody annotated, and how the encoder learns from them.

    python -m ingest.training.answers --data DIR --gold GOLD --checkpoint OUT/epoch2.pt --out answers.jsonl.gz

Learning from the probabilities of a larger network is distillation (Hinton, Vinyals and Dean 2015). What is written is
read by `ingest.training.answered`.
"""

import gzip
import io
import json
import logging
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import torch  # type: ignore[import-not-found]

from ingest.encoder_heads import LINK_LABELS, ROLE_LABELS, Floats, Heads, candidate_pairs, pair_features
from ingest.pieces import Pieces
from ingest.training.answered import ANSWERS, Answered
from ingest.training.encoder import prepared
from ingest.training.encoder_fit import (
    DISPUTE,
    Scored,
    fitted_link_temperature,
    fitted_roles,
    fitted_thresholds,
    link_counts,
    macro_f1,
    pair_table,
    role_counts,
    with_settings,
)
from ingest.training.gold import AnnotatedDocument, held_out, read_gold
from ingest.training.silver import SILVER
from ingest.training.teacher import TEACHER_CORE, Teacher
from ingest.training.unlabelled import Stretch, unlabelled

logger = logging.getLogger(__name__)
_LEAST_LINK: Final = 0.03


def vectors_of(teacher: Teacher, documents: Sequence[AnnotatedDocument]) -> Iterator[Floats]:
    """The teacher's vectors of each document."""
    teacher.eval()
    for item in documents:
        with torch.no_grad():
            yield np.asarray(
                teacher.vectors([prepared(item, teacher.pieces, TEACHER_CORE)])[0].numpy(), dtype=np.float32
            )


def answer(heads: Heads, item: AnnotatedDocument, vectors: Floats) -> Answered:
    """Roles and possible links of one document; links by the likeliest roles."""
    roles = heads.roles(vectors)
    likeliest = np.eye(len(ROLE_LABELS), dtype=np.float32)[roles.argmax(axis=1)]
    pairs = candidate_pairs([place for place in range(len(roles)) if likeliest[place, 3] == 0])
    chances = heads.links(vectors, pairs, pair_features(pairs, item.paragraphs), likeliest)
    links = tuple(
        (int(premise), int(target), name, float(row[number]))
        for (premise, target), row in zip(pairs, chances, strict=True)
        for number, name in enumerate(LINK_LABELS)
        if number and row[number] >= _LEAST_LINK
    )
    return Answered(document=item, roles=roles, links=links)


def _record(stretch: Stretch, found: Answered) -> dict[str, Any]:
    shares = np.rint(found.roles * 255).astype(int).tolist()
    return {
        "file": stretch.file,
        "record": stretch.record,
        "field": stretch.field,
        "start": stretch.start,
        "length": len(stretch.text),
        "sha256": sha256(stretch.text.encode()).hexdigest(),
        "passages": [[*place, *row] for place, row in zip(stretch.ranges, shares, strict=True)],
        "links": [
            [premise, target, LINK_LABELS.index(name), round(share * 255)]
            for premise, target, name, share in found.links
        ],
    }


def annotated_records(gold: Path) -> set[str]:
    """Ids of the records that gold and silver documents were taken from."""
    sources = [
        json.loads(path.read_text("utf-8"))["source"] for path in [*gold.glob("train/*.json"), *gold.glob("dev/*.json")]
    ]
    silver = [json.loads(line)["record"] for line in (SILVER / "public.jsonl").read_text("utf-8").splitlines()]
    return {source.rpartition("#")[2] for source in sources} | set(silver)


def _written(records: Sequence[dict[str, Any]], path: Path) -> None:
    content = io.BytesIO()
    with gzip.GzipFile(fileobj=content, mode="wb", mtime=0) as archive:
        for record in records:
            archive.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
    path.write_bytes(content.getvalue())


def measured(
    teacher: Teacher, heads: Heads, unseen: Sequence[AnnotatedDocument], dev: Sequence[AnnotatedDocument]
) -> Heads:
    """Fit the heads' settings on unseen documents, log what the teacher scores, and give the fitted heads."""
    scored = [Scored(item, rows, heads) for item, rows in zip(unseen, vectors_of(teacher, unseen), strict=True)]
    role, bias = fitted_roles(scored)
    link = fitted_link_temperature(scored)
    chosen = [Scored(item, rows, heads) for item, rows in zip(dev, vectors_of(teacher, dev), strict=True)]
    chosen = with_settings(chosen, role, link, bias)
    tables = [pair_table(item, gold_roles=False) for item in chosen]
    thresholds = fitted_thresholds(tables)
    counts = role_counts(chosen)
    logger.info("settings %.3f %.3f %s %s", role, link, bias, thresholds)
    logger.info("dev roles %s", {name: count.row() for name, count in counts.items()})
    logger.info("dev macro %.3f, links %s", macro_f1(counts), link_counts(tables, thresholds, DISPUTE).row())
    return heads.at(role, link, bias)


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=_FOLDER, required=True)
@click.option("--gold", type=_FOLDER, required=True)
@click.option("--checkpoint", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--fold", default=0, show_default=True, help="The fold that the teacher was not trained on.")
@click.option("--folds", default=10, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=ANSWERS)
@click.option("--threads", default=1, show_default=True)
def main(data: Path, gold: Path, checkpoint: Path, fold: int, folds: int, out: Path, threads: int) -> None:
    """Measure the teacher, then let it answer."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(threads)
    teacher = Teacher(Pieces.load())
    teacher.load_state_dict(torch.load(checkpoint, weights_only=True))
    heads = Heads(teacher.heads.exported(), 1.0, 1.0)
    heads = measured(teacher, heads, held_out(read_gold(gold / "train"), fold, folds), read_gold(gold / "dev"))
    chosen = list(unlabelled(data, annotated_records(gold)))
    documents = [stretch.document for stretch in chosen]
    records = [
        _record(stretch, answer(heads, document, vectors))
        for stretch, document, vectors in zip(chosen, documents, vectors_of(teacher, documents), strict=True)
    ]
    _written(records, out)
    logger.info("%d documents, %d passages", len(records), sum(len(record["passages"]) for record in records))


if __name__ == "__main__":
    main()
