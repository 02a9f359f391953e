"""The committed language model: it loads without a warning and reads plain policy sentences as a person would."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ingest.registry import register_components

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "ingest" / "model" / "syntax"
STATUTE = (
    "The Secretary shall, not later than 180 days after the date of the enactment of this Act, submit to the Committee"
    " on Foreign Affairs a report that includes"
    + "".join(f" (A) an assessment of item {number} in the control list of the Department;" for number in range(60))
    + " and such other matters as the Secretary considers appropriate."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    register_components()
    return spacy.load(MODEL)


def annotation(doc: Doc) -> list[tuple[int, str, str, str, str]]:
    return [(token.head.i, token.dep_, token.tag_, str(token.morph), token.ent_type_) for token in doc]


def test_a_clause_that_depends_on_a_verb_of_saying_is_found(nlp: Language) -> None:
    doc = nlp("The industry group opposes licensing fees and urges Congress to fund the office.")
    roles = {(token.text, token.dep_, token.head.text) for token in doc}
    assert ("opposes", "ROOT", "opposes") in roles
    assert ("urges", "conj", "opposes") in roles
    assert ("fund", "xcomp", "urges") in roles
    assert ("office", "obj", "fund") in roles


def test_a_paragraph_is_read_alone_as_among_others(nlp: Language) -> None:
    texts = ["Congress should act. It has the means.", "Exports rose by 4 percent in May.", "Close the gaps"]
    together = nlp("\n\n".join(texts))
    alone = [word for text in texts for word in annotation(nlp(text))]
    words = [token for token in together if not token.is_space]
    assert [(token.dep_, token.tag_) for token in words] == [(label, tag) for _, label, tag, _, _ in alone]


def test_spacy_finds_the_parser_by_itself_where_the_package_is_installed(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (name, target), *_ = project["entry-points"]["spacy_factories"].items()
    installed = tmp_path / "example-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: example\nVersion: 1.0\n", "utf-8")
    (installed / "entry_points.txt").write_text(f"[spacy_factories]\n{name} = {target}\n", "utf-8")
    code = f"import spacy; print([token.dep_ for token in spacy.load({str(MODEL)!r})('Congress should act')])"
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.stdout.strip() == "['nsubj', 'aux', 'ROOT']", done.stderr


def test_the_same_text_is_always_read_alike(nlp: Language) -> None:
    assert annotation(nlp(STATUTE)) == annotation(nlp(STATUTE))


def test_a_sentence_longer_than_the_network_reads_at_once_still_has_trees(nlp: Language) -> None:
    doc = nlp(STATUTE)
    assert len(doc) > 700
    for sentence in doc.sents:
        roots = [token for token in sentence if token.head.i == token.i]
        assert len(roots) == 1
        assert all(token.head in sentence for token in sentence)


def test_syntax_and_names_take_less_than_forty_megabytes() -> None:
    folders = (MODEL, MODEL.parent / "parser", MODEL.parent / "pieces")
    assert sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file()) < 40e6


def test_an_ask_is_parsed_around_its_verb(nlp: Language) -> None:
    doc = nlp("Congress should close the loopholes.")
    roles = {token.dep_: token for token in doc}
    assert roles["ROOT"].lemma_ == "close"
    assert roles["nsubj"].text == "Congress"
    assert roles["aux"].tag_ == "MD"
    assert roles["obj"].lemma_ == "loophole"
    assert roles["obj"].pos_ == "NOUN"


def test_sentences_end_where_a_reader_ends_them(nlp: Language) -> None:
    doc = nlp("The agency published its report in May. It found that exports had risen. Congress should act.")
    assert [sentence.text.split()[0] for sentence in doc.sents] == ["The", "It", "Congress"]


def test_persons_organisations_and_places_are_named(nlp: Language) -> None:
    doc = nlp("Secretary Janet Yellen told the Senate that the Department of Commerce would act in Germany.")
    found = {(entity.text, entity.label_) for entity in doc.ents}
    assert any("Yellen" in text and label == "PERSON" for text, label in found)
    assert ("Germany", "LOC") in found
    assert ("Department of Commerce", "ORG") in found


def test_features_tell_a_passive_from_an_active(nlp: Language) -> None:
    doc = nlp("The rule was adopted by the Commission in 2024.")
    (verb,) = [token for token in doc if token.dep_ == "ROOT"]
    assert verb.lemma_ == "adopt"
    assert verb.morph.get("VerbForm", []) == ["Part"]
    assert [token.text for token in verb.children if token.dep_ == "nsubj:pass"] == ["rule"]


def test_the_model_card_gives_licence_sources_and_scores(nlp: Language) -> None:
    assert nlp.meta["license"] == "CC BY-SA 4.0"
    assert {"UD English EWT", "Universal NER English EWT"} <= {source["name"] for source in nlp.meta["sources"]}
    assert nlp.meta["performance"]["ewt_dev"]["dep_uas"] > 0.8


def test_the_model_names_no_file_of_the_machine_that_trained_it() -> None:
    config = (MODEL / "config.cfg").read_text("utf-8")
    assert re.findall(r'= "(?:/|[A-Z]:).*', config) == []
