"""Compares what the pipeline finds with annotated documents, as the annotation guidelines say under "Scoring".

`evaluate` reads a folder; `Tally` and `count` score documents that somebody else has read.
"""

from ingest.evaluation.comparing import Comparison, match
from ingest.evaluation.counting import Tally, count
from ingest.evaluation.measuring import Evaluation, compare, evaluate, predict

__all__ = ["Comparison", "Evaluation", "Tally", "compare", "count", "evaluate", "match", "predict"]
