from ingest.training.assemble import forget_paths


def test_paths_of_the_training_machine_are_forgotten_and_references_kept() -> None:
    config = {"paths": {"train": "/somewhere/train.spacy"}, "corpora": {"path": "${paths.train}"}, "seed": 7}
    forget_paths(config)
    assert config == {"paths": {"train": None}, "corpora": {"path": "${paths.train}"}, "seed": 7}
