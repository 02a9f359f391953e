"""From the list to the highlighted sentence in a real browser, against a real server on a free port."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kg.archive import Archive
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.mapping import triples
from tests import factories
from tests.browser.conftest import open_page
from tests.browser.serving import served
from web.app import create_app
from web.settings import Settings

PAGES = ("/", "/recommendations", "/documents", "/actors", "/sparql", "/api/queries", "/method")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("data")
    extraction = factories.extraction()
    store, archive = EmbeddedStore(), Archive(folder / "originals", folder / "texts")
    store.replace_graph(extraction.document.graph_iri, triples(extraction))
    archive.put_original(factories.TEXT.encode())
    archive.put_text(factories.TEXT)
    with Index.open(folder / "index.sqlite") as index:
        index.replace(extraction)
        with served(create_app(Settings(), store, index=index, archive=archive)) as address:
            yield address


def walk(page: Page, address: str) -> None:
    """Go from the first page over the list to a recommendation and the words of its reason, and back."""
    page.goto(address)
    page.get_by_role("link", name="Recommendations", exact=True).first.click()
    page.get_by_role("searchbox").fill("loopholes")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("to close the loopholes in chip export controls")
    page.locator(".reason-words a", has_text=factories.INSPECTORS_FOUND).click()
    marked = page.locator(".sources .mark:target")
    expect(marked).to_have_text(factories.INSPECTORS_FOUND)
    expect(marked).to_be_in_viewport()
    marked.click()
    expect(page.locator(".reason:target > .reason-words")).to_have_text(factories.INSPECTORS_FOUND)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_reader_comes_from_the_list_to_the_highlighted_sentence_and_back(
    browser: Browser, address: str, width: int
) -> None:
    page, complaints = open_page(browser, width=width)
    walk(page, address)
    page.context.close()
    assert complaints == []


def test_the_same_way_works_without_script(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, script=False)
    walk(page, address)
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_page_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    page, _ = open_page(browser, width=width)
    found = factories.extraction()
    things = [found.document.iri, found.statements[2].iri, factories.CONGRESS.iri]
    for path in (*PAGES, *(iri.removeprefix("https://w3id.org/warrant") for iri in things)):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_filters_are_open_on_a_wide_screen_and_folded_on_a_narrow_one(browser: Browser, address: str) -> None:
    for width, is_shown in ((1280, True), (390, False)):
        page, _ = open_page(browser, width=width, script=False)
        page.goto(f"{address}/recommendations")
        expect(page.get_by_role("heading", name="Who is asked")).to_be_visible(visible=is_shown)
        page.context.close()


def test_a_link_to_a_document_lands_on_the_sentence(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/recommendations")
    page.locator(".source-line a").first.click()
    expect(page.locator(".mark:target")).to_be_in_viewport()
    page.context.close()
    assert complaints == []


def test_the_first_tab_stop_skips_to_the_content(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}/recommendations")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.context.close()
