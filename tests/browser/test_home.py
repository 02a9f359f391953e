"""The first page, the page on the method and the ways through the site, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import open_page
from tests.browser.serving import served_query_graph

WIDTHS = (1280, 390, 320)
STAFFERS = ("Recommendations", "Topics", "Documents", "Actors", "Compare", "Explore", "My list")
RESEARCHERS = ("Questions", "SPARQL", "Releases", "Vocabulary")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_query_graph(tmp_path_factory.mktemp("data")) as address:
        yield address


def fits(page: Page, width: int) -> bool:
    page.wait_for_load_state()  # words may be there before the styles
    return int(page.evaluate("document.documentElement.scrollWidth")) <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False])
def test_a_number_of_the_picture_leads_to_as_many_recommendations(
    browser: Browser, address: str, width: int, script: bool
) -> None:
    page, complaints = open_page(browser, width=width, script=script)
    page.goto(address)
    assert fits(page, width)
    cell = page.locator(".matrix:visible [class^=shade]").first
    number = int(cell.locator("text").text_content() or 0)
    cell.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recommendations")
    expect(page.get_by_role("main").get_by_text(f"{number} recommendation").first).to_be_visible()
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_one_picture_shows_and_its_links_have_names(browser: Browser, address: str, width: int) -> None:
    page, _ = open_page(browser, width=width)
    page.goto(address)
    expect(page.locator(".matrix:visible")).to_have_count(1)
    expect(page.locator(".timeline:visible")).to_have_count(1)
    pictures = page.get_by_role("group", name="Who is asked, on which topic")
    expect(pictures).to_have_count(1)
    expect(pictures.get_by_role("link", name="addressed to").first).to_be_visible()
    page.context.close()


def test_the_keyboard_goes_past_the_picture_to_its_table(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(address)
    past = page.get_by_role("link", name="Go past the picture")
    past.focus()
    expect(past).to_be_in_viewport()
    page.keyboard.press("Enter")
    # The links of what is left out of the picture come before the table.
    while not page.evaluate("document.activeElement.matches('summary')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").first).to_be_visible()
    page.context.close()
    assert complaints == []


def test_a_bar_of_time_leads_to_documents(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(address)
    page.locator(".timeline:visible a").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents")
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_ways_of_staffers_stand_open_and_those_of_researchers_apart_without_script(
    browser: Browser, address: str, width: int
) -> None:
    page, complaints = open_page(browser, width=width, script=False)
    page.goto(f"{address}/method")
    assert fits(page, width)
    main = page.get_by_role("navigation", name="Main")
    for words in STAFFERS:
        expect(main.get_by_role("link", name=words, exact=True)).to_be_in_viewport()
    sparql = page.get_by_role("banner").get_by_role("link", name="SPARQL")
    expect(sparql).to_be_hidden()
    page.get_by_role("banner").get_by_text("researchers").click()
    for words in RESEARCHERS:
        expect(page.get_by_role("banner").get_by_role("link", name=words, exact=True)).to_be_in_viewport()
    assert fits(page, width)
    sparql.click()
    expect(page).to_have_url(f"{address}/sparql")
    page.context.close()
    assert complaints == []


def test_escape_and_a_click_elsewhere_close_the_menu(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/method")
    menu = page.locator(".menu-ways")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.get_by_role("heading", level=1).click()):
        page.locator(".menu summary").click()
        expect(menu).to_be_visible()
        leave()
        expect(menu).to_be_hidden()
    page.context.close()
    assert complaints == []


def test_the_section_that_one_is_in_is_marked(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}/recommendations")
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    main = page.get_by_role("navigation", name="Main")
    expect(main.locator("[aria-current]")).to_have_text(["Recommendations"])
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/method", "/recommendations"])
def test_paper_has_the_words_and_where_they_are_from_and_no_controls(browser: Browser, address: str, path: str) -> None:
    page, _ = open_page(browser)
    page.goto(address + path)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.get_by_text(f"Printed from {address}{path}")).to_be_visible()
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    page.context.close()
