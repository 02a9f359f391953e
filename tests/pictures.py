"""`make pictures` takes the pictures of the pages that README and the docs show, from the bundled corpus as it is now.

Needs Chromium. Each picture is as wide as a page on a desk; its height is where the page says enough.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from kg.data import DataDirectory
from kg.identifiers import mint
from kg.index import Index
from kg.rows import Search, Sort
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.serving import served
from web.app import create_app
from web.settings import Settings
from web.urls import key_of, path_of

IMAGES: Final = Path(__file__).parents[1] / "docs" / "images"
WIDTH: Final = 1280
SCORES: Final = Path(__file__).parents[1] / "ingest" / "model" / "scores.json"


def addresses(index: Index) -> dict[str, tuple[str, int]]:
    """Give for each picture the address of the page and the height of the picture."""
    ask = index.recommendations(Search(text="distillation attacks are illegal", sort=Sort.RELEVANCE)).rows[0]
    # Both ask the Bureau of Industry and Security for a whistleblower program, so that there is something to compare.
    documents = [row for row in index.documents() if "AI Chip Smuggling" in row.title or "S. 1473" in row.title][:2]
    others = "&".join(f"document={key_of(row.iri)}" for row in documents)
    return {
        "home": ("/", 1500),
        "recommendations": ("/recommendations?q=distillation", 1100),
        "recommendation": (path_of(ask.iri), 1200),
        "document": (path_of(ask.document), 1100),
        "topic": ("/id/topic/distillation-attacks", 1300),
        "compare": (f"/compare?{others}", 1100),
        "actor": (path_of(mint("actor", "united states congress")), 1200),
        "explore": (f"/explore?node=statement/{key_of(ask.iri)}", 1000),
        "brief": (f"/brief?statement={key_of(ask.iri)}", 1300),
    }


def take(page: Page, address: str, path: str, height: int, name: str) -> None:
    """Open a page, let its script settle, and keep what is seen."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(address + path, wait_until="networkidle")
    page.wait_for_timeout(600)
    page.screenshot(path=str(IMAGES / f"{name}.png"))


def main() -> None:
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        data = DataDirectory(Path(made, "data"))
        subprocess.run([Path(sys.executable).parent / "warrant", "demo", "--no-serve", "--data", data.path], check=True)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        settings = Settings(data=data.path, scores=SCORES)
        with Index.open(data.index_path) as index, served(create_app(settings)) as address:
            page = browser.new_page(device_scale_factor=1)
            for name, (path, height) in addresses(index).items():
                take(page, address, path, height, name)
        browser.close()


if __name__ == "__main__":
    main()
