"""The list of recommendations in a real browser: narrowing, searching, paging, dates, with script and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kg.archive import Archive
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.model import Role
from tests import factories
from tests.browser.conftest import open_page
from tests.browser.serving import served, served_query_graph
from web.app import create_app
from web.settings import Settings


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_query_graph(tmp_path_factory.mktemp("data")) as found:
        yield found


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A list of 45 asks with a title of 300 characters and names in other scripts, on three pages."""
    folder: Path = tmp_path_factory.mktemp("long")
    sentences = [(Role.RECOMMENDATION, f"Κογκρέσο should do thing {number:02} 芯片.") for number in range(45)]
    made = factories.extraction_of(sentences, title="Counting chips " * 20)
    with Index.open(folder / "index.sqlite") as index:
        index.replace(made)
        archive = Archive(folder / "originals", folder / "texts")
        with served(create_app(Settings(), EmbeddedStore(), index=index, archive=archive)) as found:
            yield found


def narrow(page: Page, address: str) -> None:
    """Search, see why something was found, keep to the words, narrow by a topic below another, and go back."""
    page.goto(f"{address}/recommendations")
    page.get_by_role("searchbox").fill("smuggling")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator(".as-topics")).to_contain_text("also finds what is about Chip smuggling")
    expect(page.locator(".why").first).to_contain_text("Found")
    page.get_by_role("link", name="Only the exact words").click()
    expect(page.locator(".as-topics")).to_contain_text("Only the exact words")
    page.goto(f"{address}/recommendations")
    if not page.locator(".facet-groups").is_visible():
        page.locator("#filters > summary").click()
    page.locator("#f-topic .narrower > summary").first.click()
    page.locator("#f-topic .narrower a").first.click()
    expect(page.locator(".chosen")).to_contain_text("Topic: Export controls")
    page.get_by_role("link", name="Remove all filters").click()
    expect(page.locator(".chosen")).to_have_count(0)


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, True), (390, False)])
def test_a_reader_searches_and_narrows_the_list(browser: Browser, address: str, width: int, script: bool) -> None:
    page, complaints = open_page(browser, width=width, script=script)
    narrow(page, address)
    page.context.close()
    assert complaints == []


def test_dates_are_typed_and_taken_off(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/recommendations")
    page.get_by_label("From").fill("2026-06")
    page.get_by_role("button", name="Show what was issued between these dates").click()
    expect(page.locator(".chosen")).to_contain_text("From 2026-06")
    page.get_by_role("link", name="Remove the filter From 2026-06").click()
    expect(page.locator(".chosen")).to_have_count(0)
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_pages_lead_on_and_back_with_the_keyboard(browser: Browser, long_list: str, script: bool) -> None:
    page, complaints = open_page(browser, script=script)
    page.goto(f"{long_list}/recommendations")
    for shown in ("21 to 40", "41 to 45"):
        page.get_by_role("link", name="Next", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".results-line")).to_contain_text(shown)
    expect(page.get_by_role("link", name="Next", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".results-line")).to_contain_text("21 to 40")
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_list_scrolls_sideways(browser: Browser, address: str, long_list: str, width: int) -> None:
    page, _ = open_page(browser, width=width)
    for path in (
        f"{address}/recommendations?q=smuggling&from=2025&topic=export-controls",
        f"{long_list}/recommendations",
    ):
        page.goto(path)
        if width < 900:
            page.locator("#filters > summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_the_whole_list_is_downloaded(browser: Browser, long_list: str) -> None:
    page, _ = open_page(browser)
    page.goto(f"{long_list}/recommendations?page=2")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download all (CSV)").click()
    assert waiting.value.suggested_filename == "recommendations.csv"
    assert len(Path(waiting.value.path()).read_text("utf-8").splitlines()) == 46
    page.context.close()
