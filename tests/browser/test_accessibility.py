"""Every kind of page in a real browser: what axe-core finds, where it scrolls, what it loads, what it is sent with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import REQUIRED, open_page
from tests.browser.page_kinds import FAILING, KINDS
from tests.browser.serving import served_query_graph
from web.headers import SAFE

AXE: Final = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS: Final = ("color-contrast", "link-in-text-block")
needs_axe = pytest.mark.skipif(
    not REQUIRED and not AXE.is_file(), reason="axe-core isn't there; `make frontend` brings it"
)
_FIND: Final = """async (only) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  const told = (each, node) => `${each.impact} ${each.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`;
  return found.violations.flatMap((each) => each.nodes.map((node) => told(each, node)));
}"""
_UNFOLD: Final = "document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
_NOT_FOUND: Final = "the server responded with a status of"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_query_graph(tmp_path_factory.mktemp("data")) as found:
        yield found


@dataclass(slots=True)
class View:
    """A window that goes from page to page, with what it complained of and asked for."""

    page: Page
    complaints: list[str]
    requests: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.complaints.clear()
        self.requests.clear()
        self.page.goto(address)


def _view(browser: Browser, width: int) -> Iterator[View]:
    page, complaints = open_page(browser, width=width)
    view = View(page, complaints)
    page.on("request", lambda request: view.requests.append(request.url))
    yield view
    page.context.close()


@pytest.fixture(scope="module")
def wide(browser: Browser) -> Iterator[View]:
    yield from _view(browser, 1280)


@pytest.fixture(scope="module")
def narrow(browser: Browser) -> Iterator[View]:
    yield from _view(browser, 390)


def found_by_axe(page: Page) -> list[str]:
    """Give what axe-core finds in light, and what it finds in dark, where only colours differ."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme, only in (("light", {"type": "tag", "values": TAGS}), ("dark", {"type": "rule", "values": COLOURS})):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{scheme}: {each}" for each in page.evaluate(_FIND, only)]
    return found


@needs_axe
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_a_wide_page(wide: View, address: str, kind: str) -> None:
    wide.open(address + KINDS[kind])
    assert found_by_axe(wide.page) == []


@needs_axe
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_a_narrow_page_with_all_unfolded(narrow: View, address: str, kind: str) -> None:
    narrow.open(address + KINDS[kind])
    narrow.page.evaluate(_UNFOLD)
    assert found_by_axe(narrow.page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_loads_nothing_from_elsewhere_and_complains_of_nothing(wide: View, address: str, kind: str) -> None:
    wide.open(address + KINDS[kind])
    # Of a page that tells of an error, the browser says so too.
    complaints = [each for each in wide.complaints if kind not in FAILING or _NOT_FOUND not in each]
    foreign = [each for each in wide.requests if not each.startswith((f"{address}/", "data:"))]
    assert (complaints, foreign) == ([], [])


class _Inline(HTMLParser):
    """Notes whatever in a page would need a policy that allows what stands in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {value}" for value in given.values() if (value or "").startswith("javascript:")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_sent_with_the_policy_and_needs_nothing_beyond_it(wide: View, address: str, kind: str) -> None:
    answer = wide.page.request.get(address + KINDS[kind], headers={"Accept": "text/html"})
    assert answer.status == FAILING.get(kind, 200)
    sent = answer.headers["content-security-policy"]
    assert sent == SAFE["Content-Security-Policy"]
    assert "default-src 'none'" in sent
    assert "unsafe" not in sent
    page = _Inline()
    page.feed(answer.text())
    assert page.found == []


@pytest.fixture(scope="module")
def close(browser: Browser) -> Iterator[Page]:
    page, _ = open_page(browser, width=320)
    yield page
    page.context.close()


# What is wider than the page, and neither scrolls in a box of its own nor is out of sight on purpose.
_BEYOND: Final = """() => {
  const boxed = (each) => {
    for (let up = each; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.overflowX !== "visible" || style.position === "fixed" || style.clipPath !== "none") return true;
    }
    return false;
  };
  const found = [];
  const whole = document.scrollingElement.scrollWidth;
  if (whole > innerWidth) found.push(`the page is ${whole} wide`);
  for (const each of document.querySelectorAll("body *")) {
    const box = each.getBoundingClientRect();
    if (!box.width || !box.height || box.right <= innerWidth + 1 || boxed(each)) continue;
    found.push(`${each.tagName}.${each.className} ends at ${box.right}`);
  }
  return found.slice(0, 5);
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_a_page_of_320_pixels(close: Page, address: str, kind: str) -> None:
    close.goto(address + KINDS[kind])
    close.evaluate(_UNFOLD)
    assert close.evaluate(_BEYOND) == []


_DOUBLE: Final = """
  addEventListener("DOMContentLoaded", () => { document.documentElement.style.fontSize = "200%" });
"""


@pytest.fixture(scope="module")
def doubled(browser: Browser) -> Iterator[Page]:
    """A window of 1280 pixels in which somebody doubled the size of the letters."""
    page, _ = open_page(browser)
    page.add_init_script(_DOUBLE)
    yield page
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_the_page_with_letters_twice_as_large(doubled: Page, address: str, kind: str) -> None:
    doubled.goto(address + KINDS[kind])
    assert doubled.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert doubled.evaluate(_BEYOND) == []


def test_nothing_is_wider_than_a_page_enlarged_twice(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    found = {}
    for kind, path in KINDS.items():
        page.goto(address + path)
        found[kind] = page.evaluate(_BEYOND)
    context.close()
    assert {kind: beyond for kind, beyond in found.items() if beyond} == {}


def test_on_paper_there_is_no_way_to_click_on_and_no_dark_ground(wide: View, address: str) -> None:
    page = wide.page
    for kind in ("a recommendation with reasons for and against", "a document", "a brief", "a search with results"):
        page.emulate_media(media="print", color_scheme="dark")
        wide.open(address + KINDS[kind])
        for part in ("header.site nav", ".search", ".facets", ".show-query", ".forms"):
            assert not any(each.is_visible() for each in page.locator(part).all()), (kind, part)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", kind
    bare = page.locator(".memo a[href^=http]")
    page.goto(address + KINDS["a brief"])
    # An address that stands there as words isn't printed a second time.
    assert bare.first.evaluate("each => getComputedStyle(each, '::after').content") == "none"
    page.emulate_media(media="screen", color_scheme="light")


def test_with_colours_of_the_reader_one_sees_what_is_chosen(browser: Browser, address: str) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address + KINDS["a search with results"])
    ground = "each => getComputedStyle(each).backgroundColor"
    chosen, other = page.locator(".is-chosen .box").first, page.locator("li:not(.is-chosen) > a:not(.is-chosen) > .box")
    assert chosen.evaluate(ground) != other.first.evaluate(ground)
    line = "each => getComputedStyle(each).borderBottomColor"
    here = page.locator("header.site .ways a[aria-current]").evaluate(line)
    assert here != page.locator("header.site .ways a:not([aria-current])").first.evaluate(line)
    context.close()


def test_nothing_glides_for_a_reader_who_wants_no_motion(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(address + KINDS["a recommendation with reasons for and against"])
    page.keyboard.press("Tab")
    glides = """[...document.querySelectorAll("html, html *")].filter((each) => {
      const style = getComputedStyle(each);
      const moves = parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
      return moves || style.scrollBehavior === "smooth";
    }).length"""
    assert page.evaluate(glides) == 0
    context.close()
