"""The committed language model: it loads without a warning and reads plain policy sentences as a person would."""

import re
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

MODEL = Path(__file__).parents[2] / "ingest" / "model" / "syntax"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


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
    assert verb.morph.get("VerbForm") == ["Part"]
    assert [token.text for token in verb.children if token.dep_ == "nsubj:pass"] == ["rule"]


def test_the_model_card_gives_licence_sources_and_scores(nlp: Language) -> None:
    assert nlp.meta["license"] == "CC BY-SA 4.0"
    assert {"UD English EWT", "Universal NER English EWT"} <= {source["name"] for source in nlp.meta["sources"]}
    assert nlp.meta["performance"]["ewt_dev"]["dep_uas"] > 0.8


def test_the_model_names_no_file_of_the_machine_that_trained_it() -> None:
    config = (MODEL / "config.cfg").read_text("utf-8")
    assert re.findall(r'= "(?:/|[A-Z]:).*', config) == []
