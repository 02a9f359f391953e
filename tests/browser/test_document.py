"""A document in a real browser: notes beside the text, what they are tied to, and links that land in the right part."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kg.archive import Archive
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.mapping import triples
from kg.model import Extraction
from tests import factories
from tests.browser.conftest import open_page
from tests.browser.serving import served
from tests.unit.web.test_documents import long_document
from web.app import create_app
from web.settings import Settings
from web.urls import key_of, path_of, words_path

SHORT = factories.extraction()
LONG, LONG_TEXT = long_document()
CHIPS, _, CLOSE, CRITICS, _ = (key_of(each.iri) for each in SHORT.statements)
SHORT_PATH, LONG_PATH = path_of(SHORT.document.iri), path_of(LONG.document.iri)
FAR = LONG.statements[-1]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("data")
    store, archive = EmbeddedStore(), Archive(folder / "originals", folder / "texts")
    with Index.open(folder / "index.sqlite") as index:
        kept: list[tuple[Extraction, str]] = [(SHORT, factories.TEXT), (LONG, LONG_TEXT)]
        for extraction, text in kept:
            store.replace_graph(extraction.document.graph_iri, triples(extraction))
            archive.put_original(text.encode())
            archive.put_text(text)
            index.replace(extraction)
        with served(create_app(Settings(), store, index=index, archive=archive)) as address:
            yield address


def note(page: Page, key: str) -> str:
    return f"#n-{key}"


def test_hovering_a_sentence_shows_what_speaks_for_and_against_it(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(address + SHORT_PATH)
    page.locator(f'.text [data-mark="{CLOSE}"]').first.hover()
    expect(page.locator(f'[data-mark="{CHIPS}"]')).to_have_attribute("data-tie", "reason for it")
    expect(page.locator(f'[data-mark="{CRITICS}"]')).to_have_attribute("data-tie", "reason against it")
    expect(page.locator(".ties-bar")).to_contain_text("Reasons against it")
    page.keyboard.press("Escape")
    expect(page.locator("[data-tie]")).to_have_count(0)
    expect(page.locator(".ties-bar")).to_be_hidden()
    page.context.close()
    assert complaints == []


def test_the_keyboard_opens_a_note_and_follows_it_to_the_reason(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(address + SHORT_PATH)
    page.locator(f"{note(page, CLOSE)} summary").focus()
    expect(page.locator(f'[data-mark="{CHIPS}"]')).to_have_attribute("data-tie", "reason for it")
    page.keyboard.press("Enter")
    link = page.locator(f"{note(page, CLOSE)} .tie-for a")
    expect(link).to_be_visible()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-mark="{CHIPS}"]:target')).to_be_in_viewport()
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_without_script_a_note_opens_and_names_the_reasons(browser: Browser, address: str, width: int) -> None:
    page, complaints = open_page(browser, width=width, script=False)
    page.goto(address + SHORT_PATH)
    page.locator(f"{note(page, CLOSE)} summary").click()
    expect(page.locator(f"{note(page, CLOSE)} .tie-against a")).to_be_visible()
    page.locator(f"{note(page, CLOSE)} .tie-for a").click()
    expect(page.locator(f'[data-mark="{CHIPS}"]:target')).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
    assert complaints == []


def test_notes_stand_beside_their_passage_on_a_wide_screen_and_under_it_on_a_narrow_one(
    browser: Browser, address: str
) -> None:
    for width, is_beside in ((1280, True), (390, False)):
        page, _ = open_page(browser, width=width)
        page.goto(address + SHORT_PATH)
        for key in (CHIPS, CRITICS):
            mark = page.locator(f'.text [data-mark="{key}"]').first.bounding_box()
            beside = page.locator(note(page, key)).bounding_box()
            assert mark is not None
            assert beside is not None
            assert (beside["x"] > mark["x"] + 200) == is_beside
            assert abs(beside["y"] - mark["y"]) < 300
        page.context.close()


def test_notes_can_be_put_away_without_script(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, script=False)
    page.goto(address + SHORT_PATH)
    page.get_by_label("Notes in the margin").uncheck()
    expect(page.locator(note(page, CLOSE))).to_be_hidden()
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_link_lands_on_a_sentence_in_the_middle_of_a_long_document(
    browser: Browser, address: str, script: bool
) -> None:
    page, complaints = open_page(browser, script=script)
    page.goto(address + words_path(LONG.document.iri, FAR.iri))
    marked = page.locator(".mark:target")
    expect(marked).to_have_text(FAR.quote.exact)
    expect(marked).to_be_in_viewport()
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("fragment", [f"q-{key_of(FAR.iri)}", "page-70"])
def test_a_fragment_of_another_part_is_followed(browser: Browser, address: str, fragment: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}{LONG_PATH}#{fragment}")
    expect(page.locator(f"#{fragment}")).to_be_in_viewport()
    assert page.url.endswith(f"#{fragment}")
    page.context.close()
    assert complaints == []


def test_a_fragment_that_stands_nowhere_leaves_the_page_as_it_is(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}{LONG_PATH}#q-0000")
    expect(page.locator(".banner")).to_contain_text("is not in this document")
    page.goto(f"{address}{LONG_PATH}#elsewhere")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.context.close()
    assert complaints == []


def test_a_reader_goes_through_the_parts_and_to_a_page(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, script=False)
    page.goto(address + LONG_PATH)
    page.locator(".steps a[rel=next]").first.click()
    expect(page.locator(".steps-here").first).to_be_in_viewport()
    expect(page.locator(".steps-here").first).to_contain_text("Part 2 of")
    page.get_by_label("Go to page").fill("60")
    page.get_by_role("button", name="Go").first.click()
    expect(page.locator("#page-60")).to_be_in_viewport()
    page.context.close()
    assert complaints == []


def test_the_list_is_narrowed_by_a_click(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, script=False)
    page.goto(f"{address}/documents")
    page.get_by_label("Order").select_option("title")
    page.get_by_role("searchbox").fill("long report")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".documents li")).to_have_count(1)
    page.locator(".documents a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A long report")
    page.context.close()
    assert complaints == []
