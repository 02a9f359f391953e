"""Topics and the comparison in a real browser: from the topics to a reason's sentence, and from a choice to columns."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import open_page
from tests.browser.serving import served_query_graph

WAYS = [(1280, True), (390, False), (320, True)]
WIDE = 1280


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_query_graph(tmp_path_factory.mktemp("data")) as address:
        yield address


def fits(page: Page, width: int) -> bool:
    page.wait_for_load_state()  # words may be there before the styles
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


@pytest.mark.parametrize(("width", "script"), WAYS)
def test_a_stranger_gets_from_the_topics_to_the_sentence_of_a_reason(
    browser: Browser, address: str, width: int, script: bool
) -> None:
    page, complaints = open_page(browser, width=width, script=script)
    page.goto(f"{address}/topics")
    assert fits(page, width)
    page.get_by_role("link", name="Export controls", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Export controls")
    assert fits(page, width)
    asked = page.get_by_role("region", name="Asked of United States Congress")
    expect(asked.get_by_text("Why").first).to_be_visible()
    expect(page.get_by_role("region", name="Who speaks against")).to_contain_text("Example Trade Group")
    asked.locator(".why a.words").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/id/document/" in page.url
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize(("width", "script"), WAYS)
def test_two_documents_are_chosen_and_compared(browser: Browser, address: str, width: int, script: bool) -> None:
    page, complaints = open_page(browser, width=width, script=script)
    page.goto(f"{address}/compare")
    assert fits(page, width)
    page.get_by_label("Counting chips").check()
    page.get_by_label("A letter").check()
    page.get_by_role("button", name="Compare what is ticked").click()
    expect(page.get_by_role("region", name="Contradictions")).to_contain_text("The survey counted only 40 chips.")
    assert fits(page, width)
    if width == WIDE:
        expect(page.get_by_role("columnheader", name="A letter").first).to_be_visible()
    else:
        expect(page.locator(".side-name").first).to_be_visible()
    page.get_by_role("region", name="What each speaks about").get_by_role("link", name="Export controls").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("export controls")
    assert complaints == []
    page.context.close()


def test_the_keyboard_alone_finds_and_compares(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/compare")
    page.get_by_label("Find documents").focus()
    page.keyboard.type("letter")
    page.keyboard.press("Enter")
    page.get_by_label("A letter").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Compare what is ticked").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You chose one")).to_be_visible()
    expect(page.get_by_label("A letter")).to_be_checked()
    assert complaints == []
    page.context.close()
