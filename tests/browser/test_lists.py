"""Picking recommendations, keeping them in the browser, sharing them, and taking a brief away, as a reader does it."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import open_page
from tests.browser.serving import served_query_graph


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_query_graph(tmp_path_factory.mktemp("lists")) as found:
        yield found


def pick(page: Page, address: str, number: int) -> None:
    page.goto(f"{address}/recommendations")
    buttons = page.get_by_role("button", name="Add to my list")
    for _ in range(number):
        buttons.first.click()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_reader_picks_opens_briefs_and_empties_a_list(browser: Browser, address: str, width: int) -> None:
    page, complaints = open_page(browser, width=width)
    pick(page, address, 2)
    expect(page.get_by_role("status").filter(has_text="Your list has 2 recommendations now.")).to_be_visible()
    page.get_by_role("link", name="My list (2)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My list: 2 recommendations")
    assert "statement=" in page.url
    page.get_by_role("link", name="Brief of these").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brief on 2 recommendations")
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_role("link", name="Remove").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My list: 1 recommendation")
    page.get_by_role("button", name="Empty my list").click()
    expect(page.get_by_text("There is nothing in it yet.")).to_be_visible()
    expect(page.get_by_role("link", name="My list", exact=True)).to_be_visible()
    page.context.close()
    assert complaints == []


def test_the_list_is_the_same_on_every_page_and_after_a_reload(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    pick(page, address, 1)
    page.locator(".card-title a").first.click()
    expect(page.get_by_role("link", name="My list (1)")).to_be_visible()
    expect(page.get_by_role("button", name="Remove from my list")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="My list (1)")).to_be_visible()
    page.get_by_role("button", name="Remove from my list").click()
    expect(page.get_by_role("link", name="My list", exact=True)).to_be_visible()
    page.context.close()
    assert complaints == []


def test_another_tab_learns_of_the_change(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}/documents")
    other = page.context.new_page()
    pick(other, address, 1)
    expect(page.get_by_role("link", name="My list (1)")).to_be_visible()
    page.context.close()


def test_a_shared_list_shows_the_same_and_can_be_kept(browser: Browser, address: str) -> None:
    first, _ = open_page(browser)
    pick(first, address, 3)
    first.get_by_role("link", name="My list (3)").click()
    shared = first.get_by_label("Address of this list").input_value()
    titles = first.locator(".card-title").all_inner_texts()
    first.context.close()
    assert shared.startswith(address)
    second, complaints = open_page(browser)
    second.goto(shared)
    assert second.locator(".card-title").all_inner_texts() == titles
    second.get_by_role("button", name="Keep in this browser").click()
    expect(second.get_by_role("link", name="My list (3)")).to_be_visible()
    second.context.close()
    assert complaints == []


def test_a_full_list_says_so_and_takes_no_more(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}/recommendations")
    page.evaluate(
        "localStorage.setItem('warrant.list', "
        "JSON.stringify([...Array(50).keys()].map((each) => String(each).padStart(20, '0'))))"
    )
    page.reload()
    page.get_by_role("button", name="Add to my list").first.click()
    expect(page.get_by_role("status").filter(has_text="it holds at most 50")).to_be_visible()
    expect(page.get_by_role("link", name="My list (50)")).to_be_visible()
    page.context.close()


def test_what_others_put_into_the_store_does_no_harm(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/recommendations")
    for value in ("nonsense", '{"a": 1}', '["<b>", 7, null, "javascript:alert(1)"]'):
        page.evaluate("value => localStorage.setItem('warrant.list', value)", value)
        page.reload()
        expect(page.get_by_role("link", name="My list", exact=True)).to_have_attribute("href", "/list")
    page.context.close()
    assert complaints == []


def test_the_keyboard_alone_adds(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}/recommendations")
    page.get_by_role("button", name="Add to my list").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="My list (1)")).to_be_visible()
    expect(page.locator(".add-to-list:focus")).to_contain_text("Remove from my list")
    page.context.close()


def test_without_script_a_list_works_by_its_address(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, script=False)
    page.goto(f"{address}/recommendations")
    expect(page.get_by_role("button", name="Add to my list")).to_have_count(0)
    keys = [str(href)[-20:] for href in (a.get_attribute("href") for a in page.locator(".card-title a").all()[:2])]
    page.goto(f"{address}/list?statement={keys[0]}&statement={keys[1]}")
    expect(page.locator(".list-entries > li")).to_have_count(2)
    page.get_by_role("link", name="Remove").first.click()
    expect(page.locator(".list-entries > li")).to_have_count(1)
    page.goto(f"{address}/list")
    expect(page.get_by_text("write the address yourself")).to_be_visible()
    expect(page.get_by_text("Choose “Add to my list”")).to_be_hidden()
    page.context.close()
    assert complaints == []


def first_key(page: Page, address: str) -> str:
    page.goto(f"{address}/recommendations")
    return str(page.locator(".card-title a").first.get_attribute("href"))[-20:]


def test_a_note_leads_down_and_back(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/brief?statement={first_key(page, address)}")
    page.get_by_role("link", name="Note 1", exact=True).click()
    expect(page.locator("#note-1:target")).to_be_in_viewport()
    page.get_by_role("link", name="Back to where note 1 stands").click()
    expect(page.locator("#ref-1:target")).to_be_in_viewport()
    page.context.close()
    assert complaints == []


def test_the_word_file_comes_as_a_download(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}/brief?statement={first_key(page, address)}")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Word (US Letter)").click()
    assert coming.value.suggested_filename.endswith(".docx")
    assert Path(coming.value.path()).read_bytes().startswith(b"PK")
    page.context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_brief_of_one_fits_two_pages_without_the_frame_of_the_site(
    browser: Browser, address: str, paper: str
) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}/brief?statement={first_key(page, address)}")
    title = page.get_by_role("heading", level=1).inner_text()
    document = pypdfium2.PdfDocument(page.pdf(format=paper))
    words = " ".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    page.context.close()
    assert len(document) <= 2
    assert title[:30] in words
    assert "Notes" in words
    for frame in ("For researchers", "Take it away", "The query behind this page", "How this is read"):
        assert frame not in words


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    page, _ = open_page(browser, width=width)
    key = first_key(page, address)
    for path in (f"/brief?statement={key}", "/brief", f"/list?statement={key}", "/list"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()
