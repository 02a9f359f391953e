"""The pages with the keyboard alone: every stop is reached in order, seen, and left again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import open_page
from tests.browser.page_kinds import CLOSE, KINDS
from tests.browser.serving import served_query_graph

WALKED: Final = (
    "home", "a search with results", "a recommendation with reasons for and against", "a document",
    "what lies around a statement", "documents compared", "a list", "a brief",
)  # fmt: skip
# What can be reached, in the order of the page; a folded part, or one out of the order on purpose, can't. Each looks
# as it does here while one is elsewhere.
_STOPS: Final = """() => {
  window.looks = (stop) => [stop, ...stop.querySelectorAll("*")].map((each) => {
    const style = getComputedStyle(each);
    const line = style.outlineStyle === "none" ? "" : style.outline;
    return [line, style.boxShadow, style.stroke, style.strokeWidth, style.fill, style.textDecorationLine].join();
  }).join(";");
  window.stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
    (each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true }));
  window.before = stops.map(looks);
  return stops.length;
}"""
_AT: Final = """() => {
  const at = document.activeElement;
  const place = stops.indexOf(at);
  return [place, looks(at) !== before[place], at.outerHTML.slice(0, 120)];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_query_graph(tmp_path_factory.mktemp("data")) as found:
        yield found


@pytest.mark.parametrize("kind", WALKED)
def test_tab_goes_through_all_of_a_page_in_order_and_shows_where_it_is(
    browser: Browser, address: str, kind: str
) -> None:
    page, complaints = open_page(browser)
    page.goto(address + KINDS[kind])
    number = page.evaluate(_STOPS)
    assert number > 10
    for wanted in range(number):
        page.keyboard.press("Tab")
        at, is_seen, what = page.evaluate(_AT)
        assert (at, is_seen) == (wanted, True), what
    page.context.close()
    assert complaints == []


def tab_to(page: Page, selector: str) -> None:
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}.")


def test_a_reader_goes_from_the_list_to_the_reason_and_its_words(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/recommendations")
    tab_to(page, "#f-topic .facet-label, #f-topic li a")
    page.keyboard.press("Enter")
    expect(page.locator(".chosen a").first).to_be_visible()
    tab_to(page, ".chosen a")
    page.keyboard.press("Enter")
    expect(page.locator(".chosen")).to_have_count(0)
    tab_to(page, ".card-title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/statement/*")
    page.goto(f"{address}/id/statement/{CLOSE}")
    tab_to(page, ".reason-words a")
    page.keyboard.press("Enter")
    expect(page.locator(".sources .mark:target")).to_be_in_viewport()
    page.context.close()
    assert complaints == []


def test_the_picture_is_passed_over_or_made_larger(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/id/statement/{CLOSE}")
    tab_to(page, ".skip-picture")
    page.keyboard.press("Enter")
    expect(page.locator("#after-picture")).to_be_focused()
    page.goto(f"{address}/id/statement/{CLOSE}")
    tab_to(page, "[data-zoom=in]")
    before = page.locator("[data-zoomed]").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("[data-zoomed]")).not_to_have_text(before)
    page.context.close()
    assert complaints == []
