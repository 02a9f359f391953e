from spacy.vocab import Vocab

from ingest.training.treebanks import Sentence, by_paragraph, group_sentences, read_sentences, to_doc

SAMPLE = """\
# newdoc id = one
# sent_id = one-1
# newpar
# text = Agencies don't act, its cost rises.
1\tAgencies\tagency\tNOUN\tNNS\tNumber=Plur\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tact\tact\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
5\t,\t,\tPUNCT\t,\t_\t4\tpunct\t_\t_
6-7\tits\t_\t_\t_\t_\t_\t_\t_\t_
6\tit\tit\tPRON\tPRP\t_\t8\tnmod:poss\t_\t_
7\t's\t's\tPART\tPOS\t_\t6\tcase\t_\t_
8\tcost\tcost\tNOUN\tNN\tNumber=Sing\t9\tnsubj\t_\t_
9\trises\trise\tVERB\tVBZ\t_\t4\tparataxis\t_\tSpaceAfter=No
9.1\trises\trise\tVERB\tVBZ\t_\t_\t_\t4:conj\t_
10\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# sent_id = one-2
# text = Act.
1\tAct\tact\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
2\t.\t.\tPUNCT\t.\t_\t1\tpunct\t_\tSpaceAfter=No

# newdoc id = two
# sent_id = two-1
# text = Done.
1\tDone\tdo\tVERB\tVBN\t_\t0\troot\t_\tSpaceAfter=No
2\t.\t.\tPUNCT\t.\t_\t1\tpunct\t_\t_
"""


def _sentences() -> list[Sentence]:
    return list(read_sentences(SAMPLE.splitlines()))


def test_a_contraction_that_its_words_spell_stays_split() -> None:
    words = _sentences()[0].words
    assert [(word.form, word.space) for word in words[:4]] == [
        ("Agencies", True),
        ("do", False),
        ("n't", True),
        ("act", False),
    ]


def test_a_contraction_that_its_words_do_not_spell_becomes_its_head_word() -> None:
    words = _sentences()[0].words
    merged = words[5]
    assert (merged.form, merged.lemma, merged.space) == ("its", "it", True)
    assert words[merged.head].form == "cost"
    assert "'s" not in [word.form for word in words]


def test_heads_after_a_merged_word_still_point_at_the_same_words() -> None:
    words = _sentences()[0].words
    heads = {word.form: words[word.head].form for word in words}
    assert heads["cost"] == "rises"
    assert heads["rises"] == "act"
    assert heads["act"] == "act"


def test_a_document_spells_the_text_and_starts_each_sentence_at_its_first_word() -> None:
    sentences = _sentences()
    doc = to_doc(Vocab(), sentences[:2])
    assert doc.text.strip() == "Agencies don't act, its cost rises. Act."
    assert [sentence[0].text for sentence in doc.sents] == ["Agencies", "Act"]
    assert [token.text for token in doc if token.dep_ == "ROOT"] == ["act", "Act"]


def test_sentences_of_two_documents_are_never_grouped() -> None:
    for seed in range(5):
        groups = list(group_sentences(_sentences(), seed))
        documents = [{sentence.sent_id.split("-")[0] for sentence in group} for group in groups]
        assert all(len(names) == 1 for names in documents)
        assert sum(map(len, groups)) == 3


def test_groups_depend_on_the_seed_alone() -> None:
    sentences = _sentences() * 20
    sizes = [[len(group) for group in group_sentences(sentences, seed)] for seed in (3, 3, 4)]
    assert sizes[0] == sizes[1]
    assert sizes[0] != sizes[2]


def test_paragraphs_end_where_the_treebank_says_so() -> None:
    sentences = [
        Sentence("a", opens_document=True, opens_paragraph=True),
        Sentence("b"),
        Sentence("c", opens_paragraph=True),
        Sentence("d", opens_document=True),
    ]
    assert [[one.sent_id for one in group] for group in by_paragraph(sentences)] == [["a", "b"], ["c"], ["d"]]
