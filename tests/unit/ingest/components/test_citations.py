from __future__ import annotations

import pytest

from ingest.components.citations import find
from ingest.components.drafts import Context
from kg.model import CitationKind


@pytest.mark.parametrize(
    ("text", "kind", "identifier"),
    [
        ("H.R. 3447 (119th Congress)", CitationKind.BILL, "/us/bill/119/hr/3447"),
        ("S. 1883 of the 119th Congress", CitationKind.BILL, "/us/bill/119/s/1883"),
        ("H. Con. Res. 14 (118th Congress)", CitationKind.BILL, "/us/bill/118/hconres/14"),
        # which Congress isn't said
        ("H.R. 3447", CitationKind.BILL, None),
        ("Public Law 115-232", CitationKind.PUBLIC_LAW, "/us/pl/115/232"),
        ("Pub. L. No. 117–167", CitationKind.PUBLIC_LAW, "/us/pl/117/167"),
        ("50 U.S.C. 4811", CitationKind.US_CODE, "/us/usc/t50/s4811"),
        ("50 U.S.C. § 4813(a)(1)", CitationKind.US_CODE, "/us/usc/t50/s4813/a/1"),
        ("section 4872(d) of title 10, United States Code", CitationKind.US_CODE, "/us/usc/t10/s4872/d"),
        ("15 C.F.R. § 744.23", CitationKind.CFR, "/us/cfr/t15/s744.23"),
        ("15 CFR part 744", CitationKind.CFR, "/us/cfr/t15/pt744"),
        ("90 Fed. Reg. 4,544", CitationKind.FEDERAL_REGISTER, "/us/fr/90/4544"),
        ("Executive Order 14320", CitationKind.EXECUTIVE_ORDER, "/us/eo/14320"),
        ("E.O. 14110", CitationKind.EXECUTIVE_ORDER, "/us/eo/14110"),
        ("https://www.example.org/a?b=1", CitationKind.URL, None),
    ],
)
def test_a_citation_has_its_kind_and_identifier(text: str, kind: CitationKind, identifier: str | None) -> None:
    [citation] = find(f"See {text}.", Context())
    assert (citation.kind, citation.identifier) == (kind, identifier)
    assert f"See {text}."[citation.start : citation.end] == text


def test_a_bill_is_of_the_congress_in_which_the_document_was_written() -> None:
    [citation] = find("H.R. 3447 is pending.", Context(congress=119))
    assert citation.identifier == "/us/bill/119/hr/3447"
    assert citation.url == "https://www.congress.gov/bill/119th-congress/house-bill/3447"


@pytest.mark.parametrize("text", ["the U.S. 12 times", "S 12", "3 FR", "In 2024 CFR members met"])
def test_what_only_looks_like_a_citation_is_none(text: str) -> None:
    assert find(text, Context()) == []
