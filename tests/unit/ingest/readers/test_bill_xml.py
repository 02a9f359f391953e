"""Bills and laws in XML: each provision is a block with its path; hostile XML is refused."""

from __future__ import annotations

import pytest

from ingest.readers import read
from ingest.source import BlockKind, SourceText
from kg.errors import SourceError
from kg.model import SourceKind
from tests.unit.ingest.readers.samples import is_whole, shown, words_of

USLM = """<?xml version="1.0" encoding="UTF-8"?>
<bill xmlns="http://schemas.gpo.gov/xml/uslm" xmlns:dc="http://purl.org/dc/elements/1.1/">
<meta><dc:title>119 HR 99999 IH: To count vessels.</dc:title><citableAs>119hr99999ih</citableAs></meta>
<preface><congress>119th CONGRESS</congress><docNumber>99999</docNumber>
<action><date date="2026-03-04">March 4, 2026</date></action></preface>
<main><longTitle><docTitle>A BILL</docTitle><officialTitle>To count vessels.</officialTitle></longTitle>
<section identifier="/us/bill/119/hr/99999/s1"><num value="1">SECTION 1. </num><heading>SHORT TITLE.</heading>
<content>This Act may be cited as the \u201c<shortTitle>Vessel Act</shortTitle>\u201d.</content></section>
<section identifier="/us/bill/119/hr/99999/s2"><num value="2">SEC. 2. </num><heading>COUNT.</heading>
<subsection identifier="/us/bill/119/hr/99999/s2/a"><num value="a">(a) </num><heading>In general.\u2014</heading>
<chapeau>The Harbour Master <i>shall</i>\u2014</chapeau>
<paragraph identifier="/us/bill/119/hr/99999/s2/a/1"><num value="1">(1) </num><content>count; and</content></paragraph>
<paragraph identifier="/us/bill/119/hr/99999/s2/a/2"><num value="2">(2) </num><content>insert the following: \
<quotedContent><paragraph><num>\u201c(7) </num><content>a vessel\u201d</content></paragraph></quotedContent>.</content>
</paragraph>
<continuation>before the year ends.</continuation>
</subsection></section></main></bill>"""

OLD = """<?xml version="1.0"?>
<!DOCTYPE bill PUBLIC "-//US Congress//DTDs/bill.dtd//EN" "bill.dtd">
<bill><form><congress>119th CONGRESS</congress><legis-num>H. R. 99999</legis-num>
<official-title>To count vessels.</official-title></form>
<legis-body><section><enum>1.</enum><header>Short title</header><text>This Act may be cited as the
<quote><short-title>Vessel Act</short-title></quote>.</text></section>
<section><enum>2.</enum><header>Count</header>
<subsection><enum>(a)</enum><header>In general</header><text>The Harbour Master shall&mdash;</text>
<paragraph><enum>(1)</enum><text>count; and</text></paragraph></subsection></section></legis-body></bill>"""


def provisions(source: SourceText) -> dict[str, str | None]:
    return {" ".join(source.text[b.start : b.end].split()): b.provision for b in source.blocks}


def test_uslm_gives_blocks_with_provisions() -> None:
    source = read(USLM.encode(), name="bill.xml")
    base = "/us/bill/119/hr/99999"
    found = provisions(source)
    assert found["(a) In general.\u2014The Harbour Master shall\u2014"] == f"{base}/s2/a"
    assert found["(1) count; and"] == f"{base}/s2/a/1"
    assert found["before the year ends."] == f"{base}/s2/a"
    assert found["\u201c(7) a vessel\u201d."] == f"{base}/s2/a/2"
    assert words_of(source, BlockKind.HEADING) == ["SECTION 1. SHORT TITLE.", "SEC. 2. COUNT."]
    assert words_of(source, BlockKind.TITLE) == ["To count vessels."]
    assert is_whole(source)


def test_uslm_says_what_it_is() -> None:
    metadata = read(USLM.encode(), name="bill.xml").metadata
    assert metadata.title == "H.R. 99999, Vessel Act"
    assert metadata.kind is SourceKind.BILL
    assert metadata.issued == "2026-03-04"
    assert metadata.identifiers == ("/us/bill/119/hr/99999",)


def test_the_older_bill_dtd_is_read_without_its_dtd() -> None:
    source = read(OLD.encode(), name="bill.xml")
    found = provisions(source)
    assert found["(a) In general.\u2014The Harbour Master shall\u2014"] == "/us/bill/119/hr/99999/s2/a"
    assert found["(1) count; and"] == "/us/bill/119/hr/99999/s2/a/1"
    assert source.metadata.title == "H.R. 99999, Vessel Act"


def test_struck_out_parts_are_left_out_and_told() -> None:
    text = USLM.replace("<content>count; and", '<content changed="deleted">weigh</content><content>count; and')
    source = read(text.encode(), name="bill.xml")
    assert "weigh" not in source.text
    assert source.warnings == ("bill.xml: 1 parts that are struck out were left out.",)


def test_a_status_record_is_read_as_a_list() -> None:
    record = """<billStatus><bill><billNumber>99999</billNumber><billType>HR</billType><congress>119</congress>
    <title>Vessel Act</title><introducedDate>2026-03-04</introducedDate><originChamber>House</originChamber>
    <summaries><billSummaries><item><text><![CDATA[<p><b>Vessel Act</b></p><p>Requires a count.</p>]]></text></item>
    </billSummaries></summaries>
    <actions><item><actionDate>2026-03-04</actionDate><text>Introduced in House</text></item></actions></bill>
    </billStatus>"""
    source = read(record.encode(), name="status.xml")
    assert (BlockKind.TITLE, "H.R. 99999, Vessel Act") in shown(source)
    assert (BlockKind.PARAGRAPH, "Requires a count.") in shown(source)
    assert (BlockKind.LIST_ITEM, "2026-03-04: Introduced in House") in shown(source)
    assert source.metadata.identifiers == ("/us/bill/119/hr/99999",)


def test_unknown_xml_is_read_as_running_text_and_told() -> None:
    source = read(b"<?xml version='1.0'?><memo><p>One.</p><p>Two.</p></memo>", name="memo.xml")
    assert words_of(source, BlockKind.PARAGRAPH) == ["One.", "Two."]
    assert "unknown kind (memo)" in source.warnings[0]


@pytest.mark.parametrize(
    "document",
    [
        '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><bill>&b;</bill>',
        '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/hostname">]><bill>&x;</bill>',
        '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]><bill/>',
    ],
)
def test_entities_are_refused(document: str) -> None:
    with pytest.raises(SourceError, match="entities"):
        read(document.encode(), name="bill.xml")


def test_broken_xml_is_refused_with_the_line() -> None:
    with pytest.raises(SourceError, match="isn't well-formed XML at line 2"):
        read(b"<?xml version='1.0'?>\n<bill><section></bill>", name="bill.xml")
