import itertools
import json
from pathlib import Path

import spacy
from hypothesis import given
from hypothesis import strategies as st

from ingest.training.mentions import (
    Mark,
    MarkedText,
    join_words,
    paragraphs,
    read_annotated,
    read_conll,
    read_re3d,
    read_universal_ner,
    tags_to_marks,
    without_overlap,
)
from ingest.training.names import to_doc, vary

RANGES = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1], "ORG"))


def _marked(text: MarkedText) -> list[tuple[str, str]]:
    return [(text.text[start:end], label) for start, end, label in text.marks]


def test_words_join_with_the_usual_spaces_and_keep_their_offsets() -> None:
    words = ["The", '"', "Fed", '"', "(", "in", "D.C.", ")", "does", "n't", "act", "."]
    text, offsets = join_words(words)
    assert text == 'The "Fed" (in D.C.) doesn\'t act.'
    assert [text[start:end] for start, end in offsets] == words


def test_both_kinds_of_iob_tags_give_the_same_marks() -> None:
    offsets = [(0, 3), (4, 7), (8, 9)]
    assert tags_to_marks(offsets, ["I-PER", "I-PER", "O"]) == ((0, 7, "PERSON"),)
    assert tags_to_marks(offsets, ["B-PER", "I-PER", "O"]) == ((0, 7, "PERSON"),)
    assert tags_to_marks(offsets, ["B-PER", "B-PER", "B-MISC"]) == ((0, 3, "PERSON"), (4, 7, "PERSON"))


def test_conll_sentences_are_read_with_their_labels(tmp_path: Path) -> None:
    path = tmp_path / "sample.conll"
    path.write_text("-DOCSTART- O\n\nEmpire\tB-location\nState\tI-location\n.\tO\n\nShe\tO\nleft\tO\n", "utf-8")
    first, second = read_conll(path)
    assert _marked(first) == [("Empire State", "LOC")]
    assert second == MarkedText("She left", ())


def test_universal_ner_marks_lie_in_the_raw_text(tmp_path: Path) -> None:
    path = tmp_path / "sample.iob2"
    path.write_text(
        "# sent_id = 1\n# text = Its the U.S.-led force\n1\tIt\tO\t-\t-\n2\t's\tO\t-\t-\n3\tthe\tO\t-\t-\n"
        "4\tU.S.\tB-LOC\t-\t-\n5\t-\tO\t-\t-\n6\tled\tO\t-\t-\n7\tforce\tO\t-\t-\n\n",
        "utf-8",
    )
    (only,) = read_universal_ner(path)
    assert _marked(only) == [("U.S.", "LOC")]


def test_descriptions_without_a_name_are_left_out_of_re3d(tmp_path: Path) -> None:
    text = "The rebels met the Kurdish YPG. We left."
    entities = [("Organisation", "The rebels"), ("Organisation", "the Kurdish YPG"), ("Organisation", "We")]
    lines = [
        {
            "documentId": "d",
            "type": kind,
            "value": value,
            "begin": text.index(value),
            "end": text.index(value) + len(value),
        }
        for kind, value in entities
    ]
    (tmp_path / "entities.json").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (tmp_path / "documents.json").write_text(json.dumps({"_id": "d", "text": text}), "utf-8")
    (only,) = read_re3d(tmp_path)
    assert _marked(only) == [("Kurdish YPG", "ORG")]


def test_actors_of_an_annotated_document_are_found_wherever_they_are_named(tmp_path: Path) -> None:
    document = {
        "text": "Congress should act.\n\nTexas asks Congress, not Congressmen, to help employers.",
        "actors": [
            {"name": "Congress", "type": "government", "mentions": ["Congress"]},
            {"name": "Texas", "type": "government", "mentions": ["Texas"]},
            {"name": "employers", "type": "organization", "mentions": ["employers"]},
        ],
    }
    path = tmp_path / "d.json"
    path.write_text(json.dumps(document), "utf-8")
    first, second = read_annotated(path)
    assert _marked(first) == [("Congress", "ORG")]
    assert _marked(second) == [("Texas", "LOC"), ("Congress", "ORG")]


@given(st.lists(RANGES))
def test_no_two_kept_marks_overlap(marks: list[Mark]) -> None:
    kept = without_overlap(marks)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(kept))
    assert set(kept) <= set(marks)


@given(st.text(alphabet="ab \n", max_size=40), st.lists(RANGES, max_size=4))
def test_paragraphs_keep_the_words_of_their_marks(text: str, marks: list[Mark]) -> None:
    inside = without_overlap(mark for mark in marks if mark[1] <= len(text))
    known = {text[start:end] for start, end, _ in inside}
    for part in paragraphs(text, inside):
        assert part.text in text
        assert {part.text[start:end] for start, end, _ in part.marks} <= known


def test_a_mark_inside_a_token_widens_to_the_token() -> None:
    doc = to_doc(spacy.blank("en"), MarkedText("Visit Bologna today", ((6, 10, "LOC"),)))
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Bologna", "LOC")]


def test_varied_texts_keep_every_original_and_its_marks() -> None:
    texts = [MarkedText(f"Ann's {number}", ((0, 3, "PERSON"),)) for number in range(300)]
    varied = list(vary(texts, 1))
    assert len(varied) > 300
    assert {text.text.replace("\u2019", "'").lower() for text in varied} == {text.text.lower() for text in texts}
    assert varied == list(vary(texts, 1))
