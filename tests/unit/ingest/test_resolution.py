from __future__ import annotations

import pytest

from ingest.components.drafts import Context, MentionDraft
from ingest.gazetteer import Entry, Gazetteer
from ingest.resolution import resolve
from kg.model import ActorKind

BUREAU = "Bureau of Industry and Security"
KNOWN = Gazetteer(
    [
        Entry("Bureau of Industry and Security", ActorKind.GOVERNMENT, ("BIS",)),
        Entry("Jane Smith", ActorKind.PERSON, surname="Smith"),
        Entry("John Smith", ActorKind.PERSON, surname="Smith"),
        Entry("China", ActorKind.COUNTRY, weak=("Chinese",), same_as=("http://www.wikidata.org/entity/Q148",)),
        Entry("Acme Steel", ActorKind.COMPANY, ("Acme",)),
        Entry("Acme Bank", ActorKind.COMPANY, ("Acme",)),
        Entry("President of the United States", ActorKind.GOVERNMENT, weak=("President",)),
        Entry("Joe Biden", ActorKind.PERSON, ("President Biden",)),
    ]
)


def mentions(*surfaces: str, source: str = "gazetteer", kind: ActorKind | None = None) -> list[MentionDraft]:
    made, start = [], 0
    for surface in surfaces:
        found = KNOWN.find(surface)
        names = tuple(entry.name for entry in found[0].entries) if found else ()
        made.append(
            MentionDraft(
                start=start,
                end=start + len(surface),
                surface=surface,
                names=names if source == "gazetteer" else (),
                kind=kind,
                is_weak=bool(found) and found[0].is_weak,
                source=source,
            )
        )
        start += len(surface) + 1
    return made


def names(drafts: list[MentionDraft], context: Context | None = None) -> list[str | None]:
    return [item.name for item in resolve(drafts, context or Context(), KNOWN).resolved]


def test_different_names_of_one_actor_meet_in_one_record() -> None:
    table = resolve(mentions("Bureau of Industry and Security", "BIS"), Context(), KNOWN)
    assert table.names() == ["Bureau of Industry and Security"]
    assert table.actor("Bureau of Industry and Security").aliases == ("BIS",)


def test_a_name_that_two_actors_bear_resolves_to_nothing_and_lists_both() -> None:
    [item] = resolve(mentions("Acme"), Context(), KNOWN).resolved
    assert (item.name, item.candidates) == (None, ("Acme Steel", "Acme Bank"))


def test_it_resolves_to_the_one_that_the_document_names_in_full() -> None:
    assert names(mentions("Acme Steel", "Acme")) == ["Acme Steel", "Acme Steel"]


def test_a_surname_alone_resolves_to_nothing_and_lists_who_bears_it() -> None:
    [item] = resolve(mentions("Smith", source="title", kind=ActorKind.PERSON), Context(), KNOWN).resolved
    assert (item.name, item.candidates) == (None, ("Jane Smith", "John Smith"))


def test_a_surname_means_the_one_person_whom_the_document_names_in_full() -> None:
    drafts = [*mentions("Jane Smith"), *mentions("Smith", source="title", kind=ActorKind.PERSON)]
    assert names(drafts) == ["Jane Smith", "Jane Smith"]


def test_an_adjective_means_its_country_only_where_the_country_is_named() -> None:
    assert names(mentions("Chinese")) == []
    assert names(mentions("China", "Chinese")) == ["China", "China"]


def test_the_president_is_the_one_whom_the_document_names() -> None:
    assert names(mentions("President Biden", "President")) == ["Joe Biden", "Joe Biden"]
    assert names(mentions("President")) == ["President of the United States"]


def test_a_short_form_means_what_the_text_defines_it_for() -> None:
    context = Context(abbreviations={"XB": "Export Board", "AI": "artificial intelligence"})
    assert names(mentions("XB", "AI", source="defined"), context) == ["Export Board"]


@pytest.mark.parametrize(
    ("before", "name"),
    [(["Acme Steel"], "Acme Steel"), (["Acme Steel", "Acme Bank"], None), ([], None)],
)
def test_a_description_means_the_only_actor_that_it_fits(before: list[str], name: str | None) -> None:
    drafts = [*mentions(*before), *mentions("company", source="description", kind=ActorKind.COMPANY)]
    assert (names(drafts)[len(before) :] or [None])[0] == name


