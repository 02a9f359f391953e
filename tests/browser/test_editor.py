"""The query editor in a real browser: completion, running, examples; and the plain form where there is no script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kg.named_queries import named_query
from tests.browser.conftest import open_page
from tests.browser.serving import served_query_graph

PACKAGE = Path(__file__).parents[2] / "web" / "static" / "packages" / "yasgui.min.js"
needs_editor = pytest.mark.skipif(not PACKAGE.is_file(), reason="the editor isn't there; `make frontend` brings it")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_query_graph(tmp_path_factory.mktemp("data")) as address:
        yield address


def write(page: Page, query: str) -> None:
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(query)


@needs_editor
def test_a_query_is_written_with_completion_and_run_from_the_keyboard(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser)
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(address) else None)
    page.goto(f"{address}/sparql")
    write(page, "SELECT ?ask WHERE { ?ask w:supp")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint").first).to_contain_text("w:supportedBy")
    page.keyboard.press("Enter")
    page.keyboard.type(" ?reason ; a w:Rec")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint").first).to_contain_text("w:Recommendation")
    page.keyboard.press("Enter")
    page.keyboard.type(" }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".results-table tbody a").first).to_be_visible()
    assert "/sparql?query=" in page.url
    assert (foreign, complaints) == ([], [])
    page.context.close()


@needs_editor
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("SELECT ?x WHERE { ?ask a w:Recommendation ; w:add", "w:addressee"),
        ("SELECT ?x WHERE { ?ask w:addressee/skos:pre", "skos:prefLabel"),
        ("SELECT ?x WHERE { ?ask w:quote ?quote . ?quote oa:hasSel", "oa:hasSelector"),
        ("SELECT ?x WHERE { ?ask w:topic topic:exp", "topic:export-controls"),
        ("SELECT ?x WHERE { ?ask w:modality scheme:mod", "scheme/modality/must"),
    ],
)
def test_names_are_completed_behind_others_that_need_no_declaration(
    browser: Browser, address: str, typed: str, offered: str
) -> None:
    page, complaints = open_page(browser)
    page.goto(f"{address}/sparql")
    write(page, typed)
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hints")).to_contain_text(offered)
    assert complaints == []
    page.context.close()


@needs_editor
@pytest.mark.parametrize(("query", "errors"), [("?x a w:Actor", 0), ("?x a unknown:Actor", 1), ("?x a", 1)])
def test_only_what_is_wrong_is_marked(browser: Browser, address: str, query: str, errors: int) -> None:
    page, _ = open_page(browser)
    page.goto(f"{address}/sparql")
    write(page, f"SELECT ?x WHERE {{ {query} }}")
    expect(page.locator(".parseErrorIcon")).to_have_count(errors)
    page.context.close()


@needs_editor
@pytest.mark.parametrize("width", [1280, 390])
def test_an_example_is_one_click_away_and_its_rows_lead_to_pages(browser: Browser, address: str, width: int) -> None:
    page, complaints = open_page(browser, width=width)
    page.goto(f"{address}/sparql")
    page.get_by_role("link", name=named_query("asks-of-actor").question).click()
    expect(page.locator(".CodeMirror")).to_contain_text("United States Congress")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".results-table tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/id/statement/" in page.url
    assert complaints == []
    page.context.close()


def test_without_script_the_plain_form_gives_the_same(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, script=False)
    page.goto(f"{address}/sparql")
    page.locator("#query").fill("SELECT ?ask WHERE { ?ask a w:Recommendation } ORDER BY ?ask")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".results-table tbody a").first).to_be_visible()
    assert complaints == []
    page.context.close()


def test_a_question_is_answered_for_another_value(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, script=False)
    page.goto(f"{address}/api/queries#asks-of-actor")
    page.locator("#asks-of-actor-actor").fill("Department of Commerce")
    page.locator("#asks-of-actor").get_by_role("button", name="Run").click()
    expect(page.locator(".results-table")).to_contain_text("may issue a rule on chips")
    page.context.close()
