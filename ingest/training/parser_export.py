"""Turns a checkpoint of the parser into the files that `ingest.parsing` loads.

    python -m ingest.training.parser_export --data DIR --trained OUT --out ingest/model/parser

The dev file of EWT chooses how sure the network must be of a sentence start.
"""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import click
import onnx  # type: ignore[import-not-found]
import spacy
import torch  # type: ignore[import-not-found]
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.training import Example
from torch import Tensor, nn
from torch.nn import functional  # type: ignore[import-not-found]

from ingest.components.parser import WordParser
from ingest.parsing import NETWORK, OUTPUTS, SETTINGS
from ingest.training.parser import CHECKPOINT
from ingest.training.parser_model import LABEL, ParserNetwork
from ingest.training.treebanks import DEV, by_paragraph, open_text, read_sentences, to_doc
from ingest.word_shapes import SHAPES

logger = logging.getLogger(__name__)
THRESHOLDS = (-1.0, -0.5, 0.0, 0.5, 1.0)


class Exported(nn.Module):  # type: ignore[misc]
    """The network as it is run: one input, no losses, and of tags only the best."""

    def __init__(self, network: ParserNetwork) -> None:
        super().__init__()
        self.network = network
        heads = network.heads
        # One matrix product gives what each word looks for in its head, for all relations at once.
        count = heads.label.shape[0]
        self.bend = nn.Linear(LABEL, count * LABEL, bias=False)
        self.bend.weight.data = heads.label.detach().permute(0, 2, 1).reshape(count * LABEL, LABEL)

    def forward(self, rows: Tensor, shapes: Tensor, belongs: Tensor) -> tuple[Tensor, ...]:
        """What `ingest.parsing` reads, in the order of `OUTPUTS`."""
        heads = self.network.heads
        states = self.network.body(rows + self.network.shapes(shapes))
        tags, trees = (belongs @ state[0] for state in states)
        word = functional.gelu(heads.label_word(trees))
        head = functional.gelu(heads.label_head(trees))
        return (
            heads.start(trees)[:, 0],
            heads.tag(tags).argmax(dim=1),
            heads.morph(tags).argmax(dim=1),
            heads.lemma(tags).argmax(dim=1),
            heads.arcs(trees[None])[0],
            self.bend(word).reshape(-1, heads.label.shape[0], LABEL),
            head,
            heads.label_word_bias(word),
            heads.label_head_bias(head),
        )


def write_network(network: ParserNetwork, path: Path) -> None:
    """The network as ONNX in 8 bits; weights use 7 of them, because older processors overflow on 8."""
    network.eval()
    exported = Exported(network).eval()
    belongs = torch.zeros(4, 12)
    belongs[0, 1:4], belongs[1, 4], belongs[2, 5], belongs[3, 6:11] = 1 / 3, 1, 1, 0.2
    inputs = (torch.randn(1, 12, 384), torch.full((1, 12), SHAPES), belongs)
    axes = {"rows": {1: "pieces"}, "shapes": {1: "pieces"}, "belongs": {0: "words", 1: "pieces"}}
    axes |= {name: {0: "words"} for name in OUTPUTS}
    axes["arcs"] = {0: "words", 1: "heads"}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            exported,
            inputs,
            str(plain),
            input_names=["rows", "shapes", "belongs"],
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    model = onnx.load(path)
    model.producer_name, model.doc_string = "warrant", ""
    onnx.save(model, path)


def write_settings(labels: dict[str, list[str]], threshold: float, folder: Path) -> None:
    """The labels and what the network's score of a sentence start must exceed."""
    settings = {
        "labels": {task: names for task, names in labels.items() if task != "name"},
        "start_threshold": threshold,
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=0, ensure_ascii=False) + "\n", "utf-8")


def scores_of(nlp: Language, folder: Path, treebank: Path) -> dict[str, Any]:
    """Scores of the parser in a folder on the raw text of a treebank's paragraphs."""
    parser = WordParser(str(folder))
    references = [to_doc(nlp.vocab, group) for group in by_paragraph(read_sentences(open_text(treebank)))]
    scores = parser.score([Example(parser(nlp.make_doc(doc.text)), doc) for doc in references])
    return {name: value for name, value in scores.items() if isinstance(value, float)}


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--trained", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def main(data: Path, trained: Path, out: Path) -> None:
    """Export the network in TRAINED to OUT."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    out.mkdir(parents=True, exist_ok=True)
    labels = json.loads((trained / "labels.json").read_text("utf-8"))
    network = ParserNetwork({task: len(names) for task, names in labels.items()})
    network.load_state_dict(torch.load(trained / CHECKPOINT, weights_only=True)["network"])
    write_network(network, out / NETWORK)
    nlp = spacy.blank("en")
    found = {}
    for threshold in THRESHOLDS:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / NETWORK).symlink_to((out / NETWORK).resolve())
            write_settings(labels, threshold, Path(folder))
            scores = scores_of(nlp, Path(folder), data / DEV["EWT"])
        found[threshold] = scores["dep_las"] + scores["sents_f"]
        logger.info("%s: %s", threshold, json.dumps(scores))
    write_settings(labels, max(found, key=lambda threshold: found[threshold]), out)


if __name__ == "__main__":
    main()