def test_an_actor_of_the_gazetteer_brings_its_identifiers() -> None:
    table = resolve(mentions("China"), Context(), KNOWN)
    assert table.actor("China").same_as == ("http://www.wikidata.org/entity/Q148",)


def test_authors_are_actors_even_where_nothing_mentions_them() -> None:
    assert resolve([], Context(authors=("BIS",)), KNOWN).names() == ["Bureau of Industry and Security"]


def test_a_description_means_whose_name_starts_with_it_before_whose_name_only_holds_it() -> None:
    government = ActorKind.GOVERNMENT
    titled = mentions("Secretary of Energy", "Under Secretary of Energy for Science", source="shape", kind=government)
    drafts = [*titled, *mentions("Secretary", source="description", kind=government)]
    assert names(drafts)[-1] == "Secretary of Energy"


def test_an_acronym_may_spell_the_end_of_a_known_name() -> None:
    known = Gazetteer([Entry("Department of Roads Affairs", ActorKind.GOVERNMENT, ("RA",))])
    draft = MentionDraft(start=0, end=2, surface="RA", names=("Department of Roads Affairs",))
    table = resolve([draft], Context(abbreviations={"RA": "Roads Affairs"}), known)
    assert table.names() == ["Department of Roads Affairs"]


def test_an_acronym_that_the_text_defines_as_a_thing_is_no_actor() -> None:
    known = Gazetteer([Entry("People's Road Army", ActorKind.GOVERNMENT, ("PRA",))])
    draft = MentionDraft(start=0, end=3, surface="PRA", names=("People's Road Army",))
    assert resolve([draft], Context(abbreviations={"PRA": "paid road access"}), known).names() == []


def test_a_label_in_capitals_means_the_person_of_that_surname() -> None:
    drafts = [
        MentionDraft(start=0, end=8, surface="Ann Abel", kind=ActorKind.PERSON, source="model"),
        MentionDraft(start=20, end=24, surface="ABEL", kind=ActorKind.PERSON, source="speaker"),
        MentionDraft(start=30, end=35, surface="CHAIR", kind=ActorKind.PERSON, is_weak=True, source="speaker"),
    ]
    assert names(drafts) == ["Ann Abel", "Ann Abel", "Chair"]


def test_a_surname_with_a_title_is_the_one_who_is_named_in_full() -> None:
    drafts = [
        MentionDraft(start=0, end=8, surface="Ann Abel", kind=ActorKind.PERSON, source="model"),
        MentionDraft(start=20, end=27, surface="Dr Abel", kind=ActorKind.PERSON, source="title"),
    ]
    assert names(drafts) == ["Ann Abel", "Ann Abel"]


def test_a_surname_with_a_title_alone_is_somebody_of_that_title() -> None:
    assert names([MentionDraft(start=0, end=7, surface="Dr Abel", kind=ActorKind.PERSON, source="title")]) == [
        "Dr Abel"
    ]


def test_a_surname_with_a_title_that_several_bear_stays_open() -> None:
    [item] = resolve(
        [MentionDraft(start=0, end=8, surface="Dr Smith", kind=ActorKind.PERSON, source="title")], Context(), KNOWN
    ).resolved
    assert (item.name, item.candidates) == (None, ("Jane Smith", "John Smith"))


def test_a_body_inside_a_title_is_the_actor_that_the_author_spells_otherwise() -> None:
    [title] = mentions(
        "Chief Counsel of the Bureau of Industry and Security", source="title", kind=ActorKind.GOVERNMENT
    )
    assert names([title], Context(authors=(f"The {BUREAU}",))) == [title.surface, f"The {BUREAU}"]


@pytest.mark.parametrize(
    ("author", "named", "kind"),
    [
        # begins like the name of a person whom the gazetteer knows
        ("Jane Quist", (), ActorKind.PERSON),
        # is a person's in the text
        ("Otto Quist", ("Otto Quist",), ActorKind.PERSON),
        # may be anything
        ("Open Bridges", (), ActorKind.ORGANIZATION),
    ],
)
def test_an_author_is_a_person_where_the_name_or_the_text_tells(
    author: str, named: tuple[str, ...], kind: ActorKind
) -> None:
    found = [
        MentionDraft(start=0, end=len(name), surface=name, kind=ActorKind.PERSON, source="model") for name in named
    ]
    assert resolve(found, Context(authors=(author,)), KNOWN).kind(author) is kind
