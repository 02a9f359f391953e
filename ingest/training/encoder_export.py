"""Turns a trained checkpoint into the files that `ingest.encoder` loads.

    python -m ingest.training.encoder_export --data DIR --gold GOLD --checkpoint OUT/epoch5.pt --fold 0 --out DIR2

Temperatures, bias and the threshold of comments come from the gold documents and comments of the fold that the
checkpoint was not trained on, as the 8-bit network reads them. The thresholds of links in documents are chosen on those
and the development documents together, for one fold holds too few links.
"""

import io
import json
import logging
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import click
import numpy as np
import onnx  # type: ignore[import-not-found]
import torch  # type: ignore[import-not-found]
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]

from ingest.encoder import Encoder
from ingest.encoder_heads import PROPOSITION_LABELS, ROLE_LABELS, Floats
from ingest.training.encoder import Network, base_parts, held_out_documents, seeded_network
from ingest.training.encoder_fit import fitted_settings
from ingest.training.encoder_model import WIDTH
from ingest.training.gold import read_gold

logger = logging.getLogger(__name__)
_UNFITTED: Mapping[str, object] = {
    "role_temperature": 1.0,
    "role_bias": [0.0] * len(ROLE_LABELS),
    "type_bias": [0.0] * len(PROPOSITION_LABELS),
    "link_temperature": 1.0,
    "thresholds": {"reason": 0.3},
}


def write_network(network: Network, path: Path) -> None:
    """The encoder as ONNX, for one window a run, without padding."""
    network.eval()
    rows, kinds = torch.zeros(1, 12, WIDTH), torch.ones(1, 12, dtype=torch.long)
    inputs = (rows, kinds, torch.ones(2, 12) / 12, torch.tensor([5, 11]))
    torch.onnx.export(
        network.body,
        inputs,
        str(path),
        input_names=["rows", "kinds", "pooled", "ends"],
        output_names=["vectors"],
        dynamic_axes={
            "rows": {1: "length"},
            "kinds": {1: "length"},
            "pooled": {0: "passages", 1: "length"},
            "ends": {0: "passages"},
        },
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


def write_model(network: Network, folder: Path) -> None:
    """All files, with settings that are not fitted yet."""
    folder.mkdir(parents=True, exist_ok=True)
    write_quantised(network, folder / "encoder.onnx")
    write_heads(network.heads.exported(), folder / "heads.npz")
    write_settings(_UNFITTED, folder)


def write_settings(settings: Mapping[str, object], folder: Path) -> None:
    """What the heads are to be read with."""
    (folder / "settings.json").write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", "utf-8")


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=_FOLDER, required=True)
@click.option("--gold", type=_FOLDER, required=True)
@click.option("--checkpoint", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--fold", default=0, show_default=True, help="The fold that the checkpoint was not trained on.")
@click.option("--folds", default=10, show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def main(data: Path, gold: Path, checkpoint: Path, fold: int, folds: int, out: Path) -> None:
    """Export a checkpoint, then fit temperatures and thresholds on what it has not seen."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    base, pieces = base_parts()
    write_model(seeded_network(checkpoint, base, pieces, 1), out)
    held = held_out_documents(data, gold, fold, folds)
    settings = fitted_settings(Encoder.load(out), held["gold"], held["cdcp"], [*held["gold"], *read_gold(gold / "dev")])
    logger.info("%s", json.dumps(settings, indent=1))
    write_settings(settings, out)


if __name__ == "__main__":
    main()
