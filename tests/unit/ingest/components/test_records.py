"""Which recommendation belongs to which: never, over however many steps, to itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.components.drafts import LinkDraft
from ingest.components.records import _with_parts
from kg.model import Recommendation
from tests import factories

ASKS = [factories.recommendation(words) for words in (factories.CLOSE_LOOPHOLES, factories.INSPECTORS_FOUND)]
pairs = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), max_size=6)


def part_of(*links: tuple[int, int]) -> dict[str, str | None]:
    drafts = [
        LinkDraft(premise=premise, target=target, relation="part_of", confidence=0.9, cue="test")
        for premise, target in links
    ]
    groups = _with_parts([[ask] for ask in ASKS], drafts)
    return {item.iri: item.part_of for group in groups for item in group if isinstance(item, Recommendation)}


def test_a_part_names_its_whole() -> None:
    assert part_of((0, 1)) == {ASKS[0].iri: ASKS[1].iri, ASKS[1].iri: None}


@given(pairs)
def test_no_chain_of_parts_leads_back(links: list[tuple[int, int]]) -> None:
    wholes = part_of(*links)
    for iri in wholes:
        seen, at = set(), wholes[iri]
        while at is not None:
            assert at != iri
            assert at not in seen
            seen.add(at)
            at = wholes[at]
