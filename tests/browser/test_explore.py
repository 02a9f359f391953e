"""Exploring in a real browser: picture and list are one, and go on by mouse, by keyboard, and without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories, query_graph
from tests.browser.conftest import open_page
from tests.browser.serving import served_query_graph
from web.urls import key_of, path_of

PACKAGE = Path(__file__).parents[2] / "web" / "static" / "packages" / "cytoscape.min.js"
needs_picture = pytest.mark.skipif(not PACKAGE.is_file(), reason="Cytoscape isn't there; `make frontend` brings it")
CONGRESS = f"actor/{key_of(factories.CONGRESS.iri)}"
CLOSE = next(each for each in factories.extraction().statements if each.quote.exact == factories.CLOSE_LOOPHOLES)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_query_graph(tmp_path_factory.mktemp("data")) as address:
        yield address


def opened(page: Page) -> int:
    return page.locator("[data-section]").count()


@needs_picture
@pytest.mark.parametrize("width", [1280, 390])
def test_picture_and_list_are_walked_from_the_keyboard(browser: Browser, address: str, width: int) -> None:
    page, complaints = open_page(browser, width=width)
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(address) else None)
    page.goto(f"{address}/explore?node=statement/{key_of(CLOSE.iri)}")
    said = page.locator(".graph-focus")
    expect(said).to_contain_text("close the loopholes in chip export controls")
    page.locator(".graph-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_contain_text("close the loopholes in chip export controls before 2027")
    page.keyboard.press("Home")
    expect(said).to_contain_text("close the loopholes")
    page.keyboard.press("ArrowRight")
    here = said.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("[data-section]")).to_have_count(2)
    assert "open=" in page.url
    assert said.inner_text() == here
    page.keyboard.press("Escape")
    expect(page.locator("[data-section]")).to_have_count(1)
    assert "open=" not in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (foreign, complaints) == ([], [])
    page.context.close()


@needs_picture
def test_a_sign_in_the_list_opens_in_place_and_keeps_its_focus(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/explore?node={CONGRESS}")
    sign = page.locator(".explore-list .sign").first
    way = sign.get_attribute("data-way")
    sign.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-section]")).to_have_count(2)
    assert page.evaluate("document.activeElement.dataset.way") == way
    page.go_back()
    expect(page.locator("[data-section]")).to_have_count(1)
    page.reload()
    assert (opened(page), complaints) == (1, [])
    page.context.close()


@needs_picture
def test_a_click_on_a_box_opens_it(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/explore?node={CONGRESS}")
    expect(page.locator("[data-graph]")).to_be_visible()
    frame = page.locator(".graph-canvas").bounding_box()
    assert frame is not None
    # The box in the middle stays as it is; one of those beside it opens.
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    expect(page.locator(".graph-focus")).to_contain_text("United States Congress")
    page.locator(".graph-canvas").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("[data-section]")).to_have_count(2)
    assert complaints == []
    page.context.close()


@needs_picture
def test_colours_follow_a_dark_screen(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/explore?node={CONGRESS}")
    light = page.locator(".graph-canvas canvas").last.evaluate("each => each.toDataURL()")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    dark = page.locator(".graph-canvas canvas").last.evaluate("each => each.toDataURL()")
    assert light != dark
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_list_goes_on_without_script(browser: Browser, address: str, width: int) -> None:
    page, complaints = open_page(browser, width=width, script=False)
    page.goto(f"{address}/explore")
    page.get_by_role("searchbox").fill("loopholes")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="close the loopholes").first.click()
    expect(page.locator("[data-graph]")).to_be_hidden()
    page.get_by_role("link", name="Open what lies around Advanced chips").click()
    expect(page.get_by_role("link", name=factories.INSPECTORS_FOUND)).to_be_visible()
    page.get_by_role("link", name="Fold", exact=True).click()
    assert opened(page) == 1
    page.get_by_text("Show only some links").click()
    page.get_by_label("Reasons against").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("[data-node]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, True), (320, False)])
def test_an_actor_page_leads_from_the_number_to_the_sentences(
    browser: Browser, address: str, width: int, script: bool
) -> None:
    page, complaints = open_page(browser, width=width, script=script)
    page.goto(f"{address}/actors?q=chamber")
    page.get_by_role("link", name="Example Chamber of Exporters").click()
    page.get_by_role("link", name="Who asks the same, who asks otherwise").click()
    expect(page.locator(".companions").first).to_contain_text("Example Center")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".companions .num a").first.click()
    expect(page.get_by_text("Congress should not cut the Bureau.").first).to_be_visible()
    page.goto(address + path_of(query_graph.CHAMBER.iri))
    expect(page.locator("table.around")).to_contain_text("United States Congress")
    assert complaints == []
    page.context.close()


@needs_picture
def test_the_picture_of_an_actor_leads_to_whom_it_deals_with(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(address + path_of(query_graph.CHAMBER.iri))
    page.locator(".graph-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".graph-focus")).to_contain_text("Whom it asks: United States Congress")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("United States Congress")
    assert complaints == []
    page.context.close()
