"""One recommendation in a real browser: both sides, the picture by mouse, keyboard and without script, and extremes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kg.archive import Archive
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.mapping import triples
from kg.model import Direction, Extraction, ReviewState, Role
from tests import factories
from tests.browser.conftest import open_page
from tests.browser.serving import served
from web.app import create_app
from web.settings import Settings
from web.urls import path_of

MADE = {statement.quote.exact: statement for statement in factories.extraction().statements}
CLOSE = path_of(MADE[factories.CLOSE_LOOPHOLES].iri)
CHIPS = path_of(MADE[factories.CHIPS_DECIDE].iri)
TITLE = "The control of the export of advanced chips " * 6
LONG = "holds that whatever is found in ports and depots is found by chance, and that 工業情報化部 sees no more of it"
MANY = [(Role.RECOMMENDATION, f"Congress should act on {'very ' * 40}many things.")] + [
    (Role.EVIDENCE if number % 2 else Role.CLAIM, f"Reason {number} {LONG}.") for number in range(60)
]


def crowded() -> Extraction:
    """Sixty reasons, some of them against it, some in a circle."""
    links = [(number + 1, 0, Direction.DISPUTES if number % 5 == 0 else Direction.SUPPORTS) for number in range(60)]
    links += [(1, 2, Direction.SUPPORTS), (2, 1, Direction.SUPPORTS)]
    return factories.extraction_of(MANY, title=TITLE.strip(), links=links)


def reviewed() -> Extraction:
    """The usual item, of which a person has confirmed one claim."""
    made = factories.extraction()
    statements = [
        replace(each, review=ReviewState.CONFIRMED) if each.quote.exact == factories.CHIPS_DECIDE else each
        for each in made.statements
    ]
    return replace(made, statements=tuple(statements))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("data")
    store, archive = EmbeddedStore(), Archive(folder / "originals", folder / "texts")
    with Index.open(folder / "index.sqlite") as index:
        for extraction, text in (
            (reviewed(), factories.TEXT),
            (crowded(), factories.text_of(MANY, title=TITLE.strip())),
        ):
            store.replace_graph(extraction.document.graph_iri, triples(extraction))
            archive.put_text(text)
            index.replace(extraction)
        with served(create_app(Settings(), store, index=index, archive=archive)) as address:
            yield address


def size(page: Page) -> float:
    return float(page.locator(".picture-frame svg").get_attribute("width") or 0)


def test_support_and_dispute_stand_side_by_side_and_on_a_phone_below_each_other(browser: Browser, address: str) -> None:
    for width, beside in ((1280, True), (390, False)):
        page, complaints = open_page(browser, width=width)
        page.goto(address + CLOSE)
        one, other = page.locator(".side.is-for").bounding_box(), page.locator(".side.is-against").bounding_box()
        assert one
        assert other
        assert (abs(one["y"] - other["y"]) < 2) == beside
        page.context.close()
        assert complaints == []


def test_the_picture_grows_and_shrinks_by_buttons_and_keys(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    page.goto(address + CLOSE)
    before = size(page)
    page.get_by_role("button", name="Larger").click()
    assert size(page) > before
    page.get_by_role("region", name=re.compile("Picture of the reasons")).focus()
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert size(page) < before
    page.get_by_role("button", name="Whole picture").click()
    frame = page.locator(".picture-frame")
    assert frame.evaluate("each => each.scrollWidth <= each.clientWidth && each.scrollHeight <= each.clientHeight")
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_a_box_of_the_picture_leads_to_its_statement(browser: Browser, address: str, *, script: bool) -> None:
    page, complaints = open_page(browser, script=script)
    page.goto(address + CLOSE)
    page.locator(".picture-frame a", has_text="Advanced chips decide").click()
    page.wait_for_url(f"**{CHIPS}")
    expect(page.get_by_role("heading", name="What this claim is a reason for")).to_be_visible()
    page.context.close()
    assert complaints == []


def test_a_box_can_be_reached_and_opened_with_the_keyboard(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(address + CLOSE)
    boxes = page.locator(".picture-frame a")
    boxes.first.focus()
    page.keyboard.press("Tab")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(address + CLOSE)
    page.context.close()


def test_without_script_the_picture_scrolls_and_has_no_dead_buttons(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, script=False)
    page.goto(address + CLOSE)
    expect(page.get_by_role("button", name="Larger")).to_be_hidden()
    expect(page.locator(".add-to-list")).to_be_hidden()
    expect(page.locator(".picture-frame svg")).to_be_visible()
    page.context.close()
    assert complaints == []


def test_the_picture_is_a_file_by_itself_in_its_colours(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}{CLOSE}/graph.svg")
    fills = page.evaluate("[...document.querySelectorAll('a.box > path')].map(each => getComputedStyle(each).fill)")
    assert len(fills) == 4
    assert len(set(fills)) == 3
    page.context.close()


def test_a_confirmed_reason_looks_different(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(address + CLOSE)
    expect(page.locator(".reason.is-confirmed")).to_contain_text("Confirmed by a person")
    widths = page.evaluate(
        "['is-confirmed', 'is-machine'].map(each => "
        "parseFloat(getComputedStyle(document.querySelector(`.picture-frame .box.claim.${each} > path`)).strokeWidth))"
    )
    assert widths[0] > widths[1]
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_sixty_reasons_and_a_long_title_do_not_break_the_page(browser: Browser, address: str, width: int) -> None:
    page, complaints = open_page(browser, width=width)
    page.goto(address + path_of(crowded().statements[0].iri))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator(".picture-frame a")).to_have_count(61)
    words = page.locator(".reason-words a", has_text="Reason 59 ")
    words.first.click()
    expect(page.locator(".sources .mark:target")).to_be_in_viewport()
    page.context.close()
    assert complaints == []


def test_words_stay_inside_their_boxes(browser: Browser, address: str) -> None:
    page, _ = open_page(browser)
    page.goto(address + path_of(crowded().statements[0].iri))
    outside = page.evaluate(
        "[...document.querySelectorAll('.picture-frame a.box')].filter(box => {"
        " const frame = box.querySelector('path').getBoundingClientRect();"
        " const words = box.querySelector('.words').getBoundingClientRect();"
        " return words.right > frame.right + 1 || words.bottom > frame.bottom + 1; }).length"
    )
    assert outside == 0
    page.context.close()
